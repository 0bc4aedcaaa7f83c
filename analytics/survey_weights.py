"""How far does weighting move the result of a random round, and what does it cost in certainty?

Who answers a random round is not like those who live there: some villages were not drawn, others
answered less. The weights of the page make villages count as much as they have households. Raking
goes further: it also gives villages that were not drawn their share, through those of the same
township, setting and class.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import answers, intervals, sampling, shares, weighting
from analytics.satisfaction import Survey, linked

WAYS = ("plain", "weighted", "raked")
TRAITS = ("township_code", "setting", "village_class")  # whose households are known
STEPS = (
    0.0001,
    0.0002,
    0.0005,
    0.001,
    0.002,
    0.005,
    0.01,
    0.02,
    0.05,
    0.1,
)  # to one are shares rounded
COLUMNS = ("round_id", "metric", "way", "value", "low", "high", "n", "kish", "design_effect",
           "worth", "margins", "answering", "villages", "step", "state")  # fmt: skip
Floats = NDArray[np.float64]


def weighings(
    found: Survey, counts: pd.DataFrame, villages: pd.DataFrame, metric: str, thread: str = ""
) -> pd.DataFrame:
    """Measure a share of the random rounds unweighted, weighted, and raked to known households.

    Parameters
    ----------
    found : Survey
        The rounds of a place.
    counts : DataFrame
        As `answers.counted` gives them by village, at least for the random rounds.
    villages : DataFrame
        The villages of the place, also those where nobody was asked: village_code, households and
        the columns of `TRAITS`.
    metric : str
        One of `shares.METRICS`.
    thread : str
        As for `satisfaction.levels`.

    Returns
    -------
    DataFrame
        round_id, metric, way, value, low, high, n (people), kish (design effect of the weights),
        design_effect (of the share), worth (people that the answers are worth), margins (traits
        raked to, joined by "+"), answering and villages (how many villages answered, of how many),
        step, state; oldest round first. The interval of the raked share allows for villages that
        were drawn (clusters) or were all asked (strata).

    Notes
    -----
    Villages of which a number is hidden would follow from several ways to add up the same
    answers. So shares are rounded to `step`, which stands for k people or more, and design effects
    to a tenth; there are none where the share itself is hidden.
    """
    levels = shares.measured(
        *_cells(found.cells, thread), found.told, metrics=[metric], coverage=found.census
    )
    random = found.rounds.loc[found.rounds["selection"] == "random", "round_id"]
    cells = linked(answers.cells(counts, found.choices), found.links)
    kept = found.cells[["round_id", "item", "is_kept"]].drop_duplicates()
    cells = cells.merge(kept, on=["round_id", "item"])
    chosen, _ = _cells(cells, thread)
    parts = shares.parts(chosen, metric, ["area_code", "round_id"])
    listed = []
    for round_id in random:
        level = levels[levels["round_id"] == round_id]
        if len(level) and not pd.isna(level["n"].iloc[0]):
            here = parts[(parts["round_id"] == round_id) & (parts["denominator"] > 0)]
            rows = _ways(here, villages, level.iloc[0], found.smallest)
            listed.append(rows.assign(round_id=round_id, metric=metric))
    if not listed:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(listed, ignore_index=True)[list(COLUMNS)]


def margins(
    villages: pd.DataFrame, sample: pd.DataFrame, traits: Sequence[str] = TRAITS
) -> tuple[list[str], Floats]:
    """Factors that give the answers of villages the households of every trait that can be reached.

    Parameters
    ----------
    villages : DataFrame
        village_code, households, the traits; all villages there are.
    sample : DataFrame
        area_code, denominator (weight of the answers) of the villages that answered.
    traits : sequence of str
        Tried in this order; one that cannot be reached, because nobody of a group answered, is
        left out.

    Returns
    -------
    used, factors
        The traits used, and a factor for each row of the sample; 1 where none can be used.
    """
    known = villages[villages["households"] > 0]
    if len(known) < len(villages):
        return [], np.ones(len(sample))
    here = sample.merge(villages, left_on="area_code", right_on="village_code", how="left")
    used: list[str] = []
    factors = np.ones(len(sample))
    for trait in traits:
        if villages[trait].nunique(dropna=False) < 2:
            continue
        try:
            factors = _raked(known, here, [*used, trait])
        except ValueError:
            continue
        used.append(trait)
    return used, factors


def _raked(villages: pd.DataFrame, sample: pd.DataFrame, traits: list[str]) -> Floats:
    groups = [list(villages[trait].fillna("").unique()) for trait in traits]
    places = [
        pd.Categorical(sample[trait].fillna(""), names).codes
        for trait, names in zip(traits, groups, strict=True)
    ]
    table = np.zeros([len(names) for names in groups])
    np.add.at(table, tuple(places), sample["denominator"].to_numpy(float))
    people = [
        villages.groupby(villages[trait].fillna(""))["households"].sum()[names].to_numpy(float)
        for trait, names in zip(traits, groups, strict=True)
    ]
    return np.asarray(weighting.raked(table, people)[tuple(places)])


def _cells(cells: pd.DataFrame, thread: str) -> tuple[pd.DataFrame, list[str]]:
    """The cells that count and what splits them, as in `satisfaction.levels`."""
    if thread:
        return cells[cells["thread"] == thread], ["round_id", "question_id"]
    return cells[cells["is_kept"].to_numpy(bool)], ["round_id", "is_kept"]


def _ways(
    here: pd.DataFrame, villages: pd.DataFrame, level: pd.Series, smallest: int
) -> pd.DataFrame:
    """The three ways for one round."""
    n, (used, factors) = float(level["n"]), margins(villages, here)
    weights = [here["answers"], here["denominator"], here["denominator"] * factors]
    squares = [here["answers"], here["squares"], here["squares"] * factors**2]
    kish = [
        float(here["answers"].sum() * square.sum() / weight.sum() ** 2)
        for weight, square in zip(weights, squares, strict=True)
    ]
    raked, error = _designed(here, villages, factors)
    drawn = error**2 * n / (raked * (1 - raked)) if 0 < raked < 1 else np.nan
    effect = np.fmax([1.0, level["design_effect"], np.fmax(kish[2], drawn)], 1.0).round(1)
    values = np.array([here["told"].sum() / here["answers"].sum(), level["value"], raked])
    low, high = intervals.wilson(values * n / effect, n / effect)
    step = next((s for s in STEPS if s * n >= smallest), STEPS[-1])
    return pd.DataFrame(
        {
            "way": WAYS,
            "value": np.round(values / step) * step,
            "low": np.round(low / step) * step,
            "high": np.round(high / step) * step,
            "n": n,
            "kish": np.round(kish, 2),
            "design_effect": effect,
            "worth": (n / effect).round(),
            "margins": ["", "", "+".join(used)],
            "answering": len(here),
            "villages": len(villages),
            "step": step,
            "state": level["state"],
        }
    )


def _designed(here: pd.DataFrame, villages: pd.DataFrame, factors: Floats) -> tuple[float, float]:
    """The raked share, and its error as villages were drawn or were all asked."""
    size = here["denominator"].to_numpy(float) * factors
    total = here["numerator"].to_numpy(float) * factors
    asked, raked = here["people"].to_numpy(float), float(total.sum() / size.sum())
    if len(here) < len(villages):
        alone = len(here) < 2
        return raked, np.nan if alone else sampling.clustered_mean(total, size, len(villages))[1]
    households = villages["households"].sum(skipna=False)
    if not households > 0 or (asked < 2).any():
        return raked, np.nan
    share = total / size
    people = np.maximum(size / size.sum() * households, asked)
    return raked, sampling.stratified_mean(
        people, asked, share, share * (1 - share) * asked / (asked - 1)
    )[1]
