"""Why is a number missing, or not to be judged? In words that hold for every measure."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.metrics import METRICS
from pages.components.sentences import Teller

UNTOLD = ("unreached", "unwatched")


def key(row: Mapping[str, Any]) -> str:
    """The state of a result row, and for a time that cannot be told the reason.

    Returns
    -------
    str
        The state; instead of none "unreached_50" where fewer than half of the requests are resolved
        so far ("unreached_75", "unreached_90"), "unwatched" where none was followed for so long.
    """
    metric = METRICS[row["metric"]]
    if row["state"] != "none" or metric.kind != "time" or not row["n"] > 0:
        return str(row["state"])
    return "unwatched" if metric.quantile is None else f"unreached_{100 * metric.quantile:.0f}"


def words(teller: Teller, row: Mapping[str, Any]) -> str:
    """The same in words; "" where there is nothing to say."""
    return teller.say(f"state.{key(row)}")


def untold(rows: pd.DataFrame) -> pd.Series:
    """Which rows are of times that nobody can tell yet, though there are requests."""
    reasons = [key(row) for row in rows.to_dict("records")]
    return pd.Series([reason.startswith(UNTOLD) for reason in reasons], rows.index, dtype=bool)


def missing(teller: Teller, rows: pd.DataFrame, names: pd.Series) -> list[str]:
    """A sentence for each reason why rows have no number; `names` are those of the rows."""
    reasons = pd.Series([key(row) for row in rows.to_dict("records")], rows.index, dtype=object)
    told = []
    for reason, left in names[rows["value"].isna()].groupby(reasons):
        listed = teller.some(list(left))
        if reason in ("hidden", "none"):
            told.append(teller.say(f"chart.{reason}", names=listed))
        else:
            why = teller.say(f"state.{reason}")
            told.append(teller.say("chart.no_number", reason=why, names=listed))
    return told
