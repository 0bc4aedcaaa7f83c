"""How do the project's own tables look as files: one column for each of the schema's?"""

import dataclasses

from data import schema
from data.sources.mapping import Areas, Mapping, Output, Profile, place_column
from data.sources.source_file import ReadOptions

VERSION = "1"


def tables() -> tuple[str, ...]:
    """Names of the tables that a file may fill."""
    return tuple(t.name for t in schema.TABLES.values() if not t.provenance)


def profile(name: str) -> Profile:
    """The profile of one own table: every header is a column's name, places are codes.

    Times carry an offset, or are meant in the business zone.
    """
    table = schema.table(name)
    place = place_column(name)
    by_code = place == "village_code"
    made = Profile(
        name=name,
        version=VERSION,
        title=f"Own table {name}: {table.meaning}",
        outputs=(
            Output(
                table=name,
                columns=tuple((c.name, Mapping(headers=(c.name,))) for c in table.mapped),
            ),
        ),
        areas=Areas(by="code", levels=_levels(table)) if by_code else None,
    )
    return dataclasses.replace(
        made, read=ReadOptions(outlines=name == "boundaries", known=made.headers)
    )


def _levels(table: schema.Table) -> tuple[tuple[str, Mapping], ...]:
    columns = {c.name for c in table.columns}
    return tuple(
        (level, Mapping(headers=(f"{level}_code",)))
        for level in ("village", "grid")
        if f"{level}_code" in columns
    )
