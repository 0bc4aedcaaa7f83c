"""Between which ranks does chance leave each place? A rank without its interval is no finding."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.intervals import CONFIDENCE, z_value

DRAWS = 4000
SEED = 20250630  # the same records give the same ranks, always
Floats = NDArray[np.float64]


def rank_intervals(
    successes: ArrayLike,
    trials: ArrayLike,
    *,
    higher_is_first: bool = True,
    confidence: float = CONFIDENCE,
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[Floats, Floats]:
    """Interval of the rank of every place, for all places at once.

    Parameters
    ----------
    successes, trials : array of float, shape (n,)
        Records that met the condition, and records that could have; effective numbers where
        records are weighted.
    higher_is_first : bool
        Whether the highest share has rank 1.
    confidence : float
        Chance that the intervals of all places together hold the true ranks, as far as the
        posterior can tell; each alone holds its own far more often.
    draws : int
        How often shares are drawn.
    seed : int
        Start of the random numbers.

    Returns
    -------
    first, last : array of float, shape (n,)
        Best and worst rank, 1..number of places with a trial; NaN for places without one.

    Raises
    ------
    ValueError
        If a count is negative or successes exceed trials.

    Notes
    -----
    Shares are drawn from Jeffreys' posterior of each place and ranked anew each time. The
    interval is made for all places at once (each has its tail divided by the number of places,
    after Bonferroni), because readers of a list look up the top and the bottom of it, not one
    place chosen beforehand. With 22 places whose true shares differ by 2 points (standard
    deviation) around 95 % the median width is some 20 places for 50 records a place, 18 for 150,
    15 for 500 and 10 for 2,000.

    References
    ----------
    Goldstein and Spiegelhalter (1996), JRSS-A 159:385-443; Klein, Wright and Wieczorek (2020),
    JRSS-A 183:589-606.

    Examples
    --------
    >>> first, last = rank_intervals([50, 90, 91], [100, 100, 100])
    >>> first.tolist(), last.tolist()
    ([3.0, 1.0, 1.0], [3.0, 2.0, 2.0])
    """
    x, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(trials, float))
    if np.any(x < 0) or np.any(x > n * (1 + 1e-12)):
        raise ValueError("successes must lie between 0 and trials")
    first, last = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    some = n > 0
    if not some.any():
        return first, last
    hits, misses = np.minimum(x[some], n[some]), np.maximum(n[some] - x[some], 0)
    shares = np.random.default_rng(seed).beta(hits + 0.5, misses + 0.5, (draws, len(hits)))
    first[some], last[some] = of_draws(
        shares, higher_is_first=higher_is_first, confidence=confidence
    )
    return first, last


def of_draws(
    draws: ArrayLike, *, higher_is_first: bool = True, confidence: float = CONFIDENCE
) -> tuple[Floats, Floats]:
    """Intervals of ranks from draws of any quantity, for all places at once.

    Parameters
    ----------
    draws : array of float, shape (draws, places)
        Values drawn together, one row a draw.
    higher_is_first : bool
        Whether the highest value has rank 1.
    confidence : float
        For all places together.

    Returns
    -------
    first, last : array of float, shape (places,)
        Best and worst rank.
    """
    values = np.asarray(draws, float)
    order = np.argsort(-values if higher_is_first else values, axis=1, kind="stable")
    ranks = np.empty(order.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1, dtype=np.int32), axis=1)
    tail = (1 - confidence) / (2 * values.shape[1])
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0)
    return np.floor(low), np.ceil(high)


def of_estimates(
    values: ArrayLike,
    lows: ArrayLike,
    highs: ArrayLike,
    *,
    higher_is_first: bool = True,
    confidence: float = CONFIDENCE,
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[Floats, Floats]:
    """Intervals of ranks from estimates of any kind, each with its own interval.

    Parameters
    ----------
    values, lows, highs : array of float, shape (n,)
        Estimates and the bounds of their 95 % intervals, in one unit; NaN where there is none.
    higher_is_first : bool
        Whether the highest value has rank 1.
    confidence : float
        For all places together; see `rank_intervals`.

    Returns
    -------
    first, last : array of float, shape (n,)
        Best and worst rank among the places with an estimate; NaN for the others.

    Notes
    -----
    Each estimate is drawn from a normal distribution on either side of it, as wide as its interval
    reaches on that side, so that the bounds of times and of shares near 1 keep their skew.

    References
    ----------
    Goldstein and Spiegelhalter (1996), JRSS-A 159:385-443.

    Examples
    --------
    >>> first, last = of_estimates([0.5, 0.9, 0.91], [0.4, 0.83, 0.84], [0.6, 0.94, 0.95])
    >>> first.tolist(), last.tolist()
    ([3.0, 1.0, 1.0], [3.0, 2.0, 2.0])
    """
    value, low, high = (np.asarray(part, float) for part in (values, lows, highs))
    known = np.isfinite(value) & np.isfinite(low) & np.isfinite(high)
    first, last = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    if not known.any():
        return first, last
    steps = np.random.default_rng(seed).standard_normal((draws, int(known.sum()))) / z_value()
    down, up = value[known] - low[known], high[known] - value[known]
    drawn = value[known] + np.where(steps < 0, steps * down, steps * up)
    first[known], last[known] = of_draws(
        drawn, higher_is_first=higher_is_first, confidence=confidence
    )
    return first, last
