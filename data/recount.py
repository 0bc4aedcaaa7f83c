"""Of which months do records tell something else than they did in the snapshot before?

A month of records is added to years of them, and what was counted of the years stays: only months
are counted anew in which a record is new, has changed or has left, or of which a later data date
tells more, such as a time limit that has run out since.
"""

from collections.abc import Sequence
from datetime import date

import duckdb

from data.schema import TABLES

EVENTS = ", ".join(column.name for column in TABLES["requests"].columns if column.event)
# Loads of before whose records are known up to a later date now, with that date and the former.
LATER = """
SELECT old, new, list(batch_id ORDER BY batch_id) FROM (
    SELECT batch_id, max(as_of) OVER source AS new,
        max(as_of) FILTER (batch_id <= {known}) OVER source AS old
    FROM batches WINDOW source AS (PARTITION BY source, profile)
)
WHERE batch_id <= {known} AND old IS DISTINCT FROM new
GROUP BY ALL ORDER BY ALL
"""


def _put_aside(table: str, columns: Sequence[str]) -> str:
    """SQL of the days under which records stood that a later load has changed."""
    days = ", ".join(f"previous->>'{column}'" for column in columns)
    return (
        f"SELECT unnest([{days}])::DATE AS day FROM previous_versions "
        f"WHERE batch_id > {{known}} AND table_name = '{table}'"
    )


def _of(table: str, *columns: str, those: str = "batch_id > {known}") -> str:
    now = f"SELECT unnest([{', '.join(columns)}]) AS day FROM {table} WHERE {those}"
    return f"{now} UNION ALL {_put_aside(table, columns)}"


REQUESTS = "batch_id > {known} OR {later}"
VISITS = _of("visits", "visited_date")
# SQL of the days whose months are to be counted anew, by the name of the counts.
CHANGED = {
    **dict.fromkeys(
        ("requests", "times", "matters", "steps"),
        _of("requests", "received_date", those=REQUESTS),
    ),
    "backlog": _of("requests", "received_date", "closed_date", "due_date", those=REQUESTS),
    "callbacks": _of(
        "callbacks", "request_date", those="greatest(batch_id, request_batch) > {known}"
    )
    + " UNION ALL "
    + _put_aside("requests", ["received_date"]),
    "visits": f"{VISITS} UNION ALL SELECT visited_date FROM resettled",
    "responses": """
        SELECT closed_date AS day FROM rounds WHERE round_id IN (
            SELECT round_id FROM responses WHERE batch_id > {known} UNION ALL
            SELECT previous->>'round_id' FROM previous_versions
            WHERE batch_id > {known} AND table_name = 'responses'
        )
    """,
}


def days_of_visits(known: int) -> str:
    """SQL of the days, as `day`, of visits that are new, changed or gone since a load."""
    return VISITS.format(known=known)


def spans(
    connection: duckdb.DuckDBPyConnection, counts: str, known: int, length: int
) -> list[tuple[date, date]]:
    """Spans of whole periods to be counted anew: the first day of each, and the day after it.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A snapshot that is about to be published.
    counts : str
        Name of the counts, a key of CHANGED.
    known : int
        Number of the last load that the snapshot before this one knew.
    length : int
        Months of a period: 1, or 3 for quarters.
    """
    period = "quarter" if length == 3 else "month"
    days = CHANGED[counts].format(known=known, later=_later(connection, known))
    return connection.execute(
        f"""
        SELECT min(begin)::DATE, (max(begin) + INTERVAL {length} MONTH)::DATE
        FROM (
            SELECT begin, begin - to_months({length} * row_number() OVER (ORDER BY begin)) AS run
            FROM (SELECT DISTINCT date_trunc('{period}', day) AS begin FROM ({days}))
            WHERE begin IS NOT NULL
        )
        GROUP BY run ORDER BY 1
        """
    ).fetchall()


def _later(connection: duckdb.DuckDBPyConnection, known: int) -> str:
    """SQL: a later data date may tell more of a request, though no load has touched it."""
    parts = ["false"]
    for old, new, batches in connection.execute(LATER.format(known=known)).fetchall():
        told = "true"
        if old and new:
            told = (
                f"due_at > TIMESTAMP '{old}' AND due_at <= TIMESTAMP '{new}' "
                f"OR greatest({EVENTS}) > TIMESTAMP '{old}'"
            )
        parts.append(f"batch_id IN ({', '.join(map(str, batches))}) AND ({told})")
    return f"({' OR '.join(parts)})"
