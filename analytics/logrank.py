"""Do groups differ in how long things take, by more than chance?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

BEYOND_CHANCE = 0.05
SINGULAR = 1e-10  # what is smaller than this share of the largest is rounding
CELLS = 1_000_000  # times by groups that are looked at together
LEFT = ("otherwise", "open_still")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Test:
    """Result of a log-rank test.

    `observed` and `expected` are ends by group, in the order of `groups`; `p_value` is NaN where
    there is nothing to compare.
    """

    groups: tuple[str, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    statistic: float
    degrees: int
    p_value: float

    @property
    def beyond_chance(self) -> bool:
        """Whether chance alone would part the groups so far in fewer than one of 20 cases."""
        return bool(self.p_value < BEYOND_CHANCE)


def test(steps: pd.DataFrame, key: str) -> Test:
    """Log-rank test of two or more groups, from their counts by duration.

    Parameters
    ----------
    steps : DataFrame
        One row a group and duration: key, days, resolved, otherwise, open_still; the result of
        `resolution.curve`. Whoever ended otherwise leaves as open ones do, so the hazards of being
        resolved are compared.
    key : str
        Column of the groups.

    Returns
    -------
    Test
        Statistic with as many degrees of freedom as groups less one.

    Raises
    ------
    ValueError
        If the column is missing.

    Notes
    -----
    At each time of an end, with n at risk and d ended of all and n_g of a group, d n_g/n ends are
    expected of the group, with the hypergeometric covariance. Counts by duration come from the
    engine; what remains are sums over as many rows as there are different durations.

    References
    ----------
    Mantel (1966), Cancer Chemotherapy Reports 50:163-170; Peto and Peto (1972), JRSS A
    135:185-207; Klein and Moeschberger (2003), Survival Analysis, section 7.3.

    Examples
    --------
    >>> steps = pd.DataFrame({
    ...     "group": ["a", "a", "a", "b", "b", "b"], "days": [10, 20, 30, 10, 20, 50],
    ...     "resolved": [1, 0, 1, 1, 0, 1], "otherwise": 0, "open_still": [0, 1, 0, 0, 1, 0]})
    >>> found = test(steps, "group")
    >>> round(found.statistic, 6), round(found.p_value, 6)
    (0.384615, 0.535143)
    """
    if key not in steps.columns:
        raise ValueError(f"the curves have no column {key}; have {', '.join(steps.columns)}")
    steps = steps[steps[key].notna()]
    codes, groups = pd.factorize(steps[key], sort=True)
    times, moment = np.unique(steps["days"].to_numpy(float), return_inverse=True)
    order = np.argsort(moment, kind="stable")
    cell = (moment * len(groups) + codes)[order]
    resolved = steps["resolved"].to_numpy(float)[order]
    gone = resolved + sum(steps[fate].to_numpy(float)[order] for fate in LEFT)
    return _tested(tuple(map(str, groups)), _Counts(cell, resolved, gone, len(times)))


@dataclass(frozen=True)
class _Counts:
    """Who ended and who left, by cell: number of the time times groups, plus number of the group;
    in order of times."""

    cell: NDArray[np.int64]
    resolved: Floats
    gone: Floats
    times: int


def _tested(groups: tuple[str, ...], counts: _Counts) -> Test:
    """The test, from the last time to the first in blocks that fit in memory."""
    width = len(groups)
    observed, expected = np.zeros(width), np.zeros(width)
    covariance, left = np.zeros((width, width)), np.zeros(width)
    block = max(CELLS // max(width, 1), 1)
    for last in range(counts.times, 0, -block):
        first = max(last - block, 0)
        rows = slice(*np.searchsorted(counts.cell, [first * width, last * width]))
        place, shape = counts.cell[rows] - first * width, (last - first, width)
        resolved, gone = (
            np.bincount(place, values[rows], shape[0] * width).reshape(shape)
            for values in (counts.resolved, counts.gone)
        )
        at_risk = left + gone[::-1].cumsum(axis=0)[::-1]
        left = at_risk[0]
        ended = resolved.sum(axis=1)
        some = ended > 0
        ended, at_risk = ended[some], at_risk[some]
        whole = at_risk.sum(axis=1)
        part = at_risk / whole[:, None]
        spread = np.where(whole > 1, ended * (whole - ended) / np.maximum(whole - 1, 1), 0.0)
        weighted = part * spread[:, None]
        observed += resolved.sum(axis=0)
        expected += ended @ part
        covariance += np.diag(weighted.sum(axis=0)) - part.T @ weighted
    return _judged(groups, observed, expected, covariance)


def _judged(groups: tuple[str, ...], observed: Floats, expected: Floats, spread: Floats) -> Test:
    """The statistic of observed and expected ends and their covariance."""
    compared = expected > 0  # a group that nobody of was at risk when something ended says nothing
    degrees = max(int(compared.sum()) - 1, 0)
    statistic = p_value = float("nan")
    if degrees > 0:
        some = np.flatnonzero(compared)[:-1]  # what the last one has follows from the others
        gap = (observed - expected)[some]
        inverse = np.linalg.pinv(spread[np.ix_(some, some)], rtol=SINGULAR, hermitian=True)
        statistic = float(gap @ inverse @ gap)
        p_value = float(stats.chi2.sf(statistic, degrees))
    return Test(groups, _plain(observed), _plain(expected), statistic, degrees, p_value)


def _plain(numbers: Floats) -> tuple[float, ...]:
    return tuple(float(number) for number in numbers)
