"""In which order do records lie on disk, and what in them follows from other rows?

The engine skips blocks that cannot hold a row asked for, so rows of one quarter and one place lie
together: a question about a district in a half-year then reads little more than its own rows.
Rows are put in order when they are added to a table; the first file of an empty table keeps its
own order, for to write ten million rows again would double the load. `python -m data refresh`
puts all of them in order.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from data import busy_days, homes, household_numbers, visit_chains
from data.schema import TABLES, Table, key_sql
from data.sources.times import local_time, whole

ORDER = {
    "requests": "date_trunc('quarter', received_date), village_code",
    "visits": "date_trunc('quarter', visited_date), village_code, household_ref",
    "responses": "round_id, village_code, response_ref",
}

# An answer that its scale does not list counts as nothing: neither satisfied nor dissatisfied.
# Scales are put beside questions first, for these are few: no answer is joined with another.
SCALES = """
CREATE OR REPLACE TEMP TABLE scales AS
SELECT rounds.round_id, q.question_id, s.score, s.counts_as
FROM rounds
JOIN questions AS q USING (questionnaire_version)
JOIN answer_scales AS s
    ON s.scale = q.scale AND s.valid_from <= rounds.closed_date
    AND (s.valid_to IS NULL OR s.valid_to >= rounds.closed_date)
"""
OF_SCALE = """responses.round_id = scales.round_id AND responses.question_id = scales.question_id
    AND responses.score = scales.score"""
JUDGE = (
    SCALES,
    f"""
    UPDATE responses SET counts_as = scales.counts_as FROM scales
    WHERE {OF_SCALE} AND responses.counts_as IS DISTINCT FROM scales.counts_as
    """,
    f"""
    UPDATE responses SET counts_as = NULL
    WHERE counts_as IS NOT NULL AND NOT EXISTS (FROM scales WHERE {OF_SCALE})
    """,
    "DROP TABLE scales",
)
NUMBER_FORMS = """
CREATE OR REPLACE TEMP TABLE forms AS
SELECT round_id, response_ref, coalesce(form, (SELECT coalesce(max(form), 0) FROM responses)
    + row_number() OVER (PARTITION BY form IS NULL ORDER BY round_id, response_ref)) AS form
FROM (
    SELECT round_id, response_ref, max(form) AS form FROM responses
    WHERE round_id IN (SELECT DISTINCT round_id FROM responses WHERE form IS NULL)
    GROUP BY round_id, response_ref
)
"""
GIVE_FORMS = """
UPDATE responses SET form = forms.form FROM forms
WHERE responses.form IS NULL AND responses.round_id = forms.round_id
    AND responses.response_ref = forms.response_ref
"""

# What questions about call-backs ask of the request behind each, by the columns that tell it.
OF_REQUEST = {
    "request_date": "received_date",
    "request_village": "village_code",
    "request_grid": "grid_code",
    "request_category": "category_code",
    "request_channel": "channel",
    "request_kind": "kind",
    "request_unit": "lead_unit",
    "request_exclusion": "exclusion_code",
    "request_batch": "batch_id",
}
# Nobody is called back before the request came in; where times say so, the call is known from then.
TOLD = {own: f"r.{its}" for own, its in OF_REQUEST.items()} | {
    "request_received": "CASE WHEN r.received_at > callbacks.called_at THEN r.received_at END"
}
JOINED = "callbacks.source = r.source AND callbacks.request_id = r.request_id"
TELL = f"""
UPDATE callbacks SET {", ".join(f"{own} = {its}" for own, its in TOLD.items())}
FROM requests AS r
WHERE {JOINED} AND {{those}}
    AND ({", ".join(TOLD)}) IS DISTINCT FROM ({", ".join(TOLD.values())})
"""
# One after the other: where either may be so, the engine looks at all requests.
UNTOLD = ("r.batch_id > {known}", "callbacks.request_batch IS NULL")
MANY = """
SELECT least(count(*), greatest(count(*) FILTER (request_batch IS NULL),
    (SELECT count(*) FROM requests WHERE batch_id > {known})))
FROM callbacks
"""
# An update holds what it changes in memory, which cannot hold ten columns of millions of rows.
# These are written anew instead, share by share, and put in their order again.
WRITE_TOLD = f"""
INSERT INTO told BY NAME
SELECT callbacks.* REPLACE ({
    ", ".join(
        f"CASE WHEN r.request_id IS NULL THEN callbacks.{own} ELSE {its} END AS {own}"
        for own, its in TOLD.items()
    )
})
FROM (SELECT rowid AS record, * FROM callbacks WHERE hash(request_id) % {{ways}} = {{way}})
    AS callbacks
