"""Do files of shapes become sound outlines in WGS84, and is what does not fit told?"""

import json
import re
import zipfile
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from data.errors import DataError
from data.load import LoadReport, load
from data.sources import datums
from data.store import Store
from tests.conftest import FilledBy
from tests.data.loads import REQUEST, counts, write

WEST, SOUTH, SIDE = 116.3, 39.9, 0.008  # degrees: villages of some 700 by 900 m in Beijing
BOW_TIE = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


def square(column: int, row: int, size: int = 1) -> shapely.Polygon:
    x, y = WEST + column * SIDE, SOUTH + row * SIDE
    return shapely.box(x, y, x + size * SIDE, y + size * SIDE)


def frame(shapes: dict[str, shapely.Geometry | None]) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        {"area_code": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:4326"
    )


VILLAGES = {f"V{c}{r}": square(c, r) for c in range(3) for r in range(3)}


def add_all_places(store: Store) -> None:
    """A district of nine villages."""
    rows = [{"area_code": "D", "area_name": "D", "level": "district", "parent_code": ""}]
    rows += [
        {"area_code": v, "area_name": v, "level": "village", "parent_code": "D"} for v in VILLAGES
    ]
    dated = [{**row, "valid_from": "2020-01-01"} for row in rows]
    load(store, write(store.home.parent / "areas.csv", dated), "areas")


@pytest.fixture
def placed(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_all_places)


def outlines(store: Store) -> dict[str, shapely.Geometry | None]:
    rows = store.reader().raw_sql("SELECT area_code, geometry FROM boundaries").fetchall()
    return {code: shapely.from_wkb(bytes(g)) if g else None for code, g in rows}


def save(folder: Path, kind: str, shapes: geopandas.GeoDataFrame, is_located: bool = True) -> Path:
    if kind == "gpkg":
        shapes.to_file(folder / "o.gpkg")
        return folder / "o.gpkg"
    if kind == "geojson":
        shapes.to_file(folder / "o.geojson")
        return folder / "o.geojson"
    shapes.to_file(folder / "o.shp")
    with zipfile.ZipFile(folder / "o.zip", "w") as archive:
        for part in folder.glob("o.*"):
            if part.suffix != ".zip" and (is_located or part.suffix != ".prj"):
                archive.write(part, part.name)
    return folder / "o.zip"


@pytest.mark.parametrize("kind", ["gpkg", "geojson", "zip"])
def test_every_format_gives_the_same_outlines(kind: str, placed: Store, tmp_path: Path) -> None:
    path = save(tmp_path, kind, frame(VILLAGES))
    assert counts(load(placed, path, "boundaries")) == (9, 0, 0, 0)
    found = outlines(placed)
    assert all(found[code].equals_exact(VILLAGES[code], 1e-9, normalize=True) for code in VILLAGES)
    assert load(placed, path, "boundaries").state == "unchanged"


def test_a_newer_outline_does_not_take_the_place_of_an_older_one(
    placed: Store, tmp_path: Path
) -> None:
    load(placed, save(tmp_path, "gpkg", frame(VILLAGES)), "boundaries")
    grown = frame({"V00": square(0, 0, 2), "V22": square(2, 2)})
    grown["valid_from"] = "2025-07-01"
    path = save(tmp_path, "geojson", grown)
    assert counts(load(placed, path, "boundaries")) == (2, 0, 0, 0)
    assert load(placed, path, "boundaries").state == "unchanged"
    stored = "SELECT valid_from::VARCHAR, geometry FROM boundaries WHERE area_code = 'V00'"
    found = placed.reader().raw_sql(f"{stored} ORDER BY 1 NULLS FIRST").fetchall()
    assert [(day, shapely.from_wkb(bytes(g)).area) for day, g in found] == [
        (None, pytest.approx(SIDE**2)), ("2025-07-01", pytest.approx(4 * SIDE**2)),
    ]  # fmt: skip
    again = frame({"V00": square(0, 0, 1)})
    again["valid_from"] = "2025-07-01"
    path = save(tmp_path, "geojson", again)
    assert counts(load(placed, path, "boundaries")) == (0, 1, 0, 0)


