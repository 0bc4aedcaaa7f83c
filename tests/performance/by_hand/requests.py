"""The page on requests by hand, part by part.

What is counted in the engine and what is worked out from the counts lies where it lies in the
page: curves, quantiles and tests are arithmetic on counts by duration.
"""

from tests.performance.by_hand.spans import (
    AS_OF,
    BEFORE,
    DISTRICT,
    HALF,
    HOUSEHOLDS,
    LAST,
    NOTES,
    PLACES,
    month,
)

OTHERWISE = "coalesce(outcome IN ('withdrawn', 'merged', 'refused'), false)"
CLOSED = "closed_at IS NOT NULL AND is_closed"
OF_DISTRICT = f"FROM requests {PLACES} WHERE {DISTRICT} AND received_date {HALF}"
OF_ALL = f"FROM requests {PLACES} WHERE received_date {HALF}"


def _count(select: str, source: str, groups: int = 0) -> str:
    by = ", ".join(str(number + 1) for number in range(groups))
    return f"SELECT {select} {source}" + (f" GROUP BY {by}" if groups else "")


# ---------------------------------------------------------------- durations
TOOK = f"(epoch(CASE WHEN {CLOSED} THEN closed_at ELSE {AS_OF} END) - epoch(received_at))::BIGINT"
FATES = f"""count(*) FILTER ({CLOSED} AND NOT {OTHERWISE}),
    count(*) FILTER ({CLOSED} AND {OTHERWISE}), count(*) FILTER (NOT is_closed)"""
MINUTES, HOURS = f"{TOOK} // 60", f"{TOOK} // 3600"
# Days without holidays stand for the working calendar; with midnight at 16:00 UTC.
WORKDAYS = f"""(SELECT d::DATE AS day, d - INTERVAL 8 HOUR AS starts_at, isodow(d) < 6 AS works,
        86400 * (sum((isodow(d) < 6)::INTEGER) OVER (ORDER BY d) - (isodow(d) < 6)::INTEGER)::BIGINT
            AS done
    FROM range(DATE '2025-07-01', {LAST} + 2, INTERVAL 1 DAY) AS days(d))"""


def _spent(day: str, moment: str) -> str:
    """Seconds of working time up to a moment of a day."""
    today = f"date_diff('second', {day}.starts_at, {moment})"
    return f"{day}.done + CASE WHEN {day}.works THEN {today} ELSE 0 END"


WORKED = f"""
WITH days AS {WORKDAYS}
SELECT township_code, (CASE WHEN {CLOSED} THEN {_spent("last", "closed_at")}
    ELSE {_spent("today", AS_OF)} END - ({_spent("first", "received_at")})) // 60, {FATES}
FROM requests {PLACES} JOIN days AS first ON first.day = received_date
    LEFT JOIN days AS last ON last.day = closed_date
    CROSS JOIN (SELECT * FROM days WHERE day = {LAST} + 1) AS today
WHERE {DISTRICT} AND received_date {HALF} GROUP BY 1, 2"""


def _two_digits(seconds: str) -> str:
    """Minutes cut to their first two digits, in seconds."""
    steps = " ".join(
        f"WHEN {seconds} < {6_000 * n} THEN {seconds} // {60 * n} * {60 * n}"
        for n in (1, 10, 100, 1_000)
    )
    return f"CASE {steps} ELSE {seconds} // 600000 * 600000 END"


# ---------------------------------------------------------------- steps
STEPS = {
    "classify": ("received_at", "classified_at"),
    "dispatch": ("classified_at", "dispatched_at"),
    "sign": ("dispatched_at", "signed_at"),
    "contact": ("dispatched_at", "contacted_at"),
    "handle": ("signed_at", "closed_at"),
    "feedback": ("closed_at", "feedback_at"),
}


