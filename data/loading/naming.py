"""Which codes do the places get that a file names?"""

from collections.abc import Sequence

import duckdb

from data.loading import faults, inserting
from data.loading.gazetteer import Area, Fault, Finder, Gazetteer, Path
from data.loading.row_rules import EARLIEST, IS_SOUND
from data.loading.staging import WORK, Staged
from data.sentences import OTHER, VALUE, say
from data.sources.selecting import Places

_TARGETS = ("place_code", "grid_code", "rule", "fault_column", "value", "other", "other_zh")


def known_areas(connection: duckdb.DuckDBPyConnection) -> Gazetteer:
    """Every place of the store."""
    rows = connection.execute(
        "SELECT area_code, area_name, level, coalesce(parent_code, '') FROM areas ORDER BY ALL"
    ).fetchall()
    return Gazetteer(Area(*row) for row in rows)


def find_named(connection: duckdb.DuckDBPyConnection, staged: Staged, finder: Finder) -> str:
    """Write a table from the names of a place to its code; return its name.

    Columns: the names ("place 0" ...), place_code, grid_code, and for a path that leads nowhere
    rule, fault_column, value, other, other_zh.
    """
    table = f"{WORK}.places_{staged.number}"
    rows = [_row(path, finder, is_wanted, staged) for path, is_wanted in _paths(connection, staged)]
    columns = (*staged.place_columns, *_TARGETS)
    connection.execute(f"CREATE TABLE {table} ({', '.join(f'{c} VARCHAR' for c in columns)})")
    inserting.insert(connection, table, columns, rows)
    return table


def create_coded(connection: duckdb.DuckDBPyConnection, staged: Staged, finder: Finder) -> None:
    """Make the places whose codes are not known."""
    for path, is_wanted in _paths(connection, staged):
        if is_wanted:
            finder.create_coded(path)


def _paths(connection: duckdb.DuckDBPyConnection, staged: Staged) -> list[tuple[Path, bool]]:
    """Distinct paths of a file, and whether a row without other faults has it."""
    levels = [level for level, _, _ in _places(staged).levels]
    rows = connection.execute(
        f"SELECT {', '.join(staged.place_columns)}, bool_or({IS_SOUND}) "
        f"FROM {staged.rows} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [(list(zip(levels, row[:-1], strict=True)), row[-1]) for row in rows]


def _places(staged: Staged) -> Places:
    if staged.selection.places is None:
        raise ValueError(f"the output for {staged.selection.table.name} names no places")
    return staged.selection.places


def _row(path: Path, finder: Finder, is_wanted: bool, staged: Staged) -> tuple[str | None, ...]:
    texts, column = [text for _, text in path], _places(staged).column
    found = finder.find(path, is_wanted)
    if isinstance(found, Fault):
        if finder.is_creating and found.rule == "unknown_area":  # its rows are rejected anyway
            return (*texts, *[None] * len(_TARGETS))
    elif "village" not in found and (column == "village_code" or not found):
        found = Fault("village", "missing")
    if isinstance(found, Fault):
        at_fault = "grid_code" if found.level == "grid" else column
        other = found.other
        return (*texts, None, None, found.rule, at_fault, found.value, str(other), other.zh)
    codes = {level: area.code for level, area in found.items()}
    grid = codes.pop("grid", None)
    return (*texts, list(codes.values())[-1], grid, *[None] * (len(_TARGETS) - 2))


def note_faults(connection: duckdb.DuckDBPyConnection, staged: Staged, table: str) -> None:
    """Reject the rows whose place was not found."""
    places = _places(staged)
    above = " / ".join(header for level, _, header in places.levels if level != "grid" and header)
    grid = next((header for level, _, header in places.levels if level == "grid"), "")
    for column, header in ((places.column, above), ("grid_code", grid)):
        label = f"{column} ({header})" if header else column
        told = [
            (column, "missing", say("row.place_missing", column=label)),
            (
                column,
                "unknown_area",
                say("row.unknown_place", column=label, value=VALUE, other=OTHER),
            ),
            (
                column,
                "ambiguous_area",
                say("row.ambiguous", column=label, value=VALUE, other=OTHER),
            ),
        ]
        faults.note(connection, staged.number, told)
    matches = " AND ".join(f"r.{c} IS NOT DISTINCT FROM p.{c}" for c in staged.place_columns)
    connection.execute(
        f"""
        INSERT INTO {faults.FAULTS}
        SELECT {staged.number}, record, position, fault_column, rule, p.value, p.other,
            p.other_zh
        FROM {staged.rows} AS r JOIN {table} AS p ON {matches} WHERE p.rule IS NOT NULL
        """
    )


def write_created(
    connection: duckdb.DuckDBPyConnection, created: Sequence[Area], batch_id: int
) -> None:
    """Add new places to `areas`.

    Nobody said when they began, and an older file may follow, so they have always been there.
    """
    rows = [(a.code, a.name, a.level, a.parent or None, EARLIEST, batch_id) for a in created]
    names = ("area_code", "area_name", "level", "parent_code", "valid_from", "batch_id")
    inserting.insert(connection, "areas", names, rows)
