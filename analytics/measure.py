"""What do the records say: each metric for each group, with numerator, denominator and interval?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import ibis
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import judge
from analytics.counting import count
from analytics.disclosure import SMALLEST_CELL
from analytics.grouping import START, Grouping, parse
from analytics.metrics import METRICS, Metric, find
from analytics.periods import Period, last_day
from analytics.question import Question
from analytics.wide_frames import PARENT

DEFAULT_ZONE = "Asia/Shanghai"
NUMBERS = ("numerator", "denominator", "value", "low", "high", "n", "state")


def measure(
    tables: Mapping[str, ibis.Table],
    metrics: Sequence[str],
    by: Sequence[str] = (),
    *,
    as_of: datetime,
    window: tuple[date, date],
    area_code: str = "",
    zone: str = DEFAULT_ZONE,
    smallest_cell: int = SMALLEST_CELL,
    assessed: Sequence[Period] = (),
) -> pd.DataFrame:
    """Measure metrics for groups: the one result frame.

    Parameters
    ----------
    tables : mapping of str to ibis.Table
        Records by table name, with group columns, already filtered to scope, window and filters.
    metrics : sequence of str
        Metric ids; their rows come in this order.
    by : sequence of str
        Groups: at most one area level, at most one grain, any others; see `grouping`.
    as_of : datetime
        Data date, UTC, naive: later outcomes are unknown.
    window : (date, date)
        First and last day of the records handed in, both included.
    area_code : str
        Place that the records are of, for frames that are not split by area.
    zone : str
        Business time zone, IANA name.
    smallest_cell : int
        k: opinions of fewer people are hidden.
    assessed : sequence of Period
        Assessment periods, where they are declared: oldest first, without a day in common. What
        happened on a day of none has no row by assessment month.

    Returns
    -------
    DataFrame
        metric, area_code, period, the other groups, numerator, denominator, value, low, high, n,
        state. Shares are 0..1, times in days, scores in points. A plain count has no denominator
        (NaN). Every place of the level has a row even without a record: a rate has no value there
        (state none), a count is 0 unless its table has no record at all. Parents are pooled from
        records, never from child rates.

    Raises
    ------
    ValueError
        If a metric or group is unknown, or a table cannot be split by a group.
    """
    question = Question(tables, parse(by, assessed), Period(*window), last_day(as_of, zone))
    by_table: dict[str, list[Metric]] = {}
    for metric in _with_relatives([find(metric_id) for metric_id in metrics]):
        by_table.setdefault(metric.table, []).append(metric)
    if not by_table:
        raise ValueError("no metric is named; name at least one")
    counted = [count(question, name, group) for name, group in by_table.items()]
    frame = judge.with_values(pd.concat(counted, ignore_index=True))
    frame["state"] = judge.states(frame, _is_over(frame, question))
    frame = judge.hide(frame, _hierarchies(frame, question.grouping), smallest_cell)
    return _result(frame, metrics, question, area_code)


def _with_relatives(metrics: Sequence[Metric]) -> list[Metric]:
    """The metrics, and those opinions from which they could be worked out."""
    ids = [m.id for m in metrics] + [other for m in metrics for other in m.hidden_with]
    return [METRICS[metric_id] for metric_id in dict.fromkeys(ids)]


def _is_over(frame: pd.DataFrame, question: Question) -> NDArray[np.bool_]:
    """Whether the period of each row lay wholly in the window and its outcomes are known."""
    span, reached, grouping = question.span, question.reached, question.grouping
    waits = frame["metric"].map(lambda metric_id: METRICS[metric_id].matures_days)
    known = {days: reached - timedelta(days=days) for days in set(waits)}
    if not grouping.grain:
        return np.array([span.end <= known[days] for days in waits], dtype=bool)
    whole = {start: grouping.starting(start) for start in set(frame[START])}
    return np.array(
        [
            whole[start].end <= min(known[days], span.end) and span.start <= start
            for start, days in zip(frame[START], waits, strict=True)
        ],
        dtype=bool,
    )


def _hierarchies(frame: pd.DataFrame, grouping: Grouping) -> list[list[str]]:
    """Key columns by dimension, the places above from coarse to fine."""
    hierarchies = [[key] for key in grouping.keys]
    if grouping.area:
        hierarchies[0] = [*(c for c in frame.columns if c.startswith(PARENT)), *hierarchies[0]]
    return hierarchies


def _result(
    frame: pd.DataFrame, metrics: Sequence[str], question: Question, area_code: str
) -> pd.DataFrame:
    """The columns and the order of the result frame."""
    grouping, span = question.grouping, question.span
    order = {metric_id: place for place, metric_id in enumerate(metrics)}
    frame = frame[frame["metric"].isin(order)].copy()
    frame["order"] = frame["metric"].map(order)
    frame = frame.sort_values(["order", *grouping.keys], ignore_index=True)
    if grouping.grain:
        labels = {start: grouping.starting(start).label for start in set(frame[START])}
        frame["period"] = frame[START].map(labels)
    else:
        frame["period"] = f"{span.start}/{span.end}"
    if not grouping.area:
        frame["area_code"] = area_code
    return frame[["metric", "area_code", "period", *grouping.others, *NUMBERS]]
