"""How is the work of visiting shared among grids and visitors?"""

from collections.abc import Mapping
from datetime import date

import ibis
import numpy as np
import pandas as pd
from ibis import _
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.special import ive

from analytics.grouping import GROUP_COLUMNS
from analytics.periods import Period, between

STEPS = 20  # bars of a histogram
Floats = NDArray[np.float64]


def grid_months(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> ibis.Table:
    """Every grid in every month of the span, and every visit to a grid, as rows that add up.

    Returns
    -------
    ibis.Table
        grid_code, village_code and the places above, date (first day of the month), visits (0 or
        1), months (of a grid 1, or the share of the month that lies in the span and before the
        data date; of a visit 0).
    """
    end = min(span.end, reached)
    months = between(span.start, end, "month") if span.start <= end else ()
    seen = [Period(max(m.start, span.start), min(m.end, end)) for m in months]
    shares = [part.days / month.days for part, month in zip(seen, months, strict=True)]
    calendar = ibis.memtable(
        pd.DataFrame({"date": [m.start for m in months], "months": shares}, dtype=object),
        schema=ibis.schema({"date": "date", "months": "float64"}),
    )
    grids = tables["grids"]
    grids = grids.select(name for name in ("grid_code", *GROUP_COLUMNS) if name in grids.columns)
    visits = tables["visits"].filter(_.date <= ibis.literal(end))
    made = visits.select("grid_code", date=_.date.truncate("M").cast("date"))
    there = grids.cross_join(calendar).mutate(visits=ibis.literal(0, "int64"))
    made = made.inner_join(grids, "grid_code").mutate(
        months=ibis.literal(0.0), visits=ibis.literal(1, "int64")
    )
    return there.union(made.select(there.columns))


def by_visitor(visits: ibis.Table) -> pd.DataFrame:
    """How many visitors made how many visits, by role; no visitor is named.

    Returns
    -------
    DataFrame
        visitor_role, visits (of one visitor), people (visitors with as many), in this order.
    """
    each = visits.group_by("visitor_role", "visitor_ref").agg(visits=_.count())
    counted = each.group_by("visitor_role", "visits").agg(people=_.count())
    return counted.order_by("visitor_role", "visits").to_pandas()


def histogram(loads: pd.DataFrame) -> pd.DataFrame:
    """Visitors by their number of visits, in some twenty steps of equal width.

    Parameters
    ----------
    loads : DataFrame
        Rows of `by_visitor`, of one role.

    Returns
    -------
    DataFrame
        least, most (visits of one visitor, both included), middle, people; steps without anybody
        too.
    """
    if loads.empty:
        return pd.DataFrame({"least": [], "most": [], "middle": [], "people": []}, dtype="int64")
    width = int(np.ceil(loads["visits"].max() / STEPS))
    step = (loads["visits"] - 1) // width
    people = loads["people"].groupby(step).sum().reindex(range(int(step.max()) + 1), fill_value=0)
    least = people.index * width + 1
    frame = pd.DataFrame({"least": least, "most": least + width - 1, "people": people})
    frame = frame.astype("int64").reset_index(drop=True)
    frame.insert(2, "middle", (frame["least"] + frame["most"]) / 2)
    return frame


def shares(loads: pd.DataFrame) -> pd.DataFrame:
    """How evenly the work is shared within each role.

    Parameters
    ----------
    loads : DataFrame
        The result of `by_visitor`.

    Returns
    -------
    DataFrame
        One row a role: visitor_role, people, visits, mean, median, p90 (visits of one visitor),
        half_made_by (share of the visitors that made half of the visits, the busiest first),
        gini, chance_gini (what chance alone makes of equal work); most visits first.
    """
    rows = []
    for role, part in loads.groupby("visitor_role"):
        each, people = part["visits"].to_numpy(float), part["people"].to_numpy(float)
        curve = lorenz(each, people)
        median, p90 = _quantiles(each, people, (0.5, 0.9))
        mean = float((each * people).sum() / people.sum())
        half = float(np.interp(0.5, curve["visits"], curve["people"]))
        rows.append(
            {"visitor_role": role, "people": people.sum(), "visits": (each * people).sum(),
             "mean": mean, "median": median, "p90": p90, "half_made_by": 1 - half,
             "gini": gini(each, people), "chance_gini": chance_gini(mean)}
        )  # fmt: skip
    columns = ["visitor_role", "people", "visits", "mean", "median", "p90", "half_made_by",
               "gini", "chance_gini"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("visits", ascending=False, kind="stable", ignore_index=True)


def lorenz(amounts: ArrayLike, people: ArrayLike) -> pd.DataFrame:
    """Lorenz curve: which share of the work the least busy so many did.

    Parameters
    ----------
    amounts, people : array of float, shape (n,)
        Work of one person, and how many have as much of it; 0 or more.

    Returns
    -------
    DataFrame
        people, visits: shares 0..1 from (0, 0) to (1, 1); empty without any work.

    References
    ----------
    Lorenz (1905), Publications of the American Statistical Association 9:209-219.

    Examples
    --------
    >>> lorenz([1, 3], [1, 1])["visits"].tolist()
    [0.0, 0.25, 1.0]
    """
    each, number = _sorted(amounts, people)
    work = each * number
    if not work.sum() > 0:
        return pd.DataFrame({"people": [], "visits": []}, dtype=float)
    parts = {"people": number / number.sum(), "visits": work / work.sum()}
    return pd.DataFrame({name: np.r_[0.0, np.cumsum(part)] for name, part in parts.items()})


def gini(amounts: ArrayLike, people: ArrayLike) -> float:
    """Gini coefficient: half the mean difference of two people, in proportion to the mean.

    Parameters
    ----------
    amounts, people : array of float, shape (n,)
        Work of one person, and how many have as much of it; 0 or more.

    Returns
    -------
    float
        0 where all do the same, up to 1 - 1/n where one does all; NaN without any work.

    References
    ----------
    Gini (1914), Atti del Reale Istituto Veneto 73:1203-1248; Sen (1973), On Economic Inequality,
    section 2.5. The example is that of R's package ineq.

    Examples
    --------
    >>> incomes = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
    >>> round(gini(incomes, [1] * 10), 7)
    0.4620911
    """
    curve = lorenz(amounts, people)
    if curve.empty:
        return float("nan")
    return float(1 - 2 * np.trapezoid(curve["visits"], curve["people"]))


def chance_gini(mean: float) -> float:
    """Gini coefficient of people whose work is alike but for chance, Poisson with this mean.

    References
    ----------
    Ramasubban (1958), Biometrika 45:549-556: the mean difference of a Poisson variable is
    2 m exp(-2m) (I0(2m) + I1(2m)).

    Examples
    --------
    >>> round(chance_gini(15.0), 3)
    0.145
    """
    return float(ive(0, 2 * mean) + ive(1, 2 * mean))


def chance_lorenz(mean: float) -> pd.DataFrame:
    """Lorenz curve of people whose work is alike but for chance, Poisson with this mean."""
    reach = 6 * np.sqrt(mean) + 6
    count = np.arange(max(0, int(mean - reach)), int(mean + reach) + 1)
    return lorenz(count, stats.poisson.pmf(count, mean))


def _quantiles(each: Floats, people: Floats, levels: tuple[float, ...]) -> list[float]:
    """Smallest amount that at least such a share of the people do not exceed."""
    amounts, number = _sorted(each, people)
    reached = np.cumsum(number) / number.sum()
    return [float(amounts[np.searchsorted(reached, level - 1e-12)]) for level in levels]


def _sorted(amounts: ArrayLike, people: ArrayLike) -> tuple[Floats, Floats]:
    each, number = np.asarray(amounts, float), np.asarray(people, float)
    if np.any(each < 0) or np.any(number < 0):
        raise ValueError("amounts and numbers of people must be 0 or more")
    order = np.argsort(each, kind="stable")
    return each[order], number[order]
