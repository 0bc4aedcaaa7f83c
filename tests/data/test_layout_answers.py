"""Is what publishing tells answers and call-backs the same as what other records say?"""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import layout
from data.building import Building
from data.store import Store
from tests.data.records import NEW_YEAR, add_areas, add_batch, add_request

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
    tmp_path_factory: pytest.TempPathFactory,
    answers: list[tuple],
    cut: int,
    scales: list[list[tuple]],
) -> None:
    """Whatever comes first: answers, more answers of the same forms, another scale."""
    store = Store(tmp_path_factory.mktemp("home"))
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
    """Also where so many are told that they are written anew."""
    monkeypatch.setattr(layout, "AT_ONCE", at_once)
    monkeypatch.setattr(layout, "SHARE", 1)
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
