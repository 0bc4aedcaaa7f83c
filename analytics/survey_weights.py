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

from analytics import clusters, intervals, sampling, satisfaction, shares, weighting
from analytics.satisfaction import Survey

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


def weighings(found: Survey, villages: pd.DataFrame, metric: str, thread: str = "") -> pd.DataFrame:
    """Measure a share of the random rounds unweighted, weighted, and raked to known households.

    Parameters
    ----------
    found : Survey
        The rounds of a place, with those drawn by village.
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
    if found.drawn is None:
        return pd.DataFrame(columns=list(COLUMNS))
    levels = satisfaction.levels(found, thread)
    levels = levels[levels["metric"] == metric]
    random = found.rounds.loc[found.rounds["selection"] == "random", "round_id"]
    chosen, _ = satisfaction.counting(found.drawn.cells, thread)
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


def _ways(
    here: pd.DataFrame, villages: pd.DataFrame, level: pd.Series, smallest: int
) -> pd.DataFrame:
    """The three ways for one round."""
    n, (used, factors) = float(level["n"]), margins(villages, here)
    totals = [here["told"], here["numerator"], here["numerator"] * factors]
    weights = [here["answers"], here["denominator"], here["denominator"] * factors]
    squares = [here["answers"], here["squares"], here["squares"] * factors**2]
    kish = [
        float(here["answers"].sum() * square.sum() / weight.sum() ** 2)
        for weight, square in zip(weights, squares, strict=True)
    ]
    known = np.fmax([1.0, level["design_effect"], kish[2]], 1.0)
    if len(here) < len(villages):
        effect = _of_clusters(here["area_code"], totals, weights, known, (n, len(villages)))
    else:
        effect = np.fmax(known, [1.0, 1.0, _of_strata(here, villages, factors, n)])
    effect = effect.round(1)
    plain, _, raked = (t.sum() / w.sum() for t, w in zip(totals, weights, strict=True))
    values = np.array([plain, level["value"], raked])
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


def _of_clusters(
    villages: pd.Series,
    totals: Sequence[pd.Series],
    weights: Sequence[pd.Series],
    known: Floats,
    sizes: tuple[float, int],
) -> Floats:
    """Design effects of the three ways, where some of the villages were drawn."""
    drawn = pd.concat(
        pd.DataFrame({"way": way, "round_id": "", "village_code": villages, "numerator": total,
                      "denominator": weight})
        for way, total, weight in zip(WAYS, totals, weights, strict=True)
    )  # fmt: skip
    people, places = sizes
    sums = drawn.groupby("way")[["numerator", "denominator"]].sum().loc[list(WAYS)].reset_index()
    groups = sums.assign(people=people, villages=places, clustered=known)
    return clusters.effects(drawn, groups, ["way"])


def _of_strata(here: pd.DataFrame, villages: pd.DataFrame, factors: Floats, n: float) -> float:
    """Design effect of the raked share, where each village was drawn from; NaN if unknown."""
    size = here["denominator"].to_numpy(float) * factors
    share = here["numerator"].to_numpy(float) * factors / size
    asked, raked = here["people"].to_numpy(float), float((share * size).sum() / size.sum())
    households = villages["households"].sum(skipna=False)
    if not households > 0 or (asked < 2).any() or not 0 < raked < 1:
        return np.nan
    people = np.maximum(size / size.sum() * households, asked)
    variances = share * (1 - share) * asked / (asked - 1)
    _, error = sampling.stratified_mean(people, asked, share, variances)
    return error**2 * n / (raked * (1 - raked))
