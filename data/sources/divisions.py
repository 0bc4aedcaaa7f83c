"""Which level and parent has each place of a statistical list, whose codes say both?

The statistical division code has 12 digits: province 2, city 2, district 2, township 3, village 3,
zeros where a place has no further level; lists of upper levels often leave the zeros out. Nothing
is inferred from the digits of any other file: a profile has to declare it.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from data.errors import DataError
from data.sources import names
from data.sources.source_file import SourceFile, literal, quoted

DIGITS = 12
CODE, NAME, LEVEL, PARENT = "division code", "division name", "division level", "division parent"
ADDED = (CODE, NAME, LEVEL, PARENT)
NAMES = ("名称", "区划名称", "单位名称", "name")  # in any other file `name` may be a person's
ROWS = '"division rows"'
LENGTHS = (2, 4, 6, 9, DIGITS)  # digits of a code, zeros left out, by level from the province down
LEVELS = ("province", "city", "district", "township", "village")


def unfold(source: SourceFile, headers: Sequence[str], workspace: Path) -> SourceFile:
    """The file with the columns ADDED in the place of those of code and name.

    Parameters
    ----------
    source : SourceFile
        The list; it is scanned here, once.
    headers : sequence of str
        Headers of which one holds the code.
    workspace : Path
        Folder for the rows; the caller deletes it after the load.

    Raises
    ------
    DataError
        If the file has no column of codes or none of names.

    Notes
    -----
    A place above counts if the file or the store knows it, so a city without districts keeps its
    townships. A code of any other length keeps its text as level, which no level is called, so its
    row is rejected with its words.
    """
    code, name = _column(source, headers, "file.no_codes"), _column(source, NAMES, "file.no_names")
    others = [column for column in source.columns if column not in (code, name)]
    kept = ", ".join(quoted(c) for c in others)
    with source.scanning():
        source.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {ROWS} AS SELECT {kept}{', ' if kept else ''}"
            f"{quoted(name)} AS {quoted(NAME)}, trim({quoted(code)}) AS given "
            f"FROM {source.relation}"
        )
    copy = literal(str(workspace / "divisions.parquet"))
    source.connection.execute(f"COPY ({_numbered()}) TO {copy} (FORMAT parquet)")
    source.connection.execute(f"DROP TABLE {ROWS}")
    return replace(source, relation=f"read_parquet({copy})", columns=(*others, *ADDED))


def _column(source: SourceFile, headers: Sequence[str], missing: str) -> str:
    """The column under one of the headers; DataError of the name `missing` if there is none."""
    there = {names.header(column): column for column in source.columns}
    found = [there[names.header(h)] for h in headers if names.header(h) in there]
    if not found:
        raise DataError(missing, name=source.file_name, headers=headers)
    return found[0]


def _numbered() -> str:
    """SQL of the rows in their order, with the columns added."""
    level = " ".join(
        f"WHEN rtrim(substr(code, {digits + 1}), '0') = '' THEN '{level}'"
        for digits, level in zip(LENGTHS, LEVELS, strict=True)
    )
    above = [f"rpad(left(code, {digits}), {DIGITS}, '0')" for digits in reversed(LENGTHS[:-1])]
    joins = " ".join(
        f"LEFT JOIN known AS k{i} ON k{i}.code = {sql} AND k{i}.code <> r.code"
        for i, sql in enumerate(above)
    )
    found = ", ".join(f"k{i}.code" for i in range(len(above)))
    lengths = ", ".join(str(digits) for digits in LENGTHS)
    return f"""
        WITH coded AS (
            SELECT *, rowid AS place,
                CASE WHEN regexp_full_match(given, '[0-9]+') AND length(given) IN ({lengths})
                    THEN rpad(given, {DIGITS}, '0') END AS code
            FROM {ROWS}
        ), known AS (
            SELECT code FROM coded WHERE code IS NOT NULL UNION SELECT area_code FROM areas
        )
        SELECT r.* EXCLUDE (given, place, code), coalesce(r.code, given) AS {quoted(CODE)},
            CASE WHEN r.code IS NULL THEN given {level.replace("code", "r.code")} END
                AS {quoted(LEVEL)},
            coalesce({found}) AS {quoted(PARENT)}
        FROM coded AS r {joins.replace("left(code", "left(r.code")}
        ORDER BY place
    """
