"""Does the shipped calendar count as published, refuse what it does not know, and give way?"""

from datetime import date, datetime

import pytest

from data import listings, working_calendar
from data.access import EVERYWHERE
from data.errors import DataError
from data.filters import Filters
from data.store import Store
from data.working_calendar import shipped


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_workdays_of_a_year_are_as_published(year: int, workdays: int) -> None:
    frame = shipped().days(date(year, 1, 1), date(year, 12, 31), "Asia/Shanghai")
    assert frame["is_workday"].sum() == workdays
    assert frame["done"].iloc[-1] == workdays - frame["is_workday"].iloc[-1]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 2, 9), True),  # 除夕 of 2024
        (date(2025, 1, 28), False),
        (date(2025, 2, 4), False),
        *[(date(2025, m, d), True) for m, d in ((1, 26), (2, 8), (4, 27), (9, 28), (10, 11))],
        *[(date(2026, m, d), True) for m, d in
          ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))],
    ],
)  # fmt: skip
def test_single_days_are_as_published(day: date, works: bool) -> None:
    assert shipped().is_workday(day) == works


def test_only_days_that_differ_from_the_plain_week_are_listed() -> None:
    for exception in shipped().exceptions:
        assert exception.is_workday == (exception.day.weekday() >= 5)


def test_a_year_that_is_not_covered_is_refused_in_a_sentence() -> None:
    with pytest.raises(
        DataError,
        match="the working calendar covers 2023, 2024, 2025, 2026 and not 2027; load the holidays "
        "and make-up days of 2027 into working_calendar",
    ):
        shipped().is_workday(date(2027, 1, 4))
    with pytest.raises(DataError, match="not 2022"):
        shipped().require(date(2022, 12, 31), date(2023, 1, 1))


def test_midnights_follow_the_clock_changes_of_the_zone() -> None:
    frame = working_calendar.midnights(date(2025, 3, 8), date(2025, 3, 10), "America/New_York")
    hours = (frame["ends_at"] - frame["starts_at"]).dt.total_seconds() / 3600
    assert hours.tolist() == [24, 23, 24]
    assert frame["starts_at"].iloc[0] == datetime.fromisoformat("2025-03-08T05:00")


def test_a_calendar_in_the_store_takes_the_place_of_the_shipped_one(store: Store) -> None:
    first, last = date(2025, 5, 5), date(2025, 5, 9)
    plain = listings.days(store, EVERYWHERE, Filters(), first, last, worked=True).to_pandas()
    assert plain["is_workday"].tolist() == [False, True, True, True, True]
    with store.build("calendar", "Asia/Shanghai") as building:
        building.connection.execute(
            "INSERT INTO working_calendar BY NAME SELECT DATE '2025-05-06' AS day, false AS "
            "is_workday, '厂休' AS name, 1 AS batch_id"
        )
    own = listings.days(store, EVERYWHERE, Filters(), first, last, worked=True).to_pandas()
    assert own["is_workday"].tolist() == [True, False, True, True, True]
    with pytest.raises(DataError, match="covers 2025 and not 2026"):
        listings.days(store, EVERYWHERE, Filters(), first, date(2026, 1, 1), worked=True)
    nights = listings.days(store, EVERYWHERE, Filters(), first, date(2031, 1, 1), worked=False)
    assert nights.count().execute() > 2000
