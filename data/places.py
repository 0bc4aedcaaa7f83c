"""Which township, district, city and province does each village belong to?"""

import duckdb

from data import hierarchy

LEVELS = ("province", "city", "district", "township", "village")
GROUPS = (*(f"{level}_code" for level in LEVELS), "setting", "village_class")
PLACE = ", ".join(f"places.{name}" for name in GROUPS if name != "village_code")
FROM = {"areas", "profiles"}  # tables that tell other places when they change
# One row a village. Levels that a place does not have (a city without districts) are filled from
# the level above, so that a grouping by any level always adds up to the whole.
PLACES = """
CREATE OR REPLACE TABLE places AS
WITH RECURSIVE climb AS (
    SELECT area_code AS village_code, area_code, level, parent_code, 0 AS steps
    FROM areas WHERE level = 'village'
    UNION ALL
    SELECT climb.village_code, areas.area_code, areas.level, areas.parent_code, climb.steps + 1
    FROM climb JOIN areas ON areas.area_code = climb.parent_code
    WHERE climb.steps < 10
), ancestors AS (
    SELECT village_code,
        any_value(area_code) FILTER (level = 'township') AS township_code,
        any_value(area_code) FILTER (level = 'district') AS district_code,
        any_value(area_code) FILTER (level = 'city') AS city_code,
        any_value(area_code) FILTER (level = 'province') AS province_code,
        arg_max(area_code, steps) AS top_code
    FROM climb GROUP BY village_code
), latest_class AS (
    SELECT village_code, arg_max(village_class, year) AS village_class
    FROM profiles WHERE village_class IS NOT NULL GROUP BY village_code
)
SELECT village.area_code AS village_code,
    village.area_name AS village_name,
    coalesce(township_code, district_code, city_code, province_code, top_code) AS township_code,
    coalesce(district_code, city_code, province_code, top_code) AS district_code,
    coalesce(city_code, province_code, top_code) AS city_code,
    coalesce(province_code, top_code) AS province_code,
    village.setting,
    latest_class.village_class,
    village.households,
    village.population,
    village.valid_from,
    village.valid_to
FROM areas AS village
JOIN ancestors ON ancestors.village_code = village.area_code
LEFT JOIN latest_class ON latest_class.village_code = village.area_code
ORDER BY village_code
"""


def rebuild(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the table `places` anew from `areas` and `profiles`, and what follows from it.

    Notes
    -----
    Ten steps up are more than the six levels need; a circle of parents, which the checks on the
    finished tables refuse, ends there instead of never.
    """
    connection.execute(PLACES)
    hierarchy.rebuild(connection)
