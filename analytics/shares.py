"""What share of the answers is satisfied, full marks, dissatisfied, and how sure is each?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import clusters, intervals, judge
from analytics.answer_disclosure import Told
from analytics.answers import NONE

# Which answers a share counts: a column of the cells, and its value.
ANSWERS: dict[str, tuple[str, str | bool]] = {
    "satisfaction_rate": ("counts_as", "satisfied"),
    "full_marks_rate": ("is_full", True),
    "dissatisfaction_rate": ("counts_as", "dissatisfied"),
}
METRICS = tuple(ANSWERS)
FINITE = ("asked", "population")
SHOWN = (*judge.BLANKED, "design_effect", "worth")
COLUMNS = ("numerator", "denominator", "value", "low", "high", "n", "design_effect", "worth",
           "state")  # fmt: skip
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Drawn:
    """Answers of random rounds by village, and how many villages there are in the place.

    `cells` are as `answers.cells` gives them by village, with what splits the shares.
    """

    cells: pd.DataFrame
    villages: int


def measured(
    cells: pd.DataFrame,
    keys: Sequence[str],
    told: Told,
    *,
    coverage: pd.DataFrame | None = None,
    drawn: Drawn | None = None,
    metrics: Sequence[str] = METRICS,
) -> pd.DataFrame:
    """Measure the shares of answers for groups of cells.

    Parameters
    ----------
    cells : DataFrame
        Possible answers as `answers.cells` gives them.
    keys : sequence of str
        Columns to split by; round_id among them.
    told : Told
        What is hidden.
    coverage : DataFrame, optional
        Households by some of the keys: asked (that answered) and population, for census rounds;
        their intervals shrink.
    drawn : Drawn, optional
        Random rounds by village; their intervals allow for villages that nobody was asked in.
    metrics : sequence of str
        Some of `METRICS`.

    Returns
    -------
    DataFrame
        One row a metric and group: metric, the keys, numerator, denominator (sums of weights),
        value, low, high, n (people), design_effect, worth (people that the weighted answers are
        worth: n by design effect), state.

    Notes
    -----
    People answer several questions, so over questions n is that of the question that most people
    answered: at least so many people stand behind the number.
    """
    sums = pd.concat([parts(cells, metric, list(keys)) for metric in metrics], ignore_index=True)
    if coverage is not None:
        shared = [key for key in keys if key in coverage]
        sums = sums.merge(coverage[[*shared, *FINITE]], on=shared, how="left")
    else:
        sums[list(FINITE)] = np.nan
    if drawn is not None:
        sums["clustered"] = _clustered(sums, keys, drawn)
    frame = judge.with_values(sums.assign(pending=0.0))
    frame["design_effect"] = judge.design_effect(frame)
    frame["worth"] = frame["n"] / frame["design_effect"]
    frame["state"] = judge.states(frame, np.ones(len(frame), dtype=bool))
    return hide(frame, keys, told)[["metric", *keys, *COLUMNS]]


def _clustered(sums: pd.DataFrame, keys: Sequence[str], drawn: Drawn) -> Floats:
    """Design effects of villages drawn, metric by metric."""
    found = np.full(len(sums), np.nan)
    for metric, rows in sums.groupby("metric"):
        split = [*dict.fromkeys(["area_code", "round_id", *keys])]
        villages = parts(drawn.cells, str(metric), split)
        villages = villages.rename(columns={"area_code": "village_code"})
        groups = rows.assign(villages=drawn.villages)
        found[rows.index] = clusters.effects(villages, groups, keys)
    return found


def hide(frame: pd.DataFrame, keys: Sequence[str], told: Told) -> pd.DataFrame:
    """Blank the rows whose answers may not be told."""
    frame = frame.reset_index(drop=True)
    hidden = np.zeros(len(frame), dtype=bool)
    for metric, rows in frame.groupby("metric"):
        column, answer = ANSWERS[str(metric)]
        hidden[rows.index] = told.hidden(rows.assign(**{column: answer}), [*keys, column])
        hidden[rows.index] |= told.hidden(rows, keys)
    hidden &= frame["n"].to_numpy(float) > 0
    frame.loc[hidden, list(SHOWN)] = np.nan
    frame.loc[hidden, "state"] = "hidden"
    return frame


def parts(cells: pd.DataFrame, metric: str, keys: list[str]) -> pd.DataFrame:
    """The parts of one metric by group.

    Returns
    -------
    DataFrame
        The keys, numerator and denominator (sums of weights), told and answers (unweighted),
        squares and told_squares (sums of squared weights), people (of the question that most
        answered), metric.
    """
    column, answer = ANSWERS[metric]
    chosen = cells[column] == answer
    of = (cells["counts_as"] != NONE) | (column == "is_full")
    sums = {
        "numerator": cells["weight"] * chosen,
        "denominator": cells["weight"] * of,
        "told": cells["people"] * chosen,
        "answers": cells["people"] * of,
        "squares": cells["squares"] * of,
        "told_squares": cells["squares"] * chosen,
    }
    named = cells[[*dict.fromkeys([*keys, "question_id"])]].assign(**sums)
    by_question = named.groupby([*dict.fromkeys([*keys, "question_id"])], sort=True)
    asked = by_question["answers"].sum().groupby(level=keys).max().rename("people")
    frame = named.groupby(keys, sort=True)[list(sums)].sum().join(asked).reset_index()
    return frame.assign(metric=metric)


def differences(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Set rows against rows, pair by pair: first minus second.

    Parameters
    ----------
    first, second : DataFrame
        Rows of `measured` in the same order: value, worth, state.

    Returns
    -------
    DataFrame
        With the index of `first`: difference, low, high, smallest_difference, is_beyond_chance;
        NaN and False where either side is hidden, none or too few to judge.

    Notes
    -----
    Newcombe's method 10 on as many people as the answers are worth, without the correction for
    small populations: that one tells how well a round describes the households of its day, while
    a difference asks whether rounds or villages would differ if the same were asked again.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890; Deming (1953), JASA 48:244-255 on the two
    uses of surveys.
    """
    sides = [
        (rows["value"].to_numpy(float), rows["worth"].to_numpy(float)) for rows in (first, second)
    ]
    estimates = []
    for value, worth in sides:
        people = np.nan_to_num(worth)
        low, high = intervals.wilson(np.nan_to_num(value) * people, people)
        estimates.append((value, low, high))
    low, high = intervals.difference(estimates[0], estimates[1])
    judged = np.logical_and.reduce(
        [rows["state"].isin(("ok", "provisional")).to_numpy() for rows in (first, second)]
    )
    (p1, n1), (p2, n2) = sides
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (p1 * n1 + p2 * n2) / (n1 + n2)
    found = pd.DataFrame(
        {
            "difference": p1 - p2,
            "difference_low": low,
            "difference_high": high,
            "smallest_difference": intervals.smallest_difference(pooled, n1, n2),
        },
        index=first.index,
    ).where(pd.Series(judged, index=first.index))
    beyond = judged & ((low > 0) | (high < 0))
    return found.assign(is_beyond_chance=beyond)


def bounds(value: Floats, answered: Floats, eligible: Floats) -> tuple[Floats, Floats]:
    """Between which shares the truth lies, whatever those think who did not answer.

    Parameters
    ----------
    value : array of float
        Share among those who answered, 0..1.
    answered, eligible : array of float
        Households whose answer is known, of those that were to answer.

    Returns
    -------
    lowest, highest : array of float
        If none, or all, of the others would have said so. They hold the value. NaN where nobody
        was to answer.

    References
    ----------
    Manski (1989), Journal of Human Resources 24:343-360; Cochran (1977), Sampling Techniques, 3rd
    ed., section 13.2.

    Examples
    --------
    92 % full marks at 95 % participation.

    >>> lowest, highest = bounds([0.92], [95], [100])
    >>> round(float(lowest[0]), 3), round(float(highest[0]), 3)
    (0.874, 0.924)
    """
    share, part, whole = (np.asarray(a, float) for a in (value, answered, eligible))
    with np.errstate(divide="ignore", invalid="ignore"):
        known = np.clip(np.where(whole > 0, part / whole, np.nan), 0, 1)
    return np.minimum(share * known, share), np.maximum(share * known + 1 - known, share)
