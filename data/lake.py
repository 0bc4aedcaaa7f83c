"""How do the records leave for a cluster? As Parquet files, by district and month.

A lake is a folder like that of a store: versions, and a manifest that names the current one and
moves last. Each version holds the tables and views of one snapshot under their own names, as
readers see them: places, days and what was known at the data date stand in every row, so a cluster
need not join ten tables to answer, and the SQL of the views stays in one place.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import duckdb
import filelock
from ibis.backends.duckdb import Backend

from data import disk, manifest, settings
from data.errors import DataError
from data.manifest import Manifest, Snapshot
from data.monthly import COUNTED_FROM
from data.store import Store

COLUMNS = "columns.json"  # types of all columns by table, so that no file must be read for them
DISTRICT, MONTH = "district_code", "lake_month"  # folders of a table: district, month as 2026-01
# Tables whose every column stands in a view of the same records: only the view is written.
HELD_BY = {
    "requests": "known_requests",
    "visits": "known_visits",
    "busy_visits": "known_busy_visits",
    "answer_counts": "known_answers",
    "responses": "known_responses",
    "round_coverage": "known_round_coverage",
}
DATED = {*HELD_BY.values(), "known_callbacks"}
# What was refused or replaced, and steps on the way to a view: no reader asks for these.
LEFT_OUT = {"rejected_rows", "previous_versions", "corrections", "callbacks",
            "answer_weights", "named_visits", *HELD_BY,
            *(f"counted_{name}" for name in COUNTED_FROM)}  # fmt: skip
LOCK = "writer.lock"
KEPT = 2  # versions: one may be read while the next is written
ESCAPED = re.compile(r'["#%\'*/:=?\\{\[\]^\x00-\x1f\x7f]')  # in names of folders, by Hive's rule


def write(store: Store, target: Path) -> Snapshot:
    """Write the current records of a store into a lake and make them its current version.

    Parameters
    ----------
    store : Store
        Where the records are; others may write to it meanwhile.
    target : Path
        Folder of a lake, or one that does not exist yet or is empty.

    Returns
    -------
    Snapshot
        The version; if the lake has it already, nothing was written.

    Raises
    ------
    DataError
        If there are no records, the folder holds something else, or somebody writes to it.
    """
    snapshot = store.current()
    if snapshot is None:
        raise DataError("lake.nothing")
    there = {path.name for path in target.iterdir()} if target.exists() else set()
    if manifest.NAME not in there and there - {LOCK}:
        raise DataError("lake.taken", folder=str(target))
    with writing(target):
        published = manifest.read(target)
        manifest.write(target, published)  # from now on the folder is a lake
        if published.current == snapshot.id:
            return snapshot
        final, partial = target / snapshot.id, target / f"{snapshot.id}.partial"
        others = tuple(s for s in published.snapshots if s.id != snapshot.id)
        kept = (*others, snapshot)[-KEPT:]
        if snapshot not in published.snapshots:
            _sweep(target, published)
            partial.mkdir()
            _write_tables(store.path(snapshot.id), partial)
            partial.rename(final)
            disk.sync(target)
        manifest.write(target, Manifest(snapshot.id, kept))
        _sweep(target, manifest.read(target))
    return snapshot


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Nobody else writes to a lake meanwhile; DataError if somebody does."""
    target.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(target / LOCK, timeout=0):
            yield
    except filelock.Timeout:
        raise DataError("lake.busy", folder=str(target)) from None


def _sweep(target: Path, published: Manifest) -> None:
    """Remove the versions that no manifest names: unfinished and old ones."""
    named = {snapshot.id for snapshot in published.snapshots}
    for path in target.iterdir():
        if path.is_dir() and path.name not in named:
            shutil.rmtree(path)


def _write_tables(snapshot: Path, folder: Path) -> None:
    """All tables of a snapshot that readers ask for, and the types of their columns."""
    connection = duckdb.connect(config={"memory_limit": settings.value("DASHBOARD_MEMORY")})
    try:
        connection.execute(f"SET temp_directory = '{folder}.spill'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"ATTACH '{snapshot}' AS records (READ_ONLY)")
        connection.execute("USE records")
        columns = {}
        for name in _names(connection):
            (folder / name).mkdir()
            _write_table(connection, name, folder / name)
            columns[name] = _types(connection, name)
        disk.replace_text(folder / COLUMNS, json.dumps(columns, indent=1))
    finally:
        connection.close()
        shutil.rmtree(f"{folder}.spill", ignore_errors=True)
    for path in folder.rglob("*"):
        disk.sync(path)


def _names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'records' "
        "UNION SELECT view_name FROM duckdb_views() WHERE database_name = 'records' "
        "AND NOT internal ORDER BY ALL"
    ).fetchall()
    return [name for (name,) in found if name not in LEFT_OUT]


def _write_table(connection: duckdb.DuckDBPyConnection, name: str, folder: Path) -> None:
    """One table: a file, or files by district and month in which villages lie together."""
    if name not in DATED:
        connection.execute(
            f"COPY \"{name}\" TO '{folder}/all.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )
        return
    rows = f"SELECT *, strftime(date, '%Y-%m') AS {MONTH} FROM {name}"
    connection.execute(
        f"COPY ({rows} ORDER BY {DISTRICT}, {MONTH}, village_code) TO '{folder}' "
        f"(FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({DISTRICT}, {MONTH}))"
    )
    for path in folder.iterdir():
        path.rename(folder / _as_hive_names_it(path.name))


def _as_hive_names_it(name: str) -> str:
    """The name of a folder as every engine reads it: this one escapes more than Hive does."""
    value = unquote(name.removeprefix(f"{DISTRICT}="))
    return f"{DISTRICT}=" + ESCAPED.sub(lambda sign: f"%{ord(sign[0]):02X}", value)


def _types(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """Types of the columns as ibis writes them; any may be empty."""
    parse = Backend.compiler.type_mapper.from_string
    rows = connection.execute(f'DESCRIBE "{name}"').fetchall()
    types = {row[0]: str(parse(row[1], nullable=True)) for row in rows}
    return types | {MONTH: "string"} if name in DATED else types
