"""Is what publishing fills in the same as what the records say when they are looked through?"""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analytics import waiting
from analytics.measure import DEFAULT_ZONE as ZONE
from analytics.measure import measure
from analytics.periods import Period, last_day
from data import queries
from data.access import EVERYWHERE
from data.errors import DataError
from data.filters import Filters
from data.store import Store
from tests.data.records import (
    FIRST,
    NEW_YEAR,
    add_areas,
    add_batch,
    add_request,
    add_visits,
    is_met,
)

PLACES = (("V1", "G1"), ("V1", "G2"), ("V1", None), ("V2", None), ("V3", None))
VISIT = st.tuples(st.integers(0, 4), st.sampled_from(PLACES), st.integers(0, 120 * 24))
HOMES = {"h0": "V1", "h1": "V2", "h2": "V1", "h3": "V3", "h5": "V1"}  # of h4 nothing is known
# A snapshot costs the same however many visits are in it, so most loads hold several.
LOAD = st.lists(VISIT, min_size=1, max_size=3) | st.lists(VISIT, min_size=8, max_size=16)
LOADS = st.lists(LOAD, min_size=1, max_size=3)
FILTERS = st.builds(
    Filters,
    area=st.sampled_from(("", "D", "T1", "T2", "V1", "G1")),
    start=st.dates(date(2025, 3, 1), date(2025, 4, 30)),
    end=st.dates(date(2025, 4, 30), date(2025, 6, 30)),
    settings=st.sampled_from(((), ("rural",))),
    as_of=st.sampled_from((None, datetime.fromisoformat("2025-05-01T05:00"))),
)
BY = st.sampled_from(
    ((), ("month",), ("half_year",), ("township",), ("village", "month"), ("grid",), ("setting",))
)


TWO_OF_ONE_DAY = [(0, ("V1", "G1"), 61 * 24 + 2), (0, ("V1", "G1"), 61 * 24 + 7)]
BETWEEN_THEM = Filters(
    start=date(2025, 3, 1), end=date(2025, 6, 30), as_of=datetime.fromisoformat("2025-05-01T05:00")
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory):
    return tmp_path_factory


def loaded(folder: pytest.TempPathFactory, loads: list[list[tuple]]) -> Store:
    store = Store(folder.mktemp("home"))
    for number, visits in enumerate(loads, 1):
        with store.build("visits") as building:
            if number == 1:
                add_areas(building)
            add_visits(building, visits, number)
    with store.build("the register comes last") as building:
        building.connection.executemany(
            "INSERT INTO households (household_ref, village_code, batch_id) VALUES (?, ?, 1)",
            list(HOMES.items()),
        )
        building.touched.add("households")
    return store


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(loads=LOADS, filters=st.lists(FILTERS, min_size=3, max_size=3), by=BY)
def test_first_visits_count_the_different_households(
    folder: pytest.TempPathFactory,
    loads: list[list[tuple]],
    filters: list[Filters],
    by: tuple[str, ...],
) -> None:
    """Whatever is loaded in whichever steps, and however it is filtered and split."""
    store = loaded(folder, loads)
    for chosen in filters:
        tables = dict(queries.tables(store, EVERYWHERE, chosen))
        plain = tables | {"visits": tables["visits"].drop("previous_date", "is_settled")}
        quick, slow = (
            measure(
                handed, ["household_coverage_rate"], by, as_of=NEW_YEAR,
                window=(chosen.start, chosen.end),
            )
            for handed in (tables, plain)
        )  # fmt: skip
        assert quick.equals(slow)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(loads=LOADS, filters=st.lists(FILTERS, min_size=3, max_size=3))
