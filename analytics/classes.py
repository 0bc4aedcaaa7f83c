"""Into which few classes do the values of a map fall, and what is each class called?"""

import warnings

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.funnels import ALARM

SCHEMES = ("funnel", "goal", "quantile", "natural", "target")
OF_VALUES = ("quantile", "natural", "target")
VALUED = ("ok", "provisional")  # states whose values are drawn; the others are classes themselves
CLASSES = 5
MOST_EXACT = 500  # values from which the natural breaks are worked out; more are drawn together
BANDS = ("below", "within", "above")
GOALS = ("missed", "near", "reached")


def breaks(values: ArrayLike, scheme: str, target: float = float("nan")) -> NDArray[np.float64]:
    """Upper bounds of the classes but the last, rising.

    Parameters
    ----------
    values : array of float, shape (n,)
        Values to be classed, NaN left out.
    scheme : "quantile", "natural" or "target"
        As many places in each class; classes as alike within as can be; equal steps on both sides
        of the target, so that no class holds values from both.
    target : float
        Where the middle of the classes lies; needed for "target".

    Returns
    -------
    array of float
        At most 4 bounds; fewer where values repeat; none where all are alike.

    Raises
    ------
    ValueError
        If the scheme is unknown.

    References
    ----------
    Fisher (1958), JASA 53:789-798, as mapclassify has it.

    Examples
    --------
    >>> breaks([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "quantile").round(3).tolist()
    [2.8, 4.6, 6.4, 8.2]
    >>> breaks([0.7, 0.8, 0.9, 1.0], "target", target=0.85).round(3).tolist()
    [0.775, 0.85, 0.925]
    """
    if scheme not in OF_VALUES:
        raise ValueError(f"unknown scheme {scheme}; known are {', '.join(OF_VALUES)}")
    known = np.asarray(values, float)
    known = known[~np.isnan(known)]
    if len(np.unique(known)) < 2:
        return np.array([])
    if scheme == "target":
        reach = float(np.max(np.abs(known - target)))
        return np.array([target - reach / 2, target, target + reach / 2])
    count = min(CLASSES, len(np.unique(known)))
    if scheme == "natural":
        bounds = _natural(known, count)
    else:
        bounds = np.quantile(known, np.arange(1, count) / count)
    bounds = np.unique(bounds)
    return bounds[bounds < known.max()]


def _natural(known: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    import mapclassify  # costs most of a second, and most maps need none of it

    if len(known) > MOST_EXACT:
        known = np.quantile(known, np.linspace(0, 1, MOST_EXACT))
    with warnings.catch_warnings():  # of the speed without a compiler, of fewer classes
        warnings.simplefilter("ignore")
        return np.asarray(mapclassify.FisherJenks(known, k=count).bins[:-1])


def of_values(frame: pd.DataFrame, bounds: ArrayLike) -> pd.Series:
    """Class of each row: its number from 0 upward, or the state that keeps it from one.

    Parameters
    ----------
    frame : DataFrame
        value and state of the result frame.
    bounds : array of float
        As `breaks` gives them.

    Examples
    --------
    >>> rows = pd.DataFrame({"value": [1.0, 3.0, 2.0], "state": ["ok", "ok", "few"]})
    >>> of_values(rows, [2.0]).tolist()
    ['0', '1', 'few']
    """
    at = np.searchsorted(np.asarray(bounds, float), frame["value"].to_numpy(float), side="left")
    return _where_valued(frame, pd.Series(at.astype(str), index=frame.index))


def of_funnel(placed: pd.DataFrame) -> pd.Series:
    """Class of each row set against its funnel: below, within, above, or its state.

    Outside is what 99.8 % of places of its size would not reach by chance.
    """
    bands = placed["band"].where(placed["level"] == ALARM, "within")
    return _where_valued(placed, bands)


def of_goals(frame: pd.DataFrame, goals: pd.Series, better: str) -> pd.Series:
    """Class of each row held against the target set for its place, or its state.

    Parameters
    ----------
    frame : DataFrame
        area_code, value, low, high and state of the result frame.
    goals : Series of float
        Targets by code of the place, in the unit of the metric.
    better : "higher" or "lower"
        Whether a value above its target reaches it, or one below.

    Returns
    -------
    Series of str
        "reached" and "missed" where the whole 95 % interval lies on that side of the target, "near"
        where it holds the target, so that the two cannot be told apart; "untargeted" where none
        was set.

    Examples
    --------
    >>> rows = pd.DataFrame({"area_code": list("ABC"), "value": 0.8, "low": 0.7, "high": 0.9,
    ...     "state": "ok"})
    >>> of_goals(rows, pd.Series({"A": 0.6, "B": 0.95}), "higher").tolist()
    ['reached', 'missed', 'untargeted']
    """
    goal = frame["area_code"].map(goals).astype(float)
    under, over = frame["high"] < goal, frame["low"] > goal
    missed, reached = (under, over) if better == "higher" else (over, under)
    sides = pd.Series("near", index=frame.index).mask(missed, "missed").mask(reached, "reached")
    return _where_valued(frame, sides.mask(goal.isna(), "untargeted"))


def _where_valued(frame: pd.DataFrame, classes: pd.Series) -> pd.Series:
    """A value that is not to be judged shows its state; one that is missing shows why."""
    valued = frame["state"].isin(VALUED) & frame["value"].notna()
    states = frame["state"].where(~frame["state"].isin(VALUED), "none")
    return classes.where(valued, states)
