"""Do the shifts of Chinese maps come out as others compute them, and back again?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sources import datums

# eviltransform's Go tests: WGS84 -> GCJ-02, longitude and latitude.
GCJ02 = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]
BD09 = ((116.377817, 39.911954), (116.39045471310828, 39.919575550965874))


@pytest.mark.parametrize(("datum", "vectors"), [("GCJ02", GCJ02), ("BD09", [BD09])])
def test_published_vectors_both_ways(datum: str, vectors: list) -> None:
    true, shifted = (np.array(side) for side in zip(*vectors, strict=True))
    assert datums.from_wgs84(true, datum) == pytest.approx(shifted, abs=1e-12)
    assert datums.to_wgs84(shifted, datum) == pytest.approx(true, abs=1e-9)


@given(st.floats(75, 135), st.floats(18, 53), st.sampled_from(datums.SHIFTED))
def test_there_and_back_is_the_same_place(longitude: float, latitude: float, datum: str) -> None:
    point = np.array([[longitude, latitude]])
    back = datums.to_wgs84(datums.from_wgs84(point, datum), datum)
    assert back == pytest.approx(point, abs=1e-8)  # a millimetre


def test_outside_china_gcj02_is_wgs84() -> None:
    boston = np.array([[-71.06, 42.36]])
    assert datums.to_wgs84(boston, "GCJ02").tolist() == boston.tolist()
