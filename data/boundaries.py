"""Which outlines does a map of some places need, and how coarse may they be?"""

import json
from functools import partial

import numpy as np
import pandas as pd
import shapely
from ibis import _

from data import successors
from data.access import Scope
from data.queries import Filters, allowed
from data.store import Store

# Of the longer side of what is drawn: half a pixel of a map that fills a wide screen.
COARSENESS = 1 / 2500
DIGITS_FINER = 2  # decimals of a coordinate beyond those of the tolerance


def read(store: Store, scope: Scope, filters: Filters, level: str) -> pd.DataFrame:
    """Outlines of the places of a level, or of those that stand for it where it is missing.

    Only the area, the snapshot and `as_now` of the filters count.

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
        found = areas.filter(_.level == "grid").semi_join(
            seen, areas.parent_code == seen.village_code
        )
        if filters.as_now:
            found = successors.standing(found, stored, "area_code")
    else:
        codes = seen.select(area_code=seen[f"{level}_code"]).distinct()
        found = areas.semi_join(codes, "area_code")
    drawn = stored("boundaries").filter(_.geometry.notnull()).select("area_code", "geometry")
    columns = ("area_code", "area_name", "parent_code", "households")
    named = found.select(*columns).left_join(drawn, "area_code")
    return named.select(*columns, "geometry").order_by("area_code").to_pandas()


def geojson(outlines: pd.DataFrame) -> bytes:
    """The outlines as one GeoJSON, as coarse as a map of all of them may be.

    Borders that neighbours share are simplified together, so that no gap and no overlap appears.

    Parameters
    ----------
    outlines : DataFrame
        area_code and geometry (WKB); places without outline are left out.

    Returns
    -------
    bytes
        A FeatureCollection; the id of a feature is the code of the place, and nothing else is in
        it.

    References
    ----------
    Visvalingam and Whyatt (1993), The Cartographic Journal 30:46-51, on a coverage as GEOS does it.
    """
    outlines = outlines[outlines["geometry"].notna()]
    if outlines.empty:
        return json.dumps({"type": "FeatureCollection", "features": []}).encode()
    shapes = shapely.from_wkb([bytes(shape) for shape in outlines["geometry"]])
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max((east - west) * np.cos(np.radians((south + north) / 2)), north - south)
    tolerance *= COARSENESS
    coarse = shapely.coverage_simplify(shapes, tolerance)
    digits = int(np.ceil(-np.log10(tolerance))) + DIGITS_FINER - 1
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {},
            "geometry": {"type": "MultiPolygon", "coordinates": _rings(shape, digits)},
        }
        for code, shape in zip(outlines["area_code"], coarse, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":")).encode()


def _rings(shape: shapely.Geometry, digits: int) -> list[list[list[list[float]]]]:
    return [
        [
            np.round(shapely.get_coordinates(ring), digits).tolist()
            for ring in (part.exterior, *part.interiors)
        ]
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
    ]


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


def corners(outlines: pd.DataFrame) -> tuple[float, float, float, float]:
    """West, south, east and north of the outlines, degrees."""
    drawn = outlines.loc[outlines["geometry"].notna(), "geometry"]
    shapes = shapely.from_wkb([bytes(shape) for shape in drawn])
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return west, south, east, north
