"""How far could chance alone have moved this number? Intervals, numbers in and numbers out."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

Floats = NDArray[np.float64]
CONFIDENCE = 0.95
POWER = 0.80


def z_value(confidence: float = CONFIDENCE) -> float:
    """Two-sided normal quantile: 1.96 for 0.95, 3.09 for 0.998."""
    return float(stats.norm.ppf(0.5 + confidence / 2))


def wilson(
    successes: ArrayLike, trials: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Floats, Floats]:
    """Wilson score interval for a proportion, or for a mean of values in 0..1.

    Parameters
    ----------
    successes, trials : array of float, shape (n,)
        Records that met the condition, and records that could have; 0 <= successes <= trials.
        A sum of values in 0..1 (a weighted score) may stand for successes: its variance is at
        most that of a proportion with the same mean (Bhatia and Davis), so the interval is
        conservative.
    confidence : float
        Share of such intervals that hold the truth.

    Returns
    -------
    low, high : array of float, shape (n,)
        Bounds of the true proportion, unitless, 0..1; NaN where trials is 0.

    Raises
    ------
    ValueError
        If a count is negative or successes exceed trials.

    References
    ----------
    Wilson (1927), JASA 22:209-212; Newcombe (1998), Statistics in Medicine 17:857-872, method 3;
    Bhatia and Davis (2000), American Mathematical Monthly 107:353-357.

    Examples
    --------
    >>> low, high = wilson([81], [263])
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.2553, 0.3662)
    """
    x, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(trials, float))
    if np.any(x < 0) or np.any(n < 0) or np.any(x > n * (1 + 1e-12)):
        raise ValueError("successes must lie between 0 and trials")
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    some = n > 0
    if some.any():
        counted = np.minimum(x[some], n[some])
        below, above = proportion_confint(counted, n[some], 1 - confidence, method="wilson")
        share = counted / n[some]  # rounding must not put a bound on the wrong side of it
        low[some], high[some] = np.clip(below, 0, share), np.clip(above, share, 1)
    return low, high


def wilson_number(value: ArrayLike, low: ArrayLike, high: ArrayLike) -> Floats:
    """How many trials a Wilson interval rests on.

    Parameters
    ----------
    value, low, high : array of float, shape (n,)
        A share and its bounds, 0..1, at 95 %.

    Returns
    -------
    array of float, shape (n,)
        NaN where the interval has no width or is unknown. With u = z^2 / n half the width of
        Wilson's interval is h, where h^2 (1 + u)^2 = u p (1 - p) + u^2 / 4.

    Examples
    --------
    >>> low, high = wilson([81], [263])
    >>> wilson_number([81 / 263], low, high).round(6).tolist()
    [263.0]
    """
    p, below, above = (np.asarray(a, float) for a in (value, low, high))
    square = ((above - below) / 2) ** 2
    line = 2 * square - p * (1 - p)
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(line**2 - 4 * (square - 0.25) * square)
        found = z_value() ** 2 * (root - line) / (2 * square)
    return np.where(above > below, found, np.nan)


def effective_size(sample: ArrayLike, asked: ArrayLike, population: ArrayLike) -> Floats:
    """Sample size that a small finite population makes of a sample drawn from it.

    Parameters
    ----------
    sample : array of float, shape (n,)
        People whose answers are counted.
    asked, population : array of float, shape (n,)
        How many of how many took part: 240 of 300 households; 0 <= asked <= population.

    Returns
    -------
    array of float, shape (n,)
        sample x (population - 1) / (population - asked); infinite where all took part, the sample
        itself where there is no population.

    Notes
    -----
    It covers sampling only. Those who did not answer may think otherwise: show the bounds for
    non-response beside it.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., section 2.6.

    Examples
    --------
    >>> round(float(effective_size([240], [240], [300])[0]), 1)
    1196.0
    """
    n, part, whole = (np.asarray(a, float) for a in (sample, asked, population))
    part = np.minimum(part, whole)
    with np.errstate(divide="ignore", invalid="ignore"):
        grown = n * (whole - 1) / (whole - part)
    grown = np.where(part >= whole, np.inf, grown)
    return np.where(np.nan_to_num(whole) > 1, np.maximum(grown, n), n)


def wilson_finite(
    successes: ArrayLike,
    trials: ArrayLike,
    asked: ArrayLike,
    population: ArrayLike,
    confidence: float = CONFIDENCE,
) -> tuple[Floats, Floats]:
    """Wilson interval of a share among those who took part of a small population.

    Parameters are those of `wilson` and `effective_size`; where everybody took part the interval
    is the value itself.

    Examples
    --------
    >>> low, high = wilson_finite([220.8], [240], [240], [300])
    >>> round(float(high[0] - low[0]) / 2, 3)
    0.015
    """
    x, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(trials, float))
    size = effective_size(n, asked, population)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(n > 0, x / n, np.nan)
    known = np.isinf(size) & (n > 0)
    finite = np.where(known, n, size)
    low, high = wilson(np.nan_to_num(share) * finite, finite, confidence)
    return np.where(known, share, low), np.where(known, share, high)


def byar(count: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Byar's approximate interval for the mean of a Poisson count.

    Parameters
    ----------
    count : array of float, shape (n,)
        Events counted; 0 or more.
    confidence : float
        Share of such intervals that hold the truth.

    Returns
    -------
    low, high : array of float, shape (n,)
        Bounds of the mean, in events.

    Raises
    ------
    ValueError
        If a count is negative.

    References
    ----------
    Breslow and Day (1987), Statistical Methods in Cancer Research II, p. 69.

    Examples
    --------
    >>> low, high = byar([65])
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (50.1632, 82.8491)
    """
    x = np.asarray(count, float)
    if np.any(x < 0):
        raise ValueError("a count cannot be negative")
    z, some, more = z_value(confidence), np.maximum(x, 1), x + 1
    low = np.where(x > 0, x * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3, 0.0)
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.maximum(low, 0.0), high


