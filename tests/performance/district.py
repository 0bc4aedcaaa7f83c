"""A large invented district for measuring, made by the engine itself in a minute or two.

Three districts, thirty townships and three thousand villages over five years. Only its size and
the spread of its values matter; the demo district of `data.demo` is the one with stories in it.
"""

from collections.abc import Iterable
from datetime import datetime

import duckdb

from data import layout, schema
from data.building import Building
from data.store import Store

VILLAGES, TOWNSHIPS, DISTRICTS = 3_000, 30, 3
HOUSEHOLDS = 400  # a village
VISITORS = 4  # a village
QUESTIONS = 8
FIRST_DAY, DAYS = "2021-01-01", 1826
AS_OF = datetime.fromisoformat("2026-01-01")  # UTC
SPAN_SECONDS = DAYS * 86_400
SOURCES = ("places", "surveys", "visits", "hotline")

DICE = "CREATE TEMP MACRO dice(i, salt, sides) AS CAST(hash(i * 32 + salt) % sides AS BIGINT)"
CODE = """CREATE TEMP MACRO code(v) AS
    format('990{:d}{:02d}{:03d}000', v // 1000 + 1, v // 100 % 10 + 1, v % 100 + 1)"""
REF = "CREATE TEMP MACRO ref(i) AS format('{:016x}', hash(i))"

