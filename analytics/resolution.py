"""How long do requests take until they are resolved, the open ones counted too?

The resident's clock runs from received to closed. A request that is open at the data date is
censored there: it is known to have taken at least that long. One that was withdrawn, merged or
refused ended otherwise, so it competes with being resolved. The share resolved by a time is then
the Aalen-Johansen cumulative incidence, which is one minus Kaplan-Meier where nothing competes.
The engine counts requests by duration; the rest is worked out from these counts.
"""

from collections.abc import Sequence

import ibis
import numpy as np
import pandas as pd

from analytics import asking, intervals, spell_lists
from analytics.incidence import ROUNDING, Transform, in_order, incidence, with_limits, with_shares
from analytics.metrics.requests import ended_otherwise
from analytics.spells import (
    DAY,
    DRAWN,
    EXACT,
    FATES,
    OPEN_STILL,
    OTHERWISE,
    RESOLVED,
    UNKNOWN,
    Grain,
    seconds,
    spells,
    tally,
)


def counts(requests: ibis.Table, keys: Sequence[str] = (), grain: Grain = EXACT) -> ibis.Table:
    """How many requests ended how, by group and duration.

    Parameters
    ----------
    requests : ibis.Table
        received_at, closed_at, is_closed, outcome, as_of and the keys.
    keys : sequence of str
        Columns to split by.
    grain : Grain
        As for `spells.tally`.

    Returns
    -------
    ibis.Table
        keys, seconds, resolved, otherwise, open_still, unknown. A request that is
        closed at an unknown time, or before it was received, is `unknown`, has seconds -1 and
        takes no part. A request that was closed and is open again counts as open.
    """
    return tally(lifetimes(requests, keys), keys, grain)


def lifetimes(requests: ibis.Table, keys: Sequence[str] = ()) -> ibis.Table:
    """One row a request: how long it was open and how that ended; see `spells.spells`."""
    until = requests.is_closed.ifelse(requests.closed_at, requests.as_of)
    exact = seconds(requests.received_at, until)
    return spells(requests, keys, exact, fate(requests))


def fate(requests: ibis.Table) -> ibis.Value:
    """How requests ended, as `spells.spells` wants to be told."""
    return ibis.cases(
        (~requests.is_closed, OPEN_STILL),
        (requests.closed_at.isnull(), UNKNOWN),
        (ended_otherwise(requests.outcome), OTHERWISE),
        else_=RESOLVED,
    )


def times(
    requests: ibis.Table,
    keys: Sequence[str] = (),
    quantiles: Sequence[float] = (0.5, 0.75, 0.9),
    within_days: Sequence[float] = (7.0,),
    grain: Grain = EXACT,
    transform: Transform = "log-log",
) -> pd.DataFrame:
    """Quantiles of the time to resolve and shares resolved within so many days, by group.

    Parameters
    ----------
    requests, keys, grain
        As for `counts`.
    quantiles : sequence of float
        Shares resolved for which the time is asked, 0..1.
    within_days : sequence of float
        Days for which the share resolved is asked.
    transform : "log-log" or "log"
        As for `with_limits`.

    Returns
    -------
    DataFrame
        One row a group: keys, requests (with known times), resolved, otherwise, open_still,
        unknown; for each quantile p50, p50_low, p50_high in days, NaN where the share is not
        reached; for each number of days within_7, within_7_low, within_7_high (0..1, NaN where
        nobody was observed so long) and within_7_resolved (count).

    References
    ----------
    Brookmeyer and Crowley (1982), Biometrics 38:29-41, for the limits of the quantiles.
    """
    return summary(counts(requests, keys, grain), keys, quantiles, within_days, transform)


def summary(
    durations: ibis.Table | pd.DataFrame,
    keys: Sequence[str] = (),
    quantiles: Sequence[float] = (0.5, 0.75, 0.9),
    within_days: Sequence[float] = (),
    transform: Transform = "log-log",
) -> pd.DataFrame:
    """As `times`, of durations that are counted already (`spells.tally`, which may have been
    fetched) or listed by group.
    """
    steps, named = _fetched(durations, keys)
    steps = with_limits(with_shares(steps), transform)
    cell = steps["cell"].to_numpy()
    groups = pd.RangeIndex(len(named) if keys else 1)
    found = {f: pd.Series(np.bincount(cell, steps[f].to_numpy(float), len(groups))) for f in FATES}
    ends = steps.iloc[np.flatnonzero(np.diff(cell, append=-1))].reset_index(drop=True)
    found |= {"longest_seconds": ends["seconds"], "last_open": ends["open_still"]}
    for quantile in quantiles:
        found |= _reached(steps, quantile)
    for days in within_days:
        found |= _within(steps, days, len(groups))
    frame = pd.concat([named, pd.DataFrame(found, index=groups)], axis=1)
    return _in_days(frame, quantiles, within_days)