def _step(stage: str, keys: str, source: str, *, two_digits: bool) -> str:
    """How long a step took, counted by what `keys` name."""
    start, end = STEPS[stage]
    done = f"{CLOSED} AND NOT {OTHERWISE}" if end == "closed_at" else f"{end} IS NOT NULL"
    until = f"CASE WHEN {done} THEN {end} WHEN {CLOSED} THEN closed_at ELSE {AS_OF} END"
    length = _two_digits("took") if two_digits else "took // 60"
    names = "".join(f"{key}, " for key in keys.split())
    return (
        f"SELECT {names}{length} AS length, count(*) FILTER (done), count(*) FILTER (NOT done AND "
        f"closed), count(*) FILTER (NOT done AND NOT closed) FROM (SELECT {names}{done} AS done, "
        f"{CLOSED} AS closed, epoch({until})::BIGINT - epoch({start})::BIGINT AS took "
        f"{source} AND {start} IS NOT NULL) GROUP BY ALL"
    )


COMPARED = [_step(stage, "district_code category_code", OF_ALL, two_digits=True) for stage in STEPS]
REACHED = ", ".join(
    f"count({moment})"
    for moment in ("received_at", "classified_at", "dispatched_at", "signed_at", "contacted_at",
                   "supervised_at", "closed_at", "feedback_at")
)  # fmt: skip

# ---------------------------------------------------------------- scores
SATISFIED = """CASE satisfaction WHEN 'very_satisfied' THEN 1 WHEN 'satisfied' THEN 1
    WHEN 'basically' THEN 0.9 ELSE 0 END"""
RATES = f"""count(*), count(*) FILTER (was_contacted), count(*) FILTER (resolution = 'resolved'),
    sum({SATISFIED}), sum(0.1 * coalesce(was_contacted, false)::INT
        + 0.5 * coalesce(resolution = 'resolved', false)::INT + 0.4 * {SATISFIED})"""
TWO_YEARS = "BETWEEN DATE '2023-12-19' AND DATE '2025-12-31'"
MONTH = month("(request_date - 18)")


def _called(select: str, span: str, more: str = "") -> str:
    return (
        f"SELECT {select} FROM callbacks JOIN places ON village_code = request_village "
        f"WHERE {DISTRICT} AND request_date {span} AND is_valid {more} GROUP BY ALL"
    )


# ---------------------------------------------------------------- whistles
HEARD = f"{OF_DISTRICT} AND whistled_at IS NOT NULL"
WHISTLES = "count(*), sum(departments_called), sum(departments_arrived)"
WAITED = f"""(epoch(CASE WHEN arrived_at IS NOT NULL THEN arrived_at WHEN {CLOSED} THEN closed_at
    ELSE {AS_OF} END) - epoch(whistled_at))::BIGINT // 60"""
ANSWERED = f"""count(arrived_at), count(*) FILTER (arrived_at IS NULL AND {CLOSED}),
    count(*) FILTER (arrived_at IS NULL AND NOT is_closed)"""

# ---------------------------------------------------------------- closings
CLOSED_HERE = f"{OF_DISTRICT} AND {CLOSED}"
FLAGS = f"""
WITH closed AS (SELECT coalesce(lead_unit, '') AS unit, closed_at, received_at, reopened_count
    {CLOSED_HERE})
SELECT unit, count(*), count(*) FILTER (closed_at - received_at < INTERVAL 10 MINUTE),
    count(*) FILTER (epoch(closed_at)::BIGINT % 86400 = 57600), count(*) FILTER (together >= 5),
    count(*) FILTER (reopened_count > 0)
FROM closed LEFT JOIN (
    SELECT unit, closed_at, count(*) AS together FROM closed GROUP BY 1, 2 HAVING together >= 5
) USING (unit, closed_at)
GROUP BY 1"""
RETURNED = f"""
SELECT lead_unit, count(*) FILTER (is_closed AND again_at - closed_at
    BETWEEN INTERVAL 0 SECOND AND INTERVAL 30 DAY)
FROM (SELECT lead_unit, is_closed, closed_at,
    lead(received_at) OVER (PARTITION BY source, episode_ref ORDER BY received_at) AS again_at
    {OF_DISTRICT} AND episode_ref IS NOT NULL)
GROUP BY 1"""
REPEATS = """count(*), count(episode_ref),
    count(DISTINCT (source, episode_ref)) FILTER (episode_ref IS NOT NULL)"""
REPORTS = f"""
SELECT least(reports, 5), count(*), sum(reports)
FROM (SELECT count(*) AS reports {OF_DISTRICT} AND episode_ref IS NOT NULL
    GROUP BY source, episode_ref)
GROUP BY 1"""

