"""Which rows does a file hold, whatever its format?"""

from dataclasses import replace
from pathlib import Path

import duckdb

from data.errors import DataError
from data.sentences import say
from data.sources import (
    archives,
    delimited,
    divisions,
    inspecting,
    objects,
    outlines,
    sheets,
    trees,
)
from data.sources.source_file import (
    BrokenRow,
    ReadOptions,
    SourceFile,
    literal,
    quoted,
    unique_headers,
)

__all__ = ["BrokenRow", "ReadOptions", "SourceFile", "open_source"]


def open_source(
    path: Path, wanted: ReadOptions, connection: duckdb.DuckDBPyConnection, workspace: Path
) -> SourceFile:
    """Open a file of any known format, decided by its content and not by its name.

    Parameters
    ----------
    path : Path
        CSV and its like, XLSX, XLS, XLSB, ODS, JSON, Parquet, or a zip archive with one of them.
    wanted : ReadOptions
        What the profile says about the file: ``profile.read_options()``.
    connection : duckdb.DuckDBPyConnection
        Connection that will scan the relation.
    workspace : Path
        Folder for unpacked or re-encoded copies; the caller deletes it after the load.

    Raises
    ------
    DataError
        If the file cannot be read; one sentence says why and what to do.
    """
    inner, name = path, path.name
    shapes = outlines.path_of(path) if wanted.outlines and path.is_file() else ""
    if shapes:
        source = outlines.open_outlines(path, shapes, wanted, connection, workspace)
        return replace(source, sha256=inspecting.sha256(path))
    kind = inspecting.magic(path, str(path) if not path.exists() else name)
    outer_hash = ""
    if kind == "zip":
        kind = archives.kind(path, name)
    if kind == "zip":
        outer_hash = inspecting.sha256(path)
        inner = archives.unpack(path, workspace)
        packed = say("file.inside", inner=inner.name, outer=name)
        kind = inspecting.magic(inner, packed)
        kind = archives.kind(inner, packed) if kind == "zip" else kind
        if kind == "zip":
            raise DataError("file.nested_archive", name=name, inner=inner.name)
    source = _open(inner, name, kind, wanted, connection, workspace)
    if wanted.divisions:
        source = divisions.unfold(source, wanted.divisions, workspace)
    if wanted.tree:
        source = trees.unfold(source, wanted.tree, workspace)
    if outer_hash or not source.sha256:
        return replace(source, sha256=outer_hash or inspecting.sha256(inner))
    return source


def _open(
    path: Path,
    name: str,
    kind: str,
    wanted: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    workspace: Path,
) -> SourceFile:
    if kind == "html":
        raise DataError("file.web_page", name=name)
    if kind == "text":
        return delimited.open_text(path, name, wanted, connection, workspace)
    if kind == "json":
        return objects.open_json(path, name, wanted, connection, workspace)
    if kind == "parquet":
        return _open_parquet(path, name, connection)
    kind = "xls" if kind == "ole" else kind
    return sheets.open_workbook(path, name, kind, wanted, connection, workspace)


def _open_parquet(path: Path, name: str, connection: duckdb.DuckDBPyConnection) -> SourceFile:
    scan = f"read_parquet({literal(str(path.resolve()))})"
    try:
        headers = [row[0] for row in connection.execute(f"DESCRIBE FROM {scan}").fetchall()]
        rows = connection.execute(f"SELECT count(*) FROM {scan}").fetchall()[0][0]
    except duckdb.Error as error:
        raise DataError("file.damaged", name=name) from error
    if not rows:
        raise DataError("file.no_rows", name=name)
    columns = unique_headers(headers)
    casts = ", ".join(
        f"CAST({quoted(h)} AS VARCHAR) AS {quoted(c)}"
        for h, c in zip(headers, columns, strict=True)
    )
    return SourceFile(
        relation=f"(SELECT {casts} FROM {scan})",
        columns=columns,
        format="parquet",
        encoding="",
        sha256="",
        file_name=name,
        first_row=1,
        tidy=False,
        connection=connection,
    )
