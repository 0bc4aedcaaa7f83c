"""Which share of households has a facility within reach on foot?"""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

WALK_METRES = 1_000  # some 15 minutes on foot, as the crow flies
METRES_PER_DEGREE = 111_320
CORNERS = 16  # of a quarter of a circle


def circles(facilities: pd.DataFrame, metres: float = WALK_METRES) -> NDArray[np.object_]:
    """A circle around each facility, longitude and latitude.

    Parameters
    ----------
    facilities : DataFrame, shape (n,)
        longitude and latitude, degrees.
    metres : float
        Radius.

    Returns
    -------
    array of Polygon, shape (n,)
        Round on the ground: stretched along the parallel as latitude has it.

    Examples
    --------
    >>> one = circles(pd.DataFrame({"longitude": [0.0], "latitude": [60.0]}))[0]
    >>> west, south, east, north = one.bounds
    >>> round((east - west) / (north - south), 2)
    2.0
    """
    points = facilities[["longitude", "latitude"]].to_numpy(float)
    turns = np.linspace(0, 2 * np.pi, 4 * CORNERS, endpoint=False)
    north = metres / METRES_PER_DEGREE
    east = north / np.cos(np.radians(points[:, 1]))
    x = points[:, :1] + east[:, None] * np.cos(turns)
    y = points[:, 1:] + north * np.sin(turns)
    return shapely.polygons(np.stack([x, y], axis=-1))


def edge(facilities: pd.DataFrame, metres: float = WALK_METRES) -> NDArray[np.float32]:
    """The line around all that lies within reach, circles that overlap taken together.

    Parameters
    ----------
    facilities : DataFrame, shape (n,)
        longitude and latitude, degrees.
    metres : float
        How far one walks.

    Returns
    -------
    array of float32, shape (m, 2)
        Longitude and latitude, degrees, exact to a metre; a row of NaN after each closed line.

    Examples
    --------
    >>> two = pd.DataFrame({"longitude": [0.0, 0.001], "latitude": [0.0, 0.0]})
    >>> apart = pd.DataFrame({"longitude": [0.0, 1.0], "latitude": [0.0, 0.0]})
    >>> [int(np.isnan(edge(places)[:, 0]).sum()) for places in (two, apart)]
    [1, 2]
    """
    areas = shapely.get_parts(shapely.union_all(circles(facilities, metres)))
    rings = [ring for area in areas for ring in (area.exterior, *area.interiors)]
    gap = np.full((1, 2), np.nan)
    lines = [part for ring in rings for part in (shapely.get_coordinates(ring), gap)]
    return np.concatenate([np.empty((0, 2)), *lines]).astype(np.float32)


def within(
    places: pd.DataFrame, facilities: pd.DataFrame, metres: float = WALK_METRES
) -> pd.DataFrame:
    """Share of each place that lies within reach of any of the facilities.

    Parameters
    ----------
    places : DataFrame, shape (n,)
        area_code, households, geometry (well-known binary).
    facilities : DataFrame
        longitude and latitude, degrees.
    metres : float
        How far one walks.

    Returns
    -------
    DataFrame
        area_code, share (0..1 of the area), households, reached (households, taken to be spread
        evenly over the place).

    Examples
    --------
    >>> square = shapely.to_wkb(shapely.box(-0.001, -0.001, 0.001, 0.001))
    >>> places = pd.DataFrame({"area_code": ["G"], "households": [40], "geometry": [square]})
    >>> within(places, pd.DataFrame({"longitude": [0.0], "latitude": [0.0]}))["reached"].tolist()
    [40.0]
    """
    shapes = shapely.from_wkb([bytes(shape) for shape in places["geometry"]])
    near = shapely.union_all(circles(facilities, metres))
    shapely.prepare(near)
    area = shapely.area(shapes)
    share = np.divide(
        shapely.area(shapely.intersection(shapes, near)), area,
        out=np.zeros(len(shapes)), where=area > 0,
    )  # fmt: skip
    share = np.clip(share, 0, 1)
    found = places[["area_code", "households"]].assign(share=share)
    return found.assign(reached=found["households"] * share)
