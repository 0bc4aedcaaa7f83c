"""Were the households that must be visited (五必访) visited as often as was promised?"""

from collections.abc import Mapping
from datetime import date

import ibis
import numpy as np
import pandas as pd
from ibis import _

from analytics.periods import Period, between

LONGEST_CYCLE = 12  # months; a promise of less than once a year is judged by the year
CLOSE = 0.05  # 0.33 visits a month are one in three months
# What households bear for other questions; to carry it along costs more than all the rest.
OTHERS = ("last_date", "last_met_date", "links", "linked_from", "linked_to", "has_card")
DISTRIBUTION = ("priority_group", "judged", "kept")


def promises(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> ibis.Table:
    """Every month in which a promise to a household can be judged, and whether it was kept.

    Parameters
    ----------
    tables : mapping of str to ibis.Table
        households (each with a number), home_months (visits and met by number and month, back
        beyond the span), visit_dates (first and last: the days between which visits are on
        record).
    span : Period
        Days looked at.
    reached : date
        Last day that the records cover.

    Returns
    -------
    ibis.Table
        Places, grid, group, number and promise of the household; date (first day of the month),
        cycle (months), needed, visits and met (visits in the cycle that ends with the month; met:
        where somebody was met), is_kept, is_kept_met.

    Notes
    -----
    A promise of 0.5 visits a month is one visit in two months, so each month is judged with the
    months before it that make up the shortest cycle with a whole number of visits. Only whole
    months count, and only cycles that lie between the first visit on record and the data date of
    visits: a month that is not over, or that nobody wrote down, breaks no promise.
    """
    end = min(span.end, reached)
    spans = between(span.start, end, "month") if span.start <= end else ()
    whole = [month for month in spans if span.start <= month.start and month.end <= end]
    homes = tables["households"].filter(_.visits_due_per_month > 0).drop(*OTHERS)
    cycles = _cycles(homes)
    homes = homes.inner_join(cycles, "visits_due_per_month")
    dates = tables["visit_dates"]
    first = _index(dates["first"]) + (dates["first"].day() > 1).cast("int64")
    told = dates.select(first_month=first, last_day=dates["last"])
    due = homes.cross_join(_calendar(whole)).cross_join(told)
    due = due.filter(_.month - _.cycle + 1 >= _.first_month, _.end <= _.last_day)
    made = _made(tables["home_months"], cycles, whole)
    joined = due.left_join(made, ["number", "month"])
    counted = joined.mutate(visits=_.visits.fill_null(0), met=_.met.fill_null(0)).select(
        *homes.columns, "date", "visits", "met"
    )
    return counted.mutate(is_kept=_.visits >= _.needed, is_kept_met=_.met >= _.needed)


def by_household(promised: ibis.Table) -> pd.DataFrame:
    """How many households had how many of their months kept.

    Parameters
    ----------
    promised : ibis.Table
        The result of `promises`.

    Returns
    -------
    DataFrame
        priority_group, judged and kept (months), households; in this order.
    """
    each = promised.group_by("number", "priority_group").agg(judged=_.count(), kept=_.is_kept.sum())
    counted = each.group_by(*DISTRIBUTION).agg(households=_.count())
    return counted.order_by(*DISTRIBUTION).to_pandas()


def kept_bands(households: pd.DataFrame) -> pd.DataFrame:
    """Households by how much of what was promised they had, for each group.

    Parameters
    ----------
    households : DataFrame
        The result of `by_household`.

    Returns
    -------
    DataFrame
        priority_group, band ("none", "some", "most", "all"), households, share (of the group).
        Most is half and more of the months.
    """
    share = households["kept"] / households["judged"]
    conditions = [share == 0, share == 1, share >= 0.5]
    band = np.select(conditions, ["none", "all", "most"], default="some")
    counted = (
        households.assign(band=pd.Categorical(band, ["none", "some", "most", "all"]))
        .groupby(["priority_group", "band"], observed=False)["households"]
        .sum()
        .reset_index()
        .astype({"band": object})
    )
    whole = counted.groupby("priority_group")["households"].transform("sum")
    return counted.assign(share=counted["households"] / whole)


def _cycle(due: ibis.expr.types.NumericValue) -> ibis.expr.types.IntegerValue:
    """Months of the shortest cycle in which a whole number of visits is due."""

    def is_whole(months: ibis.expr.types.IntegerValue) -> ibis.expr.types.BooleanValue:
        visits = due * months
        return ((visits - visits.round()).abs() <= CLOSE) & (visits.round() >= 1)

    found = ibis.range(1, LONGEST_CYCLE + 1).filter(is_whole)
    return found[0].fill_null(LONGEST_CYCLE).cast("int64")


def _needed(
    due: ibis.expr.types.NumericValue, cycle: ibis.expr.types.IntegerValue
) -> ibis.expr.types.IntegerValue:
    """Visits due in a cycle; at least one."""
    return ibis.greatest((due * cycle + CLOSE).floor().cast("int64"), ibis.literal(1, "int64"))


def _cycles(homes: ibis.Table) -> ibis.Table:
    """Cycle and visits needed of each promise there is; worked out once, not once a household."""
    rates = homes.select("visits_due_per_month").distinct()
    due = rates.visits_due_per_month
    cycle = _cycle(due)
    return rates.mutate(cycle=cycle, needed=_needed(due, cycle))


def _made(months: ibis.Table, cycles: ibis.Table, whole: list[Period]) -> ibis.Table:
    """Visits by household in the cycle that ends with each month."""
    if not whole:
        return months.filter(False).select("number", "visits", "met", month=_index(_.month))
    start, end = whole[0].start, whole[-1].end
    earliest = date(start.year - 1, start.month, 1)  # a cycle is a year at most
    made = months.filter(
        _.visits_due_per_month > 0, _.month >= earliest, _.month <= ibis.literal(end)
    ).select("number", "visits_due_per_month", "visits", "met", month=_index(_.month))
    made = made.inner_join(cycles.drop("needed"), "visits_due_per_month")
    made = made.filter(made.month + made.cycle > start.year * 12 + start.month)
    spread = made.mutate(ahead=ibis.range(0, made.cycle).unnest()).mutate(month=_.month + _.ahead)
    return spread.group_by("number", "month").agg(visits=_.visits.sum(), met=_.met.sum())


def _calendar(months: list[Period]) -> ibis.Table:
    """The months as a table: first and last day, and a running number."""
    numbers = [month.start.year * 12 + month.start.month for month in months]
    days = {"date": [m.start for m in months], "end": [m.end for m in months]}
    frame = pd.DataFrame({**days, "month": numbers}, dtype=object)
    schema = ibis.schema({"date": "date", "end": "date", "month": "int64"})
    return ibis.memtable(frame, schema=schema)


def _index(day: ibis.expr.types.DateValue) -> ibis.expr.types.IntegerValue:
    """Running number of the month of a day."""
    return day.year().cast("int64") * 12 + day.month().cast("int64")
