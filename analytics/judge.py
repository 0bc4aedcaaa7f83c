"""How sure is each number, and may it be shown?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import disclosure, intervals, weighting
from analytics.metrics import METRICS, Metric

FEW = 30  # fewer records than this are too few to judge
WIDE_SHARE = 0.30  # an interval of a share wider than this says little
WIDE_RATIO = 1.30  # for times: an interval wider than this, in proportion to the value
BLANKED = ["numerator", "denominator", "value", "low", "high", "n"]
HOUR = 1 / 24  # an interval of an hour is never wide
WEIGHTED_AS = (("told", "numerator"), ("answers", "denominator"))
PENDING_SHARE = 0.01  # with more outcomes still due than this a number is provisional
Floats = NDArray[np.float64]


def with_values(counted: pd.DataFrame) -> pd.DataFrame:
    """Add value, low, high and n to counts.

    Parameters
    ----------
    counted : DataFrame
        One row a metric and group: metric, numerator, denominator (NaN for plain counts), people
        (NaN if they are the denominator), for weighted shares told, answers, squares,
        told_squares and clustered (design effect, where villages were drawn), asked and
        population (NaN unless a census round gave them); for times value, low, high are there
        already.

    Returns
    -------
    DataFrame
        The same rows; value is NaN where there is no denominator.
    """
    limits = [_optional(counted, name).copy() for name in ("value", "low", "high")]
    number = np.full(len(counted), np.nan)
    codes, metric_ids = pd.factorize(counted["metric"])
    for code, metric_id in enumerate(metric_ids):
        places = np.flatnonzero(codes == code)
        metric, rows = METRICS[metric_id], counted.iloc[places]
        for column, found in zip(limits, _valued(metric, rows), strict=True):
            column[places] = found
        number[places] = _number(metric, rows)
    value, low, high = limits
    return counted.assign(n=number, value=value, low=low, high=high)


def _valued(metric: Metric, rows: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Value, low and high in the metric's unit."""
    numerator, denominator = _floats(rows, "numerator"), _floats(rows, "denominator")
    if metric.interval == "survival":
        return _optional(rows, "value"), _optional(rows, "low"), _optional(rows, "high")
    if metric.interval == "byar":
        return (numerator, *_where(~np.isnan(numerator), *intervals.byar(np.nan_to_num(numerator))))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(denominator > 0, numerator / denominator, np.nan)
        if metric.interval == "byar_ratio":
            low, high = (bound / denominator for bound in intervals.byar(np.nan_to_num(numerator)))
            low, high = _where(denominator > 0, low, high)
        elif metric.interval == "none":
            low = high = np.full(len(rows), np.nan)  # a fact of a register, nothing was drawn
        else:
            low, high = _share_limits(share, rows)
    return metric.scale * share, metric.scale * low, metric.scale * high


