"""How do invented rows reach the store: with their batch, hashed, column by column?"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from data import layout, schema
from data.building import Building
from data.demo.clock import AS_OF, HOUR, OFFSET

SOURCES = ("register", "rules", "survey", "visits", "12345", "benchmarks", "programmes")
LONG_LIST = 50  # the engine reads a list of texts again for every 2,048 rows
# Small transactions are written twice, once to the log; long ones hold all their rows in memory.
ROWS_A_TRANSACTION = 1_500_000
LOADED_AFTER = 2 * HOUR  # a made-up loading time, so that two runs write the same

_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "time": pa.timestamp("s"),
    "geometry": pa.binary(),
}


def coded(
    names: Sequence[str] | pa.Array, position: np.ndarray, missing: np.ndarray | None = None
) -> pa.Array:
    """Texts by their position in a list; null where missing."""
    index = pa.array(position.astype(np.int32), mask=missing)
    texts = pa.array(names, pa.string())
    if len(texts) > LONG_LIST:
        return texts.take(index)
    return pa.DictionaryArray.from_arrays(index, texts)


def times(moment: np.ndarray) -> pa.Array:
    """Local moments as UTC; null where they come after the data date, so have not happened."""
    return pa.array(moment - OFFSET, mask=moment > AS_OF).cast(pa.timestamp("s"))


def planned(moment: np.ndarray) -> pa.Array:
    """Local moments as UTC, those of the future too."""
    return pa.array(moment - OFFSET).cast(pa.timestamp("s"))


def dates(day: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    """Day numbers as dates; null where missing."""
    return pa.array(day.astype(np.int32), mask=missing).cast(pa.date32())


def optional(values: np.ndarray, missing: np.ndarray) -> pa.Array:
    """Values, null where missing."""
    return pa.array(values, mask=missing)


def numbered(numbers: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    """Whole numbers as text; null where missing."""
    return pa.array(numbers, mask=missing).cast(pa.string())


@dataclass
class _Sink:
    """A file that is only hashed."""

    digest: Any
    closed: bool = False

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        return len(content)

    def flush(self) -> None:
        """Nothing waits."""


@dataclass
class Writer:
    """Appends rows to a snapshot under one batch a source, and writes the batches at the end."""

    building: Building
    label: str  # stands as the file name of every batch
    _waiting: int = 0  # rows since the last commit
    _rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SOURCES, 0))
    _digests: dict[str, Any] = field(
        default_factory=lambda: {source: hashlib.sha256() for source in SOURCES}
    )

    def columns(self, source: str, table: str, columns: Mapping[str, Any]) -> None:
        """Append rows given as columns; optional columns may be left out."""
        self._append(source, table, pa.table(dict(columns)))

    def rows(self, source: str, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Append a few rows given one by one."""
        listed = list(rows)
        known = schema.table(table)
        names = {name: None for row in listed for name in row}
        fields = [pa.field(name, _ARROW[known.column(name).type]) for name in names]
        self._append(source, table, pa.Table.from_pylist(listed, pa.schema(fields)))

    def finish(self) -> None:
        """Write one batch for each source, and commit."""
        as_of = np.datetime64(AS_OF - OFFSET, "s").item()
        self._insert(
            "batches",
            pa.Table.from_pylist(
                [
                    {
                        "batch_id": self._batch(source),
                        "source": source,
                        "profile": "demo",
                        "profile_version": "1",
                        "file_name": self.label,
                        "sha256": self._digests[source].hexdigest(),
                        "as_of": as_of,
                        "rows_read": rows,
                        "rows_kept": rows,
                        "rows_updated": 0,
                        "rows_unchanged": 0,
                        "rows_rejected": 0,
                        "loaded_at": as_of + timedelta(seconds=LOADED_AFTER),
                        "loaded_by": "demo",
                    }
                    for source, rows in self._rows.items()
                    if rows
                ]
            ),
        )
        if self._waiting:
            self.building.connection.commit()
            self._waiting = 0

    def _append(self, source: str, table: str, rows: pa.Table) -> None:
        digest = self._digests[source]
        digest.update(table.encode())
        with pa.ipc.new_stream(pa.PythonFile(_Sink(digest), "w"), rows.schema) as stream:
            stream.write_table(rows)
        self._rows[source] += rows.num_rows
        batch = pa.repeat(pa.scalar(self._batch(source), pa.int64()), rows.num_rows)
        self._insert(table, rows.append_column("batch_id", batch))

    def _insert(self, table: str, rows: pa.Table) -> None:
        connection = self.building.connection
        if not self._waiting:
            connection.begin()
        connection.register("demo_rows", rows)
        order = layout.in_order(schema.table(table))
        connection.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM demo_rows {order}')
        connection.unregister("demo_rows")
        self.building.touched.add(table)
        self._waiting += rows.num_rows
        if self._waiting > ROWS_A_TRANSACTION:
            connection.commit()
            self._waiting = 0

    def _batch(self, source: str) -> int:
        return SOURCES.index(source) + 1
