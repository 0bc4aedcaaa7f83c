"""Does a series move more than it usually does? XmR charts: limits and run rules."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

FIRM_POINTS = 12  # with fewer points limits would be guesses
RUN = 7
LIMIT_FACTOR = 2.66  # 3 / 1.128, the mean moving range as an estimate of three sigma
SCREEN_FACTOR = 3.267  # moving ranges above this many means are outliers
LIMITS = ("mean", "lower", "upper", "near_lower", "near_upper")
RULES = ("outside", "trend", "near", "shift")  # in order of precedence
Floats = NDArray[np.float64]
Signs = NDArray[np.int_]


def xmr(values: ArrayLike, *, screened: bool = True, bases: Sequence[int] = ()) -> pd.DataFrame:
    """XmR chart of a series.

    Parameters
    ----------
    values : array of float, shape (n,)
        One value a period, in order; NaN where there is none.
    screened : bool
        Leave outlying moving ranges out of their mean, so that one odd point does not hide others.
    bases : sequence of int
        Positions from which limits are worked out anew: declared changes, never found ones.

    Returns
    -------
    DataFrame
        One row a value: value, mean, lower, upper, near_lower, near_upper (the value's unit; NaN
        in spans of fewer than 12 values), outside, trend, near, shift (-1, 0 or 1: which way),
        signal ("outside", "trend", "near", "shift" or "", the first that holds) and side, where
        the value of a signal lies (1 above the mean, -1 below, 0 without a signal).

    Raises
    ------
    ValueError
        If a base is not a position of the series.

    Notes
    -----
    Missing values are skipped: the values beside one become neighbours, so that a gap makes no
    signal. A value exactly on the mean ends a run.

    References
    ----------
    Wheeler (2000), Understanding Variation; NHS England, Making Data Count, as worked out in the
    R package NHSRplotthedots.

    Examples
    --------
    >>> chart = xmr([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    >>> chart[["mean", "lower", "upper"]].round(2).iloc[0].tolist()
    [1.94, -0.72, 4.6]
    >>> chart.index[chart["signal"] == "outside"].tolist()
    [4]
    """
    series = np.asarray(values, float)
    edges = [0, *sorted(bases), len(series)]
    if any(not 0 <= base < len(series) for base in bases):
        raise ValueError(f"a base must be a position from 0 to {len(series) - 1}")
    spans = [series[first:last] for first, last in pairwise(edges)]
    return pd.concat([_span(span, screened) for span in spans], ignore_index=True)


def run_on_one_side(side: ArrayLike) -> Signs:
    """Where a run of seven on one side is complete: the sign of the side, else 0.

    Examples
    --------
    >>> run_on_one_side([1, 1, 1, 1, 1, 1, 1, 1, -1]).tolist()
    [0, 0, 0, 0, 0, 0, 1, 1, 0]
    """
    return _complete(np.sign(np.asarray(side, float)).astype(int), RUN)


def seven_point_trend(values: ArrayLike) -> Signs:
    """Where seven values in a row have risen (1) or fallen (-1).

    Examples
    --------
    >>> seven_point_trend([2, 7, 6, 5, 4, 3, 2, 1, 3]).tolist()
    [0, 0, 0, 0, 0, 0, 0, -1, 0]
    """
    series = np.asarray(values, float)
    if len(series) == 0:
        return np.zeros(0, dtype=int)
    return np.concatenate([[0], _complete(np.sign(np.diff(series)).astype(int), RUN - 1)])


def two_of_three(close: ArrayLike, side: ArrayLike) -> NDArray[np.bool_]:
    """Points in a window of three that lie on one side, two of them close to the limit.

    Examples
    --------
    >>> two_of_three([0, 0, 1, 0, 1, 0, 0], [1] * 7).astype(int).tolist()
    [0, 0, 1, 1, 1, 0, 0]
    """
    near, sides = np.asarray(close) != 0, np.asarray(side)
    found = np.zeros(len(near), dtype=bool)
    for first in range(len(near) - 2):
        window = slice(first, first + 3)
        if near[window].sum() >= 2 and abs(sides[window].sum()) == 3:
            found[window] = True
    return found


def _span(values: Floats, screened: bool) -> pd.DataFrame:
    """Chart of the values between two bases."""
    size, known = len(values), ~np.isnan(values)
    limits = np.full((len(LIMITS), size), np.nan)
    rules = {name: np.zeros(size, dtype=int) for name in RULES}
    signal, side = np.full(size, "", dtype=object), np.zeros(size, dtype=int)
    if known.sum() >= FIRM_POINTS:
        series = values[known]
        mean, reach = float(series.mean()), LIMIT_FACTOR * _mean_moving_range(series, screened)
        far = (0.0, -reach, reach, -reach * 2 / 3, reach * 2 / 3)
        limits[:] = mean + np.array(far)[:, None]
        for name, flags in _rules(series, mean, reach).items():
            rules[name][known] = flags
            signal[(rules[name] != 0) & (signal == "")] = name
        side = np.where(signal != "", np.sign(np.nan_to_num(values - mean)), 0).astype(int)
    named = dict(zip(LIMITS, limits, strict=True))
    told = {"side": side, "signal": pd.array(signal, dtype="str")}
    return pd.DataFrame({"value": values, **named, **rules, **told})


def _mean_moving_range(series: Floats, screened: bool) -> float:
    ranges = np.abs(np.diff(series))
    if screened:
        ranges = ranges[ranges < SCREEN_FACTOR * ranges.mean()] if ranges.any() else ranges
    return float(ranges.mean())


def _rules(series: Floats, mean: float, reach: float) -> dict[str, Signs]:
    """Which way each rule points at each value, in order of precedence."""
    distance = series - mean
    side = np.where(np.isclose(distance, 0, atol=1e-12), 0, np.sign(distance)).astype(int)
    outside = np.where(np.abs(distance) > reach, side, 0)
    close = np.where((np.abs(distance) > reach * 2 / 3) & (outside == 0), side, 0)
    return {
        "outside": outside,
        "trend": _spread(seven_point_trend(series), RUN),
        "near": np.where(two_of_three(close, side), close, 0),
        "shift": _spread(run_on_one_side(side), RUN),
    }


def _complete(signs: Signs, length: int) -> Signs:
    """Where the last `length` signs are the same and not 0: that sign."""
    found = np.zeros(len(signs), dtype=int)
    for last in range(length - 1, len(signs)):
        window = signs[last - length + 1 : last + 1]
        if window[0] != 0 and (window == window[0]).all():
            found[last] = window[0]
    return found


def _spread(ends: Signs, length: int) -> Signs:
    """Mark every point of a run, not only its end."""
    found = np.zeros(len(ends), dtype=int)
    for last in np.flatnonzero(ends):
        found[last - length + 1 : last + 1] = ends[last]
    return found
