"""Does what publishing knows of each household say the same as all its visits and links?"""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analytics import cadence, links
from analytics.periods import Period, last_day
from data import queries
from data.access import EVERYWHERE
from data.building import Building
from data.filters import Filters
from data.store import Store
from tests.data.records import NEW_YEAR, add_areas, add_visits
from tests.data.test_layout import FILTERS, HOMES, LOADS, ZONE

PROMISES = st.lists(st.sampled_from((None, 0.25, 0.5, 1.0, 2.0)), min_size=5, max_size=5)
AS_THEN_OR_NOW = st.builds(replace, FILTERS, as_now=st.booleans())
DAYS = st.dates(date(2025, 2, 1), date(2025, 7, 15))
LINK = st.tuples(
    st.sampled_from([*HOMES, "h4"]),
    st.sampled_from("mn"),
    DAYS,
    st.none() | DAYS,
    st.sampled_from((None, True, False)),
)
LINKS = st.lists(LINK, max_size=8, unique_by=lambda link: link[:3]).map(
    lambda held: [link for link in held if link[3] is None or link[3] >= link[2]]
)
# Within the last day of a month the visits of that day are not all known yet.
LAST_DAY = Filters(
    start=date(2025, 3, 1), end=date(2025, 4, 30), as_of=datetime.fromisoformat("2025-04-30T02:00")
)
LATE = [(0, ("V1", "G1"), 60 * 24 + 1), (0, ("V1", "G1"), 60 * 24 + 4)]  # before and after that


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
    return tmp_path_factory


def built(
    folder: pytest.TempPathFactory,
    loads: list[list[tuple]],
    promises: list[float | None],
    held: list[tuple],
) -> Store:
    """Visits in several loads, the register in the first, links in the last."""
    store = Store(folder.mktemp("home"))
    for number, visits in enumerate(loads, 1):
        with store.build("visits") as building:
            if number == 1:
                add_areas(building)
                _register(building, promises)
            add_visits(building, visits, number)
    with store.build("links") as building:
        for link in held:
            building.connection.execute(
                "INSERT INTO assignments VALUES (?, ?, ?, ?, ?, 1)", list(link)
            )
        building.touched.add("assignments")
    return store


def _register(building: Building, promises: list[float | None]) -> None:
    for (home, village), due in zip(HOMES.items(), promises, strict=True):
        building.connection.execute(
            """INSERT INTO households (household_ref, village_code, priority_group,
                visits_due_per_month, batch_id) VALUES (?, ?, 'elderly_alone', ?, 1)""",
            [home, village, due],
        )
    building.touched.add("households")


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LOADS, PROMISES, st.lists(AS_THEN_OR_NOW, min_size=3, max_size=3))
@example(loads=[LATE], promises=[1.0] * 5, filters=[LAST_DAY, replace(LAST_DAY, as_now=True)])
def test_months_known_at_publish_keep_the_promises_that_visits_keep(
    folder: pytest.TempPathFactory,
    loads: list[list[tuple]],
    promises: list[float | None],
    filters: list[Filters],
) -> None:
    """Whatever is loaded in whichever steps, and however it is filtered."""
    store = built(folder, loads, promises, [])
    for chosen in filters:
        tables = dict(queries.tables(store, EVERYWHERE, chosen))
        visited = {name: table for name, table in tables.items() if name != "promise_years"}
        span, reached = Period(chosen.start, chosen.end), last_day(chosen.as_of or NEW_YEAR, ZONE)
        for found, order in ((cadence.months, ["date"]), (cadence.promises, ["judged", "kept"])):
            quick, slow = (
                found(handed, span, reached).order_by("number", *order).to_pandas()
                for handed in (tables, visited)
            )
            assert quick[slow.columns].equals(slow)
            assert len(quick.columns) == len(slow.columns)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINKS, st.lists(FILTERS, min_size=3, max_size=3))
def test_links_known_at_publish_are_those_in_force(
    folder: pytest.TempPathFactory, held: list[tuple], filters: list[Filters]
) -> None:
    store = built(folder, [[]], [None] * 5, held)
    for chosen in filters:
        span, reached = Period(chosen.start, chosen.end), last_day(NEW_YEAR, ZONE)
        tables = queries.tables(store, EVERYWHERE, replace(chosen, area="", settings=()))
        found = links.households(tables, span, reached)
        told = found.inner_join(tables["household_names"], "number").to_pyarrow().to_pylist()
        assert {row["household_ref"]: (row["is_linked"], row["has_card"]) for row in told} == {
            home: _in_force(held, home, chosen.end) for home in HOMES
        }


def _in_force(held: list[tuple], home: str, day: date) -> tuple[bool, bool | None]:
    now = [card for name, _, first, last, card in held
           if name == home and first <= day and (last is None or last >= day)]  # fmt: skip
    known = [card for card in now if card is not None]
    return bool(now), any(known) if known else None


def test_a_household_of_the_register_has_one_row(folder: pytest.TempPathFactory) -> None:
    visits = [(0, ("V1", "G1"), hours) for hours in (1, 1, 30)]
    store = built(folder, [visits], [1.0] * 5, [])
    told = store.reader().con.execute(
        "SELECT household_ref, number, last_date FROM homes "
        "JOIN household_numbers ON household_number = number"
    )
    rows = told.fetchall()
    assert sorted(row[0] for row in rows) == sorted(HOMES)
    assert sorted(row[1] for row in rows) == [1, 2, 3, 4, 5]
    assert {row[2] for row in rows} == {None, date(2025, 3, 2)}
