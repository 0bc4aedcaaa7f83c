"""What would a file change, and why are some of its rows not taken?

The steps of one load on the connection of a new snapshot; data.load decides what comes of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb

from data.errors import DataError
from data.loading import (
    corrections,
    faults,
    limits,
    naming,
    outcomes,
    publishing,
    ready,
    rejections,
    staging,
)
from data.loading.gazetteer import Area, Finder
from data.loading.outcomes import Counts
from data.loading.ready import Ready
from data.loading.row_rules import Moments
from data.loading.staging import Staged, Target
from data.progress import Progress
from data.sentences import Sentence, either, say
from data.sources import reading
from data.sources.profile import Fit, Profile, recognise
from data.sources.selecting import Selection, select
from data.sources.source_file import SourceFile, quoted

MOST_PROFILES, MOST_COLUMNS = 2, 12  # named in the refusal of a file that does not suit


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes
    ----------
    path : Path
        The file.
    profile : Profile
        How it is to be read.
    zone : str
        Business zone of the store.
    now : datetime
        Moment of loading, naive UTC.
    as_of : datetime or None
        Declared data date, naive UTC.
    create_areas : bool
        Make unknown places.
    batch_id : int
        Number of the load.
    """

    path: Path
    profile: Profile
    zone: str
    now: datetime
    as_of: datetime | None
    create_areas: bool
    batch_id: int

    @property
    def source_name(self) -> str:
        """Source system, as corrections and codes of new places name it."""
        return self.profile.source or self.profile.name


@dataclass
class Attempt:
    """What has been found out about a file."""

    request: Request
    source: SourceFile
    fit: Fit
    staged: list[Staged] = field(default_factory=list)
    outputs: list[Ready] = field(default_factory=list)
    counts: Counts = field(default_factory=lambda: Counts(0, 0, 0, 0, 0))
    new_areas: list[Area] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    messages: list[Sentence] = field(default_factory=list)


def make(
    connection: duckdb.DuckDBPyConnection, folder: Path, request: Request, progress: Progress
) -> Attempt:
    """Read, check and compare every row; only new places and the profile's own rows are written.

    Raises
    ------
    DataError
        If the file cannot be read, does not suit the profile or holds no rows.
    """
    progress.step("opening")
    options = request.profile.read_options()
    source = reading.open_source(request.path, options, connection, folder)
    fit = request.profile.fit(source.columns)
    found = Attempt(request, source, fit, messages=list(source.messages))
    _refuse_misfit(found)
    progress.step("reading")
    untaken, rows = _stage(connection, found)
    broken = rejections.keep_broken(connection, source)
    if not rows + broken:
        raise DataError("file.only_header", name=source.file_name)
    progress.step("checking")
    faults.create(connection)
    for staged in found.staged:
        faults.of_rows(connection, staged)
    faults.of_nothing(connection, request.profile.name, untaken)
    _find_places(connection, found)
    _judge(connection, found)
    progress.step("comparing")
    for output in found.outputs:
        outcomes.match(connection, output)
    outcomes.reject(connection)
    found.counts = outcomes.count(connection, found.outputs, rows, broken)
    return found


def _refuse_misfit(found: Attempt) -> None:
    """DataError if the file does not suit the profile; names what it has, or a profile it suits."""
    source, fit = found.source, found.fit
    try:
        fit.refuse(source.file_name, found.request.profile.name)
    except DataError as refusal:
        if not fit.missing:
            raise
        suited = [name for name, _ in recognise(source.columns)][:MOST_PROFILES]
        hint = say("profile.has", columns=source.columns[:MOST_COLUMNS])
        if suited:
            hint = say("profile.suits", profiles=either(suited))
        raise DataError("profile.hinted", refusal=refusal.said, hint=hint) from None


