"""Which households have a linked member (党员联户), and how many has each member?"""

from collections.abc import Mapping
from datetime import date

import ibis
import pandas as pd
from ibis import _

from analytics.periods import Period


def households(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> ibis.Table:
    """Every household of the register, and whether it is linked at the end of the span.

    Returns
    -------
    ibis.Table
        The columns of households; date (the day looked at), is_linked, has_card (missing where
        it is not linked, or nobody noted it).
    """
    day = ibis.literal(min(span.end, reached))
    linked = members(tables, span, reached).group_by("household_ref").agg(
        has_card=_.card_issued.any(), links=_.count()
    )  # fmt: skip
    homes = tables["households"]
    return homes.left_join(linked, "household_ref").select(
        *homes.columns, date=day, is_linked=_.links.notnull(), has_card=linked["has_card"]
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
    each = links.group_by("visitor_ref").agg(households=_.household_ref.nunique())
    counted = each.group_by("households").agg(people=_.count())
    return counted.order_by("households").to_pandas()
