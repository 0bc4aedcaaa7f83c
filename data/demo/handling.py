"""What becomes of each request of the demo: the five steps, who handles it, how it ends?"""

from dataclasses import dataclass

import numpy as np

from data.demo import closing, stories
from data.demo.arrivals import Arrivals
from data.demo.catalogue import CHANNELS, LEAVES
from data.demo.chance import lognormal, stream
from data.demo.clock import AS_OF, HOUR, MINUTE, NEVER, day_number, in_office
from data.demo.district import District
from data.demo.layout import DISTRICT_STEM

OUTCOMES = ("resolved", "explained", "withdrawn", "merged", "refused")
OUTCOME_SHARES = (0.885, 0.070, 0.015, 0.018, 0.012)
EXPLAINED, HANDLED = 1, 2  # position of the outcome, and number of outcomes in which all was done
LEVELS = ("grid", "village", "township", "district")
LEVEL_SHARES = ((0.20, 0.42, 0.38, 0.0), (0.0, 0.05, 0.20, 0.75))  # township's, department's
BY_DEPARTMENT = 0.72  # share of a department's categories that it handles itself
EXCLUSIONS = ("beyond_power", "unreasonable", "legal_route", "duplicate")
EXCLUSION_SHARES = (0.016, 0.010, 0.008, 0.006)  # 剔除: about 4 % (domain.md 2.2)

# Median seconds and sigma of the steps.
CLASSIFY = (4 * MINUTE, 0.8)
DISPATCH = (25 * MINUTE, 0.9)
SIGN = (40 * MINUTE, 0.8)  # signing is due in two hours (domain.md 2.2)
CONTACT = (3 * HOUR, 0.9)
FEEDBACK = (4 * HOUR, 0.8)
WHISTLE = (8 * HOUR, 0.8)
ARRIVAL = (3 * HOUR, 0.8)
HURRY = {"H2": 0.04, "H24": 0.20}  # factor on these, for urgent limits

URGED = 0.75  # of those near or beyond the limit
FEEDBACK_SHARE = 0.965
REOPENED, TWICE = 0.028, 0.1
WHISTLED = 0.02  # of what departments handle, besides the channel itself
MORE_DEPARTMENTS, COMES = 1.4, 0.94  # mean number beyond one; share of those called that come


@dataclass(frozen=True)
class Handling:
    """What became of the requests of one quarter, by column; moments are local, NEVER for not."""

    classified: np.ndarray
    dispatched: np.ndarray
    signed: np.ndarray
    contacted: np.ndarray
    supervised: np.ndarray
    closed: np.ndarray
    feedback: np.ndarray
    due: np.ndarray
    unit: np.ndarray  # position in units()
    outcome: np.ndarray
    level: np.ndarray
    exclusion: np.ndarray  # -1 for none
    reopened: np.ndarray
    whistled: np.ndarray
    arrived: np.ndarray
    called_departments: np.ndarray
    arrived_departments: np.ndarray
    hasty: np.ndarray  # closed by the unit of the story before anything was done


def units(district: District) -> list[str]:
    """Units in charge: the townships' offices by position, then the district's departments."""
    return [township.office for township in district.layout.townships] + [
        f"{DISTRICT_STEM}区{name}" for name in _departments()
    ]


def handle(district: District, arrivals: Arrivals, part: int) -> Handling:
    """Draw all steps of the requests of one quarter."""
    rng = stream(district.seed, "handling", part)
    count = len(arrivals.received)
    hurry = np.array([HURRY.get(leaf.limit, 1.0) for leaf in LEAVES])[arrivals.leaf]
    unit, by_department = _units(rng, district, arrivals)
    outcome = rng.choice(len(OUTCOMES), count, p=OUTCOME_SHARES)
    due = closing.due(arrivals)
    hasty = _hasty(rng, district, arrivals, unit)
    steps = _steps(rng, district, arrivals, hurry, outcome, due, hasty)
    classified, dispatched, signed, contacted, closed = steps
    answered = (closed < NEVER) & (rng.random(count) < FEEDBACK_SHARE)
    feedback = _at_work(closed + _step(rng, FEEDBACK, hurry), hurry)
    whistled, arrived, called, came = _whistle(rng, arrivals, by_department, signed, closed)
    return Handling(
        classified=classified,
        dispatched=dispatched,
        signed=signed,
        contacted=contacted,
        supervised=_supervised(rng, arrivals, closed, due),
        closed=closed,
        feedback=np.where(answered, feedback, NEVER),
        due=due,
        unit=unit,
        outcome=outcome,
        level=_levels(rng, by_department),
        exclusion=_exclusions(rng, count),
        reopened=(rng.random(count) < REOPENED) * (1 + (rng.random(count) < TWICE)),
        whistled=whistled,
        arrived=arrived,
        called_departments=called,
        arrived_departments=came,
        hasty=hasty,
    )


