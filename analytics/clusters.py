"""How much less sure is a share where villages were drawn at random and the others not asked?

Answers of one village resemble each other, so a thousand answers from ten villages tell less of the
other villages than a thousand people drawn one by one. Their villages are clusters: what is sure
follows from how much these differ.
"""

from collections.abc import Sequence

import ibis
import numpy as np
import pandas as pd
from ibis import _
from numpy.typing import NDArray
from scipy import stats

from analytics import asking, intervals, judge
from analytics.grouping import Grouping, keyed
from analytics.metrics import Metric
from analytics.question import Question
from analytics.wide_frames import joined, tidy

TENTHS = 10  # to which effects are told: the exact one would be an equation about hidden villages
OF = ("round_id", "village_code")
PARTS = ("numerator", "denominator")  # sums of weights: those who met the condition, and all
Floats = NDArray[np.float64]


def counted(wide: pd.DataFrame, question: Question, metrics: Sequence[Metric]) -> pd.DataFrame:
    """Add to counts of answers the design effect of each share, "clustered", where rounds need it.

    Parameters
    ----------
    wide : DataFrame
        One row a group: the keys, and the parts of the metrics.
    question : Question
        Its tables hold `drawn_answers` where there are random rounds in the window: their answers
        as counted by round, village, question and score.
    metrics : sequence of Metric
        Of these the weighted shares.

    Returns
    -------
    DataFrame
        The same rows.
    """
    drawn = question.tables.get("drawn_answers")
    shares = [metric for metric in metrics if metric.squares is not None]
    if drawn is None or not shares:
        return wide
    rows = _by_village(drawn, question.grouping, shares)
    keys, place_keys = question.grouping.keys, question.place_keys
    placed = joined(wide, question.households[[*place_keys, "villages"]], place_keys)
    for metric in shares:
        own = {f"{metric.id} {part}": part for part in metric.parts}
        groups = placed[[*keys, "villages", *own]].rename(columns=own)
        found = effects(rows.rename(columns=own), groups, keys)
        wide = wide.assign(**{f"{metric.id} clustered": found})
    return wide


def _by_village(answers: ibis.Table, grouping: Grouping, metrics: Sequence[Metric]) -> pd.DataFrame:
    """Numerator and denominator of each metric by group, round and village."""
    table = keyed(answers.mutate(analysis_weight=_.weight), grouping, "answers")
    sums = {f"{m.id} {part}": m.parts[part] for m in metrics for part in PARTS}
    frame = tidy(asking.fetch(table.group_by(*grouping.keys, *OF).agg(**sums)))
    frame[list(sums)] = frame[list(sums)].astype("float64").fillna(0.0)
    return frame


def effects(drawn: pd.DataFrame, groups: pd.DataFrame, keys: Sequence[str]) -> Floats:
    """Design effects of shares that rest, in part or in whole, on villages drawn at random.

    Parameters
    ----------
    drawn : DataFrame
        One row a group, random round and village: the keys, round_id, village_code, numerator and
        denominator (sums of weights).
    groups : DataFrame
        One row a share: the keys, its parts as `judge.with_values` knows them, and villages (how
        many there are in its place).
    keys : sequence of str
        What splits the shares; none where there is one.

    Returns
    -------
    array of float, shape (groups,)
        Variance against that of a simple random sample of as many people, in tenths; where every
        village was asked, the effect of the weights alone. Never below that one, and not above the
        number of people. It allows for how few villages there are (Korn and Graubard), and a single
        one of several is worth one answer.

    Notes
    -----
    A village is one cluster through all rounds of a group, because it is itself again in the next
    round. Rounds that reached every village, and those in which nobody was drawn, keep the variance
    that they have by their weights.

    References
    ----------
    Hansen, Hurwitz and Madow (1953), Sample Survey Methods and Theory, volume 1, chapter 6; Korn
    and Graubard (1998), Survey Methodology 24:193-201.

    Examples
    --------
    Two of ten villages, 50 answers each: 40 satisfied in the one, 20 in the other.

    >>> drawn = pd.DataFrame({"round_id": "R1", "village_code": ["A", "B"],
    ...                       "numerator": [40.0, 20.0], "denominator": [50.0, 50.0]})
    >>> one = pd.DataFrame({"numerator": [60.0], "denominator": [100.0], "people": [100.0],
    ...                     "villages": [10]})
    >>> effects(drawn, one, []).tolist()
    [100.0]
    """
    total, size, people, villages = (
        groups[name].to_numpy(float) for name in (*PARTS, "people", "villages")
    )
    known = judge.design_effect(groups)
    rows = _partial(drawn, groups, keys, villages)
    group, number = rows["group"].to_numpy(np.intp), len(groups)
    if not len(rows):
        return known
    with np.errstate(divide="ignore", invalid="ignore"):
        share = total / size
    weight = rows["denominator"].to_numpy(float)
    residuals = rows.assign(from_share=rows["numerator"] - np.nan_to_num(share)[group] * weight)
    clusters = residuals.groupby(["group", "village_code"])["from_share"].sum()
    of = clusters.index.get_level_values(0).to_numpy(np.intp)
    count = np.bincount(of, minlength=number).astype(float)
    squares = np.bincount(of, clusters.to_numpy(float) ** 2, number)
    rounds = rows.groupby("group")["round_id"].nunique().reindex(range(number)).to_numpy(float)
    asked = np.bincount(group, minlength=number) / (rounds * np.maximum(villages, count))
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.bincount(group, weight, number) / size
        variance = (1 - asked) * count / (count - 1) * squares / size**2
        simple = share * (1 - share) / people
        drawn_effect = np.where(simple > 0, variance / simple, known * part)
        few = (stats.t.ppf(0.5 + intervals.CONFIDENCE / 2, count - 1) / intervals.z_value()) ** 2
        found = drawn_effect * few + known * (1 - part)
    found = np.where(count == 1, people, found)
    tenths = np.ceil(np.nan_to_num(found) * TENTHS - 1e-9) / TENTHS
    return np.where(count > 0, np.fmax(known, np.fmin(tenths, people)), known)


def _partial(
    drawn: pd.DataFrame, groups: pd.DataFrame, keys: Sequence[str], villages: Floats
) -> pd.DataFrame:
    """The rows of rounds that left villages out, with the number of their group."""
    given = drawn[drawn["denominator"] > 0]
    numbered = groups[list(keys)].assign(group=np.arange(len(groups)))
    rows = given.merge(numbered, on=list(keys)) if keys else given.assign(group=0)
    reached = rows.groupby(["group", "round_id"])["village_code"].transform("nunique")
    return rows[reached.to_numpy() < villages[rows["group"].to_numpy(np.intp)]]
