"""The page on visits by hand, part by part.

With what is known of the district: no household had two links, every visit is to a household of the
register and where it lives, every grid stayed in its village, and nothing happened after the days
asked for.
"""

from tests.performance.by_hand.spans import (
    BEFORE,
    DISTRICT,
    HALF,
    HOUSEHOLDS,
    LAST,
    NOTES,
    PLACES,
    REGISTERED,
    month,
)

HOMES = f"FROM homes WHERE {DISTRICT}"
VISITS = f"FROM visits {PLACES} WHERE {DISTRICT} AND visited_date"
FIRST = {HALF: "DATE '2025-07-01'", BEFORE: "DATE '2025-01-01'"}
TWO_YEARS = f"BETWEEN DATE '2024-01-01' AND {LAST}"
WAIT = f"({LAST} - last_date)"
BANDS = ", ".join(f"count(*) FILTER ({WAIT} <= {days})" for days in (30, 90, 180, 365))
SHARE = f"count(*), count(*) FILTER ({WAIT} > 90 OR last_date IS NULL)"
OF_GRID = f"""{SHARE}, {BANDS}, max({WAIT}),
    quantile_cont(coalesce({WAIT}, 1000000000), [0.5, 0.9])"""
LINKED = f"""count(*), count(*) FILTER (linked_from <= {LAST} AND (linked_to IS NULL OR linked_to
    >= {LAST})), count(has_card), count(*) FILTER (has_card)"""
PAIRS = f"""FROM assignments JOIN household_numbers USING (household_ref)
    JOIN homes ON homes.number = household_number WHERE {DISTRICT}
    AND assignments.valid_from <= {LAST}
    AND (assignments.valid_to IS NULL OR assignments.valid_to >= {LAST})"""


def _visits(select: str, span: str, groups: int = 0) -> str:
    by = ", ".join(str(number + 1) for number in range(groups))
    return f"SELECT {select} {VISITS} {span}" + (f" GROUP BY {by}" if groups else "")


MONTH = month("visited_date")

# ---------------------------------------------------------------- what cannot be as written down
BUSY = f"""SELECT visitor_ref, household_number, visited_date AS day, second
    FROM busy_visits {PLACES} WHERE {DISTRICT} AND visited_date {HALF}"""
NIGHT = "second < 21600 OR second >= 82800"
DAYS = f"""
WITH busy AS ({BUSY}), seconds AS (
    SELECT visitor_ref, day, second, count(*) AS visits, count(DISTINCT household_number) AS homes
    FROM busy GROUP BY ALL
), minutes AS (
    SELECT visitor_ref, day, second // 60 AS minute, count(*) AS visits,
        count(DISTINCT household_number) AS homes
    FROM busy GROUP BY ALL
), hours AS (
    SELECT visitor_ref, day, second, count(*) OVER (PARTITION BY visitor_ref, day ORDER BY second
        RANGE BETWEEN 3599 PRECEDING AND CURRENT ROW) AS visits
    FROM busy
)
SELECT *
FROM (SELECT visitor_ref, day, count(*) AS visits, count(DISTINCT household_number),
    count(*) FILTER ({NIGHT}) AS night FROM busy GROUP BY ALL)
JOIN (SELECT visitor_ref, day, max(homes), coalesce(sum(visits) FILTER (homes >= 3), 0)::BIGINT
    AS same_second FROM seconds GROUP BY ALL) USING (visitor_ref, day)
JOIN (SELECT visitor_ref, day, max(homes), coalesce(sum(visits) FILTER (homes >= 5), 0)::BIGINT
    AS same_minute FROM minutes GROUP BY ALL) USING (visitor_ref, day)
JOIN (SELECT visitor_ref, day, max(visits), count(*) FILTER (visits > 12) AS per_hour
    FROM hours GROUP BY ALL) USING (visitor_ref, day)
WHERE night + same_second + same_minute + per_hour > 0"""
VISITORS = f"""SELECT visitor_ref, village_code, count(*), count(duration_minutes),
    count(*) FILTER (duration_minutes < 3) {VISITS} {HALF} AND mode = 'in_person' GROUP BY ALL"""
WITHOUT = f"""SELECT count(DISTINCT household_number) {VISITS} {HALF}
    AND (visitor_ref, visited_date) NOT IN (SELECT (visitor_ref, day) FROM ({DAYS}))"""
MOMENTS = f"""
SELECT visitor_ref, day, second, count(*), count(DISTINCT household_number) FROM ({BUSY})
SEMI JOIN (
    SELECT visitor_ref, day FROM ({BUSY}) GROUP BY ALL ORDER BY count(*) DESC LIMIT 12
) USING (visitor_ref, day)
GROUP BY ALL"""

# Years and bits of the months in which promises were judged.
MONTHS = {HALF: (2025, 0b111111000000), BEFORE: (2025, 0b111111)}

# ---------------------------------------------------------------- what was raised
ENDED = "coalesce(outcome IN ('withdrawn', 'merged', 'refused'), false)"
FATES = f"""count(*) AS requests, count(*) FILTER (is_closed AND NOT {ENDED}) AS solved,
    count(*) FILTER (NOT is_closed) AS open_still"""
RAISED = f"""FROM (SELECT visit_id, issues_raised, township_code {VISITS} {HALF})
LEFT JOIN (SELECT visit_id, {FATES} FROM requests WHERE visit_id IS NOT NULL GROUP BY ALL)
    USING (visit_id)"""