# ---------------------------------------------------------------- what is open
OPEN = f"FROM requests {PLACES} WHERE {DISTRICT} AND NOT is_closed AND received_date <= {LAST}"
STOCKS = f"count(*), count(*) FILTER (due_at <= {AS_OF})"
OPEN_FOR = " ".join(
    f"WHEN received_date <= {LAST} - {days} THEN {days}" for days in (91, 31, 16, 8, 0)
)

# ---------------------------------------------------------------- the head
ON_TIME = (
    f"count(*) FILTER (closed_at <= due_at AND due_at <= {AS_OF}), "
    f"count(*) FILTER (due_at <= {AS_OF})"
)
CARDS = f"""count(*), {ON_TIME}, count(exclusion_code), count(*) FILTER (reopened_count > 0),
    count(*) FILTER (is_closed OR reopened_count > 0), {REPEATS}"""


def _cards(span: str, last: str) -> list[str]:
    """Every number of the cards: of requests, their times, call-backs and the backlog."""
    source = f"FROM requests {PLACES} WHERE {DISTRICT} AND received_date {span}"
    open_then = f"received_date <= {last} AND (NOT is_closed OR closed_date > {last})"
    return [
        _count(CARDS, source),
        _count(f"{MINUTES}, {FATES}", source, 1),
        _called(RATES, span),
        f"SELECT {STOCKS} FROM requests {PLACES} WHERE {DISTRICT} AND {open_then}",
    ]


PARTS: dict[str, list[str]] = {
    "": [*_cards(HALF, LAST), *_cards(BEFORE, "DATE '2025-06-30'"), *COMPARED],
    "times": [
        _count(f"township_code, {MINUTES}, {FATES}", OF_DISTRICT, 2),
        _count(f"township_code, {HOURS}, {FATES}", OF_DISTRICT, 2),
        WORKED,
        _count(f"outcome, {HOURS}, count(*)", OF_DISTRICT, 2),
        HOUSEHOLDS,
    ],
    "steps": [
        *(_step(stage, "", OF_DISTRICT, two_digits=False) for stage in STEPS),
        *COMPARED,
        _count(REACHED, OF_DISTRICT),
    ],
    "scores": [
        _called(f"township_code, {RATES}", HALF),
        _called(RATES, HALF, "AND request_exclusion IS NULL"),
        _called(f"{MONTH}, {RATES}", TWO_YEARS),
        _count("township_code, count(*), count(exclusion_code)", OF_DISTRICT, 1),
        HOUSEHOLDS,
        NOTES,
    ],
    "waiting": [_count(f"township_code, CASE {OPEN_FOR} END, {STOCKS}", OPEN, 2)],
    "solving": [
        _count("township_code, solved_level, count(*)", OF_DISTRICT, 2),
        *(_count(f"{by}{WHISTLES}", HEARD, 1 if by else 0) for by in ("", "township_code, ")),
        _count(f"township_code, {WAITED}, {ANSWERED}", HEARD, 2),
        HOUSEHOLDS,
    ],
    "closings": [
        FLAGS,
        RETURNED,
        _count(f"category_code, {REPEATS}", OF_DISTRICT, 1),
        _count(REPEATS, OF_DISTRICT),
        REPORTS,
    ],
    "alike": [
        _count(f"district_code, category_code, {ON_TIME}", OF_ALL, 2),
        f"SELECT district_code, category_code, {_two_digits('took')}, count(*) FILTER (ended), "
        "count(*) FILTER (aside), count(*) FROM (SELECT district_code, category_code, "
        f"{TOOK} AS took, {CLOSED} AND NOT {OTHERWISE} AS ended, {CLOSED} AND {OTHERWISE} AS aside "
        f"{OF_ALL}) GROUP BY ALL",
    ],
    "course": [
        f"SELECT {month('received_date')}, {MINUTES}, {FATES} FROM requests {PLACES} "
        f"WHERE {DISTRICT} AND received_date BETWEEN DATE '2024-01-01' AND {LAST} GROUP BY ALL",
        "SELECT district_code, received_date, count(*) "
        f"FROM requests {PLACES} WHERE received_date BETWEEN DATE '2025-10-01' AND {LAST} "
        "GROUP BY ALL",
        NOTES,
    ],
}
