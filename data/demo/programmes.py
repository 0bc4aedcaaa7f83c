"""What do the other programmes of the demo count?"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from data.demo.chance import stream
from data.demo.district import District
from data.demo.projects import month_end
from data.demo.stories import MERGER
from data.demo.writer import Writer

QUARTER_STARTS = tuple(
    date(year, month, 1) for year in (2024, 2025, 2026) for month in (1, 4, 7, 10)
)[:-1]  # the last one is not over
HALF_YEARS = tuple(start for start in QUARTER_STARTS if start.month in {1, 7})[:-1]
MOST = 0.985  # no rate reaches one by growth alone


class Indicator(NamedTuple):
    """One indicator of another programme and its usual level, a row of indicators.csv."""

    id: str
    name_zh: str
    name_en: str
    unit: str
    kind: str
    better: str
    programme: str
    level: float  # share of the denominator, or amount a quarter and village
    base: float  # denominator a village; 0 for none
    growth: float  # change a quarter
    target: float | None


# The systems that the project's sources name (domain.md 1).
INDICATORS = tuple(
    Indicator(
        row["id"],
        row["name_zh"],
        row["name_en"],
        row["unit"],
        row["kind"],
        row["better"],
        row["programme"],
        float(row["level"]),
        float(row["base"]),
        float(row["growth"]),
        float(row["target"]) if row["target"] else None,
    )
    for row in csv.DictReader(
        Path(__file__).with_name("indicators.csv").read_text(encoding="utf-8").splitlines()
    )
)

Row = dict[str, Any]


def write(writer: Writer, district: District) -> None:
    """Write the indicators and their values."""
    writer.rows("programmes", "indicators", _indicators())
    writer.rows("programmes", "indicator_values", _values(district))


def _indicators() -> Iterator[Row]:
    for entry in INDICATORS:
        yield {
            "indicator_id": entry.id,
            "name_zh": entry.name_zh,
            "name_en": entry.name_en,
            "unit": entry.unit,
            "kind": entry.kind,
            "better": entry.better,
            "programme": entry.programme,
            "source": "programmes",
        }


def _values(district: District) -> Iterator[Row]:
    """Quarterly by township, star ratings half-yearly by village."""
    rng = stream(district.seed, "indicator_values")
    towns = district.layout.townships
    lean = 0.25 * rng.standard_normal((len(INDICATORS), len(towns)))
    for i, entry in enumerate(INDICATORS):
        if entry.kind == "score":
            yield from _stars(rng, district, entry)
            continue
        for j, town in enumerate(towns):
            for k, start in enumerate(QUARTER_STARTS):
                level = entry.level + entry.growth * k
                yield {
                    "indicator_id": entry.id,
                    "area_code": town.code,
                    "period_start": start,
                    "period_end": _quarter_end(start),
                    **_amount(rng, entry, level, lean[i, j], town.places),
                    "target": entry.target,
                }


def _amount(
    rng: np.random.Generator, entry: Indicator, level: float, lean: float, places: int
) -> Row:
    if not entry.base:
        value = float(rng.poisson(level * np.exp(lean) * places))
        return {"numerator": None, "denominator": None, "value": value}
    denominator = max(1, int(rng.poisson(entry.base * places)))
    level = min(level, MOST)
    share = 1 / (1 + np.exp(-(np.log(level / (1 - level)) + lean)))
    numerator = int(rng.binomial(denominator, share))
    return {"numerator": float(numerator), "denominator": float(denominator), "value": None}


def _stars(rng: np.random.Generator, district: District, entry: Indicator) -> Iterator[Row]:
    for i, code in enumerate(district.layout.village_codes):
        usual = entry.level + 0.7 * rng.standard_normal()
        for k, start in enumerate(HALF_YEARS):
            end = _quarter_end(date(start.year, start.month + 3, 1))
            if i == district.ended and start > MERGER.last_day:
                continue
            stars = int(
                np.clip(round(usual + entry.growth * k + 0.3 * rng.standard_normal()), 1, 5)
            )
            yield {"indicator_id": entry.id, "area_code": code, "period_start": start,
                   "period_end": end, "value": float(stars), "target": entry.target}  # fmt: skip


def _quarter_end(start: date) -> date:
    return month_end(date(start.year, start.month + 2, 1))
