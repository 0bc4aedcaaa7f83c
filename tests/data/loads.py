"""Small files and stores for tests of loading."""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from data.load import LoadReport, load
from data.store import Store

Row = Mapping[str, str]

PLACES: tuple[Row, ...] = (
    {"area_code": "D", "area_name": "District", "level": "district"},
    {"area_code": "T1", "area_name": "North", "level": "township", "parent_code": "D"},
    {"area_code": "V1", "area_name": "Elm", "level": "village", "parent_code": "T1"},
    {"area_code": "V2", "area_name": "Oak", "level": "village", "parent_code": "T1"},
    {"area_code": "G1", "area_name": "Elm 1", "level": "grid", "parent_code": "V1"},
)
REQUEST: Row = {
    "source": "s",
    "request_id": "R1",
    "village_code": "V1",
    "grid_code": "G1",
    "kind": "help",
    "category_code": "roads",
    "channel": "hotline",
    "received_at": "2024-03-05 10:00:00",
    "closed_at": "2024-03-06 10:00:00",
}


def write(path: Path, rows: Sequence[Row]) -> Path:
    """A CSV file whose header has every column that some row has."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def add_places(store: Store, folder: Path) -> None:
    """One district, one township, two villages, one grid, in force since 2020."""
    rows = [{**row, "valid_from": "2020-01-01"} for row in PLACES]
    load(store, write(folder / "areas.csv", rows), "areas")


def load_rows(store: Store, folder: Path, rows: Sequence[Row], **options: object) -> LoadReport:
    """Load rows as requests.csv with the profile of the project's own table."""
    path = write(folder / "requests.csv", rows)
    return load(store, path, "requests", **options)  # type: ignore[arg-type]


def records(store: Store, table: str, *columns: str) -> list[tuple[object, ...]]:
    """The rows of a table in order."""
    listed = ", ".join(f'"{c}"' for c in columns)
    return store.reader().raw_sql(f'SELECT {listed} FROM "{table}" ORDER BY ALL').fetchall()


def counts(report: LoadReport) -> tuple[int, ...]:
    """Rows kept, updated, unchanged and rejected; that they add up is asserted."""
    found = tuple(report.count(kind) for kind in ("kept", "updated", "unchanged", "rejected"))
    assert sum(found) == report.count("read")
    return found


def fingerprint(store: Store) -> dict[str, str]:
    """Hash of every file of the store but the lock, which says nothing."""
    return {
        str(path.relative_to(store.home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(store.home.rglob("*"))
        if path.is_file() and path.name != "writer.lock"
    }
