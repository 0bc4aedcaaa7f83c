"""Which entries has a tree that a file writes as one column a level, and what lies above each?

A list of categories often names the whole way to each of them: "城乡建设, 安全生产, 事故处理". The
same word may stand below several others, so an entry is known by the way to it.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from data.errors import DataError
from data.sources import names
from data.sources.source_file import SourceFile, literal, quoted

PATH, NAME, ABOVE = "tree path", "tree name", "tree above"
ADDED = (PATH, NAME, ABOVE)
STEP = "/"


def unfold(source: SourceFile, headers: Sequence[str], workspace: Path) -> SourceFile:
    """The entries of the tree, each once, in the order in which the file first names them.

    Parameters
    ----------
    source : SourceFile
        The list; it is scanned here, once.
    headers : sequence of str
        Headers of the levels, from the top down. Levels that the file has no column of are passed
        over, and so are empty cells.
    workspace : Path
        Folder for the rows; the caller deletes it after the load.

    Returns
    -------
    SourceFile
        With the columns ADDED alone: the way to an entry, which is its name at the top level; its
        name; the way to what lies above it, NULL at the top.

    Raises
    ------
    DataError
        If the file has fewer than two of the levels.
    """
    there = {names.header(column): column for column in source.columns}
    levels = [there[names.header(h)] for h in headers if names.header(h) in there]
    if len(levels) < 2:
        raise DataError("file.no_tree", name=source.file_name, headers=headers)
    cells = ", ".join(f"nullif(trim({quoted(level)}), '')" for level in levels)
    copy = literal(str(workspace / "tree.parquet"))
    with source.scanning():
        source.connection.execute(
            f"""
            COPY (
                WITH ways AS (
                    SELECT row_number() OVER () AS place,
                        list_filter([{cells}], lambda cell: cell IS NOT NULL) AS way
                    FROM {source.relation}
                ), entries AS (
                    SELECT place, depth, way[:depth] AS way
                    FROM ways, unnest(range(1, len(way) + 1)) AS depths(depth)
                )
                SELECT array_to_string(way, '{STEP}') AS {quoted(PATH)}, way[-1] AS {quoted(NAME)},
                    nullif(array_to_string(way[:-2], '{STEP}'), '') AS {quoted(ABOVE)}
                FROM entries GROUP BY way ORDER BY min(place), len(way)
            ) TO {copy} (FORMAT parquet)
            """
        )
    return replace(source, relation=f"read_parquet({copy})", columns=ADDED)
