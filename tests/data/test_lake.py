"""Does a lake hold the rows of its snapshot, and never half of them?"""

import json
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import duckdb
import filelock
import pytest

from data import counted, demo, lake, manifest
from data.__main__ import main
from data.errors import DataError
from data.store import Store
from tests.data.records import NEW_YEAR, add_areas, add_batch, add_request

ROOT = Path(__file__).parents[2]
AS_OF = datetime.fromisoformat("2025-06-30T16:00")
ODD = "区 1/a=b?%:*{[\\"  # a code may be any text


@pytest.fixture
def filled(store: Store) -> Store:
    with store.build("test", zone="Asia/Shanghai") as building:
        add_areas(building)
        add_batch(building, AS_OF)
        add_request(building, "1", "2025-03-01 01:00", closed_at="2025-03-02")
        add_request(building, "2", "2025-04-01 01:00", village_code="V3")
    return store


def add_one(store: Store, request_id: str) -> None:
    with store.build("one more") as building:
        add_request(building, request_id, "2025-05-01 01:00")


def differing(snapshot: Path, version: Path) -> dict[str, int]:
    """Rows of each table that only the snapshot or only the lake has."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{snapshot}' AS records (READ_ONLY)")
        for name, columns in json.loads((version / lake.COLUMNS).read_text()).items():
            dated = name in lake.DATED
            if not list((version / name).rglob("*.parquet")):
                (rows,) = connection.execute(f"SELECT count(*) FROM records.{name}").fetchall()[0]
                found[name] = rows
                continue
            folders = f"{lake.DISTRICT}: VARCHAR, {lake.MONTH}: VARCHAR"
            options = f", hive_partitioning = true, hive_types = {{{folders}}}" if dated else ""
            names = ", ".join(f'"{c}"' for c in columns if c != lake.MONTH)
            there = f"SELECT {names} FROM read_parquet('{version / name}/**/*.parquet'{options})"
            here = f"SELECT {names} FROM records.{name}"
            both = f"(({here}) EXCEPT ALL ({there})) UNION ALL (({there}) EXCEPT ALL ({here}))"
            (rows,) = connection.execute(f"SELECT count(*) FROM ({both})").fetchall()[0]
            found[name] = rows
    return found


def test_every_row_of_the_demo_district_is_there(store: Store, tmp_path: Path) -> None:
    demo.build(store, scale=0.01)
    made = lake.write(store, tmp_path / "lake")
    found = differing(store.path(made.id), tmp_path / "lake" / made.id)
    assert set(found) > {"known_requests", "known_visits", "households", "places", "areas"}
    assert {name: rows for name, rows in found.items() if rows} == {}


def test_what_readers_may_ask_for_is_there(filled: Store, tmp_path: Path) -> None:
    made = lake.write(filled, tmp_path / "lake")
    columns = json.loads((tmp_path / "lake" / made.id / lake.COLUMNS).read_text())
    for table, view in lake.HELD_BY.items():
        assert set(filled.table(table).columns) <= set(columns[view]), table
    assert columns["known_requests"]["received_at"] == "timestamp(6)"
    assert columns["known_requests"][lake.MONTH] == "string"


def test_records_lie_by_district_and_month(filled: Store, tmp_path: Path) -> None:
    made = lake.write(filled, tmp_path / "lake")
    folder = tmp_path / "lake" / made.id / "known_requests"
    found = sorted(str(path.parent.relative_to(folder)) for path in folder.rglob("*.parquet"))
    months = [f"district_code=D/lake_month=2025-0{month}" for month in (3, 4)]
    assert found == months


def test_a_district_may_have_any_code(filled: Store, tmp_path: Path) -> None:
    with filled.build("odd") as building:
        for column in ("area_code", "parent_code"):
            building.connection.execute(
                f"UPDATE areas SET {column} = ? WHERE {column} = 'D'", [ODD]
            )
        building.touched.add("areas")
    made = lake.write(filled, tmp_path / "lake")
    (folder,) = (tmp_path / "lake" / made.id / "known_requests").iterdir()
    assert folder.name == "district_code=区 1%2Fa%3Db%3F%25%3A%2A%7B%5B%5C"
    assert set(differing(filled.path(made.id), folder.parents[1]).values()) == {0}


def test_the_same_records_are_written_once(filled: Store, tmp_path: Path) -> None:
    first = lake.write(filled, tmp_path / "lake")
    columns = tmp_path / "lake" / first.id / lake.COLUMNS
    before = columns.stat().st_mtime_ns
    assert lake.write(filled, tmp_path / "lake") == first
    assert columns.stat().st_mtime_ns == before


def test_the_version_before_stays_for_whoever_reads_it(filled: Store, tmp_path: Path) -> None:
    target, made = tmp_path / "lake", []
    for number in range(3):
        add_one(filled, f"more {number}")
        made.append(lake.write(filled, target).id)
    assert manifest.read(target).current == made[2]
    assert sorted(path.name for path in target.iterdir() if path.is_dir()) == made[1:]
    assert filled.rollback(made[1]).id == lake.write(filled, target).id == made[1]
    assert manifest.read(target).current == made[1]
    assert set(differing(filled.path(made[1]), target / made[1]).values()) == {0}


def test_a_write_that_is_killed_leaves_the_version_before(store: Store, tmp_path: Path) -> None:
    demo.build(store, scale=0.1)
    target = tmp_path / "lake"
    command = [sys.executable, "-m", "data", "lake", "--to", str(target)]
    writer = subprocess.Popen(command, cwd=ROOT)
    until = time.monotonic() + 60
    while not list(target.glob("*.partial/known_*/*")):
        assert time.monotonic() < until
        assert writer.poll() is None
        time.sleep(0.01)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert manifest.read(target) == manifest.Manifest()
    for leftover in target.glob("*.partial"):
        assert not (leftover / lake.COLUMNS).exists()
    made = lake.write(store, target)
    assert sorted(path.name for path in target.iterdir() if path.is_dir()) == [made.id]
    assert set(differing(store.path(made.id), target / made.id).values()) == {0}


def test_only_one_writes(filled: Store, tmp_path: Path) -> None:
    target = tmp_path / "lake"
    target.mkdir()
    with (
        filelock.FileLock(target / lake.LOCK),
        pytest.raises(DataError, match="another process writes to"),
    ):
        lake.write(filled, target)


def test_nothing_else_is_written_over(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("dear")
    with pytest.raises(DataError, match="letters holds something that is no lake"):
        lake.write(filled, tmp_path / "letters")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["mine.txt"]


def test_an_empty_store(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from data.store import default

    default.cache_clear()
    assert main(["lake", "--to", str(tmp_path / "lake")]) == 4
    assert "the store is empty" in capsys.readouterr().err
    assert not (tmp_path / "lake").exists()
    default.cache_clear()


def test_a_lake_without_surveys_hands_its_small_tables_on(store: Store, tmp_path: Path) -> None:
    with store.build("no surveys") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR)
        add_request(building, "a", "2025-06-01 20:00", village_code="V1")
    made = lake.write(store, tmp_path / "lake")
    other = Store(tmp_path / "counts")
    with other.build("counts", copies=False) as building:
        counted.copy_small(building, tmp_path / "lake" / made.id)
    assert other.table("areas").count().to_pyarrow().as_py() == 8
    assert other.table("known_answers").count().to_pyarrow().as_py() == 0
