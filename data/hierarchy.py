"""Which places lie above each place, and which place took over each one that is gone?"""

import duckdb

# Every place with all that lie above it, itself included (0 steps): a grouping by places of any
# kind is one join.
ANCESTORS = """
CREATE OR REPLACE TABLE ancestors AS
WITH RECURSIVE climb AS (
    SELECT area_code, area_code AS ancestor_code, level, parent_code, 0 AS steps FROM areas
    UNION ALL
    SELECT climb.area_code, areas.area_code, areas.level, areas.parent_code, climb.steps + 1
    FROM climb JOIN areas ON areas.area_code = climb.parent_code
    WHERE climb.steps < 10
)
SELECT area_code, ancestor_code, level, steps FROM climb ORDER BY area_code, steps
"""

# A place that ended and names a successor is followed to the last one that is known, over several
# mergers if need be. Without a successor of its own level it stays what it was.
HEIRS = """
CREATE OR REPLACE TABLE heirs AS
WITH RECURSIVE follow AS (
    SELECT area_code, level, area_code AS heir_code, successor_code, valid_to, 0 AS steps
    FROM areas WHERE valid_to IS NOT NULL AND successor_code IS NOT NULL
    UNION ALL
    SELECT follow.area_code, areas.level, areas.area_code, areas.successor_code, areas.valid_to,
        steps + 1
    FROM follow JOIN areas
        ON areas.area_code = follow.successor_code AND areas.level = follow.level
    WHERE follow.valid_to IS NOT NULL AND steps < 10
)
SELECT area_code, arg_max(heir_code, steps) AS heir_code FROM follow
GROUP BY area_code HAVING max(steps) > 0 ORDER BY area_code
"""

# Villages whose places are other ones now than they were, because they or a place above ended.
LEVELS = ("township", "district", "city", "province")
MOVED = f"""
CREATE OR REPLACE TABLE moved_villages AS
WITH today AS (
    SELECT former.village_code AS old_code,
        here.village_code AS now_village_code,
        {", ".join(
            f"coalesce({level}.heir_code, here.{level}_code) AS now_{level}_code"
            for level in LEVELS
        )},
        here.setting AS now_setting,
        here.village_class AS now_village_class
    FROM places AS former
    LEFT JOIN heirs AS village ON village.area_code = former.village_code
    JOIN places AS here ON here.village_code = coalesce(village.heir_code, former.village_code)
    {" ".join(
        f"LEFT JOIN heirs AS {level} ON {level}.area_code = here.{level}_code" for level in LEVELS
    )}
)
SELECT today.* FROM today JOIN places ON places.village_code = today.old_code
WHERE now_village_code <> village_code
    OR {" OR ".join(f"now_{level}_code <> {level}_code" for level in LEVELS)}
ORDER BY old_code
"""  # fmt: skip


def rebuild(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the tables anew from `areas` and `places`.

    Notes
    -----
    A circle of parents or of successors ends after ten steps instead of never.
    """
    for statement in (ANCESTORS, HEIRS, MOVED):
        connection.execute(statement)
