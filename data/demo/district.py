"""What is true about the places of the demo, before anything is recorded?"""

from dataclasses import dataclass

import numpy as np

from data.demo import stories
from data.demo.chance import stream
from data.demo.clock import day_number
from data.demo.layout import Layout, grid_code, grid_name, plan
from data.demo.outlines import Outlines, draw, kilometres

# Households at scale 1: median of the log-normal, its sigma, least and most. Some 73,000 in all; a
# pilot community counted 2,281 forms at 95 % participation (domain.md 1).
COMMUNITY_SIZE = (640.0, 0.45, 250, 2400)
VILLAGE_SIZE = (235.0, 0.42, 90, 800)
STORY_SIZE = 320  # least households of a village of a story, so that its truth can be seen
LEAST_HOUSEHOLDS = 12  # of any village at a small scale

REPORTING_RANGE = 3.0  # most to least often reporting village, same need (domain.md 4.3)
PEOPLE_PER_HOUSEHOLD = {"urban": 2.5, "fringe": 2.7, "rural": 2.9}

# True satisfaction: 92 to 97 % in most villages (domain.md 2.1, ceiling), on the log-odds scale.
SATISFACTION_ODDS = (3.0, 0.35)


@dataclass(frozen=True)
class District:
    """The places and their hidden truth, by position in the layout.

    After the merger a village and its grids go on under other codes; `village_at` and `grid_at`
    tell under which. Grids beyond those of the layout are the renumbered ones.
    """

    seed: int
    scale: float
    layout: Layout
    outlines: Outlines
    households: np.ndarray
    reporting: np.ndarray  # requests per household against the mean
    odds: np.ndarray  # log odds of a satisfied answer
    speed: np.ndarray  # factor on handling times
    visiting: np.ndarray  # visits against what is due
    model: np.ndarray  # position of the main way to earn a living
    grid_codes: tuple[str, ...]
    grid_names: tuple[str, ...]
    ended: int  # the village that is taken over
    successor: int
    ended_day: int  # its last day
    renumbered: np.ndarray  # position of the new number of each grid of the layout

    def village_at(self, village: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Villages as they are called on the days."""
        return np.where((village == self.ended) & (day > self.ended_day), self.successor, village)

    def grid_at(self, grid: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Grids as they are numbered on the days."""
        return np.where(day > self.ended_day, self.renumbered[grid], grid)

    def current_village(self) -> np.ndarray:
        """The village that each one belongs to today."""
        every = np.arange(len(self.households))
        return np.where(every == self.ended, self.successor, every)


DEVELOPMENT_MODELS = ("farming", "orchards", "tourism", "industry", "trade", "services")
_MODEL_SHARES = {
    "rural": (0.42, 0.22, 0.14, 0.12, 0.08, 0.02),
    "fringe": (0.12, 0.08, 0.10, 0.30, 0.28, 0.12),
    "urban": (0.0, 0.0, 0.05, 0.10, 0.35, 0.50),
}


def imagine(seed: int, scale: float) -> District:
    """Draw the truth of all places."""
    layout = plan()
    rng = stream(seed, "district")
    count = len(layout.village_codes)
    town_speed = np.exp(0.08 * rng.standard_normal(len(layout.townships)))
    town_speed[layout.township(stories.SLOW_DISPATCH.township_code)] = 1.0
    codes, names, renumbered = _renumbered(layout)
    return District(
        seed=seed,
        scale=scale,
        layout=layout,
        outlines=draw(),
        households=_households(rng, layout, scale),
        reporting=_reporting(rng, layout),
        odds=SATISFACTION_ODDS[0] + SATISFACTION_ODDS[1] * rng.standard_normal(count),
        speed=town_speed[layout.village_township] * np.exp(0.06 * rng.standard_normal(count)),
        visiting=rng.uniform(0.6, 1.15, count),
        model=_models(rng, layout),
        grid_codes=layout.grid_codes + codes,
        grid_names=layout.grid_names + names,
        ended=layout.village(stories.MERGER.village_code),
        successor=layout.village(stories.MERGER.successor_code),
        ended_day=day_number(stories.MERGER.last_day),
        renumbered=renumbered,
    )


def distance_to_seat(district: District) -> np.ndarray:
    """Kilometres from the middle of each village to its township's seat, by winding roads."""
    layout, outlines = district.layout, district.outlines
    size = np.bincount(layout.grid_village)
    middle = np.stack(
        [np.bincount(layout.grid_village, outlines.centres[:, axis]) / size for axis in (0, 1)], 1
    )
    return 1.3 * kilometres(middle, outlines.seats[layout.village_township])


def _households(rng: np.random.Generator, layout: Layout, scale: float) -> np.ndarray:
    count = len(layout.village_codes)
    sizes = np.zeros(count)
    for is_community, (median, sigma, least, most) in (
        (True, COMMUNITY_SIZE),
        (False, VILLAGE_SIZE),
    ):
        drawn = np.clip(median * np.exp(sigma * rng.standard_normal(count)), least, most)
        sizes = np.where(layout.is_community == is_community, drawn, sizes)
    for code in _story_villages():
        position = layout.village(code)
        sizes[position] = max(sizes[position], STORY_SIZE)
    return np.maximum(np.round(sizes * scale), LEAST_HOUSEHOLDS).astype(np.int64)


def _story_villages() -> tuple[str, ...]:
    return (
        stories.FALL.village_code,
        stories.UNFIT_PAIR.village_code,
        stories.UNFIT_PAIR.benchmark_code,
        stories.IMPROVEMENT.village_code,
        *stories.REGRESSION.village_codes,
    )


def _reporting(rng: np.random.Generator, layout: Layout) -> np.ndarray:
    """Reporting rates between 1/sqrt(3) and sqrt(3) of the mean; towns report more."""
    lean = np.where(layout.setting == "rural", 0.42, 0.62)
    place = np.clip(lean + 0.26 * rng.standard_normal(len(lean)), 0, 1)
    return REPORTING_RANGE ** (place - 0.5)


def _models(rng: np.random.Generator, layout: Layout) -> np.ndarray:
    drawn = rng.random(len(layout.setting))
    shares = np.array([_MODEL_SHARES[setting] for setting in layout.setting])
    return (drawn[:, None] > np.cumsum(shares, axis=1)).sum(axis=1).clip(max=5)


def _renumbered(layout: Layout) -> tuple[tuple[str, ...], tuple[str, ...], np.ndarray]:
    """Codes and names of the grids that the successor takes over, and where each grid goes."""
    successor = layout.village(stories.MERGER.successor_code)
    moving = np.flatnonzero(layout.grid_village == layout.village(stories.MERGER.village_code))
    first = int((layout.grid_village == successor).sum())
    places = np.arange(len(layout.grid_codes))
    places[moving] = len(places) + np.arange(len(moving))
    numbers = range(first, first + len(moving))
    codes = tuple(grid_code(stories.MERGER.successor_code, k) for k in numbers)
    names = tuple(grid_name(layout.village_names[successor], k) for k in numbers)
    return codes, names, places
