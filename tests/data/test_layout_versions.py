"""Is what an earlier version of the dashboard wrote refused until it is brought up to date?"""

from datetime import date

import duckdb
import pytest

from data import layout, manifest, monthly, queries
from data.__main__ import main
from data.access import EVERYWHERE
from data.errors import DataError
from data.filters import Filters
from data.store import Store, default
from tests.data.records import NEW_YEAR, add_areas, add_batch, add_request, add_visits


def test_an_earlier_layout_is_refused_until_it_is_refreshed(store: Store) -> None:
    with store.build("as an earlier version wrote it") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR)
        add_request(building, "a", "2025-06-01 20:00", closed_at="2025-06-02 20:00")
        add_visits(building, [(1, ("V1", "G1"), 0), (1, ("V1", "G1"), 48)], 2)
    age(store)
    with pytest.raises(DataError) as told:
        queries.tables(Store(store.home), EVERYWHERE, Filters(area="D"))
    assert str(told.value) == (
        f"snapshot {store.current().id} was written by another version of the dashboard; "
        "run python -m data refresh"
    )
    store.refresh()
    rows = store.reader().con.execute("SELECT closed_date, due_date FROM requests").fetchall()
    assert rows == [(date(2025, 6, 3), None)]
    rows = store.reader().con.execute(
        "SELECT previous_date, next_date, is_settled FROM visits ORDER BY ALL"
    )
    one, other = date(2025, 3, 1), date(2025, 3, 3)
    assert rows.fetchall() == [(one, None, True), (None, other, True)]


def test_a_load_fills_an_earlier_layout_in_anew(store: Store) -> None:
    """Also what it does not touch: the next reader takes the snapshot for one of today."""
    with store.build("as an earlier version wrote it") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR)
        add_visits(building, [(1, ("V1", "G1"), 0), (1, ("V1", "G1"), 48)], 2)
    age(store)
    with store.build("a request") as building:
        add_request(building, "a", "2025-06-01 20:00")
    told = store.reader().con.execute("SELECT previous_date, is_settled FROM visits ORDER BY ALL")
    assert told.fetchall() == [(date(2025, 3, 1), True), (None, True)]
    for name in ("known_answers", "known_responses", "known_busy_visits", "promise_years"):
        assert store.table(name).count().to_pyarrow().as_py() == 0


def start(store: Store) -> None:
    """What opening the dashboard does first."""
    default.cache_clear()  # another start is another process, which remembers no store
    assert main(["refresh", "--if-older"]) == 0
    default.cache_clear()


def test_starting_the_dashboard_counts_what_an_earlier_version_counted_otherwise(
    store: Store,
) -> None:
    with store.build("requests") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR)
        add_request(building, "a", "2025-06-01 20:00", village_code="V1")
    path, today = store.path(store.current().id), monthly.NAMES["requests"]
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"DROP VIEW {today}")
        connection.execute("CREATE VIEW requests_by_month_00000000 AS SELECT 1 AS records")
    assert not store.has(today)
    start(store)
    start(store)
    again = Store(store.home)
    assert len(again.snapshots()) == 2
    assert again.table(today).records.sum().to_pyarrow().as_py() == 1
    assert not again.has("requests_by_month_00000000")


def test_starting_the_dashboard_brings_an_earlier_layout_up_to_date(store: Store) -> None:
    start(store)
    assert store.snapshots() == ()
    with store.build("as an earlier version wrote it") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR)
    age(store)
    start(store)
    assert [snapshot.layout for snapshot in store.snapshots()] == [0, manifest.LAYOUT]
    start(store)
    assert len(store.snapshots()) == 2


NEWER = {
    "requests": ("closed_date", "due_date"),
    "visits": ("previous_date", "next_date", "met_date", "household_number", "is_settled"),
    "responses": ("form", "counts_as"),
    "callbacks": tuple(layout.TOLD),
}


def age(store: Store) -> None:
    """Make the current snapshot what the first version would have written."""
    path = store.home / "snapshots" / f"{store.current().id}.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("ALTER TABLE visits ADD COLUMN household_ref VARCHAR")
        connection.execute(
            "UPDATE visits SET household_ref = known.household_ref FROM household_numbers AS known "
            "WHERE known.household_number = visits.household_number"
        )
        for table in ("answer_weights", "answer_counts", "promise_years", "busy_visits"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("CREATE VIEW answer_weights AS SELECT 1 AS factor")
        connection.execute("CREATE TABLE answer_counts (answers BIGINT)")
        for table, columns in NEWER.items():
            for column in columns:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    told = (store.home / manifest.NAME).read_text(encoding="utf-8")
    written = f'"layout": {manifest.LAYOUT}'
    assert written in told
    (store.home / manifest.NAME).write_text(told.replace(written, '"layout": 0'), encoding="utf-8")
