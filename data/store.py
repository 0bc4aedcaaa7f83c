"""Where are the records kept, and how does a load replace them without anyone seeing half of it?

Every write makes a new DuckDB file; a small manifest names the published ones and the current one,
and moves last. Readers open files read-only and look at the manifest on every question.
"""

import functools
import os
import shutil
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

import duckdb
import ibis
from ibis.backends.duckdb import Backend
from ibis.expr.operations import DatabaseTable

from data import building, disk, layout, manifest, monthly, settings
from data.building import DEFAULT_ZONE, Building
from data.errors import DataError
from data.manifest import Manifest, Snapshot
from data.phrasing import Reader
from data.schema import TABLES

Answer = TypeVar("Answer")
OPEN_SNAPSHOTS = 3  # how many files one process keeps open: the current one and those of links


class Store:
    """The snapshots of one folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._folder = home / "snapshots"
        self._roots: dict[str, duckdb.DuckDBPyConnection] = {}
        self._roots_lock = threading.Lock()
        self._own = threading.local()
        self._answers: dict[tuple[str, Hashable], tuple[object]] = {}

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
        kept = self.once(snapshot_id, ("table", name), lambda: _described(backend, name))
        return kept.copy(source=backend).to_expr()

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
        kept = self._answers.get(known)
        if kept is None:  # and not looked up again: another thread may forget it
            kept = self._answers[known] = (ask(),)
        return cast("Answer", kept[0])

    def _root(self, snapshot_id: str) -> duckdb.DuckDBPyConnection:
        with self._roots_lock:
            if snapshot_id not in self._roots:
                self._roots[snapshot_id] = self._open(snapshot_id)
                while len(self._roots) > OPEN_SNAPSHOTS:
                    self._forget(next(iter(self._roots)))
            return self._roots[snapshot_id]

    def _forget(self, snapshot_id: str) -> None:
        """Let go of a file and of what is remembered of it."""
        # Dropped, not closed: closing would break the cursors of other threads.
        del self._roots[snapshot_id]
        for known in list(self._answers):
            if known[0] == snapshot_id:
                self._answers.pop(known, None)

    def _open(self, snapshot_id: str) -> duckdb.DuckDBPyConnection:
        if not snapshot_id:
            connection = building.of_nothing()
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
        with building.writing(self.home, reason, wait_seconds):
            self._folder.mkdir(exist_ok=True)
            self._sweep()
            path = self._folder / f"{self._next_id()}.building"
            made = self._begin(path, zone, copies)
            try:
                yield made
                if not made.discarded:
                    self._publish(made, path, reason)
            finally:
                made.connection.close()
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
        with self.build("refresh", copies=False) as made:
            layout.rewrite(made.connection, self.path(before.id))
            made.touched |= set(TABLES)
        return manifest.read(self.home).snapshots[-1]

    def rollback(self, snapshot_id: str) -> Snapshot:
        """Make an earlier snapshot the current one again; the later ones stay listed."""
        with building.writing(self.home, f"roll-back to {snapshot_id}", wait_seconds=600):
            snapshot = manifest.read(self.home).named(snapshot_id)
            manifest.write(self.home, Manifest(snapshot_id, self.snapshots()))
        return snapshot

    def _begin(self, path: Path, zone: str | None, copies: bool) -> Building:
        before = self.current()
        if before and copies:
            self._refuse_counts()
            disk.copy(self.path(before.id), path)
        return building.begun(path, before, zone, is_copy=copies)

    def _publish(self, made: Building, path: Path, reason: str) -> None:
        building.finish(made)
        connection = made.connection
        rows, is_counted = building.rows(connection), bool(monthly.counted_elsewhere(connection))
        connection.execute("CHECKPOINT")
        connection.close()
        disk.sync(path)
        final = path.with_suffix(".duckdb")
        path.rename(final)
        disk.sync(self._folder)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        told = Snapshot(final.stem, now, reason, made.zone, rows, manifest.LAYOUT, is_counted)
        kept = (*self.snapshots(), told)[-int(settings.number("DASHBOARD_KEEP", 1, 10_000)) :]
        manifest.write(self.home, Manifest(final.stem, kept))

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


def _described(backend: Backend, name: str) -> DatabaseTable:
    stored: DatabaseTable = backend.table(name).op()
    # All columns may be empty to ibis, or a union of a table with itself would fail.
    loose = {column: type_(nullable=True) for column, type_ in stored.schema.items()}
    return stored.copy(schema=ibis.schema(loose))


def _names(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    found = "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views()"
    return frozenset(name for (name,) in connection.execute(found).fetchall())
