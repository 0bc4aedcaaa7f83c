"""What exactly do the numbers on surveys, visits and call-backs count?"""

import math
from datetime import date, datetime

import pytest

from analytics.intervals import wilson, wilson_finite
from tests.analytics.records import measured, one


def coverage(village: str, eligible: int, answered: int, **more: object) -> dict[str, object]:
    return {
        "village_code": village,
        "households_eligible": eligible,
        "households_answered": answered,
        **more,
    }


def answers(counts: dict[str | None, int], **more: object) -> list[dict[str, object]]:
    """So many forms with one answer each."""
    listed = [kind for kind, number in counts.items() for _ in range(number)]
    return [{"response_ref": str(i), "counts_as": k, **more} for i, k in enumerate(listed)]


def test_participation_is_pooled_from_households() -> None:
    """The mean of 90 % and 50 % would be 70 %."""
    rows = {"round_coverage": [coverage("V1", 100, 90), coverage("V2", 20, 10)]}
    row = measured("survey_participation_rate", rows=rows).iloc[0]
    assert (row.numerator, row.denominator) == (100, 120)
    assert row.value == pytest.approx(5 / 6)
    by_village = measured("survey_participation_rate", ["village"], rows)
    assert by_village.value.tolist()[:2] == [0.9, 0.5]
    assert by_village.state.tolist() == ["ok", "few", "none"]


def test_satisfaction_counts_what_the_scale_rates() -> None:
    row = one(
        "satisfaction_rate",
        responses=answers({"satisfied": 60, "neutral": 30, "dissatisfied": 10, None: 7}),
    )
    assert (row.numerator, row.denominator, row.value, row.n) == (60, 100, 0.6, 100)
    assert (row.low, row.high) == tuple(bound[0] for bound in wilson([60], [100]))


def test_dissatisfaction_and_full_marks() -> None:
    rows = answers({"satisfied": 60, "dissatisfied": 40})
    for row in rows[:10]:
        row["score"] = 4.0
    rows[0]["score"] = None
    frame = measured(["dissatisfaction_rate", "full_marks_rate"], rows={"responses": rows})
    assert frame.numerator.tolist() == [40, 90]
    assert frame.denominator.tolist() == [100, 99]


def test_several_answers_of_one_form_count_as_one_person() -> None:
    """Two questions on 50 forms are 100 answers, but chance is that of 50 people."""
    rows = [
        {
            "response_ref": str(form),
            "question_id": q,
            "counts_as": "satisfied" if form else "neutral",
        }
        for form in range(50)
        for q in ("Q1", "Q2")
    ]
    row = one("satisfaction_rate", responses=rows)
    assert (row.numerator, row.denominator, row.n) == (98, 100, 50)
    assert row.low == pytest.approx(wilson([49], [50])[0][0])
    by_question = measured("satisfaction_rate", ["question"], {"responses": rows})
    assert by_question.denominator.tolist() == by_question.n.tolist() == [50, 50]


def test_census_rounds_have_the_finite_population_correction() -> None:
    responses = answers({"satisfied": 180, "neutral": 60})
    census = {
        "responses": responses,
        "round_coverage": [coverage("V1", 300, 240, selection="census")],
    }
    sample = {"responses": responses, "round_coverage": [coverage("V1", 300, 240)]}
    narrow = measured("satisfaction_rate", rows=census).iloc[0]
    wide = measured("satisfaction_rate", rows=sample).iloc[0]
    low, high = wilson_finite([180], [240], [240], [300])
    assert (narrow.low, narrow.high) == (pytest.approx(low[0]), pytest.approx(high[0]))
    assert (narrow.high - narrow.low) / (wide.high - wide.low) == pytest.approx(0.448, abs=0.002)


def test_rounds_make_no_gaps() -> None:
    rows = {
        "responses": [*answers({"satisfied": 3}), *answers({"neutral": 2}, date=date(2025, 6, 1))]
    }
    assert measured("satisfaction_rate", ["month"], rows).period.tolist() == ["2025-03", "2025-06"]


def test_a_household_visited_five_times_counts_once() -> None:
    visits = [{"household_ref": "a"}] * 5 + [{"household_ref": "b", "date": date(2025, 5, 2)}]
    row = one("household_coverage_rate", visits=visits)
    assert (row.numerator, row.denominator, row.value) == (2, 600, pytest.approx(2 / 600))


def test_households_are_not_added_up_over_months_or_villages() -> None:
    """The household moved within the township: two villages, two months, one household."""
    visits = [
        {"household_ref": "a", "village_code": "V1", "date": date(2025, 1, 5)},
        {"household_ref": "a", "village_code": "V2", "date": date(2025, 2, 5)},
    ]
    rows = {"visits": visits}
    by_village = measured("household_coverage_rate", ["village"], rows)
    assert by_village.numerator.tolist() == [1, 1, 0]
    by_month = measured("household_coverage_rate", ["month"], rows)
    assert by_month.numerator.tolist() == [1, 1, 0, 0, 0, 0]
    assert measured("household_coverage_rate", ["township"], rows).numerator.tolist() == [1, 0]
    assert measured("household_coverage_rate", rows=rows).numerator.tolist() == [1]


def test_a_village_nobody_visited_is_at_zero_not_missing() -> None:
    rows = {"visits": [{"household_ref": "a"}]}
    frame = measured("household_coverage_rate", ["village"], rows)
    assert frame.value.tolist() == [0.01, 0, 0]
    assert frame.state.tolist() == ["ok", "ok", "ok"]


def test_more_households_than_registered_has_no_interval() -> None:
    visits = [{"household_ref": str(i)} for i in range(130)]
    row = measured("household_coverage_rate", ["village"], {"visits": visits}).iloc[0]
    assert row.value == 1.3
    assert math.isnan(row.low)


