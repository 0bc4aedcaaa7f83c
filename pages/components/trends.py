"""How did numbers move month by month, and is any of it more than the usual to and fro?"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analytics import control_charts
from analytics.metrics import METRICS
from analytics.periods import Period, recent
from data.access import Scope
from pages.components import reads
from pages.components.canvas import Dated
from pages.components.view import View
from pages.texts import language

MONTHS = 24
ROUNDS = ("responses", "round_coverage")
CHARTED = ("tone", "mean", "lower", "upper", "signal")
FIRST_MARK = "①"
# Which notes bear on the records of a table; those on visits bear on all the others.
CONCERNS = {
    "responses": "surveys",
    "round_coverage": "surveys",
    "requests": "requests",
    "backlog": "requests",
    "callbacks": "requests",
}


def read(scope: Scope, view: View, metrics: tuple[str, ...]) -> pd.DataFrame:
    """Series by month: two years of what streams in, every round of the surveys.

    Returns
    -------
    DataFrame
        The result frame by month with the columns of `with_limits`.
    """
    last = view.comparison.current.end
    long_ago = recent(last, "month", MONTHS)[0].start
    surveys = tuple(metric for metric in metrics if METRICS[metric].table in ROUNDS)
    streams = tuple(metric for metric in metrics if metric not in surveys)
    parts = []
    for asked, first in ((surveys, date.min), (streams, long_ago)):
        if not asked:
            continue
        span = Period(min(max(first, view.records.first), last), last)
        filters = view.filters(span, area=view.area)
        parts.append(reads.measured(scope, filters, asked, ("month",), view.records.data_date))
    found = pd.concat(parts, ignore_index=True)
    limited = [
        with_limits(rows, _starts(rows, new_bases(scope, view, str(metric))))
        for metric, rows in found.groupby("metric", sort=False)
    ]
    return pd.concat(limited) if limited else found.reindex(columns=[*found.columns, *CHARTED])


def with_limits(rows: pd.DataFrame, starts: Sequence[int] = ()) -> pd.DataFrame:
    """One series with its control limits, from the months that are over and large enough.

    Parameters
    ----------
    rows : DataFrame
        Result rows of one metric, in order of time.
    starts : sequence of int
        Positions of rows from which limits are worked out anew: a note has declared that something
        changed.

    Returns
    -------
    DataFrame
        The rows with mean, lower, upper, signal and tone: "better" or "worse" where there is a
        signal, by the way a trend runs or else by the side of the mean; "" elsewhere.
    """
    rows = rows.reset_index(drop=True)
    starts = sorted({start for start in starts if 0 < start < len(rows)})
    chart = control_charts.xmr(rows["value"].where(rows["state"] == "ok"), bases=starts)
    runs = chart["trend"].where(chart["signal"] == "trend", chart["side"])
    better = {"higher": 1, "lower": -1}.get(METRICS[str(rows["metric"].iloc[0])].better, 0)
    tones = (runs * better).map({1: "better", -1: "worse", 0: ""})
    return rows.assign(tone=tones, **chart[["mean", "lower", "upper", "signal"]])


def notes(scope: Scope, view: View, metric: str) -> tuple[Dated, ...]:
    """What happened in the place, or in one above it, and bears on a metric; in order of time."""
    found = _notes(scope, view, metric)
    words = found["text_zh"] if language() == "zh" else found["text_en"].fillna(found["text_zh"])
    told = zip(found["note_date"], words, found["until_date"], strict=True)
    return tuple(
        Dated(
            chr(ord(FIRST_MARK) + position), pd.Timestamp(day), text,
            None if pd.isna(until) else pd.Timestamp(until),
        )
        for position, (day, text, until) in enumerate(told)
    )  # fmt: skip


def _notes(scope: Scope, view: View, metric: str) -> pd.DataFrame:
    found = reads.notes(scope, view.filters(view.comparison.current, area=view.area))
    concerns = CONCERNS.get(METRICS[metric].table, "visits")
    return found[found["concerns"].isna() | (found["concerns"] == concerns)]


def new_bases(scope: Scope, view: View, metric: str) -> list[pd.Timestamp]:
    """Days from which control limits are worked out anew, by declaration only."""
    found = _notes(scope, view, metric)
    return [pd.Timestamp(day) for day in found.loc[found["is_new_basis"].astype(bool), "note_date"]]


def _starts(rows: pd.DataFrame, bases: Sequence[pd.Timestamp]) -> list[int]:
    """Positions of the months of these days."""
    return [int((rows["period"] < f"{day:%Y-%m}").sum()) for day in bases]
