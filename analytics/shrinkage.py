"""What would each place's number be, had chance not pushed small ones to the extremes?"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from analytics.intervals import z_value

SMALLEST_ERROR = 1e-9  # where everybody was asked there is no chance left; no division by zero
Floats = NDArray[np.float64]


def equal_errors(values: ArrayLike, error: float) -> Floats:
    """James-Stein estimates around the grand mean, of values with one common standard error.

    Parameters
    ----------
    values : array of float, shape (n,)
        One estimate a place; four or more.
    error : float
        Their common standard error, in the unit of the values.

    Returns
    -------
    array of float, shape (n,)
        Values drawn towards their mean; never past it.

    Raises
    ------
    ValueError
        If there are fewer than four values.

    References
    ----------
    Efron and Morris (1977), Scientific American 236(5):119-127.

    Examples
    --------
    >>> hits = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
    >>> mean = hits.mean() / 45
    >>> shrunk = equal_errors(hits / 45, np.sqrt(mean * (1 - mean) / 45))
    >>> round(float(shrunk[0]), 3), round(float(shrunk[-1]), 3)
    (0.294, 0.242)
    """
    y = np.asarray(values, float)
    if len(y) < 4:
        raise ValueError(f"{len(y)} values cannot be drawn together; hand in four or more")
    spread = float(((y - y.mean()) ** 2).sum())
    kept = max(0.0, 1 - (len(y) - 3) * error**2 / spread) if spread > 0 else 0.0
    return y.mean() + kept * (y - y.mean())


def rates(events: ArrayLike, trials: ArrayLike) -> Floats:
    """Marshall's empirical Bayes rates, drawn towards the pooled rate by the size of each place.

    Parameters
    ----------
    events, trials : array of float, shape (n,)
        Records that met the condition, and records that could have.

    Returns
    -------
    array of float, shape (n,)
        Rates; the pooled rate where trials is 0, and everywhere if places differ by no more than
        chance.

    References
    ----------
    Marshall (1991), Applied Statistics 40:283-294, global estimator.

    Examples
    --------
    >>> [round(float(rate), 3) for rate in rates([10, 0, 60], [100, 5, 400])]
    [0.139, 0.139, 0.139]
    """
    x, n = np.asarray(events, float), np.asarray(trials, float)
    pooled = x.sum() / n.sum()
    own = np.divide(x, n, out=np.full(x.shape, pooled), where=n > 0)
    spread = (n * (own - pooled) ** 2).sum() / n.sum()
    between = max(0.0, spread - pooled / n.mean())
    if between == 0:
        return np.full(x.shape, pooled)
    chance = np.divide(pooled, n, out=np.full(x.shape, np.inf), where=n > 0)
    return pooled + between / (between + chance) * (own - pooled)


def between_variance(values: ArrayLike, errors: ArrayLike) -> float:
    """How much places truly differ: the variance left when that of chance is taken off.

    Parameters
    ----------
    values, errors : array of float, shape (n,)
        Estimates and their standard errors, all known and above 0.

    Returns
    -------
    float
        Variance in the squared unit of the values; 0 where chance explains all of it, and where
        there are fewer than two places.

    References
    ----------
    Paule and Mandel (1982), Journal of Research of the NBS 87:377-385.

    Examples
    --------
    >>> between_variance([1.0, 1.0, 1.0], [0.5, 0.5, 0.5])
    0.0
    """
    y, s = np.asarray(values, float), np.asarray(errors, float)
    if len(y) < 2:
        return 0.0

    def excess(variance: float) -> float:
        weight = 1 / (s**2 + variance)
        centre = (weight * y).sum() / weight.sum()
        return float((weight * (y - centre) ** 2).sum() - (len(y) - 1))

    if excess(0.0) <= 0:
        return 0.0
    return float(optimize.brentq(excess, 0.0, float(y.var(ddof=1)) + float((s**2).max())))


def estimates(values: ArrayLike, errors: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Empirical Bayes estimates of values with errors of their own.

    Parameters
    ----------
    values, errors : array of float, shape (n,)
        Estimates and their standard errors, in one unit; NaN where there is none.

    Returns
    -------
    value, low, high : array of float, shape (n,)
        The mean that the others suggest for each place, drawn together by their precision, and its
        95 % interval; NaN where the value or its error is missing.

    Notes
    -----
    A place that was chosen because its number is low is on average too low; its estimate here is
    the one without that bias, as far as places vary like a normal distribution. The interval
    holds the uncertainty of the common mean; that of the variance between places is left out.

    References
    ----------
    Efron and Morris (1975), JASA 70:311-319; Morris (1983), JASA 78:47-55.

    Examples
    --------
    >>> value, low, high = estimates([0.80, 0.90, 0.95, 0.99], [0.05, 0.01, 0.01, 0.01])
    >>> round(float(value[0]), 3)
    0.838
    """
    y, s = np.asarray(values, float), np.asarray(errors, float)
    usable = np.isfinite(y) & np.isfinite(s)
    known, error = y[usable], np.maximum(s[usable], SMALLEST_ERROR)
    found = [np.full(y.shape, np.nan) for _ in range(3)]
    if not usable.any():
        return found[0], found[1], found[2]
    variance = between_variance(known, error)
    weight = 1 / (error**2 + variance)
    centre = (weight * known).sum() / weight.sum()
    kept = variance / (variance + error**2)
    shrunk = centre + kept * (known - centre)
    reach = z_value() * np.sqrt(kept * error**2 + (1 - kept) ** 2 / weight.sum())
    for part, numbers in zip(found, (shrunk, shrunk - reach, shrunk + reach), strict=True):
        part[usable] = numbers
    return found[0], found[1], found[2]
