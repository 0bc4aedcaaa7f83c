"""Which requests come in during the demo: where, what about, through which channel, when?"""

from dataclasses import dataclass

import numpy as np

from data.demo.catalogue import CHANNELS, LEAVES, season, setting_shares
from data.demo.chance import Choice, stream
from data.demo.clock import (
    AS_OF,
    COUNTER_HOURS,
    DAY,
    LINE_HOURS,
    MINUTE,
    as_digits,
    bustle,
    moments,
    month,
    years_since_start,
)
from data.demo.district import District
from data.demo.stories import LATE_REPORTS
from data.demo.visits import Visits, late

PER_HOUSEHOLD_YEAR = 1.29  # with those of visits some 300,000 in three years
GROWTH = 0.05  # a year
FROM_VISITS = 0.70  # share of visits with a matter raised that become a request

KINDS = ("consult", "help", "complaint", "report", "suggest")
OTHER_KINDS = (0.60, 0.28, 0.07, 0.05)  # of requests that are no mere questions
REPEATS = 0.075  # share of requests that repeat the one before of the same village and category
REPEAT_DAYS = 45


@dataclass(frozen=True)
class Arrivals:
    """Requests of one quarter by column, in order of village and time."""

    village: np.ndarray
    grid: np.ndarray
    leaf: np.ndarray
    kind: np.ndarray
    channel: np.ndarray
    received: np.ndarray  # local moment
    visit: np.ndarray  # number of the visit in which it was raised, -1 for none
    number: np.ndarray
    episode: np.ndarray  # number of the first request of the matter, -1 where there is only one

    @property
    def day(self) -> np.ndarray:
        """Day numbers."""
        return self.received // DAY


def make(district: District, visits: Visits, days: np.ndarray, part: int) -> Arrivals:
    """Draw the requests of one quarter; those of visits follow the visits."""
    rng = stream(district.seed, "requests", part)
    need = district.households * district.reporting
    village, leaf, day = _what(rng, district, need / np.average(district.reporting), days)
    channel = rng.choice(len(CHANNELS), len(day), p=[share for *_, share in CHANNELS.values()])
    at_counter = channel == list(CHANNELS).index("counter")
    received = np.where(at_counter, moments(rng, day, COUNTER_HOURS), moments(rng, day, LINE_HOURS))
    grid_weight = stream(district.seed, "hot spots").lognormal(
        0, 0.5, len(district.layout.grid_village)
    )
    grid = Choice(district.layout.grid_village, grid_weight).draw(rng, village)
    known = (received <= AS_OF) & ~(
        late(district, village, day) & (rng.random(len(day)) >= LATE_REPORTS.kept_share)
    )
    plain = (village[known], grid[known], leaf[known], channel[known], received[known])
    raised = _raised(rng, district, visits)
    visit = np.concatenate([np.full(int(known.sum()), -1), raised[-1]])
    together = [np.concatenate(both) for both in zip(plain, raised[:-1], strict=True)]
    order = np.lexsort((together[4], together[0]))
    village, grid, leaf, channel, received = (column[order] for column in together)
    number = _numbers(received)
    return Arrivals(
        village=village,
        grid=grid,
        leaf=leaf,
        kind=_kinds(rng, leaf),
        channel=channel,
        received=received,
        visit=visit[order],
        number=number,
        episode=_episodes(rng, village, leaf, received, number),
    )


def _what(
    rng: np.random.Generator, district: District, need: np.ndarray, days: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Village, category and day of each request; categories have their seasons."""
    drawn = []
    rhythm = bustle(days) * (1 + GROWTH * years_since_start(days)) / (1 + 1.5 * GROWTH)
    rhythm = rhythm * season(month(days))
    for setting in ("urban", "fringe", "rural"):
        mine = np.flatnonzero(district.layout.setting == setting)
        cells = setting_shares(setting)[:, None] * rhythm
        count = rng.poisson(need[mine].sum() * PER_HOUSEHOLD_YEAR / 365.25 * cells.sum())
        village = rng.choice(mine, count, p=need[mine] / need[mine].sum())
        cell = rng.choice(cells.size, count, p=cells.ravel() / cells.sum())
        drawn.append((village, cell // len(days), days[cell % len(days)]))
    village, leaf, day = (np.concatenate(column) for column in zip(*drawn, strict=True))
    return village, leaf, day


def _raised(rng: np.random.Generator, district: District, visits: Visits) -> tuple[np.ndarray, ...]:
    """Requests from visits in which something was raised, written down within half an hour."""
    found = np.flatnonzero(visits.raised > 0)
    found = found[rng.random(len(found)) < FROM_VISITS]
    received = visits.visited[found] + rng.integers(2 * MINUTE, 30 * MINUTE, len(found))
    found, received = found[received <= AS_OF], received[received <= AS_OF]
    leaf = np.zeros(len(found), np.int64)
    for setting in ("urban", "fringe", "rural"):
        mine = district.layout.setting[visits.village[found]] == setting
        leaf[mine] = rng.choice(len(LEAVES), int(mine.sum()), p=setting_shares(setting))
    channel = np.full(len(found), list(CHANNELS).index("visit"))
    return visits.village[found], visits.grid[found], leaf, channel, received, visits.number[found]


def _kinds(rng: np.random.Generator, leaf: np.ndarray) -> np.ndarray:
    asks = rng.random(len(leaf)) < np.array([entry.consult for entry in LEAVES])[leaf]
    return np.where(asks, 0, 1 + rng.choice(len(OTHER_KINDS), len(leaf), p=OTHER_KINDS))


def _numbers(received: np.ndarray) -> np.ndarray:
    """Identifiers: the day and a number that runs with time."""
    place = np.empty(len(received), np.int64)
    place[np.argsort(received, kind="stable")] = np.arange(len(received))
    return as_digits(received // DAY) * 10**7 + place


def _episodes(
    rng: np.random.Generator,
    village: np.ndarray,
    leaf: np.ndarray,
    received: np.ndarray,
    number: np.ndarray,
) -> np.ndarray:
    """Number of the first request of each matter that came more than once, else -1."""
    order = np.lexsort((received, leaf, village))
    same = (np.diff(village[order]) == 0) & (np.diff(leaf[order]) == 0)
    soon = np.diff(received[order]) < REPEAT_DAYS * DAY
    # Only close pairs can be repeats, so the share among them is the higher.
    close = same & soon
    chosen = rng.random(len(close)) < min(1.0, REPEATS * len(village) / max(close.sum(), 1))
    repeats = np.concatenate([[False], close & chosen])
    first = np.maximum.accumulate(np.where(repeats, 0, np.arange(len(order))))
    size = np.bincount(first, minlength=len(order))[first]
    episode = np.empty(len(order), np.int64)
    episode[order] = np.where(size > 1, number[order][first], -1)
    return episode
