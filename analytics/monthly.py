"""Which counts of villages and months are made once, so that longer spans and larger places add up?

What is counted stands in the list of metrics; `data.monthly` keeps the counts beside the records
and hands them in where they tell the very same as the records would.
"""

import ibis
from ibis import Deferred, _

from analytics import assessment, backlog, spell_counts
from analytics.grouping import OF_PLACES, Grouping, start_of_period
from analytics.metrics import METRICS, Metric
from analytics.periods import ASSESSMENT_DAY, DAY

TABLES = ("requests", "callbacks", "visits", "responses", "backlog")
CELL = ("village_code", "date")  # the first day of the month stands for all of it
# Those of which a month is counted in two parts, cut where assessment months begin: residents are
# called back for the scores of assessment months.
CUT = ("callbacks",)


def name(table: str) -> str:
    """Under which name the counts of a table are handed in."""
    return f"{table}_by_month"


def metrics(table: str) -> list[Metric]:
    """Those of a table whose counts add up."""
    found = [metric for metric in METRICS.values() if metric.table == table]
    return [metric for metric in found if metric.adds_up and metric.kind != "time"]


def suits(grouping: Grouping, table: str) -> bool:
    """Whether groups are made of whole villages and of the months, or parts of them, counted."""
    of_places = all(group in OF_PLACES for group in grouping.others)
    if grouping.area == "grid" or not of_places:
        return False
    if grouping.grain != assessment.GRAIN:
        return True
    ends = (day for span in grouping.assessed for day in (span.start, span.end + DAY))
    return table in CUT and all(day.day in (1, ASSESSMENT_DAY) for day in ends)


def parts(metric: Metric) -> dict[str, Deferred]:
    """The aggregates of a metric over counts, named as those over records."""
    return {f"{metric.id} {part}": _[_column(metric, part)].sum() for part in metric.parts}


def settled(metric: Metric) -> dict[str, Deferred]:
    """What counts tell of the numerator of a month, though months do not add up."""
    return {f"{metric.id} numerator": _[_column(metric, "settled")].sum()}


def counted(table: str, records: ibis.Table) -> ibis.Table:
    """Counts of a table by village and month, or of durations by township and period.

    Parameters
    ----------
    table : str
        One of TABLES, or of `spell_counts.COUNTED`.
    records : ibis.Table
        Its records as known at their data date, whole; requests for the backlog and durations.

    Returns
    -------
    ibis.Table
        Of durations what `spell_counts.counts` gives; else village_code, date (first day of the
        month, or of the part of it), first_date, last_date (days on record; of call-backs, which
        are dated as their requests, these tell), records, and a column for every part of every
        metric that adds up, or its settled part; of the backlog what came in, fell due or was
        closed in the month.
    """
    if table in spell_counts.COUNTED:
        return spell_counts.counts(spell_counts.COUNTED[table], records, "township_code")
    if table == "backlog":
        flows = backlog.movements(records)
        sums = {column: _[column].sum() for column in backlog.COLUMNS}
    else:
        flows = records
        sums = {"records": _.count()}
        for metric in metrics(table):
            sums |= {_column(metric, part): value for part, value in metric.parts.items()}
        for metric in METRICS.values():
            if metric.table == table and metric.settled is not None:
                sums[_column(metric, "settled")] = metric.settled
    days = {} if table in CUT else {"first_date": _.day.min(), "last_date": _.day.max()}
    begin = start_of_period(flows.date, "month")
    if table in CUT:
        later = (begin + ibis.interval(days=ASSESSMENT_DAY - 1)).cast("date")
        begin = (flows.date.day() < ASSESSMENT_DAY).ifelse(begin, later)
    dated = flows.mutate(day=_.date, date=begin)
    dated = dated.mutate(first_day=dated.date)
    return dated.group_by(*CELL).agg(**days, **sums).order_by(*CELL)


def _column(metric: Metric, part: str) -> str:
    return f"{metric.id}_{part}"
