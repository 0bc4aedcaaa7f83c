"""Whom does each answer stand for, and what if its weight is missing?"""

import pytest

from data.store import Store
from tests.data.surveys import add_answer, add_survey, weights


def test_answers_of_a_census_stand_for_themselves(store: Store) -> None:
    with store.build("spec") as building:
        add_survey(building)
        add_answer(building, 1, "V1", 2, weight=7, round_id="C1")
        add_answer(building, 2, "V2", 1, round_id="C1")
    assert weights(store) == {"1": 1, "2": 1}


def test_villages_weigh_as_much_as_they_have_households(store: Store) -> None:
    """100 and 300 households, one form and two: 1 : 1.5 each, with a mean of 1."""
    with store.build("spec") as building:
        add_survey(building)
        add_answer(building, 1, "V1", 2)
        add_answer(building, 2, "V3", 2)
        add_answer(building, 3, "V3", None)
    assert weights(store) == pytest.approx({"1": 0.75, "2": 1.125, "3": 1.125})


def test_weights_hold_within_a_village_and_households_between_them(store: Store) -> None:
    with store.build("spec") as building:
        add_survey(building)
        add_answer(building, 1, "V1", 2, weight=50)
        add_answer(building, 2, "V3", 2, weight=10)
        add_answer(building, 3, "V3", 1, weight=30)
    assert weights(store) == pytest.approx({"1": 0.75, "2": 0.5625, "3": 1.6875})


def test_an_answer_without_a_weight_stands_for_nobody(store: Store) -> None:
    """Where others of the round have one; a mean weight would be a guess."""
    with store.build("spec") as building:
        add_survey(building)
        add_answer(building, 1, "V1", 2, weight=2)
        add_answer(building, 2, "V1", 2)
        add_answer(building, 3, "V2", 1, weight=2)
        add_answer(building, 4, "V3", 1)
    found = weights(store)
    assert found["2"] is None
    assert found["4"] is None
    assert (found["1"], found["3"]) == pytest.approx((2 / 3, 4 / 3))


def test_without_households_the_weights_of_the_survey_remain(store: Store) -> None:
    with store.build("spec") as building:
        add_survey(building)
        building.connection.execute("UPDATE areas SET households = NULL WHERE area_code = 'V3'")
        add_answer(building, 1, "V1", 2, weight=1)
        add_answer(building, 2, "V3", 2, weight=3)
    assert weights(store) == pytest.approx({"1": 0.5, "2": 1.5})


def test_counted_answers_are_the_answers(store: Store) -> None:
    """What is counted at publish says the same as the records, weights and all."""
    with store.build("spec") as building:
        add_survey(building)
        for form, village, score, weight in (
            (1, "V1", 2, 50), (2, "V1", 2, 30), (3, "V1", 1, 20), (4, "V3", 2, None),
            (5, "V3", 2, 10), (6, "V3", None, 30),
        ):  # fmt: skip
            add_answer(building, form, village, score, weight)
        add_answer(building, 7, "V2", 1, round_id="C1")
    keys = "round_id, village_code, question_id, score, counts_as"
    records = f"""SELECT {keys}, count(*), count(analysis_weight),
        coalesce(sum(analysis_weight), 0), coalesce(sum(analysis_weight * analysis_weight), 0)
        FROM known_responses GROUP BY ALL ORDER BY ALL"""
    counted = f"""SELECT {keys}, answers, people, coalesce(weight, 0), coalesce(squares, 0)
        FROM known_answers ORDER BY ALL"""
    ask = store.reader().raw_sql
    for told, expected in zip(ask(counted).fetchall(), ask(records).fetchall(), strict=True):
        assert told[:7] == expected[:7]
        assert told[7:] == pytest.approx(expected[7:])
