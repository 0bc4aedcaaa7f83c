"""How do requests end: resolved, withdrawn, merged, refused, and by when?

Each way to end competes with the others. Taking the withdrawn for open ones and estimating the
share resolved alone would overstate it, and the ways would add up to more than one.
"""

from collections.abc import Sequence

import ibis
import pandas as pd
from ibis import _

from analytics import asking, resolution
from analytics.metrics.requests import ENDS_OTHERWISE
from analytics.spells import tally

ENDS = ("resolved", *ENDS_OTHERWISE)
MONTH = 30.0
LOOKED_AT = (1.0, 7.0, 15.0, MONTH, 90.0)  # days


def by_end(requests: ibis.Table, keys: Sequence[str] = (), unit_seconds: int = 1) -> pd.DataFrame:
    """How many requests ended in which way, by duration: one block of durations for every end.

    Parameters
    ----------
    requests, keys, unit_seconds
        As for `resolution.counts`.

    Returns
    -------
    DataFrame
        keys, end, seconds, resolved (ended in this way), otherwise (in another), open_still,
        unknown: what `resolution.incidence` takes, with the keys and end.
    """
    told = resolution.lifetimes(requests, [*keys, "outcome"])
    way = _.otherwise.ifelse(_.outcome, _.resolved.ifelse("resolved", ""))
    counted = asking.fetch(tally(told.mutate(end=way), [*keys, "end"], unit_seconds))
    counted["gone"] = counted["resolved"] + counted["otherwise"]
    cells = [*keys, "seconds"]
    whole = counted.groupby(cells, dropna=False)[["gone", "open_still", "unknown"]].sum()
    blocks = []
    for end in ENDS:
        own = counted[counted["end"] == end].groupby(cells, dropna=False)["gone"].sum()
        resolved = own.reindex(whole.index, fill_value=0)
        blocks.append(whole.assign(end=end, resolved=resolved, otherwise=whole["gone"] - resolved))
    return pd.concat(blocks).drop(columns="gone").reset_index()


def incidence(
    requests: ibis.Table, keys: Sequence[str] = (), unit_seconds: int = resolution.HOUR_SECONDS
) -> pd.DataFrame:
    """Cumulative incidence of every end, with limits.

    Parameters
    ----------
    requests, keys, unit_seconds
        As for `resolution.counts`.

    Returns
    -------
    DataFrame
        keys, end, days, at_risk, resolved (ended in this way at that time), share (0..1), low,
        high; in order of keys, end and days.

    References
    ----------
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5:141-150; Putter, Fiocco and
    Geskus (2007), Statistics in Medicine 26:2389-2430.
    """
    keyed = [*keys, "end"]
    steps = resolution.with_limits(
        resolution.incidence(by_end(requests, keys, unit_seconds), keyed)
    )
    frame = steps[(steps["seconds"] >= 0) & (steps["resolved"] > 0)].reset_index(drop=True)
    frame["days"] = frame["seconds"] / resolution.DAY_SECONDS
    return frame[[*keyed, "days", "at_risk", "resolved", "share", "low", "high"]]


def shares_at(steps: pd.DataFrame, days: Sequence[float] = LOOKED_AT) -> pd.DataFrame:
    """Share that ended in each way within so many days, from the steps of one group.

    Returns
    -------
    DataFrame
        end, days, ended (seen so far), share, low, high; 0 before the first end.
    """
    found = []
    for end in ENDS:
        rows = steps[steps["end"] == end]
        for day in days:
            early = rows[rows["days"] <= day]
            last = early.iloc[-1] if len(early) else None
            found.append({
                "end": end, "days": float(day), "ended": float(early["resolved"].sum()),
                "share": 0.0 if last is None else float(last["share"]),
                "low": 0.0 if last is None else float(last["low"]),
                "high": float("nan") if last is None else float(last["high"]),
            })  # fmt: skip
    return pd.DataFrame(found)
