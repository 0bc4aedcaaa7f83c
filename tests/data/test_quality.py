"""Is what is wrong with stored records found, and nothing else?"""

from datetime import date
from pathlib import Path

import pytest
import shapely

from data import quality
from data.access import EVERYWHERE, Scope
from data.filters import Filters
from data.load import load
from data.store import Store
from tests.conftest import FilledBy
from tests.data.loads import PLACES, REQUEST, load_rows, write

YEAR = Filters(start=date(2024, 1, 1), end=date(2024, 12, 31))
SQUARE = shapely.to_wkb(shapely.box(116, 39, 117, 40), hex=True)


def add_faults(store: Store) -> None:
    """Elm has households and an outline; Oak has neither and ended in February."""
    folder = store.home.parent
    rows = [{**place, "valid_from": "2020-01-01"} for place in PLACES]
    rows[2]["households"] = "100"
    rows[3]["valid_to"] = "2024-02-29"
    load(store, write(folder / "areas.csv", rows), "areas")
    outline = {"area_code": "V1", "geometry": SQUARE, "source_crs": "EPSG:4326", "source": "x"}
    load(store, write(folder / "boundaries.csv", [outline]), "boundaries")
    category = {"category_code": "water", "name_zh": "水", "name_en": "Water",
                "valid_from": "2020-01-01", "valid_to": "2024-03-31"}  # fmt: skip
    load(store, write(folder / "categories.csv", [category]), "categories")
    load_rows(
        store,
        folder,
        [
            {**REQUEST, "category_code": "water", "longitude": "116.5", "latitude": "39.5"},
            {**REQUEST, "request_id": "R2", "longitude": "120", "latitude": "39.5"},
            {**REQUEST, "request_id": "R3", "village_code": "V2", "grid_code": ""},
            {**REQUEST, "request_id": "R4", "category_code": "water",
             "received_at": "2024-05-05 10:00:00", "closed_at": ""},
        ],
    )  # fmt: skip


@pytest.fixture
def faulty(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_faults)


def told(store: Store, name: str, scope: Scope = EVERYWHERE) -> list[tuple]:
    frame = getattr(quality, name)(store, scope, YEAR)
    return list(frame.itertuples(index=False, name=None))


def test_places_that_lack_households_or_outline_are_named(faulty: Store) -> None:
    assert told(faulty, "villages") == []  # Oak is gone at the end of the year
    before = Filters(start=date(2024, 1, 1), end=date(2024, 1, 31))
    frame = quality.villages(faulty, EVERYWHERE, before)
    assert list(frame.itertuples(index=False, name=None)) == [("V2", False, False)]


def test_records_of_ended_villages_are_counted(faulty: Store) -> None:
    (row,) = told(faulty, "ended")
    assert (row[0], row[1], row[4]) == ("requests", "V2", 1)


def test_categories_count_only_while_they_are_in_force(faulty: Store) -> None:
    assert told(faulty, "codes") == [("roads", 2), ("water", 1)]


def test_without_a_list_of_categories_no_code_is_wrong(store: Store, tmp_path: Path) -> None:
    rows = [{**place, "valid_from": "2020-01-01"} for place in PLACES]
    load(store, write(tmp_path / "areas.csv", rows), "areas")
    load_rows(store, tmp_path, [REQUEST])
    assert told(store, "codes") == []


def test_points_outside_their_village_are_counted(faulty: Store) -> None:
    assert told(faulty, "points") == [("V1", 2, 1)]


def test_the_first_load_of_a_source_is_history_and_the_next_is_late(
    faulty: Store, tmp_path: Path
) -> None:
    assert [row[:2] for row in told(faulty, "late")] == [(4, 0)]
    load_rows(faulty, tmp_path, [{**REQUEST, "request_id": "R9"}])
    assert [row[:2] for row in told(faulty, "late")] == [(5, 1)]


def test_nobody_sees_what_lies_beyond_their_places(faulty: Store) -> None:
    nowhere = Scope(frozenset({"V1"}))
    assert told(faulty, "ended", nowhere) == []
    assert told(faulty, "codes", nowhere) == [("roads", 1), ("water", 1)]
    assert told(faulty, "villages", Scope(frozenset())) == []
