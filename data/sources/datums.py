"""Where on WGS84 is a point of the coordinate systems that Chinese maps are drawn in?

GCJ-02 (Amap, Tencent) is shifted by some hundred metres, BD-09 (Baidu) by some more; both are left
as they are outside China. CGCS2000 agrees with WGS84 within decimetres and has an EPSG code.
"""

from collections.abc import Callable

import coordTransform
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
SHIFTED = ("GCJ02", "BD09")
ROUNDS = 5  # of the inverse; each makes the error some hundred times smaller


def to_wgs84(points: Points, datum: str) -> Points:
    """Longitudes and latitudes on WGS84.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Longitude, latitude in degrees.
    datum : str
        GCJ02 or BD09.

    References
    ----------
    The shift has no published inverse: it is undone by walking back from the first guess until
    the way forth leads to the point again, here to less than a millimetre.

    Examples
    --------
    >>> found = to_wgs84(np.array([[116.38404722455657, 39.91334545536069]]), "GCJ02")
    >>> found.round(6).tolist()
    [[116.377817, 39.911954]]
    """
    found = points
    for _ in range(ROUNDS):
        found = found - (from_wgs84(found, datum) - points)
    return found


def from_wgs84(points: Points, datum: str) -> Points:
    """The same points as a map on that datum has them."""
    if datum not in SHIFTED:
        raise ValueError(f"unknown datum {datum}; known are {', '.join(SHIFTED)}")
    shift: Callable = coordTransform.wgs84_to_gcj02
    if datum == "BD09":
        shift = coordTransform.wgs84_to_bd09
    if not len(points):
        return points
    return np.column_stack(shift(points[:, 0].tolist(), points[:, 1].tolist()))
