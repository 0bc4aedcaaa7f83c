"""Does a circle reach as far as one walks, and does each household count once?"""

import numpy as np
import pandas as pd
import pytest
import shapely

from analytics import reach

POINT = pd.DataFrame({"longitude": [116.4], "latitude": [39.9]})
KM_EAST = 1_000 / reach.METRES_PER_DEGREE / np.cos(np.radians(39.9))
KM_NORTH = 1_000 / reach.METRES_PER_DEGREE


def places(*boxes: tuple[float, float, float, float]) -> pd.DataFrame:
    """Boxes in kilometres east and north of the point, 100 households each."""
    shapes = [
        shapely.box(116.4 + w * KM_EAST, 39.9 + s * KM_NORTH, 116.4 + e * KM_EAST,
                    39.9 + n * KM_NORTH)
        for w, s, e, n in boxes
    ]  # fmt: skip
    codes = [f"G{i}" for i in range(len(boxes))]
    return pd.DataFrame({"area_code": codes, "households": 100, "geometry": shapely.to_wkb(shapes)})


def test_a_circle_is_round_on_the_ground() -> None:
    circle = reach.circles(POINT)[0]
    square_km = circle.area / KM_EAST / KM_NORTH
    assert square_km == pytest.approx(np.pi, rel=0.01)


def test_inside_partly_and_out_of_reach() -> None:
    table = places((-0.1, -0.1, 0.1, 0.1), (-2, -2, 2, 2), (3, 3, 4, 4))
    found = reach.within(table, POINT)
    assert found["reached"].tolist() == pytest.approx([100, 100 * np.pi / 16, 0], rel=0.01)


def test_two_facilities_reach_a_household_once() -> None:
    table = places((-0.1, -0.1, 0.1, 0.1))
    assert reach.within(table, pd.concat([POINT, POINT]))["reached"].tolist() == [100]
    assert reach.within(table, POINT.head(0))["reached"].tolist() == [0]


def test_the_edge_goes_around_overlaps_and_leaves_gaps_between_others() -> None:
    near, far = (POINT.assign(longitude=116.4 + km * KM_EAST) for km in (0.2, 5))
    line = reach.edge(pd.concat([POINT, near, far]))
    ends = np.flatnonzero(np.isnan(line[:, 0]))
    rings = [shapely.Polygon(part[~np.isnan(part[:, 0])]) for part in np.split(line, ends)[:2]]
    both = shapely.union_all(reach.circles(pd.concat([POINT, near])))
    assert len(ends) == 2
    assert sorted(ring.area for ring in rings) == pytest.approx(
        [reach.circles(far)[0].area, both.area], rel=1e-3
    )
    assert reach.edge(POINT.head(0)).shape == (0, 2)