def _fetched(
    durations: ibis.Table | pd.DataFrame, keys: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts in order of groups and durations, and the keys of each group."""
    if spell_lists.SPELLS in durations.columns:
        return spell_lists.counted(asking.fetch_lists(durations))
    counted = durations if isinstance(durations, pd.DataFrame) else asking.fetch(durations)
    steps = in_order(counted, keys)
    last = np.flatnonzero(np.diff(steps["cell"].to_numpy(), append=-1))
    return steps, steps[list(keys)].iloc[last].reset_index(drop=True)


def _reached(steps: pd.DataFrame, quantile: float) -> dict[str, pd.Series]:
    """Seconds at which the share and its limits reach a quantile, by cell."""
    cell, seconds = steps["cell"].to_numpy(), steps["seconds"].to_numpy()
    found = {}
    for suffix, column in (("", "share"), ("_low", "high"), ("_high", "low")):
        rows = np.flatnonzero(steps[column].to_numpy() >= quantile - ROUNDING)
        cells, first = np.unique(cell[rows], return_index=True)
        found[quantile_column(quantile) + suffix] = pd.Series(seconds[rows[first]], index=cells)
    return found


def _within(steps: pd.DataFrame, days: float, groups: int) -> dict[str, pd.Series]:
    """The share resolved within so many days, its limits and the number seen, by cell."""
    early = steps[steps["seconds"] <= days * DAY]
    cell, name = early["cell"].to_numpy(), within_column(days)
    ends = early.iloc[np.flatnonzero(np.diff(cell, append=-1))].set_index("cell")
    seen = np.bincount(cell, early["resolved"].to_numpy(float), groups)
    return {
        name: ends["share"],
        f"{name}_low": ends["low"],
        f"{name}_high": ends["high"],
        f"{name}_resolved": pd.Series(seen),
    }


def curve(requests: ibis.Table, keys: Sequence[str] = (), grain: Grain = DRAWN) -> pd.DataFrame:
    """Steps of the share resolved, for charts; see `drawn`."""
    return drawn(asking.fetch(counts(requests, keys, grain)), keys)


def drawn(counted: pd.DataFrame, keys: Sequence[str] = ()) -> pd.DataFrame:
    """Steps of the share resolved, from the result of `counts`.

    Returns
    -------
    DataFrame
        keys, days, at_risk, resolved, otherwise, open_still, share, low, high; in order of keys
        and days.
    """
    steps = with_limits(incidence(counted, keys))
    frame = steps[steps["seconds"] >= 0].reset_index(drop=True)
    frame["days"] = frame["seconds"] / DAY
    columns = ["days", "at_risk", "resolved", "otherwise", "open_still", "share", "low", "high"]
    return frame[[*keys, *columns]]


def quantile_column(quantile: float) -> str:
    """Name of the column that holds a quantile.

    >>> quantile_column(0.5)
    'p50'
    """
    return f"p{100 * quantile:g}"


def within_column(days: float) -> str:
    """Name of the column that holds the share resolved within so many days.

    >>> within_column(7.0)
    'within_7'
    """
    return f"within_{days:g}"


def _in_days(
    frame: pd.DataFrame, quantiles: Sequence[float], within_days: Sequence[float]
) -> pd.DataFrame:
    """Seconds to days; shares that nobody was observed for become NaN."""
    names = [quantile_column(q) for q in quantiles] + [within_column(d) for d in within_days]
    numbers = [name + suffix for name in names for suffix in ("", "_low", "_high")]
    frame[numbers] = frame[numbers].astype("float64")
    events = ["resolved", "otherwise", "open_still", "unknown"]
    frame[events] = frame[events].fillna(0.0)
    frame["requests"] = frame["resolved"] + frame["otherwise"] + frame["open_still"]
    for quantile in quantiles:
        _settle_quantile(frame, quantile_column(quantile), quantile)
    for days in within_days:
        _settle_share(frame, within_column(days), days)
    return frame.drop(columns=["longest_seconds", "last_open"])


def _settle_quantile(frame: pd.DataFrame, name: str, quantile: float) -> None:
    """Where everything is resolved the curve ends at 1, where it has no limits: use Wilson's."""
    all_resolved = (frame["last_open"] == 0) & (frame["otherwise"] == 0)
    surely = intervals.wilson(frame["resolved"], frame["resolved"])[0] >= quantile
    ends = frame["longest_seconds"].where(all_resolved & surely)
    frame[f"{name}_high"] = frame[f"{name}_high"].fillna(ends.astype("float64"))
    frame[[name, f"{name}_low", f"{name}_high"]] /= DAY


def _settle_share(frame: pd.DataFrame, name: str, days: float) -> None:
    """Fill the ends: nothing resolved so far is 0; beyond what was observed there is no share."""
    number, share = frame["requests"].to_numpy(), frame[name].fillna(0.0).to_numpy()
    seen = frame["longest_seconds"].fillna(-1) >= days * DAY
    seen |= frame["last_open"].fillna(0.0) == 0
    known = seen.to_numpy() & (number > 0)
    share = np.where(known, share, np.nan)
    at_end = (share <= 0) | (share >= 1 - ROUNDING)
    low, high = intervals.wilson(np.nan_to_num(share) * number, number)
    frame[name] = share
    frame[f"{name}_low"] = np.where(at_end, low, np.where(known, frame[f"{name}_low"], np.nan))
    frame[f"{name}_high"] = np.where(at_end, high, np.where(known, frame[f"{name}_high"], np.nan))
    frame[f"{name}_resolved"] = frame[f"{name}_resolved"].fillna(0.0)
