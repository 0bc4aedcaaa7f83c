"""Are the counts of a snapshot the same, whether months were counted anew or everything was?"""

import shutil
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st

from data import monthly
from data.load import load
from data.monthly import COUNTED_FROM
from data.store import Store
from tests.data.loads import REQUEST, Row, add_places, load_rows, write
from tests.data.records import AREAS, add_areas, add_batch, add_request

FIRST = datetime.fromisoformat("2024-01-10T10:00")
VILLAGE = st.sampled_from(("V1", "V2"))
MOMENT = st.integers(0, 160).map(lambda days: str(FIRST + timedelta(days=days)))
SOME_MOMENT = st.one_of(st.just(""), MOMENT)
NUMBER = st.integers(1, 6)
REQUESTS = st.fixed_dictionaries(
    {"request_id": NUMBER.map(lambda n: f"R{n}"), "village_code": VILLAGE, "received_at": MOMENT,
     "dispatched_at": SOME_MOMENT, "closed_at": SOME_MOMENT, "feedback_at": SOME_MOMENT,
     "due_at": SOME_MOMENT,
     "outcome": st.sampled_from(("resolved", "withdrawn", ""))}
).map(lambda row: {**REQUEST, "grid_code": "", **row})  # fmt: skip
CALLBACKS = st.fixed_dictionaries(
    {"source": st.just("s"), "request_id": NUMBER.map(lambda n: f"R{n}"), "called_at": MOMENT,
     "is_valid": st.just("true"), "resolution": st.sampled_from(("resolved", "unresolved"))}
)  # fmt: skip
VISITS = st.fixed_dictionaries(
    {"source": st.just("s"), "visit_id": NUMBER.map(lambda n: f"B{n}"), "village_code": VILLAGE,
     "household_ref": NUMBER.map(lambda n: f"h{n}"), "visitor_ref": st.just("me"),
     "visitor_role": st.just("grid_worker"), "visited_at": MOMENT, "purpose": st.just("care"),
     "mode": st.just("phone"), "was_met": st.sampled_from(("true", "false")),
     "issues_raised": st.sampled_from("012")}
)  # fmt: skip
RESPONSES = st.fixed_dictionaries(
    {"round_id": st.sampled_from(("A", "B")), "response_ref": NUMBER.map(str),
     "village_code": VILLAGE, "subject": st.just("service"), "question_id": st.just("Q1"),
     "score": st.sampled_from("12"), "score_max": st.just("2")}
)  # fmt: skip
KINDS = {
    "requests": REQUESTS, "callbacks": CALLBACKS, "visits": VISITS, "responses": RESPONSES
}  # fmt: skip
LATEST = FIRST + timedelta(days=161)
LOADS = st.lists(
    st.sampled_from(list(KINDS)).flatmap(
        lambda kind: st.tuples(
            st.just(kind), st.lists(KINDS[kind], min_size=1, max_size=5), st.integers(0, 90)
        )
    ),
    min_size=3,
    max_size=6,
)
ROUNDS = [
    {"round_id": name, "round_name": name, "opened_date": day, "closed_date": day,
     "mode": "paper", "selection": "census", "questionnaire_version": "v1"}
    for name, day in (("A", "2024-02-20"), ("B", "2024-04-20"))
]  # fmt: skip


ONE = {"source": "s", "visit_id": "B1", "village_code": "V1", "household_ref": "h1",
       "visitor_ref": "me", "visitor_role": "grid_worker", "visited_at": "2024-02-01 10:00:00",
       "purpose": "care", "mode": "phone", "was_met": "true", "issues_raised": "0"}  # fmt: skip
TEN_DAYS_LATER = {**ONE, "visit_id": "B2", "visited_at": "2024-02-11 10:00:00"}
ELSEWHERE = {**ONE, "visit_id": "B3", "village_code": "V2", "visited_at": "2024-05-01 10:00:00"}
# A household turns out to have visits in two villages, and then not.
TWO_VILLAGES = [
    ("visits", [ONE], 0),
    ("visits", [ELSEWHERE], 0),
    ("visits", [{**ELSEWHERE, "village_code": "V1"}], 0),
]
# A visit turns out to have been one to another household.
ANOTHER_HOUSEHOLD = [
    ("visits", [ONE, TEN_DAYS_LATER], 0),
    ("visits", [{**ONE, "household_ref": "h2"}], 0),
]


