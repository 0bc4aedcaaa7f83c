"""How many requests were open, and how many overdue, at the end of each period?"""

from collections.abc import Sequence
from datetime import date, timedelta

import ibis
import pandas as pd
from ibis import _

from analytics import asking
from analytics.grouping import AREA_LEVELS, OTHERS, START, Grouping, keyed

STOCKS = ("open_backlog", "overdue_backlog")
COLUMNS = [*STOCKS, "records"]
BANDS = (0, 8, 16, 31, 91)  # days from which an age band begins, the last one open
CLOCKS = ("date", "closed_date", "due_date", "closed_at", "due_at", "as_of", "is_closed")
NEEDED = {*CLOCKS, *(f"{level}_code" for level in AREA_LEVELS), *OTHERS.values()}


def stocks(requests: ibis.Table, grouping: Grouping, last: date) -> pd.DataFrame:
    """Open and overdue requests at the end of each period.

    Parameters
    ----------
    requests : ibis.Table
        All requests received up to the end, with date, closed_date and due_date (days in the
        business zone), closed_at, due_at, as_of, is_closed and the group columns.
    grouping : Grouping
        What to split by.
    last : date
        Only what happened up to this day counts.

    Returns
    -------
    DataFrame
        The keys, open_backlog, overdue_backlog, records (requests received so far); by time one
        row for every group and period, from the period of the first request to that of the last
        day.

    Notes
    -----
    Records are never joined with periods: what is open is what came in minus what was closed, so
    movements are counted by period in the engine and accumulated in the small result. A request
    closed at an unknown time was open for an unknown while and is left out.
    """
    if grouping.grain:
        return carried(movements(requests), grouping, last)
    table = keyed(_told(requests, last), grouping, "backlog")
    return _fetched(table, grouping, _sums_at(last))


def carried(moved: ibis.Table, grouping: Grouping, last: date) -> pd.DataFrame:
    """The same from what was opened, fell due and was closed, summed up in any way by time.

    Parameters
    ----------
    moved : ibis.Table
        As of `movements`: date, the columns counted and the group columns.
    grouping, last
        As for `stocks`.
    """
    table = keyed(moved.filter(_.date <= ibis.literal(last)), grouping, "backlog", carried=True)
    flows = _fetched(table, grouping, {name: _[name].sum() for name in COLUMNS})
    return _accumulated(flows, grouping, last)


def movements(requests: ibis.Table) -> ibis.Table:
    """One row for every time a request came in, fell due or was closed, with what that changed.

    Parameters
    ----------
    requests : ibis.Table
        As for `stocks`.

    Returns
    -------
    ibis.Table
        The group columns, date (of the change), open_backlog, overdue_backlog, records (1 where
        one came in).
    """
    told = _told(requests)
    parts = (
        (told, _.date, 1, 0, 1),
        (told.filter(_.late), _.late_date, 0, 1, 0),
        (told.filter(_.ended), _.closed_date, -1, _.late.ifelse(-1, 0), 0),
    )
    moved = [
        part.mutate(
            date=day,
            **{
                name: (ibis.literal(change) if isinstance(change, int) else change).cast("int64")
                for name, change in zip(COLUMNS, changes, strict=True)
            },
        )
        for part, day, *changes in parts
    ]
    return ibis.union(*moved)