AREAS = f"""
SELECT '990000000000' AS area_code, 'City' AS area_name, 'city' AS level, NULL AS parent_code,
    NULL AS setting, NULL AS households
UNION ALL
SELECT format('990{{:d}}00000000', d + 1), format('District {{}}', d + 1), 'district',
    '990000000000', NULL, NULL
FROM range({DISTRICTS}) AS t(d)
UNION ALL
SELECT format('990{{:d}}{{:02d}}000000', t // 10 + 1, t % 10 + 1), format('Township {{}}', t + 1),
    'township', format('990{{:d}}00000000', t // 10 + 1), NULL, NULL
FROM range({TOWNSHIPS}) AS t(t)
UNION ALL
SELECT code(v), format('Village {{}}', v + 1), 'village',
    format('990{{:d}}{{:02d}}000000', v // 1000 + 1, v // 100 % 10 + 1),
    ['urban', 'fringe', 'rural'][1 + dice(v, 1, 3)], {HOUSEHOLDS}
FROM range({VILLAGES}) AS t(v)
UNION ALL
SELECT format('{{}}{{}}', code(v), g), format('Grid {{}}', g + 1), 'grid', code(v), NULL, NULL
FROM range({VILLAGES}) AS v(v), range(4) AS g(g)
"""
PROFILES = f"""
SELECT code(v) AS village_code, 2025 AS year,
    ['model', 'improving', 'weak'][1 + dice(v, 2, 3)] AS village_class
FROM range({VILLAGES}) AS t(v)
"""
REGISTER = f"""
SELECT ref(v * 1000 + h) AS household_ref, code(v) AS village_code,
    format('{{}}{{}}', code(v), h // 100) AS grid_code,
    CASE WHEN h % 10 = 0 THEN ['elderly_alone', 'disabled', 'low_income'][1 + h % 3] END
        AS priority_group,
    CASE WHEN h % 10 = 0 THEN 1.0 END AS visits_due_per_month
FROM range({VILLAGES}) AS v(v), range({HOUSEHOLDS}) AS h(h)
"""
ASSIGNMENTS = f"""
SELECT ref(v * 1000 + h) AS household_ref, ref(-1 - v * 10 - h % {VISITORS}) AS visitor_ref,
    DATE '{FIRST_DAY}' AS valid_from
FROM range({VILLAGES}) AS v(v), range({HOUSEHOLDS}) AS h(h) WHERE dice(v * 1000 + h, 3, 10) > 0
"""
ROUNDS = f"""
SELECT format('R{{:02d}}', r) AS round_id, format('Round {{}}', r) AS round_name,
    DATE '{FIRST_DAY}' + CAST(r * 182 + 140 AS INTEGER) AS opened_date,
    DATE '{FIRST_DAY}' + CAST(r * 182 + 160 AS INTEGER) AS closed_date,
    'household' AS mode, 'census' AS selection, 'v1' AS questionnaire_version
FROM range(10) AS t(r)
"""
QUESTION_LIST = f"""
SELECT 'v1' AS questionnaire_version, format('q{{}}', q) AS question_id,
    format('Question {{}}', q) AS text,
    ['branch', 'committee', 'service', 'order'][1 + q // 2] AS subject, 'five' AS scale
FROM range({QUESTIONS}) AS t(q)
"""
SCALES = f"""
SELECT 'five' AS scale, CAST(s AS DOUBLE) AS score,
    CASE WHEN s >= 4 THEN 'satisfied' WHEN s = 3 THEN 'neutral' ELSE 'dissatisfied' END
        AS counts_as, DATE '{FIRST_DAY}' AS valid_from
FROM range(1, 6) AS t(s)
"""
RESPONSES = """
SELECT format('R{:02d}', r) AS round_id, format('{:07d}', f) AS response_ref,
    code(v) AS village_code, ['branch', 'committee', 'service', 'order'][1 + q // 2] AS subject,
    format('q{}', q) AS question_id,
    CASE WHEN dice(i, 4, 50) > 0
        THEN [5.0, 5.0, 5.0, 5.0, 4.0, 4.0, 3.0, 2.0, 5.0, 1.0][1 + dice(i, 5, 10)] END AS score,
    5.0 AS score_max
FROM (
    SELECT i, i // QUESTIONS % FORMS AS f, i // (QUESTIONS * FORMS) AS r, i % QUESTIONS AS q,
        dice(i // QUESTIONS, 6, VILLAGES) AS v
    FROM range(ROWS) AS t(i)
)
""".replace("QUESTIONS", str(QUESTIONS)).replace("VILLAGES", str(VILLAGES))
ROUND_COVERAGE = f"""
SELECT format('R{{:02d}}', r) AS round_id, code(v) AS village_code,
    {HOUSEHOLDS} AS households_eligible, {HOUSEHOLDS} * (70 + dice(r * 10000 + v, 7, 30)) // 100
        AS households_answered
FROM range(10) AS r(r), range({VILLAGES}) AS v(v)
"""
VISITS = f"""
SELECT format('V{{:09d}}', i) AS visit_id, 'visits' AS source, code(v) AS village_code,
    format('{{}}{{}}', code(v), h // 100) AS grid_code, ref(v * 1000 + h) AS household_ref,
    ref(-1 - v * 10 - h % {VISITORS}) AS visitor_ref,
    ['grid_worker', 'linked_member', 'village_cadre'][1 + dice(i, 8, 3)] AS visitor_role,
    visited_at, ['care', 'safety', 'policy', 'needs'][1 + dice(i, 9, 4)] AS purpose,
    ['in_person', 'in_person', 'in_person', 'phone'][1 + dice(i, 10, 4)] AS mode,
    dice(i, 11, 10) > 1 AS was_met, CASE WHEN dice(i, 12, 8) = 0 THEN 1 ELSE 0 END AS issues_raised,
    CAST(5 + dice(i, 13, 40) AS DOUBLE) AS duration_minutes,
    CAST(visited_at + INTERVAL 8 HOUR AS DATE) AS visited_date
FROM (
    SELECT i, dice(i, 14, {VILLAGES}) AS v,
        CAST(floor({HOUSEHOLDS} * (dice(i, 15, 1000) / 1000.0) ** 2) AS BIGINT) AS h,
        TIMESTAMP '{FIRST_DAY}' + to_days(CAST(i * {DAYS} // ROWS AS INTEGER))
            + to_seconds(CASE WHEN dice(i, 40, 1000) = 0 THEN 3 ELSE 8 END * 3600
                + dice(i, 41, 12 * 3600)) - INTERVAL 8 HOUR AS visited_at
    FROM range(ROWS) AS t(i)
)
"""
REQUESTS = f"""
SELECT 'hotline' AS source, format('R{{:09d}}', i) AS request_id, code(v) AS village_code,
    format('{{}}{{}}', code(v), dice(i, 16, 4)) AS grid_code,
    round(154 + dice(i, 17, 100000) / 500000.0, 6) AS longitude,
    round(32 + dice(i, 18, 100000) / 500000.0, 6) AS latitude,
    ['consult', 'help', 'complaint', 'report', 'suggest'][1 + dice(i, 19, 5)] AS kind,
    format('C{{:02d}}', dice(i, 20, 24)) AS category_code,
    ['hotline', 'app', 'visit', 'counter'][1 + dice(i, 21, 4)] AS channel,
    received_at, received_at + to_seconds(step) AS classified_at,
    received_at + to_seconds(2 * step) AS dispatched_at,
    received_at + to_seconds(3 * step) AS signed_at,
    received_at + to_seconds(20 * step) AS contacted_at,
    CASE WHEN took > 600000 THEN received_at + INTERVAL 5 DAY END AS supervised_at,
    closed_at, closed_at + to_seconds(7200) AS feedback_at,
    received_at + to_hours(24 * due_days) AS due_at, format('D{{}}', due_days) AS time_limit_code,
    closed_at IS NOT NULL AS is_closed,
    CASE WHEN closed_at IS NOT NULL
        THEN ['resolved', 'resolved', 'resolved', 'resolved', 'resolved', 'resolved', 'explained',
            'explained', 'withdrawn', 'merged'][1 + dice(i, 22, 10)] END AS outcome,
    CASE WHEN closed_at IS NOT NULL
        THEN ['grid', 'village', 'township', 'district'][1 + dice(i, 23, 4)] END AS solved_level,
    format('Unit {{}}', dice(i, 24, 55)) AS lead_unit,
    CASE WHEN dice(i, 25, 40) = 0 THEN 3 END AS departments_called,
    CASE WHEN dice(i, 25, 40) = 0 THEN dice(i, 26, 4) END AS departments_arrived,
    CASE WHEN dice(i, 25, 40) = 0 THEN received_at + to_seconds(4 * step) END AS whistled_at,
    CASE WHEN dice(i, 25, 40) = 0 THEN received_at + to_seconds(9 * step) END AS arrived_at,
    CASE WHEN dice(i, 27, 25) = 0 THEN 'beyond' END AS exclusion_code,
    CASE WHEN dice(i, 28, 12) = 0 THEN format('E{{:08d}}', i // 24) END AS episode_ref,
    CASE WHEN dice(i, 29, 20) = 0 THEN 1 ELSE 0 END AS reopened_count,
    coalesce(closed_at, received_at) AS updated_at,
    CAST(received_at + INTERVAL 8 HOUR AS DATE) AS received_date
FROM (
    SELECT *, CASE WHEN received_at + to_seconds(took) <= TIMESTAMP '{AS_OF}' AND took < 5000000
        THEN received_at + to_seconds(took) END AS closed_at
    FROM (
        SELECT i, dice(i, 1, {VILLAGES}) AS v, 60 + dice(i, 2, 1200) AS step,
            [1, 7, 7, 7, 15][1 + dice(i, 20, 5)] AS due_days,
            CAST(3600 + exp(8 + dice(i, 3, 80000) / 10000.0) AS BIGINT) AS took,
            TIMESTAMP '{FIRST_DAY}' + to_seconds(CAST(i * {SPAN_SECONDS}.0 / ROWS AS BIGINT))
                - INTERVAL 8 HOUR AS received_at
        FROM range(ROWS) AS t(i)
    )
)
"""
CALLBACKS = f"""
SELECT source, request_id, closed_at + INTERVAL 1 DAY AS called_at, dice(n, 1, 10) > 0 AS is_valid,
    dice(n, 2, 50) > 0 AS was_contacted,
    ['resolved', 'resolved', 'resolved', 'resolved', 'partly', 'unresolved'][1 + dice(n, 3, 6)]
        AS resolution,
    ['very_satisfied', 'satisfied', 'satisfied', 'basically', 'dissatisfied'][1 + dice(n, 4, 5)]
        AS satisfaction
FROM (SELECT *, CAST(request_id[2:] AS BIGINT) AS n FROM requests)
WHERE closed_at + INTERVAL 1 DAY <= TIMESTAMP '{AS_OF}' AND dice(n, 5, 10) < 6
"""
PARTS = (
    ("places", "areas", AREAS),
    ("places", "profiles", PROFILES),
    ("places", "households", REGISTER),
    ("places", "assignments", ASSIGNMENTS),
    ("surveys", "rounds", ROUNDS),
    ("surveys", "questions", QUESTION_LIST),
    ("surveys", "answer_scales", SCALES),
    ("surveys", "round_coverage", ROUND_COVERAGE),
    ("surveys", "responses", RESPONSES),
    ("visits", "visits", VISITS),
    ("hotline", "requests", REQUESTS),
    ("hotline", "callbacks", CALLBACKS),
)


