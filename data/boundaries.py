"""Which outlines does a map of some places need, and how coarse may they be?"""

from datetime import date
from functools import partial

import ibis
import numpy as np
import pandas as pd
import shapely
from ibis import _
from numpy.typing import NDArray

from data import successors
from data.access import Scope
from data.filters import Filters, allowed
from data.store import Store

# Of the longer side of what is drawn: half a pixel of a map that fills a wide screen.
COARSENESS = 1 / 2500
UNITS = 10_000  # of the longer side of a drawing: four for each step that is left out


def read(store: Store, scope: Scope, filters: Filters, level: str) -> pd.DataFrame:
    """Outlines of the places of a level, or of those that stand for it where it is missing.

    Of the filters count the area, the snapshot and, as then, the last day: without one every place
    there ever was, with its latest outline. As now, those that another took over are left out.

    Returns
    -------
    DataFrame
        area_code, area_name, parent_code, households, geometry (WKB, WGS84; missing where no
        outline is known); in order of code.
    """
    stored = partial(store.table, snapshot_id=filters.snapshot)
    places, area = stored("places"), filters.area
    seen = places.filter(allowed(places, scope))
    if filters.as_now:
        seen = successors.as_now(seen, stored)
        area = successors.heir(stored, area)
    if area:
        above = stored("ancestors")
        inside = above.filter(_.ancestor_code == area)
        around = above.filter(_.area_code == area)  # a village shows itself, a grid its village
        near = inside.select("area_code").union(around.select(area_code=_.ancestor_code))
        seen = seen.semi_join(near, seen.village_code == near.area_code)
    areas = stored("areas")
    if level == "grid":
        found = areas.filter(_.level == "grid")
        if filters.as_now:
            found = successors.standing(found, stored, "area_code")
            found = successors.handed_on(found, stored, "parent_code")
        found = found.semi_join(seen, [("parent_code", "village_code")])
    else:
        codes = seen.select(area_code=seen[f"{level}_code"]).distinct()
        found = areas.semi_join(codes, "area_code")
    day = None if filters.as_now else filters.end
    if day is not None:
        found = _existing(found, stored, day)
    drawn = in_force(stored("boundaries"), day)
    columns = ("area_code", "area_name", "parent_code", "households")
    named = found.select(*columns).left_join(drawn, "area_code")
    return named.select(*columns, "geometry").order_by("area_code").to_pandas()


def in_force(outlines: ibis.Table, day: date | None = None) -> ibis.Table:
    """The outline of each place on a day, or the latest: area_code, geometry.

    Before its first outline a place has that one: a hole would say that nothing was there.
    """
    drawn = outlines.filter(_.geometry.notnull())
    drawn = drawn.mutate(since=_.valid_from.fill_null(ibis.literal(date.min)))
    known = _.since <= ibis.literal(day or date.max)
    latest = _.geometry.argmax(_.since, where=known)
    first = _.geometry.argmin(_.since)
    return drawn.group_by("area_code").agg(geometry=ibis.coalesce(latest, first))


def last_change(store: Store, scope: Scope, filters: Filters) -> date | None:
    """The last day up to that of the filters on which places or outlines changed.

    Maps of all days from then on have the same outlines. The same for every scope; the day of the
    filters where nothing is known to have changed before.
    """
    del scope
    day = filters.end
    if day is None:
        return None
    areas = store.table("areas", filters.snapshot)
    outlines = store.table("boundaries", filters.snapshot)
    days = ibis.union(
        areas.select(day=_.valid_from),
        areas.select(day=(_.valid_to + ibis.interval(days=1)).cast("date")),
        outlines.select(day=_.valid_from),
    )
    found = days.filter(_.day <= ibis.literal(day)).day.max().to_pyarrow().as_py()
    return found or day


