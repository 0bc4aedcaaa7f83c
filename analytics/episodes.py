"""How many matters stand behind the requests: which ones do residents report again and again?

Repeats of one matter share an episode (一事多诉). A request without one is a matter of its own, so
matters are requests less repeats.
"""

from collections.abc import Sequence

import ibis
import pandas as pd
from ibis import _

from analytics import intervals
from analytics.metrics.requests import REPEATS

MOST = 5  # reports of one matter that are told apart: five stands for five and more


def by(requests: ibis.Table, keys: Sequence[str] = ()) -> pd.DataFrame:
    """Requests, matters and repeats, by group.

    Parameters
    ----------
    requests : ibis.Table
        source, episode_ref and the keys.
    keys : sequence of str
        Columns to split by.

    Returns
    -------
    DataFrame
        keys, requests, matters, repeats (reports of a matter after its first one of the group),
        value (repeats over requests, 0..1), low, high.
    """
    grouped = requests.group_by(*keys) if keys else requests
    frame = grouped.agg(requests=_.count(), repeats=REPEATS).to_pandas()
    frame[["requests", "repeats"]] = frame[["requests", "repeats"]].astype("float64").fillna(0.0)
    frame["matters"] = frame["requests"] - frame["repeats"]
    frame["value"] = frame["repeats"] / frame["requests"].where(frame["requests"] > 0)
    frame["low"], frame["high"] = intervals.wilson(frame["repeats"], frame["requests"])
    return frame[[*keys, "requests", "matters", "repeats", "value", "low", "high"]]


def sizes(requests: ibis.Table) -> pd.DataFrame:
    """How many matters were reported how often.

    Returns
    -------
    DataFrame
        reports (1 to 5, the last for five and more), matters, requests.
    """
    # Those that name no matter stand together, under 0; each is a matter of its own.
    named = requests.group_by("source", "episode_ref").agg(reports=_.count())
    often = named.episode_ref.isnull().ifelse(0, named.reports.clip(upper=MOST))
    counted = named.group_by(reports=often).agg(matters=_.count(), requests=_.reports.sum())
    frame = counted.to_pandas().set_index("reports").reindex(range(MOST + 1), fill_value=0)
    frame.loc[1] += frame.loc[0, "requests"]
    return frame.drop(index=0).reset_index().astype("float64")
