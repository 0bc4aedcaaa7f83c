"""What does a chart of times to resolve show: steps, limits, numbers at risk, censored ones?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import pandas as pd

from analytics import asking, logrank, resolution, spell_counts
from analytics.spells import DRAWN, EXACT, FATES

MOST_MARKS = 40  # marks of open requests that an eye still tells apart
FINE, COARSE = 0.02, 0.03  # rise of the share after which a step is drawn, for few and many groups
MANY = 6
BY_SECOND = 100_000  # requests up to which durations are counted by the second
HORIZONS = (1.0, 2.0, 7.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0)


@dataclass(frozen=True)
class Curves:
    """Curves of the share resolved, by group.

    Attributes
    ----------
    steps : DataFrame
        group, days, at_risk, share, low, high (0..1): where the curve rises, from 0 to the
        horizon.
    at_risk : DataFrame
        group, days, at_risk: requests not ended before each of the days.
    marks : DataFrame
        group, days, share, open_still: where open requests leave the curve at their data date.
    test : logrank.Test
        Whether the curves differ beyond chance, over all durations.
    """

    steps: pd.DataFrame
    at_risk: pd.DataFrame
    marks: pd.DataFrame
    test: logrank.Test


@dataclass(frozen=True)
class Split:
    """Curves of the groups, and the one of all of them together."""

    groups: Curves
    whole: Curves


def split(
    tables: Mapping[str, ibis.Table],
    key: str,
    horizon: float,
    days: Sequence[float],
    number: float = BY_SECOND,
) -> Split:
    """Curves of one column of groups, and that of all of them together.

    Parameters
    ----------
    tables : mapping of str to ibis.Table
        requests as for `resolution.counts`, and counts of them (`spell_counts`).
    key : str
        Column to split by; "" for one curve.
    horizon : float
        Days up to which the curves are drawn; the test looks at all of them.
    days : sequence of float
        At which days the numbers at risk are told.
    number : float
        About how many requests there are. Up to BY_SECOND they are counted by the second,
        more of them as finely as they are drawn (`spells.DRAWN`).

    Returns
    -------
    Split
        With the column `group`; rows of a missing group are left out of nothing: they are the
        group "".
    """
    grain = EXACT if number <= BY_SECOND else DRAWN
    counted = asking.fetch(spell_counts.durations(tables, [key] if key else [], grain))
    named = counted.assign(group=counted[key].fillna("") if key else "")
    counted = named.groupby(["group", "seconds"], as_index=False)[list(FATES)].sum()
    whole = counted.groupby("seconds", as_index=False)[list(FATES)].sum().assign(group="")
    return Split(_curves(counted, horizon, days), _curves(whole, horizon, days))


def _curves(counted: pd.DataFrame, horizon: float, days: Sequence[float]) -> Curves:
    """What is drawn of spells that are counted by group and duration."""
    steps = resolution.drawn(counted, ["group"])
    drawn = _thinned(steps[steps["days"] <= horizon])
    return Curves(
        _closed(drawn, horizon, steps),
        at_risk(steps, days),
        _marks(steps, horizon),
        logrank.test(steps, "group"),
    )


def horizon(ninetieth: float) -> float:
    """Days that a chart should reach so that nine in ten requests lie well within it.

    >>> horizon(6.1)
    14.0
    >>> horizon(float("nan"))
    365.0
    """
    return next((days for days in HORIZONS if days >= 1.5 * ninetieth), HORIZONS[-1])


def at_risk(steps: pd.DataFrame, days: Sequence[float]) -> pd.DataFrame:
    """How many requests of each group had not ended before each of the days."""
    found = []
    for group, rows in steps.groupby("group", sort=False):
        for day in days:
            later = rows.loc[rows["days"] >= day, "at_risk"]
            number = float(later.iloc[0]) if len(later) else 0.0
            found.append({"group": group, "days": float(day), "at_risk": number})
    return pd.DataFrame(found, columns=["group", "days", "at_risk"])


def _thinned(steps: pd.DataFrame) -> pd.DataFrame:
    """The steps at which a curve first reaches every so many points: no eye sees the others."""
    moved = steps[steps["resolved"] > 0]
    rise = FINE if moved["group"].nunique() <= MANY else COARSE
    level = (moved["share"] / rise).astype(int)
    return moved[~moved.assign(level=level).duplicated(["group", "level"])]


def _closed(drawn: pd.DataFrame, horizon: float, steps: pd.DataFrame) -> pd.DataFrame:
    """Curves that begin at nought and end at the horizon, or where nobody was watched longer."""
    columns = ["group", "days", "at_risk", "share", "low", "high"]
    parts = []
    for group, rows in steps.groupby("group", sort=False):
        mine = drawn.loc[drawn["group"] == group, columns]
        first = pd.DataFrame([[group, 0.0, rows["at_risk"].max(), 0.0, 0.0, 0.0]], columns=columns)
        end = min(horizon, float(rows["days"].max()))
        early = rows.loc[rows["days"] <= end, columns].fillna({"share": 0.0})
        last = (early if len(early) else first).tail(1).assign(days=end)
        parts += [first, mine, last]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)


def _marks(steps: pd.DataFrame, horizon: float) -> pd.DataFrame:
    """Open requests by the time at which they leave, gathered into a few dozen marks."""
    columns = ["group", "days", "share", "open_still"]
    rows = steps.loc[(steps["open_still"] > 0) & (steps["days"] <= horizon), columns]
    slot = (rows["days"] * MOST_MARKS / horizon).astype(int)
    grouped = rows.assign(slot=slot).groupby(["group", "slot"], sort=False, as_index=False)
    return grouped.agg({"days": "mean", "share": "last", "open_still": "sum"})[columns]
