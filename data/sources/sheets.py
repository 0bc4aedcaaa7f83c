"""Which rows does a workbook hold (XLSX, XLS, XLSB, ODS)?"""

import csv
import datetime
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

import duckdb
import python_calamine

from data.errors import DataError
from data.sentences import say
from data.sources import archives, delimited, headers
from data.sources.source_file import ReadOptions, SourceFile, unique_headers

EXACT = 2**53  # whole numbers beyond it are not exact in a spreadsheet
_ERROR_CELL = re.compile(
    rb'<c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)([0-9]+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>',
    re.DOTALL,
)
Cells = dict[tuple[int, int], str]


def open_workbook(
    path: Path,
    name: str,
    kind: str,
    wanted: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    workspace: Path,
) -> SourceFile:
    """Open one sheet of a workbook by way of a text copy in the workspace."""
    if kind != "xls":
        archives.check_sizes(path)
    sheet = _sheet(_workbook(path, name), name, wanted.sheet)
    errors = _formula_errors(path, sheet.name) if kind == "xlsx" else {}
    searched = itertools.islice(_rows(sheet), wanted.header_row + headers.SEARCHED)
    top = [[_text(cell) for cell in row] for row in searched]
    merged = sheet.merged_cell_ranges or []
    row = wanted.header_row - 1 if wanted.header_row else headers.find(top, wanted.known, merged)
    told = say("file.sheet", name=name, sheet=sheet.name)
    if row >= len(top):
        raise DataError("file.header_row", name=told, row=row + 1)
    names, depth = headers.read(top, row, merged)
    first = row + depth
    columns = _used(names, itertools.islice(_rows(sheet), first, None))
    if not columns:
        raise DataError("file.only_header", name=told)
    copy = workspace / "sheet.csv"
    _write(copy, [names[c] for c in columns], _lines(sheet, first, columns, errors))
    source = delimited.relation(
        copy, unique_headers([names[c] for c in columns]), ",", 0, connection
    )
    return replace(source, format=kind, encoding="", file_name=name, first_row=first + 1)


def _workbook(path: Path, name: str) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError as error:
        raise DataError("file.locked", name=name) from error
    except (python_calamine.CalamineError, OSError) as error:
        with path.open("rb") as file:
            head = file.read(1 << 20)
        if "EncryptedPackage".encode("utf-16-le") in head:
            raise DataError("file.locked", name=name) from error
        raise DataError("file.damaged", name=name) from error


def _sheet(
    book: python_calamine.CalamineWorkbook, name: str, wanted: str
) -> python_calamine.CalamineSheet:
    if wanted:
        if wanted not in book.sheet_names:
            raise DataError("file.no_sheet", name=name, sheet=wanted, known=book.sheet_names)
        return book.get_sheet_by_name(wanted)
    visible = python_calamine.SheetVisibleEnum.Visible
    for about in book.sheets_metadata:
        if about.typ == python_calamine.SheetTypeEnum.WorkSheet and about.visible == visible:
            sheet = book.get_sheet_by_name(about.name)
            if sheet.height > 0:
                return sheet
    raise DataError("file.no_sheet_data", name=name)


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[list[object]]:
    """The sheet's rows from its first row and column on, one at a time."""
    margin: list[object] = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield [*margin, *row]


def _used(names: Sequence[str], rows: Iterable[Sequence[object]]) -> list[int]:
    """Positions of the columns that have a name or a value below it; none if there is no row."""
    filled = {at for row in rows for at, cell in enumerate(row) if cell not in ("", None)}
    return [at for at in range(len(names)) if names[at] or at in filled] if filled else []


def _lines(
    sheet: python_calamine.CalamineSheet, first: int, columns: Sequence[int], errors: Cells
) -> Iterator[list[str]]:
    for number, row in enumerate(itertools.islice(_rows(sheet), first, None), first):
        if errors:
            yield [errors.get((number, c)) or _text(row[c]) for c in columns]
        else:
            yield [_text(row[c]) for c in columns]


def _write(target: Path, names: list[str], lines: Iterable[list[str]]) -> None:
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(lines)


def _text(cell: object) -> str:
    """A cell as people read it: no trailing .0, times in ISO form, digits of long codes kept."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        is_exact = cell.is_integer() and abs(cell) < EXACT
        return str(int(cell)) if is_exact else format(cell, ".15g")
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return "" if cell is None else str(cell)


def _formula_errors(path: Path, sheet: str) -> Cells:
    """Cells of an XLSX sheet whose formula failed, with the error ("#REF!").

    The reader gives such cells as empty, and an empty cell would pass for a missing value.
    """
    with zipfile.ZipFile(path) as archive:
        part = _part(archive, sheet)
        if not part:
            return {}
        with archive.open(part) as stream:
            return dict(_error_cells(stream))


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Name of the archive's member that holds the sheet."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    for tag in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book):
        if _unescaped(_attribute(tag, "name")) == sheet:
            wanted = _attribute(tag, r"\w+:id")
            for link in re.findall(r"<Relationship\s[^>]*>", links):
                if _attribute(link, "Id") == wanted:
                    target = _attribute(link, "Target")
                    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                    return part if part in archive.namelist() else ""
    return ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}=["']([^"']*)["']""", tag)
    return found[1] if found else ""


def _unescaped(text: str) -> str:
    for mark, sign in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ):
        text = text.replace(mark, sign)
    return text


def _error_cells(stream: IO[bytes]) -> Iterator[tuple[tuple[int, int], str]]:
    kept = b""
    while chunk := stream.read(1 << 22):
        kept += chunk
        end = kept.rfind(b"</row>")
        if end < 0:
            continue
        if b't="e"' in kept:
            for letters, number, error in _ERROR_CELL.findall(kept, 0, end):
                column = 0
                for letter in letters:
                    column = column * 26 + letter - 64
                yield (int(number) - 1, column - 1), error.decode("utf-8", "replace")
        kept = kept[end:]
