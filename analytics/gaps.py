"""How far is each village from its benchmark of that day, and is it more than chance?"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
from scipy import stats

from analytics import intervals
from analytics.changes import COMPARABLE, Estimate, asked_again
from analytics.metrics import METRICS

MEASURED = ("value", "low", "high", "n", "state")
FEWEST_FOR_SPREAD = 5  # villages from which the spread of a district can be learnt


def in_force(pairs: pd.DataFrame, day: date) -> pd.DataFrame:
    """The pairs of a day.

    Parameters
    ----------
    pairs : DataFrame
        The history: village_code, benchmark_code, valid_from, valid_to (missing while in force),
        and whatever else.

    Returns
    -------
    DataFrame
        The rows in force; a village has one benchmark, the one set last.
    """
    moment = pd.Timestamp(day)
    starts, ends = pd.to_datetime(pairs["valid_from"]), pd.to_datetime(pairs["valid_to"])
    found = pairs[(starts <= moment) & (ends.isna() | (ends >= moment))]
    found = found.sort_values(["village_code", "valid_from"], kind="stable")
    return found.drop_duplicates("village_code", keep="last").reset_index(drop=True)


def compare(
    rows: pd.DataFrame, pairs: pd.DataFrame, days: Mapping[str, date] | None = None
) -> pd.DataFrame:
    """Set every village against the benchmark it had on the day.

    Parameters
    ----------
    rows : DataFrame
        Result rows of `measure` by village, several metrics and periods if need be.
    pairs : DataFrame
        Pairs of one day as `in_force` gives them, or the history if `days` is named.
    days : mapping of str to date, optional
        Last day of each period of `rows`: each is compared by the pair of its own day.

    Returns
    -------
    DataFrame
        One row a metric, period and pair: metric, period, village_code, benchmark_code, value,
        value_low, value_high, benchmark_value, benchmark_low, benchmark_high, n, benchmark_n,
        state, benchmark_state, difference (village minus benchmark), low, high,
        smallest_difference (all in the metric's unit), standardised (difference in standard
        deviations of the villages), is_beyond_chance and verdict ("ahead" or "behind" beyond
        chance, else "").

    Notes
    -----
    The interval of the difference comes from that of each side; for shares that is Newcombe's
    method 10. Answers of a census are compared as if villages were asked again
    (`changes.asked_again`), so it may be wider than those of the sides suggest. A verdict is given
    only where it excludes zero and both sides can be judged. The standard deviation is that
    between the villages that can be judged, chance included, so it is a yardstick of how villages
    look, not of how they are.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890; Zou and Donner (2008), Statistics in
    Medicine 27:1693-1702.
    """
    named = _by_period(rows, pairs, days)
    measured = rows[["metric", "period", "area_code", *MEASURED]]
    village = measured.rename(columns={"area_code": "village_code", "low": "value_low",
                                       "high": "value_high"})  # fmt: skip
    other = measured.rename(columns={
        "area_code": "benchmark_code", **{name: f"benchmark_{name}" for name in MEASURED},
    })  # fmt: skip
    found = named.merge(village, on=["period", "village_code"], how="inner")
    found = found.merge(other, on=["metric", "period", "benchmark_code"], how="left")
    found = found.merge(spreads(rows, ["metric", "period"]), on=["metric", "period"], how="left")
    better = found["metric"].map(lambda metric: METRICS[metric].better)
    shown = zip(sides(found), (found["n"], found["benchmark_n"]), strict=True)
    own, others = (asked_again(found["metric"], side, people) for side, people in shown)
    return judged(found, better, own, others).drop(columns="spread")


def _by_period(
    rows: pd.DataFrame, pairs: pd.DataFrame, days: Mapping[str, date] | None
) -> pd.DataFrame:
    """village_code, benchmark_code and period."""
    columns = ["village_code", "benchmark_code"]
    periods = rows["period"].drop_duplicates()
    if days is None:
        return pairs[columns].merge(periods, how="cross")
    parts = [in_force(pairs, days[period])[columns].assign(period=period) for period in periods]
    return pd.concat(parts) if parts else pairs[columns].assign(period="").head(0)


def spreads(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Standard deviation between the places that can be judged, in each group.

    Parameters
    ----------
    rows : DataFrame
        The groups, value and state.
    by : sequence of str
        Columns of the groups.

    Returns
    -------
    DataFrame
        The groups and spread; NaN where fewer than five places can be judged or all are level.
    """
    known = rows[rows["state"].isin(COMPARABLE)]
    grouped = known.groupby(list(by))["value"].agg(["std", "count"]).reset_index()
    enough = (grouped["count"] >= FEWEST_FOR_SPREAD) & (grouped["std"] > 0)
    return grouped.assign(spread=grouped["std"].where(enough))[[*by, "spread"]]


def judged(
    found: pd.DataFrame, better: pd.Series, village: Estimate, benchmark: Estimate
) -> pd.DataFrame:
    """Add what can be said of the difference between each village and its benchmark.

    Parameters
    ----------
    found : DataFrame
        The two sides as in the result of `compare`, and spread.
    better : Series of str, same index
        Which way is better: "higher", "lower" or "none".
    village, benchmark : value, low, high
        What is compared.

    Returns
    -------
    DataFrame
        The rows with difference, low, high, smallest_difference, standardised, is_beyond_chance
        and verdict; see `compare`.
    """
    difference = village[0] - benchmark[0]
    low, high = intervals.difference(village, benchmark)
    both = found["state"].isin(COMPARABLE) & found["benchmark_state"].isin(COMPARABLE)
    beyond = both.to_numpy() & ((low > 0) | (high < 0))
    ahead = np.where(better == "lower", difference < 0, difference > 0)
    told = beyond & (better != "none").to_numpy()
    z, power = intervals.z_value(), float(stats.norm.ppf(intervals.POWER))
    errors = [(side[2] - side[1]) / (2 * z) for side in (village, benchmark)]
    return found.assign(
        difference=difference,
        low=low,
        high=high,
        smallest_difference=(z + power) * np.hypot(*errors),
        standardised=difference / found["spread"].to_numpy(float),
        is_beyond_chance=beyond,
        verdict=np.where(told, np.where(ahead, "ahead", "behind"), ""),
    )


def sides(found: pd.DataFrame) -> tuple[Estimate, Estimate]:
    """Value, low and high of every village and of its benchmark, as they are shown."""
    value, low, high, *other = (
        found[name].to_numpy(float)
        for name in ("value", "value_low", "value_high", "benchmark_value", "benchmark_low",
                     "benchmark_high")
    )  # fmt: skip
    return (value, low, high), (other[0], other[1], other[2])


def median(values: pd.Series) -> tuple[float, float, float]:
    """Median of the peers with its interval, from the order of their values alone.

    Parameters
    ----------
    values : Series of float
        One value a peer; missing ones are left out.

    Returns
    -------
    value, low, high : float
        NaN where there is no value; the bounds are NaN below six values, where no two of them
        hold the median with 95 % confidence.

    References
    ----------
    Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2.

    Examples
    --------
    >>> median(pd.Series(range(1, 16)))
    (8.0, 4.0, 12.0)
    """
    known = np.sort(values.dropna().to_numpy(float))
    if not len(known):
        return float("nan"), float("nan"), float("nan")
    below = int(stats.binom.ppf((1 - intervals.CONFIDENCE) / 2, len(known), 0.5))
    if below < 1:
        return float(np.median(known)), float("nan"), float("nan")
    return float(np.median(known)), float(known[below - 1]), float(known[-below])
