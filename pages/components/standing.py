"""Where does the place chosen stand: its numbers now, against the span before, month by month?"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from analytics import changes
from analytics.derived import DERIVED
from analytics.metrics import METRICS
from data.access import Scope
from pages.components import reads
from pages.components.view import View

# Rounds are asked now and then; what streams in must be there from the first day of a span, or
# the span is no like for like.
CLOCKS = {
    "requests": "requests",
    "callbacks": "requests",
    "backlog": "requests",
    "visits": "visits",
    **dict.fromkeys(DERIVED, "visits"),
}


@dataclass(frozen=True)
class Standing:
    """The result frames of the place chosen.

    `metrics` are those of the cards, in their order; `headline` and `before` have the place chosen,
    now and in the span before; `compared` is the result of `changes.compare`; `months` has the
    series with their control limits (mean, lower, upper, signal and tone, "better", "worse" or
    ""), no rows where they are not drawn.
    """

    metrics: tuple[str, ...]
    headline: pd.DataFrame
    before: pd.DataFrame
    compared: pd.DataFrame
    months: pd.DataFrame

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """Metrics of the cards for which there are records, now or in the months drawn."""
        seen = _on_record(pd.concat([self.headline, self.before, self.months]))
        return tuple(metric for metric in self.metrics if metric in seen)

    @property
    def is_empty(self) -> bool:
        """Whether there is no record at all in the days looked at."""
        return not _on_record(self.headline) & set(self.metrics)

    @property
    def is_judged(self) -> bool:
        """Whether any number is large enough to be judged."""
        states = self.headline[self.headline["metric"].isin(self.recorded)]["state"]
        return bool(states.isin(changes.COMPARABLE).any())

    @property
    def compares(self) -> bool:
        """Whether any number of the span before is on record."""
        states = self.compared["previous_state"]
        return bool((states.notna() & (states != "none")).any())

    def row(self, metric: str) -> pd.Series:
        """Result row of the place chosen."""
        return self.headline[self.headline["metric"] == metric].iloc[0]

    def change(self, metric: str) -> pd.Series | None:
        """Its row of `compared`; None where it cannot be compared."""
        rows = self.compared[self.compared["metric"] == metric]
        rows = rows[rows["low"].notna() & rows["previous_state"].isin(changes.COMPARABLE)]
        return rows.iloc[0] if len(rows) else None

    def series(self, metric: str) -> pd.DataFrame:
        """A metric month by month: its rows of `months`, in order of time."""
        return self.months[self.months["metric"] == metric].reset_index(drop=True)


@reads.remembered
def read(scope: Scope, view: View, metrics: tuple[str, ...]) -> Standing:
    """The numbers of the place chosen, now and in the like span before, without months."""
    as_of, comparison = view.records.data_date, view.comparison
    now = view.filters(comparison.current, area=view.area)
    headline = reads.measured(scope, now, metrics, (), as_of)
    earlier = comparison.previous_as_of
    then = view.filters(comparison.previous, area=view.area, as_of=earlier)
    before = reads.measured(scope, then, metrics, (), earlier)
    before = before[before["metric"].map(lambda metric: _covers(view, metric))]
    spans = (comparison.current, comparison.previous)
    compared = changes.compare(headline, before, spans)
    return Standing(metrics, headline, before, compared, headline.head(0))


def _covers(view: View, metric: str) -> bool:
    """Whether the records reach back over the span before."""
    first = view.records.first_by_table.get(CLOCKS.get(METRICS[metric].table, ""), date.min)
    return first <= view.comparison.previous.start


def _on_record(rows: pd.DataFrame) -> set[str]:
    """Metrics with a value, a hidden one, or requests too few of which are resolved for one."""
    times = rows["metric"].map(lambda metric: METRICS[metric].kind == "time").astype(bool)
    there = rows["value"].notna() | (rows["state"] == "hidden") | (times & (rows["n"] > 0))
    return set(rows.loc[there, "metric"])
