"""Do new outlines lie inside their parents, beside each other, and where their records are?"""

from collections.abc import Callable, Sequence

import duckdb
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.schema import LEVEL_NAMES
from data.sentences import Sentence, listed, say
from data.sources import datums

MOST_OUTSIDE = 0.01  # share of a child's area that may lie outside its parent
MOST_SHARED = 0.01  # share of the smaller of two neighbours that may lie in both
FEWEST_POINTS = 30  # below this a share of points says nothing
ENOUGH_INSIDE = 0.9  # share of points in their own outline that raises no question
CLEAR_GAIN = 0.1  # by which another reading must be better to be named
MOST_POINTS = 50_000
Points = NDArray[np.float64]
Shapes = NDArray[np.object_]
SWAPPED = "latitude before longitude"
# Where shapes would lie if they had been drawn otherwise: what would have to be declared.
OTHERWISE: dict[str, Callable[[Points], Points]] = {
    "GCJ02": lambda points: datums.to_wgs84(points, "GCJ02"),
    "BD09": lambda points: datums.to_wgs84(points, "BD09"),
    SWAPPED: lambda points: points[:, ::-1],
}
# The shapes are right and the points are not.
POINTS_OTHERWISE: dict[str, Callable[[Points], Points]] = {
    name: lambda points, name=name: datums.to_wgs84(points, name)  # type: ignore[misc]
    for name in datums.SHIFTED
}


def findings(connection: duckdb.DuckDBPyConnection, incoming: str) -> list[Sentence]:
    """Sentences on what does not fit, the most telling first.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        The snapshot being built, with areas and requests.
    incoming : str
        SQL to stand after FROM: area_code and geometry of the outlines that are loaded.
    """
    new = connection.execute(
        f"SELECT areas.area_code, area_name, level, parent_code, geometry FROM {incoming} AS i "
        "JOIN areas ON areas.area_code = i.area_code WHERE geometry IS NOT NULL ORDER BY 1"
    ).df()
    if new.empty:
        return []
    new["shape"] = shapely.from_wkb([bytes(shape) for shape in new["geometry"]])
    return [
        *_points_elsewhere(connection, new),
        *_children_outside(connection, new),
        *_overlaps(new),
    ]


def _children_outside(connection: duckdb.DuckDBPyConnection, new: pd.DataFrame) -> list[Sentence]:
    stored = connection.execute(
        "SELECT area_code, geometry FROM boundaries WHERE geometry IS NOT NULL "
        "ORDER BY valid_from NULLS FIRST"  # of several the latest counts
    ).fetchall()
    known = {code: shapely.from_wkb(bytes(shape)) for code, shape in stored}
    known |= dict(zip(new["area_code"], new["shape"], strict=True))
    children = new[new["parent_code"].isin(list(known))]
    if children.empty:
        return []
    shapes = children["shape"].to_numpy()
    parents = np.array([known[code] for code in children["parent_code"]], dtype=object)
    outside = shapely.area(shapely.difference(shapes, parents)) / shapely.area(shapes)
    names = list(children["area_name"][outside > MOST_OUTSIDE])
    if not names:
        return []
    return [say("outline.outside", count=len(names), places=listed(names))]


def _overlaps(new: pd.DataFrame) -> list[Sentence]:
    told = []
    for level, group in new.groupby("level", sort=False):
        shapes, names = group["shape"].to_numpy(), group["area_name"].to_list()
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        one, other = one[one < other], other[one < other]
        shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
        smaller = np.minimum(shapely.area(shapes[one]), shapely.area(shapes[other]))
        pairs = np.flatnonzero(shared > MOST_SHARED * smaller)
        if len(pairs):
            met = [say("outline.pair", one=names[one[i]], other=names[other[i]]) for i in pairs]
            told.append(
                say(
                    "outline.overlap",
                    count=len(pairs),
                    level=LEVEL_NAMES[str(level)],
                    places=listed(met),
                )
            )
    return told


# ---------------------------------------------------------------- points and systems
def _points_elsewhere(connection: duckdb.DuckDBPyConnection, new: pd.DataFrame) -> list[Sentence]:
    """Name the coordinate system in which the outlines would hold the points of their records."""
    shapes = dict(zip(new["area_code"], new["shape"], strict=True))
    owners, points = _points(connection, list(shapes))
    if len(points) < FEWEST_POINTS:
        return []
    share = _share_inside(shapes, owners, points)
    if share >= ENOUGH_INSIDE:
        return []
    told = say("outline.elsewhere", share=share, points=len(points))
    drawn = {name: _share_inside(_moved(shapes, move), owners, points)
             for name, move in OTHERWISE.items()}  # fmt: skip
    noted = {name: _share_inside(shapes, owners, move(points))
             for name, move in POINTS_OTHERWISE.items()}  # fmt: skip
    best, held = max(drawn.items(), key=lambda pair: pair[1])
    other, caught = max(noted.items(), key=lambda pair: pair[1])
    if held >= share + CLEAR_GAIN and held >= caught:
        if best == SWAPPED:
            return [say("outline.swapped", told=told, held=held)]
        return [say("outline.drawn_otherwise", told=told, system=best, held=held)]
    if caught >= share + CLEAR_GAIN:
        return [say("outline.points_otherwise", told=told, system=other, held=caught)]
    return [say("outline.unexplained", told=told)]


def _points(
    connection: duckdb.DuckDBPyConnection, codes: Sequence[str]
) -> tuple[NDArray[np.object_], Points]:
    """Places and points of requests in the villages or grids given, the same ones every time.

    Zero stands for a point that nobody knew.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE outlined AS SELECT unnest(?) AS code", [codes])
    rows = connection.execute(
        f"""
        SELECT code, longitude, latitude FROM requests
        JOIN outlined ON code = grid_code OR code = village_code
        WHERE longitude <> 0 AND latitude <> 0
        ORDER BY hash(request_id), request_id, code LIMIT {MOST_POINTS}
        """
    ).fetchnumpy()
    owners = np.asarray(rows["code"], dtype=object)
    return owners, np.column_stack([rows["longitude"], rows["latitude"]]).astype(np.float64)


def _share_inside(
    shapes: dict[str, shapely.Geometry], owners: NDArray[np.object_], points: Points
) -> float:
    own = np.array([shapes[code] for code in owners], dtype=object)
    for shape in shapes.values():
        shapely.prepare(shape)
    return float(shapely.contains_xy(own, points[:, 0], points[:, 1]).mean())


def _moved(
    shapes: dict[str, shapely.Geometry], move: Callable[[Points], Points]
) -> dict[str, shapely.Geometry]:
    moved = shapely.transform(np.array(list(shapes.values()), dtype=object), move)
    return dict(zip(shapes, moved, strict=True))
