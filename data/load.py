"""How does a file become records of the store, and what is said about it?

Every row ends as kept, updated, unchanged or rejected with its reason; the counts add up. Nothing
is published unless the finished tables pass their checks, and a file that brings nothing new
leaves no trace.
"""

import argparse
import contextlib
import getpass
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from data import aside, schema, settings
from data.errors import DataError
from data.loading import attempt, decision, publishing, report
from data.loading.attempt import Request
from data.loading.report import FileRefusedError, LoadReport
from data.loading.salt import salt
from data.loading.staging import WORK
from data.progress import Progress
from data.sources.profile import Profile, load_profile
from data.sources.source_file import literal
from data.store import Store, default

__all__ = ["FileRefusedError", "LoadReport", "load", "main"]

SOME_REJECTED, REFUSED = 3, 4  # exit codes beside 0


def load(
    store: Store,
    path: Path,
    profile: Profile | str,
    *,
    as_of: datetime | None = None,
    dry_run: bool = False,
    create_areas: bool = False,
    crs: str = "",
    wait_seconds: float = 600,
    loaded_by: str = "",
    shows_progress: bool = False,
    progress_file: Path | None = None,
    is_whole: bool = False,
    threads: int = 0,
) -> LoadReport:
    """Load a file into a new snapshot.

    Parameters
    ----------
    store : Store
        Where to.
    path : Path
        CSV, XLSX, JSON, Parquet, or a .zip with one of them.
    profile : Profile or str
        How to read it: name of a shipped profile, or path of a .toml file.
    as_of : datetime, optional
        Data date, naive UTC or with its zone. Without it, the latest event in the file: what
        happened after that, the file cannot know. Tables without events: the moment of loading.
    dry_run : bool
        Do everything but publish.
    create_areas : bool
        Make places that the store does not know; without it their rows are rejected.
    crs : str
        Coordinate system of a file of shapes, in the place of the profile's or the file's own.
    wait_seconds : float
        How long to wait for another writer.
    loaded_by : str
        Account; the operating system's if empty.
    shows_progress : bool
        Draw a bar on stderr if that is a terminal and the load takes long.
    progress_file : Path
        File in which others can read how far the load has got; see `data.progress`.
    is_whole : bool
        The file is all of its table: rows that are not in it go, and not one row may be wrong.
    threads : int
        Most threads of the engine; 0 leaves it to the engine, which takes all processors.

    Returns
    -------
    LoadReport
        State published, unchanged or dry_run.

    Raises
    ------
    DataError
        If the file is refused as a whole; nothing is published.
    FileRefusedError
        The same after rows were read: more than DASHBOARD_REJECT_SHARE of them are rejected. It
        carries the report.
    """
    chosen = profile if isinstance(profile, Profile) else load_profile(profile)
    if crs:
        chosen = replace(chosen, read=replace(chosen.read, crs=crs))
    if not path.is_file():
        raise DataError("file.no_file", path=str(path))
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    declared = _utc(as_of)
    if declared and declared > now:
        raise DataError("load.future", as_of=str(declared))
    reason = f"load {path.name} ({chosen.name})"
    if is_whole:
        reason = f"edit {chosen.name}, {loaded_by}"
    with (
        store.build(reason, chosen.time_zone or None, wait_seconds) as building,
        _workspace(store.home, building.connection) as folder,
        Progress(building.connection, shows_progress, progress_file) as progress,
    ):
        if threads:
            building.connection.execute(f"SET threads = {threads}")
        if _has_pseudonyms(chosen):
            secret = salt(store.home, keep=not dry_run)
            building.connection.execute("SET VARIABLE salt = ?", [secret])
        number = publishing.next_batch(building.connection)
        if is_whole:
            publishing.clear(building.connection, [o.table for o in chosen.outputs], number)
        request = Request(path, chosen, building.zone, now, declared, create_areas, number)
        found = attempt.make(building.connection, folder, request, progress)
        progress.step("writing")
        who = loaded_by or getpass.getuser()
        told = decision.decide(building, found, who, dry_run=dry_run, is_whole=is_whole)
    current = store.current()
    return replace(told, snapshot_id=current.id if current else "")


