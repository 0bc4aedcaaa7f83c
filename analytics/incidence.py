"""Which share was resolved by each duration, where some end otherwise and some are open still?

Counts of requests by duration become curves: the share resolved, its variance and its limits.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import intervals
from analytics.spells import FATES

Floats = NDArray[np.float64]
Transform = Literal["log-log", "log"]
ROUNDING = 1e-9  # a share of exactly one half must not miss the median by a rounding error


def incidence(counted: pd.DataFrame, keys: Sequence[str] = ()) -> pd.DataFrame:
    """Share resolved by each duration, with its variance.

    Parameters
    ----------
    counted : DataFrame
        The result of `resolution.counts`, fetched.
    keys : sequence of str
        The same keys.

    Returns
    -------
    DataFrame
        The columns of `resolution.counts` and at_risk (requests not ended before), share (resolved
        by then, 0..1) and variance of the share; in order of groups and seconds. Column `cell`
        numbers the groups.

    Notes
    -----
    With n at risk, d ended and e resolved at time t, S the share not ended before and F the share
    resolved: F grows by S e/n. The variance is that of the delta method, sum over earlier times of
    (F - F_j)^2 d/(n(n-d)) + S^2 e(n-e)/n^3 - 2 (F - F_j) S e/n^2, with the sums taken apart by
    powers of F so that running sums serve. It is Greenwood's where nothing competes. The engine
    counts; the running sums over what it has counted are worked out here, for windows upon
    windows cost the engine five times as much.

    References
    ----------
    Kaplan and Meier (1958), JASA 53:457-481; Aalen and Johansen (1978), Scandinavian Journal of
    Statistics 5:141-150; Marubini and Valsecchi (1995), Analysing Survival Data, section 10.2.
    """
    return with_shares(in_order(counted, keys))


def with_shares(steps: pd.DataFrame) -> pd.DataFrame:
    """The same of counts that are in order."""
    resolved, otherwise, open_still = (
        steps[fate].to_numpy(float) for fate in ("resolved", "otherwise", "open_still")
    )
    ended = resolved + otherwise
    gone = ended + open_still
    cell = steps["cell"].to_numpy()
    number = np.bincount(cell, gone)
    at_risk = number[cell] - _running(steps, gone) + gone
    with np.errstate(divide="ignore", invalid="ignore"):
        left = at_risk - ended
        stay = np.where(left > 0, np.log1p(-ended / at_risk), 0.0)
        before = np.exp(_running(steps, stay) - stay)
        rise = np.where(at_risk > 0, before * resolved / at_risk, 0.0)
        share = np.minimum(_running(steps, rise), 1.0)
        hazard = np.where(left > 0, ended / (at_risk * left), 0.0)
        cross = np.where(at_risk > 0, rise / at_risk, 0.0)
        own = np.where(at_risk > 0, before * cross * (at_risk - resolved) / at_risk, 0.0)
    square = _running(steps, hazard)
    linear = _running(steps, hazard * share + cross)
    constant = _running(steps, (hazard * share + 2 * cross) * share + own)
    variance = (share * square - 2 * linear) * share + constant
    return steps.assign(at_risk=at_risk, share=share, variance=np.maximum(variance, 0.0))


def in_order(counted: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Counts in order of groups and durations, the groups numbered in the column `cell`.

    What was counted in parts of the same group and duration is added up.
    """
    groups = counted.groupby(list(keys), dropna=False).ngroup() if keys else 0 * counted["seconds"]
    cell = groups.to_numpy(np.int64)
    seconds = counted["seconds"].to_numpy(np.int64)
    width = seconds.max(initial=0) + 2  # seconds are -1 or more
    place = cell * width + seconds
    order = np.argsort(place, kind="stable")  # counts of months are in order as they come
    first = np.flatnonzero(np.diff(place[order], prepend=-2))
    steps = counted.assign(cell=cell).iloc[order[first]].reset_index(drop=True)
    if len(first) < len(order):
        for fate in FATES:
            steps[fate] = np.add.reduceat(counted[fate].to_numpy()[order], first)
    return steps


def _running(steps: pd.DataFrame, values: Floats) -> Floats:
    """Running sums within each group, with compensation for rounding."""
    sums = pd.Series(values).groupby(steps["cell"].to_numpy(), sort=False).cumsum()
    return np.asarray(sums, np.float64)


def with_limits(
    steps: pd.DataFrame,
    transform: Transform = "log-log",
    confidence: float = intervals.CONFIDENCE,
) -> pd.DataFrame:
    """Add low and high, the pointwise limits of the share resolved.

    Parameters
    ----------
    steps : DataFrame
        The result of `incidence`.
    transform : "log-log" or "log"
        Scale of the share not resolved on which the limits are symmetric. Log-log stays within
        0..1 of itself and is the default; log is that of R's survival package.
    confidence : float
        Pointwise confidence.

    References
    ----------
    Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, section 1.4.
    """
    z = intervals.z_value(confidence)
    share = steps["share"].to_numpy()
    rest, spread = 1 - share, np.sqrt(steps["variance"].to_numpy())
    inside = (share > 0) & (share < 1 - ROUNDING)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if transform == "log":
            room = np.exp(z * spread / rest)
            high, low = 1 - rest / room, 1 - rest * room
        else:
            depth = np.log(rest)
            room = np.exp(np.abs(z * spread / (rest * depth)))
            high, low = 1 - np.exp(depth * room), 1 - np.exp(depth / room)
    return steps.assign(
        low=np.where(inside, np.maximum(low, 0.0), np.where(share > 0, np.nan, 0.0)),
        high=np.where(inside, high, np.where(share > 0, 1.0, 0.0)),
    )
