"""Do reads give what was asked for, within what may be seen, and as it was known then?"""

from datetime import date, datetime

import ibis
import pytest

from data import listings, queries
from data.access import EVERYWHERE, Scope
from data.errors import DataError
from data.filters import Filters
from data.store import Store
from tests.conftest import FilledBy
from tests.data.records import add_areas, add_batch, add_request
from tests.data.surveys import add_answer, add_survey

NEW_YEAR = datetime.fromisoformat("2026-01-01")


def add_records(store: Store) -> None:
    """Four requests; times are UTC, the business zone is eight hours ahead."""
    with store.build("spec") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR)
        add_request(building, "a", "2025-05-31 17:00", closed_at="2025-06-05 00:00")
        add_request(building, "b", "2025-06-10 02:00", village_code="V2", exclusion_code="beyond")
        add_request(building, "c", "2025-06-20 02:00", village_code="V3", closed_at="2025-08-01")
        add_request(building, "d", "2025-07-15 02:00", grid_code="G1", closed_at="2026-02-01")


@pytest.fixture
def filled(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_records)


def ids(table: ibis.Table) -> list[str]:
    return sorted(table.request_id.to_pyarrow().to_pylist())


def requests(store: Store, scope: Scope = EVERYWHERE, **chosen: object) -> ibis.Table:
    return queries.tables(store, scope, Filters(**chosen))["requests"]


def test_a_period_is_made_of_days_in_the_business_zone(filled: Store) -> None:
    june = requests(filled, start=date(2025, 6, 1), end=date(2025, 6, 30))
    assert ids(june) == ["a", "b", "c"]  # "a" came in on 1 June in Shanghai, 31 May in UTC


@pytest.mark.parametrize(
    ("area", "expected"),
    [("", "abcd"), ("D", "abcd"), ("T1", "abd"), ("T2", "c"), ("V2", "b"), ("G1", "d")],
)
def test_an_area_means_everything_below_it(filled: Store, area: str, expected: str) -> None:
    assert ids(requests(filled, area=area)) == list(expected)


def test_a_scope_is_never_left(filled: Store) -> None:
    north = Scope(frozenset({"T1"}))
    assert ids(requests(filled, north)) == ["a", "b", "d"]
    assert ids(requests(filled, Scope(frozenset()))) == []
    with pytest.raises(DataError, match="area V3 is not among the places you may see"):
        requests(filled, north, area="V3")
    assert list(listings.areas(filled, north, Filters()).area_code) == ["D", "T1", "V1", "V2"]


def test_an_unknown_area_is_named(filled: Store) -> None:
    with pytest.raises(DataError, match="area X9 is not among the places"):
        requests(filled, area="X9")


def test_a_request_closed_after_the_data_date_is_open(filled: Store) -> None:
    rows = requests(filled).select("request_id", "closed_at", "is_closed").to_pandas()
    assert list(rows.sort_values("request_id").is_closed) == [True, False, True, False]


def test_an_earlier_moment_shows_what_was_known_then(filled: Store) -> None:
    then = requests(filled, as_of=datetime.fromisoformat("2025-06-30"))
    rows = then.select("request_id", "is_closed", "as_of").order_by("request_id").to_pandas()
    assert list(rows.request_id) == ["a", "b", "c"]
    assert list(rows.is_closed) == [True, False, False]
    assert set(rows.as_of) == {datetime.fromisoformat("2025-06-30")}


def test_the_backlog_has_no_beginning(filled: Store) -> None:
    asked = Filters(start=date(2025, 7, 1), end=date(2025, 7, 31))
    tables = queries.tables(filled, EVERYWHERE, asked)
    assert ids(tables["requests"]) == ["d"]
    assert ids(tables["backlog"]) == ["a", "b", "c", "d"]


def test_exclusions_are_one_switch(filled: Store) -> None:
    assert ids(requests(filled, exclusions=False)) == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"settings": ("rural",)}, "bc"),
        ({"categories": ("none",)}, ""),
        ({"channels": ("hotline",)}, "abcd"),
        ({"kinds": ("complaint",)}, ""),
    ],
)
def test_filters_narrow(filled: Store, chosen: dict[str, object], expected: str) -> None:
    assert ids(requests(filled, **chosen)) == list(expected)


def test_joins_never_multiply_records(filled: Store) -> None:
    """Two loads of one source, two years of class, a village with two grids: still four rows."""
    with filled.build("more rows around") as building:
        add_batch(building, NEW_YEAR, number=2)
        building.connection.execute(
            """INSERT INTO profiles BY NAME SELECT * FROM
            (VALUES ('V1', 2024, 'weak'), ('V1', 2025, 'improving')) AS p
                (village_code, year, village_class), (VALUES (1)) AS b (batch_id)"""
        )
    table = requests(filled)
    assert ids(table) == ["a", "b", "c", "d"]
    assert ids(table.filter(table.village_class == "improving")) == ["a", "d"]


