"""Are questions told from the other columns of a survey, with their scale?"""

import pytest

from data.sources import wide_surveys
from data.sources.wide_surveys import find

SURVEY = {
    "id": [str(i) for i in range(12)],
    "method": ["Web", "Mail"] * 6,
    "district": ["1", "2", "3"] * 4,
    "q1_1": ["1", "2", "3", "4", "5", "9"] * 2,
    "q1_2": ["5", "5", "3", "4", "1", "2"] * 2,
    "most_1": ["1", "2", "3", "4", "5", "99"] * 2,
    "most_2": ["1", "2", "3", "4", "99", "5"] * 2,
    "own": ["1", "2", "3", "4", "5", "5"] * 2,
    "income": ["12000", "350", "7", "1", "2", "3"] * 2,
    "zip": ["64114"] * 12,
}


def test_questions_come_in_blocks_on_one_scale() -> None:
    found = find({**SURVEY, "q1_3": SURVEY["q1_1"], "q2_1": SURVEY["q1_1"], "q2_2": SURVEY["q1_2"]})
    assert found is not None
    assert found.headers == ("q1_1", "q1_2", "q1_3", "q2_1", "q2_2")
    assert (found.best, found.unanswered, found.scores) == (5, ("9",), {})


@pytest.mark.parametrize(
    ("kinds", "best", "scores"),
    [
        (["满意", "基本满意", "不满意", "不清楚"], 3,
         {"不满意": "1", "基本满意": "2", "满意": "3"}),
        (["Good", "Fair", "Poor", "Excellent"], 4,
         {"Poor": "1", "Fair": "2", "Good": "3", "Excellent": "4"}),
    ],
)  # fmt: skip
def test_answers_may_be_words(kinds: list[str], best: int, scores: dict[str, str]) -> None:
    found = find({"序号": ["1", "2", "3", "4"], "对支部": kinds, "姓别": ["男", "女", "男", "女"]})
    assert found is not None
    assert (found.headers, found.best, found.scores) == (("对支部",), best, scores)
    assert found.unanswered == (("不清楚",) if "不清楚" in kinds else ())


def test_a_single_column_of_figures_is_a_question_if_it_says_so() -> None:
    figures = ["1", "2", "3", "4"]
    assert find({"总体满意度": figures}).headers == ("总体满意度",)
    assert find({"家庭人数": figures}) is None


def test_a_file_without_questions_has_none() -> None:
    assert find({}) is None
    assert find({"no": ["1", "2"], "opened": ["2024-03-05", "2024-03-06"], "empty": []}) is None


def test_the_middle_of_an_odd_scale_is_neutral() -> None:
    kinds = [row["counts_as"] for row in wide_surveys.scale("ten", 10)]
    assert kinds == ["dissatisfied"] * 5 + ["satisfied"] * 5
    assert [row["counts_as"] for row in wide_surveys.scale("five", 5)][2] == "neutral"
