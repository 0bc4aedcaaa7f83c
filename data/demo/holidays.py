"""Which days of 2023 to 2026 differ from the plain week, and when do so many workdays end?

The days are those of the State Council's yearly notices. They give 251, 248 and 248 workdays for
2024, 2025 and 2026 (domain.md 4.2).
"""

import functools
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

EPOCH = date(1970, 1, 1)
FIRST_YEAR, LAST_YEAR = 2023, 2026

# Name, first and last day off.
_OFF = (
    ("元旦", date(2023, 1, 1), date(2023, 1, 2)),
    ("春节", date(2023, 1, 21), date(2023, 1, 27)),
    ("清明节", date(2023, 4, 5), date(2023, 4, 5)),
    ("劳动节", date(2023, 4, 29), date(2023, 5, 3)),
    ("端午节", date(2023, 6, 22), date(2023, 6, 24)),
    ("中秋节、国庆节", date(2023, 9, 29), date(2023, 10, 6)),
    ("元旦", date(2024, 1, 1), date(2024, 1, 1)),
    ("春节", date(2024, 2, 10), date(2024, 2, 17)),
    ("清明节", date(2024, 4, 4), date(2024, 4, 6)),
    ("劳动节", date(2024, 5, 1), date(2024, 5, 5)),
    ("端午节", date(2024, 6, 10), date(2024, 6, 10)),
    ("中秋节", date(2024, 9, 15), date(2024, 9, 17)),
    ("国庆节", date(2024, 10, 1), date(2024, 10, 7)),
    ("元旦", date(2025, 1, 1), date(2025, 1, 1)),
    ("春节", date(2025, 1, 28), date(2025, 2, 4)),
    ("清明节", date(2025, 4, 4), date(2025, 4, 6)),
    ("劳动节", date(2025, 5, 1), date(2025, 5, 5)),
    ("端午节", date(2025, 5, 31), date(2025, 6, 2)),
    ("国庆节、中秋节", date(2025, 10, 1), date(2025, 10, 8)),
    ("元旦", date(2026, 1, 1), date(2026, 1, 3)),
    ("春节", date(2026, 2, 15), date(2026, 2, 23)),
    ("清明节", date(2026, 4, 4), date(2026, 4, 6)),
    ("劳动节", date(2026, 5, 1), date(2026, 5, 5)),
    ("端午节", date(2026, 6, 19), date(2026, 6, 21)),
    ("中秋节", date(2026, 9, 25), date(2026, 9, 27)),
    ("国庆节", date(2026, 10, 1), date(2026, 10, 7)),
)

# Days of weekends on which people work instead: year, month and days.
_MADE_UP = (
    (2023, ((1, 28), (1, 29), (4, 23), (5, 6), (6, 25), (10, 7), (10, 8))),
    (2024, ((2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12))),
    (2025, ((1, 26), (2, 8), (4, 27), (9, 28), (10, 11))),
    (2026, ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))),
)


def exceptions() -> Iterator[tuple[date, bool, str]]:
    """Days that differ from the plain week: the day, whether people work, and why."""
    for name, first, last in _OFF:
        for k in range((last - first).days + 1):
            day = first + timedelta(k)
            if day.weekday() < 5:
                yield day, False, name
    for year, days in _MADE_UP:
        for month, number in days:
            yield date(year, month, number), True, "调休上班"


@functools.cache
def _workdays() -> tuple[int, np.ndarray]:
    """Day number of the first day of the calendar, and a mark for each workday from there on."""
    first = (date(FIRST_YEAR, 1, 1) - EPOCH).days
    days = np.arange(first, (date(LAST_YEAR, 12, 31) - EPOCH).days + 1)
    works = weekday(days) < 5
    for day, is_workday, _ in exceptions():
        works[(day - EPOCH).days - first] = is_workday
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
    spans = [((first - EPOCH).days, (last - EPOCH).days) for _, first, last in _OFF]
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
