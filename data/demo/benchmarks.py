"""Which class, traits, benchmark and targets does each village of the demo have?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from data.demo import stories
from data.demo.chance import stream
from data.demo.district import DEVELOPMENT_MODELS, District, distance_to_seat
from data.demo.layout import DISTRICT_CODE
from data.demo.outlines import kilometres
from data.demo.writer import Writer, coded

YEARS = (2023, 2024, 2025, 2026)
CLASSES = ("model", "improving", "weak")  # 示范/创优/强基
MODEL_VILLAGES, WEAK_VILLAGES = 40, 58
PAIRED_FROM = date(2023, 11, 1)
REASSIGNED_FROM = date(2025, 1, 1)
REASSIGNED_SHARE = 0.31  # 4,961 of 16,000 pairs (domain.md 1, seed 000)
TARGETS_SET = date(2023, 12, 15)  # three-year targets, reviewed yearly
TARGET_YEARS = (2024, 2025, 2026)

# Yearly collective income of the median village by development model, CNY.
_INCOME = np.array([180_000, 320_000, 450_000, 900_000, 700_000, 820_000.0])
_TERRAINS = ("plain", "hill", "mountain", "water")

Row = dict[str, Any]


def write(writer: Writer, district: District) -> None:
    """Write profiles, pairs and targets."""
    classes = _classes(district)
    traits = _traits(district)
    _write_profiles(writer, district, classes, traits)
    writer.rows("benchmarks", "benchmark_pairs", _pairs(district, classes[0], traits))
    writer.rows("benchmarks", "targets", _targets(district, classes[0]))


def _classes(district: District) -> np.ndarray:
    """Position of the class in CLASSES by year and village, shape (years, villages)."""
    rng = stream(district.seed, "classes")
    count = len(district.odds)
    standing = district.odds + 0.35 * rng.standard_normal(count)
    standing[_positions(district, (stories.UNFIT_PAIR.benchmark_code,))] = 99
    standing[_positions(district, (stories.UNFIT_PAIR.village_code, stories.FALL.village_code))] = (
        3.0
    )
    standing[_positions(district, stories.REGRESSION.village_codes)] = 3.0
    weak = (stories.IMPROVEMENT.village_code, stories.MERGER.village_code)
    standing[_positions(district, weak)] = -99
    order = np.argsort(-standing)
    first = np.ones(count, np.int64)
    first[order[:MODEL_VILLAGES]] = 0
    first[order[-WEAK_VILLAGES:]] = 2
    classes = np.tile(first, (len(YEARS), 1))
    for k, year in enumerate(YEARS):
        if year >= stories.REGRESSION.weak_from_year:
            classes[k, _positions(district, stories.REGRESSION.village_codes)] = 2
    risen = order[MODEL_VILLAGES : MODEL_VILLAGES + 6]  # the best of the others become models
    classes[2:, risen[:3]] = 0
    classes[3:, risen[3:]] = 0
    return classes


def _traits(district: District) -> dict[str, np.ndarray]:
    """Traits by village as of the first year."""
    rng = stream(district.seed, "traits")
    count = len(district.households)
    urban = np.array([("rural", "fringe", "urban").index(s) for s in district.layout.setting])
    distance = distance_to_seat(district)
    far = distance / distance.max()
    hills = (rng.random(count) + 2 * far + (urban == 0)) / 4
    return {
        "model": district.model,
        "terrain": np.where(
            rng.random(count) < 0.08, 3, (hills > 0.42).astype(int) + (hills > 0.68)
        ),
        "income": _INCOME[district.model] * np.exp(0.5 * rng.standard_normal(count)),
        "elderly": np.clip(0.17 + 0.10 * far + 0.04 * rng.standard_normal(count), 0.06, 0.45),
        "migrant": np.clip(0.04 + 0.13 * urban + 0.05 * rng.standard_normal(count), 0.01, 0.60),
        "distance": distance,
        "members": np.round(district.households * rng.uniform(0.06, 0.13, count)),
    }


def _write_profiles(
    writer: Writer, district: District, classes: np.ndarray, traits: dict[str, np.ndarray]
) -> None:
    story = stories.UNFIT_PAIR
    (changed,) = _positions(district, (story.benchmark_code,))
    every = np.arange(len(district.households))
    for k, year in enumerate(YEARS):
        unlike = (every == changed) & (year >= story.from_year)
        here = every[(every != district.ended) | (year <= stories.MERGER.last_day.year)]
        model = np.where(unlike, DEVELOPMENT_MODELS.index(story.development_model), traits["model"])
        income = traits["income"] * 1.05**k * np.where(unlike, story.income_factor, 1)
        migrant = traits["migrant"] + np.where(unlike, story.migrant_share_added, 0)
        writer.columns(
            "benchmarks",
            "profiles",
            {
                "village_code": coded(district.layout.village_codes, here),
                "year": np.full(len(here), year),
                "village_class": coded(CLASSES, classes[k][here]),
                "development_model": coded(DEVELOPMENT_MODELS, model[here]),
                "terrain": coded(_TERRAINS, traits["terrain"][here]),
                "collective_income_cny": np.round(income[here], -2),
                "elderly_share": np.round(traits["elderly"][here] + 0.004 * k, 3),
                "migrant_share": np.round(migrant[here], 3),
                "distance_to_town_km": np.round(traits["distance"][here], 1),
                "party_members": traits["members"][here].astype(np.int64),
            },
        )


def _pairs(
    district: District, first_class: np.ndarray, traits: dict[str, np.ndarray]
) -> Iterator[Row]:
    """A benchmark for every village, some of them re-assigned later; history stays."""
    rng = stream(district.seed, "pairs")
    codes = district.layout.village_codes
    model_villages = np.flatnonzero(first_class == 0)
    likeness, nearness = _unlikeness(district, traits), _separation(district)
    story = stories.UNFIT_PAIR
    for i, code in enumerate(codes):
        similar = first_class[i] == 0
        apart = (likeness if similar else nearness)[i, model_villages].copy()
        apart[model_villages == i] = np.inf
        best, second = model_villages[np.argsort(apart)[:2]]
        basis = "similar" if similar else "nearby"
        reason = "发展模式和资源条件相近" if similar else "同区就近的示范村"
        row = {
            "village_code": code,
            "benchmark_code": codes[best],
            "basis": basis,
            "reason": reason,
            "valid_from": PAIRED_FROM,
            "valid_to": None,
            "ended_reason": None,
        }
        if code == story.village_code:
            yield row | {"benchmark_code": story.benchmark_code}
        elif i == district.ended:
            yield row | {"valid_to": stories.MERGER.last_day, "ended_reason": "村并入邻村"}
        elif rng.random() < REASSIGNED_SHARE:
            last = date.fromordinal(REASSIGNED_FROM.toordinal() - 1)
            yield row | {"valid_to": last, "ended_reason": "年度复核后调整"}
            yield row | {"benchmark_code": codes[second], "valid_from": REASSIGNED_FROM}
        else:
            yield row


def _unlikeness(district: District, traits: dict[str, np.ndarray]) -> np.ndarray:
    """Distance between villages in their standardised traits."""
    columns = np.stack(
        [
            np.log(traits["income"]),
            traits["elderly"],
            traits["migrant"],
            traits["distance"],
            np.log(district.households),
        ]
    )
    standard = (columns - columns.mean(axis=1, keepdims=True)) / columns.std(axis=1, keepdims=True)
    other = (traits["model"][:, None] != traits["model"][None, :]) * 2.0
    return np.sqrt(((standard[:, :, None] - standard[:, None, :]) ** 2).sum(axis=0)) + other


def _separation(district: District) -> np.ndarray:
    """Kilometres between villages."""
    layout = district.layout
    first = np.searchsorted(layout.grid_village, np.arange(len(layout.village_codes)))
    middle = district.outlines.centres[first]
    count = len(middle)
    apart = kilometres(np.repeat(middle, count, axis=0), np.tile(middle, (count, 1)))
    return apart.reshape(count, count)


def _targets(district: District, first_class: np.ndarray) -> Iterator[Row]:
    """Satisfaction to reach by village and year; on-time rate for townships and the district."""
    layout = district.layout
    for i, code in enumerate(layout.village_codes):
        for k, year in enumerate(TARGET_YEARS):
            value = (0.965, 0.955, 0.94)[first_class[i]] + 0.005 * k
            yield {"area_code": code, "metric": "satisfaction_rate", "year": year,
                   "value": round(value, 4), "set_date": TARGETS_SET}  # fmt: skip
    for code in (DISTRICT_CODE, *(township.code for township in layout.townships)):
        for k, year in enumerate(TARGET_YEARS):
            yield {"area_code": code, "metric": "on_time_rate", "year": year,
                   "value": 0.93 + 0.01 * k, "set_date": TARGETS_SET}  # fmt: skip


def _positions(district: District, codes: tuple[str, ...]) -> np.ndarray:
    return np.array([district.layout.village(code) for code in codes])
