"""Which rows are new records, which change one, which say what is known already?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import duckdb

from data import checks, layout, schema
from data.errors import DataError
from data.loading import faults
from data.loading.ready import Ready
from data.loading.staging import WORK, mentions
from data.sentences import VALUE, Sentence, both, say
from data.sources.source_file import literal, quoted

REJECTED = f"{WORK}.rejected"  # positions of the rows that are not taken
KEPT, UPDATED, UNCHANGED = 0, 1, 2  # the least one of its records is what a row counts as


@dataclass(frozen=True)
class Counts:
    """What became of the rows of a file; the last four add up to the first."""

    read: int
    kept: int
    updated: int
    unchanged: int
    rejected: int

    def check(self) -> None:
        """ValueError if a row got lost or was counted twice."""
        if self.read != self.kept + self.updated + self.unchanged + self.rejected:
            raise ValueError(f"the counts of the rows do not add up: {self}")


def match(connection: duckdb.DuckDBPyConnection, ready: Ready) -> None:
    """Find the stored record of each row that has one: WORK.known_<n>.

    Columns: record, position, stored (rowid in the table), same (nothing would change).
    A row older than what is stored is a fault, for a new load must not turn time back; so is one
    that changes what is history.
    """
    known = known_table(ready)
    table = ready.table
    same = " AND ".join(f"t.{c} IS NOT DISTINCT FROM r.{c}" for c in compared(ready))
    older = "t.updated_at > r.updated_at" if "updated_at" in ready.columns else "false"
    connection.execute(
        f"""
        CREATE TABLE {known} AS
        SELECT r.record, r.position, t.rowid AS stored, {same} AS same,
            coalesce({older}, false) AS older, {_rewrites(ready)} AS rewrites
        FROM {ready.rows} AS r JOIN {layout.told(table)} AS t
        ON {checks.same_key(table, "t", "r")}
        """
    )
    told = say("row.older", value=VALUE, names=table.key)
    _fault(connection, ready, "older", "older_than_stored", told)
    if table.fillable:
        told = say("row.history", value=VALUE, names=table.key, ends=both(table.fillable))
        _fault(connection, ready, "rewrites", "rewrites_history", told)


def _rewrites(ready: Ready) -> str:
    """SQL: the row changes more of a record that is history than what it leaves open."""
    if not ready.table.fillable:
        return "false"
    open_still = {quoted(c) for c in ready.table.fillable}
    return " OR ".join(
        f"(t.{c} IS DISTINCT FROM r.{c}" + (f" AND t.{c} IS NOT NULL)" if c in open_still else ")")
        for c in compared(ready)
    )


def _fault(
    connection: duckdb.DuckDBPyConnection, ready: Ready, flag: str, rule: str, told: Sentence
) -> None:
    """Make a fault of the rows whose match is flagged."""
    column = ready.table.key[-1]
    faults.note(connection, ready.staged.number, [(column, rule, told)])
    connection.execute(
        f"""
        INSERT INTO {faults.FAULTS}
        SELECT {ready.staged.number}, record, position, {literal(column)}, {literal(rule)},
            {schema.key_sql(ready.table)}, NULL, NULL
        FROM {ready.rows} SEMI JOIN (SELECT record FROM {known_table(ready)} WHERE {flag})
            USING (record)
        """
    )


def refuse_missing(connection: duckdb.DuckDBPyConnection, ready: Ready) -> None:
    """DataError if a file that is all of its table leaves out a row of history."""
    left_out = connection.execute(
        f"SELECT {schema.key_sql(ready.table, 't')} FROM {quoted(ready.table.name)} AS t "
        f"WHERE t.rowid NOT IN (SELECT stored FROM {known_table(ready)}) ORDER BY ALL LIMIT 1"
    ).fetchall()
    if ready.table.fillable and left_out:
        raise DataError(
            "load.history",
            table=ready.table.name,
            key=left_out[0][0],
            ends=both(ready.table.fillable),
        )


def known_table(ready: Ready) -> str:
    """Name of the table of matches of one output."""
    return f"{WORK}.known_{ready.staged.number}"


def compared(ready: Ready) -> list[str]:
    """Columns that the file says something about: only they change a stored record."""
    filled = ready.table.given(f.column.name for f in ready.staged.selection.fields)
    if ready.staged.selection.places:
        filled |= {"village_code", "grid_code", "area_code"}

    of_table = {c.name: c for c in ready.table.columns}
    return [quoted(c) for c in ready.columns if c in filled or mentions(of_table[c], filled)]


def reject(connection: duckdb.DuckDBPyConnection) -> int:
    """Write the positions of all rows with a fault; return how many they are."""
    connection.execute(
        f"CREATE OR REPLACE TABLE {REJECTED} AS SELECT DISTINCT position FROM {faults.FAULTS}"
    )
    return _count(connection, REJECTED)


def good(connection: duckdb.DuckDBPyConnection, ready: Ready) -> str:
    """SQL to stand after FROM: the rows without fault."""
    return _without(connection, ready.rows, REJECTED, "position")


def new(connection: duckdb.DuckDBPyConnection, ready: Ready) -> str:
    """SQL to stand after FROM: the rows without fault whose records are not stored yet."""
    return _without(connection, good(connection, ready), known_table(ready), "record")


def _without(connection: duckdb.DuckDBPyConnection, rows: str, table: str, column: str) -> str:
    """Leave out what a table lists; asking an empty one costs a second in ten million rows."""
    if not _count(connection, table):
        return rows
    return f"(SELECT r.* FROM {rows} AS r ANTI JOIN {table} USING ({column}))"


def count(
    connection: duckdb.DuckDBPyConnection, outputs: Sequence[Ready], rows: int, broken: int
) -> Counts:
    """Count what becomes of each row of the file.

    Parameters
    ----------
    outputs : sequence of Ready
        All outputs; a row with several records is new if any of them is, else changed if any is.
    rows : int
        Records of the file that could be taken apart into columns.
    broken : int
        Records that could not.
    """
    rejected = _count(connection, REJECTED)
    has_several = len(outputs) > 1 or bool(outputs[0].staged.selection.row)
    found = dict(
        connection.execute(
            "SELECT rank, count(*) FROM (SELECT position, min(rank) AS rank "
            f"FROM ({_ranks(connection, outputs, has_several)}) GROUP BY position) GROUP BY rank"
        ).fetchall()
    )
    updated, unchanged = found.get(UPDATED, 0), found.get(UNCHANGED, 0)
    kept = found.get(KEPT, 0) if has_several else rows - rejected - updated - unchanged
    counts = Counts(rows + broken, kept, updated, unchanged, rejected + broken)
    counts.check()
    return counts


def _ranks(
    connection: duckdb.DuckDBPyConnection, outputs: Sequence[Ready], has_several: bool
) -> str:
    """SQL of position and rank of every record; new ones only where rows hold several."""
    parts = []
    for ready in outputs:
        known = known_table(ready)
        parts.append(
            f"SELECT position, CASE WHEN same THEN {UNCHANGED} ELSE {UPDATED} END AS rank "
            f"FROM {known} ANTI JOIN {REJECTED} USING (position)"
        )
        if has_several:
            parts.append(f"SELECT position, {KEPT} FROM {new(connection, ready)}")
    return " UNION ALL ".join(parts)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def last_event(connection: duckdb.DuckDBPyConnection, outputs: Sequence[Ready]) -> datetime | None:
    """Latest event, naive UTC, of the rows that are taken: what comes after, the file cannot know.

    None where the tables hold no events.
    """
    parts = []
    for ready in outputs:
        events = [f.column.name for f in ready.staged.selection.fields if f.column.event]
        if events:
            latest = ", ".join(f"max({quoted(c)})" for c in events)
            parts.append(f"SELECT greatest({latest}) AS latest FROM {good(connection, ready)}")
    if not parts:
        return None
    row = connection.execute(f"SELECT max(latest) FROM ({' UNION ALL '.join(parts)})").fetchall()[0]
    return cast("datetime | None", row[0])


def source_of(connection: duckdb.DuckDBPyConnection, outputs: Sequence[Ready]) -> str:
    """The one source system of the rows that are taken; several are joined; "" if none is named."""
    parts = [f"SELECT source FROM {good(connection, r)}" for r in outputs if "source" in r.columns]
    if not parts:
        return ""
    rows = connection.execute(
        f"SELECT DISTINCT source FROM ({' UNION ALL '.join(parts)}) ORDER BY ALL"
    ).fetchall()
    return ", ".join(row[0] for row in rows)
