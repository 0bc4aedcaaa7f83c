"""Which opinions are hidden because they would tell of few people beside the numbers of months?

Months are on every screen. Days that end within one, an assessment period or the same days of the
month before, would tell of the rest of that month by subtraction; see `analytics.cuts`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from analytics import assessment, cuts
from analytics.grouping import parse
from analytics.metrics import METRICS
from analytics.periods import Period, containing, recent
from data.filters import Filters

PERIODS = 25  # assessment periods of a chart
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
    rows, grouping = found[_opinions(found)], parse(by, declared)
    window = _to_the_ends(Period(filters.start, filters.end), records, filters.as_of is None)

    def counted(span: Period) -> Period:
        known = _to_the_ends(span, records)
        return Period(known.start, min(known.end, window.end))

    spans = [window] * len(rows)
    if grouping.grain:
        known = {s.label: counted(s) for s in grouping.between(window.start, window.end)}
        spans = [known[label] for label in rows["period"]]
    first = window.start
    if grouping.grain != assessment.GRAIN:
        first = recent(window.end, assessment.GRAIN, PERIODS)[0].start
    in_force = parse((assessment.GRAIN,), declared).between(first, window.end)
    assessed = [counted(span) for span in in_force]
    if set(spans) <= set(assessed):  # beside them stand the days of the last month so far
        looked_at = published = [*assessed, Period(window.end.replace(day=1), window.end)]
    else:
        looked_at, published = [*spans, *_near(spans, assessed)], []
    pieces = cuts.pieces(looked_at)
    if not pieces:
        return found
    whole = replace(filters, start=pieces[0].start, end=pieces[-1].end, as_of=None)
    groups = (*(name for name in by if name != grouping.grain), assessment.GRAIN)
    beside = ask(whole, tuple(rows["metric"].unique()), groups, pieces)
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


def _near(spans: Sequence[Period], others: Sequence[Period]) -> list[Period]:
    """Those of the others that have a day in the months in which one of the spans ends."""
    around = cuts.pieces(spans)
    if not around:
        return []
    first, last = around[0].start, around[-1].end
    return [other for other in others if other.start <= last and first <= other.end]
