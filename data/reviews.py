"""What did reviewers find, note and decide? Kept outside the snapshots, never overwritten.

A review holds the very rows that were looked at, beside the snapshot and the moment they came
from: it reads the same when the snapshot is no longer kept.
"""

import json
import math
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from data import disk
from data.access import Scope
from data.errors import DataError
from data.filters import allowed
from data.sources.personal import looks_personal
from data.store import Store

FOLDER = "reviews"
LONGEST_NAME, LONGEST_NOTE = 100, 20_000


@dataclass(frozen=True)
class Decision:
    """What is to become of a pair, and why."""

    village_code: str
    decision: str  # keep, change, look_again
    reason: str = ""


@dataclass(frozen=True)
class Review:
    """One saved review.

    `address` is the choice of the page, snapshot and moment included; `frames` are the rows that
    were on screen, by name.
    """

    name: str
    saved_by: str
    address: Mapping[str, str]
    villages: tuple[str, ...]
    metrics: tuple[str, ...]
    notes: str = ""
    decisions: tuple[Decision, ...] = ()
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    id: str = ""
    saved_at: str = ""  # UTC, ISO 8601


def save(store: Store, review: Review) -> Review:
    """Keep a review under a new id, whole or not at all.

    Raises
    ------
    DataError
        If name or reviewer are missing or too long, or a text holds what looks like a telephone
        or identity number.
    """
    _check(review)
    now = datetime.now(UTC)
    kept = Review(**{
        **vars(review),
        "id": f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}",
        "saved_at": now.isoformat(timespec="seconds"),
    })  # fmt: skip
    folder = store.home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    entry = asdict(Review(**{**vars(kept), "frames": {}})) | {
        "frames": {name: _written(frame) for name, frame in kept.frames.items()}
    }
    disk.replace_text(folder / f"{kept.id}.json", json.dumps(entry, ensure_ascii=False, indent=1))
    return kept


def load(store: Store, scope: Scope, review_id: str) -> Review:
    """The review of that id; DataError if there is none that this person may see."""
    path = store.home / FOLDER / f"{review_id}.json"
    if not re.fullmatch(r"[0-9A-Za-z-]+", review_id) or not path.is_file():
        raise DataError("review.absent", review=review_id)
    review = _read(path)
    if not set(review.villages) <= _seen(store, scope):
        raise DataError("review.out_of_sight", review=review_id)
    return review


def listed(store: Store, scope: Scope) -> tuple[Review, ...]:
    """The reviews that this person may see, newest first."""
    folder = store.home / FOLDER
    if not folder.is_dir():
        return ()
    seen = _seen(store, scope)
    reviews = [_read(path) for path in sorted(folder.glob("*.json"), reverse=True)]
    return tuple(review for review in reviews if set(review.villages) <= seen)


def _check(review: Review) -> None:
    for what, text in (("review.name", review.name), ("review.reviewer", review.saved_by)):
        if not text.strip() or len(text) > LONGEST_NAME:
            raise DataError(what, signs=len(text.strip()), most=LONGEST_NAME)
    texts = [review.name, review.saved_by, review.notes, *(d.reason for d in review.decisions)]
    for text in texts:
        if len(text) > LONGEST_NOTE:
            raise DataError("review.long_note", signs=len(text), most=LONGEST_NOTE)
        if found := looks_personal(text):
            raise DataError("review.personal", kind=found)


def _seen(store: Store, scope: Scope) -> set[str]:
    places = store.table("places")
    found = places.filter(allowed(places, scope)).select("village_code").to_pandas()
    return set(found["village_code"])


def _written(frame: pd.DataFrame) -> dict:
    """A frame as JSON holds it: missing is null, numbers keep every digit."""
    rows = [
        [None if _is_missing(value) else _plain(value) for value in row]
        for row in frame.itertuples(index=False, name=None)
    ]
    kinds = {str(name): _kind(column) for name, column in frame.items()}
    return {"columns": kinds, "rows": rows}


def _kind(column: pd.Series) -> str:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return "number"
    return "day" if pd.api.types.infer_dtype(column, skipna=True) == "date" else "text"


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _plain(value: object) -> object:
    number = getattr(value, "item", None)
    found = number() if number else value
    return found if isinstance(found, (int, float)) else str(found)


def _read(path: Path) -> Review:
    entry = json.loads(path.read_text(encoding="utf-8"))
    frames = {}
    for name, kept in entry["frames"].items():
        frame = pd.DataFrame(kept["rows"], columns=list(kept["columns"]))
        for column, kind in kept["columns"].items():
            if kind == "number":
                frame[column] = frame[column].astype(float)
            elif kind == "day":
                frame[column] = pd.to_datetime(frame[column]).dt.date
            else:
                frame[column] = frame[column].astype(object)
        frames[name] = frame
    decisions = tuple(Decision(**decision) for decision in entry["decisions"])
    lists = {name: tuple(entry[name]) for name in ("villages", "metrics")}
    return Review(**{**entry, **lists, "decisions": decisions, "frames": frames})