MATTERS = "greatest(issues_raised, coalesce(requests, 0))"
TRACED = f"""sum({MATTERS}), count(*) FILTER ({MATTERS} > 0), sum(requests), sum(solved),
    sum(open_still), sum(issues_raised), count(*)"""


def _kept(span: str, group: str = "") -> str:
    """Months of promises that could be judged and were kept, of households."""
    year, months = MONTHS[span]
    bits = ", ".join(f"sum(bit_count({told} & {months}))" for told in ("judged", "kept", "met"))
    return (
        f"SELECT {group}{bits}, count(DISTINCT number) FROM promise_years "
        f"WHERE {DISTRICT} AND year = {year} AND judged & {months} > 0 GROUP BY ALL"
    )


GRIDS = f"""SELECT township_code, count(*) FROM areas JOIN places ON village_code = parent_code
    WHERE level = 'grid' AND {DISTRICT} AND areas.valid_from <= {LAST}
    AND (areas.valid_to IS NULL OR areas.valid_to >= {LAST}) GROUP BY 1"""
# Whether the last days are all in: visits of each township by day, up to nine weeks back.
LATELY = _visits("township_code, visited_date, count(*)", f"BETWEEN {LAST} - 62 AND {LAST}", 2)


def _linked(group: str = "") -> str:
    return f"SELECT {group}{LINKED} {HOMES} GROUP BY ALL"


def _reached(span: str, first: str, group: str = "") -> str:
    return (
        f"SELECT {group}count(*), count(*) FILTER (previous_date IS NULL OR previous_date < "
        f"{first}), count(*) FILTER (was_met), sum(issues_raised) {VISITS} {span} GROUP BY ALL"
    )


def _cards(span: str) -> list[str]:
    return [_reached(span, FIRST[span]), REGISTERED, _kept(span), _linked()]


PARTS: dict[str, list[str]] = {
    "": [*_cards(HALF), *_cards(BEFORE)],
    "promises": [
        _kept(HALF, "priority_group, "),
        f"""SELECT priority_group, judged, kept, count(*) FROM (
            SELECT priority_group, bit_count(judged & {MONTHS[HALF][1]}) AS judged,
                bit_count(kept & {MONTHS[HALF][1]}) AS kept
            FROM promise_years WHERE {DISTRICT} AND year = {MONTHS[HALF][0]}
        ) GROUP BY ALL""",
        _kept(HALF, "township_code, "),
        _kept(HALF),
        f"""SELECT year, month, sum(judged >> month & 1), sum(kept >> month & 1),
            sum(met >> month & 1)
        FROM promise_years CROSS JOIN (SELECT unnest(range(12)) AS month)
        WHERE {DISTRICT} AND year BETWEEN 2024 AND 2025 GROUP BY ALL""",
        HOUSEHOLDS,
        NOTES,
    ],
    "waits": [
        f"SELECT {WAIT}, count(*) {HOMES} GROUP BY 1",
        f"SELECT village_code, grid_code, {OF_GRID} {HOMES} GROUP BY ALL",
        f"SELECT area_code, area_name FROM areas JOIN places ON village_code = parent_code "
        f"WHERE level = 'grid' AND {DISTRICT}",
        f"""SELECT household_ref, longest.* FROM (
            SELECT number, village_code, grid_code, {WAIT} {HOMES}
            ORDER BY last_date IS NULL DESC, {WAIT} DESC LIMIT 50
        ) AS longest JOIN household_numbers ON number = household_number""",
        f"SELECT township_code, {SHARE} {HOMES} GROUP BY ALL",
        f"SELECT {SHARE} {HOMES}",
        HOUSEHOLDS,
        LATELY,
    ],
    "reach": [
        _reached(HALF, FIRST[HALF], "township_code, "),
        _reached(HALF, FIRST[HALF]),
        _reached(TWO_YEARS, MONTH, f"{MONTH}, "),
        _visits("visited_date, count(*), count(*) FILTER (was_met)", HALF, 1),
        LATELY,
        HOUSEHOLDS,
        NOTES,
        _visits(
            "purpose, count(DISTINCT household_number), count(*), count(*) FILTER (was_met)",
            HALF,
            1,
        ),
        WITHOUT,
    ],
    "load": [
        GRIDS,
        _visits("township_code, count(grid_code)", HALF, 1),
        _visits("count(grid_code)", HALF),
        _visits(f"{MONTH}, count(grid_code)", TWO_YEARS, 1),
        "SELECT visitor_role, each, count(*) FROM ("
        + _visits("visitor_role, visitor_ref, count(*) AS each", HALF, 2)
        + ") GROUP BY ALL",
        LATELY,
        HOUSEHOLDS,
        NOTES,
    ],
    "raised": [
        f"SELECT township_code, {TRACED} {RAISED} GROUP BY ALL",
        f"SELECT {TRACED} {RAISED}",
        f"""SELECT category_code, {FATES} FROM requests
            SEMI JOIN (SELECT visit_id {VISITS} {HALF}) USING (visit_id) GROUP BY ALL""",
        _visits(f"{MONTH}, sum(issues_raised), count(*)", TWO_YEARS, 1),
        LATELY,
        HOUSEHOLDS,
        NOTES,
    ],
    "patterns": [DAYS, VISITORS, MOMENTS],
    "links": [
        _linked("township_code, "),
        _linked(),
        f"SELECT each, count(*) FROM (SELECT count(*) AS each {PAIRS} GROUP BY visitor_ref) "
        "GROUP BY each",
        f"SELECT count(*), count(DISTINCT visitor_ref) {PAIRS}",
        HOUSEHOLDS,
    ],
}