def counts(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All counts, in order."""
    connection = store.reader().con
    return {
        table: connection.execute(f"SELECT * FROM counted_{table} ORDER BY ALL").fetchall()
        for table in COUNTED_FROM
    }


@pytest.fixture(autouse=True)
def anything_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "1")
    monkeypatch.setattr(monthly, "MANY", 0)


@pytest.fixture(scope="module")
def with_rounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a store that knows places and rounds and nothing else."""
    folder = tmp_path_factory.mktemp("rounds")
    store = Store(folder / "home")
    add_places(store, folder)
    load(store, write(folder / "rounds.csv", ROUNDS), "rounds")
    return store.home


@pytest.mark.slow
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(loads=LOADS)
@example(loads=TWO_VILLAGES[:2])
@example(loads=TWO_VILLAGES)
@example(loads=ANOTHER_HOUSEHOLD)
def test_months_counted_anew_are_as_if_all_were(
    anything_goes: None, with_rounds: Path, loads: list[tuple[str, list[Row], int]]
) -> None:
    """New and changed records, later data dates, limits that run out, in any order."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(Path(shutil.copytree(with_rounds, folder / "home")))
        for number, (kind, rows, days) in enumerate(loads):
            file = write(folder / f"{number}.csv", rows)
            load(store, file, kind, as_of=LATEST + timedelta(days=days))
        step_by_step = counts(store)
        assume(any(step_by_step.values()))  # else every row was refused, and nothing is told
        store.refresh()
        assert counts(store) == step_by_step


def published(store: Store) -> duckdb.DuckDBPyConnection:
    """The published file, open for writing: nobody does that but this test."""
    current = store.current()
    assert current is not None
    return duckdb.connect(str(store.path(current.id)))


def two_months(store: Store, folder: Path) -> None:
    add_places(store, folder)
    closed = {**REQUEST, "due_at": "2024-03-08 10:00:00"}
    later = {**closed, "request_id": "R2", "received_at": "2024-04-05 10:00:00", "closed_at": ""}
    load_rows(store, folder, [closed, {**later, "due_at": "2024-04-06 10:00:00"}])


def one_more(store: Store, folder: Path) -> None:
    moment = "2024-05-05 10:00:00"
    load_rows(store, folder, [{**REQUEST, "request_id": "R3", "received_at": moment,
                               "closed_at": "2024-05-06 10:00:00"}])  # fmt: skip


def test_a_month_that_nothing_touches_is_not_counted_again(store: Store, tmp_path: Path) -> None:
    """Or adding a month would cost as much as all the years before it."""
    two_months(store, tmp_path)
    with published(store) as file:
        file.execute("UPDATE counted_requests SET reopened_rate_numerator = 77")
    one_more(store, tmp_path)
    found = store.reader().con.execute(
        "SELECT date, reopened_rate_numerator FROM counted_requests ORDER BY date"
    )
    assert found.fetchall() == [
        (date(2024, 3, 1), 77),
        (date(2024, 4, 1), 0),  # its limit ran out between the two data dates
        (date(2024, 5, 1), 0),
    ]


def test_counts_that_do_not_add_up_are_made_anew(store: Store, tmp_path: Path) -> None:
    two_months(store, tmp_path)
    with published(store) as file:
        file.execute("UPDATE counted_requests SET records = 77, reopened_rate_numerator = 77")
    one_more(store, tmp_path)
    found = store.reader().con.execute(
        "SELECT records, reopened_rate_numerator FROM counted_requests"
    )
    assert found.fetchall() == [(1, 0)] * 3


def test_all_is_counted_anew_where_places_change(store: Store) -> None:
    """A part of the whole is another one then."""
    with store.build("one district") as building:
        add_areas(building)
        add_batch(building, FIRST)
        add_request(building, "R1", "2024-01-02 10:00:00")
    with store.build("a second one") as building:
        building.connection.execute(
            AREAS.replace("'D'", "'E'").replace("'V", "'W").replace("'T", "'S").replace("'G", "'H")
        )
        building.touched.add("areas")
    told = store.reader().con.execute("SELECT * FROM counted_times")
    assert told.description[-1][0] == "province_code"  # no longer the townships of the one
    assert [row[-1] for row in told.fetchall()] == ["D"]
