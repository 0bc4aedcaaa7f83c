"""Does the calendar count workdays as published?"""

from datetime import date

import numpy as np
import pytest

from data.demo.holidays import EPOCH, is_holiday, is_workday, workday_after


def number(day: date) -> np.ndarray:
    return np.array([(day - EPOCH).days])


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_workdays_of_the_years_are_as_published(year: int, workdays: int) -> None:
    first, last = number(date(year, 1, 1))[0], number(date(year, 12, 31))[0]
    assert is_workday(np.arange(first, last + 1)).sum() == workdays


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 2, 9), True),  # 除夕 of 2024 was a workday
        (date(2025, 1, 26), True),
        (date(2025, 1, 28), False),
        (date(2025, 2, 4), False),
        (date(2025, 10, 11), True),
        (date(2026, 2, 14), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 7), False),
    ],
)
def test_single_days(day: date, works: bool) -> None:
    assert is_workday(number(day))[0] == works


def test_workdays_after_skip_weekends_and_holidays() -> None:
    friday = date(2026, 9, 18)  # 20 September is a make-up workday
    assert workday_after(number(friday), 1)[0] == number(date(2026, 9, 20))[0]
    assert workday_after(number(date(2026, 9, 30)), 1)[0] == number(date(2026, 10, 8))[0]


def test_weekends_inside_a_holiday_belong_to_it() -> None:
    assert is_holiday(number(date(2026, 10, 3)))[0]
    assert not is_holiday(number(date(2026, 10, 10)))[0]
