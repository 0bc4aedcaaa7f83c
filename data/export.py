"""How does a number leave the dashboard without losing where it came from?

A file holds the very frame that was on screen and, inside it, what the numbers mean, what was
chosen and which loads they rest on.

CSV carries these as `#` lines above the header, not as a second file: a second file is the first
thing that gets lost. pandas (`comment="#"`), R (`comment = "#"`) and this project's engine
(`comment = '#'`) read the data straight back; a spreadsheet shows the lines as notes above the
table. Text is always quoted, so that a `#` in a name is no comment. The file starts with a byte
order mark, without which Chinese spreadsheets guess the wrong encoding.
"""

import io
import numbers
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
STAMP = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: the same screen gives the same bytes
WIDEST = 60  # characters of a spreadsheet column


@dataclass(frozen=True)
class Export:
    """What is on screen and what stands behind it.

    `data` has the frames on screen by name, one or several; `definitions` has one row a metric;
    `filters` are pairs of a label and what was chosen; `batches` has one row a load: file_name,
    sha256, as_of, rows.
    """

    data: Mapping[str, pd.DataFrame]
    definitions: pd.DataFrame
    filters: Sequence[tuple[str, str]]
    batches: pd.DataFrame


def to_csv(export: Export) -> bytes:
    """UTF-8 CSV with byte order mark: `#` lines of provenance, then header and data.

    Raises
    ------
    ValueError
        If there is not exactly one frame: two tables in one file would not read back.
    """
    (data,) = export.data.values()
    lines = [f"{name}: {value}" for name, value in export.filters]
    lines += _told("definition", export.definitions) + _told("batch", export.batches)
    rows = ["# " + " ".join(line.split()) for line in lines]
    rows.append(",".join(_cell(str(column)) for column in data.columns))
    rows += [",".join(map(_cell, row)) for row in data.itertuples(index=False)]
    return ("\r\n".join(rows) + "\r\n").encode("utf-8-sig")


def to_xlsx(export: Export) -> bytes:
    """Workbook with a sheet a frame, definitions, filters and batches; nothing is a formula."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": STAMP})
        bold = book.add_format({"bold": True, "bottom": 1})
        chosen = pd.DataFrame(export.filters, columns=["filter", "value"])
        sheets = {
            **{_sheet_name(name): frame for name, frame in export.data.items()},
            "definitions": export.definitions,
            "filters": chosen,
            "batches": export.batches,
        }
        for name, frame in sheets.items():
            _fill(book.add_worksheet(name), frame, bold)
    return buffer.getvalue()


def _sheet_name(name: str) -> str:
    """A name that a workbook takes: no signs of paths, at most 31 characters."""
    return re.sub(r"[\[\]:*?/\\]", "-", name)[:31]


def _fill(sheet: Worksheet, frame: pd.DataFrame, bold: Format) -> None:
    for position, column in enumerate(frame.columns):
        sheet.write_string(0, position, str(column), bold)
        widest = len(str(column))
        for row, value in enumerate(frame[column], start=1):
            if pd.isna(value):
                continue
            if isinstance(value, str):
                sheet.write_string(row, position, value)
            elif isinstance(value, numbers.Real):
                sheet.write_number(row, position, float(value))
            else:
                sheet.write_string(row, position, str(value))
            widest = max(widest, len(str(value)))
        sheet.set_column(position, position, min(widest + 2, WIDEST))
    sheet.freeze_panes(1, 0)


def _told(what: str, frame: pd.DataFrame) -> list[str]:
    rows = frame.to_dict("records")
    return [f"{what}: " + "; ".join(f"{k}={v}" for k, v in row.items()) for row in rows]


def _cell(value: Any) -> str:
    """A value as CSV holds it: missing is empty, text is quoted and cannot start a formula."""
    if pd.isna(value):
        return ""
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        return repr(float(value))
    text = str(value)
    if text.startswith(FORMULA_STARTS):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"'
