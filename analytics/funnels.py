"""Which places differ from the whole by more than chance allows for their size?"""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analytics import intervals
from analytics.metrics import METRICS, Metric

WARNING, ALARM = 0.95, 0.998
TRIM = 0.10  # share at each end that is drawn in before over-dispersion is estimated
JUDGED = ("ok", "provisional")
Method = Literal["exact", "normal", "arcsine"]
Floats = NDArray[np.float64]


def limits(
    trials: ArrayLike,
    target: float,
    confidence: float = WARNING,
    method: Method = "exact",
    tau2: float = 0.0,
) -> tuple[Floats, Floats]:
    """Between which shares a place of this size lies by chance alone.

    Parameters
    ----------
    trials : array of float, shape (n,)
        Sizes of the places; 1 or more.
    target : float
        Share of the whole, 0..1.
    confidence : float
        0.95 for a warning, 0.998 for an alarm.
    method : "exact", "normal" or "arcsine"
        Exact binomial limits, smooth between whole numbers, the upper one worked out as the lower
        one of the failures, so that a place is outside only if its tail is; the normal
        approximation; or limits on the scale of the arcsine of the root, which alone know `tau2`.
    tau2 : float
        Variance between places beyond chance, on the arcsine scale.

    Returns
    -------
    low, high : array of float, shape (n,)
        Shares, 0..1.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24:1185-1202, appendix A.1.1.

    Examples
    --------
    >>> low, high = limits([50], 0.80642448, method="normal")
    >>> round(100 * float(low[0]), 4), round(100 * float(high[0]), 4)
    (69.691, 91.5939)
    """
    n = np.maximum(np.asarray(trials, float), 1)
    z, tail = intervals.z_value(confidence), (1 - confidence) / 2
    if method == "exact":
        return _lower_limit(n, target, tail), 1 - _lower_limit(n, 1 - target, tail)
    if method == "normal":
        reach = z * np.sqrt(target * (1 - target) / n)
        return np.clip(target - reach, 0, 1), np.clip(target + reach, 0, 1)
    centre, reach = np.arcsin(np.sqrt(target)), z * np.sqrt(1 / (4 * n) + tau2)
    low, high = np.maximum(centre - reach, 0), np.minimum(centre + reach, np.pi / 2)
    return np.sin(low) ** 2, np.sin(high) ** 2


def _lower_limit(n: Floats, target: float, tail: float) -> Floats:
    """Share below which a place falls with less than this chance, smooth between whole numbers."""
    whole = np.round(n)
    count = stats.binom.ppf(tail, whole, target)
    reached = stats.binom.cdf(count, whole, target)
    step = np.maximum(stats.binom.pmf(count, whole, target), np.finfo(float).tiny)
    return np.clip((count - (reached - tail) / step) / whole, 0, 1)


def overdispersion(z_scores: ArrayLike, errors: ArrayLike) -> tuple[float, float]:
    """How much more places differ than chance explains.

    Parameters
    ----------
    z_scores : array of float, shape (n,)
        Distance of each place from the target, in standard errors.
    errors : array of float, shape (n,)
        Standard errors, on the scale on which z was worked out.

    Returns
    -------
    phi, tau2 : float
        Ratio of the observed to the expected variance after the outer tenth at each end was drawn
        in, and the variance between places that explains it; tau2 is 0 where phi is small.

    References
    ----------
    Spiegelhalter (2005), Quality and Safety in Health Care 14:347-351; as in the R package
    FunnelPlotR.
    """
    z, s = np.asarray(z_scores, float), np.asarray(errors, float)
    count = len(z)
    if count < 2:
        return float("nan"), 0.0
    drawn_in = np.clip(z, *np.quantile(z, [TRIM, 1 - TRIM]))
    phi = float((drawn_in**2).sum() / count)
    if count * phi < count - 1:
        return phi, 0.0
    weight = 1 / s**2
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    return phi, max(0.0, float((count * phi - (count - 1)) / spread))


def place(
    frame: pd.DataFrame, totals: pd.DataFrame | None = None, *, overdispersed: bool = False
) -> pd.DataFrame:
    """Set every place against its funnel.

    Parameters
    ----------
    frame : DataFrame
        Result rows of `measure` by an area level: shares, scores and times, several metrics and
        periods if need be.
    totals : DataFrame, optional
        Result rows of the whole; their values are the targets. Without it shares and scores are
        pooled from the rows, and times cannot be placed.
    overdispersed : bool
        Widen the limits by what places differ beyond chance as a rule. Without it large places
        fall outside for differences that mean nothing.

    Returns
    -------
    DataFrame
        The rows with worth (people that the number rests on), target, low95, high95, low998,
        high998 (the metric's unit), band ("above", "within", "below"; "unjudged" where few, hidden
        or none), level (0.95 or 0.998: the widest limit exceeded, else NaN) and verdict ("better",
        "worse" or "").

    Raises
    ------
    ValueError
        If a metric is a plain count, or a time without a total.
    """
    keys = [c for c in frame.columns if c in _group_columns(frame) and c != "area_code"]
    parts = [_placed(rows, totals, overdispersed) for _, rows in frame.groupby(keys, dropna=False)]
    columns = ["worth", "target", "low95", "high95", "low998", "high998", "band", "level",
               "verdict"]  # fmt: skip
    if not parts:
        return frame.reindex(columns=[*frame.columns, *columns])
    return pd.concat(parts).loc[frame.index]


