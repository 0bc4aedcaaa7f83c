"""Are rounds, trend, answers and bounds those that one works out by hand?"""

import pytest

from analytics import answer_bars, satisfaction
from analytics.intervals import newcombe_difference, wilson, wilson_finite
from tests.analytics.surveyed import design, survey

TWO = {"R1": "v1", "R2": "v2"}
BOTH = {"v1": ["Q1", "Q2"], "v2": ["Q1", "Q3"]}


def link(comparable: bool, reason: str = "") -> dict[str, object]:
    return {"from_version": "v1", "from_question": "Q1", "to_version": "v2", "to_question": "Q1",
            "is_comparable": comparable, "reason": reason}  # fmt: skip


def test_a_village_below_the_gate_is_not_valid_and_not_dropped() -> None:
    found = survey({("R1", "V1", "Q1"): [90], ("R1", "V2", "Q1"): [70]},
                   households={("R1", "V1"): (90, 100), ("R1", "V2"): (150, 200)})  # fmt: skip
    rows = satisfaction.participation(found)
    assert rows["value"].tolist() == [0.9, 0.75]
    assert rows["is_valid"].tolist() == [True, False]
    row = satisfaction.rounds(found).iloc[0]
    assert (row["numerator"], row["denominator"], row["value"]) == (240, 300, 0.8)
    assert (row["villages"], row["below_gate"]) == (2, 1)


def test_questions_left_open_are_counted_by_round() -> None:
    found = survey({("R1", "V1", "Q1"): [50, 0, 0, 0, 0, 10], ("R1", "V1", "Q2"): [60]})
    row = satisfaction.rounds(found).iloc[0]
    assert (row["put"], row["open"], row["item_nonresponse"]) == (120, 10, pytest.approx(1 / 12))


def test_shares_of_a_census_shrink_and_their_bounds_do_not() -> None:
    """95 of 100 households, 92 % full marks: the truth lies between 87.4 and 92.4 %."""
    found = survey(
        {("R1", "V1", "Q1"): [1748, 57, 38, 57]}, households={("R1", "V1"): (1900, 2000)}
    )
    rows = satisfaction.levels(found, "Q1").set_index("metric")
    full = rows.loc["full_marks_rate"]
    assert full["value"] == pytest.approx(0.92)
    assert (full["lowest"], full["highest"]) == pytest.approx((0.874, 0.924))
    low, high = wilson_finite([1748], [1900], [1900], [2000])
    assert (full["low"], full["high"]) == (pytest.approx(low[0]), pytest.approx(high[0]))
    assert rows["numerator"].tolist() == [1805, 1748, 57]
    assert ((rows["lowest"] <= rows["value"]) & (rows["value"] <= rows["highest"])).all()


def test_bounds_hold_whatever_would_have_been_said_to_questions_left_open() -> None:
    """100 households, all satisfied, half of whom left Q2 open: 50 of 200 answers are unknown."""
    found = survey(
        {("R1", "V1", "Q1"): [100], ("R1", "V1", "Q2"): [50]}, households={("R1", "V1"): (100, 100)}
    )
    rows = satisfaction.levels(found).set_index("metric")
    satisfied = rows.loc["satisfaction_rate"]
    assert (satisfied["value"], satisfied["n"]) == (1.0, 100)
    assert (satisfied["lowest"], satisfied["highest"]) == (0.75, 1.0)
    assert rows.loc["dissatisfaction_rate", ["lowest", "highest"]].tolist() == [0.0, 0.25]
    alone = satisfaction.levels(found, "Q2").set_index("metric").loc["satisfaction_rate"]
    assert (alone["lowest"], alone["highest"]) == (0.5, 1.0)


def test_a_random_round_has_no_correction_for_small_populations() -> None:
    found = survey({("R1", "V1", "Q1"): [80, 0, 20]}, design(selection="random"),
                   households={("R1", "V1"): (100, 110)})  # fmt: skip
    row = satisfaction.levels(found, "Q1").iloc[0]
    assert (row["low"], row["high"]) == tuple(bound[0] for bound in wilson([80], [100]))


def test_rounds_are_tested_against_the_one_before_and_the_first() -> None:
    """Steps of four points are within chance, two of them together are not."""
    found = survey({(r, "V1", "Q1"): [400 + k * 20, 0, 100 - k * 20] for r, k in
                    (("R1", 0), ("R2", 1), ("R3", 2))})  # fmt: skip
    rows = satisfaction.trend(found, "satisfaction_rate")
    assert rows["verdict"].tolist() == ["", "", ""]
    assert rows["since_verdict"].tolist() == ["", "", "better"]
    low, high = newcombe_difference([420], [500], [400], [500])
    assert rows.loc[1, "difference"] == pytest.approx(0.04)
    assert rows.loc[1, ["difference_low", "difference_high"]].tolist() == pytest.approx(
        [low[0], high[0]]
    )


