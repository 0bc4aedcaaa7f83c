"""Which rows does a delimited text file hold (CSV, TSV and their like)?"""

import codecs
import csv
import io
import itertools
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb

from data.errors import DataError
from data.sources import headers, inspecting, names
from data.sources.source_file import (
    LINE_BYTES,
    REJECT_BYTES,
    ReadOptions,
    SourceFile,
    literal,
    unique_headers,
)

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 1 << 20
_COUNTER = itertools.count(1)


def open_text(
    path: Path,
    name: str,
    wanted: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    workspace: Path,
) -> SourceFile:
    """Open a delimited text file; only what is not UTF-8 with one kind of line end is copied."""
    guess = wanted.delimiter or _delimiter(_sample(path), wanted.known)
    found = inspecting.text(path, name, wanted.encoding, guess)
    plain = path
    if found.encoding != "utf-8" or found.mixed_line_ends:
        plain = _rewritten(path, name, found.encoding, workspace / "utf8.csv")
    elif any(sign in str(path) for sign in "*?["):  # the engine would take it for a pattern
        plain = workspace / "plain.csv"
        shutil.copyfile(path, plain)
    sample = _sample(plain)
    delimiter = guess if plain == path else wanted.delimiter or _delimiter(sample, wanted.known)
    rows = _rows(sample, delimiter)
    if not any(cell.strip() for _, cells in rows for cell in cells):
        raise DataError("file.no_text", name=name)
    position = _header_position(rows, name, wanted)
    columns = unique_headers(rows[position][1])
    below = any(any(cells) for _, cells in rows[position + 1 :])
    if not below and plain.stat().st_size <= SAMPLE:
        raise DataError("file.no_rows", name=name)
    source = relation(plain, columns, delimiter, rows[position][0], connection)
    return replace(
        source,
        encoding=found.encoding,
        sha256=found.sha256,
        file_name=name,
        first_row=position + 2,
        tidy=found.tidy and plain == path,
    )


def relation(
    path: Path,
    columns: tuple[str, ...],
    delimiter: str,
    skip: int,
    connection: duckdb.DuckDBPyConnection,
) -> SourceFile:
    """A UTF-8 file as a relation the engine reads in parallel, broken rows put aside."""
    rejects = f"broken_rows_{next(_COUNTER)}"
    types = ", ".join(f"{literal(c)}: 'VARCHAR'" for c in columns)
    sql = (
        f"read_csv({literal(str(path.resolve()))}, auto_detect=false, header=true, skip={skip}, "
        f"delim={literal(delimiter)}, quote='\"', escape='\"', columns={{{types}}}, "
        f"max_line_size={LINE_BYTES}, store_rejects=true, rejects_table={literal(rejects)}, "
        f"rejects_scan={literal(rejects + '_scans')}, rejects_line_size_limit={REJECT_BYTES})"
    )
    return SourceFile(
        sql, columns, "csv", "utf-8", "", path.name, 2, False, connection, rejects, skip
    )


def _rewritten(path: Path, name: str, encoding: str, target: Path) -> Path:
    """The file as UTF-8 with plain line ends, copied piece by piece."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise DataError("file.encoding", encoding=encoding, name=name) from error
    breaks = io.IncrementalNewlineDecoder(decoder, translate=True)
    position = 0
    with target.open("w", encoding="utf-8", newline="") as out:
        for chunk, is_last in _with_end(inspecting.chunks(path)):
            try:
                out.write(breaks.decode(chunk, final=is_last))
            except UnicodeDecodeError as error:
                at = position + error.start + 1
                raise DataError(
                    "file.other_encoding", name=name, encoding=encoding, at=at
                ) from error
            position += len(chunk)
    return target


def _with_end(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    for piece in pieces:
        yield piece, False
    yield b"", True


def _sample(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    return codecs.getincrementaldecoder("utf-8-sig")("replace").decode(head)


def _rows(sample: str, delimiter: str, most: int = 200) -> list[tuple[int, list[str]]]:
    """First records of the sample, each with the number of lines before it.

    The last is left out where the sample may have cut it, unless it is the only one.
    """
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for cells in itertools.islice(reader, most):
            if cells:
                rows.append((before, cells))
            before = reader.line_num
    except csv.Error:  # a cell beyond the module's limit, which is no limit of the engine's
        rows.append((before, ["…"] * (len(rows[-1][1]) if rows else 1)))
    return rows


def _delimiter(sample: str, known: frozenset[str]) -> str:
    """The one that gives most of the profile's headers, else most columns in even rows."""

    def score(delimiter: str) -> tuple[int, float, int]:
        rows = [cells for _, cells in _rows(sample, delimiter, most=50)]
        if not rows:
            return (0, 0.0, 0)
        header = rows[headers.find(rows, known)]
        even = sum(len(cells) == len(header) for cells in rows) / len(rows)
        hits = sum(names.header(cell) in known for cell in header)
        return (hits, even if len(header) > 1 else 0.0, len(header))

    return max(DELIMITERS, key=score)


def _header_position(rows: list[tuple[int, list[str]]], name: str, wanted: ReadOptions) -> int:
    if not wanted.header_row:
        return headers.find([cells for _, cells in rows], wanted.known)
    if wanted.header_row > len(rows):
        raise DataError("file.header_row", name=name, row=wanted.header_row)
    return wanted.header_row - 1
