"""What was open, and what overdue, at the end of each period?"""

from datetime import date, datetime

from analytics import backlog
from tests.analytics.records import measured, request, table

ROWS = {
    "requests": [
        request("2025-01-10", "2025-01-20", due="2025-01-17"),  # open ten days, three overdue
        request("2025-01-25", "2025-03-02", due="2025-02-01"),  # late, over two month ends
        request("2025-02-10", due="2025-02-17", village_code="V3"),  # open and overdue for good
        request("2025-06-20", due="2025-08-01"),  # open, not due
        request("2025-02-10", is_closed=True),  # closed, nobody knows when
    ]
}


def test_open_and_overdue_by_month() -> None:
    frame = measured(["open_backlog", "overdue_backlog"], ["month"], ROWS)
    assert frame.period.tolist()[:6] == [f"2025-0{month}" for month in range(1, 7)]
    assert frame.value.tolist() == [1, 2, 1, 1, 1, 2, 0, 2, 1, 1, 1, 1]


def test_what_came_in_before_the_window_is_still_open_in_it() -> None:
    frame = measured("open_backlog", ["month"], ROWS, window=(date(2025, 5, 1), date(2025, 6, 30)))
    assert frame.period.tolist() == ["2025-05", "2025-06"]
    assert frame.value.tolist() == [1, 2]


def test_the_backlog_at_an_earlier_day_ignores_what_came_later() -> None:
    """At the end of January the second request was open, though it is closed today."""
    window = (date(2025, 1, 1), date(2025, 1, 31))
    rows = {"requests": ROWS["requests"][:2]}  # those received by then
    frame = measured(["open_backlog", "overdue_backlog"], [], rows, window=window)
    assert frame.value.tolist() == [1, 0]
    assert frame.state.tolist() == ["few", "few"]


def test_every_place_has_a_row_and_parents_add_up() -> None:
    villages = measured("open_backlog", ["village"], ROWS)
    assert villages.area_code.tolist() == ["V1", "V2", "V3"]
    assert villages.value.tolist() == [1, 0, 1]
    assert measured("open_backlog", ["township"], ROWS).value.tolist() == [1, 1]


def test_places_and_months_together() -> None:
    frame = measured("open_backlog", ["township", "month"], ROWS)
    assert frame[frame.area_code == "T2"].value.tolist() == [0, 1, 1, 1, 1, 1]
    assert frame[frame.area_code == "T1"].value.tolist() == [1, 1, 0, 0, 0, 1]


def test_a_running_period_ends_at_the_data_date() -> None:
    frame = measured(
        "open_backlog", ["quarter"], ROWS, as_of=datetime.fromisoformat("2025-05-01"), window=(
            date(2025, 1, 1), date(2025, 6, 30))
    )  # fmt: skip
    assert frame.period.tolist() == ["2025-Q1", "2025-Q2"]
    assert frame.state.tolist() == ["few", "few"]


def test_open_requests_by_age() -> None:
    """Ages on 30 June: 0, 7, 8 and 100 days; one was closed the day before, one after."""
    rows = [
        request("2025-06-30"),
        request("2025-06-23", due="2025-06-25"),
        request("2025-06-22"),
        request("2025-03-22", due="2025-04-01"),
        request("2025-06-20", "2025-06-29", due="2025-06-25"),
        request("2025-06-28", "2025-07-01", as_of=datetime.fromisoformat("2025-07-02")),
    ]
    found = backlog.ages(table("requests", rows), date(2025, 6, 30))
    assert found["from_days"].tolist() == list(backlog.BANDS)
    assert found["open_backlog"].tolist() == [3, 1, 0, 0, 1]
    assert found["overdue_backlog"].tolist() == [1, 0, 0, 0, 1]
    assert found["to_days"].tolist()[:4] == [7, 15, 30, 90]


def test_ages_add_up_to_the_backlog_of_every_place() -> None:
    rows = [request(f"2025-0{m}-10", village_code=v) for m in (2, 4, 6) for v in ("V1", "V3")]
    found = backlog.ages(table("requests", rows), date(2025, 6, 30), ["township_code"])
    assert found.groupby("township_code")["open_backlog"].sum().tolist() == [3, 3]
    assert backlog.ages(table("requests", []), date(2025, 6, 30))["open_backlog"].sum() == 0
