"""When a township whistles, do the departments come, and how soon? (街乡吹哨、部门报到)"""

from collections.abc import Sequence

import ibis
import pandas as pd
from ibis import _

from analytics import intervals, resolution
from analytics.spells import OPEN_STILL, OTHERWISE, RESOLVED, TOLD, seconds, spells, tally

HOURS_A_DAY = 24.0
SOON_HOURS = 2.0


def by(requests: ibis.Table, keys: Sequence[str] = ()) -> pd.DataFrame:
    """Departments called and arrived, and hours until the first one came, by group.

    Parameters
    ----------
    requests : ibis.Table
        whistled_at, arrived_at, departments_called, departments_arrived, closed_at, is_closed,
        as_of and the keys.
    keys : sequence of str
        Columns to split by.

    Returns
    -------
    DataFrame
        keys, whistles, called, arrived, value (arrived over called, 0..1), low, high, p50, p90
        (hours until the first department came, those that are still waited for counted; NaN
        where not reached) with p50_low, p50_high and so on, soon (share within two hours),
        waiting (whistles without an arrival, open), never (closed without one).
    """
    heard = requests.filter(_.whistled_at.notnull())
    grouped = heard.group_by(*keys) if keys else heard
    frame = grouped.agg(
        whistles=_.count(),
        called=_.departments_called.sum(),
        arrived=_.departments_arrived.sum(),
    ).to_pandas()
    counts = ["whistles", "called", "arrived"]
    frame[counts] = frame[counts].astype("float64").fillna(0.0)
    frame["value"] = frame["arrived"] / frame["called"].where(frame["called"] > 0)
    frame["low"], frame["high"] = intervals.wilson(frame["arrived"], frame["called"])
    waits = _waits(heard, keys)
    return frame.merge(waits, how="left", on=list(keys)) if keys else frame.join(waits)


def _waits(heard: ibis.Table, keys: Sequence[str]) -> pd.DataFrame:
    """Hours from the whistle to the first arrival; closing without one competes."""
    came = heard.arrived_at.notnull()
    closed = (heard.is_closed & heard.closed_at.notnull()).fill_null(False) & ~came
    until = came.ifelse(heard.arrived_at, closed.ifelse(heard.closed_at, heard.as_of))
    fate = ibis.cases((came, RESOLVED), (closed, OTHERWISE), else_=OPEN_STILL)
    told = spells(heard, keys, seconds(heard.whistled_at, until), fate)
    soon = SOON_HOURS / HOURS_A_DAY
    frame = resolution.summary(tally(told, keys, TOLD), keys, (0.5, 0.9), (soon,))
    frame = frame.rename(columns={"open_still": "waiting", "otherwise": "never"})
    hours = [f"p{p}{suffix}" for p in (50, 90) for suffix in ("", "_low", "_high")]
    frame[hours] *= HOURS_A_DAY
    frame["soon"] = frame[resolution.within_column(soon)]
    return frame[[*keys, *hours, "soon", "waiting", "never"]]
