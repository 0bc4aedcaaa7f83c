"""Which SQL reads a time or a date out of a text, and puts it into UTC?"""

import datetime
import functools
import zoneinfo
from collections.abc import Callable, Sequence

from data.schema import WHOLE_SECONDS
from data.sources.source_file import literal

# Year first is plain; a day and a month in figures are not, so their order is declared by the
# profile. Only the American form with AM or PM is taken without being asked for.
FORMS = (
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分%S秒",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日 %H时%M分",
    "%Y年%m月%d日%H时",
    "%Y年%m月%d日",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d %H:%M",
    "%Y.%m.%d",
    "%Y%m%d%H%M%S",
    "%Y%m%d %H:%M:%S",
    "%Y%m%d",
)
DIRECTIVES = tuple("YymdHMSfIpbBj")
_ISO = (
    r"\s*(\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]+\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?)?)"
    r"\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?\s*"
)
_SERIAL = r"\s*[2-7]\d{4}(\.\d+)?\s*"  # days since 1899-12-30: 1954 to 2118
Wrap = Callable[[str], str]


def utc(text: str, zone: str, forms: Sequence[str], keeps_offsets: bool) -> str:
    """SQL of a naive UTC timestamp; NULL if the text is no time.

    Parameters
    ----------
    text : str
        SQL of the text.
    zone : str
        IANA zone of times without offset. A time that the change to summer time skips is moved on
        by the hour that is lost; one that comes twice is taken as the second, in winter time.
    forms : sequence of str
        strptime forms to try before FORMS where the text is not ISO 8601.
    keeps_offsets : bool
        An offset in the text wins over the zone; if False it is not looked at.
    """
    parsed = _parsed(text, forms, keeps_offsets, lambda t: to_utc(t, zone), _aware_utc)
    since, seconds = _settled(zone)
    if not since:
        return parsed
    # Nearly every time of a long load: the year is compared as text, so that it is cast once.
    return (
        f"CASE WHEN strlen({text}) = 19 AND {text}[17] = ':' AND {text} >= '{since}' "
        f"THEN TRY_CAST({text} AS TIMESTAMP) - INTERVAL '{seconds} seconds' ELSE {parsed} END"
    )


def date(text: str, zone: str, forms: Sequence[str], keeps_offsets: bool) -> str:
    """SQL of a date in the zone; the time of day, if there is one, is cut off."""
    aware = _in_zone(zone)
    parsed = _parsed(text, forms, keeps_offsets, lambda t: t, aware)
    return (
        f"CASE WHEN strlen({text}) = 10 AND {text}[5] = '-' THEN TRY_CAST({text} AS DATE) "
        f"ELSE CAST({parsed} AS DATE) END"
    )


def _aware_utc(text: str) -> str:
    return f"timezone('UTC', TRY_CAST({text} AS TIMESTAMPTZ))"


def _in_zone(zone: str) -> Wrap:
    return lambda text: f"timezone({literal(zone)}, TRY_CAST({text} AS TIMESTAMPTZ))"


def _parsed(text: str, forms: Sequence[str], keeps: bool, naive: Wrap, aware: Wrap) -> str:
    """Plain ISO 8601 first, by its length alone: on ten million rows a pattern costs seconds."""
    with_offset = aware(text) if keeps else naive(f"TRY_CAST(left({text}, 19) AS TIMESTAMP)")
    iso_text, offset = (f"regexp_extract({text}, '^{_ISO}$', {group})" for group in (1, 2))
    iso = naive(f"TRY_CAST({iso_text} AS TIMESTAMP)")
    if keeps:
        whole = f"({iso_text} || replace(replace({offset}, 'UTC', 'Z'), 'GMT', 'Z'))"
        iso = f"CASE WHEN {offset} = '' THEN {iso} ELSE {aware(whole)} END"
    listed = ", ".join(literal(form) for form in dict.fromkeys((*forms, *FORMS)))
    serial = (
        f"CASE WHEN regexp_full_match({text}, '{_SERIAL}') THEN TIMESTAMP '1899-12-30' + "
        f"to_seconds(round(TRY_CAST({text} AS DOUBLE) * 86400)) END"
    )
    # Without a figure the engine would take words such as "epoch" for a time.
    formed = (
        f"CASE WHEN regexp_matches({text}, '[0-9]') THEN try_strptime(trim({text}), [{listed}]) END"
    )
    other = f"coalesce({formed}, {serial})"
    return (
        f"CASE WHEN strlen({text}) = 19 AND {text}[17] = ':' "
        f"THEN {naive(f'TRY_CAST({text} AS TIMESTAMP)')} "
        f"WHEN {text}[17] = ':' AND {text}[20] IN ('+', '-', 'Z') THEN {with_offset} "
        f"WHEN regexp_full_match({text}, '{_ISO}') THEN {iso} "
        f"ELSE {naive(other)} END"
    )


def to_utc(timestamp: str, zone: str) -> str:
    """SQL that takes a naive local timestamp to naive UTC.

    Zones that no longer change their clocks are shifted by a constant since they stopped, which
    costs a third of asking for the zone's rules at every row.
    """
    if zone in ("UTC", "Etc/UTC"):
        return timestamp
    by_rules = f"timezone('UTC', timezone({literal(zone)}, {timestamp}))"
    since, seconds = _settled(zone)
    if not since:
        return by_rules
    return (
        f"CASE WHEN {timestamp} >= TIMESTAMP '{since}-01-01' "
        f"THEN {timestamp} - INTERVAL '{seconds} seconds' ELSE {by_rules} END"
    )


def local_time(timestamp: str, zone: str) -> str:
    """SQL that takes a naive UTC timestamp to naive local time; the way back from to_utc.

    Of whole seconds the engine would make nanoseconds, so they are taken as it has them otherwise.
    """
    timestamp = f"CAST({timestamp} AS TIMESTAMP)"
    if zone in ("UTC", "Etc/UTC"):
        return timestamp
    by_rules = f"timezone({literal(zone)}, timezone('UTC', {timestamp}))"
    since, seconds = _settled(zone)
    if not since:
        return by_rules
    return (
        f"CASE WHEN {timestamp} >= TIMESTAMP '{since}-01-02' "
        f"THEN {timestamp} + INTERVAL '{seconds} seconds' ELSE {by_rules} END"
    )


def whole(timestamp: str) -> str:
    """SQL that cuts the fraction of a second off, as times are stored.

    The engine's own cast rounds: the last moment of a day would fall on the next.
    """
    return f"CAST(date_trunc('second', {timestamp}) AS {WHOLE_SECONDS})"


@functools.cache
def _settled(zone: str) -> tuple[int, int]:
    """First year from which the zone keeps one offset, and that in seconds; 0 if it does not."""
    info = zoneinfo.ZoneInfo(zone)

    def offset(year: int, month: int) -> float:
        moment = datetime.datetime(year, month, 1, tzinfo=datetime.UTC).astimezone(info)
        return (moment.utcoffset() or datetime.timedelta()).total_seconds()

    last = offset(2037, 12)
    moved = [y for y in range(1970, 2038) for m in range(1, 13) if offset(y, m) != last]
    since = max(moved, default=1969) + 1
    return (since, int(last)) if since <= 2020 else (0, 0)
