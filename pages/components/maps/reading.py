"""Which numbers, outlines and places does a map need? Each cached by who asks and what is asked."""

import json
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import shapely

from analytics import classes, funnels, grids, reach, tiles
from analytics.metrics import METRICS
from analytics.periods import Period, recent
from data import boundaries, listings, store
from data.access import Scope
from data.filters import Filters
from pages.components import reads
from pages.components.maps.choices import Choice, goals, judges
from pages.components.view import View

MOST_PERIODS = 12
SQUARE, FILLED = 0.001, 0.92  # degrees of a square's side with its gap; how much of it is square


@dataclass(frozen=True)
class Ground:
    """The places of a map.

    `places` has area_code, area_name, parent_code, households and, where squares are drawn, column
    and row; `outlines` what is drawn of them (area_code, area_name, geometry as WKB), `drawing`
    the same for the browser and `aspect` its height by its width; `missing` names the places
    without outline on a map that has some.
    """

    level: str
    places: pd.DataFrame
    outlines: pd.DataFrame
    drawing: bytes
    aspect: float
    missing: tuple[str, ...] = ()

    @property
    def is_squares(self) -> bool:
        """Whether squares are drawn, because no outline is known."""
        return "column" in self.places

    def leads_to(self, code: str) -> str:
        """The place to which a click on one goes: a grid has no page, so its village."""
        if self.level != "grid":
            return code
        above = self.places.set_index("area_code")["parent_code"]
        return str(above[code])


@reads.remembered
def outlines(scope: Scope, filters: Filters, level: str) -> pd.DataFrame:
    """Outlines of the places; depends on area, snapshot, last day and `as_now` only."""
    return boundaries.read(store.default(), scope, filters, level)


def ground(scope: Scope, view: View, level: str, area: str) -> Ground:
    """Outlines of the places of a level inside an area, or a square for each.

    As then those of the last day looked at, as its households are: other days would draw places
    that became one on top of each other.
    """
    return outlined(scope, then(scope, view, area), level) or squared(scope, view, level, area)


@reads.remembered
def outlined(scope: Scope, filters: Filters, level: str) -> Ground | None:
    """The same where there are outlines, whatever the period and the filters of records."""
    found = outlines(scope, filters, level)
    drawn = found["geometry"].notna()
    if not drawn.any():
        return None
    coarse = boundaries.simplified(found).merge(found[["area_code", "area_name"]], on="area_code")
    missing = tuple(found.loc[~drawn, "area_name"])
    return _drawn(level, found.drop(columns="geometry"), coarse, missing)


@reads.remembered
def squared(scope: Scope, view: View, level: str, area: str) -> Ground:
    """A square for each place, in degrees at the equator, where Mercator bends nothing."""
    places = squares(scope, view, level, area)
    left, top = SQUARE * places["column"], -SQUARE * places["row"]
    side = SQUARE * FILLED
    shapes = shapely.to_wkb(shapely.box(left, top - side, left + side, top))
    drawn = places[["area_code", "area_name"]].assign(geometry=shapes)
    return _drawn(level, places, drawn)


def _drawn(
    level: str, places: pd.DataFrame, outlines: pd.DataFrame, missing: tuple[str, ...] = ()
) -> Ground:
    drawing = boundaries.drawing(outlines)
    sent = json.dumps(drawing, ensure_ascii=False, separators=(",", ":")).encode()
    aspect = float(drawing["high"]) / max(float(drawing["wide"]), 1)
    return Ground(level, places, outlines, sent, aspect, missing)


def _ever(view: View, area: str) -> Filters:
    """Every place there was on any day."""
    return Filters(area=area, snapshot=view.records.snapshot, as_now=view.as_now)


def then(scope: Scope, view: View, area: str) -> Filters:
    """Those of the last day looked at; one day for all that have the same, which are then kept."""
    ever = _ever(view, area)
    if view.as_now:
        return ever
    dated = Filters(end=view.comparison.current.end, snapshot=ever.snapshot)
    return replace(ever, end=_last_change(scope, dated))


@reads.remembered
def _last_change(scope: Scope, filters: Filters) -> date | None:
    return boundaries.last_change(store.default(), scope, filters)