def test_topojson_with_shared_borders(placed: Store, tmp_path: Path) -> None:
    arcs = [[[0, 0], [0, 1]], [[0, 1], [-1, 1], [-1, 0], [0, 0]], [[0, 0], [1, 0], [1, 1], [0, 1]]]
    moved = [[[WEST + x * SIDE, SOUTH + y * SIDE] for x, y in arc] for arc in arcs]
    geometries = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"area_code": "V00"}},
        {"type": "Polygon", "arcs": [[2, -1]], "properties": {"area_code": "V10"}},
    ]
    objects = {"villages": {"type": "GeometryCollection", "geometries": geometries}}
    path = tmp_path / "o.json"
    path.write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": moved}))
    assert counts(load(placed, path, "boundaries")) == (2, 0, 0, 0)
    found = outlines(placed)
    assert found["V10"].area == pytest.approx(SIDE**2)
    assert found["V00"].intersection(found["V10"]).area == 0


@pytest.mark.parametrize("system", ["EPSG:2249", "EPSG:4490", "GCJ02", "BD09"])
def test_other_systems_come_to_wgs84(system: str, placed: Store, tmp_path: Path) -> None:
    """Feet of Massachusetts are far from Beijing, but feet are feet: the way back must be exact."""
    true = frame(VILLAGES)
    if system in datums.SHIFTED:
        moved = [
            shapely.transform(shape, lambda p: datums.from_wgs84(p, system))
            for shape in true.geometry
        ]
        path = save(tmp_path, "gpkg", frame(dict(zip(VILLAGES, moved, strict=True))))
        report = load(placed, path, "boundaries", crs=system)
    else:
        path = save(tmp_path, "gpkg", true.to_crs(system))
        report = load(placed, path, "boundaries")
    assert counts(report) == (9, 0, 0, 0)
    found = outlines(placed)
    gaps = [found[c].symmetric_difference(VILLAGES[c]).area / SIDE**2 for c in VILLAGES]
    assert max(gaps) < 1e-4
    kept = placed.reader().raw_sql("SELECT DISTINCT source_crs FROM boundaries").fetchall()
    assert kept == [(system,)]


def test_a_system_must_be_known_and_lead_to_degrees(placed: Store, tmp_path: Path) -> None:
    path = save(tmp_path, "zip", frame(VILLAGES), is_located=False)
    with pytest.raises(DataError, match="declare it with --crs"):
        load(placed, path, "boundaries")
    assert load(placed, path, "boundaries", crs="EPSG:4326").state == "published"
    with pytest.raises(DataError, match="is no coordinate system"):
        load(placed, path, "boundaries", crs="EPSG:1")
    feet = shapely.box(775_000, 2_956_000, 776_000, 2_957_000)
    path = save(tmp_path, "geojson", frame({"V00": feet}))
    with pytest.raises(DataError, match="which are no degrees"):
        load(placed, path, "boundaries")


def test_broken_double_and_missing_shapes_are_told(placed: Store, tmp_path: Path) -> None:
    tie = shapely.transform(BOW_TIE, lambda p: p * SIDE + [WEST, SOUTH])
    shapes = [tie, square(1, 0), square(1, 1), None, shapely.Point(WEST, SOUTH)]
    given = geopandas.GeoDataFrame(
        {"area_code": ["V00", "V10", "V10", "V20", "V21"]}, geometry=shapes, crs="EPSG:4326"
    )
    report = load(placed, save(tmp_path, "gpkg", given), "boundaries")
    assert counts(report) == (4, 0, 0, 0)
    found = outlines(placed)
    assert found["V00"].is_valid
    assert found["V00"].area == pytest.approx(SIDE**2 / 2)
    assert found["V10"].area == pytest.approx(2 * SIDE**2)
    assert (found["V20"], found["V21"]) == (None, None)
    told = " ".join(report.messages)
    assert "5 shapes became one each for their places; several belonged to V10" in told
    assert "repaired in V00" in told
    assert "places without shape: V20, V21" in told


def test_children_outside_and_overlaps_are_told(placed: Store, tmp_path: Path) -> None:
    shapes = {**VILLAGES, "V00": square(0, 0).buffer(SIDE / 10), "D": square(0, 0, 3)}
    report = load(placed, save(tmp_path, "gpkg", frame(shapes)), "boundaries", dry_run=True)
    told = " ".join(report.messages)
    assert "1 outlines lie partly outside that of the place above: V00" in told
    assert "V00 and V01" in told
    assert report.state == "dry_run"


