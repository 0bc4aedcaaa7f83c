"""Under which number is a household known, where its reference would take ten times the room?

References are 16 figures of chance, which nothing makes smaller, so a visit bears the running
number of its household and `household_numbers` has the reference once. Whoever writes visits writes
references, in a column that is there only while a snapshot is written; publishing puts numbers in
their place. A number stays. New households get the next ones in order of their villages, so that
the numbers of a village are mostly a range, by which the engine skips the visits to all others.
"""

import duckdb

REFERENCE = "household_ref"  # the column of visits that is there only while they are written
CREATE = """
CREATE TABLE IF NOT EXISTS household_numbers (household_ref VARCHAR, household_number BIGINT)
"""
ADD = """
INSERT INTO household_numbers
SELECT household_ref, (SELECT coalesce(max(household_number), 0) FROM household_numbers)
    + row_number() OVER (ORDER BY village_code, household_ref)
FROM (
    SELECT household_ref, coalesce(any_value(registered), min(visited)) AS village_code
    FROM (
        SELECT household_ref, village_code AS registered, NULL AS visited FROM households
        UNION ALL
        SELECT household_ref, NULL, village_code FROM visits WHERE household_ref IS NOT NULL
    ) GROUP BY household_ref
) ANTI JOIN household_numbers USING (household_ref)
ORDER BY 2
"""
GIVE = """
UPDATE visits SET household_number = known.household_number FROM household_numbers AS known
WHERE visits.household_ref = known.household_ref
    AND visits.household_number IS DISTINCT FROM known.household_number
"""


def give(connection: duckdb.DuckDBPyConnection) -> None:
    """Number the households that are new, and put numbers in the place of references."""
    connection.execute(ADD)
    connection.execute(GIVE)
    (left,) = connection.execute(
        "SELECT count(*) FROM visits WHERE household_number IS NULL"
    ).fetchall()[0]
    if left:
        raise ValueError(f"{left} visits have no household")
    connection.execute(f"ALTER TABLE visits DROP COLUMN {REFERENCE}")


def with_references(database: str = "") -> str:
    """SQL to stand after FROM: visits with the reference of each household, and their rowid.

    Parameters
    ----------
    database : str
        Name of an attached snapshot, "" for the one that is written, in which visits that are new
        or have changed bear their references still.
    """
    prefix = f"{database}." if database else ""
    own = "" if database else "visits.household_ref, "
    excluded = "" if database else f"EXCLUDE ({REFERENCE})"
    return f"""(
        SELECT visits.rowid AS rowid, visits.* {excluded},
            coalesce({own}known.household_ref) AS {REFERENCE}
        FROM {prefix}visits LEFT JOIN {prefix}household_numbers AS known
            USING (household_number)
    )"""
