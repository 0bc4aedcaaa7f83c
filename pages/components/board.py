"""Which numbers does the overview rest on, asked for in as few questions as possible?"""

from dataclasses import dataclass

import pandas as pd

from analytics import findings
from analytics.findings import Finding
from data.access import Scope
from pages.components import comparison, reads, standing, trends
from pages.components.comparison import Comparison
from pages.components.standing import Standing
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
GATED = "survey_participation_rate"


@dataclass(frozen=True)
class Board(Standing):
    """The result frames behind the overview.

    `places` has the places below the one chosen, set against their funnels, and `limits` what
    chance allows places of any size; `villages` the participation of every village.
    """

    places: pd.DataFrame
    limits: pd.DataFrame
    villages: pd.DataFrame
    found: tuple[Finding, ...]

    @property
    def parts(self) -> Comparison:
        """The places below set against their funnels, for drawing."""
        return Comparison(self.places, self.limits)

    @property
    def stocks(self) -> tuple[str, ...]:
        """Open and overdue requests, where there are requests at all."""
        known = self.headline[self.headline["value"].notna()]["metric"]
        return tuple(metric for metric in STOCKS if metric in set(known))

    @property
    def usual_metric(self) -> str:
        """What is drawn large first: what places stand out in, else a usual one."""
        stand_out = [f.metric for f in self.found if f.code == "outside" and f.verdict == "worse"]
        choices = (*stand_out, *USUAL_METRICS, *self.recorded)
        return next((metric for metric in choices if metric in self.recorded), "")


@reads.remembered
def read(scope: Scope, view: View) -> Board:
    """Ask for everything: one pass each for now, before, by month, by place and by village."""
    now = view.filters(view.comparison.current, area=view.area)
    stand = standing.read(scope, view, CARDS + STOCKS)
    parts = comparison.read(scope, view, CARDS + STOCKS)
    villages = reads.measured(scope, now, (GATED,), ("village",), view.records.data_date)
    concerned = parts.concerned(view)
    found = findings.overview(stand.headline, stand.compared, concerned, villages)
    return Board(
        CARDS,
        stand.headline,
        stand.before,
        stand.compared,
        trends.read(scope, view, CARDS),
        pd.concat([parts.places, parts.counts], ignore_index=True),
        parts.limits,
        villages,
        found,
    )
