"""Do households keep their visits when villages merge, and is nothing seen beyond the scope?"""

from datetime import date, datetime

import ibis
import pytest

from data import queries
from data.access import EVERYWHERE, Scope
from data.building import Building
from data.filters import Filters
from data.store import Store
from tests.conftest import FilledBy
from tests.data.records import add_areas, add_batch, add_request

END_OF_2025 = datetime.fromisoformat("2026-01-01")
HOMES = [
    ("a", "V1", "G1", "elderly_alone", 1.0),
    ("b", "V1", "G2", None, None),
    ("c", "V2", None, None, None),
    ("d", "V3", None, None, None),
]
LINKS = [
    ("a", "m", "2025-01-01", None),
    ("d", "n", "2025-01-01", None),
    ("x", "m", "2025-01-01", None),
]
VISITS = [  # number, source, village, household, UTC, local day, matters
    ("1", "s", "V2", "a", "2025-05-31 17:00", "2025-06-01", 0),
    ("2", "s", "V1", "a", "2025-06-30 15:59:59", "2025-06-30", 1),
    ("2", "t", "V3", "d", "2025-06-10 02:00", "2025-06-10", 1),
    ("3", "s", "V3", "d", "2025-03-10 02:00", "2025-03-10", 0),
    ("4", "s", "V1", "stranger", "2025-06-11 02:00", "2025-06-11", 0),
]


def fill(building: Building) -> None:
    """A few households, links and visits; V2 has become part of V1."""
    add_areas(building)
    add_batch(building, END_OF_2025)
    run = building.connection.executemany
    building.connection.execute(
        """UPDATE areas SET valid_to = DATE '2025-06-05', successor_code = 'V1'
        WHERE area_code = 'V2'"""
    )
    run("INSERT INTO households VALUES (?, ?, ?, ?, ?, 1)", HOMES)
    run("INSERT INTO assignments VALUES (?, ?, ?, ?, true, 1)", LINKS)
    run(
        """INSERT INTO visits (visit_id, source, village_code, household_ref, visitor_ref,
            visitor_role, visited_at, purpose, mode, was_met, issues_raised, visited_date, batch_id)
        SELECT $1, $2, $3, $4, 'w', 'grid_worker', $5::TIMESTAMP, 'care', 'in_person', true, $7,
            $6::DATE, 1""",
        VISITS,
    )
    add_request(building, "r1", "2025-06-10 03:00", village_code="V3", visit_id="2")
    add_request(building, "r2", "2025-07-30 03:00", village_code="V1", visit_id="2",
                closed_at="2025-08-05 00:00", outcome="resolved")  # fmt: skip
    building.touched |= {"households", "assignments", "visits"}


def add_records(store: Store) -> None:
    with store.build("register") as building:
        fill(building)


@pytest.fixture
def filled(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_records)


def rows(store: Store, name: str, scope: Scope = EVERYWHERE, **chosen: object) -> ibis.Table:
    return queries.tables(store, scope, Filters(**chosen))[name]


def named(store: Store, name: str, **chosen: object) -> ibis.Table:
    """A table of households with their references, which stand apart."""
    found = rows(store, name, **chosen)
    return found.inner_join(rows(store, "household_names"), "number")


def values(table: ibis.Table, *columns: str) -> list[tuple[object, ...]]:
    found = table.select(*columns).order_by(*columns).to_pyarrow().to_pylist()
    return [tuple(row.values()) for row in found]


def test_a_household_takes_its_visits_along(filled: Store) -> None:
    """The visit of 1 June was in V2, which is V1 today, where the household lives."""
    visits = named(filled, "household_visits", area="V1", end=date(2025, 6, 30))
    assert values(visits, "household_ref", "date") == [
        ("a", date(2025, 6, 1)), ("a", date(2025, 6, 30)),
    ]  # fmt: skip


def test_earlier_visits_count_for_a_wait_and_later_ones_do_not(filled: Store) -> None:
    june = {"start": date(2025, 6, 1), "end": date(2025, 6, 15)}
    visits = named(filled, "household_visits", **june)
    assert [str(day) for _, day in values(visits, "household_ref", "date")] == [
        "2025-06-01", "2025-03-10", "2025-06-10",
    ]  # fmt: skip
    then = named(filled, "household_visits", as_of=datetime.fromisoformat("2025-06-01"))
    assert values(then, "household_ref") == [("a",), ("d",)]


