"""What do the rows of a file say, once every text is read as the type it should have?

One pass over the file writes a table: values as the records will have them and, only where
something is wrong, the list of what it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from data.loading import corrections, row_rules, secrecy
from data.loading.row_rules import Moments, Rule
from data.loading.secrecy import is_free_text, raw, typed
from data.schema import Column
from data.sources.mapping import QUESTION
from data.sources.selecting import Selection
from data.sources.source_file import SourceFile, quoted
from data.sources.times import local_time, whole

WORK = "work"  # name under which the database beside the snapshot is attached


@dataclass(frozen=True)
class Target:
    """What the rows are read for.

    Attributes
    ----------
    moments : Moments
        What their times are compared with.
    zone : str
        Business zone, in which a day begins.
    batch_id : int
        Number of the load.
    is_empty : bool
        The table has no rows yet and takes this output as it is: then the staged table lies in
        the snapshot, has every column of the table, and becomes the table in the end.
    makes_places : bool
        Texts that name places are needed even where they are codes.
    """

    moments: Moments
    zone: str
    batch_id: int
    is_empty: bool
    makes_places: bool


@dataclass(frozen=True)
class Staged:
    """The rows of one output after the pass over the file.

    Attributes
    ----------
    number : int
        Of the output within its profile, from 0.
    selection : Selection
        What was read.
    table : str
        Table of all rows of the relation: values, names of places, problems, and `taken`: false
        for records of other outputs, NULL for rows that are no records.
    rows : str
        SQL to stand after FROM: the rows that belong to the output, with `record` (unique) and
        `position` (row of the file, from 0, rows that could not be taken apart not counted).
    columns : tuple of str
        Columns of the record that are filled, without batch_id.
    rules : tuple of Rule
        The rules that were tried.
    becomes_table : bool
        The staged table will be renamed to the table it is meant for.
    place_columns : tuple of str
        Names of the columns with the texts that name the place, top-down.
    """

    number: int
    selection: Selection
    table: str
    rows: str
    columns: tuple[str, ...]
    rules: tuple[Rule, ...]
    becomes_table: bool
    place_columns: tuple[str, ...]


def keep_raw(connection: duckdb.DuckDBPyConnection, source: SourceFile) -> str:
    """Copy the rows as text, for profiles that read a row more than once; return the relation."""
    with source.scanning():
        connection.execute(f"CREATE TABLE {WORK}.raw AS SELECT * FROM {source.relation}")
    return f"{WORK}.raw"


def stage(
    connection: duckdb.DuckDBPyConnection,
    source: SourceFile,
    selection: Selection,
    number: int,
    target: Target,
) -> Staged:
    """Read the rows of one output (the `number`th) of a file."""
    rules = row_rules.rules(selection, target.moments)
    table = "incoming" if target.is_empty else f"{WORK}.staged_{number}"
    records = _records(selection, target)
    places = _place_columns(selection, target)
    others = (*places, *(("position", quoted(QUESTION)) if selection.row else ("taken",)))
    judged = [f"{sql} AS {quoted(name)}" for name, sql in records.items()]
    judged += [*others, *_judgement(selection, rules, target)]
    layers = (
        f"SELECT {', '.join(judged)} FROM ("
        f"SELECT {secrecy.personal_texts(selection.fields, selection.table)} FROM ("
        f"SELECT *, {secrecy.suspicion(selection.fields)} AS suspicious FROM ("
        f"{_values(source, selection)})))"
    )
    with source.scanning():
        connection.execute(f"CREATE TABLE {table} AS {layers}")
    rows = f"(SELECT rowid AS record, rowid AS position, * FROM {table} WHERE taken)"
    if selection.row:
        rows = f"(SELECT rowid AS record, * FROM {table})"
    filled = tuple(c for c in records if _is_filled(selection.table.column(c), selection))
    return Staged(number, selection, table, rows, filled, rules, target.is_empty, places)


def _place_columns(selection: Selection, target: Target) -> tuple[str, ...]:
    places = selection.places
    if not places or not (places.by == "name" or target.makes_places):
        return ()
    return tuple(f'"place {i}"' for i in range(len(places.levels)))


# ---------------------------------------------------------------- first layer: texts and values
def _values(source: SourceFile, selection: Selection) -> str:
    columns = []
    for field in selection.fields:
        columns += [f"{field.value} AS {typed(field)}", f"{field.raw} AS {raw(field)}"]
    filled = {f.column.name for f in selection.fields}
    columns += [
        f"NULL::{c.sql_type} AS {quoted(c.name)}"
        for c in selection.table.columns
        if c.name not in filled and not c.derived
    ]
    if selection.places:
        columns += [
            f'{sql} AS "place {i}"' for i, (_, sql, _) in enumerate(selection.places.levels)
        ]
    if corrections.CORRECTED in selection.relation:
        columns.append(corrections.CORRECTED)
    if selection.row:
        columns.append(f"CAST({selection.row} AS BIGINT) - {source.first_row} AS position")
        columns += ["true AS taken", quoted(QUESTION)]
        belongs = f" AND {selection.where}" if selection.where else ""
        where = f"NOT ({source.blank}){belongs}"
        return f"SELECT {', '.join(columns)} FROM {selection.relation} WHERE {where}"
    first = quoted(source.columns[0])
    belongs = f"coalesce({selection.where}, false)" if selection.where else "true"
    columns.append(
        f"CASE WHEN {first} IS NOT NULL THEN {belongs} "
        f"WHEN {source.blank} THEN NULL ELSE {belongs} END AS taken"
    )
    return f"SELECT {', '.join(columns)} FROM {selection.relation}"


# ---------------------------------------------------------------- last layer: records
def _records(selection: Selection, target: Target) -> dict[str, str]:
    """SQL of each column of the record; of all of them where the table is empty."""
    secret = _secret(selection)
    columns = {}
    for column in selection.table.columns:
        if column.name == "batch_id":
            if target.is_empty:
                columns[column.name] = f"{target.batch_id}::BIGINT"
        elif target.is_empty or _is_filled(column, selection):
            columns[column.name] = _record(column, secret.get(column.name, ""), target.zone)
    return columns


def _record(column: Column, secret: str, zone: str) -> str:
    name = quoted(column.name)
    if column.type == "time":
        return whole(name)
    if column.derived:
        return f"CAST({local_time(quoted(column.derived), zone)} AS DATE)"
    if column.default:
        return f"CAST(coalesce({name}, {column.default}) AS {column.sql_type})"
    return f"CASE WHEN {secret} THEN NULL ELSE {name} END" if secret else name


def _is_filled(column: Column, selection: Selection) -> bool:
    """The file, a default or another column gives the column a value."""
    filled = selection.table.given(f.column.name for f in selection.fields)
    return column.name in filled or bool(column.default) or column.derived in filled


def mentions(column: Column, names: Iterable[str]) -> bool:
    """The column's default, or the time it is derived from, is among the names."""
    return bool(set(re.findall(r"\w+", f"{column.default} {column.derived}")) & set(names))