def test_call_backs_carry_the_weights_of_their_day(filled: Store) -> None:
    with filled.build("call-backs") as building:
        building.connection.execute(
            """INSERT INTO callbacks BY NAME
            SELECT 's' AS source, * FROM (VALUES
                ('a', TIMESTAMP '2025-06-06', true, true, 'resolved', 'satisfied', 1),
                ('d', TIMESTAMP '2025-12-06', true, true, 'partly', 'basically', 1)
            ) AS told (request_id, called_at, is_valid, was_contacted, resolution, satisfaction,
                batch_id)"""
        )
        building.connection.execute(
            "INSERT INTO score_weights VALUES (.3, .35, .35, .5, '2025-07-01', NULL, 1)"
        )
        building.touched |= {"callbacks", "score_weights"}
    rows = queries.tables(filled, EVERYWHERE, Filters())["callbacks"].to_pandas()
    weights = rows.sort_values("request_id")[["response_weight", "basically_weight"]]
    assert weights.to_numpy().tolist() == [[0.10, 0.9], [0.3, 0.5]]


def test_households_are_those_of_villages_that_exist_at_the_end(filled: Store) -> None:
    with filled.build("a merger") as building:
        building.connection.execute(
            "UPDATE areas SET valid_to = '2025-06-15', successor_code = 'V1' WHERE area_code = 'V2'"
        )

    def households(end: date) -> int:
        places = queries.tables(filled, EVERYWHERE, Filters(end=end))["places"]
        return places.households.sum().to_pyarrow().as_py()

    assert households(date(2025, 6, 15)) == 600
    assert households(date(2025, 6, 16)) == 400


def test_data_dates_tell_up_to_when_the_records_speak(filled: Store) -> None:
    frame = listings.data_dates(filled, EVERYWHERE, Filters())
    assert frame.to_dict("records") == [
        {
            "table": "requests",
            "first_date": datetime.fromisoformat("2025-06-01"),
            "last_date": datetime.fromisoformat("2025-07-15"),
            "as_of": NEW_YEAR,
        }
    ]


def test_every_source_is_known_up_to_its_own_latest_load(filled: Store) -> None:
    later = datetime.fromisoformat("2026-03-01")
    with filled.build("another source, and a later load of the first") as building:
        add_batch(building, later, source="other", number=2)
        add_batch(building, datetime.fromisoformat("2026-02-15"), number=3)
        add_request(building, "e", "2025-07-16 02:00", source="other", batch_id=2)
        add_request(building, "f", "2025-07-17 02:00", batch_id=4)  # of a load nobody knows
    rows = requests(filled).select("request_id", "as_of", "is_closed").to_pandas()
    told = rows.set_index("request_id")
    assert set(told.as_of["a":"d"]) == {datetime.fromisoformat("2026-02-15")}
    assert told.as_of["e"] == later
    assert told.as_of.isna()["f"]
    assert told.is_closed["d"]  # closed on 1 February, which the first load could not know


def test_a_call_is_known_no_earlier_than_its_request(store: Store) -> None:
    """Also where the times of a source contradict each other."""
    with store.build("calls") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR)
        add_request(building, "a", "2025-06-01 20:00")
        add_request(building, "b", "2025-06-20 20:00")
        building.connection.execute(
            "INSERT INTO callbacks BY NAME SELECT 's' AS source, unnest(['a', 'b']) AS request_id, "
            "TIMESTAMP '2025-06-10' AS called_at, true AS is_valid, 1 AS batch_id"
        )
        building.touched.add("callbacks")
    for day, known in (("2025-06-09", []), ("2025-06-15", ["a"]), ("2025-06-21", ["a", "b"])):
        chosen = Filters(as_of=datetime.fromisoformat(day))
        calls = queries.tables(store, EVERYWHERE, chosen)["callbacks"]
        assert sorted(calls.request_id.to_pyarrow().to_pylist()) == known


def test_answers_of_drawn_rounds_are_there_where_one_closed(store: Store) -> None:
    """R1 was drawn at random and closed on 20 March, C1 asked everybody in June."""
    with store.build("spec") as building:
        add_survey(building)
        add_answer(building, 1, "V1", 2)
        add_answer(building, 2, "V2", 1, round_id="C1")
    spring, summer = (
        queries.tables(store, EVERYWHERE, Filters(start=date(2025, *first), end=date(2025, *last)))
        for first, last in (((3, 1), (3, 20)), ((3, 21), (6, 30)))
    )
    assert "drawn_answers" not in summer
    assert "drawn_answers" not in list(summer)
    assert "drawn_answers" in list(spring)
    assert spring["drawn_answers"].village_code.to_pyarrow().to_pylist() == ["V1"]
    whole = queries.tables(store, EVERYWHERE, Filters())["drawn_answers"]
    assert whole.village_code.to_pyarrow().to_pylist() == ["V1"]
