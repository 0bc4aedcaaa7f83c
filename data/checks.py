"""Do the finished tables hold together, before anybody is shown them?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from data import assessment_periods, monthly, schema
from data.errors import DataError
from data.schema import LEVEL_NAMES, LEVELS, Table
from data.sentences import say

# Tables of which only the whole shows whether their rows agree.
OF_THE_WHOLE = ("areas", assessment_periods.TABLE)
# Level of the parent by level of the place: any level above, but a grid hangs on a village.
PARENT_LEVELS = {level: LEVELS[:i] for i, level in enumerate(LEVELS)} | {"grid": ("village",)}


@dataclass(frozen=True)
class Reference:
    """A column whose values must stand in another table."""

    column: str
    table: str
    target: str  # column of that table
    level: str = ""  # level that the area must have
    with_source: bool = False  # both tables are keyed by source and this


def finished(connection: duckdb.DuckDBPyConnection, touched: set[str], known: int = 0) -> None:
    """Refuse tables that contradict themselves or each other.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A snapshot that is about to be published.
    touched : set of str
        Tables that were written; the others were checked when they were.
    known : int
        Number of the last load that was checked already: only rows of later ones are looked
        through, and what they may contradict. 0 looks through all.

    Raises
    ------
    DataError
        If a key occurs twice, a reference leads nowhere, a place has a parent that is not above
        it, a grid does not belong to a village, assessment periods overlap, or the counts of a
        batch do not add up.
    ValueError
        If a table is not part of the schema.
    """
    for name in sorted(touched):
        if name not in schema.TABLES:
            raise ValueError(schema.unknown("table", name, list(schema.TABLES)))
        _keys_are_unique(connection, schema.TABLES[name], known)
        for reference in references(schema.TABLES[name]):
            since = 0 if reference.table in touched else known
            _reference_is_known(connection, name, reference, since)
    if "areas" in touched:
        _parents_are_above(connection)
    if assessment_periods.TABLE in touched:
        columns = ", ".join(assessment_periods.COLUMNS)
        rows = connection.execute(f"SELECT {columns} FROM {assessment_periods.TABLE}").fetchall()
        assessment_periods.in_order(rows)
    if not monthly.counted_elsewhere(connection):  # what was rejected stays with the records
        _batches_add_up(connection)


def since(
    connection: duckdb.DuckDBPyConnection,
    touched: set[str],
    rows_before: Mapping[str, int],
    known: int,
) -> int:
    """Number of the last load whose rows need not be looked through again; 0 if all must be.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A snapshot that is about to be published.
    touched : set of str
        Tables that were written.
    rows_before : mapping of str to int
        Rows of each table in the snapshot before.
    known : int
        Number of the last load of that.

    Notes
    -----
    Where most rows are new, to look through all costs less than to tell them apart. Where more rows
    than before bear numbers of old loads, somebody wrote without a load of his own.
    """
    of_before, all_rows = 0, 0
    for name in touched & set(schema.TABLES):
        ((rows, old),) = connection.execute(
            f'SELECT count(*), count(*) FILTER (batch_id <= {known}) FROM "{name}"'
        ).fetchall()
        if old > rows_before.get(name, 0):
            return 0
        of_before, all_rows = of_before + old, all_rows + rows
    return known if 2 * of_before >= all_rows else 0


def references(table: Table) -> Iterator[Reference]:
    """Columns of a table whose values must stand in another one."""
    for column in table.columns:
        if not column.refers:
            continue
        name, _, level = column.refers.partition(":")
        target = schema.TABLES[name]
        with_source = target.key[0] == "source" and len(target.key) > 1
        yield Reference(column.name, name, target.key[with_source], level, with_source)
    if table.name == "areas":
        yield Reference("parent_code", "areas", "area_code")
        yield Reference("successor_code", "areas", "area_code")


def same_key(table: Table, one: str, other: str) -> str:
    """SQL: the rows of two aliases have the same key; a part that may be empty is one, too."""
    by_column = [
        f'{one}."{name}" IS NOT DISTINCT FROM {other}."{name}"'
        if table.column(name).optional
        else f'{one}."{name}" = {other}."{name}"'
        for name in table.key
    ]
    return " AND ".join(by_column)


def _keys_are_unique(connection: duckdb.DuckDBPyConnection, table: Table, known: int) -> None:
    key = ", ".join(f'"{c}"' for c in table.key)
    new = f'(SELECT {key} FROM "{table.name}" WHERE batch_id > {known})'
    rows = f'"{table.name}"'
    if known:
        rows += f" AS one SEMI JOIN {new} AS new ON {same_key(table, 'one', 'new')}"
    # Hashes first: as many of them as rows proves that all keys differ, at a third of the cost.
    differ = connection.execute(
        f"SELECT count(*) = count(DISTINCT hash({key})) FROM {rows}"
    ).fetchall()[0][0]
    if differ:
        return
    twice = connection.execute(
        f'SELECT {schema.key_sql(table)}, count(*) FROM "{table.name}" '
        f"GROUP BY {key} HAVING count(*) > 1 ORDER BY ALL LIMIT 1"
    ).fetchall()
    if twice:
        raise DataError(
            "check.key_twice",
            table=table.name,
            key=twice[0][0],
            names=table.key,
            count=twice[0][1],
        )


def _reference_is_known(
    connection: duckdb.DuckDBPyConnection, name: str, reference: Reference, known: int
) -> None:
    matches = f'target."{reference.target}" = mine."{reference.column}"'
    columns = f'"{reference.column}"'
    if reference.with_source:
        matches += " AND target.source = mine.source"
        columns += ", source"
    if reference.level:
        matches += f" AND target.level = '{reference.level}'"
    lost = connection.execute(
        f'SELECT min(mine."{reference.column}") FROM '
        f'(SELECT DISTINCT {columns} FROM "{name}" '
        f'WHERE "{reference.column}" IS NOT NULL AND batch_id > {known}) AS mine '
        f'ANTI JOIN "{reference.table}" AS target ON {matches}'
    ).fetchall()[0][0]
    if lost is None:
        return
    told = {"table": name, "column": reference.column, "value": lost, "target": reference.table}
    if reference.level:
        raise DataError("check.reference_level", **told, level=LEVEL_NAMES[reference.level])
    raise DataError("check.reference", **told)


def _parents_are_above(connection: duckdb.DuckDBPyConnection) -> None:
    """Parents of a strictly higher level also rule out circles."""
    allowed = ", ".join(f"('{c}', '{p}')" for c, above in PARENT_LEVELS.items() for p in above)
    wrong = connection.execute(
        f"""
        SELECT child.area_code, child.level, parent.area_code, parent.level
        FROM areas AS child LEFT JOIN areas AS parent ON parent.area_code = child.parent_code
        WHERE CASE WHEN child.parent_code IS NULL THEN child.level = 'grid'
            ELSE parent.level IS NULL OR (child.level, parent.level) NOT IN ({allowed}) END
        ORDER BY child.area_code LIMIT 1
        """
    ).fetchall()
    if not wrong:
        return
    code, level, parent, parent_level = wrong[0]
    above = [LEVEL_NAMES[one] for one in PARENT_LEVELS[level]] or say("level.none")
    told = {"code": code, "level": LEVEL_NAMES[level], "above": above}
    if not parent:
        raise DataError("check.no_parent", **told)
    raise DataError("check.parent", **told, parent=parent, parent_level=LEVEL_NAMES[parent_level])


def _batches_add_up(connection: duckdb.DuckDBPyConnection) -> None:
    wrong = connection.execute(
        """
        SELECT batch_id, rows_read, rows_kept, rows_updated, rows_unchanged, rows_rejected, listed
        FROM batches LEFT JOIN (
            SELECT batch_id, count(DISTINCT row_number) AS listed
            FROM rejected_rows GROUP BY batch_id
        ) USING (batch_id)
        WHERE rows_read <> rows_kept + rows_updated + rows_unchanged + rows_rejected
           OR rows_rejected <> coalesce(listed, 0)
           OR least(rows_kept, rows_updated, rows_unchanged, rows_rejected) < 0
        ORDER BY batch_id LIMIT 1
        """
    ).fetchall()
    if wrong:
        batch, read, kept, updated, unchanged, rejected, listed = wrong[0]
        raise DataError(
            "check.batch",
            batch=batch,
            read=read,
            kept=kept,
            updated=updated,
            unchanged=unchanged,
            rejected=rejected,
            listed=listed or 0,
        )
