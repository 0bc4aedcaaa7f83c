"""When does a limit end, in hours, days and working days, inclusive or not, by its start?"""

from datetime import datetime
from pathlib import Path

import pytest

from data.errors import DataError
from data.load import load
from data.store import Store
from tests.data.loads import REQUEST, Row, counts, load_rows, records, write

FRIDAY = "2025-01-24 15:00:00"  # Sunday 26 January is worked; the festival is 28 Jan to 4 Feb
LIMIT: Row = {"start_event": "received", "is_inclusive": "false", "valid_from": "2020-01-01"}


def limits(store: Store, folder: Path, *rows: Row) -> None:
    told = [{**LIMIT, "time_limit_code": "L", **row} for row in rows]
    load(store, write(folder / "limits.csv", told), "time_limits")


def due(store: Store, folder: Path, **columns: str) -> datetime | None:
    """The end of the limit of one request, in the business zone (Shanghai, eight hours ahead)."""
    row = {**REQUEST, "closed_at": "", "time_limit_code": "L", "received_at": FRIDAY, **columns}
    load_rows(store, folder, [row])
    ((found,),) = records(store, "requests", "due_at")
    return found and found.replace(microsecond=0)


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        ({"amount": "2", "unit": "hour"}, "2025-01-24 09:00:00"),
        ({"amount": "1.5", "unit": "hour"}, "2025-01-24 08:30:00"),
        ({"amount": "1", "unit": "hour", "start_event": "next_day"}, "2025-01-24 17:00:00"),
        ({"amount": "3", "unit": "natural_day"}, "2025-01-27 15:59:59"),
        ({"amount": "3", "unit": "natural_day", "is_inclusive": "true"}, "2025-01-26 15:59:59"),
        ({"amount": "1", "unit": "working_day"}, "2025-01-26 15:59:59"),  # the make-up Sunday
        ({"amount": "2", "unit": "working_day"}, "2025-01-27 15:59:59"),
        ({"amount": "3", "unit": "working_day"}, "2025-02-05 15:59:59"),  # after the festival
        ({"amount": "3", "unit": "working_day", "is_inclusive": "true"}, "2025-01-27 15:59:59"),
        ({"amount": "13", "unit": "working_day", "start_event": "next_day",
          "is_inclusive": "true"}, "2025-02-18 15:59:59"),
    ],
)  # fmt: skip
def test_ends_of_limits(placed: Store, tmp_path: Path, rule: Row, end: str) -> None:
    """UTC: the day of Shanghai ends at 16:00."""
    limits(placed, tmp_path, rule)
    assert due(placed, tmp_path) == datetime.fromisoformat(end)


def test_a_limit_from_dispatch_starts_when_it_was_dispatched(placed: Store, tmp_path: Path) -> None:
    limits(placed, tmp_path, {"amount": "2", "unit": "hour", "start_event": "dispatched"})
    assert due(placed, tmp_path) is None
    found = due(placed, tmp_path, dispatched_at="2025-01-24 18:00:00")
    assert found == datetime.fromisoformat("2025-01-24 12:00:00")


def test_what_the_source_says_counts(placed: Store, tmp_path: Path) -> None:
    limits(placed, tmp_path, {"amount": "2", "unit": "hour"})
    found = due(placed, tmp_path, due_at="2025-02-01 08:00:00")
    assert found == datetime.fromisoformat("2025-02-01 00:00:00")


def test_the_limit_of_the_day_of_receipt_counts(placed: Store, tmp_path: Path) -> None:
    limits(
        placed, tmp_path,
        {"amount": "9", "unit": "hour", "valid_to": "2025-01-23"},
        {"amount": "4", "unit": "hour", "valid_from": "2025-01-24"},
    )  # fmt: skip
    assert due(placed, tmp_path) == datetime.fromisoformat("2025-01-24 11:00:00")


def test_the_day_it_is_due_goes_with_it_and_the_same_file_changes_nothing(
    placed: Store, tmp_path: Path
) -> None:
    limits(placed, tmp_path, {"amount": "3", "unit": "natural_day"})
    row = {**REQUEST, "closed_at": "", "time_limit_code": "L", "received_at": FRIDAY}
    report = load_rows(placed, tmp_path, [row])
    assert any("1 ends of time limits were reckoned" in message for message in report.messages)
    ((day,),) = records(placed, "requests", "due_date")
    assert str(day) == "2025-01-27"
    assert counts(load_rows(placed, tmp_path, [row])) == (0, 0, 1, 0)
    limits(placed, tmp_path, {"amount": "5", "unit": "natural_day"})
    assert due(placed, tmp_path) == datetime.fromisoformat("2025-01-29 15:59:59")  # loaded again


def test_working_days_beyond_the_calendar_are_refused_in_a_sentence(
    placed: Store, tmp_path: Path
) -> None:
    limits(placed, tmp_path, {"amount": "5", "unit": "working_day"})
    told = (
        "the time limit L of 1 requests counts working days, and the working calendar covers "
        "2023, 2024, 2025, 2026 and not 2022"
    )
    with pytest.raises(DataError, match=told):
        due(placed, tmp_path, received_at="2022-06-01 10:00:00")
    assert records(placed, "requests", "request_id") == []
