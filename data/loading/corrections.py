"""Which declared corrections apply to the cells of a file?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from data.sources.casting import WHITE
from data.sources.selecting import Field, Selection
from data.sources.source_file import SourceFile, literal, quoted

CORRECTED = '"corrected columns"'


@dataclass(frozen=True)
class Correction:
    """One cell that the source has wrong: texts as they stand in the file."""

    source: str
    record_key: str
    column: str
    wrong: str | None
    right: str | None


def declared(connection: duckdb.DuckDBPyConnection) -> tuple[Correction, ...]:
    """All corrections of the store."""
    rows = connection.execute(
        'SELECT source, record_key, "column", wrong, "right" FROM corrections ORDER BY ALL'
    ).fetchall()
    return tuple(Correction(*row) for row in rows)


def apply(
    source: SourceFile, selection: Selection, corrections: Sequence[Correction], source_name: str
) -> tuple[SourceFile, tuple[str, ...]]:
    """Put right texts in the place of wrong ones before anything else looks at them.

    Parameters
    ----------
    source : SourceFile
        The file.
    selection : Selection
        What one output takes from it, to know which headers mean what.
    corrections : sequence of Correction
        Those that may apply.
    source_name : str
        Source of all rows, where the file has no column that names it.

    Returns
    -------
    source : SourceFile
        Its relation has one more column, CORRECTED: the names of the columns put right.
    beyond_reach : tuple of str
        Corrected columns that are not made from one column of the file, where nothing is changed.
    """
    fields = {f.column.name: f for f in selection.fields}
    key = _record_key(source, selection, fields, source_name)
    cells, hits, beyond = [], [], []
    for column, wanted in _by_column(corrections, fields, source, source_name).items():
        field = fields.get(column)
        if field is None or field.header not in source.columns or selection.row or not key:
            beyond.append(column)
            continue
        header = quoted(field.header)
        known = f"{_as_map(wanted)}[{key}]"
        hit = f"({known} IS NOT NULL AND {_cell(field)} IS NOT DISTINCT FROM {known}.wrong)"
        cells.append(f"CASE WHEN {hit} THEN {known}.right_text ELSE {header} END AS {header}")
        hits.append(f"CASE WHEN {hit} THEN {literal(column)} END")
    replaced = f"REPLACE ({', '.join(cells)})" if cells else ""
    marked = f"list_filter([{', '.join(hits)}]::VARCHAR[], lambda c: c IS NOT NULL) AS {CORRECTED}"
    relation = f"(SELECT * {replaced}, {marked} FROM {source.relation})"
    return replace(source, relation=relation), tuple(beyond)


def _by_column(
    corrections: Sequence[Correction],
    fields: dict[str, Field],
    source: SourceFile,
    source_name: str,
) -> dict[str, list[Correction]]:
    """Corrections of the file's source, or of all sources where its rows name theirs."""
    by_row = "source" in fields and fields["source"].header in source.columns
    found: dict[str, list[Correction]] = defaultdict(list)
    for correction in corrections:
        if by_row or correction.source == source_name:
            found[correction.column].append(correction)
    return found


def _record_key(
    source: SourceFile, selection: Selection, fields: dict[str, Field], source_name: str
) -> str:
    """SQL of source and key of a row, as _as_map has them; "" if headers do not tell the key."""
    parts = []
    for column in selection.table.key:
        field = fields.get(column)
        if field is not None and field.header in source.columns:
            parts.append(_cell(field))
        elif column != "source":
            return ""
    if "source" not in selection.table.key or len(parts) < len(selection.table.key):
        parts.insert(0, literal(source_name))
    return f"concat_ws('/', {', '.join(parts)})"


def _cell(field: Field) -> str:
    return f"nullif(trim({quoted(field.header)}, {literal(WHITE)}), '')"


def _as_map(wanted: Sequence[Correction]) -> str:
    def text(value: str | None) -> str:
        return "NULL::VARCHAR" if value is None else literal(value)

    entries = (
        f"{literal(f'{c.source}/{c.record_key}')}: "
        f"{{'wrong': {text(c.wrong)}, 'right_text': {text(c.right)}}}"
        for c in wanted
    )
    return f"MAP {{{', '.join(entries)}}}"
