"""How do requests end: resolved, withdrawn, merged, refused, and by when?

Each way to end competes with the others. Taking the withdrawn for open ones and estimating the
share resolved alone would overstate it, and the ways would add up to more than one.
"""

from collections.abc import Sequence

import ibis
import numpy as np
import pandas as pd
from ibis import _
from numpy.typing import NDArray

from analytics import asking, intervals, resolution
from analytics.incidence import ROUNDING, with_limits
from analytics.incidence import incidence as of_one_end
from analytics.metrics.requests import ENDS_OTHERWISE
from analytics.spells import DAY, DRAWN, EXACT, OTHERWISE, RESOLVED, Grain, tally

Floats = NDArray[np.float64]

ENDS = ("resolved", *ENDS_OTHERWISE)
ANY = ""  # whichever way
OPEN = "open"
WAYS = (*ENDS, OPEN)
MONTH = 30.0
LOOKED_AT = (1.0, 7.0, 15.0, MONTH, 90.0, 180.0, 365.0)  # days that always have a point
MOST_POINTS = 48  # of a curve between its ends: half of what an eye tells apart on a phone


def by_end(requests: ibis.Table, keys: Sequence[str] = (), grain: Grain = EXACT) -> pd.DataFrame:
    """How many requests ended in which way, by duration: one block of durations for every end.

    Parameters
    ----------
    requests, keys, grain
        As for `resolution.counts`.

    Returns
    -------
    DataFrame
        keys, end, seconds, resolved (ended in this way), otherwise (in another), open_still,
        unknown: what `incidence.incidence` takes, with the keys and end. The end ANY is whichever.
    """
    told = resolution.lifetimes(requests, [*keys, "outcome"])
    others = [(_.outcome == end, number) for number, end in enumerate(ENDS_OTHERWISE, 1)]
    # A number, which the engine groups by for less than by a text.
    way = ibis.cases((_.fate == RESOLVED, 0), (_.fate != OTHERWISE, -1), *others, else_=-1)
    counted = asking.fetch(tally(told.mutate(way=way), [*keys, "way"], grain))
    counted["end"] = np.array([*ENDS, ANY])[counted.pop("way")]
    counted["gone"] = counted["resolved"] + counted["otherwise"]
    cells = [*keys, "seconds"]
    whole = counted.groupby(cells, dropna=False)[["gone", "open_still", "unknown"]].sum()
    blocks = [whole.assign(end=ANY, resolved=whole["gone"], otherwise=0)]
    for end in ENDS:
        own = counted[counted["end"] == end].groupby(cells, dropna=False)["gone"].sum()
        resolved = own.reindex(whole.index, fill_value=0)
        blocks.append(whole.assign(end=end, resolved=resolved, otherwise=whole["gone"] - resolved))
    return pd.concat(blocks).drop(columns="gone").reset_index()


def incidence(requests: ibis.Table, horizon: float, grain: Grain = DRAWN) -> pd.DataFrame:
    """Cumulative incidence of every end and the share still open, at the same few days.

    Parameters
    ----------
    requests, grain
        As for `resolution.counts`.
    horizon : float
        Days up to which the curves are told. They end before where nobody was watched so long.

    Returns
    -------
    DataFrame
        days, at_risk (requests not ended before), and for each of WAYS `<way>` (share of all
        requests, 0..1; the ways add up to 1), `<way>_low`, `<way>_high` (pointwise 95 % limits)
        and, but for the open ones, `<way>_seen` (how many were seen to end so by then). At most
        MOST_POINTS rows beside LOOKED_AT and the ends, each exact on its day; none where no
        request tells how long it took.

    Notes
    -----
    Where a way has not been seen yet, or nothing is left, the curve has no variance; the limits are
    then Wilson's for none, or all, of those that had ended or were still watched.

    References
    ----------
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5:141-150; Putter, Fiocco and
    Geskus (2007), Statistics in Medicine 26:2389-2430. The open ones are Kaplan and Meier (1958).
    """
    steps = with_limits(of_one_end(by_end(requests, (), grain), ["end"]))
    curves = dict(iter(steps[steps["seconds"] >= 0].groupby("end")))
    if not curves:
        return pd.DataFrame(columns=["days", "at_risk", *COLUMNS])
    whole = curves[ANY]
    days, durations = _days(whole, horizon), _durations(whole)
    before, reached = (np.searchsorted(durations, days, side) for side in ("left", "right"))
    watched = np.append(whole["at_risk"].to_numpy(), 0.0)
    known = _ran(whole["resolved"], before) + watched[before]
    found = {"days": days, "at_risk": watched[before]}
    for end in ENDS:
        found |= {f"{end}_seen": _ran(curves[end]["resolved"], reached)}
        found |= dict(zip(_names(end), _at(curves[end], reached, known), strict=True))
    share, low, high = _at(whole, reached, known)
    found |= dict(zip(_names(OPEN), (1 - share, 1 - high, 1 - low), strict=True))
    return pd.DataFrame(found)[["days", "at_risk", *COLUMNS]]


def _names(way: str) -> tuple[str, str, str]:
    return way, f"{way}_low", f"{way}_high"


COLUMNS = (*(name for way in WAYS for name in _names(way)), *(f"{end}_seen" for end in ENDS))


def _durations(steps: pd.DataFrame) -> Floats:
    return steps["seconds"].to_numpy(float) / DAY


def _days(whole: pd.DataFrame, horizon: float) -> Floats:
    """The last day of each slot on which anything ended, those looked at, and both ends."""
    durations = _durations(whole)
    has_open = whole["open_still"].sum() > 0  # else nothing moves any more
    last = min(horizon, durations[-1]) if has_open else horizon
    moved = durations[(whole["resolved"].to_numpy() > 0) & (durations < last)]
    slot = (np.sqrt(moved / last) * MOST_POINTS).astype(int)  # finer where most of them end
    latest = moved[np.flatnonzero(np.diff(slot, append=-1))]
    return np.unique([0.0, *latest, *(day for day in LOOKED_AT if day < last), last])


def _ran(counts: pd.Series, reached: NDArray[np.intp]) -> Floats:
    """Running sums of counts, where so many of them are reached."""
    return np.insert(counts.to_numpy(float).cumsum(), 0, 0.0)[reached]


def _at(steps: pd.DataFrame, reached: NDArray[np.intp], known: Floats) -> tuple[Floats, ...]:
    """A curve and its limits where so many of its steps are reached."""
    share, low, high = (
        np.insert(steps[name].to_numpy(float), 0, 0.0)[reached] for name in ("share", "low", "high")
    )
    at_end = (share <= 0) | (share >= 1 - ROUNDING)
    none_or_all = intervals.wilson(np.round(share) * known, known)
    return share, np.where(at_end, none_or_all[0], low), np.where(at_end, none_or_all[1], high)
