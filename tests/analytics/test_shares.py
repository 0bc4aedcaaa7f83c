"""Do bounds hold the value, and shares agree with the measures of other pages?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import satisfaction, shares
from tests.analytics.records import measured, table
from tests.analytics.surveyed import coverage, design, summed

COUNTS = ["numerator", "denominator", "value"]


@given(st.floats(0, 1), st.integers(0, 500), st.integers(0, 500))
def test_bounds_hold_the_value_and_stay_shares(value: float, answered: int, more: int) -> None:
    lowest, highest = shares.bounds(
        np.array([value]), np.array([answered]), np.array([answered + more])
    )
    if answered + more == 0:
        assert np.isnan(lowest[0])
    else:
        assert 0 <= lowest[0] <= value <= highest[0] <= 1
        assert highest[0] - lowest[0] == pytest.approx(more / (answered + more))


@settings(max_examples=25)  # of up to forty answers each
@given(
    st.lists(
        st.tuples(st.sampled_from([None, 1.0, 3.0, 4.0, 5.0]), st.sampled_from([None, 0.5, 2.0])),
        min_size=1,
        max_size=40,
    )
)
def test_the_page_and_the_overview_measure_alike(
    answers: list[tuple[float | None, float | None]],
) -> None:
    """One counts by score, the other sums records; value, interval and number are the same."""
    kinds = {1.0: "dissatisfied", 3.0: "neutral", 4.0: "satisfied", 5.0: "satisfied"}
    rows = [
        {"response_ref": str(i), "score": score, "counts_as": kinds.get(score or 0),
         "analysis_weight": weight, "questionnaire_version": "v1", "subject": "about Q1"}
        for i, (score, weight) in enumerate(answers)
    ]  # fmt: skip
    asked = design(selection="random")
    counted = satisfaction.answers.counted(summed(table("responses", rows)))
    found = satisfaction.survey(counted, coverage({}), asked, 0)
    page = satisfaction.levels(found).set_index("metric")
    overview = measured(list(shares.METRICS), rows={"responses": rows}).set_index("metric")
    for metric in shares.METRICS:
        other = overview.loc[metric]
        if metric not in page.index:
            assert other["denominator"] == 0
            continue
        for name in (*COUNTS, "low", "high", "n"):
            assert page.loc[metric, name] == pytest.approx(other[name], nan_ok=True), name
