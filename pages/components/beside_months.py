"""Which opinions are hidden because they would tell of few people beside the numbers of months?

Months are on every screen. Days that end within one, an assessment period or the same days of the
month before, would tell of the rest of that month by subtraction; see `analytics.cuts`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from analytics import assessment, cuts
from analytics.metrics import METRICS
from analytics.periods import Period, between, containing
from data.filters import Filters

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
    rows, by_period = found[_opinions(found)], assessment.GRAIN in by
    window = _to_the_ends(Period(filters.start, filters.end), records, filters.as_of is None)
    if not by_period and not cuts.pieces([window]):
        return found
    in_force = declared or between(records.start, records.end, assessment.GRAIN)
    assessed = {span.label: _to_the_ends(span, records) for span in in_force}
    counted = published = tuple(assessed.values())
    if not by_period and window not in published:
        counted, published = (window, *_near(window, published)), ()
    pieces = cuts.pieces(counted)
    if not pieces:
        return found
    whole = replace(filters, start=pieces[0].start, end=pieces[-1].end, as_of=None)
    groups = (*(name for name in by if name != assessment.GRAIN), assessment.GRAIN)
    beside = ask(whole, tuple(rows["metric"].unique()), groups, pieces)
    spans = [assessed[label] if by_period else window for label in rows["period"]]
    told = cuts.hide(rows, spans, beside, published)
    return pd.concat([told, found.drop(index=rows.index)]).sort_index()


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
