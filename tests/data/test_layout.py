"""Is what publishing fills in the same as what the records say when they are looked through?"""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analytics import waiting
from analytics.measure import DEFAULT_ZONE as ZONE
from analytics.measure import measure
from analytics.periods import Period, last_day
from data import layout, manifest, monthly, queries
from data.access import EVERYWHERE
from data.errors import DataError
from data.filters import Filters
from data.store import Building, Store
from tests.data.records import add_areas, add_batch, add_request

NEW_YEAR = datetime.fromisoformat("2026-01-01")
FIRST = datetime.fromisoformat("2025-03-01")
PLACES = (("V1", "G1"), ("V1", "G2"), ("V1", None), ("V2", None), ("V3", None))
VISIT = st.tuples(st.integers(0, 4), st.sampled_from(PLACES), st.integers(0, 120 * 24))
HOMES = {"h0": "V1", "h1": "V2", "h2": "V1", "h3": "V3", "h5": "V1"}  # of h4 nothing is known
LOADS = st.lists(st.lists(VISIT, min_size=1, max_size=12), min_size=1, max_size=3)
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


def is_met(hours: int) -> bool:
    return hours % 3 > 0


def add_visits(building: Building, visits: list[tuple], number: int) -> None:
    add_batch(building, NEW_YEAR, number=number)
    for row, (household, (village, grid), hours) in enumerate(visits):
        at = FIRST + timedelta(hours=hours)
        day = (at + timedelta(hours=8)).date()
        building.connection.execute(
            """INSERT INTO visits BY NAME SELECT ? AS visit_id, 's' AS source, ? AS village_code,
                ? AS grid_code, ? AS household_ref, 'me' AS visitor_ref,
                'grid_worker' AS visitor_role, ? AS visited_at, 'care' AS purpose,
                'in_person' AS mode, ? AS was_met, 0 AS issues_raised,
                ? AS visited_date, ? AS batch_id""",
            [f"{number}-{row}", village, grid, f"h{household}", at, is_met(hours), day, number],
        )
    building.touched.add("visits")


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


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(loads=LOADS, filters=st.lists(FILTERS, min_size=3, max_size=3))
@example(loads=[TWO_OF_ONE_DAY], filters=[BETWEEN_THEM])
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


def start(store: Store) -> None:
    """What opening the dashboard does first."""
    command = [sys.executable, "-m", "data", "refresh", "--if-older"]
    subprocess.run(command, check=True, env={**os.environ, "DASHBOARD_HOME": str(store.home)})


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
        for table, columns in NEWER.items():
            for column in columns:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    told = (store.home / manifest.NAME).read_text(encoding="utf-8")
    written = f'"layout": {manifest.LAYOUT}'
    assert written in told
    (store.home / manifest.NAME).write_text(told.replace(written, '"layout": 0'), encoding="utf-8")


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


ROUNDS = ("R1", "R2")
ANSWER = st.tuples(
    st.sampled_from(ROUNDS),
    st.integers(0, 3),
    st.sampled_from(("q1", "q2", "q3")),
    st.sampled_from((None, 1.0, 2.0, 3.0)),
)
ANSWERS = st.lists(ANSWER, max_size=20, unique_by=lambda answer: answer[:3])
SCALE = st.tuples(
    st.sampled_from((1.0, 2.0)),
    st.sampled_from(("satisfied", "dissatisfied")),
    st.sampled_from((None, date(2025, 5, 1))),
)
SCALES = st.lists(SCALE, max_size=2, unique_by=lambda row: row[0])
# The same as one would ask the tables themselves, and as the dashboard once did.
BY_JOINS = """
SELECT responses.round_id, response_ref, responses.question_id, s.counts_as
FROM responses
JOIN rounds USING (round_id)
LEFT JOIN questions AS q ON q.questionnaire_version = rounds.questionnaire_version
    AND q.question_id = responses.question_id
LEFT JOIN answer_scales AS s ON s.scale = q.scale AND s.score = responses.score
    AND s.valid_from <= rounds.closed_date
    AND (s.valid_to IS NULL OR s.valid_to >= rounds.closed_date)
ORDER BY ALL
"""