@example(loads=[TWO_OF_ONE_DAY], filters=[BETWEEN_THEM])
@example(loads=[TWO_OF_ONE_DAY[:1]], filters=[BETWEEN_THEM])
def test_each_visit_knows_those_around_it(
    folder: pytest.TempPathFactory, loads: list[list[tuple]], filters: list[Filters]
) -> None:
    store = loaded(folder, loads)
    rows = [(visit, f"{n}-{i}") for n, load in enumerate(loads, 1) for i, visit in enumerate(load)]
    expected = {}
    for (household, _place, hours), visit_id in rows:
        own = sorted((h, v) for (other, _, h), v in rows if other == household)
        place = own.index((hours, visit_id))
        met = [h for h, _ in own[: place + 1] if is_met(h)]
        settled = len({place for other, place, _ in (row[0] for row in rows)
                       if other == household}) == 1  # fmt: skip
        expected[visit_id] = (
            day_of(own[place - 1][0]) if place else None,
            day_of(own[place + 1][0]) if place + 1 < len(own) else None,
            day_of(met[-1]) if met else None,
            f"h{household}",
            settled,
        )
    told = store.reader().con.execute(
        "SELECT visit_id, previous_date, next_date, met_date, household_ref, is_settled "
        "FROM named_visits"
    )
    assert {visit_id: found for visit_id, *found in told.fetchall()} == {
        visit_id: list(found) for visit_id, found in expected.items()
    }
    for chosen in filters:
        assert waits(store, chosen) == waits_by_hand(rows, chosen)


def day_of(hours: int) -> date:
    return (FIRST + timedelta(hours=hours + 8)).date()


def waits(store: Store, chosen: Filters) -> dict[str, tuple]:
    """Days since the last visit and since somebody was met, by household."""
    tables = queries.tables(store, EVERYWHERE, replace(chosen, area="", settings=()))
    span, reached = Period(chosen.start, chosen.end), last_day(chosen.as_of or NEW_YEAR, ZONE)
    since = waiting.since_visit(tables, span, reached)
    found = since.inner_join(tables["household_names"], "number").to_pyarrow().to_pylist()
    return {row["household_ref"]: (row["days"], row["days_met"]) for row in found}


def waits_by_hand(rows: list[tuple], chosen: Filters) -> dict[str, tuple]:
    """The same, looked for among all visits that are known."""
    end = min(chosen.end, last_day(chosen.as_of or NEW_YEAR, ZONE))
    known = [
        (f"h{household}", hours) for (household, _, hours), _ in rows
        if day_of(hours) <= end
        and (chosen.as_of is None or FIRST + timedelta(hours=hours) <= chosen.as_of)
    ]  # fmt: skip
    found = {}
    for home in HOMES:
        all_of = [hours for household, hours in known if household == home]
        met = [hours for hours in all_of if is_met(hours)]
        found[home] = tuple((end - day_of(max(h))).days if h else None for h in (all_of, met))
    return found


def test_a_visit_that_moves_unsettles_its_household(store: Store) -> None:
    with store.build("visits") as building:
        add_areas(building)
        add_visits(building, [(1, ("V1", "G1"), 0), (1, ("V1", "G1"), 48), (2, ("V1", "G1"), 0)], 1)
    with store.build("a correction") as building:
        add_batch(building, NEW_YEAR, number=2)
        building.connection.execute(
            "UPDATE visits SET village_code = 'V2', grid_code = NULL, batch_id = 2 "
            "WHERE visit_id = '1-0'"
        )
        building.touched.add("visits")
    told = store.reader().con.execute("SELECT visit_id, is_settled FROM visits ORDER BY visit_id")
    assert told.fetchall() == [("1-0", False), ("1-1", False), ("1-2", True)]


def test_rows_that_are_added_lie_in_order(store: Store) -> None:
    with store.build("in any order") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR)
        for name, received, village in (
            ("d", "2025-07-02 02:00", "V1"),
            ("b", "2025-06-01 02:00", "V2"),
            ("a", "2025-06-02 02:00", "V1"),
            ("c", "2025-04-03 02:00", "V3"),
        ):
            add_request(building, name, received, village_code=village)
    store.refresh()
    told = store.reader().con.execute("SELECT request_id FROM requests ORDER BY rowid").fetchall()
    assert [row[0] for row in told] == ["a", "b", "c", "d"]


def test_an_empty_store_has_nothing_to_refresh(store: Store) -> None:
    with pytest.raises(DataError, match="nothing to refresh; load a file first"):
        store.refresh()