def test_dissatisfaction_that_grows_is_worse() -> None:
    found = survey({("R1", "V1", "Q1"): [480, 0, 0, 20], ("R2", "V1", "Q1"): [400, 0, 0, 100]})
    assert satisfaction.trend(found, "dissatisfaction_rate")["verdict"].tolist() == ["", "worse"]


def test_only_what_both_questionnaires_ask_is_compared() -> None:
    """The new question is liked by nobody: that is no fall."""
    found = survey(
        {("R1", "V1", "Q1"): [90, 0, 10], ("R1", "V1", "Q2"): [50, 0, 50],
         ("R2", "V1", "Q1"): [90, 0, 10], ("R2", "V1", "Q3"): [0, 0, 100]},
        design(TWO, BOTH),
    )  # fmt: skip
    rows = satisfaction.trend(found, "satisfaction_rate")
    assert rows["value"].tolist() == [0.9, 0.9]
    assert rows["is_break"].tolist() == [False, False]


def test_a_question_that_is_not_comparable_breaks_its_series() -> None:
    found = survey(
        {("R1", "V1", "Q1"): [90, 0, 10], ("R2", "V1", "Q1"): [10, 0, 90]},
        design(TWO, BOTH, [link(False, "moved")]),
    )
    rows = satisfaction.trend(found, "satisfaction_rate", "Q1")
    assert rows["is_break"].tolist() == [False, True]
    assert rows["series"].tolist() == [0, 1]
    assert rows["reason"].tolist() == ["", "moved"]
    assert rows["difference"].isna().all()
    assert set(rows["verdict"]) == {""}
    together = satisfaction.trend(found, "satisfaction_rate")
    assert together["is_break"].tolist() == [False, True]


def test_a_bar_runs_from_best_to_worst_with_the_neutral_ones_in_the_middle() -> None:
    found = survey({("R1", "V1", "Q1"): [50, 20, 20, 6, 4]})
    bar = answer_bars.distribution(found, "R1").set_index("answer")
    assert bar["value"].to_dict() == pytest.approx(
        {"full": 0.5, "satisfied": 0.2, "neutral": 0.2, "dissatisfied": 0.1}
    )
    assert bar["start"].to_dict() == pytest.approx(
        {"full": 0.3, "satisfied": 0.1, "neutral": -0.1, "dissatisfied": -0.2}
    )
    by_subject = answer_bars.distribution(found, "R1", "subject")
    assert by_subject["value"].tolist() == bar["value"].tolist()


def test_answers_that_may_not_be_told_stand_together() -> None:
    found = survey({("R1", "V1", "Q1"): [100, 4, 30, 5, 4]}, smallest=10)
    bar = answer_bars.distribution(found, "R1")
    assert bar["answer"].tolist() == ["all_satisfied", "together"]
    assert bar["members"].tolist() == ["", "neutral+dissatisfied"]
    assert bar["value"].sum() == pytest.approx(1)
    rows = answer_bars.scores(found, "R1", "Q1")
    assert rows["state"].tolist() == ["hidden"] * 5


def test_a_bar_of_few_people_is_hidden_altogether() -> None:
    bar = answer_bars.distribution(survey({("R1", "V1", "Q1"): [9]}, smallest=10), "R1")
    assert bar["state"].tolist() == ["hidden"]
    assert bar["value"].isna().all()


def test_scores_bear_their_words_from_best_to_worst() -> None:
    rows = answer_bars.scores(survey({("R1", "V1", "Q1"): [50, 20, 0, 20, 10]}), "R1", "Q1")
    assert rows["score"].tolist() == [5, 4, 3, 2, 1]
    assert rows["value"].tolist() == [0.5, 0.2, 0, 0.2, 0.1]
    assert rows["meaning_en"].tolist() == ["5", "4", "3", "2", "1"]


def test_what_is_hidden_has_no_bounds_either() -> None:
    found = survey({("R1", "V1", "Q1"): [40, 0, 2]}, households={("R1", "V1"): (42, 50)},
                   smallest=10)  # fmt: skip
    rows = satisfaction.levels(found, "Q1")
    assert set(rows["state"]) == {"hidden"}
    numbers = [
        "numerator",
        "denominator",
        "value",
        "low",
        "high",
        "n",
        "worth",
        "lowest",
        "highest",
    ]
    assert rows[numbers].isna().all(axis=None)


def test_nothing_asked() -> None:
    found = survey({})
    assert satisfaction.rounds(found).empty
    assert satisfaction.levels(found).empty
    assert satisfaction.trend(found, "satisfaction_rate").empty
    assert answer_bars.distribution(found, "R1").empty
    assert answer_bars.scores(found, "R1", "Q1").empty


def test_households_without_answers_are_a_round_still() -> None:
    found = survey({}, households={("R1", "V1"): (0, 100)})
    row = satisfaction.rounds(found).iloc[0]
    assert (row["value"], row["below_gate"]) == (0, 1)
    assert satisfaction.trend(found, "satisfaction_rate").empty
