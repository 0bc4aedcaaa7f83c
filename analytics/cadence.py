"""Were the households that must be visited (五必访) visited as often as was promised?"""

from collections.abc import Mapping, Sequence
from datetime import date

import ibis
import numpy as np
import pandas as pd
from ibis import _

from analytics import promise_years
from analytics.periods import Period, between

DISTRIBUTION = ("priority_group", "judged", "kept")


def promises(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> ibis.Table:
    """Households and years in which promises to them can be judged, and how many were kept.

    Parameters
    ----------
    tables : mapping of str to ibis.Table
        promise_years, or households, home_months and visit_dates, in which `promise_years.found`
        finds them.
    span : Period
        Days looked at.
    reached : date
        Last day that the records cover.

    Returns
    -------
    ibis.Table
        Places, grid, group, number and promise of the household; judged, kept and kept_met (months
        of one year of the span: judged, kept, and with as many visits at which somebody was met).

    Notes
    -----
    A promise of 0.5 visits a month is one visit in two months, so each month is judged with the
    months before it that make up the shortest cycle with a whole number of visits. Only whole
    months count, and only cycles that lie between the first visit on record and the data date of
    visits: a month that is not over, or that nobody wrote down, breaks no promise.
    """
    whole = _whole(span, reached)
    years = _of_years(tables, whole)
    looked_at = promise_years.bits(years.year, whole)
    told = years.mutate(
        judged=promise_years.bit_count(years.judged & looked_at),
        kept=promise_years.bit_count(years.kept & years.judged & looked_at),
        kept_met=promise_years.bit_count(years.met & years.judged & looked_at),
    )
    return told.filter(_.judged > 0).drop("year", "met")


def months(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> ibis.Table:
    """The same month by month: the columns of `promises` and date, the first day of the month."""
    whole = _whole(span, reached)
    years = _of_years(tables, whole)
    first, last = whole[0].start, whole[-1].start
    calendar = ibis.range(1, promise_years.MONTHS + 1).unnest().name("month").as_table()
    dated = years.cross_join(calendar)
    dated = dated.mutate(
        date=ibis.date(dated.year, dated.month, ibis.literal(1)),
        bit=promise_years.bit(dated.month),
    )
    there = dated.filter(
        _.date >= ibis.literal(first), _.date <= ibis.literal(last), (_.judged & _.bit) != 0
    )
    told = there.mutate(
        judged=ibis.literal(1, "int64"),
        kept=((there.kept & there.bit) != 0).cast("int64"),
        kept_met=((there.met & there.bit) != 0).cast("int64"),
    )
    return told.drop("year", "month", "bit", "met")


def _whole(span: Period, reached: date) -> list[Period]:
    """Months that lie in the span and before the data date; one that nobody has, if none does."""
    end = min(span.end, reached)
    found = between(span.start, end, "month") if span.start <= end else ()
    whole = [month for month in found if span.start <= month.start and month.end <= end]
    return whole or [Period(date.max, date.max)]


def _of_years(tables: Mapping[str, ibis.Table], whole: Sequence[Period]) -> ibis.Table:
    first, last = whole[0].start.year, whole[-1].start.year
    return promise_years.of(tables).filter(_.year >= first, _.year <= last)


def by_household(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> pd.DataFrame:
    """How many households had how many of their months kept.

    Parameters
    ----------
    tables, span, reached
        As for `promises`.

    Returns
    -------
    DataFrame
        priority_group, judged and kept (months), households; in this order.
    """
    each = promises(tables, span, reached)
    if not is_one_each(span):
        sums = {"judged": _.judged.sum(), "kept": _.kept.sum()}
        each = each.group_by("number", "priority_group").agg(**sums)
    counted = each.group_by(*DISTRIBUTION).agg(households=_.count())
    return counted.order_by(*DISTRIBUTION).to_pandas()


def is_one_each(span: Period) -> bool:
    """Whether every household has at most one row of `promises`."""
    return span.start.year == span.end.year


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
