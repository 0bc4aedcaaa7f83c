"""Where are the records kept, and how does a load replace them without anyone seeing half of it?

Every write makes a new DuckDB file; a small manifest names the published ones and the current one,
and moves last. Readers open files read-only and look at the manifest on every question.
"""

import functools
import logging
import os
import shutil
import threading
import zoneinfo
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

import duckdb
import filelock
import ibis
from ibis.backends.duckdb import Backend
from ibis.expr.operations import DatabaseTable

from data import answer_counts, checks, disk, layout, manifest, monthly, places, settings, views
from data.errors import DataError
from data.manifest import Manifest, Snapshot
from data.phrasing import Reader
from data.schema import TABLES

LOG = logging.getLogger(__name__)
DEFAULT_ZONE = "Asia/Shanghai"
Answer = TypeVar("Answer")
# Of a new file. A column of a hundred thousand rows seldom fills the engine's usual 262,144: with
# these visits and answers take a tenth less room (measured), with smaller ones twice as much.
BLOCK_BYTES = 65_536
OPEN_SNAPSHOTS = 3  # how many files one process keeps open: the current one and those of links


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


class Store:
    """The snapshots of one folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._folder = home / "snapshots"
        self._roots: dict[str, duckdb.DuckDBPyConnection] = {}
        self._roots_lock = threading.Lock()
        self._own = threading.local()
        self._tables: dict[tuple[str, str], DatabaseTable] = {}
        self._answers: dict[tuple[str, Hashable], object] = {}

    def __reduce__(self) -> tuple[type["Store"], tuple[Path]]:
        """Another process opens the folder for itself."""
        return Store, (self.home.resolve(),)

    # ------------------------------------------------------------ what there is
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Published snapshots, oldest first."""
        return manifest.read(self.home).snapshots

    def current(self) -> Snapshot | None:
        """The snapshot that readers see now; None while the store is empty."""
        published = manifest.read(self.home)
        return published.named(published.current) if published.current else None

    def zone(self, snapshot_id: str = "") -> str:
        """Business time zone of a snapshot, of the current one if none is named."""
        snapshot = manifest.read(self.home).named(snapshot_id) if snapshot_id else self.current()
        return snapshot.zone if snapshot else settings.value("DASHBOARD_ZONE") or DEFAULT_ZONE

    def size(self, snapshot_id: str) -> int:
        """Bytes of a snapshot on disk."""
        return self.path(snapshot_id).stat().st_size

    def path(self, snapshot_id: str) -> Path:
        """The file of a snapshot."""
        return self._folder / f"{snapshot_id}.duckdb"

    # ------------------------------------------------------------ reading
    def reader(self, snapshot_id: str = "") -> Backend:
        """Read-only ibis backend on a snapshot, this thread's own.

        One connection shared by threads hands rows of one question to another, so each thread
        gets a cursor of its own. On an empty store all tables are there and empty.
        """
        wanted = snapshot_id or manifest.read(self.home).current
        mine: dict[str, Backend] = self._own.__dict__.setdefault("backends", {})
        if wanted not in mine:
            mine.clear()  # a thread looks at one snapshot at a time
            cursor = self._root(wanted).cursor()
            cursor.execute("SET enable_progress_bar = false")  # it would print into our output
            mine[wanted] = Reader.from_connection(cursor)
        return mine[wanted]

    def table(self, name: str, snapshot_id: str = "") -> ibis.Table:
        """One table of a snapshot as this thread's ibis table.

        The engine is asked for the columns once a process, not once a thread: a page runs in a
        new thread each time, and asking for all tables costs more than most of its questions.
        """
        backend = self.reader(snapshot_id)
        known = (snapshot_id or manifest.read(self.home).current, name)
        if known not in self._tables:
            stored = backend.table(name).op()
            # All columns may be empty to ibis, or a union of a table with itself would fail.
            loose = {column: type_(nullable=True) for column, type_ in stored.schema.items()}
            self._tables[known] = stored.copy(schema=ibis.schema(loose))
        return self._tables[known].copy(source=backend).to_expr()

    def has(self, name: str, snapshot_id: str = "") -> bool:
        """Whether a snapshot holds a table or view of that name."""
        return name in self.once(snapshot_id, "names", lambda: _names(self.reader(snapshot_id).con))

    def is_counted(self, snapshot_id: str = "") -> bool:
        """Whether a snapshot holds counts alone, and its records stay in a lake."""
        published = manifest.read(self.home)
        wanted = snapshot_id or published.current
        return bool(wanted) and published.named(wanted).is_counted

    def once(self, snapshot_id: str, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """An answer about a snapshot, asked for the first time only: a snapshot never changes."""
        known = (snapshot_id or manifest.read(self.home).current, key)
        if known not in self._answers:
            self._answers[known] = ask()
        return cast("Answer", self._answers[known])

    def _root(self, snapshot_id: str) -> duckdb.DuckDBPyConnection:
        with self._roots_lock:
            if snapshot_id not in self._roots:
                self._roots[snapshot_id] = self._open(snapshot_id)
                while len(self._roots) > OPEN_SNAPSHOTS:
                    # Dropped, not closed: closing would break the cursors of other threads.
                    del self._roots[next(iter(self._roots))]
            return self._roots[snapshot_id]

    def _open(self, snapshot_id: str) -> duckdb.DuckDBPyConnection:
        if not snapshot_id:
            connection = duckdb.connect(":memory:")
            layout.create(connection)
            places.rebuild(connection)
            layout.complete(connection, set(), DEFAULT_ZONE, 0)
            answer_counts.rebuild(connection, set())
            views.rebuild(connection)
            monthly.rebuild(connection, set())
            connection.execute("SET enable_external_access = false")
            return connection
        published = manifest.read(self.home)
        if published.named(snapshot_id).layout != manifest.LAYOUT:
            if snapshot_id == published.current:
                raise DataError("store.other_version", snapshot=snapshot_id)
            raise DataError("store.other_version_past", snapshot=snapshot_id)
        return duckdb.connect(
            str(self.path(snapshot_id)),
            read_only=True,
            config={
                "enable_external_access": "false",
                "memory_limit": settings.value("DASHBOARD_READERS_MEMORY"),
                # Two processes that spill into one folder would overwrite each other's files.
                "temp_directory": str(self.home / f"spill-{os.getpid()}"),
            },
        )

    # ------------------------------------------------------------ writing
    @contextmanager
    def build(
        self,
        reason: str,
        zone: str | None = None,
        wait_seconds: float = 600,
        *,
        copies: bool = True,
    ) -> Iterator[Building]:
        """Write a new snapshot on top of the current one and publish it.

        Parameters
        ----------
        reason : str
            Why, in a few words; shown in the list of snapshots.
        zone : str, optional
            Business time zone, an IANA name; counts only while the store is empty.
        wait_seconds : float
            How long to wait for another writer.
        copies : bool
            Begin with the records of the current snapshot; without it, with none.

        Raises
        ------
        DataError
            If another writer holds the store for longer, or the finished tables fail a check.
            Whatever is raised inside the block, the current snapshot stays as it was.
        """
        with self._writing(reason, wait_seconds):
            self._sweep()
            path = self._folder / f"{self._next_id()}.building"
            building = self._begin(path, zone, copies)
            try:
                yield building
                if not building.discarded:
                    self._publish(building, path, reason)
            finally:
                building.connection.close()
                self._sweep()

    def refresh(self) -> Snapshot:
        """Write the current records anew, all in order and as this version expects them.

        Raises
        ------
        DataError
            If the store is empty.
        """
        before = self.current()
        if before is None:
            raise DataError("store.nothing_to_refresh")
        self._refuse_counts()
        with self.build("refresh", copies=False) as building:
            layout.rewrite(building.connection, self.path(before.id))
            building.touched |= set(TABLES)
        return manifest.read(self.home).snapshots[-1]

    def rollback(self, snapshot_id: str) -> Snapshot:
        """Make an earlier snapshot the current one again; the later ones stay listed."""
        with self._writing(f"roll-back to {snapshot_id}", wait_seconds=600):
            snapshot = manifest.read(self.home).named(snapshot_id)
            manifest.write(self.home, Manifest(snapshot_id, self.snapshots()))
        return snapshot

    def _begin(self, path: Path, zone: str | None, copies: bool) -> Building:
        before = self.current()
        if before and copies:
            self._refuse_counts()
            disk.copy(self.path(before.id), path)
        connection = duckdb.connect(
            str(path), config={"memory_limit": _memory(), "default_block_size": BLOCK_BYTES}
        )
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"SET temp_directory = '{path}.tmp'")
        changed = layout.create(connection)
        known = 0  # as this version expects it; of an earlier one everything is filled in anew
        if before and copies and before.layout != manifest.LAYOUT:
            changed |= set(TABLES)
        elif before and before.layout == manifest.LAYOUT:
            last = "SELECT coalesce(max(batch_id), 0) FROM batches"
            (known,) = connection.execute(last).fetchall()[0]
        rows = before.rows if before else {}
        zone = before.zone if before else _new_zone(zone)
        return Building(connection, zone, known, rows, changed)

    def _publish(self, building: Building, path: Path, reason: str) -> None:
        connection, touched = building.connection, building.touched
        known = checks.since(connection, touched, building.rows_before, building.known_batches)
        places.rebuild(connection)
        layout.complete(connection, touched, building.zone, known)
        answer_counts.rebuild(connection, touched)
        views.rebuild(connection)
        monthly.rebuild(connection, touched, known)
        checks.finished(connection, touched, known)
        rows, is_counted = _count(connection), bool(monthly.counted_elsewhere(connection))
        connection.execute("CHECKPOINT")
        connection.close()
        disk.sync(path)
        final = path.with_suffix(".duckdb")
        path.rename(final)
        disk.sync(self._folder)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made = Snapshot(final.stem, now, reason, building.zone, rows, manifest.LAYOUT, is_counted)
        added = (*self.snapshots(), made)
        kept = added[-int(settings.number("DASHBOARD_KEEP", 1, 10_000)) :]
        manifest.write(self.home, Manifest(final.stem, kept))

    @contextmanager
    def _writing(self, reason: str, wait_seconds: float) -> Iterator[None]:
        """Hold the lock of the one writer; a writer that was killed has let go of it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(self.home / "writer.lock")
        note = self.home / "writer.json"
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            LOG.warning("waiting for another writer: %s", _read_note(note))
            try:
                lock.acquire(timeout=wait_seconds)
            except filelock.Timeout:
                raise DataError(
                    "store.busy", home=str(self.home), seconds=wait_seconds, note=_read_note(note)
                ) from None
        try:
            since = datetime.now(UTC).isoformat(timespec="seconds")
            note.write_text(f"{reason}, process {os.getpid()}, since {since}", encoding="utf-8")
            yield
        finally:
            note.unlink(missing_ok=True)
            lock.release()

    def _refuse_counts(self) -> None:
        """Records on top of counts would be a part that looks like the whole."""
        if self.is_counted():
            raise DataError("store.counted", home=str(self.home))

    def _next_id(self) -> str:
        """Time plus a running number, so that two loads in one second differ and names sort."""
        last = max((int(s.id.rsplit("-", 1)[1]) for s in self.snapshots()), default=0)
        return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{last + 1:05d}"

    def _sweep(self) -> None:
        """Remove what no manifest names: unfinished files and snapshots beyond those kept."""
        named = {self.path(s.id) for s in self.snapshots()}
        for path in self._folder.iterdir():
            if path in named:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


@functools.cache
def default() -> Store:
    """The store of $DASHBOARD_HOME."""
    return Store(settings.home())


def _memory() -> str:
    return settings.value("DASHBOARD_MEMORY")


def _new_zone(zone: str | None) -> str:
    name = settings.value("DASHBOARD_ZONE") or zone or DEFAULT_ZONE
    if name not in zoneinfo.available_timezones():
        raise DataError("store.zone", zone=name)
    return name


def _names(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    found = "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views()"
    return frozenset(name for (name,) in connection.execute(found).fetchall())


def _count(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counts = {}
    for name in TABLES:
        (rows,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0]
        if rows:
            counts[name] = rows
    return counts


def _read_note(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8")
    except FileNotFoundError:
        return "it is just finishing"
