"""Has every place a square of its own, near to where it lies?"""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.tiles import arrange

POINT = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


@given(st.lists(POINT, max_size=40), st.booleans())
def test_no_two_places_share_a_square(points: list[tuple[float, float]], is_known: bool) -> None:
    places = pd.DataFrame(points, columns=["longitude", "latitude"], dtype=float)
    places = places.assign(area_code=[f"{i}" for i in range(len(points))], group="g")
    if not is_known:
        places["longitude"] = float("nan")
    found = arrange(places)
    assert list(found["area_code"]) == list(places["area_code"])
    assert not found.duplicated(["column", "row"]).any()
    assert (found[["column", "row"]] >= 0).all(axis=None)


def test_a_line_from_west_to_east_stays_in_order() -> None:
    places = pd.DataFrame({
        "area_code": list("ABCDE"), "group": "", "longitude": [5, 6, 7, 9, 20], "latitude": [1] * 5
    })  # fmt: skip
    found = arrange(places, wide=10)
    assert list(found["column"]) == sorted(found["column"])


def test_without_positions_each_place_above_begins_a_row() -> None:
    places = pd.DataFrame({"area_code": list("DABCE"), "group": list("yxxxy"),
                           "longitude": float("nan"), "latitude": float("nan")})  # fmt: skip
    found = arrange(places).set_index("area_code")
    assert set(found.loc[list("ABC"), "row"]).isdisjoint(found.loc[list("DE"), "row"])
    assert found["column"].max() <= 3