def test_nobody_registers_households_by_grid() -> None:
    rows = {"visits": [{"household_ref": "a", "grid_code": "G1"}]}
    row = measured("household_coverage_rate", ["grid"], rows).iloc[0]
    assert (row.area_code, row.numerator, row.state) == ("G1", 1, "none")


def test_the_three_rates_and_the_score_of_the_worked_example() -> None:
    """100 valid, 100 contacted, 97 resolved, 95 satisfied and 2 basically: 97.22 points.

    The weights 10/50/40 and 0.9 are those of a Beijing district's hotline report; the example is
    worked out from them.
    """
    rows = [
        {
            "resolution": "resolved" if i < 97 else "partly",
            "satisfaction": "satisfied" if i < 95 else "basically" if i < 97 else "dissatisfied",
        }
        for i in range(100)
    ]
    rows += [{"is_valid": False, "resolution": "unresolved"}] * 20
    frame = measured(
        ["response_rate", "resolution_rate", "callback_satisfaction_rate", "composite_score"],
        rows={"callbacks": rows},
    )
    assert frame.value.tolist() == pytest.approx([1.0, 0.97, 0.968, 97.22])
    assert frame.denominator.tolist() == [100] * 4
    low, high = wilson([97.22], [100])
    assert frame.low.iloc[3] == pytest.approx(100 * low[0])
    assert frame.high.iloc[3] == pytest.approx(100 * high[0])


def test_weights_are_those_of_the_day_of_the_request() -> None:
    rows = [
        {"resolution": "unresolved"},
        {
            "resolution": "unresolved",
            "response_weight": 0.30,
            "resolution_weight": 0.35,
            "satisfaction_weight": 0.35,
        },
    ]
    assert one("composite_score", callbacks=rows).value == pytest.approx((50 + 65) / 2)


def test_callbacks_are_provisional_until_calls_are_over() -> None:
    """The latest requests may take 15 days, and a week to call back: 22 days after June."""
    rows = {"callbacks": [{"date": date(2025, 6, 1)}] * 40}
    window = (date(2025, 6, 1), date(2025, 6, 30))
    states = []
    for known in ("2025-07-21T12:00", "2025-07-22T12:00"):
        as_of = datetime.fromisoformat(known)
        states += list(measured("response_rate", rows=rows, window=window, as_of=as_of).state)
    assert states == ["provisional", "ok"]


def test_weighted_answers_count_for_whom_they_stand() -> None:
    """Two thirds are satisfied, but they stand for a third of the people."""
    rows = [
        {
            "response_ref": str(i),
            "counts_as": "satisfied" if i < 80 else "dissatisfied",
            "analysis_weight": 0.5 if i < 80 else 2.0,
        }
        for i in range(120)
    ]
    frame = measured(["satisfaction_rate", "dissatisfaction_rate"], rows={"responses": rows})
    row = frame.iloc[0]
    assert (row.numerator, row.denominator, row.n) == (40, 120, 120)
    assert row.value == pytest.approx(1 / 3)
    # by hand: sum of w2 (y - p)2 over (sum of w)2, against p (1 - p) / n
    variance = (80 * 0.25 * (2 / 3) ** 2 + 40 * 4 * (1 / 3) ** 2) / 120**2
    effect = variance / (row.value * (1 - row.value) / 120)
    low, high = wilson([120 / effect / 3], [120 / effect])
    assert (row.low, row.high) == (pytest.approx(low[0]), pytest.approx(high[0]))
    assert frame.value.sum() == pytest.approx(1)


def test_an_answer_without_a_weight_is_left_out_and_not_of_the_open_ones() -> None:
    rows = answers({"satisfied": 60, "dissatisfied": 40})
    for row in rows[:20]:
        row["analysis_weight"] = None
    rows[99]["score"] = None
    metrics = ["satisfaction_rate", "full_marks_rate", "item_nonresponse_rate"]
    frame = measured(metrics, rows={"responses": rows})
    assert frame.numerator.tolist() == [40, 79, 1]
    assert frame.denominator.tolist() == [80, 79, 100]
    assert frame.n.tolist() == [80, 79, 100]


def test_few_people_are_few_whatever_they_weigh() -> None:
    """Nine unhappy people with the weight 10 are no ninety people."""
    rows = answers({"satisfied": 200, "dissatisfied": 9})
    for row in rows[200:]:
        row["analysis_weight"] = 10.0
    row = measured("satisfaction_rate", rows={"responses": rows}, smallest_cell=10).iloc[0]
    assert row.state == "hidden"


def test_full_marks_do_not_tell_who_is_only_satisfied() -> None:
    """230 of 250 are satisfied and 225 have full marks: the five between them would be told."""
    rows = answers({"satisfied": 230, "dissatisfied": 20})
    for row in rows[225:]:
        row["score"] = 4.0
    metrics = ["satisfaction_rate", "full_marks_rate", "dissatisfaction_rate"]
    frame = measured(metrics, rows={"responses": rows}, smallest_cell=10)
    assert frame.state.tolist() == ["ok", "hidden", "ok"]


def test_satisfied_and_dissatisfied_do_not_tell_who_is_neutral() -> None:
    rows = {"responses": answers({"satisfied": 200, "neutral": 4, "dissatisfied": 30})}
    metrics = ["satisfaction_rate", "dissatisfaction_rate"]
    assert measured(metrics, rows=rows, smallest_cell=10).state.tolist() == ["ok", "hidden"]
    plain = {"responses": answers({"satisfied": 200, "dissatisfied": 30})}
    assert measured(metrics, rows=plain, smallest_cell=10).state.tolist() == ["ok", "ok"]
