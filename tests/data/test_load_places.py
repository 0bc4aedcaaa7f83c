"""Do the places of a file become the right codes, and new ones only when that is asked for?"""

from datetime import date
from pathlib import Path

import pytest

from data.errors import DataError
from data.load import load
from data.loading.gazetteer import Area, Fault, Finder, Gazetteer
from data.store import Store
from tests.data.loads import (
    REQUEST,
    Row,
    add_places,
    counts,
    fingerprint,
    load_rows,
    records,
    write,
)

BY_NAME = """
version = "1"
title = "By name"
source = "hall"
[areas]
by = "name"
township = { from = "town", optional = true }
village = "community"
grid = { from = "block", optional = true }
[[output]]
table = "requests"
[output.columns]
request_id = "number"
kind = { constant = "help" }
category_code = { constant = "roads" }
channel = { constant = "counter" }
received_at = "came"
"""


def by_name(store: Store, folder: Path, *paths: str, create: bool = False) -> list[str]:
    """Load one row for each "town/community/block"; return what was said of rejected ones."""
    (folder / "own.toml").write_text(BY_NAME, encoding="utf-8")
    rows: list[Row] = []
    for number, path in enumerate(paths):
        town, community, block = path.split("/")
        row = {"number": str(number), "came": f"2024-03-0{number + 1} 07:00:00"}
        rows.append({**row, "town": town, "community": community, "block": block})
    path = write(folder / "r.csv", rows)
    report = load(store, path, str(folder / "own.toml"), create_areas=create)
    return [r.message.partition(": ")[2] for r in report.rejections]


@pytest.fixture
def placed(placed: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "1")
    return placed


def test_names_find_places_whatever_their_case_width_and_spaces(
    placed: Store, tmp_path: Path
) -> None:
    assert by_name(placed, tmp_path, "North/ｅｌｍ /", "/Oak/", "north/ELM/Elm  1") == []
    assert records(placed, "requests", "request_id", "village_code", "grid_code") == [
        ("0", "V1", None),
        ("1", "V2", None),
        ("2", "V1", "G1"),
    ]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (
            "North/Elmm/",
            'village_code (town / community) "Elmm" is not in areas; did you mean Elm?; correct '
            "it, load with --create-areas or add it to areas first",
        ),
        (
            "South/Elm/",
            'village_code (town / community) "South" is not in areas; correct it, load with '
            "--create-areas or add it to areas first",
        ),
        (
            "North/Oak/Elm 1",
            'grid_code (block) "Elm 1" is not in areas there; Elm 1 lies below Elm; correct it, '
            "load with --create-areas or add it to areas first",
        ),
        (
            "North//",
            "village_code (town / community) is missing; required is the name of the place; "
            "fill it in",
        ),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(
    placed: Store, tmp_path: Path, path: str, told: str
) -> None:
    assert by_name(placed, tmp_path, path) == [told]


def test_new_places_hang_below_the_ones_named_and_begin_with_the_first_event(
    placed: Store, tmp_path: Path
) -> None:
    assert by_name(placed, tmp_path, "North/Fir Tree/", "South/Elm/B 1", create=True) == []
    first = date(1990, 1, 1)  # nobody said when they began
    assert records(placed, "areas", *COLUMNS)[-4:] == [
        ("V2", "Oak", "village", "T1", date(2020, 1, 1)),
        ("hall:south", "South", "township", None, first),
        ("hall:south:elm", "Elm", "village", "hall:south", first),
        ("hall:south:elm:b-1", "B 1", "grid", "hall:south:elm", first),
    ]
    assert ("T1:fir-tree", "Fir Tree", "village", "T1", first) in records(placed, "areas", *COLUMNS)


COLUMNS = ("area_code", "area_name", "level", "parent_code", "valid_from")


def test_new_places_get_the_same_codes_in_every_load(placed: Store, tmp_path: Path) -> None:
    by_name(placed, tmp_path, "North/Fir Tree/", create=True)
    before = records(placed, "areas", *COLUMNS)
    assert by_name(placed, tmp_path, "North/Fir  TREE/", "/Oak/", create=True) == []
    assert records(placed, "areas", *COLUMNS) == before


def test_no_place_is_made_for_a_row_that_is_rejected(placed: Store, tmp_path: Path) -> None:
    rows = [REQUEST, {**REQUEST, "request_id": "R2", "village_code": "V8", "kind": "halp"}]
    report = load_rows(placed, tmp_path, rows, create_areas=True)
    assert counts(report) == (1, 0, 0, 1)
    assert report.new_areas == ()


def test_unknown_codes_become_places_named_after_their_codes(store: Store, tmp_path: Path) -> None:
    report = load_rows(store, tmp_path, [REQUEST], create_areas=True)
    assert [(a.code, a.name, a.level, a.parent) for a in report.new_areas] == [
        ("V1", "V1", "village", ""),
        ("G1", "G1", "grid", "V1"),
    ]


def finder(is_creating: bool) -> Finder:
    areas = (
        Area("T1", "North", "township"),
        Area("T2", "South", "township"),
        Area("V1", "Elm", "village", "T1"),
        Area("V2", "Elm", "village", "T2"),
    )
    return Finder(Gazetteer(areas), "src", is_creating)


def test_a_name_that_two_places_bear_is_not_guessed() -> None:
    assert finder(False).find([("village", "Elm")], True) == Fault(
        "village", "ambiguous_area", "Elm", "V1 (Elm, North), V2 (Elm, South)"
    )
    found = finder(True).find([("township", "South"), ("village", "Elm")], True)
    assert not isinstance(found, Fault)
    assert found["village"].code == "V2"


def test_names_that_give_one_code_are_kept_apart() -> None:
    one = finder(True)
    for name in ("Fir-Tree", "Fir Tree"):
        one.find([("village", name)], True)
    first, second = (area.code for area in one.created)
    assert first == "src:fir-tree"
    assert second.startswith("src:fir-tree-")


@pytest.mark.parametrize(
    "written", ["梨園社區居民委員會", "梨园居委会", "梨园社区", " 梨园村 ", "梨园"]
)
def test_a_name_is_found_however_its_kind_is_written(written: str) -> None:
    areas = (Area("T", "永乐店镇", "township"), Area("V", "梨园社区居委会", "village", "T"))
    found = Finder(Gazetteer(areas), "src", False).find(
        [("township", "永樂店"), ("village", written)], True
    )
    assert not isinstance(found, Fault)
    assert found["village"].code == "V"


def test_a_loose_name_that_fits_two_places_is_refused_with_both() -> None:
    areas = (Area("V1", "张家村", "village"), Area("V2", "张家社区", "village"))
    one = Finder(Gazetteer(areas), "src", False)
    assert one.find([("village", "張家居委會")], True) == Fault(
        "village", "ambiguous_area", "張家居委會", "V1 (张家村), V2 (张家社区)"
    )
    exact = one.find([("village", "张家社区")], True)
    assert not isinstance(exact, Fault)
    assert exact["village"].code == "V2"


def test_a_dry_run_tells_that_places_do_not_hang_together(store: Store, tmp_path: Path) -> None:
    add_places(store, tmp_path)
    before = fingerprint(store)
    loop = [{"area_code": "a", "area_name": "A", "level": "village", "parent_code": "a",
             "valid_from": "2020-01-01"}]  # fmt: skip
    with pytest.raises(DataError, match="its parent a is a village"):
        load(store, write(tmp_path / "loop.csv", loop), "areas", dry_run=True)
    assert fingerprint(store) == before
