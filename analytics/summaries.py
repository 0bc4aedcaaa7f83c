"""Which numbers can be had with less work, exactly, from what was worked out at publish?"""

import ibis
from ibis import Deferred, _

from analytics import cadence
from analytics.grouping import OF_PLACES, START, Grouping
from analytics.metrics import Metric
from analytics.periods import Period

NEEDED = ("previous_date", "is_settled")


def numerator(metric: Metric, table: ibis.Table, grouping: Grouping) -> Deferred | None:
    """The numerator of a metric, by its addends where the records and the groups allow that.

    Visits tell the day of the visit before to the same household. That is right for all visits of
    some places and days, but not for visits of one kind, so whoever narrows them by kind hands in
    a table without these columns (see `data.queries`), and groups by kind do without them here.
    """
    of_places = all(group in OF_PLACES for group in grouping.others)
    if metric.settled is None or metric.others is None or not of_places:
        return metric.numerator
    return metric.settled + metric.others if serves(table) else metric.numerator


def serves(table: ibis.Table) -> bool:
    """Whether the records tell what follows from others."""
    return set(NEEDED) <= set(table.columns)


def people(metric: Metric, grouping: Grouping, span: Period) -> Deferred | None:
    """Who stands behind a number: as many as there are rows, where households have one each."""
    if metric.table != "promises" or metric.people is None:
        return metric.people
    is_one_each = grouping.grain == "month" or (not grouping.grain and cadence.is_one_each(span))
    return _.count() if is_one_each else metric.people


def dated(table: ibis.Table, first: ibis.Value) -> ibis.Table:
    """Add `first_day`, the first day of the records' period that lies in the window."""
    day = ibis.greatest(table[START], first) if START in table.columns else first
    return table.mutate(first_day=day)
