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

# A place that ended and names a successor of its own level is followed over all mergers there were.
# UNION takes every step once, so a circle ends too; it leads to no last place, and those on it stay
# what they were, like places without a successor.
SUCCESSIONS = """
CREATE OR REPLACE TEMP TABLE successions AS
WITH RECURSIVE steps AS (
    SELECT gone.area_code, later.area_code AS later_code
    FROM areas AS gone JOIN areas AS later
        ON later.area_code = gone.successor_code AND later.level = gone.level
    WHERE gone.valid_to IS NOT NULL
), follow AS (
    SELECT area_code, later_code FROM steps
    UNION
    SELECT follow.area_code, steps.later_code
    FROM follow JOIN steps ON steps.area_code = follow.later_code
)
SELECT area_code, later_code, later_code NOT IN (SELECT area_code FROM steps) AS is_last
FROM follow
"""
HEIRS = """
CREATE OR REPLACE TABLE heirs AS
SELECT area_code, later_code AS heir_code FROM successions WHERE is_last ORDER BY area_code
"""

# Villages whose places are other ones now than they were, because they or a place above ended.
LEVELS = ("township", "district", "city", "province")
TODAY = f"""
CREATE OR REPLACE TEMP TABLE today AS
SELECT former.village_code AS old_code,
    here.village_code AS now_village_code,
    {", ".join(f"coalesce({level}.heir_code, here.{level}_code) AS now_{level}_code" for level in LEVELS)},
    here.setting AS now_setting,
    here.village_class AS now_village_class
FROM places AS former
LEFT JOIN heirs AS village ON village.area_code = former.village_code
JOIN places AS here ON here.village_code = coalesce(village.heir_code, former.village_code)
{" ".join(f"LEFT JOIN heirs AS {level} ON {level}.area_code = here.{level}_code" for level in LEVELS)}
"""  # noqa: E501
MOVED_VILLAGES = f"""
CREATE OR REPLACE TABLE moved_villages AS
SELECT today.* FROM today JOIN places ON places.village_code = today.old_code
WHERE now_village_code <> village_code
    OR {" OR ".join(f"now_{level}_code <> {level}_code" for level in LEVELS)}
ORDER BY old_code
"""

# Grids that have another code now than they had, or lie in another village than a record of them
# says: a village that was divided hands its records on with its grids. A grid has one parent, that
# of today, so records tell the villages in which one lay before that kept its code.
RECORDED = ("requests", "visits", "households")
MOVED_GRIDS = f"""
CREATE OR REPLACE TABLE moved_grids AS
WITH pairs AS (
    SELECT parent_code AS village_code, area_code AS grid_code FROM areas WHERE level = 'grid'
    {" ".join(
        f"UNION SELECT village_code, grid_code FROM {name} WHERE grid_code IS NOT NULL"
        for name in RECORDED
    )}
), led AS (
    SELECT pairs.*, lasting.area_code AS now_grid_code, lasting.parent_code AS home_code
    FROM pairs
    LEFT JOIN heirs ON heirs.area_code = pairs.grid_code
    JOIN areas AS lasting ON lasting.area_code = coalesce(heirs.heir_code, pairs.grid_code)
)
SELECT village_code AS old_village, grid_code AS old_grid, now_grid_code, home_code,
    today.* EXCLUDE (old_code)
FROM led JOIN today ON today.old_code = led.home_code
WHERE now_grid_code <> grid_code OR home_code <> village_code
ORDER BY old_village, old_grid
"""  # fmt: skip

# Villages whose records lie in several villages today, by these. `has_ended`: all that does not
# name a grid is handed to the declared successor; else it stays, and what is older than `until`,
# the last day of the grids that left (empty where nobody knows it), may belong to another part. A
# grid that left a later village before this one became part of it took nothing of this one along.
DIVIDED = """
CREATE OR REPLACE TABLE divided_villages AS
WITH through AS (
    SELECT old_code AS village_code, old_code AS later_code FROM today
    UNION ALL
    SELECT area_code, later_code FROM successions WHERE area_code IN (SELECT area_code FROM heirs)
), left_with AS (
    SELECT through.village_code, grids.now_village_code AS part_code, gone.valid_to AS until
    FROM through
    JOIN moved_grids AS grids
        ON grids.old_village = through.later_code AND grids.home_code <> grids.old_village
    JOIN areas AS gone ON gone.area_code = grids.old_grid
    JOIN areas AS village ON village.area_code = through.village_code
    WHERE through.later_code = through.village_code OR gone.valid_to IS NULL
        OR gone.valid_to > village.valid_to
), parts AS (
    SELECT * FROM left_with
    UNION ALL
    SELECT old_code, now_village_code, DATE '0001-01-01' FROM today
    WHERE old_code IN (SELECT village_code FROM left_with)
)
SELECT DISTINCT village_code, part_code,
    village_code IN (SELECT area_code FROM heirs) AS has_ended,
    CASE WHEN count(*) OVER village = count(until) OVER village
        THEN max(until) OVER village
    END AS until
FROM parts
WINDOW village AS (PARTITION BY village_code)
QUALIFY min(part_code) OVER village <> max(part_code) OVER village
ORDER BY village_code, part_code
"""


def rebuild(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the tables anew from `areas`, `places`, and the grids that records name.

    Notes
    -----
    A circle of parents ends after ten steps instead of never.
    """
    for statement in (ANCESTORS, SUCCESSIONS, HEIRS, TODAY, MOVED_VILLAGES, MOVED_GRIDS, DIVIDED):
        connection.execute(statement)
    connection.execute("DROP TABLE successions")
    connection.execute("DROP TABLE today")
