"""Are tables that contradict themselves or each other kept from being published?"""

from datetime import UTC, datetime

import pytest

from data import checks
from data.errors import DataError
from data.schema import TABLES
from data.store import Store
from tests.data.records import add_areas, add_batch, add_request

AS_OF = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)

REFUSED = (
    (
        "INSERT INTO requests SELECT * FROM requests",
        "requests: key s/R1 (source, request_id) occurs 2 times; allowed is once; remove the "
        "copies",
    ),
    (
        "UPDATE requests SET village_code = 'V9'",
        "requests: village_code V9 is not in areas of level village; add it to areas first or "
        "correct village_code",
    ),
    (
        "UPDATE requests SET village_code = 'T1'",
        "requests: village_code T1 is not in areas of level village; add it to areas first or "
        "correct village_code",
    ),
    (
        "INSERT INTO callbacks (source, request_id, called_at, is_valid, batch_id) "
        "VALUES ('t', 'R1', now(), true, 1)",
        "callbacks: request_id R1 is not in requests; add it to requests first or correct "
        "request_id",
    ),
    (
        "UPDATE areas SET parent_code = 'X' WHERE area_code = 'V1'",
        "areas: parent_code X is not in areas; add it to areas first or correct parent_code",
    ),
    (
        "UPDATE areas SET parent_code = 'V2' WHERE area_code = 'V1'",
        "areas: V1 is a village and its parent V2 is a village; allowed as parent of a village "
        "is: province, city, district, township; correct parent_code or level",
    ),
    (
        "UPDATE areas SET parent_code = NULL WHERE area_code = 'G1'",
        "areas: G1 is a grid and it has no parent; allowed as parent of a grid is: village; "
        "correct parent_code or level",
    ),
    (
        "UPDATE areas SET parent_code = 'T1' WHERE area_code = 'G1'",
        "areas: G1 is a grid and its parent T1 is a township; allowed as parent of a grid is: "
        "village; correct parent_code or level",
    ),
    (
        "UPDATE areas SET parent_code = 'V1' WHERE area_code = 'D'",
        "areas: D is a district and its parent V1 is a village; allowed as parent of a district "
        "is: province, city; correct parent_code or level",
    ),
    (
        "INSERT INTO assessment_periods (period_id, period_start, period_end, batch_id) VALUES "
        "('May', DATE '2025-05-01', DATE '2025-05-31', 1), "
        "('April', DATE '2025-03-26', DATE '2025-05-01', 1)",
        "assessment_periods: April ends on 2025-05-01 and May starts on 2025-05-01; a day may "
        "belong to one period only; correct period_start or period_end",
    ),
    (
        "UPDATE batches SET rows_read = 5",
        "batches: of batch 1 5 rows were read, but 1 kept, 0 updated, 0 unchanged and 0 rejected "
        "(0 listed); these must add up; load the file again",
    ),
    (
        "UPDATE batches SET rows_read = 2, rows_rejected = 1",
        "batches: of batch 1 2 rows were read, but 1 kept, 0 updated, 0 unchanged and 1 rejected "
        "(0 listed); these must add up; load the file again",
    ),
)


@pytest.mark.parametrize(("change", "told"), REFUSED)
def test_a_contradiction_is_told_and_nothing_published(
    store: Store, change: str, told: str
) -> None:
    with store.build("sound") as building:
        add_areas(building)
        add_batch(building, AS_OF)
        add_request(building, "R1", "2025-06-01 00:00:00")
    before = store.current()
    with pytest.raises(DataError) as refused, store.build("broken") as building:
        building.connection.execute(change)
        building.touched |= {"requests", "callbacks", "areas", "batches", "assessment_periods"}
    assert str(refused.value) == told
    assert store.current() == before


def test_tables_that_were_not_touched_are_not_looked_at_again(store: Store) -> None:
    with store.build("looked at nothing") as building:
        add_areas(building)
        building.connection.execute("UPDATE areas SET parent_code = 'X' WHERE area_code = 'V1'")
        building.touched.clear()
    assert store.current()


def test_an_unknown_table_is_a_mistake_of_the_program(store: Store) -> None:
    with (
        pytest.raises(ValueError, match="unknown table request; did you mean requests"),
        store.build("wrong name") as building,
    ):
        building.touched.add("request")


def test_what_refers_to_what_follows_from_the_schema() -> None:
    found = {(r.column, r.table, r.target, r.level) for r in checks.references(TABLES["callbacks"])}
    assert found == {("request_id", "requests", "request_id", "")}
    found = {(r.column, r.table, r.target, r.level) for r in checks.references(TABLES["areas"])}
    assert found == {
        ("parent_code", "areas", "area_code", ""),
        ("successor_code", "areas", "area_code", ""),
    }
