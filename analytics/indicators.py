"""How far is a village from its benchmark in what other programmes count?

Indicators come as numbers of a place and a period, so little is known of chance: rates have an
interval, counts, amounts and scores have none and are set side by side without a verdict.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analytics import intervals
from analytics.gaps import judged, median, sides, spreads
from analytics.judge import FEW

LEVELS = ("village", "township", "district")
RATE = "rate"
SIDE = ("value", "value_low", "value_high", "n", "state")
OTHER = ("benchmark_value", "benchmark_low", "benchmark_high", "benchmark_n", "benchmark_state")
APART = ("difference", "low", "high", "smallest_difference", "standardised")
TOLD = ("behind", "ahead", "within", "beside", "one_place", "missing")
RESULT = (
    "indicator_id", "kind", "better", "village_code", "benchmark_code", "level", "place_code",
    "benchmark_place_code", *SIDE, *OTHER, "peers_value", "peers", "township_value",
    "district_value", *APART, "verdict", "told",
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
    peers: Mapping[str, Sequence[str]],
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
    peers : mapping of str to sequence of str
        Villages most alike to each village.

    Returns
    -------
    DataFrame
        One row an indicator and pair for which any of both has a number, in the order of the
        indicators: the columns `RESULT`. `level` is the lowest at which both have one, for many
        programmes count by township: place_code and benchmark_place_code are the places meant, and
        where they are one place there is no difference. Peers are villages, so their median is
        there for numbers by village only. The difference is village minus benchmark; its interval
        (Newcombe's method 10) and a verdict are there for rates of enough people. `told` is what
        can be said of the pair, one of `TOLD`.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890.
    """
    if values.empty or pairs.empty:
        return pd.DataFrame(columns=list(RESULT))
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
    found = _with_surroundings(_at_one_level(found, numbers), known, peers)
    level = pd.Series({code: name for name in LEVELS for code in above[name]}, name="level")
    spread = spreads(known.join(level, on="area_code"), ["indicator_id", "level"])
    found = found.merge(spread, on=["indicator_id", "level"], how="left")
    found = _told(judged(found, found["better"], *sides(found)))
    there = found["value"].notna() | found["benchmark_value"].notna()
    return found.loc[there, list(RESULT)].reset_index(drop=True)


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Of how many pairs what can be said, for each indicator.

    Parameters
    ----------
    found : DataFrame
        The result of `compare`.

    Returns
    -------
    DataFrame
        indicator_id, kind, a column each of `TOLD` with the number of pairs, judged (how many of
        them can be told apart or not), and difference (the median); in the order of the
        indicators.
    """
    counts = pd.crosstab(found["indicator_id"], found["told"]).reindex(columns=list(TOLD))
    grouped = found.groupby("indicator_id", sort=False)
    wide = grouped[["kind"]].first().join(counts.fillna(0).astype(int))
    middle = grouped["difference"].agg(lambda values: median(values)[0]).astype(float)
    judged_pairs = wide[["behind", "ahead", "within"]].sum(axis=1)
    return wide.assign(judged=judged_pairs, difference=middle).reset_index()


def _at_one_level(found: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """Numbers of both sides, of the lowest level at which both have one."""
    there = numbers.index[numbers["state"] != "none"]
    both = [
        _keys(found, name).isin(there) & _keys(found, f"benchmark_{name}").isin(there)
        for name in LEVELS
    ]
    found = found.assign(level=np.select(both, LEVELS, LEVELS[0]))
    for prefix, columns in (("", SIDE), ("benchmark_", OTHER)):
        place = found[f"{prefix}{LEVELS[0]}"]
        for name in LEVELS[1:]:
            place = place.mask(found["level"] == name, found[f"{prefix}{name}"])
        found[f"{prefix}place_code"] = place
        side = numbers.reindex(_keys(found, f"{prefix}place_code"))[list(SIDE)]
        side = side.fillna({"state": "none"}).set_axis(columns, axis=1).set_axis(found.index)
        found = found.join(side)
    return found


def _keys(found: pd.DataFrame, column: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([found["indicator_id"], found[column]])


def _with_surroundings(
    found: pd.DataFrame, known: pd.DataFrame, peers: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Median of the peers, and the numbers of the places above the village."""
    links = [(c, peer) for c in found["village_code"].unique() for peer in peers.get(c, ())]
    near = pd.DataFrame(links, columns=["village_code", "area_code"]).astype(
        {"village_code": found["village_code"].dtype, "area_code": known["area_code"].dtype}
    )
    of_peers = near.merge(known.dropna(subset=["value"]), on="area_code")
    of_peers = of_peers.groupby(["indicator_id", "village_code"])["value"].agg(["median", "count"])
    of_peers = of_peers.set_axis(["peers_value", "peers"], axis=1)
    found = found.join(of_peers, on=["indicator_id", "village_code"]).fillna({"peers": 0})
    values = known.set_index(["indicator_id", "area_code"])["value"]
    above = {
        f"{name}_value": values.reindex(_keys(found, name)).to_numpy(float) for name in LEVELS[1:]
    }
    return found.assign(**above)


def _told(found: pd.DataFrame) -> pd.DataFrame:
    """Add `told`; of one place there is no difference."""
    is_one = found["place_code"] == found["benchmark_place_code"]
    found[list(APART)] = found[list(APART)].mask(is_one)
    few = (found["state"] == "few") | (found["benchmark_state"] == "few")
    told = found["verdict"].replace("", "within").mask(found["low"].isna() | few, "beside")
    told = told.mask(found["difference"].isna(), "missing").mask(is_one, "one_place")
    return found.assign(told=told)
