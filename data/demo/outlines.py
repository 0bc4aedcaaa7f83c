"""Where do the invented places lie? Outlines that nest exactly, drawn from the grids upward."""

import functools
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import Voronoi, cKDTree

from data.demo.layout import plan

# Open ocean, some 900 km from the nearest land and outside every country: no real place lies here,
# so no real outline is published by showing the demo on a street map.
CENTRE_LONGITUDE, CENTRE_LATITUDE = 154.2, 32.4
KM_PER_DEGREE = 111.32
RADIUS_KM = 16.8  # some 900 square kilometres, the size of the pilot's district
DRAWING_SEED = 20231021  # the map stays the same whatever the seed of the records
POINTS = 120_000  # of which places are made; more only make the same outlines slower


@dataclass(frozen=True)
class Outlines:
    """Polygons by position, in WGS84, and what is needed to put a point inside a grid."""

    district: shapely.Polygon
    townships: np.ndarray
    villages: np.ndarray
    grids: np.ndarray
    seats: np.ndarray  # lon, lat of each township's seat
    centres: np.ndarray  # lon, lat of a point inside each grid
    corners: np.ndarray  # lon, lat of all corners, grid by grid
    first_corner: np.ndarray  # where a grid's corners begin; one more entry than grids

    def points(self, rng: np.random.Generator, grid: np.ndarray) -> np.ndarray:
        """A random place in each of the given grids, shape (n, 2), longitude and latitude.

        The cells are convex and hold their centre, so a point of the triangle between the centre
        and two neighbouring corners lies inside.
        """
        count = np.diff(self.first_corner)[grid]
        k = (rng.random(len(grid)) * count).astype(np.int64)
        one = self.corners[self.first_corner[grid] + k]
        other = self.corners[self.first_corner[grid] + (k + 1) % count]
        along = np.sqrt(rng.random((len(grid), 1))) * 0.98  # off the border itself
        between = rng.random((len(grid), 1))
        edge = one * (1 - between) + other * between
        return np.round(self.centres[grid] * (1 - along) + edge * along, 6)


@functools.cache
def draw() -> Outlines:
    """Outlines of all places of the plan.

    Each grid is the Voronoi cell of its centre, and every larger place is the union of the cells
    that belong to it. Neighbours share their corners to the last digit, so nothing overlaps and
    nothing is left out.
    """
    layout = plan()
    rng = np.random.default_rng(DRAWING_SEED)
    inside, outside = _cloud(rng)
    seats, owner = _towns(rng, inside)
    centres = _centres(rng, inside, seats, owner)
    beyond, _ = _spread(rng, outside, len(centres) // 3, rounds=4)
    diagram = Voronoi(np.concatenate([centres, beyond]))
    vertices = _degrees(diagram.vertices)
    cells = [vertices[diagram.regions[diagram.point_region[i]]] for i in range(len(centres))]
    grids = np.array([shapely.normalize(shapely.Polygon(cell)) for cell in cells])
    villages = _union(grids, layout.grid_village)
    townships = _union(villages, layout.village_township)
    return Outlines(
        district=shapely.coverage_union_all(townships),
        townships=townships,
        villages=villages,
        grids=grids,
        seats=_degrees(seats),
        centres=_degrees(centres),
        corners=np.concatenate(cells),
        first_corner=np.concatenate([[0], np.cumsum([len(cell) for cell in cells])]),
    )


def kilometres(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Distance between points given as longitude and latitude, shape (n, 2) each."""
    shrink = np.array([np.cos(np.radians(CENTRE_LATITUDE)), 1.0])
    return np.hypot(*((one - other) * shrink * KM_PER_DEGREE).T)


def _cloud(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Points in km around the centre: those inside a winding coast line, and a belt outside it."""
    points = rng.uniform(-1.6 * RADIUS_KM, 1.6 * RADIUS_KM, (POINTS, 2))
    phases = rng.uniform(0, 2 * np.pi, 6)
    angle = np.arctan2(points[:, 1], points[:, 0])
    swing = sum(
        size * np.cos(waves * angle + phase)
        for waves, size, phase in zip(
            (1, 2, 3, 4, 6, 9), (0.05, 0.12, 0.08, 0.06, 0.04, 0.03), phases, strict=True
        )
    )
    reach = np.hypot(*points.T) / (RADIUS_KM * (1 + swing))
    return points[reach < 1], points[(reach >= 1) & (reach < 1.4)]


def _towns(rng: np.random.Generator, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seats of the townships, the inner ones close together, and the township of every point."""
    core = np.array([1.5, -1.0])
    distance = np.hypot(*(inside - core).T)
    crowd = inside[rng.random(len(inside)) < 0.02 + np.exp(-((distance / 4.5) ** 2))]
    seats, _ = _spread(rng, crowd, len(plan().townships), rounds=40)
    seats = seats[np.argsort(np.hypot(*(seats - core).T))]
    return seats, cKDTree(seats).query(inside)[1]


def _centres(
    rng: np.random.Generator, inside: np.ndarray, seats: np.ndarray, owner: np.ndarray
) -> np.ndarray:
    """Centres of all grids in the plan's order: villages by distance from the seat, and so small
    near it; the grids of a village from west to east, as DB6101/T 3185 numbers them."""
    layout = plan()
    grids = np.bincount(layout.grid_village)
    centres = []
    village = 0
    for i, township in enumerate(layout.townships):
        mine = inside[owner == i]
        distance = np.hypot(*(mine - seats[i]).T)
        crowd = mine[rng.random(len(mine)) < 0.1 + np.exp(-((distance / 1.6) ** 2))]
        middles, _ = _spread(rng, crowd, township.places, rounds=15)
        middles = middles[np.argsort(np.hypot(*(middles - seats[i]).T))]
        nearest = cKDTree(middles).query(mine)[1]
        for k in range(township.places):
            own, _ = _spread(rng, mine[nearest == k], int(grids[village]), rounds=8)
            centres.append(own[np.lexsort((-own[:, 1], own[:, 0]))])
            village += 1
    return np.concatenate(centres)


def _spread(
    rng: np.random.Generator, cloud: np.ndarray, count: int, rounds: int
) -> tuple[np.ndarray, np.ndarray]:
    """Spread `count` centres over a cloud (Lloyd's method): centres and each point's nearest."""
    centres = cloud[rng.choice(len(cloud), count, replace=False)]
    for _ in range(rounds):
        nearest = cKDTree(centres).query(cloud)[1]
        sizes = np.bincount(nearest, minlength=count)
        sums = [np.bincount(nearest, cloud[:, axis], minlength=count) for axis in (0, 1)]
        centres = np.where(
            sizes[:, None] > 0, np.stack(sums, 1) / np.maximum(sizes, 1)[:, None], centres
        )
    return centres, cKDTree(centres).query(cloud)[1]


def _degrees(km: np.ndarray) -> np.ndarray:
    """Kilometres east and north of the centre as longitude and latitude, to a tenth of a metre."""
    shrink = np.array([np.cos(np.radians(CENTRE_LATITUDE)), 1.0])
    return np.round(
        np.array([CENTRE_LONGITUDE, CENTRE_LATITUDE]) + km / (shrink * KM_PER_DEGREE), 6
    )


def _union(parts: np.ndarray, owner: np.ndarray) -> np.ndarray:
    return np.array(
        [shapely.coverage_union_all(parts[owner == i]) for i in range(int(owner.max()) + 1)]
    )
