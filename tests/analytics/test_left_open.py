"""Are questions left open told as one counts them by hand, and nothing that is hidden with them?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import answer_bars, left_open, satisfaction
from analytics.intervals import wilson
from tests.analytics.surveyed import design, survey

K = 10
NUMBERS = ["numerator", "denominator"]
TWO = {"R1": "v1", "R2": "v2"}
BOTH = {"v1": ["Q1", "Q2"], "v2": ["Q1", "Q3"]}


def test_each_question_with_its_base_and_the_one_left_open_most_first() -> None:
    found = survey({
        ("R1", "V1", "Q1"): [400, 40, 30, 20, 0, 10],
        ("R1", "V2", "Q2"): [300, 40, 30, 30, 0, 100],
    })  # fmt: skip
    rows = left_open.by(found, "R1").set_index("question_id")
    assert rows.index.tolist() == ["Q2", "Q1"]
    assert rows.loc["Q1", ["numerator", "denominator", "n"]].tolist() == [10, 500, 500]
    assert rows.loc["Q2", "value"] == pytest.approx(0.2)
    low, high = wilson([100], [500])
    assert (rows.loc["Q2", "low"], rows.loc["Q2", "high"]) == (
        pytest.approx(low[0]),
        pytest.approx(high[0]),
    )
    assert rows["is_clear"].tolist() == [True, False]
    whole = left_open.by(found, "R1", []).iloc[0]
    assert (whole["numerator"], whole["denominator"], whole["n"]) == (110, 1000, 500)


def test_a_question_that_chance_may_have_put_first_is_not_clear() -> None:
    found = survey(
        {("R1", "V1", "Q1"): [80, 10, 0, 0, 0, 10], ("R1", "V1", "Q2"): [80, 8, 0, 0, 0, 12]}
    )
    assert not left_open.by(found, "R1")["is_clear"].any()


def test_too_few_questionnaires_are_never_clear() -> None:
    found = survey(
        {("R1", "V1", "Q1"): [4, 4, 0, 4, 0, 13], ("R1", "V1", "Q2"): [12, 4, 0, 9, 0, 0]},
        smallest=1,
    )
    rows = left_open.by(found, "R1")
    assert set(rows["state"]) == {"few"}
    assert not rows["is_clear"].any()


def test_a_question_that_the_version_does_not_put_is_not_left_open() -> None:
    """The file of both rounds has an empty cell for Q3 in the first and for Q2 in the second."""
    empty = [0, 0, 0, 0, 0, 60]
    full = [30, 12, 12, 0, 0, 6]
    found = survey(
        {
            ("R1", "V1", "Q1"): full, ("R1", "V1", "Q2"): full, ("R1", "V1", "Q3"): empty,
            ("R2", "V1", "Q1"): full, ("R2", "V1", "Q2"): empty, ("R2", "V1", "Q3"): full,
        },
        asked=design(TWO, BOTH),
    )  # fmt: skip
    assert sorted(left_open.by(found, "R1")["question_id"]) == ["Q1", "Q2"]
    assert sorted(left_open.by(found, "R2")["question_id"]) == ["Q1", "Q3"]
    assert satisfaction.rounds(found)["item_nonresponse"].tolist() == pytest.approx([0.1, 0.1])


def test_a_question_that_is_put_and_that_nobody_answered_is_left_open_by_all() -> None:
    found = survey({("R1", "V1", "Q1"): [60], ("R1", "V1", "Q2"): [0, 0, 0, 0, 0, 60]})
    row = left_open.by(found, "R1").iloc[0]
    assert (row["question_id"], row["value"], bool(row["is_clear"])) == ("Q2", 1, True)


def test_by_subject_all_its_questions_count() -> None:
    found = survey({("R1", "V1", "Q1"): [50, 0, 0, 0, 0, 10], ("R1", "V1", "Q2"): [60]})
    rows = left_open.by(found, "R1", ["subject"])
    assert rows["subject"].tolist() == ["about Q1", "about Q2"]
    assert rows["numerator"].tolist() == [10, 0]


def test_a_round_that_nobody_answered_has_no_rows() -> None:
    found = survey({("R1", "V1", "Q1"): [60]})
    assert left_open.by(found, "R2").empty


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 25), st.integers(0, 40)), min_size=2, max_size=5))
def test_how_many_answered_a_hidden_question_does_not_follow(people: list[tuple[int, int]]) -> None:
    """What was put less what was left open is how many answered, of each question and of all."""
    names = [f"Q{number}" for number in range(len(people))]
    cells = {
        ("R1", "V1", name): [answered, 0, 0, 0, 0, left]
        for name, (answered, left) in zip(names, people, strict=True)
    }
    asked = design({"R1": "v1"}, {"v1": names})
    found = survey(cells, asked=asked, smallest=K)
    rows, whole = left_open.by(found, "R1"), left_open.by(found, "R1", []).iloc[0]
    is_hidden = rows["state"] == "hidden"
    assert rows.loc[is_hidden, NUMBERS].isna().all(axis=None)
    shown = rows.loc[~is_hidden, NUMBERS]
    assert (shown["denominator"] - shown["numerator"] >= K).all()
    bars = answer_bars.distribution(found, "R1").drop_duplicates("question_id")
    told = bars[bars["value"].notna()]["question_id"]
    assert set(rows.loc[~is_hidden, "question_id"]) == set(told)
    if is_hidden.any() and whole["state"] != "hidden":
        rest = whole[NUMBERS] - shown.sum()
        assert is_hidden.sum() > 1
        assert (rest["denominator"] - rest["numerator"]) / is_hidden.sum() >= K
