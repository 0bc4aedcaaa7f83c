"""A small random survey one can check in the head, put straight into a store."""

from datetime import datetime

from data.building import Building
from data.store import Store
from tests.data.records import add_areas, add_batch

AS_OF = datetime.fromisoformat("2025-07-01")
ROUNDS = """
INSERT INTO rounds SELECT id, id, DATE '2025-03-01', day, 'phone', selection, 'v1', 1
FROM (VALUES ('R1', 'random', DATE '2025-03-20'), ('C1', 'census', DATE '2025-06-20'))
    AS listed (id, selection, day)
"""
QUESTIONS = """
INSERT INTO questions VALUES ('v1', 'Q1', 'Satisfied?', 'service', 'two', 1)
"""
SCALES = """
INSERT INTO answer_scales SELECT 'two', score, NULL, NULL, counts_as, DATE '2020-01-01', NULL, 1
FROM (VALUES (1, 'dissatisfied'), (2, 'satisfied')) AS listed (score, counts_as)
"""


def add_survey(building: Building) -> None:
    """Two rounds, one random and one census, of one question with two answers."""
    add_areas(building)
    add_batch(building, AS_OF)
    for statement in (ROUNDS, QUESTIONS, SCALES):
        building.connection.execute(statement)
    building.touched |= {"rounds", "questions", "answer_scales"}


def add_answer(
    building: Building, form: int, village: str, score: int | None, weight: float | None = None,
    round_id: str = "R1",
) -> None:  # fmt: skip
    """One form with one answer."""
    building.connection.execute(
        "INSERT INTO responses VALUES (?, ?, ?, 'service', 'Q1', ?, 2, ?, NULL, NULL, 1)",
        [round_id, str(form), village, score, weight],
    )
    building.touched.add("responses")


def weights(store: Store) -> dict[str, float | None]:
    """Analysis weight by form."""
    return dict(
        store.reader()
        .raw_sql("SELECT response_ref, analysis_weight FROM known_responses ORDER BY 1")
        .fetchall()
    )
