"""Of which groups are fewer than half of the requests resolved so far?

They have no median, for they are slow: left out of a comparison, the slowest would be missing.
"""

import pandas as pd

from analytics.judge import FEW
from pages.components.frame import Asked
from pages.components.requests import wording


def first(found: pd.DataFrame, count: str = "n", within: str = "within") -> pd.DataFrame:
    """Groups in the order of their medians, the slowest first, those that have none yet before all.

    Parameters
    ----------
    found : DataFrame
        p50 and the columns below. Groups without any request stand last.
    count, within : str
        Columns of the number of requests, and of the share resolved within some time: the smallest
        stands first among groups without a median.
    """
    untold = found["p50"].isna() & (found[count] > 0)
    order = found.assign(order=found["p50"].mask(untold, float("inf")))
    order = order.sort_values(["order", within], ascending=[False, True], ignore_index=True)
    return order.drop(columns="order")


def groups(found: pd.DataFrame) -> pd.DataFrame:
    """Those of them that have requests enough to be judged."""
    return found[found["p50"].isna() & (found["n"] >= FEW)]


def named(asked: Asked, few: pd.DataFrame) -> str:
    """Their names, with how many of their requests are resolved so far."""
    say = asked.teller.say
    listed = []
    for row in few.to_dict("records"):
        told = say(
            "requests.resolved_of",
            resolved=wording.number(asked, row["numerator"]),
            requests=wording.number(asked, row["denominator"]),
        )
        listed.append(say("requests.name_and_value", name=row["name"], value=told))
    return wording.names(asked, listed)
