"""The page on visits by hand, part by part.

With what is known of the district: every promise is one visit a month, no household had two links,
every visit is to a household of the register, and nothing happened after the days asked for. What
visits raised and what in them cannot be as written down is not written by hand yet.
"""

from tests.performance.by_hand.spans import BEFORE, DISTRICT, HALF, LAST, PLACES

HOMES = f"FROM homes {PLACES} WHERE {DISTRICT}"
VISITS = f"FROM visits {PLACES} WHERE {DISTRICT} AND visited_date"
FIRST = {HALF: "DATE '2025-07-01'", BEFORE: "DATE '2025-01-01'"}
TWO_YEARS = f"BETWEEN DATE '2024-01-01' AND {LAST}"
WAIT = f"({LAST} - last_date)"
BANDS = ", ".join(f"count(*) FILTER ({WAIT} <= {days})" for days in (30, 90, 180, 365))
SHARE = f"count(*), count(*) FILTER ({WAIT} > 90 OR last_date IS NULL)"
SUMMARY = f"""{SHARE}, {BANDS}, max({WAIT}),
    quantile_cont(coalesce({WAIT}, 1000000000), [0.5, 0.9])"""
LINKED = f"""count(*), count(*) FILTER (linked_from <= {LAST} AND (linked_to IS NULL OR linked_to
    >= {LAST})), count(has_card), count(*) FILTER (has_card)"""
PAIRS = f"""FROM assignments JOIN homes USING (household_ref) {PLACES} WHERE {DISTRICT}
    AND assignments.valid_from <= {LAST}
    AND (assignments.valid_to IS NULL OR assignments.valid_to >= {LAST})"""


def _kept(span: str, group: str = "") -> str:
    """Months in which a promise was kept; what was due is a number of households."""
    return (
        f"SELECT {group}count(*), count(*) FILTER (met > 0) FROM home_months JOIN homes USING "
        f"(number) {PLACES} WHERE {DISTRICT} AND month {span} GROUP BY ALL"
    )


def _due(group: str = "") -> str:
    return f"SELECT {group}count(*) {HOMES} AND visits_due_per_month > 0 GROUP BY ALL"


def _linked(group: str = "") -> str:
    return f"SELECT {group}{LINKED} {HOMES} GROUP BY ALL"


def _reached(span: str, first: str, group: str = "") -> str:
    return (
        f"SELECT {group}count(*), count(*) FILTER (previous_date IS NULL OR previous_date < "
        f"{first}), count(*) FILTER (was_met), sum(issues_raised) {VISITS} {span} GROUP BY ALL"
    )


def _cards(span: str) -> list[str]:
    return [_reached(span, FIRST[span]), _kept(span), _due(), _linked()]


PARTS: dict[str, list[str]] = {
    "": [*_cards(HALF), *_cards(BEFORE)],
    "promises": [
        _kept(HALF, "priority_group, "),
        _due("priority_group, "),
        f"""SELECT priority_group, kept, count(*) FROM (
            SELECT homes.number, priority_group, count(month) AS kept
            FROM homes {PLACES} LEFT JOIN home_months
                ON home_months.number = homes.number AND month {HALF}
            WHERE {DISTRICT} AND visits_due_per_month > 0 GROUP BY ALL
        ) GROUP BY ALL""",
        _kept(HALF, "township_code, "),
        _due("township_code, "),
        _kept(HALF),
        _kept(TWO_YEARS, "month, "),
    ],
    "waits": [
        f"SELECT {SUMMARY} {HOMES}",
        f"SELECT village_code, grid_code, {SUMMARY} {HOMES} GROUP BY ALL",
        f"""SELECT household_ref, village_code, grid_code, {WAIT} {HOMES}
            ORDER BY last_date IS NULL DESC, {WAIT} DESC LIMIT 50""",
        f"SELECT township_code, {SHARE} {HOMES} GROUP BY ALL",
        f"SELECT {SHARE} {HOMES}",
    ],
    "links": [
        _linked("township_code, "),
        _linked(),
        f"SELECT each, count(*) FROM (SELECT count(*) AS each {PAIRS} GROUP BY visitor_ref) "
        "GROUP BY each",
        f"SELECT count(*), count(DISTINCT visitor_ref) {PAIRS}",
    ],
}
