"""What does every read need of a record: its place, its day and what was known of it?

Views inside the snapshot, so that a question is put together in milliseconds and the engine sees
through them. All carry the group columns and `date`, the day that puts a record in a period.
"""

from datetime import datetime

import duckdb

from data import layout
from data.places import PLACE
from data.schema import TABLES

Dated = tuple[datetime | None, list[int]]  # a data date, and the loads that have it
EVENTS = tuple(c.name for c in TABLES["requests"].columns if c.event and c.name != "received_at")
USUAL_WEIGHTS = {
    "response_weight": 0.10,
    "resolution_weight": 0.50,
    "satisfaction_weight": 0.40,
    "basically_weight": 0.9,
}
WEIGHTS = ", ".join(
    f"coalesce(w.{name}, {usual}) AS {name}" for name, usual in USUAL_WEIGHTS.items()
)


def _told(table: str) -> str:
    """SQL that hands readers times as they have them everywhere, with microseconds."""
    times = ", ".join(f"{c.name}::{c.sql_type} AS {c.name}" for c in TABLES[table].times)
    return f"REPLACE ({times})"


# A request is known up to the latest data date among the loads of its kind from its source; what
# is said to have happened later is not known yet.
REQUESTS = f"""
CREATE OR REPLACE VIEW known_requests AS
SELECT * {{later}}
FROM (
    SELECT requests.* {_told("requests")}, {{as_of}} AS as_of, received_date AS date, {PLACE}
    FROM requests JOIN places USING (village_code)
)
"""
AS_OF = """
SELECT as_of, list(batch_id ORDER BY batch_id)
FROM (SELECT DISTINCT batch_id FROM requests)
LEFT JOIN (
    SELECT batch_id, max(as_of) OVER (PARTITION BY source, profile) AS as_of FROM batches
) USING (batch_id)
GROUP BY as_of ORDER BY as_of
"""

# A call-back belongs to the day on which its request came in, and to the weights of that day. It
# knows of its request what is asked of call-backs, so the engine need not look for the request.
OWN = ", ".join(
    c.name for c in TABLES["callbacks"].columns if not c.linked and c.name != "batch_id"
)
OF_REQUEST = ", ".join(f"{own} AS {its}" for own, its in layout.OF_REQUEST.items())
KNOWN_AT = "greatest(called_at, request_received) AS known_at"
CALLBACKS = f"""
CREATE OR REPLACE VIEW known_callbacks AS
SELECT c.* EXCLUDE (batch_id, received_date), c.received_date AS date, {PLACE}, {WEIGHTS}
FROM (
    SELECT *, {{as_of}} AS as_of
    FROM (
        SELECT {OWN}, {OF_REQUEST}, {KNOWN_AT}
        FROM (SELECT * {_told("callbacks")} FROM callbacks)
    )
) AS c
JOIN places USING (village_code)
LEFT JOIN score_weights AS w
    ON w.valid_from <= c.received_date AND (w.valid_to IS NULL OR w.valid_to >= c.received_date)
"""

VISITS = f"""
CREATE OR REPLACE VIEW known_visits AS
SELECT visits.* {_told("visits")}, visited_date AS date, {PLACE}
FROM visits JOIN places USING (village_code)
"""
# A view of its own: the engine leaves a join out that nobody needs, but not from every question.
NAMED_VISITS = """
CREATE OR REPLACE VIEW named_visits AS
SELECT v.*, household_ref FROM known_visits AS v JOIN household_numbers USING (household_number)
"""

BUSY_VISITS = f"""
CREATE OR REPLACE VIEW known_busy_visits AS
SELECT busy_visits.* REPLACE (visited_at::TIMESTAMP AS visited_at),
    visited_date AS date, {PLACE}
FROM busy_visits JOIN places USING (village_code)
"""

# One without a weight, in a random round that has weights, stands for nobody.
RESPONSES = f"""
CREATE OR REPLACE VIEW known_responses AS
SELECT responses.*, rounds.closed_date AS date, rounds.round_name, rounds.mode,
    rounds.selection, rounds.questionnaire_version,
    CASE WHEN rounds.selection <> 'random' THEN 1.0
        WHEN drawn.has_weights THEN responses.weight * drawn.factor
        ELSE drawn.factor
    END AS analysis_weight, {PLACE}
FROM responses
JOIN rounds USING (round_id)
JOIN places USING (village_code)
LEFT JOIN answer_weights AS drawn
    ON drawn.round_id = responses.round_id AND drawn.village_code = responses.village_code
"""

ROUND_COVERAGE = f"""
CREATE OR REPLACE VIEW known_round_coverage AS
SELECT round_coverage.*, rounds.closed_date AS date, rounds.round_name, rounds.mode,
    rounds.selection, rounds.questionnaire_version, {PLACE}
FROM round_coverage JOIN rounds USING (round_id) JOIN places USING (village_code)
"""


def rebuild(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the views anew; a view keeps the columns its tables had when it was made."""
    dates = connection.execute(AS_OF).fetchall()
    as_of = _as_of(dates)
    for statement in (
        REQUESTS.format(as_of=as_of, later=_later(connection, dates)),
        CALLBACKS.format(as_of=as_of),
        VISITS,
        BUSY_VISITS,
        NAMED_VISITS,
        RESPONSES,
        ROUND_COVERAGE,
    ):
        connection.execute(statement)


def _as_of(dates: list[Dated]) -> str:
    """SQL of the data date of a request: the loads are known, so no question need join them."""
    if len(dates) == 1 and dates[0][0]:
        return f"TIMESTAMP '{dates[0][0]}'"
    cases = [
        f"WHEN batch_id IN ({', '.join(map(str, batches))}) THEN TIMESTAMP '{moment}'"
        for moment, batches in dates
        if moment
    ]
    return f"CASE {' '.join(cases)} END" if cases else "NULL::TIMESTAMP"


def _later(connection: duckdb.DuckDBPyConnection, dates: list[Dated]) -> str:
    """SQL that takes away what happened after the data date, where anything did at all."""
    latest = ", ".join(f"max({event})" for event in EVENTS)
    known = [moment for moment, _batches in dates if moment]
    is_told = known and len(known) == len(dates)
    found = dict(
        zip(EVENTS, connection.execute(f"SELECT {latest} FROM requests").fetchall()[0], strict=True)
    )
    later = [e for e, last in found.items() if last and not (is_told and last <= min(known))]
    kept = [f"CASE WHEN {event} <= as_of THEN {event} END AS {event}" for event in later]
    if "closed_at" in later:
        kept += [
            "CASE WHEN closed_at > as_of THEN false ELSE is_closed END AS is_closed",
            "CASE WHEN closed_at > as_of THEN NULL ELSE outcome END AS outcome",
            "CASE WHEN closed_at <= as_of THEN closed_date END AS closed_date",
        ]
    return f"REPLACE ({', '.join(kept)})" if kept else ""
