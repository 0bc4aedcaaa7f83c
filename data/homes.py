"""What is known of each household once all its visits and links have been looked through?

Most questions about households are about today: when each was visited last, who has a link, how
often each was visited in which month. Publishing answers these for all households at once, so that
a reader counts rows of the register instead of looking through every visit. Visits and links tell
only what is different for an earlier day.
"""

from pathlib import Path

import duckdb

from data import places
from data.sources.times import local_time

# The register by number, with its places, the last visit of each household, and the link of those
# that have had one only; the links of all others are looked through.
HOMES = f"""
CREATE OR REPLACE TABLE homes AS
WITH last_visit AS (
    SELECT household_number, visited_date AS last_date, met_date AS last_met_date
    FROM visits WHERE next_date IS NULL
), linked AS (
    SELECT household_ref, count(*) AS links, any_value(valid_from) AS linked_from,
        any_value(valid_to) AS linked_to, any_value(card_issued) AS has_card
    FROM assignments GROUP BY household_ref
)
SELECT h.* EXCLUDE (batch_id, household_ref),
    household_number AS number,
    last_date, last_met_date,
    coalesce(linked.links, 0) AS links,
    CASE WHEN linked.links = 1 THEN linked_from END AS linked_from,
    CASE WHEN linked.links = 1 THEN linked_to END AS linked_to,
    CASE WHEN linked.links = 1 THEN has_card END AS has_card,
    {places.PLACE}
FROM households AS h
JOIN places USING (village_code)
JOIN household_numbers USING (household_ref)
LEFT JOIN last_visit USING (household_number)
LEFT JOIN linked USING (household_ref)
ORDER BY number
"""

# Links to the households of the register, with what is asked of these: so nobody looks for them.
HOME_LINKS = """
CREATE OR REPLACE TABLE home_links AS
SELECT number, village_code, grid_code, priority_group, links, visitor_ref, valid_from, valid_to,
    card_issued
FROM assignments
JOIN household_numbers USING (household_ref)
JOIN homes ON number = household_number
ORDER BY number, visitor_ref
"""

# Visits by month to the households to which some are promised, wherever they were living then.
HOME_MONTHS = """
CREATE OR REPLACE TEMP TABLE home_months AS
SELECT number, month, visits, met FROM (
    SELECT number, month(visited_date) AS m, year(visited_date) AS y,
        make_date(y, m, 1) AS month, count(*) AS visits,
        count(*) FILTER (was_met) AS met
    FROM visits JOIN homes ON number = household_number
    WHERE homes.visits_due_per_month > 0
    GROUP BY ALL
)
ORDER BY y, number, m
"""
# Between which moments visits are on record: the first day and the latest, and the data date of
# their loads, with the last day that it covers.
VISIT_SPAN = """
CREATE OR REPLACE TABLE visit_span AS
SELECT first, latest, known, CAST({last} AS DATE) AS last
FROM (
    SELECT (SELECT min(visited_date) FROM visits) AS first,
        (SELECT max(visited_date) FROM visits) AS latest, max(as_of) AS known,
        max(as_of) - INTERVAL 1 SECOND AS before
    FROM batches SEMI JOIN visits USING (batch_id)
)
"""
# Months of promises, as `analytics.promise_years` finds them; `make docs` writes the file.
PROMISES = Path(__file__).with_name("promises.sql")
PROMISE_YEARS = f"""
CREATE OR REPLACE TABLE promise_years AS
SELECT found.* REPLACE (year::SMALLINT AS year, judged::SMALLINT AS judged, kept::SMALLINT AS kept,
    met::SMALLINT AS met), {places.PLACE}
FROM ({{found}}) AS found
JOIN places USING (village_code)
ORDER BY year, number
"""
OF = {"visits", "households", "assignments", *places.FROM}


def rebuild(connection: duckdb.DuckDBPyConnection, touched: set[str], zone: str) -> None:
    """Write the tables anew where what they follow from was touched, or they are not there yet."""
    there = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'promise_years'"
    if touched & OF or not connection.execute(there).fetchall()[0][0]:
        connection.execute("DROP TABLE IF EXISTS home_months")  # an earlier version kept it
        span = VISIT_SPAN.format(last=local_time("before", zone))
        years = PROMISE_YEARS.format(found=PROMISES.read_text("utf-8"))
        for table in (HOMES, HOME_LINKS, HOME_MONTHS, span, years):
            connection.execute(table)
        connection.execute("DROP TABLE home_months")
