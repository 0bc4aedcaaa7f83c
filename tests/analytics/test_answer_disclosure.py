"""Can anybody work out what a few people answered from all that a page and its files show?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from analytics import answer_bars, satisfaction, shares, survey_places
from analytics.answer_disclosure import tell
from tests.analytics.records import VILLAGES
from tests.analytics.surveyed import counts, coverage, design

K = 10
NO_SHRINKING = (Phase.explicit, Phase.generate)  # an example takes a quarter of a second
ROUNDS, QUESTIONS = ("R1", "R2"), ("Q1", "Q2")


def cells(*people: int, **keys: list[str]) -> pd.DataFrame:
    """Satisfied with full marks, satisfied, neutral, dissatisfied; one or more groups of these."""
    kinds = ["satisfied", "satisfied", "neutral", "dissatisfied"]
    groups = len(people) // 4
    frame = pd.DataFrame(
        {
            "counts_as": kinds * groups,
            "is_full": [True, False, False, False] * groups,
            "people": [float(p) for p in people],
        }
    )
    return frame.assign(**{name: np.repeat(values, 4) for name, values in keys.items()})


def hidden(frame: pd.DataFrame, *keys: str) -> list[bool]:
    told = tell(frame, K)
    return told.hidden(frame.drop_duplicates(list(keys)), keys).tolist()


@pytest.mark.parametrize(
    ("people", "classes"),
    [
        ((100, 40, 30, 20), [False, False, False]),
        ((100, 40, 30, 5), [False, True, True]),  # neutral protects the few unhappy
        ((100, 40, 0, 50), [False, True, True]),  # nobody neutral: it tells what they think
        ((100, 40, 3, 5), [True, True, True]),  # 8 others of 148: satisfied tells of them too
        ((5, 2, 1, 0), [True, True, True]),
    ],
)
def test_answers_hide_each_other(people: tuple[int, ...], classes: list[bool]) -> None:
    assert hidden(cells(*people), "counts_as") == classes


def test_satisfied_is_told_where_full_marks_may_not_be() -> None:
    frame = cells(130, 4, 30, 20)
    assert hidden(frame, "counts_as") == [False, False, False]
    full = frame[frame["counts_as"] == "satisfied"]
    assert tell(frame, K).hidden(full, ["counts_as", "is_full"]).tolist() == [True, True]


def test_several_answers_of_the_same_people_are_no_more_people() -> None:
    """Six unhappy people in each of two questions are six people, not twelve."""
    frame = cells(50, 20, 20, 6, 50, 20, 20, 6, question_id=["Q1", "Q2"])
    assert hidden(frame, "counts_as") == [False, True, True]


def test_a_question_hidden_alone_would_follow_from_all_questions_together() -> None:
    frame = cells(90, 40, 30, 8, 90, 40, 30, 60, 90, 40, 30, 70, question_id=["Q1", "Q2", "Q3"])
    unhappy = frame[frame["counts_as"] == "dissatisfied"]
    found = tell(frame, K).hidden(unhappy, ["question_id", "counts_as"]).tolist()
    assert found == [True, True, False]


def test_what_is_hidden_of_the_whole_is_not_told_by_all_its_villages() -> None:
    whole = cells(100, 40, 30, 20, 100, 40, 30, 5, round_id=["R1", "R2"])
    villages = cells(60, 20, 15, 10, 40, 20, 15, 10, area_code=["V1", "V2"], round_id=["R1", "R1"])
    given_flags = tell(whole, K)
    neutral = villages[villages["counts_as"] == "neutral"]
    assert tell(villages, K).hidden(neutral, ["area_code", "counts_as"]).tolist() == [False, False]
    found = tell(villages, K, given_flags).hidden(neutral, ["area_code", "counts_as"])
    assert found.any()


people_strategy = st.lists(
    st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(0, 25)] * 3),
    min_size=len(ROUNDS) * len(VILLAGES) * len(QUESTIONS),
    max_size=len(ROUNDS) * len(VILLAGES) * len(QUESTIONS),
)


@pytest.mark.slow
@settings(max_examples=4, deadline=None, derandomize=True, phases=NO_SHRINKING)
@given(people_strategy)
def test_hidden_answers_do_not_follow_from_all_that_the_page_shows(
    people: list[tuple[int, ...]],
) -> None:
    """Whoever solves all equations that rounds, questions, scores and villages give is no wiser.

    Unknown are the numbers of people by round, village, question and score. Every number shown in
    any frame of the page is an equation. A count below k must not follow from them.
    """
    keys = [(r, v, q) for r in ROUNDS for v in VILLAGES for q in QUESTIONS]
    asked = design(dict.fromkeys(ROUNDS, "v1"))
    answered = dict(zip(keys, people, strict=True))
    found = satisfaction.survey(counts(answered, asked), coverage({}), asked, K)
    unknown = pd.DataFrame(
        [(r, v, q, s, n) for (r, v, q), row in answered.items()
         for s, n in zip((5, 4, 3, 2, 1), row, strict=True)],
        columns=["round_id", "area_code", "question_id", "score", "people"],
    )  # fmt: skip
    equations = _shown_of_the_whole(found, unknown)
    by_village = counts(answered, asked, by_village=True)
    for thread in ("", *QUESTIONS):
        equations += _shown_of_villages(found, by_village, unknown, thread)
    _assert_no_small_cell_follows(np.array(equations, float), unknown)


def _of_metric(unknown: pd.DataFrame, metric: str) -> pd.Series:
    scores = {"satisfaction_rate": (5, 4), "full_marks_rate": (5,), "dissatisfaction_rate": (2, 1)}
    return unknown["score"].isin(scores[metric])


def _shown_of_the_whole(found: satisfaction.Survey, unknown: pd.DataFrame) -> list[pd.Series]:
    equations = [(unknown["round_id"] == r) & (unknown["question_id"] == q)
                 for r in ROUNDS for q in QUESTIONS]  # fmt: skip
    for thread in ("", *QUESTIONS):
        rows = satisfaction.levels(found, thread)
        for row in rows[rows["value"].notna()].to_dict("records"):
            mask = (unknown["round_id"] == row["round_id"]) & _of_metric(unknown, row["metric"])
            equations.append(mask & (unknown["question_id"].eq(thread) | (thread == "")))
    members = {"full": (5,), "satisfied": (4,), "all_satisfied": (5, 4), "neutral": (3,),
               "dissatisfied": (2, 1)}  # fmt: skip
    for round_id in ROUNDS:
        here = unknown["round_id"] == round_id
        for row in answer_bars.distribution(found, round_id).to_dict("records"):
            if row["answer"] != "together":
                mask = here & (unknown["question_id"] == row["question_id"])
                equations.append(mask & unknown["score"].isin(members[row["answer"]]))
        for question in QUESTIONS:
            rows = answer_bars.scores(found, round_id, question)
            for score in rows.loc[rows["value"].notna(), "score"]:
                mask = here & (unknown["question_id"] == question)
                equations.append(mask & (unknown["score"] == score))
    return equations


def _shown_of_villages(
    found: satisfaction.Survey, by_village: pd.DataFrame, unknown: pd.DataFrame, thread: str
) -> list[pd.Series]:
    equations = []
    rows = survey_places.villages(found, by_village, "R2", thread)
    for round_id, value in (("R2", "value"), ("R1", "previous")):
        for row in rows[rows[value].notna()].to_dict("records"):
            mask = (unknown["round_id"] == round_id) & (unknown["area_code"] == row["area_code"])
            mask &= unknown["question_id"].eq(thread) | (thread == "")
            equations += [mask, mask & _of_metric(unknown, row["metric"])]
    return equations


def _assert_no_small_cell_follows(equations: np.ndarray, unknown: pd.DataFrame) -> None:
    _, sizes, directions = np.linalg.svd(equations, full_matrices=False)
    known = directions[sizes > 1e-9]
    numbers = unknown["people"].to_numpy(float)
    groups = [["round_id", "question_id", "score"], ["round_id", "area_code", "question_id"]]
    for metric in shares.METRICS:
        chosen = _of_metric(unknown, metric)
        for keys in (groups[1], ["round_id", "area_code"], ["round_id", "question_id"]):
            for _, rows in unknown[chosen].groupby(keys):
                _check(rows.index, unknown, numbers, known)
    for _, rows in unknown.groupby(groups[0]):
        _check(rows.index, unknown, numbers, known)


def _check(index: pd.Index, unknown: pd.DataFrame, numbers: np.ndarray, known: np.ndarray) -> None:
    """A count that follows from the equations is not small, unless nobody was asked."""
    mask = np.zeros(len(numbers))
    mask[index] = 1
    if np.linalg.norm(mask - known.T @ (known @ mask)) > 1e-7:
        return
    questions = unknown.loc[index, "question_id"].nunique()
    group = unknown.loc[index].iloc[0]
    same = np.logical_and.reduce([unknown[k] == group[k] for k in ("round_id", "area_code")])
    assert numbers @ mask / questions >= K or numbers[same].sum() == 0, unknown.loc[index]
