"""Who visited whom in the demo, when, and what was raised?"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from data.demo import stories
from data.demo.chance import lognormal, stream, weighted
from data.demo.clock import (
    AS_OF,
    DAY,
    HOUR,
    VISIT_HOURS,
    as_digits,
    bustle,
    day_number,
    moments,
    month,
)
from data.demo.district import District
from data.demo.register import CADRES, STEWARDS, VOLUNTEERS, Register
from data.demo.writer import Writer, coded, dates, numbered, optional, times

# Visits per household and month beyond the cadence of priority groups. With them about 1 million in
# three years; the pilots report 80,000 a month for 20,200 grids and 1 to 2 a month and link.
PLAIN_RATE = 0.40
HOUSEHOLD_SPREAD = 1.4  # shape of the gamma by which households differ
SEASON = np.array([1.35, 1.15, 0.95, 0.95, 1.0, 1.0, 0.9, 0.9, 1.1, 1.0, 0.9, 0.8])  # festivals

ROLES = ("grid_worker", "linked_member", "village_cadre", "steward", "volunteer")
ROLE_SHARES = (0.47, 0.33, 0.11, 0.06, 0.03)
PURPOSES = ("care", "safety", "policy", "dispute", "needs", "survey", "other")
PURPOSE_SHARES = (0.27, 0.20, 0.19, 0.04, 0.17, 0.08, 0.05)
MODES = ("in_person", "phone", "meeting")
MODE_SHARES = (0.80, 0.14, 0.06)
MET_SHARE = 0.87
RAISED_SHARE = 0.019  # of visits in which somebody was met; with 1,170 of some 60,000 (seed 003)
MINUTES, MINUTES_SPREAD, MINUTES_UNKNOWN = 14, 0.6, 0.08
PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Visits:
    """Visits of one quarter by column, in order of village."""

    village: np.ndarray
    grid: np.ndarray
    household: np.ndarray
    visitor: np.ndarray
    role: np.ndarray
    visited: np.ndarray  # local moment
    purpose: np.ndarray
    mode: np.ndarray
    was_met: np.ndarray
    raised: np.ndarray
    minutes: np.ndarray  # -1 for not noted

    @property
    def day(self) -> np.ndarray:
        """Day numbers."""
        return self.visited // DAY

    @property
    def number(self) -> np.ndarray:
        """Identifiers: the day and a running number."""
        return as_digits(self.day) * 10**8 + np.arange(len(self.visited))


def rates(district: District, register: Register) -> np.ndarray:
    """Visits a month by household, on average over the year."""
    rng = stream(district.seed, "visit rates")
    plain = PLAIN_RATE * rng.gamma(HOUSEHOLD_SPREAD, 1 / HOUSEHOLD_SPREAD, len(register.village))
    return np.where(register.due > 0, register.due, plain) * district.visiting[register.village]


def make(
    district: District, register: Register, rate: np.ndarray, days: np.ndarray, part: int
) -> Visits:
    """Draw the visits of the days of one quarter."""
    rng = stream(district.seed, "visits", part)
    busy = bustle(days) * SEASON[month(days)]
    count = rng.poisson(rate.sum() / PER_MONTH * busy.sum())
    household = weighted(rng, rate, count)
    day = rng.choice(days, count, p=busy / busy.sum())
    village = register.village[household]
    known = ~_still_missing(rng, district, village, day)
    household, day, village = household[known], day[known], village[known]
    count = len(day)
    role = rng.choice(len(ROLES), count, p=ROLE_SHARES)
    role = np.where((role == 1) & (register.member[household] < 0), 0, role)
    grid = register.grid[household]
    mode = rng.choice(len(MODES), count, p=MODE_SHARES)
    met = (mode > 0) | (rng.random(count) < MET_SHARE)
    raised = (rng.random(count) < RAISED_SHARE) & met
    minutes = np.minimum(1 + lognormal(rng, MINUTES, MINUTES_SPREAD, count), 240)
    visited = moments(rng, day, VISIT_HOURS)
    visits = Visits(
        village=village,
        grid=grid,
        household=household,
        visitor=_visitor(rng, register, household, village, grid, role, day),
        role=role,
        visited=visited,
        purpose=rng.choice(len(PURPOSES), count, p=PURPOSE_SHARES),
        mode=mode,
        was_met=met,
        raised=raised * (1 + (rng.random(count) < 0.12)),
        minutes=np.where(rng.random(count) < MINUTES_UNKNOWN, -1, minutes),
    )
    return _only(_with_implausible(rng, district, register, visits, days), AS_OF)


def write(writer: Writer, district: District, register: Register, visits: Visits) -> None:
    """Write the visits of one quarter under the codes of their days."""
    day = visits.day
    writer.columns(
        "visits",
        "visits",
        {
            "visit_id": numbered(visits.number),
            "source": coded(["visits"], np.zeros(len(day))),
            "village_code": coded(
                district.layout.village_codes, district.village_at(visits.village, day)
            ),
            "grid_code": coded(district.grid_codes, district.grid_at(visits.grid, day)),
            "household_ref": coded(register.references, visits.household),
            "visitor_ref": coded(register.visitors, visits.visitor),
            "visitor_role": coded(ROLES, visits.role),
            "visited_at": times(visits.visited),
            "purpose": coded(PURPOSES, visits.purpose),
            "mode": coded(MODES, visits.mode),
            "was_met": visits.was_met,
            "issues_raised": visits.raised,
            "duration_minutes": optional(visits.minutes.astype(float), visits.minutes < 0),
            "visited_date": dates(day),
        },
    )


def late(district: District, village: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Records of the last days of townships whose reports are late."""
    story = stories.LATE_REPORTS
    towns = [district.layout.township(code) for code in story.township_codes]
    where = np.isin(district.layout.village_township[village], towns)
    return where & (day >= day_number(story.first_day))