# ---------------------------------------------------------------- last layer: judgement
def _judgement(selection: Selection, rules: Iterable[Rule], target: Target) -> list[str]:
    sound = row_rules.sound(selection, target.moments)
    columns = [f"{_problems(rules, sound)} AS problems"]
    if corrections.CORRECTED in selection.relation:
        columns.append(corrections.CORRECTED)
    return columns


def _problems(rules: Iterable[Rule], sound: str) -> str:
    """SQL of the list of problems, at most one a column; NULL for nearly every row."""
    by_column: dict[str, list[Rule]] = {}
    for rule in rules:
        by_column.setdefault(rule.column, []).append(rule)
    chains = (
        f"CASE {' '.join(f'WHEN {r.broken} THEN {row_rules.problem(r)}' for r in chain)} END"
        for chain in by_column.values()
    )
    listed = f"list_filter([{', '.join(chains)}]::{_PROBLEM}[], lambda p: p IS NOT NULL)"
    return f"CASE WHEN taken AND NOT coalesce({sound}, false) THEN nullif({listed}, []) END"


_PROBLEM = 'STRUCT("column" VARCHAR, "rule" VARCHAR, "value" VARCHAR, "other" VARCHAR)'


def _secret(selection: Selection) -> dict[str, str]:
    """Optional texts: a phone number in them is left out, and the row is taken."""
    return {
        f.column.name: secrecy.flag(f)
        for f in selection.fields
        if is_free_text(f) and f.column.optional
    }
