"""How long ago was each household last visited?"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

import ibis
import numpy as np
import pandas as pd
from ibis import _

from analytics.periods import Period

LONG_DAYS = 90  # a quarter: the pilots visit every linked household once or twice a month
BAND_DAYS = (30, 90, 180, 365)  # upper ends; then longer, then never
BANDS = (*(f"to_{days}" for days in BAND_DAYS), "longer", "never")
NEVER = 1_000_000_000  # days that stand for "never" while quantiles are taken
REACHED = 100_000.0  # a quantile beyond this fell among those never visited


def since_visit(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> ibis.Table:
    """Every household of the register with the days since its last visit.

    Parameters
    ----------
    tables : mapping of str to ibis.Table
        households (last_date and last_met_date: the day of the last visit known, and of the last
        on which somebody was met), household_visits (all up to the end of the span; each knows
        next_date, the day of the visit after it, and met_date, the last day so far on which
        somebody was met), visit_dates (first and last: the days between which visits are on
        record; latest: no last_date is later).
    span : Period
        Its last day is the one to count up to.
    reached : date
        Last day that the records cover; an earlier one than the end of the span counts.

    Returns
    -------
    ibis.Table
        The columns of households; date (the day counted up to), days, days_met (since somebody
        was met); missing where there was never such a visit. No rows while no visit of anybody
        is on record.
    """
    day = min(span.end, reached)
    homes = tables["households"]
    told = homes.mutate(last=_.last_date, last_met=_.last_met_date)
    latest = tables["visit_dates"].latest.max().to_pyarrow().as_py()
    if latest is not None and latest > day:
        told = _looked_back(homes, tables["household_visits"], day)
    known = tables["visit_dates"].filter(_["last"].notnull())
    dates = known.select(today=ibis.least(_["last"], ibis.literal(day)))
    dated = told.cross_join(dates)
    today = dated.today
    return (
        dated.select(
            *homes.columns,
            date=today,
            days=today.delta(dated["last"], unit="day"),
            days_met=today.delta(dated["last_met"], unit="day"),
        )
    )  # fmt: skip


def _looked_back(homes: ibis.Table, visits: ibis.Table, day: date) -> ibis.Table:
    """Last visits up to a day after which there are more."""
    # The one after the last is of a later day; of the last day there may be several, some of
    # which were made later than is known, or none after it.
    at_end = (_.next_date >= ibis.literal(day)) | (_.date == ibis.literal(day))
    there = visits.filter(_.date <= ibis.literal(day), at_end)
    last = there.group_by("number").agg(then=_.date.max(), then_met=_.met_date.max())
    is_last = (homes.last_date <= ibis.literal(day)).fill_null(False)
    joined = homes.left_join(last, "number")
    return joined.select(
        *homes.columns,
        last=is_last.ifelse(homes.last_date, last["then"]),
        last_met=is_last.ifelse(homes.last_met_date, last["then_met"]),
    )


def whole(waiting: ibis.Table) -> pd.DataFrame:
    """What `summary` tells of places, of all together, from households counted by days.

    Parameters
    ----------
    waiting : ibis.Table
        The result of `since_visit`.

    Returns
    -------
    DataFrame
        One row: the columns of `summary` without keys.
    """
    counted = waiting.group_by("days").agg(households=_.count()).order_by("days").to_pandas()
    counted["days"] = np.asarray(counted["days"], dtype=float)
    visited = counted[counted["days"].notna()]
    never = int(counted["households"].sum() - visited["households"].sum())
    days, households = visited["days"].to_numpy(), visited["households"].to_numpy()
    edges = (-1, *BAND_DAYS, np.inf)
    row = {
        "households": int(counted["households"].sum()),
        "never": never,
        "over": int(households[days > LONG_DAYS].sum()),
        "median": _quantile(days, households, never, 0.5),
        "p90": _quantile(days, households, never, 0.9),
        "longest": days.max() if len(days) else np.nan,
    }
    bands = zip(BANDS[:-1], pairwise(edges), strict=True)
    row |= {
        band: int(households[(days > low) & (days <= high)].sum()) for band, (low, high) in bands
    }
    return pd.DataFrame([row])


def _quantile(days: np.ndarray, households: np.ndarray, never: int, share: float) -> float:
    """A quantile between the two days that it lies between, as the engine takes it of places."""
    ends = np.append(households, never).cumsum()
    at = share * (ends[-1] - 1)
    if at < 0:
        return np.nan
    low, high = np.append(days, np.nan)[ends.searchsorted(np.floor([at, np.ceil(at)]), "right")]
    return float(low + (high - low) * (at % 1))


def summary(waiting: ibis.Table, keys: Sequence[str]) -> pd.DataFrame:
    """Median, nine in ten and longest wait, those never visited counted as longer than any.

    Parameters
    ----------
    waiting : ibis.Table
        The result of `since_visit`.
    keys : sequence of str
        Columns to split by.

    Returns
    -------
    DataFrame
        The keys, households, never, over (visited before, but more than 90 days ago), median,
        p90 (days; NaN where so many were never visited that it is not reached), longest (days,
        of those visited), and a column a band of `BANDS` with its households.
    """
    edges = (-1, *BAND_DAYS)
    bands = {
        f"to_{high}": ((_.days > low) & (_.days <= high)).fill_null(False).sum()
        for low, high in zip(edges, BAND_DAYS, strict=False)
    }
    counted = waiting.group_by(*keys).agg(
        households=_.count(),
        over=(_.days > LONG_DAYS).fill_null(False).sum(),
        quantiles=_.days.fill_null(NEVER).quantile([0.5, 0.9]),  # both at once, of whole numbers
        longest=_.days.max().cast("float64"),
        longer=(_.days > BAND_DAYS[-1]).fill_null(False).sum(),
        never=_.days.isnull().sum(),
        **bands,
    )
    told = {"median": _.quantiles[0], "p90": _.quantiles[1]}
    frame = counted.mutate(**told).drop("quantiles").to_pandas()
    counts = ["households", "over", *BANDS]
    frame[counts] = frame[counts].fillna(0).astype("int64")
    for name in ("median", "p90"):
        frame[name] = frame[name].astype(float).mask(frame[name].astype(float) > REACHED)
    frame = frame[[*keys, "households", "never", "over", "median", "p90", "longest",
                   *BANDS[:-1]]]  # fmt: skip
    return frame.sort_values(list(keys), ignore_index=True)


def longest(waiting: ibis.Table, names: ibis.Table, count: int) -> pd.DataFrame:
    """The households that have waited longest, those never visited first.

    Parameters
    ----------
    waiting : ibis.Table
        The result of `since_visit`.
    names : ibis.Table
        number and household_ref (a pseudonym) of each household.
    count : int
        How many are listed at most.

    Returns
    -------
    DataFrame
        household_ref, village_code, grid_code, days (NaN: never); no group and nothing else that
        would tell who lives there.
    """
    order = (_.days.isnull().desc(), _.days.desc(), "village_code", "grid_code", "number")
    listed = waiting.select("number", "village_code", "grid_code", "days")
    listed = listed.order_by(*order).limit(count)
    frame = listed.inner_join(names, "number").order_by(*order).to_pandas()
    columns = ["household_ref", "village_code", "grid_code", "days"]
    return frame[columns].assign(days=np.asarray(frame["days"], dtype=float))


def shares(households: pd.Series) -> pd.Series:
    """What share of all households each band holds; NaN where there are none."""
    whole = float(households.sum())
    return households / (whole if whole else float("nan"))
