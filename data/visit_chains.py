"""What does each visit know of the other visits to its household?

How many households were visited in some days is how many visits have none before in those days,
and how long each has waited is told by the visits that have none after: a count instead of a search
among all visits. Of households whose visits name several villages or grids the first is wrong for a
part of their places, so they are marked.
"""

import duckdb

# Visits of the households of which a row is new, has changed or has left; all in a first load.
CHAINED = """
CREATE OR REPLACE TEMP TABLE chained AS
SELECT rowid AS record, household_number, visited_date, is_settled AS was_settled,
    lag(visited_date) OVER chain AS previous_date,
    lead(visited_date) OVER chain AS next_date,
    max(CASE WHEN was_met THEN visited_date END) OVER chain AS met_date,
    (lag(household_number) OVER chain) IS NOT NULL
        AND (lag(village_code) OVER chain, lag(grid_code) OVER chain)
            IS DISTINCT FROM (village_code, grid_code) AS has_moved
FROM visits {those}
WHERE household_number BETWEEN {first} AND {last}
WINDOW chain AS (PARTITION BY household_number ORDER BY visited_at, source, visit_id)
"""
THOSE = """
SEMI JOIN (
    SELECT household_number FROM visits WHERE is_settled IS NULL OR batch_id > {known}
    UNION
    SELECT household_number FROM previous_versions
    JOIN household_numbers ON household_ref = previous->>'household_ref'
    WHERE table_name = 'visits' AND previous_versions.batch_id > {known}
) USING (household_number)
"""
LINK = """
UPDATE visits SET previous_date = chained.previous_date, next_date = chained.next_date,
    met_date = chained.met_date, is_settled = true
FROM chained
WHERE visits.rowid = chained.record AND (is_settled IS DISTINCT FROM true
    OR visits.previous_date IS DISTINCT FROM chained.previous_date
    OR visits.next_date IS DISTINCT FROM chained.next_date
    OR visits.met_date IS DISTINCT FROM chained.met_date)
"""
UNSETTLE = """
UPDATE visits SET is_settled = false
WHERE household_number IN (SELECT household_number FROM chained WHERE has_moved)
"""
# Days of visits that no load has touched, while another visit tells now whether they are settled.
RESETTLED = "CREATE OR REPLACE TEMP TABLE resettled (visited_date DATE)"
RESETTLE = """
INSERT INTO resettled SELECT DISTINCT visited_date FROM chained
WHERE was_settled = (household_number IN (SELECT household_number FROM chained WHERE has_moved))
"""
AT_ONCE = 12_000_000  # visits put in chains in one go: thirty million do not fit into the memory
SHARES = """
SELECT min(household_number), max(household_number) FROM (
    SELECT household_number, sum(visits) OVER (ORDER BY household_number) // {at_once} AS share
    FROM (SELECT household_number, count(*) AS visits FROM visits GROUP BY household_number)
) GROUP BY share ORDER BY 1
"""


def link(connection: duckdb.DuckDBPyConnection, known_batches: int) -> None:
    """Tell each visit the days of the visits around it to its household.

    `resettled`, a table of this connection, tells `recount` on which days visits stand that are
    told apart otherwise than before.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A snapshot that is about to be published.
    known_batches : int
        Number of the last load that the snapshot before this one knew: rows of later ones are new.
    """
    (old,) = connection.execute(
        f"SELECT count(*) FROM visits WHERE is_settled IS NOT NULL AND batch_id <= {known_batches}"
    ).fetchall()[0]
    those = THOSE.format(known=known_batches) if old else ""
    shares = connection.execute(SHARES.format(at_once=AT_ONCE)).fetchall()
    connection.execute(RESETTLED)
    for first, last in shares:
        connection.execute(CHAINED.format(those=those, first=first, last=last))
        connection.execute(LINK)
        connection.execute(UNSETTLE)
        connection.execute(RESETTLE)
    connection.execute("DROP TABLE IF EXISTS chained")
