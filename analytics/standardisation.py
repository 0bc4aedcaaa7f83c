"""How would places compare if they were asked for the same things?

A township with many hard matters is slower than others without being slower at anything. Indirect
standardisation sets what happened in a place against what the whole would have done with the very
same matters.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analytics import funnels, intervals
from analytics.incidence import ROUNDING
from analytics.judge import FEW
from analytics.spells import DAY

Better = Literal["higher", "lower"]
Floats = NDArray[np.float64]


def indirect(
    events: ArrayLike, expected: ArrayLike, overall: float, confidence: float = intervals.CONFIDENCE
) -> tuple[Floats, Floats, Floats]:
    """Indirectly standardised rates: observed over expected events, times the rate of the whole.

    Parameters
    ----------
    events, expected : array of float, shape (n,)
        Events of each place, and those that the rates of the whole give for its own mix.
    overall : float
        Rate of the whole.
    confidence : float
        Share of such intervals that hold the truth.

    Returns
    -------
    rate, low, high : array of float, shape (n,)
        In the unit of `overall`; NaN where nothing is expected. Limits are Byar's, which for a
        share are wider than need be.

    References
    ----------
    Breslow and Day (1987), Statistical Methods in Cancer Research II, section 2.3.

    Examples
    --------
    Two places of four age groups each, as in the tests of the Python package esda:

    >>> rate, _, _ = indirect([95, 104], [382, 380], 725 / 7600)
    >>> [round(float(found), 8) for found in rate]
    [0.02372382, 0.02610803]
    """
    observed, usual = np.asarray(events, float), np.asarray(expected, float)
    bounds = intervals.byar(observed, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, low, high = (
            np.where(usual > 0, overall * part / usual, np.nan) for part in (observed, *bounds)
        )
    return rate, low, high


def direct(
    events: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    confidence: float = intervals.CONFIDENCE,
) -> tuple[float, float, float]:
    """Directly standardised rate: the strata's own rates, weighted by a standard population.

    Parameters
    ----------
    events, population, standard : array of float, shape (strata,)
        Events and people of the place, and people of the standard, by stratum; population and
        standard are above 0.
    confidence : float
        Share of such intervals that hold the truth.

    Returns
    -------
    rate, low, high : float
        Limits by the gamma approximation, which holds for rare events as well.

    References
    ----------
    Fay and Feuer (1997), Statistics in Medicine 16:791-801.

    Examples
    --------
    >>> rate = direct([30, 25, 25, 15], [1000, 1000, 1100, 900], [1000, 900, 1000, 900])
    >>> [round(found, 8) for found in rate]
    [0.02374402, 0.01920491, 0.02904848]
    """
    number, people, weight = (np.asarray(a, float) for a in (events, population, standard))
    share = weight / weight.sum() / people
    rate, variance = float((share * number).sum()), float((share**2 * number).sum())
    largest, tail = float(share.max()), (1 - confidence) / 2
    low = 0.0
    if rate > 0:
        low = variance / (2 * rate) * float(stats.chi2.ppf(tail, 2 * rate**2 / variance))
    above, spread = rate + largest, variance + largest**2
    high = spread / (2 * above) * float(stats.chi2.ppf(1 - tail, 2 * above**2 / spread))
    return rate, low, high


def rates(counted: pd.DataFrame, place: str, mix: str, better: Better) -> pd.DataFrame:
    """Shares of places, standardised for their mix.

    Parameters
    ----------
    counted : DataFrame
        One row a place and stratum: place, mix, numerator, denominator.
    place, mix : str
        Columns of the places and of the strata.
    better : "higher" or "lower"
        Which way is better. The rarer of both outcomes is not known, so the unwanted one is
        standardised; the share of the wanted is what is left of one.

    Returns
    -------
    DataFrame
        place, n, crude, expected (what the whole would reach with the same matters), value, low,
        high (standardised, 0..1), overall, tau2, verdict ("better", "worse" or "" for within
        chance, over-dispersion allowed for).
    """
    table = counted[[place, mix]].copy()
    table["n"] = counted["denominator"].astype(float)
    wanted = counted["numerator"].astype(float)
    table["events"] = wanted if better == "lower" else table["n"] - wanted
    whole = table.groupby(mix)[["events", "n"]].sum()
    usual = table[mix].map(whole["events"] / whole["n"].where(whole["n"] > 0)).astype(float)
    table["expected"] = (usual * table["n"]).fillna(0.0)
    sums = table.groupby(place, as_index=False)[["n", "events", "expected"]].sum()
    overall = float(whole["events"].sum() / whole["n"].sum()) if whole["n"].sum() else np.nan
    value, low, high = indirect(sums["events"], sums["expected"], overall)
    some = sums["n"].where(sums["n"] > 0)
    found = pd.DataFrame({
        place: sums[place], "n": sums["n"], "crude": sums["events"] / some,
        "expected": sums["expected"] / some, "value": value, "low": low, "high": high,
        "overall": overall,
    })  # fmt: skip
    found["tau2"], found["verdict"] = _verdicts(sums["events"], sums["expected"], -1)
    if better == "higher":
        shares = ["crude", "expected", "value", "overall"]
        found[shares] = 1 - found[shares]
        found["low"], found["high"] = 1 - found["high"], 1 - found["low"]
    found[["low", "high"]] = found[["low", "high"]].clip(0, 1)
    return found


def times(
    durations: pd.DataFrame, places: Sequence[str], blocks: Sequence[str], mix: str
) -> pd.DataFrame:
    """Times of places, against those of the same matters in the whole.

    Parameters
    ----------
    durations : DataFrame
        Counts of spells by the columns of all three kinds (`spells.tally`), of the whole.
    places : sequence of str
        Columns that name a place.
    blocks : sequence of str
        Columns that part comparisons which have nothing to do with each other, such as steps.
    mix : str
        Column of the strata.

    Returns
    -------
    DataFrame
        blocks, places, n, ended, expected (ends if each spell had ended as quickly as those of its
        stratum in the whole), ratio (ended over expected: below 1 is slower), low, high, tau2,
        verdict ("better", "worse" or "" for within chance).

    Notes
    -----
    A spell that lasted t has met with the cumulative hazard of its stratum up to t, so that is
    what is expected of it (Nelson and Aalen); open ones are expected to have ended in part. The
    sum over all places is the number of ends. It is the stratified log-rank comparison, told as a
    ratio; its interval is Byar's. Who ended otherwise leaves as open ones do.

    References
    ----------
    Peto and Pike (1973), Biometrics 29:579-584; Berry (1983), Biometrics 39:173-184; Breslow and
    Day (1987), Statistical Methods in Cancer Research II, section 3.5.
    """
    strata, keys = [*blocks, mix], [*blocks, *places]
    known = durations[durations["seconds"] >= 0]
    ends = known[["resolved", "otherwise", "open_still"]].astype("float64")
    known = known[[*keys, mix, "seconds"]].assign(gone=ends.sum(axis=1), ended=ends["resolved"])
    alike = known.groupby([*strata, "seconds"], dropna=False)
    whole = alike[["gone", "ended"]].sum()
    at_risk = whole["gone"][::-1].groupby(level=strata, dropna=False).cumsum()[::-1]
    hazard = (whole["ended"] / at_risk).groupby(level=strata, dropna=False).cumsum()
    met = known["gone"] * hazard.to_numpy()[alike.ngroup().to_numpy()]
    sums = known.assign(expected=met).groupby(keys, dropna=False, as_index=False)
    found = sums[["gone", "ended", "expected"]].sum().rename(columns={"gone": "n"})
    return _judged(found, blocks)


def _judged(frame: pd.DataFrame, blocks: Sequence[str]) -> pd.DataFrame:
    """Ratio, its interval and verdict, block by block."""
    ratio, low, high = indirect(frame["ended"], frame["expected"], 1.0)
    frame = frame.assign(ratio=ratio, low=low, high=high, tau2=0.0, verdict="")
    groups = frame.groupby(list(blocks)) if blocks else [("", frame)]
    for _name, rows in groups:
        tau2, verdict = _verdicts(rows["ended"], rows["expected"], 1)
        frame.loc[rows.index, "tau2"] = tau2
        frame.loc[rows.index, "verdict"] = verdict
    return frame


def _verdicts(events: pd.Series, expected: pd.Series, good: int) -> tuple[float, NDArray[np.str_]]:
    """Variance between places beyond chance, and which of them differ by more than both allow.

    Logs of the ratio, as for standardised mortality (Spiegelhalter 2005); `good` is 1 if more
    events than expected are better. The interval of the ratio is another approximation: where it
    holds 1, nothing is said, for both stand side by side.
    """
    observed, usual = events.to_numpy(float), expected.to_numpy(float)
    judged = (usual >= FEW) & (observed > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.where(
            judged, np.log(np.where(judged, observed, 1) / np.where(judged, usual, 1)), 0
        )
        errors = np.where(judged, 1 / np.sqrt(np.maximum(usual, 1)), 1.0)
    tau2 = 0.0
    if judged.sum() > 2:
        tau2 = funnels.overdispersion(gap[judged] / errors[judged], errors[judged])[1]
    z = np.where(judged, gap / np.sqrt(errors**2 + tau2), 0.0)
    low, high = intervals.byar(observed)
    beyond = (np.abs(z) > intervals.z_value()) & ((low > usual) | (high < usual))
    return tau2, np.where(beyond, np.where(np.sign(z) == good, "better", "worse"), "")


def medians(durations: pd.DataFrame, place: str, mix: str) -> pd.DataFrame:
    """Median of each place, and the one that the whole would have with the very same matters.

    Parameters
    ----------
    durations : DataFrame
        Counts of spells by place and stratum, of the whole and of one kind of spell.
    place, mix : str
        Columns of the places and of the strata.

    Returns
    -------
    DataFrame
        place, n, p50 (days, estimated from the place alone), usual_p50 (days: the curves of the
        strata in the whole, mixed as the place's matters are); NaN where half are not reached.

    References
    ----------
    Makuch (1982), Journal of Chronic Diseases 35:437-443, on curves mixed by strata.
    """
    known = durations[durations["seconds"] >= 0].drop(columns="unknown")
    parts = ["resolved", "otherwise", "open_still"]
    own = known.groupby([place, "seconds"], as_index=False)[parts].sum()
    strata = known.groupby([mix, "seconds"], as_index=False)[parts].sum()
    known["n"] = known[parts].sum(axis=1)
    mixed = _shares(strata, mix)
    wide = known.pivot_table(
        index=place, columns=mix, values="n", aggfunc="sum", fill_value=0
    ).reindex(columns=mixed.columns, fill_value=0)
    number = wide.sum(axis=1)
    usual = mixed.to_numpy() @ (wide.to_numpy().T / number.to_numpy())
    return pd.DataFrame({
        place: wide.index, "n": number.to_numpy(float),
        "p50": _half(_shares(own, place)[wide.index]),
        "usual_p50": _half(pd.DataFrame(usual, index=mixed.index)),
    })  # fmt: skip


def _shares(counted: pd.DataFrame, key: str) -> pd.DataFrame:
    """Share resolved by seconds (rows) and group (columns): Aalen and Johansen's estimate."""
    names = ["resolved", "otherwise", "open_still"]
    told = counted.astype(dict.fromkeys(names, "float64"))
    wide = told.pivot_table(index="seconds", columns=key, values=names, fill_value=0.0)
    resolved, otherwise, open_still = (
        wide.xs(name, axis=1, level=0).to_numpy(float) for name in names
    )
    ended = resolved + otherwise
    at_risk = np.maximum((ended + open_still)[::-1].cumsum(axis=0)[::-1], 1)
    stay = np.cumprod(1 - ended / at_risk, axis=0)
    before = np.vstack([np.ones((1, stay.shape[1])), stay[:-1]])[: len(stay)]
    groups = wide.columns.get_level_values(1).unique()
    return pd.DataFrame(np.cumsum(before * resolved / at_risk, axis=0), wide.index, groups)


def _half(shares: pd.DataFrame) -> Floats:
    """Days at which each column reaches one half."""
    reached = shares.to_numpy() >= 0.5 - ROUNDING
    if not len(reached):
        return np.full(shares.shape[1], np.nan)
    days = shares.index.to_numpy(float)[reached.argmax(axis=0)] / DAY
    return np.where(reached.any(axis=0), days, np.nan)