def build(store: Store, rows: int, tables: Iterable[str] = ()) -> None:
    """Publish the district with that many requests, answers and visits in an empty store.

    Parameters
    ----------
    store : Store
        Without records.
    rows : int
        Requests, answers and visits each.
    tables : iterable of str
        Only these; all of them if none is named.
    """
    wanted = set(tables)
    with store.build(f"district of {rows:,}", zone="Asia/Shanghai") as building:
        for macro in (DICE, CODE, REF):
            building.connection.execute(macro)
        counts = dict.fromkeys(SOURCES, 0)
        for source, table, query in PARTS:
            if wanted and table not in wanted:
                continue
            counts[source] += _insert(building, table, query, rows, SOURCES.index(source) + 1)
        _write_batches(building.connection, counts)


def _insert(building: Building, table: str, query: str, rows: int, batch: int) -> int:
    query = query.replace("ROWS", str(rows)).replace("FORMS", str(-(-rows // (10 * QUESTIONS))))
    if table == "areas":
        query = f"SELECT *, DATE '2010-01-01' AS valid_from FROM ({query})"
    building.touched.add(table)
    (inserted,) = building.connection.execute(
        f"INSERT INTO {table} BY NAME SELECT *, {batch} AS batch_id FROM ({query}) "
        f"{layout.in_order(schema.table(table))}"
    ).fetchall()[0]
    return int(inserted)


def _write_batches(connection: duckdb.DuckDBPyConnection, counts: dict[str, int]) -> None:
    for source, rows in counts.items():
        connection.execute(
            "INSERT INTO batches VALUES (?, ?, 'p', '1', 'invented', '', ?, ?, ?, 0, 0, 0, ?, 'x')",
            [SOURCES.index(source) + 1, source, AS_OF, rows, rows, AS_OF],
        )
