"""Which pairs should be looked at again, and which model villages could take the place?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pyproj

from analytics import intervals
from analytics.changes import COMPARABLE, asked_again
from analytics.metrics import METRICS
from analytics.peers import Space

CANDIDATES = 3
EARTH = pyproj.Geod(ellps="WGS84")
POINT = ("longitude", "latitude")
PLACED = ("village_code", "village_class", "township_code", "district_code")
MODEL = "model"  # 示范


@dataclass(frozen=True)
class Rule:
    """A reason to look at a pair again: where it applies, told by its code."""

    code: str
    applies: Callable[[pd.DataFrame], pd.Series]


# A benchmark chosen for being alike must be among the nearer half of all villages; one chosen for
# being near need not be alike, but nine in ten villages should not be more so.
MOST_CLOSER = {"similar": 0.5, "nearby": 0.9}
REVIEW = (
    Rule("gone", lambda pairs: pairs["is_gone"]),
    Rule("not_model", lambda pairs: pairs["benchmark_class"].notna()
         & (pairs["benchmark_class"] != MODEL)),
    Rule("not_ahead", lambda pairs: pairs["verdict"] == "ahead"),
    Rule("changed", lambda pairs: pairs["changed"] != ""),
    Rule("unlike", lambda pairs: pairs["closer"] > pairs["basis"].map(MOST_CLOSER).astype(float)),
)  # fmt: skip


@dataclass(frozen=True)
class Search:
    """Where benchmarks for a class of village are looked for."""

    basis: Literal["similar", "nearby"]
    level: str = ""  # the place both must lie in; "" for anywhere in scope


# Model villages: alike, anywhere. Others: a model village nearby in the same district.
SUGGESTED = {
    "model": Search("similar"),
    "improving": Search("nearby", "district_code"),
    "weak": Search("nearby", "district_code"),
}
USUAL = SUGGESTED["improving"]  # for villages without a class


def to_review(pairs: pd.DataFrame, villages: pd.DataFrame, gaps: pd.DataFrame, space: Space) -> (
    pd.DataFrame
):  # fmt: skip
    """The pairs in force that should be looked at again, each with its reasons.

    Parameters
    ----------
    pairs : DataFrame
        Pairs in force: village_code, benchmark_code, basis, changed (traits in which either is
        another kind of village than when the pair was set, joined by spaces).
    villages : DataFrame
        All that exist on the day: village_code, village_class.
    gaps : DataFrame
        The result of `gaps.compare` for one metric: village_code, difference, low, high, verdict.
    space : Space
        Villages by their traits.

    Returns
    -------
    DataFrame
        One row a pair with a reason, most reasons first: village_code, benchmark_code, basis,
        changed, village_class, benchmark_class, is_gone, closer (share of villages nearer in their
        traits than the benchmark), difference, low, high, verdict, reasons (codes of `REVIEW`,
        joined by spaces) and count.

    Notes
    -----
    A village that is gone needs no benchmark. "not_ahead" is said only where the village is ahead
    of its benchmark beyond chance.
    """
    there = villages.set_index("village_code")["village_class"]
    found = pairs[pairs["village_code"].isin(there.index)].copy()
    found["village_class"] = found["village_code"].map(there)
    found["benchmark_class"] = found["benchmark_code"].map(there)
    found["is_gone"] = ~found["benchmark_code"].isin(there.index)
    found["closer"] = _closer(found, space)
    told = gaps[["village_code", "difference", "low", "high", "verdict"]]
    found = found.merge(told, on="village_code", how="left", validate="one_to_one")
    found["verdict"] = found["verdict"].fillna("")
    applies = {rule.code: rule.applies(found).fillna(False).astype(bool) for rule in REVIEW}
    marks = pd.DataFrame(applies, index=found.index)
    found["reasons"] = [
        " ".join(rule.code for rule, there in zip(REVIEW, row, strict=True) if there)
        for row in marks.to_numpy()
    ]
    found["count"] = marks.sum(axis=1).to_numpy()
    columns = ["village_code", "benchmark_code", "basis", "changed", "village_class",
               "benchmark_class", "is_gone", "closer", "difference", "low", "high", "verdict",
               "reasons", "count"]  # fmt: skip
    order = ["count", "closer", "village_code"]
    found = found[found["count"] > 0].sort_values(order, ascending=[False, False, True])
    return found[columns].reset_index(drop=True)


def _closer(pairs: pd.DataFrame, space: Space) -> pd.Series:
    known = pairs["village_code"].isin(space.codes) & pairs["benchmark_code"].isin(space.codes)
    some = pairs[known]
    share = space.closer(list(some["village_code"]), list(some["benchmark_code"]))
    return pd.Series(share, index=some.index).reindex(pairs.index)


def suggest(
    codes: Sequence[str],
    villages: pd.DataFrame,
    rows: pd.DataFrame,
    space: Space,
    points: pd.DataFrame,
    count: int = CANDIDATES,
) -> pd.DataFrame:
    """Model villages that could be the benchmark of each village, with reasons.

    Parameters
    ----------
    codes : sequence of str
        Villages.
    villages : DataFrame
        All that exist on the day: village_code, village_class, township_code, district_code.
    rows : DataFrame
        Result rows of one metric by village.
    space : Space
        Villages by their traits.
    points : DataFrame
        area_code, longitude and latitude (degrees) of the villages of which an outline is known.
    count : int
        How many each.

    Returns
    -------
    DataFrame
        By village in the order asked, best first: village_code, candidate_code, basis,
        same_township, kilometres (as the crow flies), apart and closer (likeness in traits),
        difference (candidate minus village), low, high, and ahead ("yes" beyond chance, "" where
        chance could explain it).

    Raises
    ------
    ValueError
        If a village is not among them.

    Notes
    -----
    Candidates behind the village beyond chance are left out: there is nothing to learn there. For
    model villages the others are ordered by likeness, anywhere in scope; for improving and weak
    ones by the distance on the ellipsoid, within the same district. Where it is not known those of
    the same township come first, then those of the same district, each by likeness.
    """
    facts = villages.set_index("village_code", drop=False)
    for code in codes:
        if code not in facts.index:
            raise ValueError(f"village {code} is not among those compared; choose one of them")
    asked = facts.loc[list(codes), list(PLACED)].reset_index(drop=True)
    models = villages.loc[villages["village_class"] == MODEL, list(PLACED)].rename(
        columns={name: f"candidate_{name}" for name in PLACED}
    )
    found = asked.reset_index(names="place").merge(models, how="cross")
    found = found.rename(columns={"candidate_village_code": "candidate_code"})
    searches = [SUGGESTED.get(str(kind), USUAL) for kind in found["village_class"]]
    found["basis"] = [search.basis for search in searches]
    found["same_township"] = found["township_code"] == found["candidate_township_code"]
    allowed = found["village_code"] != found["candidate_code"]
    for level in {search.level for search in searches} - {""}:
        bound = np.array([search.level == level for search in searches], dtype=bool)
        allowed &= ~bound | (found[level] == found[f"candidate_{level}"])
    found = _compared(found[allowed].reset_index(drop=True), rows)
    found["apart"] = _apart(found, space)
    found["kilometres"] = _kilometres(found, points)
    is_similar = found["basis"] == "similar"
    found["way"] = found["kilometres"].where(~is_similar, 0.0)
    found["nearness"] = ~(found["same_township"] | is_similar)
    order = ["place", "way", "nearness", "apart", "candidate_code"]
    found = found[found["ahead"] != "no"].sort_values(order).groupby("place").head(count)
    found = found.reset_index(drop=True)
    found["closer"] = _closer(found.rename(columns={"candidate_code": "benchmark_code"}), space)
    return found[["village_code", "candidate_code", "basis", "same_township", "kilometres", "apart",
                  "closer", "difference", "low", "high", "ahead"]]  # fmt: skip


def _kilometres(found: pd.DataFrame, points: pd.DataFrame) -> pd.Series:
    """How far a candidate lies from the village; missing where either has no point."""
    known = points.set_index("area_code")
    ends = [known[[*POINT]].reindex(found[c]) for c in ("village_code", "candidate_code")]
    (east, north), (other_east, other_north) = (end.to_numpy(float).T for end in ends)
    metres = EARTH.inv(east, north, other_east, other_north)[2]
    return pd.Series(metres / 1000, index=found.index)


def _apart(found: pd.DataFrame, space: Space) -> pd.Series:
    known = found["village_code"].isin(space.codes) & found["candidate_code"].isin(space.codes)
    some = found[known]
    apart = space.apart(list(some["village_code"]), list(some["candidate_code"]))
    return pd.Series(apart, index=some.index, dtype=float).reindex(found.index)


def _compared(found: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Add difference (candidate minus village), low, high and ahead: yes, no or unknown."""
    known = rows[rows["state"].isin(COMPARABLE)]
    value, low, high = (known[name].to_numpy(float) for name in ("value", "low", "high"))
    value, low, high = asked_again(known["metric"], (value, low, high), known["n"])
    judged = pd.DataFrame({"value": value, "low": low, "high": high}, index=known["area_code"])
    other = judged.reindex(found["candidate_code"]).to_numpy(float).T
    own = judged.reindex(found["village_code"]).to_numpy(float).T
    low, high = intervals.difference((other[0], other[1], other[2]), (own[0], own[1], own[2]))
    lower = len(rows) > 0 and METRICS[str(rows["metric"].iloc[0])].better == "lower"
    ahead = np.select([high < 0, low > 0], ["yes", "no"] if lower else ["no", "yes"], "")
    return found.assign(difference=other[0] - own[0], low=low, high=high, ahead=ahead)