def test_between_which_days_visits_are_on_record(filled: Store) -> None:
    """The load speaks up to 08:00 of New Year's Day in Shanghai."""
    first = date(2025, 3, 10)
    assert values(rows(filled, "visit_dates"), "first", "last") == [(first, date(2026, 1, 1))]
    midnight = rows(filled, "visit_dates", as_of=datetime.fromisoformat("2025-06-30 16:00"))
    assert values(midnight, "first", "last") == [(first, date(2025, 6, 30))]


@pytest.mark.parametrize(
    ("area", "expected"), [("", "abcd"), ("T1", "abc"), ("V1", "ab"), ("G2", "b"), ("T2", "d")]
)
def test_households_of_an_area(filled: Store, area: str, expected: str) -> None:
    assert values(named(filled, "households", area=area), "household_ref") == [
        (c,) for c in expected
    ]


def test_a_link_to_nobody_known_is_seen_by_nobody(filled: Store) -> None:
    numbers = dict(values(named(filled, "households"), "household_ref", "number"))
    linked = values(rows(filled, "assignments"), "number")
    assert linked == sorted((numbers[name],) for name in "ad")


@pytest.mark.parametrize("name", queries.REGISTER)
def test_a_scope_is_never_left(filled: Store, name: str) -> None:
    south = rows(filled, name, Scope(frozenset({"T2"})))
    if "village_code" in south.columns:
        assert {code for (code,) in values(south, "village_code")} <= {"V3"}
    elif "number" in south.columns:
        homes = values(rows(filled, "households", Scope(frozenset({"T2"}))), "number")
        assert set(values(south, "number")) == set(homes) != set()
    else:
        assert south.columns == ("first", "latest", "last")  # of all records
    nowhere = rows(filled, name, Scope(frozenset()))
    assert nowhere.count().to_pyarrow().as_py() == (name == "visit_dates")


def test_the_logs_tell_the_lasting_village_and_local_time_where_it_matters(filled: Store) -> None:
    june = {"start": date(2025, 6, 1), "end": date(2025, 6, 30)}
    numbers = dict(values(named(filled, "households"), "household_ref", "number"))
    log, busy = rows(filled, "visit_log", **june), rows(filled, "busy_log", **june)
    of_a = log.filter(log.household_number == numbers["a"])
    assert values(of_a, "village_code", "lasting_village") == [("V1", "V1"), ("V2", "V1")]
    assert values(busy, "second", "village_code") == [(3600, "V2"), (24 * 3600 - 1, "V1")]


def test_a_request_belongs_to_the_visit_in_its_own_village(filled: Store) -> None:
    """Two systems gave the number 2; neither request is counted twice."""
    raised = rows(filled, "raised", start=date(2025, 6, 1), end=date(2025, 6, 30))
    assert values(raised, "request_id", "source", "is_closed") == [
        ("r1", "t", False), ("r2", "s", True),
    ]  # fmt: skip


def test_what_became_of_it_is_what_was_known(filled: Store) -> None:
    window = {"start": date(2025, 6, 1), "end": date(2025, 6, 30)}
    early = rows(filled, "raised", as_of=datetime.fromisoformat("2025-07-15"), **window)
    assert values(early, "request_id") == [("r1",)]
    later = rows(filled, "raised", as_of=datetime.fromisoformat("2025-08-01"), **window)
    assert values(later, "request_id", "is_closed") == [("r1", False), ("r2", False)]


def test_request_filters_do_not_make_matters_vanish(filled: Store) -> None:
    assert len(values(rows(filled, "raised", categories=("water",)), "request_id")) == 2


def test_grids_have_the_places_above(filled: Store) -> None:
    assert values(rows(filled, "grids"), "grid_code", "village_code", "township_code") == [
        ("G1", "V1", "T1"), ("G2", "V1", "T1"),
    ]  # fmt: skip
    assert values(rows(filled, "grids", area="G1"), "grid_code") == [("G1",)]


def test_an_empty_store_has_empty_tables(store: Store) -> None:
    for name in queries.REGISTER:
        assert rows(store, name).count().to_pyarrow().as_py() == (name == "visit_dates")
