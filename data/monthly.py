"""Which records are counted by place and month when a snapshot is made, and whom does that serve?

Most are counted by village; durations of requests, of which a village has few, by the parts of the
whole. What is counted says `monthly.sql`, which `make docs` writes from the list of metrics. Its
names end with a mark of their own text, so that counts of other metrics than those of today are
never read.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
from ibis import _

from data import places, recount
from data.reading import Records

LOG = logging.getLogger(__name__)
FILE = Path(__file__).with_name("monthly.sql")
HEAD = "-- "  # begins the line with the name of a table, which its question follows
# What each is counted from, and the tables which tell other numbers when they change.
COUNTED_FROM = {
    "requests": "known_requests",
    "backlog": "known_requests",
    "callbacks": "known_callbacks",
    "visits": "known_visits",
    "responses": "known_responses",
    "times": "known_requests",
    "matters": "known_requests",
    "steps": "known_requests",
}
OF_LEVELS = tuple(f"{level}_code" for level in places.LEVELS)
# Those counted by the parts of the whole, in periods of so many months.
OF_PARTS = {"times": 1, "matters": 3, "steps": 3}
# Of fewer requests, counts by category and step would be more than the requests, and no quicker.
OF_MANY, MANY = {"matters", "steps"}, 1_000_000
PART = "township_code"  # which stands for the parts of the whole in their questions
PERIODS = {1: "month", 3: "quarter"}
# Those of which a month is counted in two parts, by the day on which the second begins.
CUT = {"callbacks": 19}
HANDED_IN = {name: f"{name}_by_{PERIODS[OF_PARTS.get(name, 1)]}" for name in COUNTED_FROM}
# Of which requests a duration goes on until the data date, and must be counted anew with each.
LASTING = {
    "times": "NOT is_closed OR closed_at IS NULL",
    "matters": "NOT is_closed OR closed_at IS NULL",
    "steps": "NOT is_closed OR closed_at IS NULL OR feedback_at IS NULL",
}
# How many records were counted.
FATES = "resolved + otherwise + open_still + unknown"
NUMBER = dict.fromkeys(OF_PARTS, FATES) | {"steps": f"CASE WHEN stage = 'whole' THEN {FATES} END"}
OF_SURVEYS = {"responses", "rounds", "questions", "answer_scales"}
OF_REQUESTS = {"requests", "callbacks"}  # a file of either moves the data date of its source
CHANGED_BY = {
    **dict.fromkeys(("requests", "backlog", *OF_PARTS), OF_REQUESTS),
    "callbacks": {"requests", "callbacks", "score_weights"},
    "visits": {"visits"},
    "responses": OF_SURVEYS,
}
# Those of which a change can be told apart by months; another one may change any of them.
BY_MONTHS = {"requests", "callbacks", "visits", "responses"}
# What happens later changes these not at all: a moment that is over when the window is, is no other
# state of knowledge. Of requests it tells what was answered and closed by then.
DAYS = {"backlog": ("date", "closed_date", "due_date")}  # under which records are counted
TIMELESS = ("visits", "responses", "backlog")
DATES = "counted_dates"  # a table of a snapshot whose records stay in a lake: days and data dates
SMALLER = {"HUGEINT": "BIGINT", "TIMESTAMP": "DATE"}
# A form that names two villages is counted in both, so counts of villages would not add up.
FORMS_ADD_UP = """
SELECT coalesce(sum(forms), 0) = (SELECT count(DISTINCT form) FROM responses)
FROM (SELECT count(DISTINCT form) AS forms FROM responses GROUP BY village_code, round_id)
"""


def questions() -> Mapping[str, str]:
    """The question behind each table, by its name."""
    found = FILE.read_text("utf-8").split(f"\n{HEAD}")[1:]
    return dict(part.split("\n", 1) for part in found)


def _marked(table: str, question: str) -> str:
    return f"{HANDED_IN[table]}_{hashlib.sha256(question.encode()).hexdigest()[:8]}"


NAMES = {table: _marked(table, question) for table, question in questions().items()}


def rebuild(connection: duckdb.DuckDBPyConnection, touched: set[str], known: int = 0) -> None:
    """Count anew what other records than before would tell, and only the months of which they do.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A snapshot that is about to be published, with its views.
    touched : set of str
        Tables that were written.
    known : int
        Number of the last load that the snapshot before this one knew; 0 counts everything.
    """
    there = _handed_in(connection)
    for name in outdated(connection):
        connection.execute(f"DROP VIEW {name}")
    elsewhere = counted_elsewhere(connection)
    for table, question in questions().items():
        changed = touched & (CHANGED_BY[table] | places.FROM)
        if NAMES[table] in there and not changed:
            continue
        if elsewhere:
            if f"counted_{table}" in elsewhere:
                _write(connection, table, f"FROM counted_{table}")
                _show(connection, table)
            continue
        if table in OF_MANY and _number(connection, table) < MANY:
            connection.execute(f"DROP VIEW IF EXISTS {NAMES[table]}")
            connection.execute(f"DROP TABLE IF EXISTS counted_{table}")
            continue
        is_part = known and NAMES[table] in there and changed <= BY_MONTHS
        if not (is_part and _count_months(connection, table, question, known)):
            _count(connection, table, question)
        if table != "responses" or connection.execute(FORMS_ADD_UP).fetchall()[0][0]:
            _show(connection, table)
            continue
        LOG.warning("forms that name two villages: survey answers are not counted ahead")
        connection.execute(f"DROP VIEW IF EXISTS {NAMES[table]}")


def outdated(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Counts that an earlier version made of other metrics than today's, which nobody reads."""
    return _handed_in(connection) - set(NAMES.values())


