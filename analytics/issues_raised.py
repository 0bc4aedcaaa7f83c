"""What did households raise when they were visited, and what became of it?"""

from collections.abc import Mapping
from datetime import date

import ibis
import numpy as np
import pandas as pd
from ibis import _

from analytics.metrics.requests import ended_otherwise
from analytics.periods import Period

FATES = ("solved", "open_still", "otherwise")


def matters(tables: Mapping[str, ibis.Table], span: Period, reached: date) -> ibis.Table:
    """Visits in which something was raised, with what became of it.

    Parameters
    ----------
    tables : mapping of str to ibis.Table
        visits (issues_raised, source, visit_id and the groups), raised (requests from them).

    Returns
    -------
    ibis.Table
        The columns of visits; matters, requests, solved, open_still, otherwise.

    Notes
    -----
    A visitor notes a number of matters; requests come from the request system. A matter without
    a request is not traced any further, so it counts as raised and as neither solved nor open.
    Where there are more requests than matters were noted, each request is a matter.
    """
    del span, reached  # visits and requests are those of the span already
    visits = tables["visits"]
    per_visit = _fates(tables["raised"]).group_by("source", "visit_id").agg(
        requests=_.count(), **{fate: _[fate].sum() for fate in FATES}
    )  # fmt: skip
    joined = visits.left_join(per_visit, ["source", "visit_id"])
    counted = joined.select(
        *visits.columns,
        **{name: joined[name].fill_null(0) for name in ("requests", *FATES)},
    )
    table = counted.mutate(matters=ibis.greatest(_.issues_raised, _.requests))
    return table.filter(_.matters > 0)


def flow(raised: ibis.Table) -> pd.DataFrame:
    """What became of the requests from visits, by category.

    Parameters
    ----------
    raised : ibis.Table
        Requests from visits, with category_code, is_closed and outcome.

    Returns
    -------
    DataFrame
        category_code, requests, solved, open_still, otherwise; most requests first.
    """
    counted = _fates(raised).group_by("category_code").agg(
        requests=_.count(), **{fate: _[fate].sum() for fate in FATES}
    )  # fmt: skip
    return counted.order_by(_.requests.desc(), "category_code").to_pandas()


def stations(solved: pd.Series, categories: pd.DataFrame) -> pd.DataFrame:
    """How many matters came to each station of their way.

    Parameters
    ----------
    solved : Series
        Result row of issue_solved_rate: its denominator is all that was raised.
    categories : DataFrame
        The result of `flow`.

    Returns
    -------
    DataFrame
        station ("raised", "handed_on", "untraced", then the fates), matters, share (of raised;
        NaN where nothing was). Untraced matters became no request; handed on and untraced add up
        to raised, the fates to handed on.
    """
    raised = int(np.nan_to_num(solved["denominator"]))
    handed = int(categories["requests"].sum())
    amounts = {
        "raised": raised,
        "handed_on": handed,
        "untraced": raised - handed,
        **{fate: int(categories[fate].sum()) for fate in FATES},
    }
    matters = pd.Series(amounts, dtype="int64")
    share = matters / (raised if raised else float("nan"))
    return pd.DataFrame({"station": matters.index, "matters": matters, "share": share}).reset_index(
        drop=True
    )


def _fates(raised: ibis.Table) -> ibis.Table:
    """What each request came to: solved, open still, or ended without a solution."""
    aside = ended_otherwise(_.outcome)
    return raised.mutate(
        solved=_.is_closed & ~aside, open_still=~_.is_closed, otherwise=_.is_closed & aside
    )
