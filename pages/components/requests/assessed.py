"""How did the numbers on requests move by assessment period, and which periods are in force?"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analytics import assessment
from analytics.periods import Period, recent
from data.access import Scope
from pages.components import days, reads, trends
from pages.components.beside_months import PERIODS
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import course, reading
from pages.components.view import View

COLUMNS = ["metric", "period", "days", "value", "low", "high", "n", "state"]


@dataclass(frozen=True)
class InForce:
    """The latest assessment periods begun by the last day looked at, oldest first."""

    spans: Sequence[Period]
    names: Sequence[str]
    gaps: Sequence[Period]  # days that belong to none
    is_default: bool  # nobody has declared any


def panel(asked: Asked, metric: str) -> Panel:
    """A control chart of a metric by assessment period."""
    return course.panel(
        asked,
        "assessed",
        asked.teller.say("requests.assessed", metric=asked.teller.short(metric)),
        rows(asked.scope, asked.view, metric),
        note(asked),
    )


def in_force(scope: Scope, view: View) -> InForce:
    """The periods that were declared; where none were, from the 19th to the 18th."""
    last = view.comparison.current.end
    usual = recent(last, assessment.GRAIN, PERIODS)
    declared = reads.assessment_periods(scope, view.filters(view.comparison.current, area=""))
    if declared.empty:
        return InForce(usual, [f"{span.end:%Y-%m}" for span in usual], (), is_default=True)
    spans, names = assessment.declared(declared), list(declared["name"])
    begun = sum(span.start <= last for span in spans)
    first = max(0, begun - PERIODS)
    shown = spans[first:begun]
    looked = shown[0].start if first else usual[0].start
    gaps = assessment.gaps(shown, max(looked, view.records.first), reading.reached(view))
    return InForce(shown, names[first:begun], gaps, is_default=False)


def rows(scope: Scope, view: View, metric: str) -> pd.DataFrame:
    """Result rows of a metric by assessment period with its control limits.

    `period` is the name of the period, `days` its first and last day.
    """
    found, last = in_force(scope, view), view.comparison.current.end
    if not found.spans:
        return pd.DataFrame(columns=[*COLUMNS, *trends.CHARTED])
    span = Period(min(max(found.spans[0].start, view.records.first), last), last)
    filters = view.filters(span, area=view.area)
    by = (assessment.GRAIN,)
    measured = reads.measured(scope, filters, (metric,), by, view.records.data_date)
    if measured.empty:
        return measured.reindex(columns=[*COLUMNS, *trends.CHARTED])
    of = {span.label: place for place, span in enumerate(found.spans)}
    places = [of[label] for label in measured["period"]]
    told = measured.assign(
        period=[found.names[place] for place in places],
        days=[f"{found.spans[place].start}/{found.spans[place].end}" for place in places],
    )
    ends = pd.Series([pd.Timestamp(found.spans[place].end) for place in places])
    starts = [int((ends < day).sum()) for day in trends.new_bases(scope, view, metric)]
    return trends.with_limits(told, starts)


def note(asked: Asked) -> str:
    """Which periods are in force, which days belong to none, and what the lines mean."""
    say, lang = asked.teller.say, asked.teller.lang
    found = in_force(asked.scope, asked.view)
    lines = say("requests.assessed_lines")
    if found.is_default:
        return f"{say('requests.assessed_default')} {lines}"
    if not found.spans:
        return say("requests.assessed_none", day=days.day(lang, reading.reached(asked.view)))
    whole = days.span(lang, found.spans[0].start, found.spans[-1].end)
    told = [say("requests.assessed_loaded", days=whole)]
    if found.gaps:
        count = sum(gap.days for gap in found.gaps)
        names = [days.span(lang, gap.start, gap.end) for gap in found.gaps]
        told.append(
            say("requests.assessed_gaps", n=count, count=f"{count:,}",
                days=asked.teller.some(names))
        )  # fmt: skip
    return " ".join([*told, lines])
