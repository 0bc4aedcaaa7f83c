"""Which days of the demo's years are worked or are holidays, and when do so many workdays end?

Plain arrays over the working calendar that ships with the program.
"""

import functools
from datetime import date

import numpy as np

from data import working_calendar

EPOCH = date(1970, 1, 1)


@functools.cache
def _workdays() -> tuple[int, np.ndarray]:
    """Day number of the first day of the calendar, and a mark for each workday from there on."""
    calendar = working_calendar.shipped()
    first = (date(min(calendar.years), 1, 1) - EPOCH).days
    days = np.arange(first, (date(max(calendar.years), 12, 31) - EPOCH).days + 1)
    works = weekday(days) < 5
    for exception in calendar.exceptions:
        works[(exception.day - EPOCH).days - first] = exception.is_workday
    return first, works


def weekday(day: np.ndarray) -> np.ndarray:
    """Weekday of day numbers (days since 1970-01-01): Monday is 0."""
    return (day + 3) % 7


def is_workday(day: np.ndarray) -> np.ndarray:
    """Whether people work on the days of these numbers."""
    first, works = _workdays()
    marks: np.ndarray = works[day - first]
    return marks


def is_holiday(day: np.ndarray) -> np.ndarray:
    """Whether the day belongs to a public holiday, its weekends included."""
    spans = [
        ((first - EPOCH).days, (last - EPOCH).days)
        for _, first, last in working_calendar.holidays()
    ]
    inside = np.zeros(len(day), bool)
    for first, last in spans:
        inside |= (day >= first) & (day <= last)
    return inside


def workday_after(day: np.ndarray, amount: int) -> np.ndarray:
    """Number of the day that is so many workdays after the given ones, which do not count."""
    first, works = _workdays()
    done = np.cumsum(works)
    wanted = done[day - first] + amount
    return np.searchsorted(done, wanted) + first
