"""Times to resolution as counted once, so that medians over years need not look at every request.

How many requests took how long is what medians ask for. It is counted by the parts of the whole,
which is where requests are many: beneath them records are few enough to be asked. `data.monthly`
keeps the counts beside the records.
"""

import ibis
from ibis import _

from analytics import resolution
from analytics.grouping import Grouping, keyed, start_of_period
from analytics.spells import FATES, TOLD

NAME = "times"


def counts(requests: ibis.Table, part: str) -> ibis.Table:
    """How many requests of each part and month ended how, by duration as it is told.

    Parameters
    ----------
    requests : ibis.Table
        All of them, as known at their data date.
    part : str
        Column of the places by which they are counted.

    Returns
    -------
    ibis.Table
        part_code, date (first day of the month), is_open (whether they last until the data date,
        so that they must be counted anew with each), seconds, resolved, otherwise, open_still,
        unknown.
    """
    dated = requests.mutate(
        part_code=requests[part],
        date=start_of_period(requests.date, "month"),
        is_open=~requests.is_closed,
    )
    keys = ["part_code", "date", "is_open"]
    return resolution.counts(dated, keys, TOLD).order_by("date", "part_code", "seconds", "is_open")


def grouped(counted: ibis.Table, grouping: Grouping) -> ibis.Table | None:
    """Counts by the keys of a grouping; None if it is finer than the parts of the whole."""
    if grouping.others or (grouping.area and f"{grouping.area}_code" not in counted.columns):
        return None
    of_groups = keyed(counted, grouping, NAME).group_by(*grouping.keys, "seconds")
    return of_groups.agg(**{fate: _[fate].sum() for fate in FATES})
