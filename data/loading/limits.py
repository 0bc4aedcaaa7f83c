"""When does the time limit of a request end, where its source does not say?

It is reckoned on loading, from the limits in force on the day of receipt, and stored: a limit that
is changed later does not change what a resident was promised. Who loads limits after requests
loads the requests again.
"""

from datetime import date

import duckdb

from data import working_calendar
from data.errors import DataError
from data.loading.staging import WORK, Staged
from data.sources.times import local_time, to_utc, whole

WORKDAYS = f"{WORK}.workdays"
MADE = ("due_at", "time_limit_code", "received_at")

# Days count whole: the day of the start event does not count unless the limit is inclusive, and
# the limit ends with the last second of its last day (民法典, articles 201 and 203). Hours run from
# moment to moment. "Next day" starts with the day after receipt.
ENDS = """
CREATE OR REPLACE TABLE {work}.ends AS
WITH started AS (
    SELECT s.rowid AS record, l.*, CASE WHEN l.start_event = 'dispatched' THEN {dispatched}
            WHEN l.start_event = 'received' THEN s.received_at
            ELSE {next_midnight} END AS start_at,
        CASE WHEN l.start_event = 'next_day' THEN {received_day} + 1
            WHEN l.start_event = 'dispatched' THEN {dispatched_day}
            ELSE {received_day} END AS start_day
    FROM {table} AS s
    JOIN time_limits AS l ON l.time_limit_code = s.time_limit_code
        AND l.valid_from <= {received_day}
        AND (l.valid_to IS NULL OR l.valid_to >= {received_day})
    WHERE s.due_at IS NULL AND s.received_at IS NOT NULL
), counted AS (
    SELECT started.*,
        begins.done - CASE WHEN is_inclusive AND begins.is_workday THEN 1 ELSE 0 END
            + ceil(amount) AS target
    FROM started LEFT JOIN {workdays} AS begins ON begins.day = started.start_day
)
SELECT record, time_limit_code, unit, start_day,
    CASE unit WHEN 'hour' THEN start_at + to_microseconds(CAST(amount * 3600000000 AS BIGINT))
        WHEN 'natural_day' THEN {day_end}
        ELSE {workday_end} END AS due_at
FROM counted LEFT JOIN {workdays} AS ends
    ON unit = 'working_day' AND ends.is_workday AND ends.done = target
WHERE start_at IS NOT NULL
"""


def reckon(connection: duckdb.DuckDBPyConnection, staged: Staged, zone: str) -> int:
    """Fill the empty `due_at` of staged requests, and return how many were filled.

    Raises
    ------
    DataError
        If a limit in working days reaches beyond the years of the working calendar.
    """
    if staged.selection.table.name != "requests" or not set(MADE) <= set(staged.columns):
        return 0
    (limits,) = connection.execute("SELECT count(*) FROM time_limits").fetchall()[0]
    if not limits:
        return 0
    calendar = _write_workdays(connection)
    connection.execute(_ends(staged, zone))
    _refuse_unknown_days(connection, calendar)
    day = f"CAST({local_time('ends.due_at', zone)} AS DATE)"
    dated = f", due_date = {day}" if "due_date" in staged.columns else ""
    connection.execute(
        f"UPDATE {staged.table} SET due_at = {whole('ends.due_at')}{dated} "
        f"FROM {WORK}.ends AS ends WHERE ends.record = {staged.table}.rowid"
    )
    (filled,) = connection.execute(f"SELECT count(*) FROM {WORK}.ends").fetchall()[0]
    return int(filled)


def _ends(staged: Staged, zone: str) -> str:
    def day(moment: str) -> str:
        return f"CAST({local_time(moment, zone)} AS DATE)"

    def last_second(last: str) -> str:
        return f"{to_utc(f'CAST({last} + 1 AS TIMESTAMP)', zone)} - INTERVAL 1 SECOND"

    dispatched = "s.dispatched_at" if "dispatched_at" in staged.columns else "NULL::TIMESTAMP"
    received_day = day("s.received_at")
    counted = "CAST(ceil(amount) AS INTEGER) - CASE WHEN is_inclusive THEN 1 ELSE 0 END"
    return ENDS.format(
        work=WORK,
        workdays=WORKDAYS,
        table=staged.table,
        dispatched=dispatched,
        received_day=received_day,
        dispatched_day=day(dispatched),
        next_midnight=to_utc(f"CAST({received_day} + 1 AS TIMESTAMP)", zone),
        day_end=last_second(f"start_day + {counted}"),
        workday_end=last_second("ends.day"),
    )


def _write_workdays(connection: duckdb.DuckDBPyConnection) -> working_calendar.WorkingCalendar:
    """One row a day of the calendar: whether it is worked, and working days up to its end."""
    rows = connection.execute(
        "SELECT day, is_workday, coalesce(name, '') FROM working_calendar ORDER BY day"
    ).fetchall()
    calendar = working_calendar.of_rows(rows)
    first, last = date(min(calendar.years), 1, 1), date(max(calendar.years), 12, 31)
    days = calendar.days(first, last, "UTC")
    connection.execute(
        f"CREATE OR REPLACE TABLE {WORKDAYS} AS SELECT unnest(?::DATE[]) AS day, "
        "unnest(?::BOOLEAN[]) AS is_workday, unnest(?::BIGINT[]) AS done",
        [list(days["day"]), days["is_workday"].tolist(),
         (days["done"] + days["is_workday"]).tolist()],
    )  # fmt: skip
    return calendar


def _refuse_unknown_days(
    connection: duckdb.DuckDBPyConnection, calendar: working_calendar.WorkingCalendar
) -> None:
    """DataError if an end in working days could not be found: its days are not in the calendar."""
    (code, number, first) = connection.execute(
        f"SELECT min(time_limit_code), count(*), min(start_day) FROM {WORK}.ends "
        "WHERE unit = 'working_day' AND due_at IS NULL"
    ).fetchall()[0]
    if not number:
        return
    try:
        calendar.require(first, date(first.year + 1, 1, 1))
    except DataError as unknown:
        raise DataError("load.limit_days", limit=code, count=number, reason=unknown.said) from None