def _stage(connection: duckdb.DuckDBPyConnection, found: Attempt) -> tuple[str, int]:
    """The pass over the file.

    Returns
    -------
    untaken : str
        SQL query of the positions of records that no output takes.
    rows : int
        Records of the file that could be taken apart into columns.
    """
    source, selections = found.source, _selections(found, found.source)
    is_read_once = len(selections) == 1 and not selections[0].row
    if not is_read_once:
        source = replace(source, relation=staging.keep_raw(connection, source))
        selections = _selections(found, source)
    request, profile = found.request, found.request.profile
    declared = corrections.declared(connection)
    moments = Moments(request.now, request.as_of)
    is_empty = is_read_once and _is_first(connection, selections[0], profile)
    target = Target(
        moments, request.zone, request.batch_id, is_empty, makes_places=request.create_areas
    )
    for number, selection in enumerate(selections):
        right = source
        if declared:
            right, beyond = corrections.apply(source, selection, declared, request.source_name)
            found.messages += _not_corrected(selection, beyond)
            selection = select(profile, found.fit.outputs[number], right, request.zone)
        staged = staging.stage(connection, right, selection, number, target)
        if reckoned := limits.reckon(connection, staged, request.zone):
            found.messages.append(say("load.reckoned", count=reckoned))
        found.staged.append(staged)
    return _untaken(connection, found, "" if is_read_once else source.relation)


def _untaken(connection: duckdb.DuckDBPyConnection, found: Attempt, raw: str) -> tuple[str, int]:
    """What _stage returns; `raw` is the table of all rows where they were read more than once."""
    if raw:
        records = f"SELECT rowid AS position FROM {raw} WHERE NOT ({found.source.blank})"
        taken = " UNION ALL ".join(f"SELECT position FROM {s.rows}" for s in found.staged)
        untaken = f"SELECT position FROM ({records}) ANTI JOIN ({taken}) USING (position)"
    else:
        table = found.staged[0].table
        records = f"SELECT rowid AS position, taken FROM {table} WHERE taken IS NOT NULL"
        untaken = f"SELECT position FROM ({records}) WHERE NOT taken"
    (rows,) = connection.execute(f"SELECT count(*) FROM ({records})").fetchall()[0]
    return untaken, int(rows)


def _is_first(
    connection: duckdb.DuckDBPyConnection, selection: Selection, profile: Profile
) -> bool:
    """The table is empty, and the staged rows are complete without looking places up."""
    name = selection.table.name
    has_codes = selection.places is None or selection.places.by == "code"
    (rows,) = connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchall()[0]
    return rows == 0 and has_codes and name not in profile.provided


def _selections(found: Attempt, source: SourceFile) -> list[Selection]:
    profile, zone = found.request.profile, found.request.zone
    return [select(profile, output, source, zone) for output in found.fit.outputs]


def _not_corrected(selection: Selection, columns: Sequence[str]) -> list[Sentence]:
    of_table = {c.name for c in selection.table.columns}
    return [
        say("load.not_corrected", column=column, table=selection.table.name)
        for column in columns
        if column in of_table
    ]


def _find_places(connection: duckdb.DuckDBPyConnection, found: Attempt) -> None:
    """Turn names into codes, and make unknown places if that is asked for."""
    request = found.request
    known = naming.known_areas(connection)
    finder = Finder(known, request.source_name, request.create_areas)
    for staged in found.staged:
        places, table = staged.selection.places, ""
        if places and places.by == "name":
            table = naming.find_named(connection, staged, finder)
            naming.note_faults(connection, staged, table)
        elif places and request.create_areas:
            naming.create_coded(connection, staged, finder)
        found.outputs.append(ready.prepare(staged, table))
    found.new_areas = finder.created
    if finder.created:
        naming.write_created(connection, finder.created, request.batch_id)
        found.touched.add("areas")


def _judge(connection: duckdb.DuckDBPyConnection, found: Attempt) -> None:
    """Collect the faults that only other rows and tables show."""
    request = found.request
    added, differing = publishing.provide(connection, request.profile.provided, request.batch_id)
    found.touched |= added
    found.messages += [say("load.differs", table=table, key=key) for table, key in differing]
    for output in found.outputs:
        faults.of_references(connection, output, found.outputs)
        faults.of_grids(connection, output)
        faults.of_keys(connection, output)
