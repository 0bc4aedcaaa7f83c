"""When is a request of the demo due, and when is it closed?"""

import numpy as np

from data.demo import stories
from data.demo.arrivals import Arrivals
from data.demo.catalogue import LEAVES, LIMITS
from data.demo.chance import lognormal
from data.demo.clock import DAY, HOUR, MINUTE, NEVER, in_office, years_since_start
from data.demo.district import District
from data.demo.holidays import workday_after

FASTER = 0.05  # handling times fall by this share a year
IF_NOT_HANDLED = 0.3  # of the usual time, where a request is withdrawn, merged or refused
STUCK = 0.0035  # never closed, 挂账
PULLED, LITTLE_LATE = 0.55, 0.35  # share closed just before the limit, of those so little late
BATCHED, AT_MIDNIGHT = 0.012, 0.004  # closed at 17:30:00 with others; date-only stamps
BATCH_TIME = 17 * HOUR + 30 * MINUTE
ANSWERED_AT_ONCE = 0.16  # of the questions that are explained, by whoever takes the call
AT_ONCE_SECONDS = (2 * MINUTE, 9 * MINUTE)


def due(arrivals: Arrivals) -> np.ndarray:
    """End of the time limit: so many hours or days on, or the end of the last working day."""
    ends = np.empty(len(arrivals.received), np.int64)
    limits = np.array([list(LIMITS).index(leaf.limit) for leaf in LEAVES])[arrivals.leaf]
    for k, (amount, unit, _) in enumerate(LIMITS.values()):
        mine = limits == k
        received = arrivals.received[mine]
        if unit == "working_day":
            ends[mine] = (workday_after(received // DAY, amount) + 1) * DAY - 1
        else:
            ends[mine] = received + amount * (HOUR if unit == "hour" else DAY)
    return ends


def closed(
    rng: np.random.Generator,
    district: District,
    arrivals: Arrivals,
    signed: np.ndarray,
    contacted: np.ndarray,
    limit: np.ndarray,
    is_handled: np.ndarray,
    is_urgent: np.ndarray,
) -> np.ndarray:
    """When each request is closed: log-normal by category, and crowded before the limit."""
    count = len(signed)
    median = np.array([leaf.days * DAY for leaf in LEAVES])[arrivals.leaf]
    spread = np.array([leaf.spread for leaf in LEAVES])[arrivals.leaf]
    speed = district.speed[arrivals.village] * (1 - FASTER) ** years_since_start(arrivals.day)
    usual = median * speed * np.where(is_handled, 1, IF_NOT_HANDLED)
    ends = signed + lognormal(rng, usual, spread, count)
    room = limit - arrivals.received
    pulled = (ends > limit) & (ends < limit + LITTLE_LATE * room) & (rng.random(count) < PULLED)
    before = limit - (rng.random(count) * 0.1 * room).astype(np.int64)
    at_work = np.where(is_urgent, ends, in_office(ends))
    ends = np.maximum(np.where(pulled, before, at_work), contacted + MINUTE)
    ends = _stamped(rng, ends)
    return np.where(rng.random(count) < STUCK, NEVER, ends)


def answer_at_once(
    rng: np.random.Generator, arrivals: Arrivals, steps: list[np.ndarray], is_explained: np.ndarray
) -> list[np.ndarray]:
    """A few questions are answered by whoever takes the call, and never handed on.

    `steps` are classified, dispatched, signed, contacted and closed.
    """
    classified, dispatched, signed, contacted, ends = steps
    count = len(ends)
    at_once = (arrivals.kind == 0) & is_explained & (rng.random(count) < ANSWERED_AT_ONCE)
    soon = arrivals.received + rng.integers(*AT_ONCE_SECONDS, count)
    first = np.where(at_once, arrivals.received + MINUTE, classified)
    others = [np.where(at_once, NEVER, step) for step in (dispatched, signed, contacted)]
    return [first, *others, np.where(at_once, soon, ends)]


def close_hastily(
    rng: np.random.Generator, arrivals: Arrivals, steps: list[np.ndarray], hasty: np.ndarray
) -> list[np.ndarray]:
    """The story of quick closures: all steps within minutes, and no contact with the resident."""
    most = int(stories.QUICK_CLOSURES.minutes * MINUTE)
    seconds = rng.integers(2 * MINUTE, most, len(hasty))
    classified, dispatched, signed, ends = (
        arrivals.received + (seconds * share).astype(np.int64) for share in (0.3, 0.5, 0.7, 1.0)
    )
    quick = (classified, dispatched, signed, np.full(len(hasty), NEVER), ends)
    return [np.where(hasty, soon, step) for soon, step in zip(quick, steps, strict=True)]


def _stamped(rng: np.random.Generator, ends: np.ndarray) -> np.ndarray:
    """Some are closed together at the end of the day, some only with a date."""
    stamp = rng.random(len(ends))
    evening = ends // DAY * DAY + BATCH_TIME
    ends = np.where((stamp < BATCHED) & (evening > ends), evening, ends)
    return np.where(stamp > 1 - AT_MIDNIGHT, (ends // DAY + 1) * DAY, ends)
