"""A slow, obvious load in plain Python: what should become of the rows of requests.csv?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

Row = Mapping[str, str]
Key = tuple[str, str]
Records = dict[Key, dict[str, object]]

REQUIRED = ("source", "request_id", "village_code", "kind", "category_code", "channel")
ALLOWED = {"kind": {"help", "report"}, "channel": {"hotline", "app"}}
LEVELS = {"D": "district", "T1": "township", "V1": "village", "V2": "village", "G1": "grid"}
FIRST, LAST = datetime(1990, 1, 1), datetime(2100, 12, 31, 23, 59, 59)  # noqa: DTZ001
SHANGHAI = timedelta(hours=8)


def expect(
    rows: Sequence[Row], stored: Records, now: datetime
) -> tuple[set[tuple[int, str, str]], dict[str, int]]:
    """Load rows into `stored`; return (row, column, rule) of all faults, and the counts."""
    parsed = [_parse(row) for row in rows]
    faults = {
        (number, column, rule)
        for number, row in enumerate(rows, 2)
        for column, rule in _faults_of_row(row, parsed[number - 2], now).items()
    }
    faults |= _faults_of_keys(rows, parsed)
    for number, row in enumerate(rows, 2):
        known, clock = stored.get(_key(row)), parsed[number - 2].get("updated_at")
        older = known and known["updated_at"] and clock and known["updated_at"] > clock
        if older and not _has(faults, number, "request_id"):
            faults.add((number, "request_id", "older_than_stored"))
    counts = Counter(kept=0, updated=0, unchanged=0, rejected=0)
    for number, row in enumerate(rows, 2):
        if any(fault[0] == number for fault in faults):
            counts["rejected"] += 1
            continue
        record = _record(row, parsed[number - 2])
        before = stored.get(_key(row))
        stored[_key(row)] = record
        kind = "kept" if before is None else "unchanged" if before == record else "updated"
        counts[kind] += 1
    return faults, dict(counts)


def _key(row: Row) -> Key:
    return row["source"], row["request_id"]


def _has(faults: set[tuple[int, str, str]], number: int, column: str) -> bool:
    return any(fault[:2] == (number, column) for fault in faults)


def _parse(row: Row) -> dict[str, datetime | None]:
    times: dict[str, datetime | None] = {}
    for column in ("received_at", "closed_at", "updated_at"):
        try:
            times[column] = datetime.fromisoformat(row[column]) - SHANGHAI
        except ValueError:
            times[column] = None
        except OverflowError:  # the first hours of the year 1
            times[column] = FIRST - timedelta(days=1)
    return times


def _faults_of_row(row: Row, times: Mapping[str, datetime | None], now: datetime) -> dict[str, str]:
    faults: dict[str, str] = {}
    for column in REQUIRED:
        if not row[column]:
            faults[column] = "missing"
        elif column in ALLOWED and row[column] not in ALLOWED[column]:
            faults[column] = "not_allowed"
    for column, moment in times.items():
        if rule := _fault_of_time(column, row[column], moment, now):
            faults[column] = rule
    received, closed = times["received_at"], times["closed_at"]
    if received and closed and closed < received and "closed_at" not in faults:
        faults["closed_at"] = "wrong_order"
    if row["village_code"] and LEVELS.get(row["village_code"]) != "village":
        known = row["village_code"] in LEVELS
        faults["village_code"] = "wrong_level" if known else "unknown_area"
    return faults


def _fault_of_time(column: str, text: str, moment: datetime | None, now: datetime) -> str:
    if not text:
        return "missing" if column == "received_at" else ""
    if moment is None:
        return "unreadable"
    if not FIRST <= moment <= LAST:
        return "implausible_time"
    return "future" if column != "updated_at" and moment > now else ""


def _faults_of_keys(
    rows: Sequence[Row], parsed: Sequence[Mapping[str, datetime | None]]
) -> set[tuple[int, str, str]]:
    faults = set()
    for number, row in enumerate(rows):
        if not row["source"] or not row["request_id"]:
            continue
        same = [parsed[i]["updated_at"] for i, r in enumerate(rows) if _key(r) == _key(row)]
        if len(same) < 2:
            continue
        dated = [clock for clock in same if clock is not None]
        latest = max(dated) if len(dated) == len(same) else None
        if latest is None or dated.count(latest) > 1:
            faults.add((number + 2, "request_id", "duplicate_key"))
        elif parsed[number]["updated_at"] != latest:
            faults.add((number + 2, "request_id", "superseded_in_file"))
    return faults


def _record(row: Row, times: Mapping[str, datetime | None]) -> dict[str, object]:
    received = times["received_at"]
    assert received
    return {
        **{column: row[column] for column in REQUIRED},
        **times,
        "is_closed": times["closed_at"] is not None,
        "received_date": (received + SHANGHAI).date(),
    }
