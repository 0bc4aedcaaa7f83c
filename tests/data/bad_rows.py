"""Rows that are rejected, each with its column, its rule and the sentence that says why.

`other` is what differs from a sound row of the table; the sentence is what follows "row N: ".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.data.loads import REQUEST, Row

CORRECT = "; correct the row or add it to corrections"
VALUES = "; correct it or add it to the profile's values"
FORMULA = " is a formula or the error of one, not a value; save the sheet with values only"
IMPLAUSIBLE = " is implausible; allowed is 1990-01-01 to 2100-12-31" + CORRECT
TIME = "; allowed is a time such as 2024-03-05 14:07:00; correct it"
PERSONAL = (
    "category_code holds a phone or identity number, which is never stored; map another column"
)
TEXT = "; required is a text; fill it in"
DOUBLE = " (source, request_id) stands in 2 rows and no updated_at tells which is the last; "
UNKNOWN = "; correct it, load with --create-areas or add it to areas first"


@dataclass(frozen=True)
class BadRow:
    """One row at fault."""

    other: Row
    column: str
    rule: str
    sentence: str
    table: str = "requests"


SOUND: Mapping[str, Row] = {
    "requests": REQUEST,
    "rounds": {
        "round_id": "2024H1",
        "round_name": "First half",
        "opened_date": "2024-05-01",
        "closed_date": "2024-06-30",
        "mode": "household",
        "selection": "census",
        "questionnaire_version": "v1",
    },
    "responses": {
        "round_id": "2024H1",
        "response_ref": "1",
        "village_code": "V1",
        "subject": "branch",
        "question_id": "q1",
        "score": "4",
        "score_max": "5",
    },
    "round_coverage": {
        "round_id": "2024H1",
        "village_code": "V1",
        "households_eligible": "100",
        "households_answered": "90",
    },
    "profiles": {"village_code": "V1", "year": "2024", "elderly_share": "0.2"},
    "visits": {
        "visit_id": "1",
        "source": "s",
        "village_code": "V1",
        "grid_code": "G1",
        "household_ref": "h1",
        "visitor_ref": "w1",
        "visitor_role": "grid_worker",
        "visited_at": "2024-03-05 10:00:00",
        "purpose": "care",
        "mode": "in_person",
        "was_met": "true",
        "issues_raised": "0",
    },
    "callbacks": {
        "source": "s",
        "request_id": "R1",
        "called_at": "2024-03-08 10:00:00",
        "is_valid": "true",
        "satisfaction": "satisfied",
    },
}


# Sound rows that come last: what the rows before them need, and the later of two.
SOUND_TOO: Mapping[str, tuple[Row, ...]] = {
    "requests": (
        {"request_id": "newer", "updated_at": "2024-03-08 10:00:00"},
        {"request_id": "last"},
    ),
    "rounds": ({"round_id": "2024H2"},),
    "responses": ({"response_ref": "last"},),
    "round_coverage": ({"round_id": "2024H2"},),
    "profiles": ({"year": "2050"},),
    "visits": ({"visit_id": "last"},),
    "callbacks": ({"called_at": "2024-03-08 12:00:00"},),
}


def request(rule: str, column: str, sentence: str, **other: str) -> BadRow:
    return BadRow(other, column, rule, sentence)


def missing(column: str, expected: str = TEXT, table: str = "requests") -> BadRow:
    return BadRow({column: ""}, column, "missing", f"{column} is missing{expected}", table)


def unreadable(column: str, text: str, expected: str, table: str = "requests") -> BadRow:
    sentence = f'{column} "{text}" cannot be read; allowed is {expected}; correct it'
    return BadRow({column: text}, column, "unreadable", sentence, table)


def outside(column: str, text: str, allowed: str, table: str = "requests") -> BadRow:
    sentence = f"{column} {text} is out of range; allowed is {allowed}{CORRECT}"
    return BadRow({column: text}, column, "out_of_range", sentence, table)


def not_listed(column: str, text: str, allowed: str, table: str = "requests") -> BadRow:
    sentence = f'{column} "{text}" is not allowed; allowed are {allowed}{VALUES}'
    return BadRow({column: text}, column, "not_allowed", sentence, table)


def implausible(column: str, text: str, table: str = "requests", **other: str) -> BadRow:
    return BadRow(
        {**other, column: text},
        column,
        "implausible_time",
        column + " " + text + IMPLAUSIBLE,
        table,
    )


def early(second: str, then: str, first: str, before: str, table: str = "requests") -> BadRow:
    sentence = f"{second} {then} is before {first} {before}{CORRECT}"
    return BadRow({first: before, second: then}, second, "wrong_order", sentence, table)


def above(low: str, amount: str, high: str, most: str, table: str = "requests") -> BadRow:
    sentence = f"{low} {amount} is more than {high} {most}{CORRECT}"
    return BadRow({low: amount, high: most}, low, "wrong_order", sentence, table)


def category(rule: str, text: str, sentence: str) -> BadRow:
    return BadRow({"category_code": text}, "category_code", rule, sentence)


def misplaced(column: str, code: str, level: str, allowed: str, table: str = "requests") -> BadRow:
    sentence = f'{column} "{code}" is a {level}; allowed is a {allowed}; correct it'
    return BadRow({column: code}, column, "wrong_level", sentence, table)


def double(request_id: str, **other: str) -> BadRow:
    sentence = f'key "s/{request_id}"{DOUBLE}leave one of them'
    return BadRow({"request_id": request_id, **other}, "request_id", "duplicate_key", sentence)


A_TIME = "a time such as 2024-03-05 14:07:00"
IS_A_TIME = f"; required is {A_TIME}; fill it in"
LONG = "x" * 1_000_000
BAD_ROWS = (
    missing("request_id"),
    missing("source"),
    missing("village_code"),
    missing("kind"),
    missing("received_at", IS_A_TIME),
    request("missing", "received_at", f"received_at is missing{IS_A_TIME}", received_at="   "),
    not_listed("kind", "halp", "consult, help, complaint, report, suggest"),
    not_listed("channel", "fax", "hotline, visit, app, survey, counter, whistle, other"),
    not_listed("outcome", "done", "resolved, explained, withdrawn, merged, refused"),
    unreadable("received_at", "yesterday", A_TIME),
    unreadable("received_at", "2024-02-30 10:00:00", A_TIME),
    unreadable("received_at", "31/12/2023 10:00", A_TIME),
    implausible("received_at", "0001-01-01 00:00:00", closed_at=""),
    implausible("received_at", "1900-01-01 00:00:00", closed_at=""),
    implausible("received_at", "3020-01-01 00:00:00", closed_at=""),
    implausible("closed_at", "3020-01-01 00:00:00"),
    implausible("due_at", "3020-01-01 00:00:00"),
    request(
        "future",
        "received_at",
        "received_at 2099-01-01 00:00:00 is in the future; what happened is never later than the "
        f"load{CORRECT}",
        received_at="2099-01-01 00:00:00",
        closed_at="",
    ),
    early("closed_at", "2024-03-05 09:59:59", "received_at", "2024-03-05 10:00:00"),
    early("arrived_at", "2024-03-05 11:00:00", "whistled_at", "2024-03-05 12:00:00"),
    above("departments_arrived", "3", "departments_called", "2"),
    outside("departments_called", "-1", "0 to 1000"),
    unreadable("departments_called", "2.5", "a whole number"),
    unreadable("departments_called", "two", "a whole number"),
    request(
        "formula", "departments_called", f'departments_called "#REF!"{FORMULA}',
        departments_called="#REF!",
    ),
    outside("longitude", "181", "-180 to 180"),
    outside("latitude", "-90.5", "-90 to 90"),
    unreadable("longitude", "east", "a number"),
    unreadable("longitude", "NaN", "a number"),
    unreadable("longitude", "1e999", "a number"),
    unreadable("is_closed", "maybe", "true or false"),
    outside("reopened_count", "1001", "0 to 1000"),
    category("formula", "=SUM(A1:A3)", f'category_code "=SUM(A1:A3)"{FORMULA}'),
    category("formula", "#N/A", f'category_code "#N/A"{FORMULA}'),
    category(
        "too_long", LONG, f'category_code "{LONG[:80]}…" is longer than 2,000 bytes; shorten it'
    ),
    category(
        "control_character", "a\x01b",
        'category_code "a\ufffdb" holds control characters; remove them',
    ),
    category("personal", "13812345678", PERSONAL),
    category("personal", "call 13812345678 now", PERSONAL),
    category("personal", "11010519491231002X", PERSONAL),
    request(
        "unknown_area", "village_code", f'village_code "V9" is not in areas{UNKNOWN}',
        village_code="V9",
    ),
    request(
        "unknown_area", "village_code", f'village_code "(personal)" is not in areas{UNKNOWN}',
        village_code="13812345678",
    ),
    request(
        "unknown_area", "grid_code", f'grid_code "G9" is not in areas{UNKNOWN}', grid_code="G9"
    ),
    misplaced("village_code", "T1", "township", "village"),
    misplaced("village_code", "G1", "grid", "village"),
    misplaced("grid_code", "V1", "village", "grid"),
    request(
        "other_village", "grid_code",
        f'grid_code "G1" belongs to village V1, not to that of the row{CORRECT}',
        village_code="V2",
    ),
    double("double"),
    double("double"),
    request(
        "superseded_in_file", "request_id",
        'key "s/newer" (source, request_id) comes again with a later updated_at; that row is taken '
        "instead of this one",
        request_id="newer", updated_at="2024-03-07 10:00:00",
    ),
    double("even", updated_at="2024-03-07 10:00:00"),
    double("even", updated_at="2024-03-07 10:00:00"),
    double("half", updated_at="2024-03-07 10:00:00"),
    double("half"),
    implausible("opened_date", "1900-01-01", "rounds", round_id="a"),
    early("closed_date", "2024-04-30", "opened_date", "2024-05-01", "rounds"),
    unreadable("opened_date", "soon", "a date such as 2024-03-05", "rounds"),
    outside("score", "-1", "0 to 1000", "responses"),
    above("score", "6", "score_max", "5", "responses"),
    BadRow(
        {"round_id": "2024h1"}, "round_id", "unknown_reference",
        'round_id "2024h1" is not in rounds; did you mean 2024H1?; correct it or add it to rounds '
        "first",
        "responses",
    ),
    misplaced("village_code", "D", "district", "village", "responses"),
    above("households_answered", "101", "households_eligible", "100", "round_coverage"),
    outside("year", "1989", "1990 to 2100", "profiles"),
    outside("elderly_share", "20", "0 to 1", "profiles"),
    unreadable("elderly_share", "20%", "a number", "profiles"),
    missing("household_ref", table="visits"),
    outside("duration_minutes", "1441", "0 to 1440", "visits"),
    BadRow(
        {"request_id": "R9"}, "request_id", "unknown_reference",
        'request_id "R9" is not in requests; correct it or add it to requests first',
        "callbacks",
    ),
    BadRow(
        {"source": "t"}, "request_id", "unknown_reference",
        'request_id "R1" is not in requests; correct it or add it to requests first',
        "callbacks",
    ),
)  # fmt: skip
