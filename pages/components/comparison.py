"""How do the places below compare with each other, beyond what chance allows?"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics import funnels
from analytics.metrics import METRICS
from data.access import Scope
from pages.components import reads
from pages.components.view import View

CURVE_POINTS = 60


@dataclass(frozen=True)
class Comparison:
    """The parts of a place set against their funnels.

    `places` is the result of `funnels.place`, one row a metric and place; `limits` what chance
    allows places of any size, for drawing the funnels; `counts` the result rows of plain counts,
    which have no funnel.
    """

    places: pd.DataFrame
    limits: pd.DataFrame
    counts: pd.DataFrame = field(default_factory=pd.DataFrame)

    def concerned(self, view: View) -> pd.DataFrame:
        """Places that findings are about: the parts of the place chosen, or a village alone."""
        if view.has_parts:
            return self.places
        return self.places[self.places["area_code"] == view.area]


def read(scope: Scope, view: View, metrics: tuple[str, ...], level: str = "") -> Comparison:
    """Measure the parts of the place looked at, those of a level if one is named."""
    as_of = view.records.data_date
    around = view.filters(view.comparison.current, area=view.ground)
    whole = reads.measured(scope, around, metrics, (), as_of)
    measured = reads.measured(scope, around, metrics, (level or view.level,), as_of)
    is_count = measured["metric"].map(lambda metric: METRICS[metric].kind == "count").astype(bool)
    rows = measured[~is_count].reset_index(drop=True)
    sized = pd.concat([rows, *_sizes(rows)], ignore_index=True)
    placed = funnels.place(sized, whole, overdispersed=True)
    return Comparison(placed[: len(rows)], placed[len(rows) :], measured[is_count])


def _sizes(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Places that do not exist, of every size between the real ones, to draw the limits through."""
    made = []
    for metric, found in rows[rows["n"] > 0].groupby("metric", sort=False):
        if METRICS[str(metric)].is_share:
            worth = funnels.worth(METRICS[str(metric)], found)
            sizes = np.geomspace(worth.min() * 0.9, worth.max() * 1.1, CURVE_POINTS)
            made.append(
                found.head(1)[["metric", "period"]]
                .merge(pd.DataFrame({"n": sizes}), how="cross")
                .assign(area_code="", state="none")
            )
    return made
