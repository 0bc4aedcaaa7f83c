"""What is a person told about a load?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from data.errors import DataError
from data.loading.gazetteer import Area
from data.loading.rejections import Rejection
from data.sentences import Sentence, Value

PUBLISHED, UNCHANGED, DRY_RUN, REFUSED = "published", "unchanged", "dry_run", "refused"
MOST_PRINTED = 10  # rejections of the summary
MOST_NAMED = 8  # columns, places or corrections named in one line of it


@dataclass(frozen=True)
class AppliedCorrection:
    """A declared correction that met its record."""

    record_key: str
    column: str


@dataclass(frozen=True)
class LoadReport:
    """What became of a file.

    Attributes
    ----------
    state : str
        published, unchanged (nothing new in it), dry_run or refused.
    batch : mapping
        The row of the table batches, times naive UTC; batch_id is None unless published.
    rejections : tuple of Rejection
        In file order, at most 10,000; the table rejected_rows has all of a published load.
    rejected_by_rule : mapping of str to int
        All of them counted, the most frequent rule first.
    dropped_columns : tuple of (column, reason)
        Columns that hold what is never stored.
    unused_columns : tuple of str
        Columns that the profile does not map.
    corrections : tuple of AppliedCorrection
        Cells put right on the way.
    new_areas : tuple of Area
        Places made because create_areas was asked for.
    earlier_versions : int
        Records put aside in previous_versions because the file changed them.
    zone : str
        Business zone of the store.
    snapshot_id : str
        Snapshot that holds the rows; the current one if nothing was published; may be empty.
    messages : tuple of Sentence
        What else one should know.
    """

    state: str
    batch: Mapping[str, object]
    rejections: tuple[Rejection, ...] = ()
    rejected_by_rule: Mapping[str, int] = field(default_factory=dict)
    dropped_columns: tuple[tuple[str, Sentence], ...] = ()
    unused_columns: tuple[str, ...] = ()
    corrections: tuple[AppliedCorrection, ...] = ()
    new_areas: tuple[Area, ...] = ()
    earlier_versions: int = 0
    zone: str = ""
    snapshot_id: str = ""
    messages: tuple[Sentence, ...] = ()

    def count(self, what: str) -> int:
        """One of the counts of the batch: read, kept, updated, unchanged or rejected."""
        return int(str(self.batch[f"rows_{what}"]))

    @property
    def as_json(self) -> dict[str, object]:
        """The report as one JSON object: the columns of batches and the lists beside them."""
        return {
            "state": self.state,
            **{name: _plain(value) for name, value in self.batch.items()},
            "rejections": [vars(r) for r in self.rejections],
            "rejected_by_rule": dict(self.rejected_by_rule),
            "dropped_columns": [column for column, _ in self.dropped_columns],
            "unused_columns": list(self.unused_columns),
            "corrections": [vars(c) for c in self.corrections],
            "new_areas": [vars(a) for a in self.new_areas],
            "earlier_versions": self.earlier_versions,
            "zone": self.zone,
            "snapshot_id": self.snapshot_id,
            "messages": list(self.messages),
            "messages_zh": [message.zh for message in self.messages],
        }

    @property
    def as_text(self) -> str:
        """A summary of at most 25 lines."""
        lines = [self._headline(), self._counts(), self._outcome()]
        if self.new_areas:
            lines.append(_listed("new places", [a.name for a in self.new_areas]))
        if self.dropped_columns:
            lines.append(
                _listed("never stored", [f"{c} ({why})" for c, why in self.dropped_columns])
            )
        if self.unused_columns:
            lines.append(_listed("not mapped", self.unused_columns))
        if self.corrections:
            put_right = [f"{c.record_key} {c.column}" for c in self.corrections]
            lines.append(_listed("corrected", put_right))
        lines += self.messages[:5]
        if self.rejections:
            rules = ", ".join(f"{n:,} {rule}" for rule, n in self.rejected_by_rule.items())
            lines.append(f"rejected for: {rules}")
            lines += [f"  {r.message}" for r in self.rejections[:MOST_PRINTED]]
            more = sum(self.rejected_by_rule.values()) - MOST_PRINTED
            lines += [f"  ... and {more:,} more; --json lists them"] if more > 0 else []
        return "\n".join(lines)

    def _headline(self) -> str:
        batch = self.batch
        return (
            f"{batch['file_name']}: {self.count('read'):,} rows read by profile "
            f"{batch['profile']} (version {batch['profile_version']})"
        )

    def _counts(self) -> str:
        kinds = ("kept", "updated", "unchanged", "rejected")
        return ", ".join(f"{self.count(kind):,} {kind}" for kind in kinds)

    def _outcome(self) -> str:
        words = {
            PUBLISHED: f"published as snapshot {self.snapshot_id}",
            UNCHANGED: "nothing new in it, so nothing was published",
            DRY_RUN: "dry run, so nothing was published",
            REFUSED: "refused, so nothing was published",
        }
        as_of = self.batch["as_of"]
        return f"{words[self.state]}; data date {as_of} UTC, days begin in {self.zone}"


class FileRefusedError(DataError):
    """A file refused after its rows were read; the report says what was wrong with them."""

    def __init__(self, report: LoadReport, name: str, /, **values: Value) -> None:
        """Take the report, and the sentence as any DataError does."""
        super().__init__(name, **values)
        self.report = report


def to_json(report: LoadReport) -> str:
    """The report on one line."""
    return json.dumps(report.as_json, ensure_ascii=False)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _listed(what: str, names: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"{what}: {', '.join(names[:MOST_NAMED])}{more}"
