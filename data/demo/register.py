"""Who lives where and who looks after them: households, priority groups, linked members?"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from data.demo.chance import Choice, stream
from data.demo.clock import FIRST_DAY, LAST_DAY
from data.demo.district import District
from data.demo.writer import Writer, coded, dates, optional

# Groups that must be visited (五必访), their share of households and visits due a month.
PRIORITY = (
    ("elderly_alone", 0.035, 1.0),
    ("children_left_behind", 0.015, 0.5),
    ("low_income", 0.015, 0.5),
    ("veteran_family", 0.010, 0.5),
    ("new_resident", 0.010, 1.0),
)
LINKED_SHARE = 0.93
HOUSEHOLDS_PER_MEMBER = 12  # 13,611 households to 1,161 members (domain.md 1, seed 003)
MEMBER_LEAVES = 0.12  # share of members replaced within the three years
CARD_SHARE = 0.88
CADRES, VOLUNTEERS = 3, 4  # a village
STEWARDS = 2  # a village; buildings have stewards in towns, lanes in villages


@dataclass(frozen=True)
class Register:
    """Households in order of village and grid, and the people who visit them.

    Visitors are numbered in one row: grid workers by grid, linked members, those who replaced
    them, cadres, stewards and volunteers by village.
    """

    village: np.ndarray  # by household
    grid: np.ndarray
    priority: np.ndarray  # position in PRIORITY, -1 for none
    due: np.ndarray  # visits due a month, 0 for none
    member: np.ndarray  # position of the linked member, -1 for none
    member_until: np.ndarray  # by member: last day, or a day after the data
    references: pa.Array  # of households
    visitors: pa.Array  # references of visitors
    members_from: int
    replacements_from: int
    cadres_from: int
    stewards_from: int
    volunteers_from: int


def enrol(district: District, connection: duckdb.DuckDBPyConnection) -> Register:
    """Draw the households and the people who visit them."""
    rng = stream(district.seed, "households")
    village = np.repeat(np.arange(len(district.households)), district.households)
    grid_village = district.layout.grid_village
    grid = np.sort(Choice(grid_village, rng.gamma(4.0, size=len(grid_village))).draw(rng, village))
    count = len(village)
    shares = np.cumsum([0.0, *(share for _, share, _ in PRIORITY)])
    group = np.searchsorted(shares, rng.random(count), side="right") - 1
    priority = np.where(group < len(PRIORITY), group, -1)
    due = np.array([due for _, _, due in PRIORITY] + [0.0])[priority]
    member, members = _link(rng, village)
    leaves = rng.integers(FIRST_DAY + 60, LAST_DAY - 60, members)
    until = np.where(rng.random(members) < MEMBER_LEAVES, leaves, LAST_DAY + 365)
    villages = len(district.households)
    starts = np.cumsum(
        [len(grid_village), members, members, CADRES * villages, STEWARDS * villages]
    )
    return Register(
        village=village,
        grid=grid,
        priority=priority,
        due=due,
        member=member,
        member_until=until,
        references=_references(connection, f"household {district.seed}", count),
        visitors=_references(
            connection, f"visitor {district.seed}", int(starts[-1]) + VOLUNTEERS * villages
        ),
        members_from=int(starts[0]),
        replacements_from=int(starts[1]),
        cadres_from=int(starts[2]),
        stewards_from=int(starts[3]),
        volunteers_from=int(starts[4]),
    )


def write(writer: Writer, district: District, register: Register) -> None:
    """Write the register as it stands today, and all assignments."""
    rng = stream(district.seed, "assignments")
    none = register.priority < 0
    writer.columns(
        "register",
        "households",
        {
            "household_ref": register.references,
            "village_code": coded(
                district.layout.village_codes, district.current_village()[register.village]
            ),
            "grid_code": coded(district.grid_codes, district.renumbered[register.grid]),
            "priority_group": coded([name for name, _, _ in PRIORITY], register.priority, none),
            "visits_due_per_month": optional(register.due, none),
        },
    )
    linked = np.flatnonzero(register.member >= 0)
    until = register.member_until[register.member[linked]]
    replaced = until <= LAST_DAY
    household = np.concatenate([linked, linked[replaced]])
    begins = FIRST_DAY - rng.integers(1, 400, len(register.member_until))
    count = len(linked)
    start = np.concatenate([begins[register.member[linked]], until[replaced] + 1])
    end = np.concatenate([until, np.full(len(household) - count, LAST_DAY + 1)])
    first = register.members_from + register.member[linked]
    second = register.replacements_from + register.member[linked[replaced]]
    writer.columns(
        "register",
        "assignments",
        {
            "household_ref": register.references.take(pa.array(household)),
            "visitor_ref": coded(register.visitors, np.concatenate([first, second])),
            "valid_from": dates(start),
            "valid_to": dates(end, missing=end > LAST_DAY),
            "card_issued": rng.random(len(household)) < CARD_SHARE,
        },
    )


def _link(rng: np.random.Generator, village: np.ndarray) -> tuple[np.ndarray, int]:
    """Position of each household's member (-1: none) and the number of members."""
    is_linked = rng.random(len(village)) < LINKED_SHARE
    within = np.arange(len(village)) - np.searchsorted(village, village)
    slot = within // HOUSEHOLDS_PER_MEMBER
    new = np.flatnonzero(np.diff(village, prepend=-1) | np.diff(slot, prepend=0))
    number = np.zeros(len(village), np.int64)
    number[new[1:]] = 1
    number = np.cumsum(number)
    return np.where(is_linked, number, -1), int(number[-1]) + 1


def _references(connection: duckdb.DuckDBPyConnection, what: str, count: int) -> pa.Array:
    """Pseudonyms as a loader would make them: part of a hash of what nobody keeps."""
    table = connection.sql(
        "SELECT substr(sha256(concat(?, ' ', i)), 1, 16) AS reference FROM range(?) AS r(i)",
        params=[what, count],
    ).to_arrow_table()
    return table.column("reference").combine_chunks()