def _share_limits(share: Floats, rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Wilson limits on the people behind a share, or on as many as they are worth unweighted.

    None where the share exceeds one.
    """
    usable = np.nan_to_num(share, nan=2.0) <= 1
    people = np.where(usable, np.nan_to_num(_people(rows)), 0.0) / design_effect(rows)
    successes = np.where(usable, share, 0.0) * people
    asked, population = _floats(rows, "asked"), _floats(rows, "population")
    return intervals.wilson_finite(successes, people, asked, population)


def _number(metric: Metric, rows: pd.DataFrame) -> Floats:
    """How many records or people the number rests on."""
    counts_events = metric.kind == "count" or metric.is_frequency
    number = _floats(rows, "numerator") if counts_events else _people(rows)
    return np.nan_to_num(number)


def _people(rows: pd.DataFrame) -> Floats:
    people = _floats(rows, "people")
    return np.where(np.isnan(people), _floats(rows, "denominator"), people)


def design_effect(rows: pd.DataFrame) -> Floats:
    """What unequal weights cost, and villages that were drawn; 1 where there are neither."""
    names = ("answers", "denominator", "squares", "numerator", "told_squares")
    by_weights = weighting.design_effect(*(_optional(rows, name) for name in names))
    return np.fmax(by_weights, _optional(rows, "clustered"))


def states(frame: pd.DataFrame, is_over: NDArray[np.bool_]) -> pd.Series:
    """State of every row before suppression: none, few, provisional or ok, in this order.

    Parameters
    ----------
    frame : DataFrame
        The result of `with_values`, with pending.
    is_over : array of bool, one a row
        Whether the period was over, and its outcomes known, at the data date.
    """
    units = frame["metric"].map(lambda metric_id: METRICS[metric_id].unit).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        pending = np.nan_to_num(_floats(frame, "pending"))
        due_share = pending / (pending + np.nan_to_num(_floats(frame, "denominator")))
    provisional = ~is_over | (np.nan_to_num(due_share) > PENDING_SHARE)
    return sureness(frame, units, provisional)


def sureness(
    frame: pd.DataFrame,
    unit: str | NDArray[np.str_],
    provisional: bool | NDArray[np.bool_],
    names: Sequence[str] = ("value", "low", "high", "n"),
) -> pd.Series:
    """The same of numbers that are no metrics: none, few, provisional or ok.

    Parameters
    ----------
    frame : DataFrame
        Value, bounds of its interval, and how many it rests on.
    unit : str or array of str
        What intervals are held against: those of shares (0..1), points (0..100) and days.
    provisional : bool or array of bool
        Whether the period is not over, or outcomes are still due.
    names : sequence of str
        Columns of the value, low, high and the number.
    """
    value, low, high, number = (_floats(frame, name) for name in names)
    units = np.broadcast_to(np.asarray(unit), len(frame))
    with np.errstate(divide="ignore", invalid="ignore"):
        width = high - low
        wide = np.select(
            [units == "share", units == "points", units == "days"],
            [
                width > WIDE_SHARE,
                width > 100 * WIDE_SHARE,
                ~(width <= np.maximum(WIDE_RATIO * value, HOUR)),
            ],
            default=False,
        )
    found = np.select(
        [np.isnan(value), (number < FEW) | wide, np.broadcast_to(provisional, len(frame))],
        ["none", "few", "provisional"],
        default="ok",
    )
    return pd.Series(found, index=frame.index)


def hide(frame: pd.DataFrame, hierarchies: Sequence[Sequence[str]], smallest: int) -> pd.DataFrame:
    """Hide the opinions of few people: state `hidden`, and no number left.

    Parameters
    ----------
    frame : DataFrame
        Result rows with the columns of the hierarchies.
    hierarchies : sequence of sequence of str
        As for `disclosure.hidden_cells`.
    smallest : int
        k: fewer people than this are hidden.
    """
    keys = [column for levels in hierarchies for column in levels]
    opinions = frame[frame["metric"].map(lambda metric_id: METRICS[metric_id].opinion).astype(bool)]
    family = opinions["metric"].map(lambda m: (METRICS[m].hidden_with or (m,))[0])
    for _name, rows in opinions.groupby(family):
        told_by = [disclosure.codes(rows, keys)]
        cell, first = disclosure.rows(told_by, [len(keys)], len(rows))
        counts = _people_by_cell(rows, cell)
        cells = rows[keys].iloc[first].reset_index(drop=True).join(counts)
        hidden = disclosure.hidden_cells(cells, hierarchies, list(counts.columns), smallest)
        frame = blank(frame, rows.index[hidden[cell]])
    return frame


def blank(
    frame: pd.DataFrame, chosen: pd.Index | Sequence[bool] | NDArray[np.bool_]
) -> pd.DataFrame:
    """The same with some rows hidden: state `hidden`, and no number left."""
    hidden = frame.copy()
    hidden.loc[chosen, BLANKED] = np.nan
    hidden.loc[chosen, "state"] = "hidden"
    return hidden


def _people_by_cell(rows: pd.DataFrame, cell: NDArray[np.intp]) -> pd.DataFrame:
    """One row a cell: n, then numerator, complement and what is told apart, all in people.

    Where a form has several answers they are scaled to people: twelve unhappy answers on forms of
    six questions may be those of two people.
    """
    people = np.nan_to_num(_people(rows))
    told, answers = (_unweighted(rows, *names) for names in WEIGHTED_AS)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_answer = people / answers
    part = np.nan_to_num(told * per_answer).round(9)
    apart = np.nan_to_num(_optional(rows, "apart") * per_answer).round(9)
    number = np.zeros(cell.max(initial=-1) + 1)
    np.maximum.at(number, cell, people)
    found = {"n": number}
    for metric_id in dict.fromkeys(rows["metric"]):
        own = (rows["metric"] == metric_id).to_numpy()
        for name, values in (("yes", part), ("no", people - part), ("apart", apart)):
            column = np.zeros(len(number))
            column[cell[own]] = values[own]
            # Where nobody at all gave an answer in between, the scale has none: none is apart.
            if name != "apart" or column.sum() > 0:
                found[f"{name} {metric_id}"] = column
    return pd.DataFrame(found)


def _unweighted(rows: pd.DataFrame, counted: str, weighted: str) -> Floats:
    """Records as they are; where there are no weights, these are the sums themselves."""
    plain = _optional(rows, counted)
    return np.where(np.isnan(plain), _floats(rows, weighted), plain)


def _where(known: NDArray[np.bool_], low: Floats, high: Floats) -> tuple[Floats, Floats]:
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _optional(rows: pd.DataFrame, column: str) -> Floats:
    """A part that not every frame has; NaN where it has none."""
    return _floats(rows, column) if column in rows else np.full(len(rows), np.nan)


def _floats(rows: pd.DataFrame, column: str) -> Floats:
    return rows[column].to_numpy(float)
