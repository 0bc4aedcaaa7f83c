"""Do the small frames show what a person may see, and no more?"""

from datetime import date, datetime

import pyarrow as pa
import pytest

from data import listings
from data.access import EVERYWHERE, Scope
from data.filters import Filters
from data.phrasing import Reader
from data.store import OPEN_SNAPSHOTS, Store
from tests.data.records import add_areas, add_batch, add_request

NORTH = Scope(frozenset({"T1"}))


@pytest.fixture
def filled(store: Store) -> Store:
    with store.build("test") as building:
        add_areas(building)
        add_batch(building, datetime.fromisoformat("2026-01-01"))
        add_request(building, "a", "2025-03-01", village_code="V1", category_code="0101")
        add_request(building, "b", "2025-03-02", village_code="V3", category_code="0202")
        run = building.connection.execute
        run(
            "INSERT INTO categories BY NAME SELECT * FROM (VALUES"
            " ('01', 'old', 'Old', NULL, DATE '2020-01-01', 1),"
            " ('01', 'new', 'New', NULL, DATE '2024-01-01', 1),"
            " ('0101', 'leaf', 'Leaf', '01', DATE '2020-01-01', 1))"
            " AS t(category_code, name_zh, name_en, parent_code, valid_from, batch_id)"
        )
        run(
            "INSERT INTO notes BY NAME SELECT * FROM (VALUES"
            " ('everywhere', NULL, DATE '2025-01-05', true, 'requests', 1),"
            " ('town', 'T1', DATE '2025-02-05', false, NULL, 1),"
            " ('village', 'V1', DATE '2025-03-05', false, NULL, 1),"
            " ('other', 'T2', DATE '2025-04-05', false, NULL, 1))"
            " AS t(note_id, area_code, note_date, is_new_basis, concerns, batch_id),"
            " (SELECT 'text' AS text_zh)"
        )
        building.touched |= {"categories", "notes"}
    return store


def test_what_concerns_no_choice_is_asked_once_a_snapshot(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = [], Reader.answered

    def counted(reader: Reader, sql: str) -> pa.Table:
        asked.append(sql)
        return answered(reader, sql)

    monkeypatch.setattr(Reader, "answered", counted)
    first = listings.areas(filled, EVERYWHERE, Filters())
    first.loc[:, "area_name"] = "spoiled"
    again = listings.areas(filled, EVERYWHERE, Filters(area="V1"))
    assert "spoiled" not in set(again["area_name"])
    assert len(asked) == 1
    assert len(listings.areas(filled, NORTH, Filters())) < len(again)
    with filled.build("one more") as building:
        add_request(building, "c", "2025-03-01", village_code="V1")
        building.connection.execute("UPDATE areas SET area_name = 'new' WHERE area_code = 'V1'")
    named = listings.areas(filled, EVERYWHERE, Filters()).set_index("area_code")["area_name"]
    assert named["V1"] == "new"


def test_what_is_known_of_a_snapshot_goes_with_its_file(filled: Store) -> None:
    for _ in range(OPEN_SNAPSHOTS):
        with filled.build("one more") as building:
            building.touched.add("notes")
    first, *later = [snapshot.id for snapshot in filled.snapshots()]
    told = iter(range(9))

    def asked() -> int:
        return filled.once(first, "key", lambda: next(told))

    listings.areas(filled, EVERYWHERE, Filters(snapshot=first))
    assert (asked(), asked()) == (0, 0)
    for snapshot in later:
        listings.areas(filled, EVERYWHERE, Filters(snapshot=snapshot))
    assert asked() == 1


def test_the_latest_name_of_a_code_counts(filled: Store) -> None:
    rows = listings.names(filled, EVERYWHERE, Filters(), "categories").set_index("code")
    assert rows["name_en"].to_dict() == {"01": "New", "0101": "Leaf"}
    assert rows["parent_code"].dropna().to_dict() == {"0101": "01"}


def test_only_kinds_that_occur_in_scope_can_be_chosen(filled: Store) -> None:
    assert listings.kinds(filled, EVERYWHERE, Filters(), "category_code") == ("0101", "0202")
    assert listings.kinds(filled, NORTH, Filters(), "category_code") == ("0101",)
    assert listings.kinds(filled, Scope(frozenset()), Filters(), "category_code") == ()
    assert listings.kinds(filled, EVERYWHERE, Filters(), "village_class") == ()


@pytest.mark.parametrize(
    ("area", "days"),
    [
        ("", ["2025-01-05"]),
        ("T1", ["2025-01-05", "2025-02-05"]),
        ("V1", ["2025-01-05", "2025-02-05", "2025-03-05"]),
        ("V2", ["2025-01-05", "2025-02-05"]),
        ("V3", ["2025-01-05", "2025-04-05"]),
    ],
)
def test_notes_of_a_place_are_its_own_and_those_from_above(
    filled: Store, area: str, days: list[str]
) -> None:
    found = listings.notes(filled, EVERYWHERE, Filters(area=area))
    assert [f"{day:%Y-%m-%d}" for day in found["note_date"]] == days


def test_notes_after_the_window_are_left_out(filled: Store) -> None:
    before = Filters(area="V1", end=date(2025, 2, 28))
    found = listings.notes(filled, EVERYWHERE, before)
    assert [f"{day:%Y-%m-%d}" for day in found["note_date"]] == ["2025-01-05", "2025-02-05"]
    assert found["is_new_basis"].tolist() == [True, False]
    assert found["concerns"].fillna("").tolist() == ["requests", ""]


def test_assessment_periods_come_in_order_of_time(filled: Store) -> None:
    with filled.build("periods") as building:
        building.connection.execute(
            "INSERT INTO assessment_periods (period_id, period_start, period_end, batch_id) VALUES"
            " ('b', '2025-02-01', '2025-02-28', 1), ('c', '2025-01-01', '2025-01-20', 1)"
        )
        building.touched.add("assessment_periods")
    found = listings.assessment_periods(filled, NORTH, Filters())
    assert found["name"].tolist() == ["c", "b"]
    assert found["last_day"].tolist() == [date(2025, 1, 20), date(2025, 2, 28)]


def test_without_assessment_periods_there_is_an_empty_frame(filled: Store) -> None:
    found = listings.assessment_periods(filled, EVERYWHERE, Filters())
    assert found.empty
    assert list(found.columns) == ["name", "first_day", "last_day"]
