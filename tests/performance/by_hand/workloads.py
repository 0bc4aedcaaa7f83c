"""The workloads W1 to W4 by hand.

With what is known of the district: all data dates are one, nothing happened after it, no village
ended, medians of requests that are nearly all closed need no survival curve, and nobody asks for
limits of them.
"""

from tests.performance.by_hand.spans import (
    AS_OF,
    BEFORE,
    DISTRICT,
    FIVE_YEARS,
    HALF,
    PLACES,
    REGISTERED,
    YEAR,
    month,
)

# ---------------------------------------------------------------- parts of a SELECT
MINUTES = (
    f"(epoch(coalesce(closed_at, {AS_OF})) - epoch(received_at))::BIGINT // 60"
    " * CASE WHEN closed_at IS NULL OR outcome IN ('withdrawn', 'merged') THEN NULL ELSE 1 END"
)
# Open and withdrawn ones as "longer than all": the median of all that were received.
MEDIAN = f"quantile_disc(coalesce({MINUTES}, 2147483647), 0.5)"
ON_TIME = f"count(*) FILTER (closed_at <= due_at AND due_at <= {AS_OF})"
DUE = f"count(*) FILTER (due_at <= {AS_OF})"
REQUESTS = f"count(*), {ON_TIME}, {DUE}, {MEDIAN}"
CALLED = """count(*) FILTER (is_valid),
    sum(CASE satisfaction WHEN 'very_satisfied' THEN 1 WHEN 'satisfied' THEN 1
        WHEN 'basically' THEN 0.9 ELSE 0 END) FILTER (is_valid)"""
CALLBACKS = f"""FROM (
    SELECT is_valid, satisfaction, request_date AS received_date, request_village AS village_code
    FROM callbacks
) {PLACES} WHERE {{where}}"""
ANSWERS = "count(*) FILTER (counts_as = 'satisfied'), count(counts_as), count(DISTINCT form)"


def _period(column: str, span: str) -> str:
    return f"{DISTRICT} AND {column} {span}"


def _requests(select: str, where: str, group: str = "") -> str:
    return f"SELECT {group}{select} FROM requests {PLACES} WHERE {where}" + _grouped(group)


def _callbacks(where: str, group: str = "") -> str:
    return f"SELECT {group}{CALLED} {CALLBACKS.format(where=where)}" + _grouped(group)


def _answers(span: str, group: str = "") -> str:
    return (
        f"SELECT {group}{ANSWERS} FROM responses JOIN rounds USING (round_id) {PLACES} "
        f"WHERE {DISTRICT} AND closed_date {span}" + _grouped(group)
    )


def _participation(span: str, group: str = "") -> str:
    return (
        f"SELECT {group}sum(households_answered), sum(households_eligible) FROM round_coverage "
        f"JOIN rounds USING (round_id) {PLACES} WHERE {DISTRICT} AND closed_date {span}"
        + _grouped(group)
    )


def _visited(span: str, first: str, group: str = "") -> str:
    """Households visited: by the visit before, which publishing finds, or each looked at."""
    is_first = f"count(*) FILTER (previous_date IS NULL OR previous_date < {first})"
    households = is_first if first else "count(DISTINCT household_number)"
    where = _period("visited_date", span)
    return f"SELECT {group}{households} FROM visits {PLACES} WHERE {where}" + _grouped(group)


def _grouped(group: str) -> str:
    return " GROUP BY 1" if group else ""


def _all(span: str, first: str, by_month: bool = False) -> list[str]:
    """Every number of the workloads W1 and W2 for one district."""

    def by(column: str) -> str:
        return f"{month(column)}, " if by_month else ""

    received = _period("received_date", span)
    return [
        _requests(REQUESTS, received, by("received_date")),
        _callbacks(received, by("received_date")),
        _answers(span, "closed_date, " if by_month else ""),
        _participation(span, "closed_date, " if by_month else ""),
        _visited(span, first, by("visited_date")),
        REGISTERED,
    ]


VILLAGES = f"received_date {YEAR}"
WORKLOADS = {
    "W1": _all(HALF, "DATE '2025-07-01'") + _all(BEFORE, "DATE '2025-01-01'"),
    "W2": _all(FIVE_YEARS, month("visited_date"), by_month=True),
    "W3": [
        _requests(REQUESTS, VILLAGES, "village_code, "),
        _callbacks(VILLAGES, "village_code, "),
    ],
    "W4": [
        f"""SELECT category_code, (epoch(coalesce(closed_at, {AS_OF})) - epoch(received_at))
                ::BIGINT // 3600 AS hours,
            count(*) FILTER (closed_at IS NOT NULL AND outcome NOT IN ('withdrawn', 'merged')),
            count(closed_at), count(*)
        FROM requests GROUP BY 1, 2"""
    ],
}
# The same without what publishing works out beside the records.
FROM_RECORDS = WORKLOADS | {
    "W1": _all(HALF, "") + _all(BEFORE, ""),
    "W2": _all(FIVE_YEARS, "", by_month=True),
}
