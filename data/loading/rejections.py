"""What is said of the rows that were not taken?"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from data.loading import inserting
from data.loading.faults import FAULTS
from data.loading.ready import Ready
from data.loading.secrecy import CONTROL, holds_secret
from data.loading.staging import WORK
from data.sentences import OTHER, QUESTION, VALUE, Sentence, say
from data.sources.mapping import QUESTION as CELL
from data.sources.source_file import BrokenRow, SourceFile, literal, quoted

SHOWN = 80  # characters of a value that a message repeats
MOST_TOLD = 10_000  # rejections of a report; the table rejected_rows has all
REJECTIONS = f"{WORK}.rejections"
# Rules of which the value is the key of the record, not a cell of the file.
OF_KEYS = ("duplicate_key", "superseded_in_file", "older_than_stored", "rewrites_history")


@dataclass(frozen=True)
class Rejection:
    """Why one row of the file was not taken: one column at fault and what to do."""

    row_number: int
    column: str | None
    value: str | None
    rule: str
    message: str
    message_zh: str

    @property
    def said(self) -> Sentence:
        """The message in both languages."""
        return Sentence(self.message, self.message_zh)


def keep_broken(connection: duckdb.DuckDBPyConnection, source: SourceFile) -> int:
    """Write the rows that could not be taken apart: WORK.broken; return how many they are.

    good_before: rows of the relation before the broken one. Its text is not kept: as long as
    nobody can tell its columns, nobody can leave out the personal ones.
    """
    connection.execute(
        f"CREATE TABLE {WORK}.broken "
        "(row_number BIGINT, good_before BIGINT, message VARCHAR, message_zh VARCHAR)"
    )
    broken: Sequence[BrokenRow] = source.broken_rows()
    rows = [
        (
            row.row_number,
            row.row_number - source.first_row - before,
            str(row.message),
            row.message.zh,
        )
        for before, row in enumerate(broken)
    ]
    columns = ("row_number", "good_before", "message", "message_zh")
    inserting.insert(connection, f"{WORK}.broken", columns, rows)
    return len(rows)


def collect(
    connection: duckdb.DuckDBPyConnection,
    source: SourceFile,
    outputs: Sequence[Ready],
    most: int | None,
) -> None:
    """Write REJECTIONS, one row a column at fault, in file order.

    most: how many at most; None for all.
    """
    limit = "" if most is None else f"LIMIT {most}"
    connection.execute(
        f"""
        CREATE TABLE {REJECTIONS} AS
        WITH shifts AS (
            SELECT good_before, max(ordinal) AS shift
            FROM (SELECT good_before, row_number() OVER (ORDER BY row_number) AS ordinal
                  FROM {WORK}.broken)
            GROUP BY good_before
        ), questions AS ({_questions(outputs)}
        ), all_faults AS (
            SELECT f.*, f.rowid AS found, sentence, sentence_zh,
                CASE WHEN contains(sentence, {literal(QUESTION)}) THEN question END AS question
            FROM {FAULTS} AS f LEFT JOIN questions USING (output, record)
            JOIN {WORK}.sentences AS s ON s.output = f.output AND s.rule = f.rule
                AND s."column" IS NOT DISTINCT FROM f."column"
        ), first_faults AS (
            SELECT DISTINCT ON (position, "column", question) * FROM all_faults ORDER BY found
        ), numbered AS (
            SELECT f.*, f.position + {source.first_row} + coalesce(s.shift, 0) AS row_number
            FROM first_faults AS f ASOF LEFT JOIN shifts AS s ON f.position >= s.good_before
        ), told AS (
            SELECT row_number, output, record, "column", rule, {shown("value")} AS value,
                {shown("other")} AS other, {shown("coalesce(other_zh, other)")} AS other_zh,
                question, sentence, sentence_zh
            FROM numbered
            UNION ALL
            SELECT row_number, NULL, NULL, NULL, 'broken_row', NULL, NULL, NULL, NULL, message,
                message_zh
            FROM {WORK}.broken
        )
        SELECT row_number, output, record, rule, value, "column" AS record_column,
            coalesce(question, "column") AS "column",
            {_message(source.file_name, "en")} AS message,
            {_message(source.file_name, "zh")} AS message_zh
        FROM told ORDER BY row_number, output, "column" {limit}
        """
    )
    connection.execute(f"CREATE TABLE {WORK}.raws (output INTEGER, record BIGINT, raw VARCHAR)")
    for ready in outputs:
        _add_raw(connection, ready)


def _message(file_name: str, lang: str) -> str:
    """SQL of the sentence on one row, from the columns of `told`."""
    row = "\0"  # no name of a file has it
    at = say("row.at", file=file_name, row=row, fault="").within(lang)
    before, after = (literal(part) for part in at.split(row))
    other, sentence = ("other_zh", "sentence_zh") if lang == "zh" else ("other", "sentence")
    for blank, column in ((QUESTION, "question"), (OTHER, other), (VALUE, "value")):
        sentence = f"replace({sentence}, {literal(blank)}, coalesce({column}, ''))"
    return f"concat({before}, row_number, {after}, {sentence})"


def _questions(outputs: Sequence[Ready]) -> str:
    """SQL of the header of the cell that each unpivoted record was made from."""
    parts = ["SELECT NULL::INTEGER AS output, NULL::BIGINT AS record, NULL::VARCHAR AS question"]
    parts += [
        f"SELECT {r.staged.number}, rowid, {quoted(CELL)} FROM {r.staged.table}"
        for r in outputs
        if r.staged.selection.row
    ]
    return " UNION ALL ".join(parts)


def shown(text: str) -> str:
    """SQL of the text as a message may repeat it: short, harmless and without secrets."""
    plain = f"regexp_replace(left({text}, {SHOWN}), {literal(CONTROL)}, '\ufffd', 'g')"
    return (
        f"CASE WHEN {holds_secret(text)} THEN '(personal)' "
        f"WHEN length({text}) > {SHOWN} THEN {plain} || '…' ELSE {plain} END"
    )


def _add_raw(connection: duckdb.DuckDBPyConnection, ready: Ready) -> None:
    """Put down what was read, as JSON: values of the table's columns, texts of those at fault.

    Columns of the file that the profile does not map are left out, because among them are the
    names and descriptions that are never stored.
    """
    columns = [c for c in ready.columns if not ready.table.column(c).derived]
    entries = ", ".join(f"{{'k': {literal(c)}, 'v': {quoted(c)}::VARCHAR}}" for c in columns)
    values = f"map_from_entries(list_filter([{entries}], lambda e: e.v IS NOT NULL))"
    number = ready.staged.number
    keyed = ", ".join(map(literal, OF_KEYS))
    connection.execute(
        f"""
        INSERT INTO {WORK}.raws
        WITH at_fault AS (
            SELECT record, list({{'k': record_column, 'v': value}}) FILTER (
                value IS NOT NULL AND rule NOT IN ({keyed})) AS texts
            FROM {REJECTIONS} WHERE output = {number} AND record IS NOT NULL GROUP BY record
        ), taken AS (
            SELECT record, {values} AS read_values FROM {ready.rows}
            SEMI JOIN at_fault USING (record)
        )
        SELECT {number}, record,
            to_json(map_concat(read_values, map_from_entries(coalesce(texts, []))))::VARCHAR
        FROM taken JOIN at_fault USING (record)
        """
    )


def keep(connection: duckdb.DuckDBPyConnection, batch_id: int) -> None:
    """Write all of them to the table rejected_rows."""
    connection.execute(
        f"""
        INSERT INTO rejected_rows BY NAME
        SELECT {batch_id} AS batch_id, row_number, raw, "column", rule, message, message_zh
        FROM {REJECTIONS} LEFT JOIN {WORK}.raws USING (output, record)
        ORDER BY row_number, "column"
        """
    )


def told(connection: duckdb.DuckDBPyConnection) -> tuple[Rejection, ...]:
    """The first rejections, in file order."""
    rows = connection.execute(
        f'SELECT row_number, "column", value, rule, message, message_zh FROM {REJECTIONS} '
        f'ORDER BY row_number, output, "column" LIMIT {MOST_TOLD}'
    ).fetchall()
    return tuple(Rejection(*row) for row in rows)


def by_rule(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How often each rule was broken, the most frequent first."""
    rows = connection.execute(
        f"""
        SELECT rule, count(*) FROM (
            SELECT rule FROM (SELECT DISTINCT position, "column", rule FROM {FAULTS})
            UNION ALL SELECT 'broken_row' FROM {WORK}.broken
        ) GROUP BY rule ORDER BY count(*) DESC, rule
        """
    ).fetchall()
    return dict(rows)
