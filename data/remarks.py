"""How does a clerk get back the file with what is wrong written beside each row?"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from data import uploads
from data.sources.mapping import Profile
from data.sources.source_file import SourceFile, quoted

HEADER = {"en": "remark", "zh": "备注"}
WORKBOOKS = ("xlsx", "xls", "xlsb", "ods")


def annotated(
    path: Path, profile: Profile, rejections: Sequence[Mapping[str, Any]], lang: str
) -> tuple[str, bytes]:
    """The file as it was handed in, with one more column: what is wrong with a row.

    Parameters
    ----------
    path : Path
        The file.
    profile : Profile
        How it was read.
    rejections : sequence of mapping
        row_number, message and message_zh, as reports have them; several of a row stand one below
        the other.
    lang : str
        "zh" or "en": whose words stand in the column.

    Returns
    -------
    name : str
        Name for the new file: a workbook stays one, everything else becomes CSV.
    content : bytes
    """
    told: dict[int, list[str]] = {}
    key = "message_zh" if lang == "zh" else "message"
    for rejection in rejections:
        told.setdefault(int(rejection["row_number"]), []).append(str(rejection[key]))
    with uploads.opened(path, profile.read_options()) as source:
        rows = _rows(source, told)
        if source.format in WORKBOOKS:
            return f"{path.stem}-remarks.xlsx", _workbook([*source.columns, HEADER[lang]], rows)
        return f"{path.stem}-remarks.csv", _csv([*source.columns, HEADER[lang]], rows)


def _rows(source: SourceFile, told: Mapping[int, Sequence[str]]) -> Iterator[list[str]]:
    """The rows in file order, those that could not be taken apart in their places."""
    listed = ", ".join(quoted(c) for c in source.columns)
    with source.scanning():
        rows = source.connection.execute(f"SELECT {listed} FROM {source.relation}").fetchall()
    broken = {row.row_number: row.raw for row in source.broken_rows()}
    number = source.first_row
    width = len(source.columns)
    for row in rows:
        while number in broken:
            yield _broken(broken.pop(number), width, told.get(number, ()))
            number += 1
        yield [
            *("" if cell is None else str(cell) for cell in row),
            "\n".join(told.get(number, ())),
        ]
        number += 1
    for number, raw in sorted(broken.items()):
        yield _broken(raw, width, told.get(number, ()))


def _broken(raw: str, width: int, told: Sequence[str]) -> list[str]:
    return [raw.strip(), *[""] * (width - 1), "\n".join(told)]


def _csv(columns: Sequence[str], rows: Iterator[list[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _workbook(columns: Sequence[str], rows: Iterator[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for at, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(at, place, cell)
    return out.getvalue()
