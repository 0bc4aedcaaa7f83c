"""Do the ways to end add up, and are they estimated as lifelines does?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from analytics import competing, intervals, resolution
from analytics.spells import EXACT
from tests.analytics.records import after, table

CODES = {"open": 0, "resolved": 1, "withdrawn": 2, "merged": 3, "refused": 4}
LIMITS = ("_low", "_high")


def curves_of(outcomes: list[tuple[float, str]], horizon: float = 1e9) -> pd.DataFrame:
    rows = [after(float(days), fate=fate) for days, fate in outcomes]
    return competing.incidence(table("requests", rows), horizon, grain=EXACT)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(list(CODES)), min_size=4, max_size=40))
def test_curves_and_bands_are_those_of_lifelines(fates: list[str]) -> None:
    """Without ties, which lifelines breaks by chance.

    Its variance is used with the transform of the curves of time to resolve, the complementary
    log-log, so that the share resolved has one band on the whole page; its own bands take log-log
    of the share itself.
    """
    days = np.arange(1, len(fates) + 1)
    mine = curves_of(list(zip(days, fates, strict=True)), len(fates)).set_index("days")
    codes = np.array([CODES[fate] for fate in fates])
    for end in competing.ENDS:
        if CODES[end] not in codes:
            assert (mine[end] == 0).all()
            continue
        theirs = AalenJohansenFitter()
        theirs.fit(days, codes, event_of_interest=CODES[end])
        told = theirs.cumulative_density_.set_axis(["share"], axis=1)
        told = told.assign(variance=theirs.variance_).reindex(mine.index, method="ffill")
        np.testing.assert_allclose(mine[end], told["share"], rtol=1e-9)
        inside = (told["share"] > 0) & (told["share"] < 1 - 1e-9) & told["variance"].notna()
        left = 1 - told.loc[inside, "share"]
        room = 1.959964 * np.sqrt(told.loc[inside, "variance"]) / (left * -np.log(left))
        for limit, power in (("_low", np.exp(-room)), ("_high", np.exp(room))):
            found = mine.loc[inside, f"{end}{limit}"]
            np.testing.assert_allclose(found, 1 - left**power, rtol=1e-6, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(list(CODES))), min_size=1, max_size=60),
    st.sampled_from([1.0, 7.0, 30.0, 90.0]),
)
def test_ways_and_what_is_open_add_up_to_one(outcomes: list[tuple[int, str]], end: float) -> None:
    """Ties, instant ends and short observation included; what is open is Kaplan and Meier's."""
    mine = curves_of([(float(day), fate) for day, fate in outcomes], end)
    np.testing.assert_allclose(mine[list(competing.WAYS)].sum(axis=1), 1.0, rtol=1e-12)
    days, gone = zip(*((day, fate != "open") for day, fate in outcomes), strict=True)
    theirs = KaplanMeierFitter().fit(days, gone)
    expected = theirs.survival_function_at_times(mine["days"])
    np.testing.assert_allclose(mine["open"], expected, rtol=1e-9, atol=1e-12)
    for way in competing.WAYS:
        low, high = (mine[f"{way}{limit}"] for limit in LIMITS)
        assert ((low <= mine[way] + 1e-9) & (mine[way] <= high + 1e-9)).all()
        assert low.min() >= -1e-12
        assert high.max() <= 1 + 1e-12
    at_risk = [sum(day >= at for day, _ in outcomes) for at in mine["days"]]
    assert mine["at_risk"].tolist() == at_risk
    assert mine["days"].is_monotonic_increasing
    assert mine["days"].iloc[-1] == (end if all(gone) else min(end, max(days)))


def test_shares_that_one_can_check_in_the_head() -> None:
    outcomes = [(1, "resolved"), (2, "withdrawn"), (2, "resolved"), (3, "merged"), (4, "refused"),
                (5, "resolved")]  # fmt: skip
    last = curves_of(outcomes, 7.0).iloc[-1]
    assert last["days"] == 7  # all have ended: it is known that nothing moves any more
    assert last[list(competing.WAYS)].to_dict() == pytest.approx(
        {"resolved": 0.5, "withdrawn": 1 / 6, "merged": 1 / 6, "refused": 1 / 6, "open": 0}
    )
    seen = [last[f"{end}_seen"] for end in competing.ENDS]
    assert seen == [3, 1, 1, 1]


def test_nobody_is_told_beyond_what_was_watched() -> None:
    found = curves_of([(1, "resolved"), (2, "open"), (3, "open")], 30.0)
    assert found["days"].tolist() == [0, 1, 3]


def test_a_way_not_seen_has_the_limits_of_none() -> None:
    """Twenty watched for a day: up to a share of 0.161 may be refused (Wilson's of 0 of 20)."""
    found = curves_of([(1, "open")] * 20, 30.0).iloc[-1]
    assert (found["refused"], found["refused_low"]) == (0, 0)
    assert found["refused_high"] == pytest.approx(float(intervals.wilson([0], [20])[1][0]))
    assert found["refused_high"] == pytest.approx(0.161, abs=0.0005)
    assert found["open_low"] == pytest.approx(1 - 0.161, abs=0.0005)


def test_the_share_resolved_is_that_of_the_curve() -> None:
    outcomes = [(1, "resolved"), (2, "withdrawn"), (3, "open"), (4, "resolved"), (9, "open")]
    rows = table("requests", [after(days, fate=fate) for days, fate in outcomes])
    curve = resolution.curve(rows, grain=EXACT).set_index("days")
    mine = competing.incidence(rows, 30.0, grain=EXACT).set_index("days")
    steps = curve.index[curve["resolved"] > 0]
    for ours, theirs in (("resolved", "share"), ("resolved_low", "low"), ("resolved_high", "high")):
        np.testing.assert_allclose(mine.loc[steps, ours], curve.loc[steps, theirs])


def test_few_points_are_enough_for_many_requests() -> None:
    rng = np.random.default_rng(5)
    days, fates = rng.exponential(9, 4000), rng.choice(list(CODES), 4000)
    found = curves_of(list(zip(days.round(3), fates, strict=True)), 90.0)
    assert len(found) <= competing.MOST_POINTS + len(competing.LOOKED_AT) + 2
    assert {0.0, 1.0, 7.0, 15.0, 30.0} <= set(found["days"])
    steps = np.diff(found["resolved"], prepend=0)
    assert steps.max() < 0.12  # of a slot of two days where half end in a week: the exact curve's


def test_nothing_ended_is_nothing() -> None:
    found = curves_of([(3, "open")] * 3)
    assert (found[list(competing.ENDS)] == 0).all(axis=None)
    assert (found["open"] == 1).all()


def test_no_request_is_no_curve() -> None:
    assert curves_of([]).empty
    assert list(curves_of([]).columns) == list(curves_of([(1, "open")]).columns)
