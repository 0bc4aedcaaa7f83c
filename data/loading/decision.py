"""Is a file refused, does it bring anything new, and what is then written?"""

from dataclasses import replace
from datetime import datetime

import duckdb

from data import checks, settings
from data.building import Building
from data.loading import notices, outcomes, outline_checks, publishing, rejections, report
from data.loading.attempt import Attempt
from data.loading.report import FileRefusedError, LoadReport
from data.sentences import Sentence, Value, rule, say

MOST_RULES = 3  # named in the refusal of a file


def decide(
    building: Building, found: Attempt, loaded_by: str, *, dry_run: bool, is_whole: bool = False
) -> LoadReport:
    """Refuse the file, leave the store as it was, or write the rows.

    Raises
    ------
    FileRefusedError
        If too many rows are rejected.
    DataError
        If the file is all of its table and leaves out a row of history.
    """
    connection, request, counts = building.connection, found.request, found.counts
    for output in found.outputs:
        if is_whole:
            outcomes.refuse_missing(connection, output)
        if output.table.name == "boundaries":
            found.messages = [*outline_checks.findings(connection, output.rows), *found.messages]
    event = outcomes.last_event(connection, found.outputs)
    batch = _batch(connection, found, request.as_of or event or request.now, loaded_by)
    most_allowed = 0.0 if is_whole else settings.number("DASHBOARD_REJECT_SHARE", 0, 1)
    is_refused = counts.rejected / counts.read > most_allowed
    is_dated = request.as_of is not None or event is not None
    publishes = not is_refused and not dry_run and _is_new(connection, found, batch, is_dated)
    if not publishes:
        if dry_run and not is_refused:
            _try_whole(connection, found)
        building.discard()
        told = notices.report(connection, found, {**batch, "batch_id": None}, keeps_all=False)
        if is_refused:
            refused = replace(told, state=report.REFUSED)
            raise FileRefusedError(refused, "load.too_many", **_too_many(told, most_allowed))
        return replace(told, state=report.DRY_RUN if dry_run else report.UNCHANGED)
    told = notices.report(connection, found, batch, keeps_all=True)
    rejections.keep(connection, request.batch_id)
    earlier = sum(publishing.write(connection, r, request.batch_id) for r in found.outputs)
    publishing.write_batch(connection, batch)
    publishing.check(connection, found.outputs, counts, request.batch_id)
    building.touched |= {"batches", *found.touched, *(r.table.name for r in found.outputs)}
    return replace(told, earlier_versions=earlier)


def _try_whole(connection: duckdb.DuckDBPyConnection, found: Attempt) -> None:
    """DataError if rows would not agree with each other in what only the whole table shows.

    A check that finds nothing wrong would otherwise be followed by a load that is refused.
    """
    tried = [ready for ready in found.outputs if ready.table.name in checks.OF_THE_WHOLE]
    for ready in tried:
        publishing.write(connection, ready, found.request.batch_id)
    if tried:
        checks.finished(connection, {ready.table.name for ready in tried})


def _batch(
    connection: duckdb.DuckDBPyConnection, found: Attempt, as_of: datetime, loaded_by: str
) -> dict[str, object]:
    request, counts = found.request, found.counts
    return {
        "batch_id": request.batch_id,
        "source": outcomes.source_of(connection, found.outputs) or request.source_name,
        "profile": request.profile.name,
        "profile_version": request.profile.version,
        "file_name": found.source.file_name,
        "sha256": found.source.sha256,
        "as_of": as_of,
        "rows_read": counts.read,
        "rows_kept": counts.kept,
        "rows_updated": counts.updated,
        "rows_unchanged": counts.unchanged,
        "rows_rejected": counts.rejected,
        "loaded_at": request.now,
        "loaded_by": loaded_by,
    }


def _is_new(
    connection: duckdb.DuckDBPyConnection, found: Attempt, batch: dict[str, object], is_dated: bool
) -> bool:
    """Whether the file says anything that the store does not know: a record, a place, a later data
    date, or rows rejected in a file not seen before.
    """
    if found.counts.kept or found.counts.updated or found.new_areas or found.touched:
        return True
    latest, seen = connection.execute(
        "SELECT max(as_of) FILTER (source = $1), bool_or(sha256 = $2) FROM batches",
        [batch["source"], batch["sha256"]],
    ).fetchall()[0]
    is_later = is_dated and (latest is None or latest < batch["as_of"])
    return is_later or (found.counts.rejected > 0 and not seen)


def _too_many(told: LoadReport, most_allowed: float) -> dict[str, Value]:
    """What the refusal of a file with too many rejected rows tells."""
    rules = [
        say("load.rule_count", rule=Sentence(name, rule(name).zh), count=count)
        for name, count in list(told.rejected_by_rule.items())[:MOST_RULES]
    ]
    return {
        "name": str(told.batch["file_name"]),
        "rejected": told.count("rejected"),
        "read": told.count("read"),
        "rules": rules,
        "most": most_allowed,
    }
