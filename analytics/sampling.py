"""How sure is a mean where villages were drawn first, or where each village was drawn from?

Answers of one village resemble each other. Where every village was drawn from, villages are strata
and a mean is surer than one of a simple sample; where villages were drawn, they are clusters and
it is less sure, whatever the number of answers.
"""

import numpy as np
from numpy.typing import ArrayLike


def stratified_mean(
    people: ArrayLike, answered: ArrayLike, means: ArrayLike, variances: ArrayLike
) -> tuple[float, float]:
    """Mean of a population of which every part was drawn from, with its standard error.

    Parameters
    ----------
    people, answered : array of float, shape (parts,)
        How many there are and how many answered; 2 <= answered <= people.
    means, variances : array of float, shape (parts,)
        Of the answers of each part; the variance with one degree of freedom less than answers.

    Returns
    -------
    mean, standard_error : float
        In the unit of the means.

    Raises
    ------
    ValueError
        If of a part fewer than two answered, or more than there are.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., chapter 5; Lohr (2021), Sampling: Design and
    Analysis, 3rd ed., chapter 3; as svymean of the R package survey.

    Examples
    --------
    >>> found = stratified_mean([60, 40], [6, 4], [2.0, 4.0], [1.5, 2.5])
    >>> tuple(round(number, 4) for number in found)
    (2.8, 0.4135)
    """
    size, drawn, mean, variance = (
        np.asarray(a, float) for a in (people, answered, means, variances)
    )
    if np.any(drawn < 2) or np.any(drawn > size):
        raise ValueError("every part needs two answers at least, and no more than it has people")
    share = size / size.sum()
    error = share**2 * (1 - drawn / size) * variance / drawn
    return float((share * mean).sum()), float(np.sqrt(error.sum()))


def clustered_mean(
    totals: ArrayLike, sizes: ArrayLike, clusters: float = np.inf
) -> tuple[float, float]:
    """Mean over clusters that were drawn, with the error that comes from drawing them.

    Parameters
    ----------
    totals, sizes : array of float, shape (drawn,)
        By cluster the sum of the answers and their number, weighted if they are; two at least.
    clusters : float
        How many clusters there are to draw from.

    Returns
    -------
    mean, standard_error : float
        Total by size; the error of a ratio between clusters, in which what was drawn inside them
        is contained ("ultimate clusters").

    Raises
    ------
    ValueError
        If there are fewer than two clusters, or more than there are to draw from.

    References
    ----------
    Hansen, Hurwitz and Madow (1953), Sample Survey Methods and Theory, volume 1, chapter 6;
    Sarndal, Swensson and Wretman (1992), section 4.6; as svymean of the R package survey.

    Examples
    --------
    Five of a hundred suites of four students each, and their grades (Lohr 2021, example 5.2; data
    set gpa of the R package SDAResources, of which svymean prints 2.826 and 0.1637).

    >>> found = clustered_mean([12.16, 11.36, 8.96, 12.96, 11.08], [4] * 5, 100)
    >>> tuple(round(number, 4) for number in found)
    (2.826, 0.1637)
    """
    total, size = np.asarray(totals, float), np.asarray(sizes, float)
    drawn = len(total)
    if not 2 <= drawn <= clusters:
        raise ValueError("a mean over clusters needs two of them, and no more than there are")
    mean = total.sum() / size.sum()
    from_mean = total - mean * size
    variance = (1 - drawn / clusters) * drawn / (drawn - 1) * (from_mean**2).sum()
    return float(mean), float(np.sqrt(variance) / size.sum())
