"""On which days were households visited, and whose reports of the last days seem to be late?"""

from collections.abc import Sequence
from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
from ibis import _
from scipy import stats

from analytics.periods import Period

RECENT_DAYS = 7  # a whole week, so that weekdays weigh alike
USUAL_DAYS = 56  # the eight weeks before
LEAST_EXPECTED = 30.0  # visits; with fewer nothing can be said
LATE_SHARE = 0.70  # of what was to be expected
CHANCE = 0.05  # of naming anybody at all where nobody is late


def by_day(visits: ibis.Table, span: Period, reached: date) -> pd.DataFrame:
    """Visits on every calendar day, also on those without any.

    Parameters
    ----------
    visits : ibis.Table
        Visits of the span, with date and was_met.
    span : Period
        Days looked at.
    reached : date
        Last day that the records cover.

    Returns
    -------
    DataFrame
        date, week (its Monday), weekday (0 Monday to 6), visits, met, is_known (False for days
        after the data date; their counts are NaN).
    """
    counted = visits.group_by("date").agg(visits=_.count(), met=_.was_met.sum()).to_pandas()
    counted["date"] = pd.to_datetime(counted["date"])
    days = pd.DataFrame({"date": pd.date_range(span.start, span.end, freq="D")})
    frame = days.merge(counted.astype({"date": days["date"].dtype}), on="date", how="left")
    is_known = frame["date"] <= pd.Timestamp(reached)
    for name in ("visits", "met"):
        frame[name] = frame[name].astype(float).fillna(0.0).where(is_known)
    weekday = frame["date"].dt.day_of_week
    week = (frame["date"] - pd.to_timedelta(weekday, unit="D")).dt.date
    told = frame.assign(week=week, weekday=weekday, is_known=is_known, date=frame["date"].dt.date)
    return told[["date", "week", "weekday", "visits", "met", "is_known"]]


def recent_window(reached: date) -> Period:
    """Days that `late` needs: the last week and the eight before it."""
    return Period(reached - timedelta(days=RECENT_DAYS + USUAL_DAYS - 1), reached)


def late(visits: ibis.Table, places: Sequence[str], level: str, reached: date) -> pd.DataFrame:
    """Places of which so few visits of the last week are in that the rest must still be coming.

    Parameters
    ----------
    visits : ibis.Table
        Visits of `recent_window(reached)`, with date and the code of the level.
    places : sequence of str
        Codes of the places that are compared.
    level : str
        Their level.
    reached : date
        Last day that the records cover.

    Returns
    -------
    DataFrame
        One row a place: area_code, recent (visits of the last 7 days), expected, share (recent of
        expected; NaN where fewer than 30 were expected), is_late.

    Notes
    -----
    What is to be expected is the place's own usual week, times what the week was like for the
    median place: a holiday or a festival moves all of them. The test is that of a Poisson count,
    with Bonferroni's allowance for the number of places, and the share must be below 70 %.
    """
    since = ibis.literal(reached - timedelta(days=RECENT_DAYS - 1))
    grouped = visits.group_by(area_code=_[f"{level}_code"])
    counted = grouped.agg(recent=(_.date >= since).sum(), usual=(_.date < since).sum()).to_pandas()
    frame = pd.DataFrame({"area_code": list(places)}).merge(counted, on="area_code", how="left")
    recent, usual = (frame[name].astype(float).fillna(0.0) for name in ("recent", "usual"))
    weekly = usual * RECENT_DAYS / USUAL_DAYS
    told = weekly >= LEAST_EXPECTED
    pace = float((recent[told] / weekly[told]).median()) if told.any() else float("nan")
    expected = weekly * pace
    judged = told & (expected >= LEAST_EXPECTED)
    share = (recent / expected.where(judged)).astype(float)
    chance = stats.poisson.cdf(recent, expected.where(judged, 1.0).fillna(1.0))
    clear = chance * max(int(judged.sum()), 1) < CHANCE
    return pd.DataFrame(
        {"area_code": frame["area_code"], "recent": recent, "expected": expected, "share": share,
         "is_late": np.asarray(judged & clear & (share < LATE_SHARE), dtype=bool)}
    )  # fmt: skip
