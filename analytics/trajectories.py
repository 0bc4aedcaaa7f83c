"""Is a village on its way to the target, and would it have come there anyway?"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, stats

from analytics import shrinkage
from analytics.changes import COMPARABLE
from analytics.intervals import CONFIDENCE, z_value
from analytics.metrics import find

BASELINE = 2  # periods from which the start is learnt, at least
LOW_SHARE = 0.2  # who stood in the lowest fifth in the first period may have been chosen for it
ENOUGH_STEPS = 20  # moves from one period to the next from which their usual size can be learnt
HALF_OF_NORMAL = float(stats.norm.ppf(0.75))  # half of normal moves are smaller than this
Floats = NDArray[np.float64]
Periods = Mapping[str, date]  # label and last day, oldest first


def follow(
    rows: pd.DataFrame,
    targets: pd.DataFrame,
    periods: Periods,
    peers: Mapping[str, Sequence[str]],
    baseline: int = BASELINE,
) -> pd.DataFrame:
    """Follow every village from its start towards its target.

    Parameters
    ----------
    rows : DataFrame
        Result rows of one metric by village and period.
    targets : DataFrame
        area_code, year, value of the metric, one row a place and year; each is due on the last
        day of its year.
    periods : mapping of str to date
        Label and last day of the periods looked at, in order of time, those of the baseline
        first; the last one is now.
    peers : mapping of str to sequence of str
        Villages like each.
    baseline : int
        How many periods the start is learnt from, two at least.

    Returns
    -------
    DataFrame
        One row a village with a number now: area_code; first (its number in the first period);
        baseline, baseline_low, baseline_high (shrunken mean of the baseline); now, now_low,
        now_high, n; target, target_year (the last one set); required (the path on the day);
        distance (now minus required), distance_low, distance_high; probability (that the true
        level is on the path or better) and state ("on_track", "cannot_tell", "off_track", "none"
        without a target); change, peers_change, relative, relative_low, relative_high; late,
        late_low, late_high (the same change beside that of the peers, but from the baseline
        without its first period); started_low; verdict ("improved", "fell", "came_back", "").
        All numbers but n, the year and the probability are in the metric's unit.

    Raises
    ------
    ValueError
        If fewer than two periods make the baseline, or none comes after it.

    Notes
    -----
    The path runs straight from the baseline through the yearly targets; a village that stood
    beyond its target need only hold it. The interval of now is widened by the usual to and fro of
    villages from period to period beyond chance, learnt from all of them. `on_track` and
    `off_track` are each said of a village exactly on its path in 2.5 % of cases.

    A village that was chosen for being low rises by itself. So it is called improved only if it
    rose more than its peers both from the shrunken baseline and from a baseline without the first
    period, in which it may have been chosen; if it only rose from the first period on, had started
    in the lowest fifth and nothing beyond chance is left without that period, it came back.

    References
    ----------
    Barnett, van der Pols and Dobson (2005), International Journal of Epidemiology 34:215-220;
    Yudkin and Stratton (1996), Lancet 347:241-243.
    """
    labels = list(periods)
    if baseline < BASELINE or len(labels) <= baseline:
        raise ValueError(
            f"{len(labels)} periods with {baseline} of them for the baseline cannot be followed; "
            f"choose {BASELINE} or more for the baseline and at least one after it"
        )
    good = -1.0 if find(str(rows["metric"].iloc[0])).better == "lower" else 1.0
    series = _Series(rows, labels)
    wobble = usual_move(series.value, series.error)
    start = _start(series, baseline, wobble)
    found = pd.DataFrame({
        "area_code": series.codes,
        "first": series.value[:, 0],
        **start,
        "now": series.value[:, -1],
        "now_low": series.low[:, -1],
        "now_high": series.high[:, -1],
        "n": series.n[:, -1],
    })  # fmt: skip
    found = _on_the_way(found, targets, periods, baseline, wobble, good)
    found = _beside_peers(found, series, peers, baseline, wobble)
    found["started_low"] = _started_low(series.value[:, 0] * good)
    found["verdict"] = _verdicts(found, series, wobble, good)
    return found[found["now"].notna()].reset_index(drop=True)


def usual_move(values: Floats, errors: Floats) -> float:
    """How far a village usually stands from its level in a period, beyond chance.

    Parameters
    ----------
    values, errors : array of float, shape (villages, periods)
        Numbers and their standard errors, NaN where there is none.

    Returns
    -------
    float
        Standard deviation in the unit of the values; 0 where chance explains the moves, or where
        there are too few to tell. Learnt from the median move, so that a few villages that truly
        changed do not count; a trend that most of them share does.

    References
    ----------
    Rousseeuw and Croux (1993), JASA 88:1273-1283 (median absolute deviation).

    Examples
    --------
    >>> round(usual_move(np.array([[0.9, 0.94] * 15]), np.zeros((1, 30))), 3)
    0.042
    """
    steps = np.abs(np.diff(values, axis=1))
    chance = errors[:, 1:] ** 2 + errors[:, :-1] ** 2
    known = np.isfinite(steps) & np.isfinite(chance)
    if known.sum() < ENOUGH_STEPS:
        return 0.0
    step, within = steps[known], np.maximum(chance[known], shrinkage.SMALLEST_ERROR**2)

    def excess(move: float) -> float:
        return float(np.median(step / np.sqrt(within + 2 * move**2))) - HALF_OF_NORMAL

    most = 2 * float(step.max())
    return float(optimize.brentq(excess, 0.0, most)) if excess(0.0) > 0 > excess(most) else 0.0


class _Series:
    """Numbers that can be judged, by village (rows) and period (columns)."""

    def __init__(self, rows: pd.DataFrame, labels: Sequence[str]) -> None:
        shown = rows[rows["state"].isin(COMPARABLE)]
        codes = sorted(rows["area_code"].unique())
        wide = {
            name: shown.pivot(index="area_code", columns="period", values=name)
            .reindex(index=codes, columns=list(labels))
            .to_numpy(float)
            for name in ("value", "low", "high", "n")
        }
        self.codes = np.array(codes, dtype=object)
        self.value, self.low, self.high = wide["value"], wide["low"], wide["high"]
        self.n = wide["n"]
        self.error = (self.high - self.low) / (2 * z_value())


def _start(series: _Series, baseline: int, wobble: float) -> dict[str, Floats]:
    """The level at the start, drawn towards that of all villages."""
    value, error = _level(series, slice(0, baseline), wobble)
    shrunk, low, high = shrinkage.estimates(value, error)
    return {"baseline": shrunk, "baseline_low": low, "baseline_high": high}


def _level(series: _Series, when: slice, wobble: float) -> tuple[Floats, Floats]:
    """Mean over some periods and its standard error; NaN where one of them is missing."""
    values, errors = series.value[:, when], series.error[:, when]
    count = values.shape[1]
    return values.mean(axis=1), np.sqrt((errors**2).sum(axis=1) + count * wobble**2) / count


def _on_the_way(
    found: pd.DataFrame, targets: pd.DataFrame, periods: Periods, baseline: int, wobble: float,
    good: float,
) -> pd.DataFrame:  # fmt: skip
    """Add target, required, distance, probability and state."""
    days = list(periods.values())
    return held_against(required(found, targets, days[baseline - 1], days[-1], good), wobble, good)


def required(
    found: pd.DataFrame, targets: pd.DataFrame, first: date, today: date, good: float
) -> pd.DataFrame:
    """Add where the path of every place runs today.

    Parameters
    ----------
    found : DataFrame
        area_code and baseline.
    targets : DataFrame
        area_code, year, value: each is due on the last day of its year.
    first, today : date
        Last day of the baseline, and the day asked about.
    good : float
        1 where higher is better, -1 where lower is.

    Returns
    -------
    DataFrame
        `found` with target and target_year (the last one set) and required, NaN without any.
    """
    plans = {code: plan.sort_values("year") for code, plan in targets.groupby("area_code")}
    rows = [
        _required(plans.get(code), start, first, today, good)
        for code, start in zip(found["area_code"], found["baseline"], strict=True)
    ]
    names = ("target", "target_year", "required")
    columns = np.array(rows, float).reshape(-1, len(names)).T
    return found.assign(**dict(zip(names, columns, strict=True)))


def held_against(found: pd.DataFrame, wobble: float, good: float) -> pd.DataFrame:
    """Judge where places stand beside where their paths run.

    Parameters
    ----------
    found : DataFrame
        now, now_low, now_high and required.
    wobble : float
        The usual to and fro of places beyond chance (`usual_move`).
    good : float
        1 where higher is better, -1 where lower is.

    Returns
    -------
    DataFrame
        `found` with distance, distance_low, distance_high, probability and state as of `follow`.
    """
    now, low, high = (found[name].to_numpy(float) for name in ("now", "now_low", "now_high"))
    away = now - found["required"].to_numpy(float)
    down, up = (np.hypot(side, z_value() * wobble) for side in (now - low, high - now))
    reach = np.where(away > 0, down, up) / z_value()  # the error on the side of the path
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = stats.norm.cdf(good * away / reach)
    tail = (1 - CONFIDENCE) / 2
    state = np.select(
        [np.isnan(chance), chance >= 1 - tail, chance <= tail],
        ["none", "on_track", "off_track"],
        "cannot_tell",
    )
    return found.assign(
        distance=away, distance_low=away - down, distance_high=away + up,
        probability=chance, state=state,
    )  # fmt: skip


def _required(
    plan: pd.DataFrame | None, start: float, first: date, today: date, good: float
) -> tuple[float, float, float]:
    """Last target, its year, and where the path runs today; NaN without a plan or a start."""
    if plan is None or plan.empty:
        return np.nan, np.nan, np.nan
    target, year = float(plan["value"].iloc[-1]), float(plan["year"].iloc[-1])
    days, values = _path(plan, start, first, good)
    if not days:
        return target, year, np.nan
    ordinals = [day.toordinal() for day in days]
    return target, year, float(np.interp(today.toordinal(), ordinals, values))


def path(
    plan: pd.DataFrame, start: float, first: date, metric: str
) -> tuple[list[date], list[float]]:
    """Corners of the straight lines from a baseline through the yearly targets.

    Parameters
    ----------
    plan : DataFrame
        year and value of the targets of one place.
    start : float
        Baseline.
    first : date
        Last day of the baseline.
    metric : str
        Id of the metric: a place beyond its first target need only hold it.

    Returns
    -------
    days, values : lists of one length
        Empty where no target lies ahead or there is no baseline.
    """
    good = -1.0 if find(metric).better == "lower" else 1.0
    return _path(plan.sort_values("year"), start, first, good)


def _path(
    plan: pd.DataFrame, start: float, first: date, good: float
) -> tuple[list[date], list[float]]:
    due = [(date(int(year), 12, 31), float(value)) for year, value in
           zip(plan["year"], plan["value"], strict=True)]  # fmt: skip
    ahead = [(day, value) for day, value in due if day > first]
    if not ahead or np.isnan(start):
        return [], []
    begin = min(start * good, ahead[0][1] * good) * good
    return [first, *(day for day, _ in ahead)], [begin, *(value for _, value in ahead)]


def _beside_peers(
    found: pd.DataFrame, series: _Series, peers: Mapping[str, Sequence[str]], baseline: int,
    wobble: float,
) -> pd.DataFrame:  # fmt: skip
    """Add the change since the start, that of the peers, and the difference of both."""
    z = z_value()
    now_error = np.hypot(series.error[:, -1], wobble)
    start_error = (found["baseline_high"] - found["baseline_low"]).to_numpy(float) / (2 * z)
    change = (found["now"] - found["baseline"]).to_numpy(float)
    late_value, late_error = _level(series, slice(1, baseline), wobble)
    late = series.value[:, -1] - late_value
    position = {code: row for row, code in enumerate(series.codes)}
    groups = [
        [position[peer] for peer in peers.get(code, ()) if peer in position and peer != code]
        for code in series.codes
    ]
    peers_change, peers_error = _mean_of_peers(change, groups)
    peers_late, peers_late_error = _mean_of_peers(late, groups)
    reach = z * np.sqrt(now_error**2 + start_error**2 + peers_error**2)
    late_reach = z * np.sqrt(now_error**2 + late_error**2 + peers_late_error**2)
    relative, late_relative = change - peers_change, late - peers_late
    return found.assign(
        change=change, peers_change=peers_change,
        relative=relative, relative_low=relative - reach, relative_high=relative + reach,
        late=late_relative, late_low=late_relative - late_reach,
        late_high=late_relative + late_reach,
    )  # fmt: skip


def _mean_of_peers(changes: Floats, groups: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
    """Mean change of the peers of each village and its standard error; NaN below two peers."""
    mean, error = np.full(len(changes), np.nan), np.full(len(changes), np.nan)
    for row, group in enumerate(groups):
        known = changes[list(group)]
        known = known[np.isfinite(known)]
        if len(known) > 1:
            mean[row] = known.mean()
            error[row] = known.std(ddof=1) / np.sqrt(len(known))
    return mean, error


def _started_low(first: Floats) -> NDArray[np.bool_]:
    """Who stood in the lowest fifth in the first period; `first` is such that higher is better."""
    known = first[np.isfinite(first)]
    if not len(known):
        return np.zeros(len(first), bool)
    return np.asarray(first <= np.quantile(known, LOW_SHARE))


def _verdicts(found: pd.DataFrame, series: _Series, wobble: float, good: float) -> NDArray[np.str_]:
    def beyond(low: str, high: str, sign: float) -> NDArray[np.bool_]:
        return np.asarray((found[low] > 0) if sign > 0 else (found[high] < 0))

    rose, fell = (
        beyond("relative_low", "relative_high", sign) & beyond("late_low", "late_high", sign)
        for sign in (good, -good)
    )
    error = np.sqrt(series.error[:, 0] ** 2 + series.error[:, -1] ** 2 + 2 * wobble**2)
    since_first = good * (series.value[:, -1] - series.value[:, 0]) > z_value() * error
    nothing_left = (found["late_low"] <= 0) & (found["late_high"] >= 0)
    came_back = since_first & found["started_low"].to_numpy(bool) & nothing_left.to_numpy(bool)
    return np.select([rose, fell, came_back], ["improved", "fell", "came_back"], "")
