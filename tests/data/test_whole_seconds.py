"""Are times kept to the second by cutting off, never by rounding into the next day?"""

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from data import lake, manifest
from data.schema import TABLES
from data.store import Store
from tests.data.loads import REQUEST, add_places, load_rows, records
from tests.data.records import add_areas, add_batch, add_request

LAST = "2024-03-05 23:59:59.7"  # in the business zone: 15:59:59 UTC
CUT = datetime.fromisoformat("2024-03-05 15:59:59")
NEW_YEAR = datetime.fromisoformat("2026-01-01")
CALLS = ("2025-06-03 03:00:00.1", "2025-06-03 03:00:00.9", "2025-06-03 03:00:01.5")


def test_the_last_moment_of_a_day_stays_in_it(store: Store, tmp_path: Path) -> None:
    """In a first file and in one that adds and changes rows."""
    add_places(store, tmp_path)
    row = {**REQUEST, "received_at": LAST, "closed_at": LAST, "due_at": LAST}
    load_rows(store, tmp_path, [row])
    told = ("request_id", "received_at", "closed_at", "due_at", "received_date", "due_date")
    day = date(2024, 3, 5)
    first = ("R1", CUT, CUT, CUT, day, day)
    assert records(store, "known_requests", *told) == [first]
    changed = {**row, "closed_at": "2024-03-06 23:59:59.999999"}
    load_rows(store, tmp_path, [changed, {**row, "request_id": "R2"}])
    told = (*told, "closed_date")
    assert records(store, "known_requests", *told) == [
        ("R1", CUT, CUT.replace(day=6), CUT, day, day, date(2024, 3, 6)),
        ("R2", CUT, CUT, CUT, day, day, day),
    ]


def test_the_same_fractions_twice_change_nothing(store: Store, tmp_path: Path) -> None:
    add_places(store, tmp_path)
    row = {**REQUEST, "received_at": LAST, "closed_at": LAST}
    load_rows(store, tmp_path, [row])
    report = load_rows(store, tmp_path, [row, row | {"request_id": "R2"}])
    assert (report.count("unchanged"), report.count("kept")) == (1, 1)


def test_readers_and_clusters_get_times_as_ever(store: Store, tmp_path: Path) -> None:
    """In views and in Parquet, which has no whole seconds."""
    add_places(store, tmp_path)
    load_rows(store, tmp_path, [{**REQUEST, "received_at": LAST, "closed_at": LAST}])
    target = tmp_path / "lake"
    lake.write(store, target)
    files = f"read_parquet('{target}/*/known_requests/**/*.parquet')"
    for source in ("known_requests", files):
        with duckdb.connect() as outside:
            asked = outside if source == files else store.reader().con
            described = asked.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            types = {name: type_ for name, type_, *_ in described}
            assert {types[c.name] for c in TABLES["requests"].times} == {"TIMESTAMP"}
            told = asked.execute(f"SELECT received_at FROM {source}").fetchall()
            assert told == [(CUT,)]


def finer(store: Store) -> None:
    """Make the current snapshot one of an earlier version, which kept fractions of seconds."""
    path = store.path(store.current().id)
    with duckdb.connect(str(path)) as connection:
        for table in TABLES.values():
            for column in table.times:
                connection.execute(f"ALTER TABLE {table.name} ALTER {column.name} TYPE TIMESTAMP")
        connection.execute("UPDATE requests SET closed_at = closed_at + INTERVAL 700 MILLISECOND")
        connection.execute(
            "INSERT INTO callbacks (source, request_id, called_at, is_valid, batch_id) "
            "SELECT 's', 'a', unnest(?::TIMESTAMP[]), true, 1",
            [list(CALLS)],
        )
        connection.execute("CHECKPOINT")
    told = (store.home / manifest.NAME).read_text(encoding="utf-8")
    earlier = told.replace(f'"layout": {manifest.LAYOUT}', '"layout": 9')
    assert earlier != told
    (store.home / manifest.NAME).write_text(earlier, encoding="utf-8")


@pytest.mark.parametrize("way", ["refresh", "load"])
def test_what_an_earlier_version_kept_is_cut_off(store: Store, way: str) -> None:
    """Of two call-backs to one request within a second the later one stays in force."""
    with store.build("first") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR)
        add_request(building, "a", "2025-06-01 15:59:59", closed_at="2025-06-02 15:59:59")
    finer(store)
    if way == "refresh":
        store.refresh()
    else:
        with store.build("a load on top of it") as building:
            add_request(building, "b", "2025-06-04 10:00:00")
    closed = datetime.fromisoformat("2025-06-02 15:59:59")
    told = records(store, "known_requests", "request_id", "closed_at", "closed_date")
    assert told[0] == ("a", closed, date(2025, 6, 2))
    calls = [datetime.fromisoformat(f"2025-06-03 03:00:0{second}") for second in (0, 1)]
    assert records(store, "known_callbacks", "called_at") == [(call,) for call in calls]
    aside = records(store, "previous_versions", "table_name", "record_key")
    assert aside == [("callbacks", f"s/a/{CALLS[0]}")]
    stored = store.reader().con.execute(
        "SELECT DISTINCT data_type FROM duckdb_columns() WHERE column_name IN "
        "('received_at', 'closed_at', 'called_at', 'visited_at') AND table_name IN "
        "('requests', 'callbacks', 'visits')"
    )
    assert stored.fetchall() == [("TIMESTAMP_S",)]
