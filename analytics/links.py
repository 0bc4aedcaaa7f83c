"""Which households have a linked member (党员联户), and how many has each member?"""

from collections.abc import Mapping
from datetime import date

import ibis
import pandas as pd
from ibis import _

from analytics.periods import Period


def households(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> ibis.Table:
    """Every household of the register, and whether it is linked at the end of the span.

    Households know the only link that they have had (linked_from, linked_to, has_card); those that
    have had several are looked up among the assignments.

    Returns
    -------
    ibis.Table
        The columns of households; date (the day looked at), is_linked, has_card (missing where
        it is not linked, or nobody noted it).
    """
    day = ibis.literal(min(span.end, reached))
    several = members(tables, span, reached).filter(_.links > 1)
    linked = several.group_by("number").agg(any_card=_.card_issued.any(), now=_.count())
    homes = tables["households"]
    begun = (homes.linked_from <= day).fill_null(False)
    is_alone = begun & (homes.linked_to.isnull() | (homes.linked_to >= day))
    return homes.left_join(linked, "number").select(
        *(name for name in homes.columns if name != "has_card"),
        date=day,
        is_linked=is_alone | linked["now"].notnull(),
        has_card=is_alone.ifelse(homes.has_card, linked["any_card"]),
    )


def members(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> ibis.Table:
    """Links in force at the end of the span, one row a household and member, dated that day."""
    day = ibis.literal(min(span.end, reached))
    return tables["assignments"].filter(
        _.valid_from <= day, _.valid_to.isnull() | (_.valid_to >= day)
    ).mutate(date=day)  # fmt: skip


def distribution(links: ibis.Table) -> pd.DataFrame:
    """How many members have how many households: households, people; in order.

    Parameters
    ----------
    links : ibis.Table
        The result of `members`.
    """
    each = links.group_by("visitor_ref").agg(households=_.number.nunique())
    counted = each.group_by("households").agg(people=_.count())
    return counted.order_by("households").to_pandas()
