"""How far is a village from its benchmark in what other programmes count?

Indicators come as numbers of a place and a period, so little is known of chance: rates have an
interval, counts, amounts and scores have none and are set side by side without a verdict.
"""

import numpy as np
import pandas as pd

from analytics import intervals
from analytics.changes import COMPARABLE
from analytics.gaps import FEWEST_FOR_SPREAD
from analytics.judge import FEW

LEVELS = ("village", "township", "district")
RATE = "rate"
KEPT = ("value", "value_low", "value_high", "n", "state")
RESULT = (
    "indicator_id", "kind", "better", "village_code", "benchmark_code", "level", "place_code",
    "benchmark_place_code", *KEPT, *(f"benchmark_{name}" for name in KEPT), "peers_value", "peers",
    "township_value", "district_value", "difference", "low", "high", "standardised", "verdict",
)  # fmt: skip


def estimates(values: pd.DataFrame) -> pd.DataFrame:
    """Every number with what is known of its chance.

    Parameters
    ----------
    values : DataFrame
        indicator_id, area_code, kind ("rate", "count", "amount" or "score"), better, numerator,
        denominator, value: one row an indicator and place.

    Returns
    -------
    DataFrame
        indicator_id, area_code, kind, better, value, value_low, value_high, n, state. A rate is
        its numerator over its denominator, 0..1, with Wilson's limits, "few" below 30; one that
        came as a value alone, and all other kinds, have no limits.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22:209-212.
    """
    found = values.astype({"numerator": float, "denominator": float, "value": float})
    counted = (found["kind"] == RATE) & (found["denominator"] > 0) & found["numerator"].notna()
    trials = found["denominator"].where(counted)
    low, high = intervals.wilson(found["numerator"].where(counted), trials)
    value = (found["numerator"] / trials).where(counted, found["value"])
    state = np.select([value.isna(), trials < FEW], ["none", "few"], "ok")
    keys = found[["indicator_id", "area_code", "kind", "better"]]
    return keys.assign(value=value, value_low=low, value_high=high, n=trials, state=state)


def compare(
    values: pd.DataFrame,
    pairs: pd.DataFrame,
    villages: pd.DataFrame,
    peers: dict[str, list[str]],
) -> pd.DataFrame:
    """Set every village against its benchmark, in every indicator.

    Parameters
    ----------
    values : DataFrame
        As for `estimates`, of one period an indicator.
    pairs : DataFrame
        Pairs in force: village_code, benchmark_code.
    villages : DataFrame
        village_code, township_code, district_code of all that exist.
    peers : dict of str to list of str
        Villages most alike to each village.

    Returns
    -------
    DataFrame
        One row an indicator and pair for which any of both has a number, in the order of the
        indicators: the columns `RESULT`. `level` is the lowest at which both have one, for many
        programmes count by township: place_code and benchmark_place_code are the places meant, and
        where they are one place there is no difference. Peers are villages, so their median is
        there for numbers by village only. The difference is village minus benchmark; its interval
        (Newcombe's method 10) and a verdict are there for rates of enough people.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890.
    """
    known = estimates(values)
    above = villages.assign(village=villages["village_code"]).rename(
        columns={"township_code": "township", "district_code": "district"}
    )[["village_code", *LEVELS]]
    named = known[["indicator_id", "kind", "better"]].drop_duplicates("indicator_id")
    found = named.merge(pairs[["village_code", "benchmark_code"]], how="cross")
    found = found.merge(above, on="village_code", how="inner")
    other = above.rename(columns={name: f"benchmark_{name}" for name in above.columns})
    found = found.merge(other, left_on="benchmark_code", right_on="benchmark_village_code",
                        how="left")  # fmt: skip
    numbers = known.set_index(["indicator_id", "area_code"])
    found = _at_one_level(found, numbers)
    found = _with_surroundings(found, numbers, peers)
    found = found.merge(_spreads(numbers, above), on=["indicator_id", "level"], how="left")
    judged = _judged(found)
    told = judged["value"].notna() | judged["benchmark_value"].notna()
    return judged.loc[told, list(RESULT)].reset_index(drop=True)


def _at_one_level(found: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """Numbers of both sides, of the lowest level at which both have one."""
    there = numbers.index[numbers["state"] != "none"]
    level = np.full(len(found), LEVELS[0], dtype=object)
    open_still = np.ones(len(found), bool)
    for name in LEVELS:
        both = _keys(found, name).isin(there) & _keys(found, f"benchmark_{name}").isin(there)
        level[open_still & both] = name
        open_still &= ~both
    found = found.assign(level=level)
    for side in ("", "benchmark_"):
        place = found[f"{side}{LEVELS[0]}"]
        for name in LEVELS[1:]:
            place = place.mask(level == name, found[f"{side}{name}"])
        found[f"{side}place_code"] = place
        wanted = numbers.reindex(_keys(found, f"{side}place_code"))[list(KEPT)]
        found[[f"{side}{name}" for name in KEPT]] = wanted.to_numpy(object)
    sizes = [f"{side}{name}" for side in ("", "benchmark_") for name in KEPT if name != "state"]
    states = ["state", "benchmark_state"]
    return found.astype(dict.fromkeys(sizes, float)).fillna(dict.fromkeys(states, "none"))


def _keys(found: pd.DataFrame, column: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([found["indicator_id"], found[column]])


def _with_surroundings(
    found: pd.DataFrame, numbers: pd.DataFrame, peers: dict[str, list[str]]
) -> pd.DataFrame:
    """Median of the peers, and the numbers of the places above the village."""
    values = numbers["value"]
    medians = [
        values.reindex([(row.indicator_id, peer) for peer in peers.get(str(row.village_code), ())])
        .dropna().agg(["median", "count"])
        for row in found.itertuples()
    ]  # fmt: skip
    return found.assign(
        peers_value=[float(m["median"]) for m in medians],
        peers=[int(m["count"]) for m in medians],
        **{
            f"{name}_value": values.reindex(_keys(found, name)).to_numpy(float)
            for name in LEVELS[1:]
        },
    )


def _spreads(numbers: pd.DataFrame, above: pd.DataFrame) -> pd.DataFrame:
    """Standard deviation between the places of a level, where there are enough of them."""
    level = pd.Series({code: name for name in LEVELS for code in above[name]}, name="level")
    known = numbers.dropna(subset=["value"]).reset_index().join(level, on="area_code")
    spread = known.groupby(["indicator_id", "level"])["value"].agg(["std", "count"]).reset_index()
    enough = (spread["count"] >= FEWEST_FOR_SPREAD) & (spread["std"] > 0)
    return spread.assign(spread=spread["std"].where(enough)).drop(columns=["std", "count"])


def _judged(found: pd.DataFrame) -> pd.DataFrame:
    apart = found["place_code"] != found["benchmark_place_code"]
    sides = [
        tuple(found[f"{side}{name}"].where(apart) for name in KEPT[:3])
        for side in ("", "benchmark_")
    ]
    low, high = intervals.difference(sides[0], sides[1])  # type: ignore[arg-type]
    judged = found["state"].isin(COMPARABLE) & found["benchmark_state"].isin(COMPARABLE)
    beyond = judged.to_numpy() & ((low > 0) | (high < 0))
    difference = (sides[0][0] - sides[1][0]).to_numpy(float)
    ahead = np.where(found["better"] == "lower", difference < 0, difference > 0)
    return found.assign(
        difference=difference, low=low, high=high,
        standardised=difference / found["spread"].to_numpy(float),
        verdict=np.where(beyond, np.where(ahead, "ahead", "behind"), ""),
    )  # fmt: skip
