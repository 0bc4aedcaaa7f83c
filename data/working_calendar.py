"""On which days do people work?

The calendar that ships with the program knows the years its file lists; one that is loaded into
the table `working_calendar` takes its place, and knows the years it has a day of. Of any other day
nobody can say whether it is worked, so asking is refused.
"""

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from data.errors import DataError

MADE_UP = "调休上班"
DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = 5


@dataclass(frozen=True)
class Exceptional:
    """A day that differs from the plain week."""

    day: date
    is_workday: bool
    name: str


@dataclass(frozen=True)
class WorkingCalendar:
    """Days that differ from the plain week, and the years of which all such days are known."""

    years: tuple[int, ...]
    exceptions: tuple[Exceptional, ...]

    @functools.cached_property
    def _works(self) -> dict[date, bool]:
        return {exception.day: exception.is_workday for exception in self.exceptions}

    def is_workday(self, day: date) -> bool:
        """Whether people work on a day; DataError outside the years covered."""
        self.require(day, day)
        return self._works.get(day, day.weekday() < MONDAY_TO_FRIDAY)

    def require(self, first: date, last: date) -> None:
        """DataError unless every year from one day to another is covered."""
        missing = [year for year in range(first.year, last.year + 1) if year not in self.years]
        if missing:
            covered = [str(year) for year in self.years]
            raise DataError("load.calendar", covered=covered, year=missing[0])

    def days(self, first: date, last: date, zone: str) -> pd.DataFrame:
        """One row a day of a zone: day, starts_at, ends_at (UTC), is_workday, done.

        `done` is the number of working days before it, from the first of these days on.
        """
        self.require(first, last)
        frame = midnights(first, last, zone)
        frame["is_workday"] = [self.is_workday(day) for day in frame["day"]]
        frame["done"] = frame["is_workday"].cumsum() - frame["is_workday"]
        return frame


def midnights(first: date, last: date, zone: str) -> pd.DataFrame:
    """One row a day of a zone: day, starts_at and ends_at, its midnights (UTC, naive)."""
    days = [first + n * DAY for n in range((last - first).days + 2)]
    starts = [datetime(d.year, d.month, d.day, tzinfo=ZoneInfo(zone)).astimezone(UTC) for d in days]
    naive = [start.replace(tzinfo=None) for start in starts]
    return pd.DataFrame({"day": days[:-1], "starts_at": naive[:-1], "ends_at": naive[1:]})


def of_rows(rows: Iterable[tuple[date, bool, str]]) -> WorkingCalendar:
    """A calendar of an operator's own rows; the shipped one if there are none."""
    exceptions = tuple(Exceptional(*row) for row in rows)
    if not exceptions:
        return shipped()
    return WorkingCalendar(tuple(sorted({e.day.year for e in exceptions})), exceptions)


@functools.cache
def shipped() -> WorkingCalendar:
    """The calendar that comes with the program."""
    years = _read()
    exceptions = [
        Exceptional(day, False, name)
        for name, first, last in holidays()
        for day in (first + n * DAY for n in range((last - first).days + 1))
        if day.weekday() < MONDAY_TO_FRIDAY
    ]
    exceptions += [Exceptional(day, True, MADE_UP) for entry in years for day in entry["made_up"]]
    return WorkingCalendar(tuple(entry["year"] for entry in years), tuple(exceptions))


def holidays() -> tuple[tuple[str, date, date], ...]:
    """Holidays of the shipped calendar: name, first and last day off, weekends included."""
    return tuple((off["name"], off["first"], off["last"]) for e in _read() for off in e["off"])


@functools.cache
def _read() -> list[dict]:
    path = Path(__file__).parent / "reference" / "working_calendar.toml"
    with path.open("rb") as file:
        return list(tomllib.load(file)["year"])
