"""How many requests were open, and how many overdue, at the end of each period?"""

from datetime import date

import ibis
import pandas as pd
from ibis import _

from analytics.grouping import START, Grouping, keyed
from analytics.periods import between

STOCKS = ("open_backlog", "overdue_backlog")
COLUMNS = [*STOCKS, "records"]


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
    movements = _movements(requests).filter(_.date <= ibis.literal(last))
    table = keyed(movements, grouping, "backlog")
    sums = {name: _[name].sum() for name in COLUMNS}
    grouped = table.group_by(*grouping.keys) if grouping.keys else table
    flows = grouped.agg(**sums).to_pandas()
    flows[COLUMNS] = flows[COLUMNS].astype("float64").fillna(0.0)
    return _accumulated(flows, grouping, last)


def _movements(requests: ibis.Table) -> ibis.Table:
    """One row for every time a request came in, fell due or was closed, with what that changed."""
    ended = requests.is_closed & requests.closed_at.notnull()
    told = requests.mutate(ended=ended, told=ended | ~requests.is_closed)
    late = (_.due_at <= _.as_of).fill_null(False) & ~(_.ended & (_.closed_at <= _.due_at))
    told = told.mutate(late=late & _.told)
    none = ibis.literal(0)
    parts = (
        (told, _.date, _.told.ifelse(1, 0), none, ibis.literal(1)),
        (told.filter(_.late), ibis.greatest(_.due_date, _.date), none, ibis.literal(1), none),
        (told.filter(_.ended), _.closed_date, ibis.literal(-1), _.late.ifelse(-1, 0), none),
    )
    moved = []
    for part, day, *changes in parts:
        named = zip(COLUMNS, changes, strict=True)
        moved.append(part.mutate(date=day, **{name: c.cast("int64") for name, c in named}))
    return ibis.union(*moved)


def _accumulated(flows: pd.DataFrame, grouping: Grouping, last: date) -> pd.DataFrame:
    """Running totals over all periods up to the last day, for every group."""
    if flows.empty or not grouping.grain:
        return flows
    flows[START] = pd.to_datetime(flows[START]).dt.date
    steps = between(flows[START].min(), last, grouping.grain)
    others = [key for key in grouping.keys if key != START]
    grid = flows[others].drop_duplicates() if others else pd.DataFrame(index=[0])
    grid = grid.merge(pd.DataFrame({START: [step.start for step in steps]}), how="cross")
    running = grid.merge(flows, on=list(grouping.keys), how="left").fillna(
        dict.fromkeys(COLUMNS, 0)
    )
    totals = running.groupby(others, dropna=False) if others else running
    running[COLUMNS] = totals[COLUMNS].cumsum()
    return running[[*grouping.keys, *COLUMNS]]
