"""What changed against the span before, and is it more than chance?"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analytics import intervals
from analytics.metrics import METRICS
from analytics.periods import Period

NUMBERS = ("numerator", "denominator", "value", "low", "high", "n", "state")
COMPARABLE = ("ok", "provisional")
Floats = NDArray[np.float64]
Estimate = tuple[Floats, Floats, Floats]  # value, low, high


def compare(
    current: pd.DataFrame, previous: pd.DataFrame, spans: tuple[Period, Period]
) -> pd.DataFrame:
    """Set result rows against those of the span before.

    Parameters
    ----------
    current, previous : DataFrame
        Result rows of `measure` with the same metrics and groups, not split by time; measured
        over spans that are alike and seen equally long afterwards, as `periods.like_for_like`
        gives them.
    spans : (Period, Period)
        The current and the previous span.

    Returns
    -------
    DataFrame
        One row a row of `current`: metric, area_code, period, the other groups, previous_period,
        value, previous, expected, difference, low, high, smallest_difference (all in the metric's
        unit), n, previous_n, state, previous_state, is_beyond_chance and verdict ("better",
        "worse" or "changed" beyond chance, else "").

    Raises
    ------
    ValueError
        If a group stands twice in either frame.

    Notes
    -----
    `expected` is the previous value; where things are counted over spans of unequal length
    (181 days against 184) it is the previous count for as many days. The interval of the
    difference is worked out from the interval of each side, which for shares is Newcombe's method
    10; medians, scores and counts are compared in the same way. A change is named only if the
    interval excludes zero and neither side is too small to judge.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890; Zou and Donner (2008), Statistics in
    Medicine 27:1693-1702.
    """
    keys = [c for c in current.columns if c not in (*NUMBERS, "period")]
    before = previous[[*keys, "value", "low", "high", "n", "state"]]
    both = current.merge(
        before, on=keys, how="left", suffixes=("", "_before"), validate="one_to_one"
    )
    days = spans[0].days / spans[1].days
    factor = np.array([days if _is_flow(metric_id) else 1.0 for metric_id in both["metric"]])
    now = _estimate(both, "", 1.0)
    then = _estimate(both, "_before", factor)
    low, high = intervals.difference(now, then)
    comparable = both["state"].isin(COMPARABLE) & both["state_before"].isin(COMPARABLE)
    beyond = comparable.to_numpy() & ((low > 0) | (high < 0))
    found = both[
        ["metric", "area_code", "period", *(k for k in keys if k not in ("metric", "area_code"))]
    ]
    return found.assign(
        previous_period=spans[1].label,
        value=both["value"],
        previous=both["value_before"],
        expected=then[0],
        difference=now[0] - then[0],
        low=low,
        high=high,
        smallest_difference=_smallest(now, then),
        n=both["n"],
        previous_n=both["n_before"],
        state=both["state"],
        previous_state=both["state_before"],
        is_beyond_chance=beyond,
        verdict=_verdicts(both["metric"], now[0] - then[0], beyond),
    )


def _is_flow(metric_id: str) -> bool:
    """Whether the number grows with the length of the span."""
    metric = METRICS[metric_id]
    return metric.unit in ("count", "per_1000") and metric.table != "backlog"


def _estimate(both: pd.DataFrame, suffix: str, factor: Floats | float) -> Estimate:
    """Value, low and high of one side."""
    value, low, high = (both[name + suffix].to_numpy(float) for name in ("value", "low", "high"))
    value, low, high = asked_again(both["metric"], (value, low, high), both[f"n{suffix}"])
    return value * factor, low * factor, high * factor


def asked_again(metrics: pd.Series, estimate: Estimate, people: pd.Series) -> Estimate:
    """Estimates as they are to be compared with others.

    Parameters
    ----------
    metrics : Series of str
        Ids of the metrics.
    estimate : value, low, high
        As `measure` gives them.
    people : Series of float
        How many people each rests on.

    Returns
    -------
    value, low, high
        Bounds of answers to surveys no narrower than Wilson's for so many people; all others as
        they were.

    Notes
    -----
    Answers of a census are known of nearly everybody, which makes their intervals narrow. That
    tells how well a round describes the households of its day; whether rounds or villages differ
    by more than chance is asked as if they could be asked again, so it does without.

    References
    ----------
    Deming (1953), JASA 48:244-255 on the two uses of surveys.
    """
    value, low, high = estimate
    answers = np.array([METRICS[metric_id].table == "responses" for metric_id in metrics], bool)
    known = np.where(answers & ~np.isnan(value), people.to_numpy(float), 0.0)
    again = intervals.wilson(np.where(known > 0, value, 0.0) * known, known)
    return value, np.fmin(low, again[0]), np.fmax(high, again[1])


def _smallest(now: Estimate, then: Estimate) -> Floats:
    """Smallest difference that intervals as wide as these would show in four of five cases."""
    z = intervals.z_value()
    errors = [(side[2] - side[1]) / (2 * z) for side in (now, then)]
    return (z + float(stats.norm.ppf(intervals.POWER))) * np.hypot(*errors)


def _verdicts(
    metric_ids: pd.Series, difference: Floats, beyond: NDArray[np.bool_]
) -> NDArray[np.str_]:
    better = metric_ids.map(lambda metric_id: METRICS[metric_id].better).to_numpy()
    good = np.where(better == "higher", difference > 0, difference < 0)
    told = np.where(better == "none", "changed", np.where(good, "better", "worse"))
    return np.where(beyond, told, "")
