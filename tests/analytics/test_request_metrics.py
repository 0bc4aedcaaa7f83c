"""What exactly do the numbers on requests count? Tables one can check in the head."""

import zipfile
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from analytics.intervals import byar, wilson
from tests.analytics.records import after, measured, one, request


def test_on_time_counts_open_and_late_ones_as_not_on_time() -> None:
    row = one(
        "on_time_rate",
        requests=[
            request("2025-03-01", "2025-03-05", due="2025-03-08"),  # in time
            request("2025-03-01", "2025-03-08", due="2025-03-08"),  # on the dot: in time
            request("2025-03-01", "2025-03-09", due="2025-03-08"),  # late
            request("2025-03-01", due="2025-03-08"),  # open and overdue
        ],
    )
    assert (row.numerator, row.denominator, row.value) == (2, 4, 0.5)
    assert (row.low, row.high) == tuple(bound[0] for bound in wilson([2], [4]))


def test_on_time_leaves_out_what_is_not_due_even_if_closed_early() -> None:
    row = one(
        "on_time_rate",
        requests=[
            request("2025-03-01", "2025-03-05", due="2025-03-08"),
            request("2025-06-28", "2025-06-29", due="2025-07-05"),  # closed early, limit runs
            request("2025-06-28", due="2025-07-05"),  # open, limit runs
            request("2025-03-01", "2025-03-02"),  # has no limit
        ],
    )
    assert (row.numerator, row.denominator) == (1, 1)


def test_on_time_is_provisional_while_limits_run() -> None:
    closed = [request("2025-03-01", "2025-03-05", due="2025-03-08")] * 150
    running = [request("2025-06-28", due="2025-07-05")]
    assert one("on_time_rate", requests=closed + running).state == "ok"  # under one in a hundred
    assert one("on_time_rate", requests=closed + running * 2).state == "provisional"


def test_on_time_uses_the_mark_of_the_source_only_where_it_gives_no_times() -> None:
    row = one(
        "on_time_rate",
        requests=[
            request("2025-03-01", is_closed=True, met_limit=True),
            request("2025-03-01", is_closed=True, met_limit=False),
            request("2025-03-01", is_closed=False, met_limit=False),  # marked overdue while open
            request("2025-03-01", is_closed=False, met_limit=True),  # may yet become late
            request("2025-03-01", is_closed=True, due="2025-03-08", met_limit=True),
            request("2025-03-01", is_closed=True, due="2025-03-08"),  # nothing tells
            request("2025-03-01", "2025-03-09", due="2025-03-08", met_limit=True),  # times tell
            request("2025-03-01", "2025-03-09", met_limit=True),  # no limit: no claim
        ],
    )
    assert (row.numerator, row.denominator) == (2, 5)


def test_a_reopened_request_is_neither_on_time_nor_resolved() -> None:
    reopened = request(
        "2025-03-01", "2025-03-05", due="2025-03-08", is_closed=False, reopened_count=1
    )
    reopened |= {"is_closed": False}
    row = one("on_time_rate", requests=[reopened])
    assert (row.numerator, row.denominator) == (0, 1)
    frame = measured(["resolution_median_days", "open_backlog"], rows={"requests": [reopened]})
    assert frame.numerator.tolist() == [0, 1]


def test_requests_received_is_a_count_with_byars_interval() -> None:
    row = one("requests_received", requests=[request("2025-03-01")] * 65)
    assert (row.value, row.n) == (65, 65)
    assert (row.low, row.high) == tuple(bound[0] for bound in byar([65]))
    assert row.denominator != row.denominator  # a plain count has none


def test_requests_per_1000_households_by_village_and_pooled() -> None:
    rows = {
        "requests": [request("2025-03-01")] * 5 + [request("2025-03-01", village_code="V2")] * 10
    }
    by_village = measured("requests_per_1000_households", ["village"], rows)
    assert by_village.value.tolist() == [50, 50, 0]
    assert measured("requests_per_1000_households", ["township"], rows).value.tolist() == [50, 0]
    assert measured("requests_per_1000_households", rows=rows).value.tolist() == [25]


def test_a_village_without_registered_households_counts_on_neither_side() -> None:
    rows = {
        "requests": [request("2025-03-01"), request("2025-03-01", village_code="V2")],
        "places": [{"village_code": "V1", "households": 100}, {"village_code": "V2"}],
    }
    frame = measured(["requests_per_1000_households", "requests_received"], rows=rows)
    assert frame.numerator.tolist() == [1, 2]
    assert frame.value.tolist() == [10, 2]


def test_resolution_counts_the_open_ones() -> None:
    """Three closed within 3 days, three open since 10 days: the median is not 2."""
    rows = [after(1), after(2), after(3), *[after(10, fate="open")] * 3]
    row = one("resolution_median_days", requests=rows)
    assert (row.value, row.numerator, row.denominator) == (3, 3, 6)
    assert one("resolution_p75_days", requests=rows).state == "none"


def test_what_was_withdrawn_is_not_resolved() -> None:
    rows = [after(1), after(2, fate="withdrawn"), after(3, fate="merged"), after(4)]
    row = one("closed_within_7_days_rate", requests=[*rows, after(9, fate="open")])
    assert (row.value, row.numerator, row.denominator) == (pytest.approx(0.4), 2, 5)


def test_closed_at_an_unknown_time_takes_no_part_in_times() -> None:
    unknown = request("2025-01-01", is_closed=True, as_of=datetime.fromisoformat("2025-02-01"))
    row = one("resolution_median_days", requests=[after(1), after(2), after(3), unknown])
    assert (row.value, row.denominator) == (2, 3)


@pytest.mark.parametrize(
    ("metric", "value"), [("resolution_median_days", 0.0), ("closed_within_7_days_rate", 1.0)]
)
def test_closed_at_once_takes_no_time(metric: str, value: float) -> None:
    row = one(metric, requests=[after(0)] * 40)
    assert (row.value, row.state) == (value, "ok")


@pytest.mark.real
def test_on_time_is_what_boston_itself_calls_on_time(real_data: Path) -> None:
    """Closed with a target: 35,591 ONTIME, 8,073 OVERDUE, 157 late without a mark; 3,449 open."""
    with zipfile.ZipFile(real_data / "requests" / "boston311_2011.zip") as archive:
        file = pd.read_csv(archive.open(archive.namelist()[0]), dtype=str)
    file = file.apply(lambda column: column.str.strip().replace("", None))
    rows = pd.DataFrame({
        "received_at": pd.to_datetime(file.open_dt), "closed_at": pd.to_datetime(file.closed_dt),
        "due_at": pd.to_datetime(file.target_dt), "is_closed": file.case_status == "Closed",
        "as_of": pd.Timestamp("9000-01-01"), "date": pd.to_datetime(file.open_dt).dt.date,
        "village_code": "V1",
    })  # fmt: skip
    row = one(
        "on_time_rate", requests=rows.astype(object).where(rows.notna(), None).to_dict("records")
    )
    assert (file.ontime[(file.case_status == "Closed")] == "ONTIME").sum() == 46_340
    assert (row.numerator, row.denominator) == (35_591, 35_591 + 8_073 + 157 + 3_449)
