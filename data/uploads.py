"""What has been handed in through the page, and what does it look like before it is loaded?

Files lie in a folder of the store only until they are loaded or given up, because they may hold
what is never stored; what was forgotten there for a day goes when somebody hands in a file again
or opens the page.
"""

import contextlib
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import aside, settings
from data.sources import reading
from data.sources.mapping import Output, Profile
from data.sources.selecting import select
from data.sources.source_file import ReadOptions, SourceFile, quoted

FOLDER = "uploads"
KEPT_SECONDS = 86_400
SAMPLED = 2_000  # rows that are looked at to recognise a file
SHOWN = 20  # rows of the preview
TIMES_THE_FILE = 4  # room that a load takes beside a copy of the records


@dataclass(frozen=True)
class Look:
    """What a file looks like.

    Attributes
    ----------
    columns : tuple of str
        Its headers.
    format, encoding : str
        As `SourceFile` has them.
    texts : dict of str to tuple of str
        The texts of the first rows by column; "" where a cell is empty.
    """

    columns: tuple[str, ...]
    format: str
    encoding: str
    texts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Preview:
    """The first rows as they would be stored: by table, its columns and the rows."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def free_bytes(home: Path) -> int:
    """Room on the disk of the store."""
    home.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(home).free


def most_bytes(home: Path, snapshot_bytes: int) -> int:
    """The largest file that the disk of the store has room to load."""
    return max(free_bytes(home) - snapshot_bytes, 0) // TIMES_THE_FILE


class Incoming:
    """A file on its way in, in a folder of its own, under its own name made harmless."""

    def __init__(self, home: Path, name: str) -> None:
        folder = home / FOLDER
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sweep(home)
        self._home = home
        self.path = Path(tempfile.mkdtemp(dir=folder)) / harmless(name)
        self._file = self.path.open("xb")

    def write(self, content: bytes) -> None:
        """Add to it; OSError if the disk is full."""
        self._file.write(content)

    def close(self) -> int:
        """It is whole; return its bytes."""
        self._file.close()
        return self.path.stat().st_size

    def drop(self) -> None:
        """It will not become whole: remove what there is of it."""
        with contextlib.suppress(OSError):  # what is left in memory finds no room either
            self._file.close()
        drop(self._home, self.path)


def keep(home: Path, name: str, content: bytes) -> Path:
    """Write a file that is at hand to where files that are handed in lie, and return its place."""
    incoming = Incoming(home, name)
    incoming.write(content)
    incoming.close()
    return incoming.path


def harmless(name: str) -> str:
    """The name of a file without folders and signs that mean something to a system.

    Examples
    --------
    >>> harmless("../工单 2024-05?.xlsx")
    '工单 2024-05_.xlsx'
    """
    last = re.split(r"[\\\\/]", name)[-1]
    return re.sub(r"[^\w .()\[\]-]", "_", last).strip(" .")[-120:] or "file"


def drop(home: Path, path: Path) -> None:
    """Remove a file that was handed in; ValueError if it lies elsewhere."""
    if path.parent.parent != home / FOLDER:
        raise ValueError(f"{path} was not handed in")
    shutil.rmtree(path.parent, ignore_errors=True)


def sweep(home: Path) -> None:
    """Remove what was forgotten for a day."""
    folder = home / FOLDER
    for own in folder.iterdir() if folder.is_dir() else ():
        if time.time() - own.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(own, ignore_errors=True)


def look(path: Path, options: ReadOptions | None = None) -> Look:
    """Open a file and look at its first rows; DataError if it cannot be read."""
    with opened(path, options or ReadOptions()) as source:
        listed = ", ".join(quoted(c) for c in source.columns)
        with source.scanning():
            rows = source.connection.execute(
                f"SELECT {listed} FROM {source.relation} LIMIT {SAMPLED}"
            ).fetchall()
        texts = {
            column: tuple(str(row[place] or "").strip() for row in rows)
            for place, column in enumerate(source.columns)
        }
        return Look(source.columns, source.format, source.encoding, texts)


def columns(path: Path, options: ReadOptions) -> tuple[str, ...]:
    """The headers of a file that is read in a certain way."""
    with opened(path, options) as source:
        return source.columns


def preview(path: Path, profile: Profile, zone: str) -> tuple[Preview, ...]:
    """The first rows as they would be stored, times in UTC; names of places are not looked up.

    Raises
    ------
    DataError
        If the file does not suit the profile.
    """
    with opened(path, profile.read_options()) as source:
        fit = profile.fit(source.columns)
        fit.refuse(source.file_name, profile.name)
        source.connection.execute("SET VARIABLE salt = 'preview'")
        return tuple(_previewed(source, profile, output, zone) for output in fit.outputs)


def _previewed(source: SourceFile, profile: Profile, output: Output, zone: str) -> Preview:
    selection = select(profile, output, source, zone)
    shown = {field.column.name: field.value for field in selection.fields}
    if selection.places and selection.places.by == "name":
        shown |= {f"{level} (name)": sql for level, sql, _ in selection.places.levels}
    listed = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in shown.items())
    where = f"WHERE {selection.where}" if selection.where else ""
    with source.scanning():
        rows = source.connection.execute(
            f"SELECT {listed} FROM {selection.relation} {where} LIMIT {SHOWN}"
        ).fetchall()
    return Preview(output.table, tuple(shown), tuple(rows))


@contextlib.contextmanager
def opened(path: Path, options: ReadOptions) -> Iterator[SourceFile]:
    """A file ready to be queried, with a connection and a folder of its own for so long."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as engine:
        engine.execute(f"SET threads = {aside.threads()}")
        engine.execute("SET memory_limit = ?", [settings.value("DASHBOARD_MEMORY")])
        engine.execute("SET temp_directory = ?", [f"{folder}/spill"])
        engine.execute("SET enable_progress_bar = false")
        engine.execute("SET TimeZone = 'UTC'")
        yield reading.open_source(path, options, engine, Path(folder))
