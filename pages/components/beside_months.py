"""Which opinions are hidden because they would tell of few people beside the numbers of months?

Months are on every screen. Days that end within one, an assessment period or the same days of the
month before, would tell of the rest of that month by subtraction; see `analytics.cuts`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from analytics import assessment, cuts
from analytics.metrics import METRICS
from analytics.periods import GRAINS, Grain, Period, between, containing, recent
from data.filters import Filters

SHOWN = 25  # assessment periods of a chart
# The result frame of some metrics, for these filters, groups and assessment periods.
Ask = Callable[[Filters, tuple[str, ...], tuple[str, ...], tuple[Period, ...]], pd.DataFrame]


def may_tell(found: pd.DataFrame, filters: Filters, by: Sequence[str]) -> bool:
    """Whether a result frame holds opinions of days that end within a month."""
    if filters.start is None or filters.end is None or not _opinions(found).any():
        return False
    window = Period(filters.start, filters.end)
    return assessment.GRAIN in by or bool(cuts.pieces([window]))


def hide(
    found: pd.DataFrame,
    filters: Filters,
    by: tuple[str, ...],
    records: Period,
    declared: Sequence[Period],
    ask: Ask,
) -> pd.DataFrame:
    """The result frame without the opinions that tell of few beside the numbers of months.

    Parameters
    ----------
    found : DataFrame
        What was asked for, by these filters and groups; `may_tell` holds of it.
    records : Period
        The days from the first record to the last that records cover.
    declared : sequence of Period
        Assessment periods that were declared; none for those from the 19th to the 18th.
    ask : callable
        Measures.
    """
    rows, grain = found[_opinions(found)], next((name for name in GRAINS if name in by), None)
    window = _to_the_ends(Period(filters.start, filters.end), records, filters.as_of is None)
    if grain != assessment.GRAIN and not cuts.pieces([window]):
        return found
    assessed = {
        span.label: _until(window.end, _to_the_ends(span, records))
        for span in _in_force(declared, window, grain)
    }
    known = assessed
    if grain is not None and grain != assessment.GRAIN:
        months = between(window.start, window.end, grain)
        known = {span.label: _from(window.start, _until(window.end, span)) for span in months}
    spans = [known[label] if grain else window for label in rows["period"]]
    published = list(assessed.values())
    if not set(spans) <= set(published):
        published = []
    elif cuts.pieces([Period(window.end.replace(day=1), window.end)]):  # the months show it, too
        published.append(Period(window.end.replace(day=1), window.end))
    near = published or [*set(spans), *_near(window, list(assessed.values()))]
    pieces = cuts.pieces(near)
    if not pieces:
        return found
    whole = replace(filters, start=pieces[0].start, end=pieces[-1].end, as_of=None)
    groups = (*(name for name in by if name != grain), assessment.GRAIN)
    beside = ask(whole, tuple(rows["metric"].unique()), groups, pieces)
    told = cuts.hide(rows, spans, beside, published)
    return pd.concat([told, found.drop(index=rows.index)]).sort_index()


def _in_force(declared: Sequence[Period], window: Period, grain: Grain | None) -> Sequence[Period]:
    """Assessment periods: those looked at, else those that a chart shows up to the same end."""
    first = window.start
    if grain != assessment.GRAIN:
        first = recent(window.end, assessment.GRAIN, SHOWN)[0].start
    if not declared:
        return between(first, window.end, assessment.GRAIN)
    return [span for span in declared if first <= span.end and span.start <= window.end]


def _from(first: date, span: Period) -> Period:
    return Period(max(span.start, first), span.end)


def _until(last: date, span: Period) -> Period:
    return Period(span.start, min(span.end, last))


def _opinions(found: pd.DataFrame) -> pd.Series:
    """Which rows show an opinion."""
    is_opinion = found["metric"].map(lambda metric: METRICS[metric].opinion).astype(bool)
    return is_opinion & found["value"].notna()


def _to_the_ends(span: Period, records: Period, reaches: bool = True) -> Period:
    """The same span; to the ends of months where there are no records beyond it."""
    first, last = span.start, span.end
    if first <= records.start <= last:
        first = containing(records.start, "month").start
    if reaches and first <= records.end <= last:
        last = containing(records.end, "month").end
    return Period(first, last)


def _near(window: Period, spans: Sequence[Period]) -> list[Period]:
    """Those of the spans that have a day in the months in which a window ends."""
    around = cuts.pieces([window])
    return [span for span in spans if span.start <= around[-1].end and span.end >= around[0].start]
