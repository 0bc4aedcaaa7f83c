"""Which numbers does the overview rest on, asked for in as few questions as possible?"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import streamlit as st

from analytics import changes, control_charts, findings, funnels
from analytics.findings import Finding
from analytics.metrics import METRICS
from analytics.periods import Period, recent
from data.access import Scope
from pages.components import reads
from pages.components.view import View

CARDS = (
    "satisfaction_rate",
    "survey_participation_rate",
    "on_time_rate",
    "resolution_median_days",
    "household_coverage_rate",
    "response_rate",
    "resolution_rate",
    "callback_satisfaction_rate",
    "composite_score",
)
STOCKS = ("open_backlog", "overdue_backlog")
USUAL_METRICS = ("on_time_rate", "satisfaction_rate")  # drawn large where nothing stands out
MONTHS = 24
CURVE_POINTS = 60
ROUNDS = ("responses", "round_coverage")
CHARTED = ("tone", "mean", "lower", "upper", "signal")
GATED = "survey_participation_rate"
# Rounds are asked now and then; what streams in must be there from the first day of a span, or
# the span is no like for like.
CLOCKS = {
    "requests": "requests",
    "callbacks": "requests",
    "backlog": "requests",
    "visits": "visits",
}


@dataclass(frozen=True)
class Board:
    """The result frames behind the page.

    `headline` and `before` have the place chosen, now and in the span before; `compared` is the
    result of `changes.compare`; `months` has the series with their control limits (mean, lower,
    upper, signal and tone, "better", "worse" or ""); `places` the places below, set against their
    funnels, and `limits` what chance allows places of any size; `villages` the participation of
    every village.
    """

    headline: pd.DataFrame
    before: pd.DataFrame
    compared: pd.DataFrame
    months: pd.DataFrame
    places: pd.DataFrame
    limits: pd.DataFrame
    villages: pd.DataFrame
    found: tuple[Finding, ...]

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """Metrics of the cards for which there are records, now or in the months drawn."""
        seen = _on_record(pd.concat([self.headline, self.before, self.months]))
        return tuple(metric for metric in CARDS if metric in seen)

    @property
    def is_empty(self) -> bool:
        """Whether there is no record at all in the days looked at."""
        return not _on_record(self.headline) & set(CARDS)

    @property
    def stocks(self) -> tuple[str, ...]:
        """Open and overdue requests, where there are requests at all."""
        known = self.headline[self.headline["value"].notna()]["metric"]
        return tuple(metric for metric in STOCKS if metric in set(known))

    @property
    def compares(self) -> bool:
        """Whether any number of the span before is on record."""
        states = self.compared["previous_state"]
        return bool((states.notna() & (states != "none")).any())

    @property
    def usual_metric(self) -> str:
        """What is drawn large first: what places stand out in, else a usual one."""
        stand_out = [f.metric for f in self.found if f.code == "outside" and f.verdict == "worse"]
        choices = (*stand_out, *USUAL_METRICS, *self.recorded)
        return next((metric for metric in choices if metric in self.recorded), "")

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


def _on_record(rows: pd.DataFrame) -> set[str]:
    """Metrics with a value, a hidden one, or requests too few of which are resolved for one."""
    times = rows["metric"].map(lambda metric: METRICS[metric].kind == "time").astype(bool)
    there = rows["value"].notna() | (rows["state"] == "hidden") | (times & (rows["n"] > 0))
    return set(rows.loc[there, "metric"])


@st.cache_data(**reads.KEEP, hash_funcs={View: lambda view: view.key})
def read(scope: Scope, view: View) -> Board:
    """Ask for everything: one pass each for now, before, by month, by place and by village."""
    as_of, comparison = view.records.data_date, view.comparison
    now = view.filters(comparison.current, area=view.area)
    headline = reads.measured(scope, now, CARDS + STOCKS, (), as_of)
    earlier = comparison.previous_as_of
    before = reads.measured(
        scope,
        view.filters(comparison.previous, area=view.area, as_of=earlier),
        CARDS + STOCKS,
        (),
        earlier,
    )
    before = before[before["metric"].map(lambda metric: _covers(view, metric))]
    spans = (comparison.current, comparison.previous)
    compared = changes.compare(headline, before, spans)
    places, limits = _places(scope, view)
    villages = reads.measured(scope, now, (GATED,), ("village",), as_of)
    found = findings.overview(headline, compared, _concerned(places, view), villages)
    months = _months(scope, view)
    return Board(headline, before, compared, months, places, limits, villages, found)


def _covers(view: View, metric: str) -> bool:
    """Whether the records reach back over the span before."""
    first = view.records.first_by_table.get(CLOCKS.get(METRICS[metric].table, ""), date.min)
    return first <= view.comparison.previous.start


def _places(scope: Scope, view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Places set against their funnels, and the limits of those funnels."""
    as_of = view.records.data_date
    around = view.filters(view.comparison.current, area=view.ground)
    whole = reads.measured(scope, around, CARDS + STOCKS, (), as_of)
    rows = reads.measured(scope, around, CARDS + STOCKS, (view.level,), as_of)
    judged = rows[rows["metric"].isin(CARDS)]
    sized = pd.concat([judged, *_sizes(judged)], ignore_index=True)
    placed = funnels.place(sized, whole, overdispersed=True)
    real, made = placed[: len(judged)], placed[len(judged) :]
    return pd.concat([real, rows[rows["metric"].isin(STOCKS)]], ignore_index=True), made


