"""What does a weighted survey say, how sure is it, and whom do its weights stand for?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
PASSES = 1000  # of raking; margins that agree with each other need some ten
EXACT = 1e-10


def weighted_mean(
    values: ArrayLike, weights: ArrayLike, *, with_replacement: bool = False
) -> tuple[float, float, float]:
    """Weighted mean with its linearised standard error and design effect.

    Parameters
    ----------
    values, weights : array of float, shape (n,)
        One a respondent; n >= 2, weights above 0 and adding up to the population.
    with_replacement : bool
        Whether the simple random sample of the design effect is drawn with replacement.

    Returns
    -------
    mean, standard_error, design_effect : float
        In the unit of the values; the design effect is the variance against that of a simple
        random sample of the same size.

    Raises
    ------
    ValueError
        If there are fewer than two respondents or a weight is not above 0.

    References
    ----------
    Sarndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, section 5.7; as
    svymean(deff=TRUE) of the R package survey.

    Examples
    --------
    >>> y = [15, 143, 21, 51, 337, 50, 274, 145, 15, 86]
    >>> tuple(round(found, 4) for found in weighted_mean(y, [100] * 10))
    (113.7, 35.6262, 1.0101)
    """
    y, w = np.asarray(values, float), np.asarray(weights, float)
    if len(y) < 2 or np.any(w <= 0):
        raise ValueError("a weighted mean needs two respondents and weights above 0")
    count, total = len(y), w.sum()
    mean = float((w * y).sum() / total)
    from_mean = y - mean
    unbiased = count / (count - 1)
    variance = unbiased * float((w**2 * from_mean**2).sum()) / total**2
    simple = unbiased * float((w * from_mean**2).sum()) / total / count
    simple *= 1.0 if with_replacement else 1 - count / total
    with np.errstate(divide="ignore", invalid="ignore"):
        return mean, float(np.sqrt(variance)), float(np.divide(variance, simple))


def kish(weights: ArrayLike) -> float:
    """Design effect of unequal weights, whatever is measured: n times sum of squares by square.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7; Kish (1992), Journal of Official Statistics
    8:183-200.

    Examples
    --------
    >>> round(kish([1, 1, 1, 2, 2, 4]), 5)
    1.33884
    """
    w = np.asarray(weights, float)
    return float(len(w) * (w**2).sum() / w.sum() ** 2)


def design_effect(
    answers: ArrayLike,
    weight: ArrayLike,
    squares: ArrayLike,
    yes: ArrayLike,
    yes_squares: ArrayLike,
) -> Floats:
    """Design effect of weighted shares, from sums alone.

    Parameters
    ----------
    answers : array of float, shape (n,)
        Answers behind each share, unweighted.
    weight, squares : array of float, shape (n,)
        Sums of their weights and of the squares of these.
    yes, yes_squares : array of float, shape (n,)
        The same of those that met the condition.

    Returns
    -------
    array of float, shape (n,)
        Linearised variance against that of a simple random sample with replacement; where all or
        none met the condition, that of unequal weights (Kish). Never below 1: in small groups it
        would fall below by luck, and intervals would become too narrow. 1 where there is nothing.

    Examples
    --------
    Equal weights have none.

    >>> design_effect([10], [10], [10], [4], [4]).round(6).tolist()
    [1.0]
    """
    n, w, q, yw, yq = (
        np.asarray(a, float)
        for a in np.broadcast_arrays(answers, weight, squares, yes, yes_squares)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        share = yw / w
        variance = ((1 - share) ** 2 * yq + share**2 * (q - yq)) / w**2
        linear = n * variance / (share * (1 - share))
        unequal = n * q / w**2
    mixed = (share > EXACT) & (share < 1 - EXACT)
    found = np.where(mixed, linear, unequal)
    return np.where(np.isfinite(found), np.maximum(found, 1.0), 1.0)


def post_stratified(sample: ArrayLike, population: ArrayLike) -> Floats:
    """Weights that make the groups of a sample as large as those of the population.

    Parameters
    ----------
    sample, population : array of float, any shape
        Respondents and people by group.

    Returns
    -------
    array of float
        Weight of each respondent of the group; NaN where nobody of it answered.

    References
    ----------
    Holt and Smith (1979), JRSS-A 142:33-46; Kalton and Flores-Cervantes (2003), Journal of
    Official Statistics 19:81-97.

    Examples
    --------
    >>> post_stratified([20, 40], [80, 40]).tolist()
    [4.0, 1.0]
    """
    here, there = np.asarray(sample, float), np.asarray(population, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(here > 0, there / here, np.nan)


def raked(sample: ArrayLike, margins: Sequence[ArrayLike]) -> Floats:
    """Weights that make every margin of a table as in the population, changed as little as can be.

    Parameters
    ----------
    sample : array of float, any shape
        Respondents by cell, one dimension a trait.
    margins : sequence of arrays
        People by each trait, in the order of the dimensions; all with the same sum.

    Returns
    -------
    array of float
        Weight of each respondent of the cell; NaN where nobody of it answered.

    Raises
    ------
    ValueError
        If a margin does not fit the table, the sums differ, or the margins cannot be reached
        because nobody of a group answered.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11:427-444; Kalton and
    Flores-Cervantes (2003), Journal of Official Statistics 19:81-97.

    Examples
    --------
    >>> raked([[10, 10], [10, 10]], [[30, 10], [20, 20]]).round(2).tolist()
    [[1.5, 1.5], [0.5, 0.5]]
    """
    table = np.asarray(sample, float)
    wanted = [np.asarray(margin, float) for margin in margins]
    if [len(margin) for margin in wanted] != list(table.shape):
        raise ValueError("every dimension of the table needs a margin of its length")
    if not np.allclose([margin.sum() for margin in wanted], wanted[0].sum()):
        raise ValueError("all margins must add up to the same population")
    fitted = table.copy()
    for _ in range(PASSES):
        for axis, margin in enumerate(wanted):
            fitted = fitted * _spread(_ratio(margin, _along(fitted, axis)), axis, table.ndim)
        reached = [_along(fitted, axis) for axis in range(table.ndim)]
        if all(np.allclose(r, m, rtol=EXACT) for r, m in zip(reached, wanted, strict=True)):
            return post_stratified(table, fitted)
    raise ValueError("the margins cannot be reached; nobody of some group answered")


def _along(table: Floats, axis: int) -> Floats:
    """Sums by one dimension."""
    return np.asarray(table.sum(axis=tuple(a for a in range(table.ndim) if a != axis)))


def _ratio(wanted: Floats, reached: Floats) -> Floats:
    return np.divide(wanted, reached, out=np.zeros_like(wanted), where=reached > 0)


def _spread(factors: Floats, axis: int, dimensions: int) -> Floats:
    return factors.reshape([-1 if a == axis else 1 for a in range(dimensions)])
