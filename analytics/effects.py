"""Did these villages change more than their peers, and would they have anyway?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from numpy.typing import NDArray

from analytics.changes import COMPARABLE
from analytics.intervals import CONFIDENCE

NAN = float("nan")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A difference of two mean changes with its interval, in the metric's unit."""

    value: float = NAN
    low: float = NAN
    high: float = NAN

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Effect:
    """What happened to the villages beyond what happened to their peers.

    Attributes
    ----------
    effect
        Change of the villages minus that of their peers.
    placebo
        The same between the first and the second half of the periods before the start, when
        nothing can have worked yet; missing with fewer than two periods before.
    as_large
        Share of peers whose own change differs from that of the other peers by at least as much:
        a placebo in space, for when there is one village.
    change, peers_change
        Mean changes.
    villages, peers
        How many of each could be compared.
    left_out
        How many had no usable number before or after.
    """

    effect: Estimate
    placebo: Estimate
    as_large: float
    change: float
    peers_change: float
    villages: int
    peers: int
    left_out: int

    @property
    def placebo_says(self) -> str:
        """What the placebo says of the effect.

        "fails" where it is beyond chance itself, "open" where it could be as large as the effect,
        "holds" where it could not, "none" where there is no placebo.
        """
        if np.isnan(self.placebo.low):
            return "none"
        if self.placebo.is_beyond_chance:
            return "fails"
        within = self.placebo.low <= self.effect.value <= self.placebo.high
        return "open" if within else "holds"


def difference_in_differences(
    rows: pd.DataFrame,
    villages: Sequence[str],
    peers: Sequence[str],
    before: Sequence[str],
    after: Sequence[str],
) -> Effect:
    """Compare the change of some villages with that of their peers.

    Parameters
    ----------
    rows : DataFrame
        Result rows of one metric by village and period.
    villages, peers : sequence of str
        Codes of those in question and of those beside them; who is in both is no peer.
    before, after : sequence of str
        Periods before and after the start, in order of time.

    Returns
    -------
    Effect
        Without an interval where fewer than one village or two peers can be compared.

    Notes
    -----
    Every village is first reduced to its mean before and its mean after, so that numbers of one
    village that follow each other do not count as independent; then the changes are regressed on
    whether a village is in question. With several villages the interval is robust to unequal
    variances (HC3), with a single one it takes the spread of its peers for its own. It assumes
    that the villages would have changed like their peers, that peers were not affected themselves,
    and that nobody was chosen for a number that chance had moved. The placebo tests the first and
    the last of these.

    References
    ----------
    Bertrand, Duflo and Mullainathan (2004), Quarterly Journal of Economics 119:249-275; Donald
    and Lang (2007), Review of Economics and Statistics 89:221-233; MacKinnon and White (1985),
    Journal of Econometrics 29:305-325.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "area_code": list("vvaabbcc"), "period": ["1", "2"] * 4, "state": "ok",
    ...     "value": [0.80, 0.90, 0.81, 0.83, 0.82, 0.83, 0.83, 0.83],
    ... })
    >>> found = difference_in_differences(rows, ["v"], ["a", "b", "c"], ["1"], ["2"])
    >>> round(found.effect.value, 3), round(found.effect.low, 3), found.effect.is_beyond_chance
    (0.09, 0.04, True)
    """
    shown = rows[rows["state"].isin(COMPARABLE)]
    wide = shown.pivot(index="area_code", columns="period", values="value").reindex(
        index=[*dict.fromkeys(villages), *(c for c in dict.fromkeys(peers) if c not in villages)],
        columns=[*before, *after],
    )
    is_village = wide.index.isin(list(villages))
    change = _mean(wide, after) - _mean(wide, before)
    known = np.isfinite(change)
    half = len(before) // 2
    earlier = _mean(wide, before[half:]) - _mean(wide, before[:half]) if half else change * NAN
    effect = _estimate(change, is_village)
    return Effect(
        effect=effect,
        placebo=_estimate(earlier, is_village),
        as_large=_as_large(change[known & ~is_village], effect.value),
        change=_average(change[known & is_village]),
        peers_change=_average(change[known & ~is_village]),
        villages=int((known & is_village).sum()),
        peers=int((known & ~is_village).sum()),
        left_out=int((~known).sum()),
    )


def _mean(wide: pd.DataFrame, periods: Sequence[str]) -> Floats:
    """Mean by village over the periods it has; NaN where it has none."""
    return wide[list(periods)].mean(axis=1).to_numpy(float)


def _average(changes: Floats) -> float:
    return float(changes.mean()) if len(changes) else NAN


def _estimate(change: Floats, is_village: NDArray[np.bool_]) -> Estimate:
    """Difference of mean changes by regression, with its interval."""
    known = np.isfinite(change)
    y, dummy = change[known], is_village[known].astype(float)
    several = int(dummy.sum())
    if several < 1 or len(y) - several < 2:
        value = _average(y[dummy == 1]) - _average(y[dummy == 0])
        return Estimate(value)
    robust = {"cov_type": "HC3"} if several > 1 else {"cov_type": "nonrobust"}
    fit = sm.OLS(y, sm.add_constant(dummy)).fit(use_t=True, **robust)
    low, high = fit.conf_int(1 - CONFIDENCE)[1]
    return Estimate(float(fit.params[1]), float(low), float(high))


def _as_large(changes: Floats, effect: float) -> float:
    """Share of peers that differ from the other peers by at least as much as the effect."""
    count = len(changes)
    if count < 2 or np.isnan(effect):
        return NAN
    against_others = (changes - changes.mean()) * count / (count - 1)
    return float((np.abs(against_others) >= abs(effect)).mean())
