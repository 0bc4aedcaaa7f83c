"""Do the ways to end add up, and are they estimated as lifelines does?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter

from analytics import competing, resolution
from tests.analytics.records import after, table

CODES = {"open": 0, "resolved": 1, "withdrawn": 2, "merged": 3, "refused": 4}


def steps_of(outcomes: list[tuple[float, str]]):
    rows = [after(float(days), fate=fate) for days, fate in outcomes]
    return competing.incidence(table("requests", rows), unit_seconds=1)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(list(CODES)), min_size=4, max_size=30))
def test_incidence_is_that_of_lifelines(fates: list[str]) -> None:
    """Without ties, which lifelines breaks by chance."""
    days = np.arange(1, len(fates) + 1)
    steps = steps_of(list(zip(days, fates, strict=True)))
    codes = np.array([CODES[fate] for fate in fates])
    for end in competing.ENDS:
        rows = steps[steps["end"] == end].set_index("days")
        assert len(rows) == (codes == CODES[end]).sum()
        if rows.empty:
            continue
        theirs = AalenJohansenFitter(calculate_variance=False)
        theirs.fit(days, codes, event_of_interest=CODES[end])
        expected = theirs.cumulative_density_.iloc[:, 0].reindex(rows.index.to_numpy(float))
        np.testing.assert_allclose(rows["share"], expected, rtol=1e-9)


def test_ends_and_what_is_left_add_up_to_one() -> None:
    outcomes = [(1, "resolved"), (2, "withdrawn"), (2, "resolved"), (3, "merged"), (4, "refused"),
                (5, "resolved")]  # fmt: skip
    found = competing.shares_at(steps_of(outcomes), (5.0,))
    assert found["share"].sum() == pytest.approx(1)
    assert found.set_index("end")["share"].to_dict() == pytest.approx(
        {"resolved": 0.5, "withdrawn": 1 / 6, "merged": 1 / 6, "refused": 1 / 6}
    )


def test_the_share_resolved_is_that_of_the_curve() -> None:
    outcomes = [(1, "resolved"), (2, "withdrawn"), (3, "open"), (4, "resolved"), (9, "open")]
    rows = table("requests", [after(days, fate=fate) for days, fate in outcomes])
    curve = resolution.curve(rows, unit_seconds=1)
    steps = competing.incidence(rows, unit_seconds=1)
    mine = steps[steps["end"] == "resolved"]
    ours = curve[curve["resolved"] > 0]
    np.testing.assert_allclose(mine["share"], ours["share"])
    np.testing.assert_allclose(mine["low"], ours["low"])


def test_nothing_ended_is_nothing() -> None:
    steps = steps_of([(3, "open")] * 3)
    assert steps.empty
    assert competing.shares_at(steps, (7.0,))["share"].tolist() == [0, 0, 0, 0]
