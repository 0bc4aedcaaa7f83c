"""Which rows cannot be taken because of what stands in other rows or tables?"""

from collections.abc import Iterable, Sequence

import duckdb

from data import checks, schema
from data.checks import Reference
from data.loading import inserting, row_rules
from data.loading.ready import Ready
from data.loading.row_rules import EMPTIED
from data.loading.staging import WORK, Staged
from data.schema import LEVEL_NAMES
from data.sentences import OTHER, VALUE, Sentence, say
from data.sources.source_file import literal, quoted

FAULTS = f"{WORK}.faults"
SENTENCE = ("output", '"column"', "rule", "sentence", "sentence_zh")
MOST_SUGGESTIONS = 1_000  # unknown values for which the nearest known one is sought
LARGEST_SEARCHED = 100_000  # known values among which it is sought
SIMILAR = 0.8  # Jaro-Winkler similarity from which a known value is worth naming


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the empty tables of faults and of what is said of them."""
    connection.execute(
        f"CREATE TABLE {FAULTS} (output INTEGER, record BIGINT, position BIGINT, "
        '"column" VARCHAR, rule VARCHAR, value VARCHAR, other VARCHAR, other_zh VARCHAR)'
    )
    connection.execute(
        f'CREATE TABLE {WORK}.sentences (output INTEGER, "column" VARCHAR, rule VARCHAR, '
        "sentence VARCHAR, sentence_zh VARCHAR)"
    )


def note(
    connection: duckdb.DuckDBPyConnection,
    output: int,
    told: Sequence[tuple[str | None, str, Sentence]],
) -> None:
    """Set what is said of broken rules: (column, rule, sentence).

    VALUE and OTHER stand in a sentence for the texts of the fault; where OTHER are words of a
    language, the column other_zh has the Chinese ones.
    """
    rows = [(output, column, rule, str(said), said.zh) for column, rule, said in told]
    inserting.insert(connection, f"{WORK}.sentences", SENTENCE, rows)


def of_rows(connection: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Collect what the pass over the file found."""
    told = [(rule.column, rule.name, rule.sentence) for rule in staged.rules]
    note(connection, staged.number, told)
    connection.execute(
        f"""
        INSERT INTO {FAULTS}
        SELECT {staged.number}, record, position, p."column", p."rule", p."value", p."other", NULL
        FROM (SELECT record, position, unnest(problems) AS p
              FROM {staged.rows} WHERE problems IS NOT NULL)
        WHERE p."rule" <> '{EMPTIED}'
        """
    )


def of_references(
    connection: duckdb.DuckDBPyConnection, ready: Ready, others: Sequence[Ready]
) -> None:
    """Find values that the table they refer to does not know, in the store or in this file."""
    for reference in checks.references(ready.table):
        if reference.column not in ready.columns:
            continue
        known = _known(reference, others)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE unknown AS {_unknown(ready, reference, known)}"
        )
        (count,) = connection.execute("SELECT count(*) FROM unknown").fetchall()[0]
        if count:
            _note_unknown(connection, ready, reference, known, count)


def _known(reference: Reference, others: Iterable[Ready]) -> str:
    """SQL of what is known: value, level of an area, source."""
    level = "level" if reference.table == "areas" else "NULL"
    source = "source" if reference.with_source else "NULL"
    columns = f"{quoted(reference.target)} AS known, {level} AS level, {source} AS source"
    parts = [f"SELECT {columns} FROM {quoted(reference.table)}"]
    parts += [f"SELECT {columns} FROM {r.rows}" for r in others if r.table.name == reference.table]
    return "(" + " UNION ".join(parts) + ")"


def _unknown(ready: Ready, reference: Reference, known: str) -> str:
    """SQL of the values not known at the level asked for: value, source, level found."""
    column = quoted(reference.column)
    source = "source" if reference.with_source else "NULL::VARCHAR"
    same_source = "AND k.source = mine.source" if reference.with_source else ""
    right_level = f"AND k.level = {literal(reference.level)}" if reference.level else ""
    found_level = f"(SELECT min(level) FROM {known} AS o WHERE o.known = mine.value)"
    return f"""
        SELECT value, source, {found_level if reference.level else "NULL"} AS found
        FROM (SELECT DISTINCT {column} AS value, {source} AS source FROM {ready.rows}
              WHERE {column} IS NOT NULL) AS mine
        ANTI JOIN {known} AS k ON k.known = mine.value {same_source} {right_level}
    """


def _note_unknown(
    connection: duckdb.DuckDBPyConnection,
    ready: Ready,
    reference: Reference,
    known: str,
    count: int,
) -> None:
    number, column = ready.staged.number, reference.column
    label = _label(ready, column)
    rule = "unknown_area" if reference.table == "areas" else "unknown_reference"
    about = {"column": label, "value": VALUE, "other": OTHER}
    if _can_be_made(ready, column):
        unknown = say("row.unknown_place", **about)
    else:
        unknown = say("row.unknown", **about, table=reference.table)
    told = [(column, rule, unknown)]
    if reference.level:
        level = LEVEL_NAMES[reference.level]
        told.append((column, "wrong_level", say("row.wrong_level", **about, level=level)))
    note(connection, number, told)
    same_source = "AND rows.source = unknown.source" if reference.with_source else ""
    hints = _nearest(connection, known, count)
    connection.execute(
        f"""
        INSERT INTO {FAULTS}
        SELECT {number}, record, position, '{column}',
            CASE WHEN found IS NULL THEN '{rule}' ELSE 'wrong_level' END,
            unknown.value, coalesce(found, hint, ''), coalesce({_chinese("found")}, hint_zh, '')
        FROM {ready.rows} AS rows
        JOIN unknown ON rows.{quoted(column)} = unknown.value {same_source}
        LEFT JOIN ({hints}) AS h
            ON h.value = unknown.value AND h.source IS NOT DISTINCT FROM unknown.source
        """
    )


