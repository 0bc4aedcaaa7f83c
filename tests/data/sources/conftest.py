"""What the tests of readers and profiles share: a way to open a file and see its rows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.sources.profile import Profile
from data.sources.reading import ReadOptions, SourceFile, open_source
from data.sources.selecting import Selection, select
from data.sources.source_file import quoted

Opened = tuple[SourceFile, list[tuple[Any, ...]]]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def opened(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Callable[..., Opened]:
    """Open a file, given by its path or by its bytes, and scan it once."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()

    def open_file(content: Path | bytes | str, name: str = "file.csv", **options: Any) -> Opened:
        path = content if isinstance(content, Path) else tmp_path / name
        if isinstance(content, str):
            content = content.encode()
        if isinstance(content, bytes):
            path.write_bytes(content)
        source = open_source(path, ReadOptions(**options), connection, workspace)
        with source.scanning():
            rows = connection.execute(f"SELECT * FROM {source.relation}").fetchall()
        return source, rows

    return open_file


@pytest.fixture
def selected(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> Callable[..., dict[str, list[dict[str, Any]]]]:
    """Rows that a profile makes of a file, by table; "?column" tells what could not be read."""
    connection.execute("SET VARIABLE salt = 'pepper'")

    def select_rows(path: Path, profile: Profile, zone: str = "Asia/Shanghai") -> dict[str, Any]:
        workspace = tmp_path / "workspace"
        workspace.mkdir(exist_ok=True)
        source = open_source(path, profile.read_options(), connection, workspace)
        fit = profile.fit(source.columns)
        fit.refuse(source.file_name, profile.name)
        return {o.table: _rows(connection, select(profile, o, source, zone)) for o in fit.outputs}

    return select_rows


def _rows(connection: duckdb.DuckDBPyConnection, chosen: Selection) -> list[dict[str, Any]]:
    columns = [f"{f.value} AS {quoted(f.column.name)}" for f in chosen.fields]
    columns += [
        f"CASE WHEN {f.unreadable} THEN {f.raw} END AS {quoted('?' + f.column.name)}"
        for f in chosen.fields
    ]
    if chosen.places and chosen.places.by == "name":
        columns += [f"{sql} AS {quoted(level)}" for level, sql, _ in chosen.places.levels]
    if chosen.row:
        columns.append(f"{chosen.row} AS row")
    where = f"WHERE {chosen.where}" if chosen.where else ""
    result = connection.execute(f"SELECT {', '.join(columns)} FROM {chosen.relation} {where}")
    names = [about[0] for about in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return [{k: v for k, v in row.items() if v is not None or k[0] != "?"} for row in rows]