def _group_columns(frame: pd.DataFrame) -> list[str]:
    numbers = {"numerator", "denominator", "value", "low", "high", "n", "worth", "state"}
    return [c for c in frame.columns if c not in numbers]


def _placed(rows: pd.DataFrame, totals: pd.DataFrame | None, overdispersed: bool) -> pd.DataFrame:
    """One metric of one period."""
    metric = METRICS[str(rows["metric"].iloc[0])]
    if metric.unit in ("count", "per_1000"):
        raise ValueError(f"{metric.id} is a volume; funnels hold shares, scores and times")
    rows = rows.assign(worth=worth(metric, rows))
    target = _target(metric, rows, totals)
    judged = rows["state"].isin(JUDGED).to_numpy() & ~rows["value"].isna().to_numpy()
    bounds = _bounds(metric, rows, judged, target, overdispersed)
    value = rows["value"].to_numpy(float)
    level = np.full(len(rows), np.nan)
    for confidence, (low, high) in bounds.items():
        level[judged & ((value < low) | (value > high))] = confidence
    band = np.where(~judged, "unjudged", np.where(np.isnan(level), "within",
                    np.where(value > target, "above", "below")))  # fmt: skip
    good = {"higher": "above", "lower": "below"}.get(metric.better)
    told = np.isin(band, ("above", "below")) & (good is not None)
    verdict = np.where(told, np.where(band == good, "better", "worse"), "")
    (low95, high95), (low998, high998) = bounds[WARNING], bounds[ALARM]
    return rows.assign(
        target=target, low95=low95, high95=high95, low998=low998, high998=high998,
        band=band, level=level, verdict=verdict,
    )  # fmt: skip


def _target(metric: Metric, rows: pd.DataFrame, totals: pd.DataFrame | None) -> float:
    """Value of the whole."""
    if totals is None:
        if metric.kind == "time":
            raise ValueError(f"{metric.id} cannot be pooled from parts; hand in the total")
        whole = float(rows["denominator"].sum())
        return metric.scale * float(rows["numerator"].sum()) / whole if whole else float("nan")
    shared = [c for c in _group_columns(rows) if c in totals.columns and c != "area_code"]
    first = rows.iloc[0]
    same = np.logical_and.reduce([totals[c] == first[c] for c in shared])
    found = totals.loc[same, "value"]
    return float(found.iloc[0]) if len(found) else float("nan")


def _bounds(
    metric: Metric,
    rows: pd.DataFrame,
    judged: NDArray[np.bool_],
    target: float,
    overdispersed: bool,
) -> dict[float, tuple[Floats, Floats]]:
    """Limits of both levels for every row, in the metric's unit."""
    if metric.is_share:
        number = rows["worth"].to_numpy(float)
        scores = np.arcsin(np.sqrt(np.clip(rows["value"].fillna(target), 0, 1).to_numpy(float)))
        errors = 1 / (2 * np.sqrt(np.maximum(number, 1)))
        tau2 = 0.0
        if overdispersed and judged.any():
            z = (scores - np.arcsin(np.sqrt(target))) / errors
            tau2 = overdispersion(z[judged], errors[judged])[1]
        method: Method = "arcsine" if tau2 > 0 else "exact"
        return {c: limits(number, target, c, method, tau2) for c in (WARNING, ALARM)}
    return _bounds_from_intervals(metric, rows, judged, target, overdispersed)


def worth(metric: Metric, rows: pd.DataFrame) -> Floats:
    """How many people each number rests on, from n, value, low and high of result rows.

    Of answers as many as the interval says they are worth: where weights differ or villages were
    drawn, fewer than answered. A census, which makes intervals narrower, is asked as if it could be
    asked again.
    """
    number = rows["n"].fillna(0).to_numpy(float)
    if metric.table != "responses":
        return number
    told = (rows[name].to_numpy(float) for name in ("value", "low", "high"))
    return np.fmin(number, intervals.wilson_number(*told))


def _bounds_from_intervals(
    metric: Metric,
    rows: pd.DataFrame,
    judged: NDArray[np.bool_],
    target: float,
    overdispersed: bool,
) -> dict[float, tuple[Floats, Floats]]:
    """Limits for numbers that are no plain proportion, from the width of their own intervals.

    Times are judged on the log scale. An unknown bound gives no limit, hence no verdict.
    """

    def scaled(values: ArrayLike) -> Floats:
        plain = np.asarray(values, float)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(plain) if metric.unit == "days" else plain

    centre = float(scaled(target))
    errors = (scaled(rows["high"]) - scaled(rows["low"])) / (2 * intervals.z_value())
    usable = judged & np.isfinite(errors) & (errors > 0)
    tau2 = 0.0
    if overdispersed and usable.any():
        z = (scaled(rows["value"]) - centre) / np.where(usable, errors, 1)
        tau2 = overdispersion(z[usable], errors[usable])[1]
    spread = np.where(usable, np.sqrt(np.where(usable, errors, 0) ** 2 + tau2), np.nan)
    back = np.exp if metric.unit == "days" else np.asarray
    reaches = {
        confidence: intervals.z_value(confidence) * spread for confidence in (WARNING, ALARM)
    }
    return {level: (back(centre - far), back(centre + far)) for level, far in reaches.items()}
