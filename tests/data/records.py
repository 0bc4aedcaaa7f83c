"""A few records one can check in the head, for tests of the store and the reads."""

from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb

from data.building import Building
from data.store import Store

AREAS = """
INSERT INTO areas BY NAME SELECT * FROM (VALUES
    ('D', 'District', 'district', NULL, NULL, NULL),
    ('T1', 'North', 'township', 'D', NULL, NULL),
    ('T2', 'South', 'township', 'D', NULL, NULL),
    ('V1', 'Elm', 'village', 'T1', 'urban', 100),
    ('V2', 'Oak', 'village', 'T1', 'rural', 200),
    ('V3', 'Ash', 'village', 'T2', 'rural', 300),
    ('G1', 'Elm 1', 'grid', 'V1', NULL, 60),
    ('G2', 'Elm 2', 'grid', 'V1', NULL, 40)
) AS rows (area_code, area_name, level, parent_code, setting, households),
(VALUES (DATE '2020-01-01', 1)) AS fixed (valid_from, batch_id)
"""
NEW_YEAR = datetime.fromisoformat("2026-01-01")
FIRST = datetime.fromisoformat("2025-03-01")


def add_areas(building: Building) -> None:
    """One district, two townships, three villages, two grids."""
    building.connection.execute(AREAS)
    building.touched.add("areas")


def add_batch(building: Building, as_of: datetime, source: str = "s", number: int = 1) -> None:
    """One load of one source, known up to `as_of` (UTC)."""
    building.connection.execute(
        "INSERT INTO batches VALUES (?, ?, 'p', '1', 'f.csv', 'h', ?, 1, 1, 0, 0, 0, ?, 'me')",
        [number, source, as_of, datetime.now(UTC).replace(tzinfo=None)],
    )
    building.touched.add("batches")


def add_request(building: Building, request_id: str, received: str, **columns: object) -> None:
    """One request; whatever is not named is filled in plainly. Times are UTC."""
    row = {
        "source": "s",
        "request_id": request_id,
        "village_code": "V1",
        "kind": "help",
        "category_code": "roads",
        "channel": "hotline",
        "received_at": received,
        "is_closed": columns.get("closed_at") is not None,
        "reopened_count": 0,
        "batch_id": 1,
        **columns,
    }
    names = ", ".join(row)
    marks = ", ".join("?" for _ in row)
    local = f"CAST(timezone('{building.zone}', timezone('UTC', TIMESTAMP '{received}')) AS DATE)"
    building.connection.execute(
        f"INSERT INTO requests ({names}, received_date) VALUES ({marks}, {local})",
        list(row.values()),
    )
    building.touched.add("requests")


def fill(store: Store, rows: int) -> None:
    """Publish a snapshot with that many requests, all received at one moment."""
    with store.build(f"{rows} requests") as building:
        if store.current() is None:
            add_areas(building)
            add_batch(building, datetime.fromisoformat("2026-01-01"))
        building.connection.execute(
            """INSERT INTO requests BY NAME
            SELECT 's' AS source, uuid()::VARCHAR AS request_id, 'V1' AS village_code,
                'help' AS kind, 'roads' AS category_code, 'hotline' AS channel,
                TIMESTAMP '2025-06-01' AS received_at, false AS is_closed, 0 AS reopened_count,
                1 AS batch_id, DATE '2025-06-01' AS received_date
            FROM range(?)""",
            [rows],
        )
        building.touched.add("requests")


def write_on_and_on(home: Path, tells: Connection) -> None:
    """Publish snapshots of ten more requests each until somebody ends the process."""
    store = Store(home)
    tells.send("ready")
    while True:
        fill(store, 10)


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of a table."""
    return connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()[0][0]


def requests_in(store: Store, snapshot_id: str = "") -> int:
    """How many requests there are."""
    return store.reader(snapshot_id).table("requests").count().to_pyarrow().as_py()


def is_met(hours: int) -> bool:
    """Was somebody at home at a visit of this hour?"""
    return hours % 3 > 0


def add_visits(building: Building, visits: list[tuple], number: int) -> None:
    """Visits as (household, (village, grid), hours after FIRST)."""
    add_batch(building, NEW_YEAR, number=number)
    for row, (household, (village, grid), hours) in enumerate(visits):
        at = FIRST + timedelta(hours=hours)
        day = (at + timedelta(hours=8)).date()
        building.connection.execute(
            """INSERT INTO visits BY NAME SELECT ? AS visit_id, 's' AS source, ? AS village_code,
                ? AS grid_code, ? AS household_ref, 'me' AS visitor_ref,
                'grid_worker' AS visitor_role, ? AS visited_at, 'care' AS purpose,
                'in_person' AS mode, ? AS was_met, 0 AS issues_raised,
                ? AS visited_date, ? AS batch_id""",
            [f"{number}-{row}", village, grid, f"h{household}", at, is_met(hours), day, number],
        )
    building.touched.add("visits")
