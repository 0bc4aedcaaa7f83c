"""How does one fill a table in a spreadsheet so that it loads back without a question?"""

import io

import pandas as pd
import xlsxwriter

from data import schema, words
from data.schema import Column, Table

LAST_ROW = 10_000  # down to which drop-down lists reach
WIDTH = 18
FLAGS = ("true", "false")
NOTES = "说明 notes"


def template(table: str, rows: pd.DataFrame | None = None) -> bytes:
    """A workbook for one of the own tables: its columns, notes in Chinese and English, lists.

    Parameters
    ----------
    table : str
        A table that files may fill.
    rows : DataFrame, optional
        Rows to begin with, as texts by column.

    Returns
    -------
    bytes
        XLSX. The first sheet is read by `python -m data load FILE --profile TABLE`; every cell is
        text, so that no code loses a digit.
    """
    kind = schema.table(table)
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        needed = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        optional = book.add_format({"bottom": 1, "num_format": "@"})
        plain = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(table[:31])
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(kind.mapped):
            sheet.write_string(0, place, column.name, needed if _is_needed(column) else optional)
            sheet.write_comment(0, place, _note(kind, column), {"x_scale": 2})
            sheet.set_column(place, place, WIDTH, plain)
            if _choices(column):
                listed = {"validate": "list", "source": list(_choices(column))}
                sheet.data_validation(1, place, LAST_ROW, place, listed)
            for at, value in enumerate(rows[column.name] if rows is not None else (), 1):
                if value:
                    sheet.write_string(at, place, str(value), plain)
        _explain(book, kind)
    return out.getvalue()


def _explain(book: xlsxwriter.Workbook, table: Table) -> None:
    """The second sheet: every column in both languages."""
    sheet = book.add_worksheet(NOTES)
    head = ("column", "中文", "English", "type", "unit", "allowed", "必填 required")
    sheet.write_row(0, 0, head, book.add_format({"bold": True, "bottom": 1}))
    for at, column in enumerate(table.mapped, 1):
        told = (
            column.name,
            words.column_note(table.name, column.name, "zh"),
            words.column_note(table.name, column.name, "en"),
            column.type,
            column.unit,
            ", ".join(_choices(column)),
            "✓" if _is_needed(column) else "",
        )
        for place, text in enumerate(told):
            sheet.write_string(at, place, text)
    sheet.set_column(0, 0, WIDTH)
    sheet.set_column(1, 2, 2 * WIDTH)


def _note(table: Table, column: Column) -> str:
    notes = [words.column_note(table.name, column.name, lang) for lang in ("zh", "en")]
    notes.append("必填 required" if _is_needed(column) else "可留空 may be empty")
    return "\n".join([*notes, ", ".join(_choices(column))]).strip()


def _choices(column: Column) -> tuple[str, ...]:
    return FLAGS if column.type == "boolean" else column.allowed


def _is_needed(column: Column) -> bool:
    return not column.optional and not column.default
