"""How long do requests take by the working calendar, beside the resident's own clock?

Working time runs on working days only, make-up days included, and all day long: a request of
Friday 17:00 that is closed on Monday at 9:00 took 64 hours for the resident and 16 of working
time, two thirds of a working day. Office hours are not known, so none are assumed.
"""

from collections.abc import Sequence

import ibis
import numpy as np
import pandas as pd
from ibis import _

from analytics import judge, resolution
from analytics.spells import DAY, TOLD, seconds, spells, tally

MEDIAN = "resolution_median_days"  # judged as that of the resident's clock


def lifetimes(requests: ibis.Table, days: ibis.Table, keys: Sequence[str] = ()) -> ibis.Table:
    """One row a request: how much working time it was open and how that ended.

    Parameters
    ----------
    requests : ibis.Table
        As for `resolution.counts`, with date and closed_date (days in the business zone).
    days : ibis.Table
        One row a day: day, starts_at and ends_at (its midnights, UTC), is_workday, done (working
        days before it). A request of a day that is not there is of unknown duration.
    keys : sequence of str
        Columns to keep.

    Returns
    -------
    ibis.Table
        As of `spells.spells`; exact is in seconds of working time.
    """
    base = requests.select(
        *keys, "received_at", "closed_at", "as_of", "date", "is_closed",
        last_day=requests.closed_date,
        fate=resolution.fate(requests),
    )  # fmt: skip
    first, end = _marks(days, "first"), _marks(days, "end")
    base = base.left_join(first, base.date == first.first_day)
    base = base.left_join(end, base.last_day == end.end_day)
    seen = requests.filter(~_.is_closed).select("as_of").distinct()
    inside = (days.starts_at <= seen.as_of) & (seen.as_of < days.ends_at)
    censored = seen.inner_join(days, inside).select(
        seen_as_of=seen.as_of,
        seen_at=_spent(days.done, days.is_workday, seen.as_of, days.starts_at),
    )
    base = base.left_join(censored, base.as_of == censored.seen_as_of)
    received = _spent(base.first_done, base.first_works, base.received_at, base.first_start)
    closed = _spent(base.end_done, base.end_works, base.closed_at, base.end_start)
    exact = base.is_closed.ifelse(closed, base.seen_at) - received
    return spells(base, keys, exact, base.fate)


def counts(requests: ibis.Table, days: ibis.Table, keys: Sequence[str] = ()) -> ibis.Table:
    """How many requests ended how, by group and working time, as finely as times are told.

    Parameters are those of `lifetimes`, columns those of `resolution.counts`.
    """
    return tally(lifetimes(requests, days, keys), keys, TOLD)


def times(
    counted: ibis.Table | pd.DataFrame, keys: Sequence[str] = (), *, is_over: bool = True
) -> pd.DataFrame:
    """Quantiles of the working time to resolve, by group.

    Parameters
    ----------
    counted : Table or DataFrame
        The result of `counts`, which may have been fetched.
    keys : sequence of str
        Columns to split by.
    is_over : bool
        Whether the period was over at the data date.

    Returns
    -------
    DataFrame
        As of `resolution.summary`, in working days; and state, of the median ("none" where fewer
        than half are resolved so far).
    """
    found = resolution.summary(counted, keys)
    judged = found[["requests"]].rename(columns={"requests": "n"}).assign(
        metric=MEDIAN, denominator=found["requests"], pending=0.0,
        value=found["p50"], low=found["p50_low"], high=found["p50_high"],
    )  # fmt: skip
    return found.assign(state=judge.states(judged, np.full(len(found), is_over)))


def _marks(days: ibis.Table, name: str) -> ibis.Table:
    """The day table under names of its own, to join it twice."""
    return days.select(**{
        f"{name}_day": _.day, f"{name}_start": _.starts_at, f"{name}_works": _.is_workday,
        f"{name}_done": _.done,
    })  # fmt: skip


def _spent(
    done: ibis.Value, works: ibis.Value, moment: ibis.Value, start: ibis.Value
) -> ibis.Value:
    """Seconds of working time from the first day of the calendar to a moment.

    Of a day that the calendar does not have nothing is `done`, so the whole is unknown.
    """
    today = ibis.least(seconds(start, moment), DAY)  # some days are an hour longer than others
    return done * DAY + works.ifelse(today, 0)