def add_answers(building: Building, answers: list[tuple], number: int) -> None:
    for round_id, form, question, score in answers:
        building.connection.execute(
            """INSERT INTO responses BY NAME SELECT ? AS round_id, ? AS response_ref,
                'V1' AS village_code, 'all' AS subject, ? AS question_id, ? AS score,
                5 AS score_max, ? AS batch_id""",
            [round_id, str(form), question, score, number],
        )
    building.touched.add("responses")


def add_scales(building: Building, scales: list[tuple]) -> None:
    building.connection.execute("DELETE FROM answer_scales")
    for score, counts_as, valid_to in scales:
        building.connection.execute(
            "INSERT INTO answer_scales VALUES ('two', ?, NULL, NULL, ?, '2020-01-01', ?, 1)",
            [score, counts_as, valid_to],
        )
    building.touched.add("answer_scales")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers=ANSWERS, cut=st.integers(0, 20), scales=st.lists(SCALES, min_size=2, max_size=2))
def test_answers_count_as_their_scale_says_and_forms_have_one_number(
    folder: pytest.TempPathFactory, answers: list[tuple], cut: int, scales: list[list[tuple]]
) -> None:
    """Whatever comes first: answers, more answers of the same forms, another scale."""
    store = Store(folder.mktemp("home"))
    for number, some in enumerate((answers[:cut], answers[cut:]), 1):
        with store.build("answers") as building:
            if number == 1:
                add_areas(building)
                building.connection.execute(
                    """INSERT INTO rounds SELECT unnest(['R1', 'R2']), 'r', DATE '2025-04-01',
                        unnest([DATE '2025-04-30', DATE '2025-05-31']), 'paper', 'census', 'v', 1"""
                )
                building.connection.execute(
                    """INSERT INTO questions SELECT 'v', unnest(['q1', 'q2']), '?', 'all', 'two', 1
                    """
                )
                building.touched |= {"rounds", "questions"}
            add_batch(building, NEW_YEAR, number=number)
            add_answers(building, some, number)
            add_scales(building, scales[number - 1])
    raw = store.reader().con
    stored = "SELECT round_id, response_ref, question_id, counts_as FROM responses ORDER BY ALL"
    assert raw.execute(stored).fetchall() == raw.execute(BY_JOINS).fetchall()
    forms = raw.execute("SELECT form, round_id, response_ref FROM responses").fetchall()
    assert None not in {form for form, *_ in forms}
    assert len(set(forms)) == len({form for form, *_ in forms}) == len({f[1:] for f in forms})


@pytest.mark.parametrize("at_once", [layout.AT_ONCE, 1])
def test_a_call_back_follows_its_request(
    store: Store, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Also where so many are told in shares."""
    monkeypatch.setattr(layout, "AT_ONCE", at_once)
    with store.build("requests and call-backs") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR)
        add_request(building, "a", "2025-06-01 20:00", village_code="V1")
        add_request(building, "b", "2025-06-05 02:00", village_code="V2")
        for request_id in "ab":
            building.connection.execute(
                "INSERT INTO callbacks BY NAME SELECT 's' AS source, ? AS request_id, "
                "TIMESTAMP '2025-06-10' AS called_at, true AS is_valid, 1 AS batch_id",
                [request_id],
            )
        building.touched.add("callbacks")
    with store.build("a correction of the place") as building:
        add_batch(building, NEW_YEAR, number=2)
        building.connection.execute(
            "UPDATE requests SET village_code = 'V3', channel = 'app', lead_unit = NULL, "
            "batch_id = 2 WHERE request_id = 'b'"
        )
        building.touched.add("requests")
    told = store.reader().con.execute(
        "SELECT request_id, village_code, date FROM known_callbacks ORDER BY 1"
    )
    assert told.fetchall() == [("a", "V1", date(2025, 6, 2)), ("b", "V3", date(2025, 6, 5))]
    shared = ", ".join([*layout.OF_REQUEST.values(), "as_of"]).replace("received_date", "date")
    shared = shared.replace(", batch_id", "")
    of_calls, of_requests = (
        store.reader().con.execute(f"SELECT {shared} FROM {view} ORDER BY ALL").fetchall()
        for view in ("known_callbacks", "known_requests")
    )
    assert of_calls == of_requests
