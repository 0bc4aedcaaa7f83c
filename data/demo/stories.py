"""What has been planted in the demo for pages and reviews to find, and what is its truth?

Everything else in the demo is chance around smooth patterns. Tests read these constants and look
for them in the records; pages must find them without reading this file.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SlowDispatch:
    """A township that takes long to hand requests on, and is otherwise as quick as others."""

    township_code: str
    factor: float  # on the time from classified to dispatched


@dataclass(frozen=True)
class Fall:
    """A village whose satisfaction truly falls."""

    village_code: str
    from_round: str
    before: float  # share of satisfied answers
    after: float


@dataclass(frozen=True)
class Visitor:
    """A grid worker who writes down visits that cannot have taken place."""

    village_code: str
    grid_code: str
    days: tuple[date, ...]
    hour: int  # of the day, in which all of them are said to have happened
    visits: int  # each day, in that one hour
    same_second: int  # of them
    minutes: float  # length of each, at most


@dataclass(frozen=True)
class UnfitPair:
    """A pair that no longer fits: its benchmark is another kind of village now, and behind."""

    village_code: str
    benchmark_code: str
    from_year: int  # first year in which the benchmark's traits are unlike
    development_model: str  # what it has become
    income_factor: float  # on its collective income
    migrant_share_added: float
    from_round: str  # first round in which it is behind
    village_rate: float  # share of satisfied answers, all rounds
    benchmark_before: float
    benchmark_after: float


@dataclass(frozen=True)
class Regression:
    """Villages that were classed as weak for one unlucky round and come back by themselves."""

    village_codes: tuple[str, ...]
    baseline_round: str
    usual: float  # share of satisfied answers in every other round: nothing has changed
    baseline: float  # in the unlucky round
    weak_from_year: int


@dataclass(frozen=True)
class Improvement:
    """A weak village that truly improves, round by round."""

    village_code: str
    rates: tuple[float, ...]  # share of satisfied answers by round


@dataclass(frozen=True)
class Merger:
    """A village that is taken over by its neighbour: households, grids and requests move."""

    village_code: str
    successor_code: str
    last_day: date  # of the village that ends


@dataclass(frozen=True)
class LateReports:
    """Townships whose last days are not all in yet."""

    township_codes: tuple[str, ...]
    first_day: date
    kept_share: float  # of visits and requests from that day on


@dataclass(frozen=True)
class QuickClosures:
    """A unit that closes tickets within minutes, before anything can have been done."""

    lead_unit: str
    category_code: str
    first_day: date
    last_day: date
    share: float  # of its tickets received in these days
    minutes: float  # closed within
    resolved_share: float  # of them, by word of the residents who were called back


SLOW_DISPATCH = SlowDispatch("990101104000", factor=12.0)
FALL = Fall("990101102205", from_round="2025-H2", before=0.955, after=0.86)
VISITOR = Visitor(
    "990101101203",
    "990101101203002",
    days=(
        date(2026, 3, 12), date(2026, 3, 13), date(2026, 3, 26), date(2026, 3, 27),
        date(2026, 4, 14), date(2026, 4, 15), date(2026, 4, 29), date(2026, 4, 30),
        date(2026, 5, 13), date(2026, 5, 14), date(2026, 5, 28), date(2026, 5, 29),
    ),
    hour=16,
    visits=60,
    same_second=25,
    minutes=2,
)  # fmt: skip
UNFIT_PAIR = UnfitPair(
    "990101103207",
    "990101103201",
    from_year=2025,
    development_model="industry",
    income_factor=5.0,
    migrant_share_added=0.35,
    from_round="2025-H1",
    village_rate=0.955,
    benchmark_before=0.975,
    benchmark_after=0.92,
)
REGRESSION = Regression(
    ("990101100203", "990101105206", "990101106204", "990101107209", "990101200205"),
    baseline_round="2023-H2",
    usual=0.95,
    baseline=0.87,
    weak_from_year=2024,
)
IMPROVEMENT = Improvement("990101107203", rates=(0.87, 0.88, 0.89, 0.905, 0.92, 0.93, 0.94, 0.95))
MERGER = Merger("990101106210", "990101106213", last_day=date(2025, 6, 30))
LATE_REPORTS = LateReports(
    ("990101100000", "990101105000", "990101107000"), first_day=date(2026, 10, 12), kept_share=0.3
)
QUICK_CLOSURES = QuickClosures(
    "砚霁区停车管理中心",
    "0202",
    first_day=date(2026, 4, 1),
    last_day=date(2026, 6, 30),
    share=0.6,
    minutes=9,
    resolved_share=0.5,
)
