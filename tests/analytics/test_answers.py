"""Are answers counted as they were given, with the zeros nobody writes down?"""

from analytics import answers
from tests.analytics.records import table
from tests.analytics.surveyed import answered, counts, design, summed

GIVEN = {("R1", "V1", "Q1"): [3, 0, 1, 0, 0, 2], ("R1", "V3", "Q1"): [1, 1]}


def test_people_by_score_and_open_questions() -> None:
    frame = answers.counted(answered(GIVEN))
    assert dict(zip(frame["score"].fillna(0), frame["answers"], strict=True)) == {
        3: 1,
        4: 1,
        5: 4,
        0: 2,
    }


def test_by_village_with_its_township() -> None:
    frame = answers.counted(answered(GIVEN), by_village=True)
    found = frame.groupby(["parent", "area_code"])["answers"].sum().to_dict()
    assert found == {("T1", "V1"): 6, ("T2", "V3"): 2}


def test_weights_and_their_squares() -> None:
    rows = [
        {"response_ref": str(i), "analysis_weight": weight} for i, weight in enumerate([1, 3, None])
    ]
    (row,) = answers.counted(summed(table("responses", rows))).to_dict("records")
    assert (row["answers"], row["people"], row["weight"], row["squares"]) == (3, 2, 4, 10)


def test_every_possible_answer_is_a_cell() -> None:
    asked = design()
    choices = answers.options(asked.rounds, asked.questions, asked.scales)
    frame = answers.cells(counts(GIVEN, asked), choices)
    assert frame["score"].tolist() == [1, 2, 3, 4, 5]
    assert frame["people"].tolist() == [0, 0, 1, 1, 4]
    assert frame["is_full"].tolist() == [False] * 4 + [True]


def test_a_score_that_the_scale_does_not_know_is_unrated() -> None:
    rows = [{"response_ref": "1", "score": 4.5, "counts_as": None, "questionnaire_version": "v1"}]
    asked = design()
    choices = answers.options(asked.rounds, asked.questions, asked.scales)
    frame = answers.cells(answers.counted(summed(table("responses", rows))), choices)
    assert frame.loc[frame["people"] > 0, "counts_as"].tolist() == ["unrated"]


def test_a_scale_holds_for_rounds_of_its_time() -> None:
    asked = design()
    asked.scales["valid_to"] = "2024-12-31"
    choices = answers.options(asked.rounds, asked.questions, asked.scales)
    assert set(choices["round_id"]) == {"R1", "R2"}
