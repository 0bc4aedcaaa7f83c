"""Which days belong to which period, is it over, and with which one is it compared?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Grain = Literal["month", "quarter", "half_year", "year", "assessment_month"]
GRAINS: tuple[Grain, ...] = get_args(Grain)
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12, "assessment_month": 1}
ASSESSMENT_DAY = 19  # the local assessment month (考核期) runs from the 19th to the 18th
DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """Days from start to end, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end on {self.end} and start on {self.start}")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    @property
    def label(self) -> str:
        """Short name: 2025, 2025-H1, 2025-Q2, 2025-06, else first and last day.

        Examples
        --------
        >>> Period(date(2025, 1, 1), date(2025, 6, 30)).label
        '2025-H1'
        >>> Period(date(2025, 2, 19), date(2025, 3, 18)).label
        '2025-02-19/2025-03-18'
        """
        grain, year, number = self.grain, self.start.year, self.start.month - 1
        if grain == "year":
            return f"{year}"
        if grain == "half_year":
            return f"{year}-H{number // 6 + 1}"
        if grain == "quarter":
            return f"{year}-Q{number // 3 + 1}"
        if grain == "month":
            return f"{year}-{number + 1:02d}"
        return f"{self.start}/{self.end}"

    @property
    def grain(self) -> Grain | None:
        """The grain of which it is a whole period; None for other spans."""
        return next((g for g in GRAINS if containing(self.start, g) == self), None)


@dataclass(frozen=True)
class Comparison:
    """A period, the one to compare it with, and the moment from which to look at the latter."""

    current: Period
    previous: Period
    previous_as_of: datetime  # UTC, naive


def containing(day: date, grain: Grain) -> Period:
    """Return the period of a grain that holds the day.

    Raises
    ------
    ValueError
        If there is no such grain.

    Examples
    --------
    >>> containing(date(2025, 3, 19), "assessment_month").label
    '2025-03-19/2025-04-18'
    """
    if grain not in MONTHS:
        raise ValueError(f"unknown grain {grain}; known are {', '.join(GRAINS)}")
    length = MONTHS[grain]
    if grain == "assessment_month":
        first = (day - (ASSESSMENT_DAY - 1) * DAY).replace(day=ASSESSMENT_DAY)
    else:
        first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(first, _months_on(first, length) - DAY)


def between(first: date, last: date, grain: Grain) -> tuple[Period, ...]:
    """All periods of a grain that hold a day from first to last, oldest first."""
    found = []
    period = containing(first, grain)
    while period.start <= last:
        found.append(period)
        period = containing(period.end + DAY, grain)
    return tuple(found)


def recent(day: date, grain: Grain, count: int, *, complete: bool = False) -> tuple[Period, ...]:
    """The latest periods up to a day, oldest first; only those that are over if `complete`."""
    period = containing(day, grain)
    if complete and period.end > day:
        period = _before(period)
    found = [period]
    while len(found) < count:
        found.append(_before(found[-1]))
    return tuple(reversed(found))


def last_day(as_of: datetime, zone: str) -> date:
    """Return the last day that records known at a moment can cover.

    Parameters
    ----------
    as_of : datetime
        Data date, UTC, naive.
    zone : str
        Business time zone, IANA name.

    Returns
    -------
    date
        Day in the business zone. Midnight belongs to the day before it; any later moment covers
        its own day, for exports are made when a day's work is done.

    Examples
    --------
    >>> last_day(datetime(2025, 6, 30, 16), "Asia/Shanghai")
    datetime.date(2025, 6, 30)
    """
    local = as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return (local - timedelta(microseconds=1)).date()


def is_complete(period: Period, as_of: datetime, zone: str) -> bool:
    """Whether the period was over at the data date."""
    return period.end <= last_day(as_of, zone)


def like_for_like(period: Period, as_of: datetime, zone: str) -> Comparison:
    """Which span to set against which: as many days, seen equally long afterwards.

    Parameters
    ----------
    period : Period
        What was chosen; it may still be running.
    as_of : datetime
        Data date, UTC, naive.
    zone : str
        Business time zone, IANA name.

    Returns
    -------
    Comparison
        `current` ends at the data date if the period is not over. `previous` is the period of the
        same grain before it, cut to the same number of days while the current one runs; for other
        spans the same number of days before. `previous_as_of` is as long after the previous end
        as the data date is after the current one: hand it to the query as its as-of, so that
        outcomes which are still due now were still due then.

    Raises
    ------
    ValueError
        If the period starts after the data date.

    Examples
    --------
    >>> found = like_for_like(
    ...     Period(date(2025, 7, 1), date(2025, 12, 31)), datetime(2025, 10, 8, 16), "Asia/Shanghai"
    ... )
    >>> found.current.label, found.previous.label, found.previous_as_of
    ('2025-07-01/2025-10-08', '2025-01-01/2025-04-10', datetime.datetime(2025, 4, 10, 16, 0))
    """
    reached = last_day(as_of, zone)
    if period.start > reached:
        raise ValueError(f"the period {period.label} starts after the data date {reached}")
    current = Period(period.start, min(period.end, reached))
    before = _before(period)
    if current != period:
        days = min(current.days, before.days)
        before = Period(before.start, before.start + (days - 1) * DAY)
    shift = current.end - before.end
    local = as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    earlier = (local - shift).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    return Comparison(current, before, earlier)


def _before(period: Period) -> Period:
    """The period of the same grain before, or as many days before."""
    last = period.start - DAY
    grain = period.grain
    return containing(last, grain) if grain else Period(last - (period.days - 1) * DAY, last)


def _months_on(first: date, months: int) -> date:
    """The same day of the month some months later."""
    index = first.year * 12 + first.month - 1 + months
    return first.replace(year=index // 12, month=index % 12 + 1)
