"""Which tables and columns does the dashboard store, and what does each mean?"""

import difflib
import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.sentences import Sentence, say

SQL_TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIMESTAMP",
    "geometry": "BLOB",
}
# Half the room of microseconds, which nobody reads: what is finer is cut off (`times.whole`).
WHOLE_SECONDS = "TIMESTAMP_S"
LEVELS = ("province", "city", "district", "township", "village", "grid")
LEVEL_NAMES = {
    "province": say("level.province"),
    "city": say("level.city"),
    "district": say("level.district"),
    "township": say("level.township"),
    "village": say("level.village"),
    "grid": say("level.grid"),
}
KINDS = {
    "key": say("unknown.key"),
    "table": say("unknown.table"),
    "column": say("unknown.column"),
    "value": say("unknown.value"),
    "derivation": say("unknown.derivation"),
}
BATCH = {"type": "integer", "meaning": "Load that last wrote the record."}


@dataclass(frozen=True)
class Column:
    """One column: its type, meaning and what is allowed in it."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    optional: bool = False
    allowed: tuple[str, ...] = ()
    between: tuple[float, float] | None = None
    refers: str = ""  # "table" or "areas:level"
    default: str = ""  # SQL over the row's other columns, used where the profile maps nothing
    derived: str = ""  # the timestamp of which it is the local date
    reckoned: str = ""  # the column whose rule gives it on loading, where the file does not
    linked: bool = False  # follows from other rows of the table, written at publish
    apart: bool = False  # in a table of its own, under a number, once a snapshot is published
    pseudonym: bool = False  # hashed with the salt before it is stored
    event: bool = False  # a thing that happened, so never after the data date

    @property
    def sql_type(self) -> str:
        """Type of the column in DuckDB."""
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class Table:
    """One table: its key, its columns, and what holds between columns and between loads."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    order: tuple[tuple[str, str], ...] = ()
    differ: tuple[tuple[str, str], ...] = ()  # columns that cannot name the same
    fillable: tuple[str, ...] = ()  # of history, which stays: only these, while they are empty
    provenance: bool = False  # written by loads themselves, never mapped from a file

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError with a suggestion if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(unknown("column", name, [c.name for c in self.columns], within(self.name)))

    @property
    def mapped(self) -> tuple[Column, ...]:
        """The columns that a profile fills: all but those made from others, and batch_id."""
        made = {c.name for c in self.columns if c.derived or c.linked}
        return tuple(c for c in self.columns if c.name not in {*made, "batch_id"})

    def given(self, names: Iterable[str]) -> set[str]:
        """The columns of these names, and those that are reckoned from them."""
        found = set(names)
        return found | {c.name for c in self.columns if c.reckoned in found}

    def stored_type(self, column: Column) -> str:
        """Type in which a column lies on disk; readers see its `sql_type`."""
        return WHOLE_SECONDS if column in self.times else column.sql_type

    @property
    def times(self) -> tuple[Column, ...]:
        """The columns that are kept to the second: all times but those of loads, which are few."""
        return tuple(c for c in self.columns if c.type == "time" and not self.provenance)

    @property
    def ddl(self) -> str:
        """CREATE TABLE statement.

        Keys are checked on load, not by an index: at ten million rows an index costs more than
        the load itself.
        """
        lines = (
            f'"{c.name}" {self.stored_type(c)}' + ("" if c.optional or c.apart else " NOT NULL")
            for c in self.columns
        )
        return f'CREATE TABLE "{self.name}" ({", ".join(lines)})'


def key_sql(table: Table, alias: str = "") -> str:
    """The key of a record as one text, as reports name it: parts joined by a slash."""
    prefix = f"{alias}." if alias else ""
    return "concat_ws('/', " + ", ".join(f'{prefix}"{c}"' for c in table.key) + ")"


def unknown(what: str, name: str, known: list[str], where: str = "") -> Sentence:
    """Sentence for a name that does not exist, with the nearest that does; what: one of KINDS."""
    near = difflib.get_close_matches(name, known, 1)
    hint = say("unknown.near", near=near[0]) if near else say("unknown.known", known=known)
    return say("unknown.name", what=KINDS[what], name=name, where=where, hint=hint)


def within(whole: str) -> Sentence:
    """The `where` of `unknown`, for what is looked for inside something."""
    return say("unknown.in", whole=whole)


def _table(name: str, entry: dict[str, Any]) -> Table:
    columns = dict(entry["columns"])
    if not entry.get("provenance"):
        columns["batch_id"] = BATCH
    return Table(
        name=name,
        meaning=entry["meaning"],
        key=tuple(entry["key"]),
        order=tuple((a, b) for a, b in entry.get("order", ())),
        differ=tuple((a, b) for a, b in entry.get("differ", ())),
        fillable=tuple(entry.get("fillable", ())),
        provenance=entry.get("provenance", False),
        columns=tuple(_column(n, c) for n, c in columns.items()),
    )


def _column(name: str, entry: dict[str, Any]) -> Column:
    facts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Column(name=name, **facts)


@functools.cache
def _read() -> dict[str, Table]:
    with Path(__file__).with_name("schema.toml").open("rb") as file:
        return {name: _table(name, entry) for name, entry in tomllib.load(file).items()}


TABLES: dict[str, Table] = _read()


def table(name: str) -> Table:
    """Return the table of that name; KeyError with a suggestion if there is none."""
    if name not in TABLES:
        raise KeyError(unknown("table", name, list(TABLES)))
    return TABLES[name]


def dictionary() -> str:
    """The data dictionary as Markdown, the text of data/README.md."""
    parts = [
        "# Data dictionary\n",
        "Generated from `schema.toml` by `make docs`; a test keeps it current. "
        "Times are UTC and kept to the second: what is finer is cut off. A date is a day in the "
        "business zone. `?` marks what may be empty.\n",
    ]
    for entry in TABLES.values():
        parts.append(f"## {entry.name}\n\n{entry.meaning} Key: {', '.join(entry.key)}.\n")
        parts.append("| column | type | unit | meaning | allowed |\n|---|---|---|---|---|")
        parts += [_row(c) for c in entry.columns]
        parts.append("")
    return "\n".join(parts)


def _row(column: Column) -> str:
    allowed = ", ".join(column.allowed)
    if column.between:
        allowed = f"{column.between[0]:,.15g} to {column.between[1]:,.15g}"
    if column.refers:
        allowed = f"a row of {column.refers.replace(':', ', level ')}"
    name = column.name + ("?" if column.optional else "")
    return f"| {name} | {column.type} | {column.unit} | {column.meaning} | {allowed} |"