def _still_missing(
    rng: np.random.Generator, district: District, village: np.ndarray, day: np.ndarray
) -> np.ndarray:
    lost = rng.random(len(day)) >= stories.LATE_REPORTS.kept_share
    return late(district, village, day) & lost


def _visitor(
    rng: np.random.Generator,
    register: Register,
    household: np.ndarray,
    village: np.ndarray,
    grid: np.ndarray,
    role: np.ndarray,
    day: np.ndarray,
) -> np.ndarray:
    """Position of the visitor: the grid's worker, the linked member of that day, or one of a few
    of the village."""
    member = register.member[household]
    left = day > register.member_until[member]
    linked = np.where(left, register.replacements_from, register.members_from) + member
    chance = rng.random(len(village))
    few = (
        (register.cadres_from, CADRES),
        (register.stewards_from, STEWARDS),
        (register.volunteers_from, VOLUNTEERS),
    )
    others = [start + village * size + (chance * size).astype(np.int64) for start, size in few]
    return np.choose(role, [grid, linked, *others])


def _with_implausible(
    rng: np.random.Generator,
    district: District,
    register: Register,
    visits: Visits,
    days: np.ndarray,
) -> Visits:
    """Add what the visitor of the story claims for days of this quarter."""
    story = stories.VISITOR
    claimed = [day_number(day) for day in story.days if days[0] <= day_number(day) <= days[-1]]
    if not claimed:
        return visits
    village = district.layout.village(story.village_code)
    homes = np.flatnonzero(register.village == village)
    day = np.repeat(claimed, story.visits)
    count = len(day)
    second = rng.integers(0, HOUR, count)
    at_once = np.tile(np.arange(story.visits) < story.same_second, len(claimed))
    visited = day * DAY + story.hour * HOUR + np.where(at_once, HOUR // 2, second)
    household = rng.choice(homes, count, replace=len(homes) < count)
    claims = Visits(
        village=np.full(count, village),
        grid=register.grid[household],
        household=household,
        visitor=np.full(count, district.layout.grid_codes.index(story.grid_code)),
        role=np.zeros(count, np.int64),
        visited=visited,
        purpose=np.zeros(count, np.int64),
        mode=np.zeros(count, np.int64),
        was_met=np.ones(count, bool),
        raised=np.zeros(count, np.int64),
        minutes=rng.integers(1, int(story.minutes) + 1, count),
    )
    at = np.searchsorted(visits.village, village)
    return _each(lambda a, b: np.insert(a, at, b), visits, claims)


def _only(visits: Visits, until: int) -> Visits:
    """Visits up to a moment."""
    known = visits.visited <= until
    return _each(lambda a: a[known], visits)


def _each(change: Callable[..., np.ndarray], *visits: Visits) -> Visits:
    """Apply a change to every column."""
    return Visits(**{f.name: change(*(getattr(v, f.name) for v in visits)) for f in fields(Visits)})