@reads.remembered
def classed(scope: Scope, view: View, choice: Choice) -> tuple[pd.DataFrame, np.ndarray]:
    """Result rows of the places with `klass`, and the bounds of the classes of values.

    Rows that can be judged have the columns of `funnels.place` too.
    """
    span, as_of = view.comparison.current, view.records.data_date
    around = view.filters(span, area=choice.area)
    metric = (choice.metric,)
    rows = reads.measured(scope, around, metric, (choice.level,), as_of)
    rows = rows[rows["area_code"].notna()].reset_index(drop=True)
    whole = reads.measured(scope, around, metric, (), as_of)
    if judges(choice.metric) and len(rows):
        rows = funnels.place(rows, whole, overdispersed=True)
    if choice.scheme == "funnel":
        kept = rows if len(rows) else rows.reindex(columns=[*rows.columns, "band", "level"])
        return rows.assign(klass=classes.of_funnel(kept)), np.array([])
    if choice.scheme == "goal":
        set_for, better = goals(scope, view, choice.metric), METRICS[choice.metric].better
        return rows.assign(klass=classes.of_goals(rows, set_for, better)), np.array([])
    target = float(whole["value"].iloc[0]) if len(whole) else float("nan")
    bounds = _bounds(rows, choice.scheme, target)
    return rows.assign(klass=classes.of_values(rows, bounds)), bounds


def _bounds(rows: pd.DataFrame, scheme: str, target: float) -> np.ndarray:
    valued = rows[rows["state"].isin(classes.VALUED)]
    return classes.breaks(valued["value"], scheme, target)


@reads.remembered
def moments(scope: Scope, view: View, choice: Choice) -> tuple[pd.DataFrame, np.ndarray]:
    """Rows of up to twelve periods in common classes of values, oldest first."""
    grain, as_of = view.grain, view.records.data_date
    spans = recent(view.comparison.current.end, grain, MOST_PERIODS)
    spans = [span for span in spans if span.end >= view.records.first]
    window = Period(max(spans[0].start, view.records.first), view.comparison.current.end)
    by = (choice.level, grain)
    rows = reads.measured(
        scope, view.filters(window, area=choice.area), (choice.metric,), by, as_of
    )
    rows = rows[rows["area_code"].notna()].reset_index(drop=True)
    scheme = choice.scheme if choice.scheme in classes.OF_VALUES else "quantile"
    whole = reads.measured(
        scope, view.filters(window, area=choice.area), (choice.metric,), (), as_of
    )
    bounds = _bounds(rows, scheme, float(whole["value"].iloc[0]))
    return rows.assign(klass=classes.of_values(rows, bounds)), bounds


@reads.remembered
def squares(scope: Scope, view: View, level: str, area: str, *, ever: bool = False) -> pd.DataFrame:
    """A square for each place, arranged by where it lies, or where its requests do.

    ever: places of all days, not only of the last one looked at.
    """
    found = outlines(scope, _ever(view, area) if ever else then(scope, view, area), level)
    centres = boundaries.centres(found)
    if centres.empty:
        around = view.filters(view.comparison.current, area=area)
        centres = listings.centres(store.default(), scope, around, level)
    placed = found.drop(columns="geometry").merge(centres, on="area_code", how="left")
    return tiles.arrange(placed.assign(group=placed["parent_code"].fillna("")))


@reads.remembered
def density(scope: Scope, view: View, area: str) -> pd.DataFrame:
    """Requests for every 1,000 households by grid: the columns of `grids.density`."""
    found = outlines(scope, then(scope, view, area), "grid")
    around = view.filters(view.comparison.current, area=area)
    rows = reads.measured(scope, around, ("requests_received",), ("grid",), view.records.data_date)
    counted = rows.dropna(subset="area_code").set_index("area_code")["value"]
    counts = pd.DataFrame({
        "area_code": found["area_code"],
        "requests": found["area_code"].map(counted).fillna(0),
        "households": found["households"].fillna(0),
    })  # fmt: skip
    drawn = found[found["geometry"].notna()]
    near = grids.neighbours(list(drawn["area_code"]), list(drawn["geometry"]))
    return grids.density(counts, near)


@reads.remembered
def facilities(scope: Scope, snapshot: str) -> pd.DataFrame:
    """Facilities: kind, longitude, latitude."""
    return listings.facilities(store.default(), scope, Filters(snapshot=snapshot))


@reads.remembered
def reached(scope: Scope, view: View, area: str, kind: str) -> pd.DataFrame:
    """Households of each grid within reach of a kind of facility."""
    found = outlines(scope, then(scope, view, area), "grid")
    drawn = found[found["geometry"].notna()].fillna({"households": 0})
    every = facilities(scope, view.records.snapshot)
    return reach.within(drawn, every[every["kind"] == kind])