def _nearest(connection: duckdb.DuckDBPyConnection, known: str, count: int) -> str:
    """SQL of the nearest known value of each unknown one, as a hint."""
    (searched,) = connection.execute(f"SELECT count(*) FROM {known}").fetchall()[0]
    if count > MOST_SUGGESTIONS or searched > LARGEST_SEARCHED:
        nothing = ("value", "source", "hint", "hint_zh")
        return "SELECT " + ", ".join(f"NULL::VARCHAR AS {column}" for column in nothing)
    hint = say("row.did_you_mean", near=VALUE)
    near = f"{literal(VALUE)}, arg_max(known, (likeness, known))"
    return f"""
        SELECT value, source, replace({literal(hint)}, {near}) AS hint,
            replace({literal(hint.zh)}, {near}) AS hint_zh
        FROM (SELECT u.value, u.source, k.known,
                  jaro_winkler_similarity(u.value, k.known) AS likeness
              FROM unknown AS u JOIN {known} AS k ON k.source IS NOT DISTINCT FROM u.source)
        WHERE likeness >= {SIMILAR} GROUP BY value, source
    """


def _chinese(level: str) -> str:
    """SQL of the Chinese name of a level; NULL for none."""
    names = " ".join(
        f"WHEN {literal(n)} THEN {literal(said.zh)}" for n, said in LEVEL_NAMES.items()
    )
    return f"CASE {level} {names} END"


def _can_be_made(ready: Ready, column: str) -> bool:
    places = ready.staged.selection.places
    return places is not None and column in (places.column, "grid_code")


def of_grids(connection: duckdb.DuckDBPyConnection, ready: Ready) -> None:
    """A grid belongs to one village, so a row cannot name it together with another."""
    if not {"village_code", "grid_code"} <= set(ready.columns):
        return
    number = ready.staged.number
    label = _label(ready, "grid_code")
    told = say("row.other_village", column=label, value=VALUE, other=OTHER)
    note(connection, number, [("grid_code", "other_village", told)])
    connection.execute(
        f"""
        INSERT INTO {FAULTS}
        SELECT {number}, record, position, 'grid_code', 'other_village', grid_code, parent_code,
            NULL
        FROM {ready.rows} JOIN (
            SELECT village_code, grid_code, parent_code
            FROM (SELECT DISTINCT village_code, grid_code FROM {ready.rows}
                  WHERE grid_code IS NOT NULL)
            JOIN areas ON area_code = grid_code
            SEMI JOIN (SELECT area_code AS village_code FROM areas WHERE level = 'village')
                USING (village_code)
            WHERE level = 'grid' AND parent_code <> village_code
        ) USING (village_code, grid_code)
        """
    )


def of_keys(connection: duckdb.DuckDBPyConnection, ready: Ready) -> None:
    """Two rows with one key: the later updated_at wins; without one, none does."""
    key = ", ".join(quoted(c) for c in ready.table.key)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE repeated AS "
        f"SELECT hash({key}) AS hashed FROM {ready.rows} GROUP BY hashed HAVING count(*) > 1"
    )
    (count,) = connection.execute("SELECT count(*) FROM repeated").fetchall()[0]
    if not count:
        return
    number, column, names = ready.staged.number, ready.table.key[-1], ready.table.key
    double = say("row.duplicate_key", value=VALUE, names=names, other=OTHER)
    older = say("row.superseded", value=VALUE, names=names)
    note(
        connection,
        number,
        [(column, "duplicate_key", double), (column, "superseded_in_file", older)],
    )
    clock = "updated_at" if "updated_at" in ready.columns else "NULL::TIMESTAMP"
    needed = [c for c in ready.table.key if not ready.table.column(c).optional]
    whole = " AND ".join(f"{quoted(c)} IS NOT NULL" for c in needed)
    connection.execute(
        f"""
        INSERT INTO {FAULTS}
        WITH candidates AS MATERIALIZED (
            SELECT record, position, {clock} AS clock, {key} FROM {ready.rows}
            SEMI JOIN repeated ON hashed = hash({key}) WHERE {whole}
        ), keys AS (
            SELECT {key}, count(*) AS copies, list(clock ORDER BY clock DESC NULLS FIRST) AS clocks
            FROM candidates GROUP BY ALL HAVING copies > 1
        )
        SELECT {number}, record, position, '{column}',
            CASE WHEN clocks[1] > clocks[2] THEN 'superseded_in_file' ELSE 'duplicate_key' END,
            {schema.key_sql(ready.table, "candidates")}, copies, NULL
        FROM candidates JOIN keys ON {checks.same_key(ready.table, "candidates", "keys")}
        WHERE NOT coalesce(clocks[1] > clocks[2] AND clock = clocks[1], false)
        """
    )


def of_nothing(connection: duckdb.DuckDBPyConnection, profile: str, positions: str) -> None:
    """Note rows of the file that no output of the profile takes."""
    note(connection, 0, [(None, "not_a_record", say("row.nothing", profile=profile))])
    connection.execute(
        f"INSERT INTO {FAULTS} SELECT 0, NULL, position, NULL, 'not_a_record', NULL, NULL, NULL "
        f"FROM ({positions})"
    )


def _label(ready: Ready, column: str) -> str:
    for field in ready.staged.selection.fields:
        if field.column.name == column:
            return row_rules.label(field)
    return column
