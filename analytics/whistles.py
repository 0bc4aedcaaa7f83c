"""When a township whistles, do the departments come, and how soon? (街乡吹哨、部门报到)"""

from collections.abc import Sequence

import ibis
import pandas as pd
from ibis import _

from analytics import asking, intervals, resolution
from analytics.spells import FATES, OPEN_STILL, OTHERWISE, RESOLVED, TOLD, seconds, spells, tally

HOURS_A_DAY = 24.0
SOON_HOURS = 2.0
DEPARTMENTS = ("called", "arrived")


def counted(requests: ibis.Table, keys: Sequence[str] = ()) -> pd.DataFrame:
    """Whistles by group and time until the first department came, in one question.

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
        As `spells.tally` gives it: resolved are those to which a department came, otherwise those
        that closed without one; with called and arrived (departments).
    """
    heard = requests.filter(_.whistled_at.notnull()).mutate(
        called=_.departments_called, arrived=_.departments_arrived
    )
    came = heard.arrived_at.notnull()
    closed = (heard.is_closed & heard.closed_at.notnull()).fill_null(False) & ~came
    until = came.ifelse(heard.arrived_at, closed.ifelse(heard.closed_at, heard.as_of))
    fate = ibis.cases((came, RESOLVED), (closed, OTHERWISE), else_=OPEN_STILL)
    told = spells(heard, [*keys, *DEPARTMENTS], seconds(heard.whistled_at, until), fate)
    found = asking.fetch(tally(told, keys, TOLD, adding=DEPARTMENTS))
    return found.fillna(dict.fromkeys(DEPARTMENTS, 0))


def by(whistles: pd.DataFrame, keys: Sequence[str] = ()) -> pd.DataFrame:
    """Departments called and arrived, and hours until the first one came, by group.

    Parameters
    ----------
    whistles : DataFrame
        The result of `counted`, by the keys and perhaps others: parts of a whole make it up.
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
    soon = SOON_HOURS / HOURS_A_DAY
    told = _added(whistles, [*keys, "seconds"], [*FATES, *DEPARTMENTS])
    frame = resolution.summary(told, keys, (0.5, 0.9), (soon,))
    departments = _added(told, list(keys), DEPARTMENTS)
    frame = frame.merge(departments, on=list(keys)) if keys else frame.join(departments)
    frame["whistles"] = frame["requests"] + frame["unknown"]
    frame["value"] = frame["arrived"] / frame["called"].where(frame["called"] > 0)
    frame["low"], frame["high"] = intervals.wilson(frame["arrived"], frame["called"])
    frame = frame.rename(columns={"open_still": "waiting", "otherwise": "never"})
    hours = [f"p{p}{suffix}" for p in (50, 90) for suffix in ("", "_low", "_high")]
    frame[hours] *= HOURS_A_DAY
    frame["soon"] = frame[resolution.within_column(soon)]
    shown = ["whistles", "called", "arrived", "value", "low", "high", *hours, "soon"]
    return frame[[*keys, *shown, "waiting", "never"]]


def _added(frame: pd.DataFrame, keys: Sequence[str], counts: Sequence[str]) -> pd.DataFrame:
    """Counts added up by keys, as one row where there are none."""
    if not keys:
        return frame[list(counts)].sum().to_frame().T
    return frame.groupby(list(keys), dropna=False, as_index=False)[list(counts)].sum()
