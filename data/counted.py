"""How does a snapshot hold counts alone, while the records stay in a lake?

What a cluster counted by village and month is written beside the small tables of the lake: places,
rounds, answers as counted, loads. Such a snapshot opens like any other; what only records can tell
is said to be elsewhere. Nothing is loaded on top of it, for then it would hold a part.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import ibis

from data import lake, listings
from data.access import EVERYWHERE
from data.building import Building
from data.errors import DataError
from data.filters import Filters
from data.manifest import Snapshot
from data.monthly import COUNTED_FROM, NAMES, OF_LEVELS, OF_PARTS, PART, part_of_whole
from data.schema import TABLES
from data.store import Store

if TYPE_CHECKING:
    from data.cluster import Lake

COUNTED = "answer_counts"  # a table that is not of the schema, but small
# Tables that stay: the records, and the register of households.
LEFT = {"requests", "callbacks", "visits", "responses", "households", "assignments",
        *lake.LEFT_OUT} - {"round_coverage", COUNTED}  # fmt: skip
Count = Callable[[str, ibis.Table], ibis.Table]  # counts of a table of records, by its name


def publish(home: Store, records: "Lake", count: Count) -> Snapshot:
    """Let a cluster count the records of a lake, and publish the counts as a snapshot.

    Parameters
    ----------
    home : Store
        An empty store, or one that shows counts of a lake already.
    records : Lake
        The lake, asked on its cluster.
    count : callable
        What is to be counted of which table.

    Returns
    -------
    Snapshot
        The one published.

    Raises
    ------
    DataError
        If the store holds records of its own, or somebody writes to the lake.
    """
    if home.current() and not home.is_counted():
        raise DataError("store.own_records", home=str(home.home))
    # A form that names two villages cannot be counted by village: then the lake has no such counts.
    tables = [t for t in COUNTED_FROM if t != "responses" or records.has(NAMES[t])]
    part = part_of_whole(_numbers(records))
    with _room(records.folder) as room:
        for table in tables:
            known = records.table(COUNTED_FROM[table])
            if table in OF_PARTS:
                known = known.mutate(**{PART: known[part]})
            records.save(count(table, known), room / table)
        dates = listings.data_dates(records, EVERYWHERE, Filters())
        with home.build("counts of a lake", records.zone(), copies=False) as building:
            copy_small(building, records.folder / records.version().id)
            for table in tables:
                _fill(building, f"counted_{table}", room / table)
            building.connection.register("dates", dates)
            building.connection.execute("CREATE TABLE counted_dates AS SELECT * FROM dates")
            building.connection.unregister("dates")
    return home.snapshots()[-1]


def _numbers(records: "Lake") -> dict[str, int]:
    """How many places there are of each level."""
    places = records.table("places")
    numbers = places.agg(**{level: places[level].nunique() for level in OF_LEVELS})
    return dict(numbers.to_pyarrow().to_pylist()[0])


@contextmanager
def _room(folder: Path) -> Iterator[Path]:
    """A place in the lake that every computer of the cluster sees; nobody sweeps it meanwhile."""
    room = folder / f"counts-{os.getpid()}"
    with lake.writing(folder):
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)


def copy_small(building: Building, version: Path) -> None:
    """Copy the small tables of a version of a lake; those without a row have no files there."""
    for table in TABLES.values():
        folder = version / lake.HELD_BY.get(table.name, table.name)
        if table.name in LEFT or not _is_there(folder):
            continue
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        building.connection.execute(
            f'INSERT INTO "{table.name}" BY NAME SELECT {columns} FROM {_files(folder)}'
        )
        building.touched.add(table.name)
    answers = version / lake.HELD_BY[COUNTED]
    if _is_there(answers):
        told = f"SELECT * EXCLUDE ({lake.MONTH}) FROM {_files(answers, folders=True)}"
        building.connection.execute(f"CREATE TABLE {COUNTED} AS {told}")


def _is_there(folder: Path) -> bool:
    return any(folder.rglob("*.parquet"))


def _fill(building: Building, table: str, folder: Path) -> None:
    building.connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {_files(folder)}")


def _files(folder: Path, *, folders: bool = False) -> str:
    """SQL to stand after FROM: all files of a table, and what the names of its folders tell."""
    files = str(folder / "**" / "*.parquet").replace("'", "''")
    told = "false"
    if folders:
        told = f"true, hive_types = {{'{lake.DISTRICT}': VARCHAR, '{lake.MONTH}': VARCHAR}}"
    return f"read_parquet('{files}', hive_partitioning = {told}, union_by_name = true)"
