"""How long do requests take until they are resolved, the open ones counted too?

The resident's clock runs from received to closed. A request that is open at the data date is
censored there: it is known to have taken at least that long. One that was withdrawn, merged or
refused ended otherwise, so it competes with being resolved. The share resolved by a time is then
the Aalen-Johansen cumulative incidence, which is one minus Kaplan-Meier where nothing competes.
Everything runs in the engine over counts by duration, with windows.
"""

from collections.abc import Sequence
from typing import Literal

import ibis
import numpy as np
import pandas as pd
from ibis import _

from analytics import asking, intervals
from analytics.metrics.requests import ENDS_OTHERWISE
from analytics.spells import seconds, spells, tally

Transform = Literal["log-log", "log"]
DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600
ROUNDING = 1e-9  # a share of exactly one half must not miss the median by a rounding error


def counts(requests: ibis.Table, keys: Sequence[str] = (), unit_seconds: int = 1) -> ibis.Table:
    """How many requests ended how, by group and duration.

    Parameters
    ----------
    requests : ibis.Table
        received_at, closed_at, is_closed, outcome, as_of and the keys.
    keys : sequence of str
        Columns to split by.
    unit_seconds : int
        Durations are cut down to whole units: 1 is exact, 3600 suits a chart.

    Returns
    -------
    ibis.Table
        keys, seconds, resolved, otherwise, open_still, unknown. A request that is
        closed at an unknown time, or before it was received, is `unknown`, has seconds -1 and
        takes no part. A request that was closed and is open again counts as open.
    """
    return tally(lifetimes(requests, keys), keys, unit_seconds)


def lifetimes(requests: ibis.Table, keys: Sequence[str] = ()) -> ibis.Table:
    """One row a request: how long it was open and how that ended; see `spells.spells`."""
    ended = requests.is_closed & requests.closed_at.notnull()
    until = ended.ifelse(requests.closed_at, requests.as_of)
    aside = requests.outcome.isin(ENDS_OTHERWISE).fill_null(False)
    unknown = requests.is_closed & requests.closed_at.isnull()
    exact = seconds(requests.received_at, until)
    return spells(requests, keys, exact, (ended & ~aside, ended & aside), unknown)


def incidence(durations: ibis.Table, keys: Sequence[str] = ()) -> ibis.Table:
    """Share resolved by each duration, with its variance.

    Parameters
    ----------
    durations : ibis.Table
        The result of `counts`.
    keys : sequence of str
        The same keys.

    Returns
    -------
    ibis.Table
        The columns of `counts` and at_risk (requests not ended before), share (resolved by then,
        0..1) and variance of the share.

    Notes
    -----
    With n at risk, d ended and e resolved at time t, S the share not ended before and F the share
    resolved: F grows by S e/n. The variance is that of the delta method, sum over earlier times of
    (F - F_j)^2 d/(n(n-d)) + S^2 e(n-e)/n^3 - 2 (F - F_j) S e/n^2, with the sums taken apart by
    powers of F so that cumulative windows serve. It is Greenwood's where nothing competes.

    References
    ----------
    Kaplan and Meier (1958), JASA 53:457-481; Aalen and Johansen (1978), Scandinavian Journal of
    Statistics 5:141-150; Marubini and Valsecchi (1995), Analysing Survival Data, section 10.2.
    """
    onward = ibis.window(group_by=keys, order_by="seconds", rows=(0, None))
    so_far = ibis.cumulative_window(group_by=keys, order_by="seconds")
    ended = (_.resolved + _.otherwise).cast("float64")
    steps = durations.mutate(at_risk=(ended + _.open_still).sum().over(onward))
    stay = (1 - ended / _.at_risk.nullif(0)).nullif(0).ln().fill_null(0)
    steps = steps.mutate(stay=stay)
    steps = steps.mutate(before=(_.stay.sum().over(so_far) - _.stay).exp())
    steps = steps.mutate(rise=(_.before * _.resolved / _.at_risk.nullif(0)).fill_null(0))
    steps = steps.mutate(share=_.rise.sum().over(so_far).clip(upper=1.0))
    some, left = _.at_risk.nullif(0), (_.at_risk - ended).nullif(0)
    hazard = (ended / (some * left)).fill_null(0)
    cross = (_.rise / some).fill_null(0)
    own = (_.before * _.rise * (_.at_risk - _.resolved) / some / some).fill_null(0)
    steps = steps.mutate(
        square=hazard.sum().over(so_far),
        linear=(hazard * _.share + cross).sum().over(so_far),
        constant=(hazard * _.share**2 + 2 * cross * _.share + own).sum().over(so_far),
    )
    variance = _.share**2 * _.square - 2 * _.share * _.linear + _.constant
    return steps.mutate(variance=variance.clip(lower=0)).drop(
        "stay", "before", "rise", "square", "linear", "constant"
    )


