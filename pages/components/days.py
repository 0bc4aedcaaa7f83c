"""How is a day, a moment or a period written in the reader's language?"""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pages.texts import known, say

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def day(lang: str, value: date) -> str:
    """A day: 2025年6月30日, 30 June 2025."""
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def span(lang: str, start: date, end: date) -> str:
    """A span of days, both ends included, the year said once where it is the same."""
    if start == end:
        return day(lang, start)
    if start.year != end.year:
        return f"{day(lang, start)}–{day(lang, end)}"
    if lang == "zh":
        return f"{day(lang, start)}–{end.month}月{end.day}日"
    return f"{start.day} {MONTHS[start.month - 1]}–{day(lang, end)}"


def moment(lang: str, value: datetime, zone: str) -> str:
    """A moment given in UTC, told in the business zone; midnight is the end of the day before."""
    local = value.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return say(lang, "scope.end_of_day", day=day(lang, local.date() - timedelta(days=1)))
    return f"{day(lang, local.date())} {local:%H:%M}"


def period(lang: str, label: str, *, short: bool = False) -> str:
    """A period by its label: 2025-H1 is 2025年上半年, the first half of 2025, in short H1 2025."""
    start, _, end = label.partition("/")
    if end:
        return span(lang, date.fromisoformat(start), date.fromisoformat(end))
    year, _, part = label.partition("-")
    kind = "year" if not part else "month" if part.isdigit() else part.lower()
    month = ""
    if kind == "month":
        month = str(int(part)) if lang == "zh" else MONTHS[int(part) - 1]
    return say(lang, f"period_short.{kind}" if short else f"period.{kind}", year=year, month=month)


def named(lang: str, name: str, *, short: bool = False) -> str:
    """A period by the name that somebody gave it; one like 2025-06 is that of a month."""
    return period(lang, name, short=short) if MONTH.fullmatch(name) else name


def zone(lang: str, name: str) -> str:
    """A time zone as people call it, by its IANA name where they have no other."""
    key = f"zone.{name}"
    return say(lang, key) if known(lang, key) else name