def _has_pseudonyms(profile: Profile) -> bool:
    return any(c.pseudonym for o in profile.outputs for c in schema.table(o.table).columns)


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)


@contextlib.contextmanager
def _workspace(home: Path, connection: duckdb.DuckDBPyConnection) -> Iterator[Path]:
    """A folder of this load's own, with the database of its staged rows attached.

    Only one load runs at a time, so what lies there at the start is left from one that was killed.
    """
    folder = home / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        connection.execute(f"ATTACH {literal(str(folder / 'staged.duckdb'))} AS {WORK}")
        yield folder
        connection.execute(f"DETACH {WORK}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------- the command
def main(argv: Sequence[str]) -> int:
    """Run `python -m data load` and return its exit code.

    0: every row was taken (or nothing was new); 3: some were rejected and the rest published;
    4: the file was refused and nothing published; 2: wrong use.
    """
    choices = _parser().parse_args(argv)
    if choices.aside:
        aside.step_back()
    try:
        told = load(
            default(),
            choices.file,
            choices.profile,
            as_of=_moment(choices.as_of, choices.profile),
            dry_run=choices.dry_run,
            create_areas=choices.create_areas,
            crs=choices.crs,
            wait_seconds=choices.wait,
            loaded_by=choices.loaded_by,
            shows_progress=True,
            progress_file=choices.progress,
            threads=aside.threads() if choices.aside else 0,
        )
    except DataError as mistake:
        _tell_refusal(mistake, choices.json)
        return REFUSED
    sys.stdout.write((report.to_json(told) if choices.json else told.as_text) + "\n")
    return SOME_REJECTED if told.count("rejected") else 0


def _tell_refusal(mistake: DataError, as_json: bool) -> None:
    told = mistake.report if isinstance(mistake, FileRefusedError) else None
    if as_json:
        rest = told.as_json if told else {"rejections": []}
        words = {"message": str(mistake), "message_zh": mistake.said.zh}
        refusal = {**rest, "state": report.REFUSED, **words}
        sys.stdout.write(json.dumps(refusal, ensure_ascii=False) + "\n")
        return
    if told:
        sys.stdout.write(told.as_text + "\n")
    sys.stderr.write(f"{mistake}\n")


def _moment(text: str, profile: str) -> datetime | None:
    """The data date as typed: ISO 8601, in the business zone if it names none."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise DataError("load.as_of", text=text) from None
    if moment.tzinfo:
        return moment
    home = default()
    zone = home.zone() if home.current() else load_profile(profile).time_zone or home.zone()
    return moment.replace(tzinfo=ZoneInfo(settings.value("DASHBOARD_ZONE") or zone))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data load",
        description="Load a file. Exit code 0: every row was taken or known; 3: some were rejected "
        "and the rest published; 4: the file was refused and nothing published; 2: wrong use.",
    )
    parser.add_argument("file", type=Path, help="CSV, XLSX, JSON, Parquet, or a .zip with one")
    parser.add_argument("--profile", required=True, help="name of a shipped one, or a .toml file")
    parser.add_argument(
        "--as-of", default="", metavar="TIME", help="data date; the latest event if left out"
    )
    parser.add_argument("--dry-run", action="store_true", help="do everything but publish")
    parser.add_argument("--create-areas", action="store_true", help="make unknown places")
    parser.add_argument(
        "--crs", default="", metavar="SYSTEM", help="of shapes: an EPSG code, GCJ02 or BD09"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--loaded-by", default="", metavar="NAME", help="who loads; the account if left out"
    )
    parser.add_argument(
        "--progress", type=Path, metavar="FILE", help="keep how far it has got in a file, as JSON"
    )
    parser.add_argument(
        "--aside", action="store_true", help="leave a processor to those who read meanwhile"
    )
    parser.add_argument(
        "--wait", type=float, default=600, metavar="SECONDS", help="for another writer (600)"
    )
    return parser
