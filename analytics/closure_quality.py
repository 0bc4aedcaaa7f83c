"""Which closings look as if nothing had been done before?

A flag is a reason to look, not a verdict: some matters are answered at once, and some systems keep
only the day. So flags are counted by unit and category and set against what all of them do.
"""

from collections.abc import Sequence

import ibis
import numpy as np
import pandas as pd
from ibis import _
from numpy.typing import NDArray

from analytics import funnels, intervals
from analytics.judge import FEW
from analytics.spells import seconds

QUICK_SECONDS = 600
BATCH = 5  # closings of one unit in one second that no hand can have made
RETURN_DAYS = 30
Floats = NDArray[np.float64]
FLAGS = ("quick", "midnight", "batch", "returned", "reopened")


def flags(requests: ibis.Table, days: ibis.Table, keys: Sequence[str] = ()) -> pd.DataFrame:
    """How many closings bear which flag, by group.

    Parameters
    ----------
    requests : ibis.Table
        source, episode_ref, lead_unit, received_at, closed_at, closed_date, is_closed,
        reopened_count and the keys.
    days : ibis.Table
        day and starts_at, its midnight (UTC).
    keys : sequence of str
        Columns to split by.

    Returns
    -------
    DataFrame
        keys, closed (with a known time), quick (within ten minutes of coming in), midnight (at
        00:00 of the business zone: a day, not a time), batch (with four or more others of the
        unit in the same second), returned (the same matter came in again within 30 days, as far
        as the records handed in reach), reopened (at least once, whenever that was).
    """
    closed = requests.filter(_.is_closed, _.closed_at.notnull())
    needed = {*keys, "source", "episode_ref", "lead_unit", "received_at", "closed_at",
              "closed_date", "reopened_count"}  # fmt: skip
    closed = closed.select(*sorted(needed))
    closed = closed.mutate(unit=_.lead_unit.fill_null(""))
    at_once = closed.group_by(batch_unit=_.unit, batch_at=_.closed_at).agg(together=_.count())
    at_once = at_once.filter(_.together >= BATCH)
    midnights = days.select(midnight_at=_.starts_at)
    marked = closed.left_join(
        at_once, [closed.unit == at_once.batch_unit, closed.closed_at == at_once.batch_at]
    )
    marked = marked.left_join(midnights, marked.closed_at == midnights.midnight_at)
    grouped = marked.group_by(*keys) if keys else marked
    found = grouped.agg(
        closed=_.count(),
        quick=(seconds(_.received_at, _.closed_at) < QUICK_SECONDS).sum(),
        midnight=_.midnight_at.notnull().sum(),
        batch=_.together.notnull().sum(),
        reopened=(_.reopened_count > 0).sum(),
    ).to_pandas()
    back = _returned(requests, keys)
    found = found.merge(back, how="left", on=list(keys)) if keys else found.join(back)
    numbers = ["closed", *FLAGS]
    found[numbers] = found[numbers].astype("float64").fillna(0.0)
    return found[[*keys, *numbers]]


def _returned(requests: ibis.Table, keys: Sequence[str]) -> pd.DataFrame:
    """Closings after which the same matter came in again within a month."""
    matter = ["source", "episode_ref"]
    columns = list(dict.fromkeys([*keys, *matter, "received_at", "closed_at", "is_closed"]))
    repeats = requests.filter(_.episode_ref.notnull()).select(*columns)
    following = ibis.window(group_by=matter, order_by="received_at")
    repeats = repeats.mutate(again_at=_.received_at.lead().over(following))
    wait = seconds(repeats.closed_at, repeats.again_at)
    soon = repeats.is_closed & (wait >= 0) & (wait <= RETURN_DAYS * 86_400)
    repeats = repeats.mutate(soon=soon.fill_null(False))
    grouped = repeats.group_by(*keys) if keys else repeats
    return grouped.agg(returned=_.soon.sum()).to_pandas()


def shares(counted: pd.DataFrame) -> pd.DataFrame:
    """Add value (flagged over closed, 0..1), low and high (Wilson) to rows of counts."""
    low, high = intervals.wilson(counted["flagged"], counted["closed"])
    some = counted["closed"].where(counted["closed"] > 0)
    return counted.assign(value=counted["flagged"] / some, low=low, high=high)


def unusual(counted: pd.DataFrame, key: str, flag: str) -> pd.DataFrame:
    """Groups in which a flag is more frequent than in the others, by more than chance.

    Parameters
    ----------
    counted : DataFrame
        The result of `flags` by the key.
    key, flag : str
        Column of the groups, and the flag.

    Returns
    -------
    DataFrame
        key, flagged, n, value (share, 0..1), low, high, overall (share of all), limit (what
        chance allows with 99.8 %, over-dispersion allowed for), unusual; the largest share first,
        groups of fewer than 30 closings left out.

    Notes
    -----
    A group is set against the others without itself, or a single odd one among few would widen
    its own limit until it fits.

    References
    ----------
    Spiegelhalter (2005), Quality and Safety in Health Care 14:347-351.
    """
    rows = counted[counted["closed"] >= FEW]
    flagged, number = rows[flag].to_numpy(float), rows["closed"].to_numpy(float)
    low, high = intervals.wilson(flagged, number)
    share = np.divide(flagged, number, out=np.full(len(rows), np.nan), where=number > 0)
    limit = np.array([_limit(flagged, number, place) for place in range(len(rows))])
    overall = float(flagged.sum() / number.sum()) if number.sum() else float("nan")
    found = pd.DataFrame({
        key: rows[key].to_numpy(), "flagged": flagged, "n": number, "value": share, "low": low,
        "high": high, "overall": overall, "limit": limit, "unusual": share > limit,
    })  # fmt: skip
    return found.sort_values("value", ascending=False, ignore_index=True)


def _limit(flagged: Floats, number: Floats, place: int) -> float:
    """Share that chance allows a group, from those of the others; half an event keeps it off 0."""
    others = np.arange(len(number)) != place
    if not others.any():
        return float("nan")
    x, n = flagged[others], number[others]
    target = float((x.sum() + 0.5) / (n.sum() + 1))
    errors = 1 / (2 * np.sqrt(n))
    z = (np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(target))) / errors
    tau2 = funnels.overdispersion(z, errors)[1]
    method: funnels.Method = "arcsine" if tau2 > 0 else "exact"
    high = funnels.limits(number[[place]], target, funnels.ALARM, method, tau2)[1]
    return float(high[0])
