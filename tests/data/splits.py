"""Villages and grids that change hands, and records in them that one can check in the head."""

from dataclasses import dataclass
from datetime import date, datetime

from data.building import Building
from tests.data.records import add_batch, add_request

DAY = date(2025, 6, 10)
ENDS = (date(2025, 5, 31), date(2025, 6, 30))


@dataclass(frozen=True)
class Area:
    """A village or grid: what it lies in, and its last day and successor where it ended."""

    parent: str
    last: date | None = None
    successor: str | None = None


Areas = dict[str, Area]
Records = list[tuple[str, str | None]]  # village and grid


def add(building: Building, areas: Areas, records: Records) -> None:
    """The areas below two townships, a request, a visit and a household for every record."""
    run = building.connection.executemany
    rows = [
        ("D", "district", None, None, None),
        *((f"T{n}", "township", "D", None, None) for n in (0, 1)),
    ]
    rows += [
        (code, "village" if code[0] == "V" else "grid", a.parent, a.last, a.successor)
        for code, a in areas.items()
    ]
    run(
        """INSERT INTO areas BY NAME SELECT $1 AS area_code, $1 AS area_name, $2 AS level,
            $3 AS parent_code, $4::DATE AS valid_to, $5 AS successor_code, 10 AS households,
            DATE '2020-01-01' AS valid_from, 1 AS batch_id""",
        rows,
    )
    add_batch(building, datetime.fromisoformat("2026-01-01"))
    for number, (village, grid) in enumerate(records):
        add_request(building, f"R{number}", f"{DAY} 02:00:00", village_code=village, grid_code=grid)
        run(
            """INSERT INTO visits BY NAME SELECT $1 AS visit_id, 's' AS source,
                $2 AS village_code, $3 AS grid_code, $1 AS household_ref, 'me' AS visitor_ref,
                'grid_worker' AS visitor_role, $4 AS visited_at, 'care' AS purpose,
                'in_person' AS mode, true AS was_met, 0 AS issues_raised, $4::DATE AS visited_date,
                1 AS batch_id""",
            [(f"R{number}", village, grid, f"{DAY} 02:00:00")],
        )
        run(
            """INSERT INTO households BY NAME SELECT $1 AS household_ref, $2 AS village_code,
                $3 AS grid_code, 1 AS batch_id""",
            [(f"R{number}", village, grid)],
        )
    building.touched |= {"areas", "requests", "visits", "households"}


SPLIT: Areas = {
    "V0": Area("T0", ENDS[1], "V1"),  # divided into V1, which was said, and V2
    "V1": Area("T0"),
    "V2": Area("T1"),
    "V3": Area("T1"),  # stands; one of its grids went to V2
    "G0": Area("V0", ENDS[1], "G4"),
    "G1": Area("V0", ENDS[1], "G5"),
    "G2": Area("V0", ENDS[1]),  # no grid took it over
    "G3": Area("V3", ENDS[0], "G6"),
    "G4": Area("V1"),
    "G5": Area("V2"),
    "G6": Area("V2"),
    "G7": Area("V3"),
}
OF_SPLIT: Records = [
    ("V0", "G0"), ("V0", "G1"), ("V0", "G1"), ("V0", "G2"), ("V0", None),
    ("V3", "G3"), ("V3", "G7"), ("V3", None), ("V2", "G5"),
]  # fmt: skip