def _concerned(places: pd.DataFrame, view: View) -> pd.DataFrame:
    """Places that findings are about: the parts of the place chosen, or a village alone."""
    placed = places[places["metric"].isin(CARDS)]
    return placed if view.has_parts else placed[placed["area_code"] == view.area]


def _sizes(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Places that do not exist, of every size between the real ones, to draw the limits through."""
    made = []
    for metric, found in rows[rows["n"] > 0].groupby("metric", sort=False):
        if METRICS[str(metric)].kind == "rate":
            sizes = np.geomspace(found["n"].min() * 0.9, found["n"].max() * 1.1, CURVE_POINTS)
            made.append(
                found.head(1)[["metric", "period"]]
                .merge(pd.DataFrame({"n": sizes}), how="cross")
                .assign(area_code="", state="none")
            )
    return made


def _months(scope: Scope, view: View) -> pd.DataFrame:
    """Series by month: two years of what streams in, every round of the surveys."""
    last = view.comparison.current.end
    long_ago = recent(last, "month", MONTHS)[0].start
    surveys = tuple(metric for metric in CARDS if METRICS[metric].table in ROUNDS)
    streams = tuple(metric for metric in CARDS if metric not in surveys)
    parts = []
    for metrics, first in ((surveys, date.min), (streams, long_ago)):
        span = Period(min(max(first, view.records.first), last), last)
        filters = view.filters(span, area=view.area)
        parts.append(reads.measured(scope, filters, metrics, ("month",), view.records.data_date))
    found = pd.concat(parts, ignore_index=True)
    limited = [with_limits(rows) for _, rows in found.groupby("metric", sort=False)]
    return pd.concat(limited) if limited else found.reindex(columns=[*found.columns, *CHARTED])


def with_limits(rows: pd.DataFrame) -> pd.DataFrame:
    """One series with its control limits, from the months that are over and large enough.

    Parameters
    ----------
    rows : DataFrame
        Result rows of one metric, in order of time.

    Returns
    -------
    DataFrame
        The rows with mean, lower, upper, signal and tone: "better" or "worse" where there is a
        signal, by the way a trend runs or else by the side of the mean; "" elsewhere.
    """
    rows = rows.reset_index(drop=True)
    chart = control_charts.xmr(rows["value"].where(rows["state"] == "ok"))
    runs = chart["trend"].where(chart["signal"] == "trend", chart["side"])
    better = {"higher": 1, "lower": -1}.get(METRICS[str(rows["metric"].iloc[0])].better, 0)
    tones = (runs * better).map({1: "better", -1: "worse", 0: ""})
    return rows.assign(tone=tones, **chart[["mean", "lower", "upper", "signal"]])