def difference(
    first: tuple[ArrayLike, ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike, ArrayLike]
) -> tuple[Floats, Floats]:
    """Interval of first minus second, worked out from the interval of each.

    Parameters
    ----------
    first, second : (value, low, high), arrays of float of one shape
        Two independent estimates in one unit, each with its interval.

    Returns
    -------
    low, high : array of float
        Bounds of the difference in the same unit; NaN where a bound of either is missing.

    Notes
    -----
    With Wilson intervals this is Newcombe's method 10; it serves counts, medians and scores alike.
    Whether two intervals overlap is no test: they may overlap while the difference excludes zero.

    References
    ----------
    Zou and Donner (2008), Statistics in Medicine 27:1693-1702.

    Examples
    --------
    >>> low, high = difference((0.8, 0.6917, 0.8771), (0.6, 0.4904, 0.7004))
    >>> round(float(low), 2), round(float(high), 2)
    (0.05, 0.33)
    """
    v1, low1, high1 = (np.asarray(a, float) for a in first)
    v2, low2, high2 = (np.asarray(a, float) for a in second)
    low = v1 - v2 - np.hypot(v1 - low1, high2 - v2)
    high = v1 - v2 + np.hypot(high1 - v1, v2 - low2)
    return low, high


def newcombe_difference(
    successes1: ArrayLike,
    trials1: ArrayLike,
    successes2: ArrayLike,
    trials2: ArrayLike,
    confidence: float = CONFIDENCE,
) -> tuple[Floats, Floats]:
    """Interval of the difference of two independent proportions, first minus second.

    Parameters
    ----------
    successes1, trials1, successes2, trials2 : array of float, shape (n,)
        Counts of the two groups.

    Returns
    -------
    low, high : array of float, shape (n,)
        Bounds of the difference, -1..1; NaN where either group is empty.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890, method 10.

    Examples
    --------
    >>> low, high = newcombe_difference([56], [70], [48], [80])
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.0524, 0.3339)
    """
    groups = []
    for x, n in ((successes1, trials1), (successes2, trials2)):
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.asarray(x, float) / np.asarray(n, float)
        groups.append((share, *wilson(x, n, confidence)))
    return difference(groups[0], groups[1])


def smallest_difference(
    share: ArrayLike,
    trials1: ArrayLike,
    trials2: ArrayLike,
    confidence: float = CONFIDENCE,
    power: float = POWER,
) -> Floats:
    """Smallest difference of two shares that groups of this size would show.

    Parameters
    ----------
    share : array of float
        Share about which both lie, 0..1.
    trials1, trials2 : array of float
        Sizes of the groups.
    confidence, power : float
        Confidence of the comparison, and chance of finding a difference of this size.

    Returns
    -------
    array of float
        Difference, 0..1; infinite where a group is empty.

    References
    ----------
    Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, chapter 4.

    Examples
    --------
    >>> round(100 * float(smallest_difference(0.95, 200, 200)), 1)
    6.1
    """
    p = np.asarray(share, float)
    with np.errstate(divide="ignore"):
        sizes = 1 / np.asarray(trials1, float) + 1 / np.asarray(trials2, float)
    reach = z_value(confidence) + float(stats.norm.ppf(power))
    return reach * np.sqrt(p * (1 - p) * sizes)
