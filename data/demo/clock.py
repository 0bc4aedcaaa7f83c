"""When do things happen in the demo: its three years, its days and the hours of a day?

Moments are whole seconds on the district's own clock, counted as if it were UTC; the writer takes
the eight hours off. China has had one time zone and no summer time since 1991, so this is exact.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from data.demo.holidays import EPOCH, is_holiday, is_workday, weekday

ZONE = "Asia/Shanghai"
OFFSET = 8 * 3600
MINUTE, HOUR, DAY = 60, 3600, 86_400
NEVER = np.int64(2**60)  # a moment after every data date: has not happened

FIRST_DATE = date(2023, 10, 21)
LAST_DATE = date(2026, 10, 20)  # so that the last month, quarter and half-year are incomplete
FIRST_DAY = (FIRST_DATE - EPOCH).days
LAST_DAY = (LAST_DATE - EPOCH).days
AS_OF = LAST_DAY * DAY + 20 * HOUR  # the data date: 20:00 of the last day

# Monday to Sunday, holidays apart; offices hear more on Mondays and little on weekends.
WEEK = np.array([1.16, 1.08, 1.04, 1.02, 1.00, 0.72, 0.64])
ON_HOLIDAY = 0.55

# Weights of the 24 hours: lines are open day and night, counters and visitors keep office hours.
LINE_HOURS = np.array(
    [5, 3, 2, 2, 2, 4, 10, 28, 62, 80, 78, 58, 40, 44, 62, 66, 62, 54, 46, 46, 44, 34, 22, 11.0]
)
COUNTER_HOURS = np.array([0] * 8 + [30, 90, 95, 50, 5, 35, 80, 85, 60, 12] + [0] * 6, float)
VISIT_HOURS = np.array(
    [0] * 8 + [20, 60, 70, 40, 10, 20, 55, 65, 60, 50, 60, 45, 15, 2] + [0] * 2, float
)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def quarters() -> Iterator[np.ndarray]:
    """Day numbers of each quarter of the three years; records are made one quarter at a time."""
    days = np.arange(FIRST_DAY, LAST_DAY + 1)
    number = (_months(days) // 3).astype(np.int64)
    for quarter in np.unique(number):
        yield days[number == quarter]


def month(day: np.ndarray) -> np.ndarray:
    """Month of day numbers, 0 to 11."""
    return _months(day) % 12


def as_digits(day: np.ndarray) -> np.ndarray:
    """Day numbers as yyyymmdd."""
    months = _months(day)
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return (1970 + months // 12) * 10_000 + (months % 12 + 1) * 100 + (day - first + 1)


def years_since_start(day: np.ndarray) -> np.ndarray:
    """Years since the first day, with fractions."""
    return (day - FIRST_DAY) / 365.25


def bustle(day: np.ndarray) -> np.ndarray:
    """How busy the days are, 1 on average: weekday, make-up workdays and holidays."""
    plain = WEEK[weekday(day)]
    made_up = is_workday(day) & (weekday(day) >= 5)
    busy = np.where(made_up, 1.0, np.where(is_holiday(day), ON_HOLIDAY, plain))
    return busy / WEEK.mean()


def moments(rng: np.random.Generator, day: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """A moment on each of the days, hours drawn by their weights."""
    share = np.cumsum(hours) / hours.sum()
    hour = np.searchsorted(share, rng.random(len(day)), side="right")
    return day * DAY + hour * HOUR + rng.integers(0, HOUR, len(day))


def in_office(moment: np.ndarray, opens: int = 8, closes: int = 19) -> np.ndarray:
    """Move what falls into the night to the first hour and a half of the next morning."""
    day, second = np.divmod(moment, DAY)
    morning = opens * HOUR + second % (90 * MINUTE)
    late = second >= closes * HOUR
    return np.where(late | (second < opens * HOUR), (day + late) * DAY + morning, moment)


def _months(day: np.ndarray) -> np.ndarray:
    """Months since January 1970."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
