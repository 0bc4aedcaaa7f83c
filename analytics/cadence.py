"""Were the households that must be visited (五必访) visited as often as was promised?"""

from collections.abc import Mapping
from datetime import date

import ibis
import numpy as np
import pandas as pd
from ibis import _

from analytics import promise_years
from analytics.periods import Period, between

DISTRIBUTION = ("priority_group", "judged", "kept")


def promises(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> ibis.Table:
    """Every month in which a promise to a household can be judged, and whether it was kept.

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
        Places, grid, group, number and promise of the household; date (first day of the month),
        is_kept and is_kept_met (with as many visits at which somebody was met).

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
    years = promise_years.of(tables)
    kept = [name for name in years.columns if name not in ("year", "judged", "kept", "met")]
    if not whole:
        whole = [Period(date.max, date.max)]
    first, last = whole[0].start, whole[-1].start
    calendar = ibis.range(1, promise_years.MONTHS + 1).unnest().name("month").as_table()
    months = years.filter(_.year >= first.year, _.year <= last.year).cross_join(calendar)
    dated = months.mutate(
        date=ibis.date(months.year, months.month, ibis.literal(1)),
        bit=promise_years.bit(months.month),
    )
    judged = dated.filter(
        _.date >= ibis.literal(first), _.date <= ibis.literal(last), (_.judged & _.bit) != 0
    )
    told = {"is_kept": (_.kept & _.bit) != 0, "is_kept_met": (_.met & _.bit) != 0}
    return judged.select(*kept, "date", **told)


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
