"""Do the invented places nest, and are they nobody's?"""

from datetime import timedelta

import numpy as np
import pytest
import shapely

from data.demo import stories
from data.demo.layout import COUNTY, DISTRICT_CODE, plan
from tests.data.demo.conftest import Ask

PROVINCES = range(11, 83)  # numbers that provinces have
TODAY = "areas.valid_to IS NULL"


@pytest.fixture(scope="module")
def outlines(small: Ask) -> dict[str, shapely.Geometry]:
    """Outlines of the places of today by code."""
    rows = small(
        f"""SELECT area_code, arg_max(geometry, coalesce(b.valid_from, DATE '2020-01-01'))
        FROM boundaries AS b JOIN areas USING (area_code) WHERE {TODAY} GROUP BY area_code"""
    )
    return {code: shapely.from_wkb(bytes(outline)) for code, outline in rows}


def test_the_district_is_of_the_size_of_the_pilot(small: Ask) -> None:
    counts = dict(small("SELECT level, count(*) FROM areas GROUP BY level"))
    assert counts["district"] == 1
    assert counts["township"] == 12
    assert counts["village"] == 47 + 153
    names = "SELECT count(*) FROM areas WHERE level = 'village' AND area_name LIKE ?"
    assert small(names, "%社区") == [(47,)]
    assert small(names, "%村") == [(153,)]
    ((grids,),) = small(f"SELECT count(*) FROM areas WHERE level = 'grid' AND {TODAY}")
    assert 1_550 <= grids <= 1_700


def test_codes_have_the_right_form_and_no_province(small: Ask) -> None:
    assert int(COUNTY[:2]) not in PROVINCES
    for level, form in {
        "district": rf"{COUNTY}000000",
        "township": rf"{COUNTY}(00\d|10\d|20\d)000",
        "village": rf"{COUNTY}\d{{3}}(0|2)\d\d",
        "grid": rf"{COUNTY}\d{{9}}",
    }.items():
        assert small(
            "SELECT count(*) FROM areas WHERE level = ? AND NOT regexp_full_match(area_code, ?)",
            level,
            form,
        ) == [(0,)]


def test_codes_tell_community_and_village_apart(small: Ask) -> None:
    """Committees of residents count from 001, of villagers from 200."""
    assert small(
        """SELECT count(*) FROM areas WHERE level = 'village'
        AND (area_code[10:12]::INT < 200) <> (area_name LIKE '%社区')"""
    ) == [(0,)]


def test_names_are_different_everywhere(small: Ask) -> None:
    ((names, places),) = small("SELECT count(DISTINCT area_name), count(*) FROM areas")
    assert names == places


def test_names_are_made_of_characters_that_do_not_name_settlements() -> None:
    stems = {name.removesuffix("社区").removesuffix("村") for name in plan().village_names}
    assert {len(stem) for stem in stems} == {2}
    assert not set("".join(stems)) & set(
        "东西南北上下大小山河湖江海水桥庄家店口湾岭沟坪岗坡寨堡新王李张"
    )


def test_outlines_are_valid_and_no_chessboard(outlines: dict[str, shapely.Geometry]) -> None:
    shapes = np.array(list(outlines.values()))
    assert shapely.is_valid(shapes).all()
    assert set(shapely.get_type_id(shapes)) == {int(shapely.GeometryType.POLYGON)}
    corners = shapely.get_num_coordinates(shapes) - 1
    assert len(set(corners)) > 5


def test_children_fill_their_parent_exactly(
    small: Ask, outlines: dict[str, shapely.Geometry]
) -> None:
    parents = dict(small(f"SELECT area_code, parent_code FROM areas WHERE {TODAY}"))
    children: dict[str, list[shapely.Geometry]] = {}
    for code, parent in parents.items():
        children.setdefault(parent or "", []).append(outlines[code])
    assert set(children) - {""} == {code for code in outlines if len(code) == 12}
    for code, parts in children.items():
        if code:
            union = shapely.union_all(parts)
            assert shapely.symmetric_difference(union, outlines[code]).area < 1e-9
            assert abs(sum(part.area for part in parts) - outlines[code].area) < 1e-9  # no overlap


def test_the_district_lies_where_nobody_lives(outlines: dict[str, shapely.Geometry]) -> None:
    west, south, east, north = outlines[DISTRICT_CODE].bounds
    assert 153 < west < east < 156  # open Pacific
    assert 31 < south < north < 34


def test_villages_that_merge_are_neighbours(small: Ask) -> None:
    told = (
        "SELECT valid_from, geometry FROM boundaries WHERE area_code = ? ORDER BY ALL NULLS FIRST"
    )
    ((_, gone),) = small(told, stories.MERGER.village_code)
    (first, own), (since, grown) = small(told, stories.MERGER.successor_code)
    gone, own, grown = (shapely.from_wkb(bytes(outline)) for outline in (gone, own, grown))
    assert (first, since) == (None, stories.MERGER.last_day + timedelta(1))
    assert shapely.union(own, gone).equals(grown)  # today's outline holds both
    assert own.area + gone.area == pytest.approx(grown.area)
    assert grown.geom_type == "Polygon"


def test_points_lie_in_their_grid(small: Ask, outlines: dict[str, shapely.Geometry]) -> None:
    rows = small(
        f"""SELECT grid_code, longitude, latitude FROM requests JOIN areas ON area_code = grid_code
        WHERE longitude IS NOT NULL AND {TODAY}"""
    )
    grids = np.array([outlines[code] for code, _, _ in rows])
    points = np.array([row[1:] for row in rows])
    assert len(rows) > 5_000
    assert shapely.contains_xy(grids, points[:, 0], points[:, 1]).mean() > 0.999


def test_households_add_up_to_the_register(small: Ask) -> None:
    ((register,),) = small("SELECT count(*) FROM households")
    for level in ("district", "township", "village", "grid"):
        assert small(f"SELECT sum(households) FROM areas WHERE level = ? AND {TODAY}", level) == [
            (register,)
        ]
    assert small(
        f"""SELECT count(*) FROM areas FULL JOIN (
            SELECT grid_code, count(*) AS counted FROM households GROUP BY ALL
        ) ON area_code = grid_code
        WHERE level = 'grid' AND {TODAY} AND households <> coalesce(counted, 0)"""
    ) == [(0,)]
