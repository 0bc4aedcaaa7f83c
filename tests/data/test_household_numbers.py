"""Do visits keep their households, though they hold numbers and no references?"""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from data.load import load
from data.store import Store
from tests.conftest import FilledBy
from tests.data.loads import add_places, records, write
from tests.data.records import NEW_YEAR, add_areas, add_batch, add_visits
from tests.data.test_layout_versions import age

VISIT = {
    "source": "v",
    "visit_id": "1",
    "village_code": "V1",
    "household_ref": "h1",
    "visitor_ref": "w1",
    "visitor_role": "grid_worker",
    "visited_at": "2024-03-05 10:00:00",
    "purpose": "care",
    "mode": "in_person",
    "was_met": "true",
    "issues_raised": "0",
    "updated_at": "2024-03-05 10:00:00",
}
LATER = "2024-03-06 10:00:00"


def numbered(store: Store) -> dict[str, tuple[int, str]]:
    """Number and reference of the household of each visit."""
    rows = records(store, "named_visits", "visit_id", "household_number", "household_ref")
    return {visit: (number, reference) for visit, number, reference in rows}


def add_two_visits(store: Store) -> None:
    folder = store.home.parent
    add_places(store, folder)
    load(store, write(folder / "first.csv", [VISIT, {**VISIT, "visit_id": "2"}]), "visits")


@pytest.fixture
def placed(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_two_visits)


def test_a_number_stays_and_new_households_get_the_next(placed: Store, tmp_path: Path) -> None:
    before = numbered(placed)
    assert before["1"] == before["2"]
    other = {**VISIT, "visit_id": "3", "household_ref": "h0"}
    load(placed, write(tmp_path / "more.csv", [other]), "visits")
    after = numbered(placed)
    assert {visit: after[visit] for visit in before} == before
    assert after["3"][0] == before["1"][0] + 1
    assert after["3"][1] != before["1"][1]


def test_the_first_file_of_a_store_may_be_of_visits(store: Store, tmp_path: Path) -> None:
    report = load(store, write(tmp_path / "v.csv", [VISIT]), "visits", create_areas=True)
    assert report.count("kept") == 1
    assert len(numbered(store)) == 1


def test_a_visit_that_is_corrected_changes_its_household(placed: Store, tmp_path: Path) -> None:
    """And the version before keeps the reference, without which it would tell nothing."""
    before = numbered(placed)
    moved = {**VISIT, "household_ref": "h2", "updated_at": LATER}
    report = load(placed, write(tmp_path / "moved.csv", [moved]), "visits")
    assert (report.count("updated"), report.count("unchanged")) == (1, 0)
    after = numbered(placed)
    assert after["2"] == before["2"]
    assert after["1"][1] != before["1"][1]
    (told,) = records(placed, "previous_versions", "previous")[0]
    assert before["1"][1] in str(told)
    assert records(placed, "visits", "visit_id", "previous_date") == [("1", None), ("2", None)]
    again = load(placed, write(tmp_path / "again.csv", [{**moved, "visit_id": "2"}]), "visits")
    assert again.count("updated") == 1
    assert len(set(numbered(placed).values())) == 1


def test_what_does_not_change_is_recognised_by_reference(placed: Store, tmp_path: Path) -> None:
    rows = [VISIT, {**VISIT, "visit_id": "4"}]
    report = load(placed, write(tmp_path / "twice.csv", rows), "visits")
    assert (report.count("unchanged"), report.count("kept")) == (1, 1)


def test_no_visit_holds_a_reference(placed: Store) -> None:
    columns = placed.reader().con.execute("SELECT column_name FROM (DESCRIBE visits)").fetchall()
    assert ("household_ref",) not in columns
    with pytest.raises(duckdb.BinderException):
        placed.reader().con.execute("SELECT household_ref FROM visits")


@pytest.mark.parametrize("is_older", [False, True])
def test_a_refresh_keeps_every_household(store: Store, is_older: bool) -> None:
    with store.build("visits") as building:
        add_areas(building)
        add_visits(building, [(1, ("V1", "G1"), 0), (1, ("V1", "G1"), 48), (2, ("V2", None), 0)], 1)
    if is_older:
        age(store)
    store.refresh()
    told = {visit: reference for visit, (_, reference) in numbered(store).items()}
    assert told == {"1-0": "h1", "1-1": "h1", "1-2": "h2"}


def test_households_of_a_village_are_numbered_together(store: Store) -> None:
    """Whatever the order in which they are visited: so the engine can skip other villages."""
    with store.build("visits") as building:
        add_areas(building)
        add_batch(building, NEW_YEAR, number=2)
        places = (("V3", None), ("V1", "G1"), ("V2", None), ("V1", "G2"), ("V3", None))
        add_visits(building, [(n, place, n) for n, place in enumerate(places)], 1)
    rows = records(store, "named_visits", "household_number", "village_code")
    assert rows == [(1, "V1"), (2, "V1"), (3, "V2"), (4, "V3"), (5, "V3")]
    assert datetime.fromisoformat("2025-03-01") == min(
        at for (at,) in records(store, "named_visits", "visited_at")
    )