LEFT JOIN (SELECT * FROM requests WHERE hash(request_id) % {{ways}} = {{way}}) AS r ON {JOINED}
"""
IN_ORDER = "INSERT INTO callbacks BY NAME SELECT * EXCLUDE (record) FROM told ORDER BY record"
AT_ONCE = 6_000_000  # call-backs told in their place
SHARE = 1_000_000  # of those written anew


def told(table: Table) -> str:
    """SQL to stand after FROM: a table of the snapshot that is written with all of its columns.

    It has a `rowid`, by which its rows can be changed.
    """
    if any(column.apart for column in table.columns):
        return household_numbers.with_references()
    return f'(SELECT rowid AS rowid, * FROM "{table.name}")'


def in_order(table: Table) -> str:
    """SQL that puts rows of a table in the order in which they lie on disk; "" for any order."""
    return f"ORDER BY {ORDER[table.name]}" if table.name in ORDER else ""


def create(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Create the tables that are missing, add the columns that a newer schema has, and keep times
    as it keeps them.

    Returns the names of the tables that got columns.
    """
    changed = set()
    there: dict[str, dict[str, str]] = {}
    for name, column, type_ in connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
    ).fetchall():
        there.setdefault(name, {})[column] = type_
    for table in TABLES.values():
        if table.name not in there:
            connection.execute(table.ddl)
            continue
        for column in table.columns:
            if column.name not in there[table.name]:
                type_ = table.stored_type(column)
                connection.execute(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {type_}')
                changed |= set() if column.apart else {table.name}
        _cut_off(connection, table, there[table.name])
    connection.execute(household_numbers.CREATE)
    return changed


def _cut_off(connection: duckdb.DuckDBPyConnection, table: Table, there: Mapping[str, str]) -> None:
    """Cut fractions of seconds off times that an earlier version kept."""
    finer = [c.name for c in table.times if there.get(c.name, "") == c.sql_type]
    if set(finer) & set(table.key):
        connection.execute(_put_aside(table, table.name))
        connection.execute(f"DELETE FROM {table.name} WHERE rowid IN ({_made_alike(table)})")
    for name in finer:
        connection.execute(
            f"ALTER TABLE {table.name} ALTER {name} TYPE {table.stored_type(table.column(name))} "
            f"USING {whole(name)}"
        )


def _made_alike(table: Table, source: str = "") -> str:
    """SQL of the rows whose key is that of a later one once fractions are cut off."""
    times = {c.name for c in table.times}
    key = ", ".join(whole(name) if name in times else name for name in table.key)
    latest = ", ".join(f"{name} DESC" for name in table.key)
    return (
        f"SELECT rowid FROM {source or table.name} "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {latest}) > 1"
    )


def _put_aside(table: Table, source: str) -> str:
    """SQL that keeps these rows among the previous versions."""
    return (
        f"INSERT INTO previous_versions SELECT batch_id, '{table.name}', "
        f"{key_sql(table, 't')}, to_json(t)::VARCHAR FROM {source} AS t "
        f"WHERE rowid IN ({_made_alike(table, source)})"
    )


def rewrite(connection: duckdb.DuckDBPyConnection, before: Path) -> None:
    """Copy the records of another snapshot, all in order, without what `complete` fills in."""
    connection.execute(f"ATTACH '{before}' AS before (READ_ONLY)")
    there = set(
        connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'before'"
        ).fetchall()
    )
    put_aside = []
    for table in TABLES.values():
        names = [c.name for c in table.columns if (table.name, c.name) in there and not c.linked]
        if not names:
            continue
        source, where = f'before."{table.name}"', ""
        apart = [c.name for c in table.columns if c.apart and c.name not in names]
        if apart:
            source, names = household_numbers.with_references("before"), [*names, *apart]
        times = {c.name for c in table.times}
        if times & set(table.key):
            put_aside.append(_put_aside(table, source))
            where = f"WHERE rowid NOT IN ({_made_alike(table, source)})"
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(whole(f'"{n}"') if n in times else f'"{n}"' for n in names)
        connection.execute(
            f'INSERT INTO "{table.name}" ({columns}) '
            f"SELECT {values} FROM {source} {where} {in_order(table)}"
        )
    for statement in put_aside:
        connection.execute(statement)
    connection.execute("DETACH before")


def complete(
    connection: duckdb.DuckDBPyConnection, touched: set[str], zone: str, known_batches: int
) -> None:
    """Fill what follows from other columns and other rows.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A snapshot that is about to be published.
    touched : set of str
        Tables that were written.
    zone : str
        Business zone, in which a day begins.
    known_batches : int
        Number of the last load that the snapshot before this one knew: rows of later ones are new.
    """
    for name in touched & set(TABLES):
        _fill_dates(connection, TABLES[name], zone)
    household_numbers.give(connection)
    if "visits" in touched:
        visit_chains.link(connection, known_batches)
    busy_days.rebuild(connection, touched, zone, known_batches)
    homes.rebuild(connection, touched, zone)
    if touched & {"requests", "callbacks"}:
        _tell(connection, known_batches)
    if touched & {"responses", "rounds", "questions", "answer_scales"}:
        for statement in JUDGE:
            connection.execute(statement)
    if "responses" in touched:
        _number_forms(connection)


def _tell(connection: duckdb.DuckDBPyConnection, known_batches: int) -> None:
    """Tell call-backs of their requests: few in their place, many by writing all anew."""
    (many,) = connection.execute(MANY.format(known=known_batches)).fetchall()[0]
    if many <= AT_ONCE:
        for those in UNTOLD:
            connection.execute(TELL.format(those=those.format(known=known_batches)))
        return
    connection.execute("CREATE TABLE told AS SELECT 0::BIGINT AS record, * FROM callbacks LIMIT 0")
    ways = many // SHARE + 1
    for way in range(ways):
        connection.execute(WRITE_TOLD.format(ways=ways, way=way))
    connection.execute("DROP TABLE callbacks")
    connection.execute(TABLES["callbacks"].ddl)
    connection.execute(IN_ORDER)
    connection.execute("DROP TABLE told")


def _number_forms(connection: duckdb.DuckDBPyConnection) -> None:
    """Number the forms that are new; those of before keep their numbers."""
    connection.execute(NUMBER_FORMS)
    connection.execute(GIVE_FORMS)
    connection.execute("DROP TABLE forms")


def _fill_dates(connection: duckdb.DuckDBPyConnection, table: Table, zone: str) -> None:
    """Loads write these dates; rows of an earlier version of the dashboard have none yet."""
    for column in table.columns:
        if column.derived and column.optional:
            day = f"CAST({local_time(column.derived, zone)} AS DATE)"
            connection.execute(
                f"UPDATE {table.name} SET {column.name} = {day} "
                f"WHERE {column.name} IS NULL AND {column.derived} IS NOT NULL"
            )