def _handed_in(connection: duckdb.DuckDBPyConnection) -> set[str]:
    views = connection.execute("SELECT view_name FROM duckdb_views()").fetchall()
    return {name for (name,) in views if name.startswith(tuple(HANDED_IN.values()))}


def _number(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many records there are to be counted."""
    found = connection.execute(f"SELECT count(*) FROM {COUNTED_FROM[table]}").fetchall()
    return int(found[0][0])


def _count(connection: duckdb.DuckDBPyConnection, table: str, question: str) -> None:
    _write(connection, table, _narrowed(connection, table, question))


def _write(connection: duckdb.DuckDBPyConnection, table: str, counted: str) -> None:
    placed = _with_places(connection, table, counted)
    connection.execute(f"CREATE OR REPLACE TABLE counted_{table} AS {placed}")


def _count_months(
    connection: duckdb.DuckDBPyConnection, table: str, question: str, known: int
) -> bool:
    """Count the months anew of which records tell something else; False if the sum is not right."""
    spans = recount.spans(connection, table, known, OF_PARTS.get(table, 1))
    records = COUNTED_FROM[table]
    days = [_within(day, spans) for day in DAYS.get(table, ("date",))]
    those = " OR ".join([*days, *([LASTING[table]] if table in LASTING else [])])
    part = (
        f"WITH changed AS MATERIALIZED (SELECT * FROM {records} WHERE {those}) "
        + question.replace(f'"{records}"', "changed")
    )
    counted = _with_places(connection, table, _narrowed(connection, table, part))
    again = _within("date", spans) + (" OR lasts" if table in LASTING else "")
    connection.execute(f"DELETE FROM counted_{table} WHERE {again}")
    connection.execute(f"INSERT INTO counted_{table} SELECT * FROM ({counted}) WHERE {again}")
    number = NUMBER.get(table, "records")
    (adds_up,) = connection.execute(
        f"SELECT (SELECT coalesce(sum({number}), 0) FROM counted_{table}) = "
        f"(SELECT count(*) FROM {records} WHERE date IS NOT NULL)"
    ).fetchall()[0]
    return bool(adds_up)


def _within(day: str, spans: Sequence[tuple[date, date]]) -> str:
    """SQL: a day lies in one of the spans, of which the second day is the one after."""
    told = (f"{day} >= DATE '{first}' AND {day} < DATE '{after}'" for first, after in spans)
    return f"({' OR '.join(told) or 'false'})"


def _with_places(connection: duckdb.DuckDBPyConnection, table: str, counted: str) -> str:
    """Counts with the places above theirs, so that no question need look for these."""
    if table not in OF_PARTS:
        above = "JOIN places USING (village_code)"
        return f"SELECT counted.*, {places.PLACE} FROM ({counted}) AS counted {above}"
    part = _part_of_whole(connection)
    above = ", ".join(OF_LEVELS[: OF_LEVELS.index(part) + 1])
    return (
        f"SELECT counted.* EXCLUDE (part_code), above.* FROM ({counted}) AS counted "
        f"JOIN (SELECT DISTINCT {above} FROM places) AS above ON above.{part} = part_code"
    )


def _show(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Hand the counts in, under a name that tells of which question they are."""
    connection.execute(f"CREATE OR REPLACE VIEW {NAMES[table]} AS FROM counted_{table}")


def part_of_whole(numbers: Mapping[str, int]) -> str:
    """Column of the parts of the whole: of the first level with several places.

    `numbers` tells how many places each column of a level has. Villages are parts where there is
    one place of every level.
    """
    several = (level for level, number in numbers.items() if number > 1)
    return next(several, OF_LEVELS[-1])


def _part_of_whole(connection: duckdb.DuckDBPyConnection) -> str:
    counts = ", ".join(f"count(DISTINCT {level})" for level in OF_LEVELS)
    found = connection.execute(f"SELECT {counts} FROM places").fetchall()[0]
    return part_of_whole(dict(zip(OF_LEVELS, found, strict=True)))


def counted_elsewhere(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Tables of counts in a snapshot without records; none in one that holds its records."""
    found = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    counted = {name for (name,) in found if name.startswith("counted_")}
    return counted if DATES in counted else set()


def _narrowed(connection: duckdb.DuckDBPyConnection, table: str, question: str) -> str:
    """The question, with sums and months as small as they are, not as the engine gives them."""
    if table in OF_PARTS:
        question = question.replace(PART, _part_of_whole(connection))
    columns = ", ".join(
        f'CAST("{name}" AS {SMALLER.get(type_, type_)}) AS "{name}"'
        for name, type_, *_rest in connection.execute(f"DESCRIBE {question}").fetchall()
    )
    return f"SELECT {columns} FROM ({question})"


def serves(
    records: Records,
    table: str,
    window: tuple[date | None, date | None],
    as_of: datetime | None,
    snapshot: str,
) -> bool:
    """Whether counts by month tell what the records of a window would, as known at a moment.

    Parameters
    ----------
    records : Records
        What holds them.
    table : str
        A key of COUNTED_FROM.
    window : (date or None, date or None)
        First and last day, both included; None where it is open.
    as_of : datetime, optional
        The moment, UTC; None for the data date.
    snapshot : str
        Id of the snapshot, "" for the current one.
    """
    if not records.has(NAMES[table], snapshot):
        return False
    start, end = window
    if as_of is not None and not (
        table in TIMELESS and _is_over(end, as_of, records.zone(snapshot))
    ):
        return False
    dated = "requests" if table in {*OF_PARTS, *CUT} else table
    days = records.table(NAMES[dated], snapshot).agg(
        first=_.first_date.min(), last=_.last_date.max()
    )
    first, last = records.once(
        snapshot, ("days of", dated), lambda: tuple(days.to_pyarrow().to_pylist()[0].values())
    )
    if first is None:
        return True
    begins = start is None or start == begin(table, start) or start <= first
    after = end + timedelta(days=1) if end is not None else None
    ends = after is None or after == begin(table, after) or end >= last
    return begins and ends


def begin(table: str, day: date) -> date:
    """First day of the period of a table's counts that holds a day."""
    cut = CUT.get(table)
    if cut and day.day >= cut:
        return day.replace(day=cut)
    months = OF_PARTS.get(table, 1)
    return day.replace(month=day.month - (day.month - 1) % months, day=1)


def _is_over(end: date | None, moment: datetime, zone: str) -> bool:
    """Whether the last day was over at the moment."""
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return end is not None and end < local.date()