def with_limits(
    steps: ibis.Table,
    transform: Transform = "log-log",
    confidence: float = intervals.CONFIDENCE,
) -> ibis.Table:
    """Add low and high, the pointwise limits of the share resolved.

    Parameters
    ----------
    steps : ibis.Table
        The result of `incidence`.
    transform : "log-log" or "log"
        Scale of the share not resolved on which the limits are symmetric. Log-log stays within
        0..1 of itself and is the default; log is that of R's survival package.
    confidence : float
        Pointwise confidence.

    References
    ----------
    Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, section 1.4.
    """
    z = intervals.z_value(confidence)
    rest, spread = 1 - _.share, _.variance.sqrt()
    inside = (_.share > 0) & (_.share < 1 - ROUNDING)
    if transform == "log":
        room = z * spread / rest.nullif(0)
        high, low = 1 - rest * (-room).exp(), 1 - rest * room.exp()
    else:
        depth = rest.nullif(0).abs().ln()
        room = (z * spread / (rest * depth).nullif(0)).abs()
        high, low = 1 - (depth * room.exp()).exp(), 1 - (depth * (-room).exp()).exp()
    return steps.mutate(
        low=inside.ifelse(low.clip(lower=0), (_.share > 0).ifelse(ibis.null("float64"), 0.0)),
        high=inside.ifelse(high, (_.share > 0).ifelse(1.0, 0.0)),
    )


def times(
    requests: ibis.Table,
    keys: Sequence[str] = (),
    quantiles: Sequence[float] = (0.5, 0.75, 0.9),
    within_days: Sequence[float] = (7.0,),
    unit_seconds: int = 1,
    transform: Transform = "log-log",
) -> pd.DataFrame:
    """Quantiles of the time to resolve and shares resolved within so many days, by group.

    Parameters
    ----------
    requests, keys, unit_seconds
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
    return summary(counts(requests, keys, unit_seconds), keys, quantiles, within_days, transform)


def summary(
    durations: ibis.Table,
    keys: Sequence[str] = (),
    quantiles: Sequence[float] = (0.5, 0.75, 0.9),
    within_days: Sequence[float] = (),
    transform: Transform = "log-log",
) -> pd.DataFrame:
    """As `times`, of durations that are counted already (`spells.tally`)."""
    steps = with_limits(incidence(durations, keys), transform)
    found = {name: _[name].sum() for name in ("resolved", "otherwise", "open_still", "unknown")}
    found["longest_seconds"] = _.seconds.max()
    found["last_open"] = _.open_still.argmax(_.seconds)
    for quantile in quantiles:
        name = quantile_column(quantile)
        for suffix, share in (("", _.share), ("_low", _.high), ("_high", _.low)):
            found[name + suffix] = _.seconds.min(where=share >= quantile - ROUNDING)
    for days in within_days:
        name, early = within_column(days), _.seconds <= days * DAY_SECONDS
        for suffix, value in (("", _.share), ("_low", _.low), ("_high", _.high)):
            found[name + suffix] = value.argmax(_.seconds, where=early)
        found[f"{name}_resolved"] = _.resolved.sum(where=early)
    frame = asking.fetch((steps.group_by(*keys) if keys else steps).agg(**found))
    return _in_days(frame, quantiles, within_days)


def curve(
    requests: ibis.Table, keys: Sequence[str] = (), unit_seconds: int = HOUR_SECONDS
) -> pd.DataFrame:
    """Steps of the share resolved, for charts.

    Returns
    -------
    DataFrame
        keys, days, at_risk, resolved, otherwise, open_still, share, low, high; in order of keys
        and days.
    """
    steps = with_limits(incidence(counts(requests, keys, unit_seconds), keys))
    frame = steps.filter(_.seconds >= 0).order_by(*keys, "seconds").to_pandas()
    frame["days"] = frame["seconds"] / DAY_SECONDS
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
    frame[[name, f"{name}_low", f"{name}_high"]] /= DAY_SECONDS


def _settle_share(frame: pd.DataFrame, name: str, days: float) -> None:
    """Fill the ends: nothing resolved so far is 0; beyond what was observed there is no share."""
    number, share = frame["requests"].to_numpy(), frame[name].fillna(0.0).to_numpy()
    seen = frame["longest_seconds"].fillna(-1) >= days * DAY_SECONDS
    seen |= frame["last_open"].fillna(0.0) == 0
    known = seen.to_numpy() & (number > 0)
    share = np.where(known, share, np.nan)
    at_end = (share <= 0) | (share >= 1 - ROUNDING)
    low, high = intervals.wilson(np.nan_to_num(share) * number, number)
    frame[name] = share
    frame[f"{name}_low"] = np.where(at_end, low, np.where(known, frame[f"{name}_low"], np.nan))
    frame[f"{name}_high"] = np.where(at_end, high, np.where(known, frame[f"{name}_high"], np.nan))
    frame[f"{name}_resolved"] = frame[f"{name}_resolved"].fillna(0.0)
