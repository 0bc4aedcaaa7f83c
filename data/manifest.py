"""Which snapshots are published, and which of them is the current one?"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from data import disk
from data.errors import DataError
from data.sentences import say

NAME = "snapshots.json"
LAYOUT = 15  # what readers expect inside a snapshot; one more whenever that changes


@dataclass(frozen=True)
class Snapshot:
    """One published state of all records."""

    id: str
    created_at: str  # UTC, ISO 8601
    reason: str
    zone: str  # business time zone, IANA name
    rows: dict[str, int] = field(default_factory=dict)  # records by table, empty tables left out
    layout: int = 0  # the LAYOUT of the version that wrote it
    is_counted: bool = False  # it holds counts alone, and its records stay in a lake


@dataclass(frozen=True)
class Manifest:
    """The published snapshots, oldest first, and the id of the current one ("" for none)."""

    current: str = ""
    snapshots: tuple[Snapshot, ...] = ()

    def named(self, snapshot_id: str) -> Snapshot:
        """The snapshot of that id; DataError with the ids that are kept if there is none."""
        for snapshot in self.snapshots:
            if snapshot.id == snapshot_id:
                return snapshot
        kept = [s.id for s in self.snapshots] or say("store.none_kept")
        raise DataError("store.not_kept", snapshot=snapshot_id, kept=kept)


def read(home: Path) -> Manifest:
    """The manifest of a store; an empty one where nothing was published yet."""
    try:
        text = (home / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Manifest()
    entry = json.loads(text)
    return Manifest(entry["current"], tuple(Snapshot(**s) for s in entry["snapshots"]))


def write(home: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step: readers see the one before or this one."""
    disk.replace_text(home / NAME, json.dumps(asdict(manifest), indent=1, ensure_ascii=False))
