"""How is a small table edited by hand without anything getting in that a file could not bring?"""

import csv
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data import schema
from data.errors import DataError
from data.load import LoadReport, load
from data.store import Store

# Small tables of rules and names that people keep; records of events come in by files alone.
TABLES = (
    "time_limits", "score_weights", "categories", "channels", "assessment_periods",
    "working_calendar", "profiles", "benchmark_pairs", "targets", "facilities", "notes",
    "answer_scales", "corrections",
)  # fmt: skip
MOST_ROWS = 20_000  # pairs of a province; more would make the page heavy


def rows(store: Store, table: str) -> pd.DataFrame:
    """The rows of a table as texts, as a file would hold them; in order of its key."""
    if table not in TABLES:
        raise ValueError(f"{table} is not edited by hand")
    columns = [c.name for c in schema.table(table).mapped]
    stored = store.table(table)
    if int(stored.count().to_pandas()) > MOST_ROWS:
        raise DataError("edit.long_table", table=table, most=MOST_ROWS)
    frame = stored.order_by(*schema.table(table).key).select(*columns).to_pandas()
    return as_texts(frame)


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Every cell as the text that a file would hold; an empty one is ""."""
    return frame.astype("object").map(_text)


def _text(value: object) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return text.removesuffix(" 00:00:00")


def save(store: Store, table: str, frame: pd.DataFrame, *, author: str, reason: str) -> LoadReport:
    """Make the rows the whole table, in a new snapshot that names author and reason.

    They go the way of every file: what is wrong is told by cell, and then nothing is published.

    Raises
    ------
    DataError
        If author or reason is missing, nothing was changed, or a row of history is missing or
        changed.
    FileRefusedError
        If a row is wrong; its report has the cells.
    """
    if not author.strip() or not reason.strip():
        raise DataError("edit.unsigned")
    if table not in TABLES:
        raise ValueError(f"{table} is not edited by hand")
    told = _told(table, frame)
    if sorted(told) == sorted(_told(table, rows(store, table))):
        raise DataError("edit.unchanged", table=table)
    return _loaded(store, table, told, f"{author.strip()}: {reason.strip()}")


def _told(table: str, frame: pd.DataFrame) -> list[list[str]]:
    """The rows that say anything, as texts in the order of the table's columns."""
    columns = [c.name for c in schema.table(table).mapped]
    found = as_texts(frame.reindex(columns=columns)).to_numpy().tolist()
    return [row for row in found if any(text.strip() for text in row)]


def _loaded(store: Store, table: str, told: Sequence[Sequence[str]], author: str) -> LoadReport:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{table}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([c.name for c in schema.table(table).mapped])
            writer.writerows(told)
        return load(store, path, table, is_whole=True, loaded_by=author)
