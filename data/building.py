"""How is a snapshot written, one at a time, and what is worked out before it is published?"""

import logging
import os
import zoneinfo
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import filelock

from data import answer_counts, checks, layout, manifest, monthly, places, settings, views
from data.errors import DataError
from data.manifest import Snapshot
from data.schema import TABLES

LOG = logging.getLogger(__name__)
DEFAULT_ZONE = "Asia/Shanghai"
# Of a new file. A column of a hundred thousand rows seldom fills the engine's usual 262,144: with
# these visits and answers take a tenth less room (measured), with smaller ones twice as much.
BLOCK_BYTES = 65_536


@dataclass
class Building:
    """A snapshot while it is being written."""

    connection: duckdb.DuckDBPyConnection
    zone: str
    known_batches: int = 0  # number of the last load of the snapshot that this one starts from
    rows_before: Mapping[str, int] = field(default_factory=dict)  # of that snapshot, by table
    touched: set[str] = field(default_factory=set)
    discarded: bool = False

    def discard(self) -> None:
        """Leave without publishing: nothing changed."""
        self.discarded = True


def begun(path: Path, before: Snapshot | None, zone: str | None, *, is_copy: bool) -> Building:
    """Open a file for writing: a new one, or a copy of the snapshot before.

    Raises
    ------
    DataError
        If the store is empty and no such zone is known.
    """
    memory = settings.value("DASHBOARD_MEMORY")
    connection = duckdb.connect(
        str(path), config={"memory_limit": memory, "default_block_size": BLOCK_BYTES}
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET temp_directory = '{path}.tmp'")
    changed = layout.create(connection)
    known = 0  # as this version expects it; of an earlier one everything is filled in anew
    if before and is_copy and before.layout != manifest.LAYOUT:
        changed |= set(TABLES)
    elif before and before.layout == manifest.LAYOUT:
        last = "SELECT coalesce(max(batch_id), 0) FROM batches"
        (known,) = connection.execute(last).fetchall()[0]
    rows = before.rows if before else {}
    return Building(connection, before.zone if before else _new_zone(zone), known, rows, changed)


def _new_zone(zone: str | None) -> str:
    name = settings.value("DASHBOARD_ZONE") or zone or DEFAULT_ZONE
    if name not in zoneinfo.available_timezones():
        raise DataError("store.zone", zone=name)
    return name


def finish(building: Building) -> None:
    """Work out what readers ask of the records, and check the whole.

    Raises
    ------
    DataError
        If the finished tables fail a check.
    """
    connection, touched = building.connection, building.touched
    known = checks.since(connection, touched, building.rows_before, building.known_batches)
    work_out(building, known)
    checks.finished(connection, touched, known)


def work_out(building: Building, known: int = 0) -> None:
    """Places, links between records, views and counts; of loads after number `known` only, if any.

    That is what makes of tables a snapshot that can be asked, be they empty.
    """
    connection, touched = building.connection, building.touched
    places.rebuild(connection)
    layout.complete(connection, touched, building.zone, known)
    answer_counts.rebuild(connection, touched)
    views.rebuild(connection)
    monthly.rebuild(connection, touched, known)


def of_nothing() -> duckdb.DuckDBPyConnection:
    """A snapshot in memory in which all tables are there and empty."""
    connection = duckdb.connect(":memory:")
    layout.create(connection)
    work_out(Building(connection, DEFAULT_ZONE))
    return connection


def rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each table has, but for those without any."""
    counts = {}
    for name in TABLES:
        (number,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0]
        if number:
            counts[name] = number
    return counts


# ---------------------------------------------------------------- one at a time
@contextmanager
def writing(home: Path, reason: str, wait_seconds: float) -> Iterator[None]:
    """Hold the lock of the one writer; a writer that was killed has let go of it.

    Raises
    ------
    DataError
        If another writer holds it for longer than one waits.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(home / "writer.lock")
    note = home / "writer.json"
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        LOG.warning("waiting for another writer: %s", _read_note(note))
        try:
            lock.acquire(timeout=wait_seconds)
        except filelock.Timeout:
            raise DataError(
                "store.busy", home=str(home), seconds=wait_seconds, note=_read_note(note)
            ) from None
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        note.write_text(f"{reason}, process {os.getpid()}, since {since}", encoding="utf-8")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _read_note(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8")
    except FileNotFoundError:
        return "it is just finishing"