# ---------------------------------------------------------------- points in their own outline
def add_requests(store: Store, folder: Path, datum: str = "") -> None:
    """Forty requests in every village, their points as a map on that datum has them."""
    rng = np.random.default_rng(7)
    rows = []
    for code, shape in VILLAGES.items():
        west, south, _, _ = shape.bounds
        points = np.array([west, south]) + rng.uniform(0.02, 0.98, (40, 2)) * SIDE
        points = datums.from_wgs84(points, datum) if datum else points
        rows += [
            {**REQUEST, "request_id": f"{code}-{i}", "village_code": code, "grid_code": "",
             "longitude": f"{x:.7f}", "latitude": f"{y:.7f}"}
            for i, (x, y) in enumerate(points)
        ]  # fmt: skip
    load(store, write(folder / "requests.csv", rows), "requests")


def shifted(datum: str) -> dict[str, shapely.Geometry]:
    return {
        code: shapely.transform(shape, lambda p: datums.from_wgs84(p, datum))
        for code, shape in VILLAGES.items()
    }


def messages(store: Store, folder: Path, shapes: dict) -> LoadReport:
    return load(store, save(folder, "gpkg", frame(shapes)), "boundaries", dry_run=True)


def test_a_gcj02_outline_that_is_half_a_kilometre_off_is_caught(
    placed: Store, tmp_path: Path
) -> None:
    add_requests(placed, tmp_path)
    moved = shifted("GCJ02")
    metres = 111_320 * np.hypot(
        *(np.subtract(moved["V11"].centroid.coords[0], VILLAGES["V11"].centroid.coords[0])
          * [np.cos(np.radians(SOUTH)), 1])
    )  # fmt: skip
    assert 500 < metres < 700
    told = messages(placed, tmp_path, moved).messages[0]
    assert "of 360 requests lie in the outline of their own place" in told
    assert "were the outlines drawn in GCJ02, 100% would; declare it with --crs GCJ02" in told


def test_right_outlines_raise_no_question(placed: Store, tmp_path: Path) -> None:
    add_requests(placed, tmp_path)
    assert messages(placed, tmp_path, VILLAGES).messages == ()


def test_points_of_another_system_are_named(placed: Store, tmp_path: Path) -> None:
    add_requests(placed, tmp_path, "BD09")
    told = messages(placed, tmp_path, VILLAGES).messages[0]
    assert "were the points of the requests in BD09, 100% would" in told


def test_swapped_axes_are_named(placed: Store, tmp_path: Path) -> None:
    add_requests(placed, tmp_path)
    near = {c: shapely.transform(s, lambda p: p[:, ::-1]) for c, s in VILLAGES.items()}
    path = save(tmp_path, "gpkg", frame(near))
    # Beijing's longitude is no latitude, which is told before any point is looked at.
    with pytest.raises(DataError, match="which are no degrees"):
        load(placed, path, "boundaries")


# ---------------------------------------------------------------- files of others
# New York's parks, airports and cemeteries, which belong to no one of its 59 districts.
JOINT_INTEREST_AREAS = {
    "26", "27", "28", "55", "56", "64", "80", "81", "82", "83", "84", "95",
}  # fmt: skip


@pytest.mark.real
@pytest.mark.parametrize(
    ("requests", "profile", "shapes", "by", "kept", "unmatched", "repaired"),
    [
        ("boston311_2011.zip", "boston311", "boston_neighborhoods", "boundaries_by_name", 16, 10,
         "Hyde Park"),
        ("nyc311_2022-05-01.csv", "nyc311", "nyc_community_districts", "nyc_districts", 62, 9, ""),
        ("sf311_sample.csv", "sf311", "san_francisco_neighborhoods", "boundaries_by_name", 31, 6,
         "Marina"),
    ],
)  # fmt: skip
def test_shapes_of_three_cities_find_their_places(
    store: Store, real_data: Path, requests: str, profile: str, shapes: str, by: str, kept: int,
    unmatched: int, repaired: str,
) -> None:  # fmt: skip
    """Names that do not match are listed one by one, not lost."""
    load(store, real_data / "requests" / requests, profile, create_areas=True)
    report = load(store, real_data / "boundaries" / f"{shapes}.geojson", by)
    assert counts(report) == (kept, 0, 0, unmatched)
    assert len(report.rejections) == unmatched
    assert all("is not in areas" in r.message for r in report.rejections)
    told = " ".join(report.messages)
    assert repaired in told if repaired else "repaired" not in told
    if profile == "nyc311":  # districts without a request that day are parks and airports
        named = {re.search(r'"(\d+) ', r.message)[1] for r in report.rejections}
        assert named < JOINT_INTEREST_AREAS
    stored = outlines(store)
    assert pd.Series({code: shape.is_valid for code, shape in stored.items()}).all()
