"""On which days did a visitor write down so much, or so late, that somebody may want to look?

Rules about visits that cannot have taken place as written (`analytics.implausible`) look at single
seconds of a day. Hardly any day can break one, so publishing keeps the visits of those that can,
with their time of the day, and a reader looks at these alone. Whatever a reader leaves out, by
place, by day or as not known yet, makes no other day break a rule.
"""

import duckdb

from data import recount

# A day is kept if it can break a rule of `analytics.implausible`, which none of these may exceed.
IN_A_MINUTE, IN_A_DAY = 3, 12  # visits; as many in a minute, or more in a day
NIGHT_FROM, NIGHT_UNTIL = 23, 6  # local hours
# Days go by numbers made of visitor and date, which are quicker to tell apart than these: where two
# have the same one, one day too many is kept.
BUSY = f"""
WITH days AS (
    SELECT DISTINCT visited_date FROM visits {{those}}
), midnights AS (
    SELECT visited_date,
        epoch(timezone('UTC', timezone('{{zone}}', visited_date::TIMESTAMP)))::BIGINT AS midnight
    FROM days
), seen AS MATERIALIZED (
    SELECT visits.rowid AS record, hash(visitor_ref, visited_date) AS day,
        (epoch(visited_at) - midnight)::INTEGER AS second
    FROM visits JOIN midnights USING (visited_date)
    WHERE mode = 'in_person'
), busy AS (
    SELECT day FROM seen GROUP BY day
    HAVING count(*) > {IN_A_DAY} OR min(second) < {NIGHT_UNTIL} * 3600
        OR max(second) >= {NIGHT_FROM} * 3600
    UNION
    SELECT any_value(day) FROM seen GROUP BY hash(day, second // 60)
    HAVING count(*) >= {IN_A_MINUTE}
)
SELECT visitor_ref, household_number, village_code, grid_code, mode, visited_date, visited_at,
    second
FROM seen SEMI JOIN busy USING (day) JOIN visits ON visits.rowid = record
ORDER BY visited_date, visitor_ref, second
"""


def rebuild(
    connection: duckdb.DuckDBPyConnection, touched: set[str], zone: str, known_batches: int
) -> None:
    """Keep the visits of such days, and look anew only at days that records bear on.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A snapshot that is about to be published, with its households numbered.
    touched : set of str
        Tables that were written.
    zone : str
        Business zone, in which a day begins.
    known_batches : int
        Number of the last load that the snapshot before this one knew; 0 looks at all days.
    """
    there = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'busy_visits'"
    if not (known_batches and connection.execute(there).fetchall()[0][0]):
        busy = BUSY.format(those="", zone=zone)
        connection.execute(f"CREATE OR REPLACE TABLE busy_visits AS {busy}")
        return
    if "visits" not in touched:
        return
    days = f"SELECT day FROM ({recount.days_of_visits(known_batches)})"
    those = f"WHERE visited_date IN ({days})"
    connection.execute(f"DELETE FROM busy_visits {those}")
    connection.execute(f"INSERT INTO busy_visits {BUSY.format(those=those, zone=zone)}")