def ages(requests: ibis.Table, last: date, keys: Sequence[str] = ()) -> pd.DataFrame:
    """Open and overdue requests on a day, by how long they have been open.

    Parameters
    ----------
    requests : ibis.Table
        As for `stocks`, with the keys.
    last : date
        The day; what happened later does not count.
    keys : sequence of str
        Columns to split by.

    Returns
    -------
    DataFrame
        keys, from_days, to_days (of the age band, both included; the last has no end: NaN),
        open_backlog, overdue_backlog; every band for every group, in order.
    """
    # In two parts, of which the engine finds each without a look at the many closed before; of
    # those still open it need not be told when they were closed.
    never = {"is_closed": ibis.literal(False), "closed_at": ibis.null("timestamp")}
    still = requests.filter(~_.is_closed).mutate(**never)
    later = requests.filter(_.is_closed, _.closed_date > ibis.literal(last))
    counted = [*keys, "date", "late", "late_date"]
    left = ibis.union(*(_told(part, last, keys).select(*counted) for part in (still, later)))
    overdue = _.count(where=_.late & (_.late_date <= ibis.literal(last)))
    old = [(left.date <= ibis.literal(last - timedelta(days=n)), n) for n in reversed(BANDS[1:])]
    band = ibis.cases(*old, else_=BANDS[0])
    grouped = left.group_by(*keys, from_days=band)
    found = grouped.agg(open_backlog=_.count(), overdue_backlog=overdue).to_pandas()
    groups = found[list(keys)].drop_duplicates() if keys else pd.DataFrame(index=[0])
    frame = groups.merge(_bands(), how="cross").merge(found, how="left", on=[*keys, "from_days"])
    frame[list(STOCKS)] = frame[list(STOCKS)].astype("float64").fillna(0.0)
    return frame


def together(aged: pd.DataFrame) -> pd.DataFrame:
    """Open and overdue requests of all groups of `ages` together, by how long they are open."""
    sums = aged.groupby("from_days")[list(STOCKS)].sum()
    return _bands().join(sums, on="from_days").fillna(dict.fromkeys(STOCKS, 0.0))


def _bands() -> pd.DataFrame:
    """from_days and to_days of every age band."""
    ends = [*(first - 1.0 for first in BANDS[1:]), float("nan")]
    return pd.DataFrame({"from_days": BANDS, "to_days": ends})


def _told(requests: ibis.Table, last: date | None = None, keys: Sequence[str] = ()) -> ibis.Table:
    """Requests of which it is known how long they were open, with few columns.

    With a last day only those received so far.
    """
    needed = [column for column in requests.columns if column in NEEDED or column in keys]
    ended = _.is_closed & _.closed_at.notnull()
    late = (_.due_at <= _.as_of).fill_null(False) & ~(_.ended & (_.closed_at <= _.due_at))
    told = requests.select(*needed).filter(ended | ~_.is_closed)
    if last is not None:
        told = told.filter(_.date <= ibis.literal(last))
    return told.mutate(ended=ended).mutate(late=late, late_date=ibis.greatest(_.due_date, _.date))


def _sums_at(last: date) -> dict[str, ibis.Deferred]:
    """What is open and overdue on the last day, in one pass over the requests.

    Of those that are not open any more the engine need not look at the limits.
    """
    gone = (_.ended & (_.closed_date <= ibis.literal(last))).fill_null(False)
    fell_due = (_.late & (_.late_date <= ibis.literal(last))).fill_null(False)
    overdue = gone.ifelse(0, fell_due.cast("int64"))
    return dict(zip(COLUMNS, ((~gone).sum(), overdue.sum(), _.count()), strict=True))


def _fetched(table: ibis.Table, grouping: Grouping, sums: dict[str, ibis.Deferred]) -> pd.DataFrame:
    grouped = table.group_by(*grouping.keys) if grouping.keys else table
    flows = asking.fetch(grouped.agg(**sums))
    flows[COLUMNS] = flows[COLUMNS].astype("float64").fillna(0.0)
    return flows


def _accumulated(flows: pd.DataFrame, grouping: Grouping, last: date) -> pd.DataFrame:
    """Running totals over all periods up to the last day, for every group."""
    if flows.empty or not grouping.grain:
        return flows
    flows[START] = pd.to_datetime(flows[START]).dt.date
    steps = grouping.between(flows[START].min(), last)
    others = [key for key in grouping.keys if key != START]
    grid = flows[others].drop_duplicates() if others else pd.DataFrame(index=[0])
    grid = grid.merge(pd.DataFrame({START: [step.start for step in steps]}), how="cross")
    running = grid.merge(flows, on=list(grouping.keys), how="left").fillna(
        dict.fromkeys(COLUMNS, 0)
    )
    totals = running.groupby(others, dropna=False) if others else running
    running[COLUMNS] = totals[COLUMNS].cumsum()
    return running[[*grouping.keys, *COLUMNS]]
