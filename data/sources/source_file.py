"""What is a file once it can be queried?"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from data.errors import DataError
from data.sentences import Sentence, say

LINE_BYTES = 2_000_000  # longest row of a CSV file
REJECT_BYTES = 2_000  # how much of a broken row is kept


@dataclass(frozen=True)
class ReadOptions:
    """What a profile says about the file itself; empty means: find out.

    Attributes
    ----------
    encoding, delimiter : str
        Of a text file.
    sheet : str
        Name of the sheet of a workbook.
    header_row : int
        Row of the headers, counted from 1 as spreadsheets do; 0 means: find it.
    records, item : str
        In JSON: path of the list of records ("result.requests"), and of the object inside each
        record ("fields") whose keys are the columns.
    only : tuple of (key, value)
        In JSON: take the records that have these values.
    divisions : tuple of str
        Headers of which one holds statistical division codes that tell level and parent; see
        divisions.unfold.
    tree : tuple of str
        Headers of the levels of a tree, from the top down; see trees.unfold.
    outlines : bool
        The profile fills `boundaries`, so a file of shapes is meant as such.
    crs : str
        Declared coordinate system of shapes: an EPSG code, GCJ02 or BD09; "" means: as read.
    known : frozenset of str
        The profile's headers in normal form (names.header), by which a header row is found.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    records: str = ""
    item: str = ""
    only: tuple[tuple[str, str], ...] = ()
    divisions: tuple[str, ...] = ()
    tree: tuple[str, ...] = ()
    outlines: bool = False
    crs: str = ""
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BrokenRow:
    """A row that could not be taken apart into columns: its number in the file, text, reason."""

    row_number: int
    raw: str
    message: Sentence


@dataclass(frozen=True)
class SourceFile:
    """A file that is ready to be queried.

    Attributes
    ----------
    relation : str
        SQL to stand after FROM: the rows in file order, every column VARCHAR, NULL where a cell is
        empty. Scan it once (CREATE TABLE staged AS ...): broken_rows() tells of that scan.
    columns : tuple of str
        Headers in order, as the relation names them. A header that comes twice (case apart) gets
        " (2)"; a column without header is called "column 7".
    format : str
        csv, xlsx, xls, xlsb, ods, json or parquet.
    encoding : str
        Of the text; "" for formats that leave no choice.
    sha256 : str
        Hash of the file as it was given (of the archive, if it was one).
    file_name : str
        Name without folder, for people and for the batches table.
    first_row : int
        Number in the file of the relation's first row: 2 under a header in row 1. The number of a
        row is its position in the relation (from 0) + first_row + the broken rows before it.
    tidy : bool
        No cell has white space around it, so there is nothing to trim.
    connection : duckdb.DuckDBPyConnection
        The connection on which the relation can be scanned.
    rejects : str
        Temporary table of the rows the parser refused; "" where a format has none.
    """

    relation: str
    columns: tuple[str, ...]
    format: str
    encoding: str
    sha256: str
    file_name: str
    first_row: int
    tidy: bool
    connection: duckdb.DuckDBPyConnection
    rejects: str = ""
    skipped: int = 0  # lines before the header, which the engine counts too
    messages: tuple[Sentence, ...] = ()  # what the report should tell of the reading

    @property
    def blank(self) -> str:
        """SQL condition: the row has nothing in any column. Such rows are no records."""
        return f"coalesce({', '.join(quoted(c) for c in self.columns)}) IS NULL"

    @contextlib.contextmanager
    def scanning(self) -> Iterator[None]:
        """Turn what the engine's reader says about the file into a DataError."""
        try:
            yield
        except (duckdb.InvalidInputException, duckdb.IOException) as error:
            first = str(error).splitlines()[0]
            if not any(word in str(error) for word in _OF_FILES):
                raise
            raise DataError("file.half_read", name=self.file_name, detail=first) from error

    def broken_rows(self) -> tuple[BrokenRow, ...]:
        """Rows that the parser refused, in file order; known after the relation was scanned.

        Raises
        ------
        DataError
            If a quotation mark is never closed: then nobody can say where rows end.
        """
        if not self.rejects:
            return ()
        rows = self.connection.execute(
            f"SELECT line, min(error_type), min(column_name), any_value(csv_line), "
            f"min(error_message) FROM {quoted(self.rejects)} GROUP BY line ORDER BY line"
        ).fetchall()
        return tuple(self._broken(*row) for row in rows)

    def _broken(self, line: int, kind: str, column: str, raw: str, detail: str) -> BrokenRow:
        number = line + self.first_row - 2 - self.skipped
        raw = (raw or "")[:REJECT_BYTES]
        if kind == "UNQUOTED VALUE" and "\n" in raw.strip():
            raise DataError("file.open_quote", name=self.file_name, row=number, column=column)
        return BrokenRow(number, raw, self._reason(kind, column, detail))

    def _reason(self, kind: str, column: str, detail: str) -> Sentence:
        """Why the engine could not take a row apart."""
        if kind in ("MISSING COLUMNS", "TOO MANY COLUMNS"):
            found = detail.rsplit("Found: ", 1)[-1]
            return say("row.count_of_cells", found=found, columns=len(self.columns))
        if kind == "UNQUOTED VALUE":
            return say("row.quotation", column=column)
        if kind == "INVALID ENCODING":
            return say("row.encoding", column=column)
        if kind == "LINE SIZE OVER MAXIMUM":
            return say("row.long_line", most=LINE_BYTES)
        return say("row.other_break", detail=detail)


_OF_FILES = ("CSV", "Parquet", "parquet", "No such file", "No files found")


def quoted(name: str) -> str:
    """The name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def unique_headers(headers: list[str]) -> tuple[str, ...]:
    """Headers as column names: none empty, none twice (case apart), invisible marks removed."""
    taken: dict[str, int] = {}
    names = []
    for position, header in enumerate(headers, 1):
        name = " ".join(header.replace("\ufeff", "").split()) or f"column {position}"
        count = taken[name.casefold()] = taken.get(name.casefold(), 0) + 1
        names.append(f"{name} ({count})" if count > 1 else name)
    return tuple(names)