def _departments() -> list[str]:
    return sorted({leaf.department for leaf in LEAVES if leaf.department})


def _units(
    rng: np.random.Generator, district: District, arrivals: Arrivals
) -> tuple[np.ndarray, np.ndarray]:
    """Position of the unit in charge, and whether it is a department."""
    names = _departments()
    place = np.array([names.index(leaf.department) if leaf.department else -1 for leaf in LEAVES])
    department = place[arrivals.leaf]
    by_department = (department >= 0) & (rng.random(len(department)) < BY_DEPARTMENT)
    township = district.layout.village_township[arrivals.village]
    first = len(district.layout.townships)
    return np.where(by_department, first + department, township), by_department


def _steps(
    rng: np.random.Generator,
    district: District,
    arrivals: Arrivals,
    hurry: np.ndarray,
    outcome: np.ndarray,
    due: np.ndarray,
    hasty: np.ndarray,
) -> list[np.ndarray]:
    """When each request was classified, dispatched, signed, contacted and closed."""
    slow = district.layout.township(stories.SLOW_DISPATCH.township_code)
    is_slow = district.layout.village_township[arrivals.village] == slow
    factor = np.where(is_slow, stories.SLOW_DISPATCH.factor, 1.0)
    classified = arrivals.received + _step(rng, CLASSIFY, hurry)
    dispatched = classified + _step(rng, DISPATCH, hurry * factor)
    signed = _at_work(dispatched + _step(rng, SIGN, hurry), hurry)
    contacted = _at_work(signed + _step(rng, CONTACT, hurry), hurry)
    closed = closing.closed(
        rng, district, arrivals, signed, contacted, due, outcome < HANDLED, hurry < 1
    )
    steps = [classified, dispatched, signed, contacted, closed]
    steps = closing.answer_at_once(rng, arrivals, steps, outcome == EXPLAINED)
    return closing.close_hastily(rng, arrivals, steps, hasty)


def _step(rng: np.random.Generator, step: tuple[int, float], factor: np.ndarray) -> np.ndarray:
    median, spread = step
    return 1 + lognormal(rng, median * factor, spread, len(factor))


def _at_work(moment: np.ndarray, hurry: np.ndarray) -> np.ndarray:
    """Ordinary matters wait for the morning, urgent ones do not."""
    return np.where(hurry < 1, moment, in_office(moment))


def _hasty(
    rng: np.random.Generator, district: District, arrivals: Arrivals, unit: np.ndarray
) -> np.ndarray:
    """Requests that the unit of the story closes within minutes."""
    story = stories.QUICK_CLOSURES
    day = arrivals.day
    during = (day >= day_number(story.first_day)) & (day <= day_number(story.last_day))
    mine = unit == units(district).index(story.lead_unit)
    return during & mine & (rng.random(len(day)) < story.share)


def _supervised(
    rng: np.random.Generator, arrivals: Arrivals, closed: np.ndarray, due: np.ndarray
) -> np.ndarray:
    """When supervision urges: as four fifths of the limit have passed, or soon after its end."""
    count = len(closed)
    passed = (due - arrivals.received) * rng.uniform(0.8, 1.1, count)
    when = arrivals.received + passed.astype(np.int64)
    return np.where((when < closed) & (rng.random(count) < URGED), when, NEVER)


def _levels(rng: np.random.Generator, by_department: np.ndarray) -> np.ndarray:
    bounds = np.cumsum(LEVEL_SHARES, axis=1)[by_department.astype(np.int64)]
    return (rng.random(len(bounds))[:, None] > bounds[:, :3]).sum(axis=1)


def _exclusions(rng: np.random.Generator, count: int) -> np.ndarray:
    place = np.searchsorted(np.cumsum(EXCLUSION_SHARES), rng.random(count), side="right")
    return np.where(place < len(EXCLUSIONS), place, -1)


def _whistle(
    rng: np.random.Generator,
    arrivals: Arrivals,
    by_department: np.ndarray,
    signed: np.ndarray,
    closed: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """When the township whistled, when the first department came, how many were called and came."""
    count = len(signed)
    even = np.ones(count)
    through = arrivals.channel == list(CHANNELS).index("whistle")
    later = np.where(signed < NEVER, signed + _step(rng, WHISTLE, even), NEVER)
    blown = np.where(through, arrivals.received, later)
    wanted = through | (by_department & (rng.random(count) < WHISTLED))
    whistled = np.where(wanted & (blown < closed), blown, NEVER)
    called = 1 + rng.poisson(MORE_DEPARTMENTS, count)
    came = rng.binomial(called, COMES)
    arrival = whistled + MINUTE + _step(rng, ARRIVAL, even)
    arrived = np.where((whistled < NEVER) & (came > 0), arrival, NEVER)
    return whistled, arrived, called, np.where(arrived <= AS_OF, came, 0)