def _existing(areas: ibis.Table, stored: successors.Stored, day: date) -> ibis.Table:
    """Places that were there on a day.

    One that began later is taken too unless it took another over: its records may be older than
    the list that tells of it.
    """
    later = stored("heirs").select(area_code="heir_code")
    parts = stored("divided_villages").select(area_code="part_code")
    took = later.union(parts).area_code
    begun = (_.valid_from <= ibis.literal(day)) | ~_.area_code.isin(took)
    return areas.filter(begun, _.valid_to.isnull() | (_.valid_to >= ibis.literal(day)))


def simplified(outlines: pd.DataFrame) -> pd.DataFrame:
    """The outlines as coarse as a map of all of them may be: area_code, geometry (WKB).

    Borders that neighbours share are simplified together, so that no gap and no overlap appears;
    places without outline are left out.

    References
    ----------
    Visvalingam and Whyatt (1993), The Cartographic Journal 30:46-51, on a coverage as GEOS does it.
    """
    drawn = outlines.loc[outlines["geometry"].notna(), ["area_code", "geometry"]]
    if drawn.empty:
        return drawn
    shapes = shapely.from_wkb([bytes(shape) for shape in drawn["geometry"]])
    west, south, east, north = shapely.total_bounds(shapes)
    longer = max((east - west) * np.cos(np.radians((south + north) / 2)), north - south)
    return drawn.assign(
        geometry=shapely.to_wkb(shapely.coverage_simplify(shapes, longer * COARSENESS))
    )


def drawing(outlines: pd.DataFrame) -> dict[str, object]:
    """The outlines as a browser draws them, on Mercator's projection in whole units.

    Parameters
    ----------
    outlines : DataFrame
        area_code, area_name, and geometry (WKB, WGS84), all of them known.

    Returns
    -------
    dict
        `codes`, `names`, `rings` (of each place its rings, each x and y of the first
        corner and then the steps to the next ones; a ring inside another is a hole), `spots` (a
        point inside each place), `wide` and `high` in units, and what places a degree: `west` and
        `north` in radians of the projection, `unit` in radians. Rightwards and downwards are
        positive.
    """
    shapes = shapely.from_wkb([bytes(shape) for shape in outlines["geometry"]])
    parts, place = shapely.get_parts(shapes, return_index=True)
    is_area = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, part = shapely.get_rings(parts[is_area], return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    points = _mercator(corners)
    west, north = points[:, 0].min(), points[:, 1].max()
    spans = (points[:, 0].max() - west, north - points[:, 1].min())
    unit = max(*spans, 1e-12) / UNITS

    def units(at: NDArray[np.float64]) -> NDArray[np.int64]:
        return np.rint((at - [west, north]) / [unit, -unit]).astype(np.int64)

    whole = units(points)
    steps = np.diff(whole, axis=0, prepend=[[0, 0]])
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    steps[first] = whole[first]
    flat, ends = steps.ravel().tolist(), [*(2 * first[1:]).tolist(), 2 * len(steps)]
    found: list[list[list[int]]] = [[] for _ in range(len(shapes))]
    for start, end, number in zip((2 * first).tolist(), ends, place[is_area][part], strict=True):
        found[number].append(flat[start:end])
    spots = units(_mercator(shapely.get_coordinates(shapely.point_on_surface(shapes))))
    return {
        "codes": outlines["area_code"].tolist(),
        "names": outlines["area_name"].tolist(),
        "rings": found,
        "spots": spots.tolist(),
        "wide": round(spans[0] / unit),
        "high": round(spans[1] / unit),
        "west": float(west),
        "north": float(north),
        "unit": float(unit),
    }


def _mercator(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    radians = np.radians(degrees)
    return np.column_stack([radians[:, 0], np.arcsinh(np.tan(radians[:, 1]))])


def centres(outlines: pd.DataFrame) -> pd.DataFrame:
    """A point inside each outline: area_code, longitude, latitude."""
    drawn = outlines[outlines["geometry"].notna()]
    shapes = shapely.from_wkb([bytes(shape) for shape in drawn["geometry"]])
    points = shapely.point_on_surface(shapes)
    return pd.DataFrame(
        {
            "area_code": drawn["area_code"],
            "longitude": shapely.get_x(points),
            "latitude": shapely.get_y(points),
        }
    )
