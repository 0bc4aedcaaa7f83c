"""Does a place that merged keep its records then, hand them on now, and never vanish?"""

from datetime import date, datetime

import pytest

from analytics.measure import measure
from data import queries
from data.access import EVERYWHERE, Scope
from data.filters import Filters
from data.store import Store
from tests.conftest import FilledBy
from tests.data.records import add_areas, add_batch, add_request

JUNE = (date(2025, 6, 1), date(2025, 6, 30))


def add_merger(store: Store) -> None:
    """Elm merges into Oak, which is renamed and moves south; Ash ends and nobody takes it over."""
    with store.build("a merger") as building:
        add_areas(building)
        building.connection.execute(
            """
            INSERT INTO areas BY NAME SELECT * FROM (VALUES
                ('V9', 'New Oak', 'village', 'T2', 'rural', 350),
                ('G9', 'New Oak 1', 'grid', 'V9', NULL, 60)
            ) AS r (area_code, area_name, level, parent_code, setting, households),
            (VALUES (DATE '2025-07-01', 1)) AS f (valid_from, batch_id)
            """
        )
        for code, heir in (("V1", "V2"), ("V2", "V9"), ("V3", None), ("G1", "G9")):
            building.connection.execute(
                "UPDATE areas SET valid_to = DATE '2025-06-30', successor_code = ? "
                "WHERE area_code = ?",
                [heir, code],
            )
        add_batch(building, datetime.fromisoformat("2026-01-01"))
        for number, (village, grid) in enumerate(
            [("V1", "G1"), ("V1", "G2"), ("V2", None), ("V3", None)]
        ):
            add_request(
                building, f"R{number}", "2025-06-10 02:00:00", village_code=village, grid_code=grid
            )
        add_request(building, "R9", "2025-07-10 02:00:00", village_code="V9", grid_code="G9")


@pytest.fixture
def merged(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_merger)


def received(store: Store, level: str, scope: Scope = EVERYWHERE, **chosen: object) -> dict:
    filters = Filters(start=JUNE[0], end=JUNE[1], **chosen)  # type: ignore[arg-type]
    frame = measure(
        queries.tables(store, scope, filters),
        ["requests_received"],
        [level],
        as_of=datetime.fromisoformat("2026-01-01"),
        window=JUNE,
        zone=store.zone(),
    )
    counted = frame[(frame["value"] > 0) & frame["area_code"].notna()]
    return dict(zip(counted["area_code"], counted["value"], strict=True))


def test_as_then_and_as_now_tell_the_same_records_of_other_places(merged: Store) -> None:
    assert received(merged, "village") == {"V1": 2, "V2": 1, "V3": 1}
    assert received(merged, "village", as_now=True) == {"V9": 3, "V3": 1}
    assert received(merged, "township") == {"T1": 3, "T2": 1}
    assert received(merged, "township", as_now=True) == {"T2": 4}


def test_a_grid_hands_on_its_records_too(merged: Store) -> None:
    assert received(merged, "grid") == {"G1": 1, "G2": 1}
    assert received(merged, "grid", as_now=True) == {"G9": 1, "G2": 1}


def test_an_old_code_leads_to_the_place_that_took_it_over(merged: Store) -> None:
    assert received(merged, "village", area="V1") == {"V1": 2}
    assert received(merged, "village", area="V1", as_now=True) == {"V9": 3}


def test_households_count_once_in_either_view(merged: Store) -> None:
    def households(**chosen: object) -> dict:
        filters = Filters(start=JUNE[0], end=JUNE[1], **chosen)  # type: ignore[arg-type]
        places = queries.tables(merged, EVERYWHERE, filters)["places"].to_pandas()
        return dict(zip(places["village_code"], places["households"], strict=True))

    assert households() == {"V1": 100, "V2": 200, "V3": 300}
    # The merged village counts although it began later; the one without successor still counts.
    assert households(as_now=True) == {"V9": 350, "V3": 300}


def test_scope_follows_the_place_and_what_became_of_it(merged: Store) -> None:
    old, new = Scope(frozenset({"V1"})), Scope(frozenset({"V9"}))
    assert received(merged, "village", old, as_now=True) == {"V9": 2}
    assert received(merged, "village", new, as_now=True) == {"V9": 3}
    assert received(merged, "village", new) == {}
    assert received(merged, "village", Scope(frozenset()), as_now=True) == {}


def test_a_circle_of_successors_ends(store: Store) -> None:
    with store.build("a circle") as building:
        add_areas(building)
        building.connection.execute(
            "UPDATE areas SET valid_to = DATE '2025-06-30', "
            "successor_code = CASE area_code WHEN 'V1' THEN 'V2' ELSE 'V1' END "
            "WHERE area_code IN ('V1', 'V2')"
        )
    heirs = store.reader().table("heirs").to_pandas()
    assert set(heirs["heir_code"]) <= {"V1", "V2"}


def test_every_place_has_all_that_lie_above_it(merged: Store) -> None:
    above = merged.reader().table("ancestors").to_pandas()
    chain = above[above["area_code"] == "G2"].sort_values("steps")
    assert list(chain["ancestor_code"]) == ["G2", "V1", "T1", "D"]
    assert list(chain["level"]) == ["grid", "village", "township", "district"]
