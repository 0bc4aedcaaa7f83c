"""Which rows describe the places of the demo: hierarchy with dates, outlines, facilities?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely

from data.demo import stories
from data.demo.chance import stream
from data.demo.district import PEOPLE_PER_HOUSEHOLD, District
from data.demo.layout import DISTRICT_CODE, DISTRICT_STEM
from data.demo.register import Register
from data.demo.writer import Writer

EXISTS_FROM = date(2020, 1, 1)

# Facilities for the 15-minute circle and how many there are in a village of each setting.
FACILITIES = {
    "service_hall": (1, 1, 1),
    "clinic": (1, 1, 1),
    "elderly_canteen": (2, 1, 1),
    "kindergarten": (1, 1, 0),
    "primary_school": (1, 0, 0),
    "market": (1, 1, 0),
    "bus_stop": (4, 3, 2),
    "culture_room": (1, 1, 1),
}

Row = dict[str, Any]


def write(writer: Writer, district: District, register: Register) -> None:
    """Write areas, boundaries and facilities."""
    writer.rows(
        "register", "areas", [*_upper(district), *_villages(district), *_grids(district, register)]
    )
    writer.rows("register", "boundaries", _boundaries(district))
    writer.rows("register", "facilities", _facilities(district))


def current_households(district: District) -> np.ndarray:
    """Households by village today: those of the ended village count for its successor."""
    households = district.households.copy()
    households[district.successor] += households[district.ended]
    return households


def _upper(district: District) -> Iterator[Row]:
    layout = district.layout
    people = _people(district)
    yield {
        "area_code": DISTRICT_CODE,
        "area_name": f"{DISTRICT_STEM}区",
        "level": "district",
        "parent_code": None,
        "setting": None,
        "households": int(district.households.sum()),
        "population": int(people.sum()),
        "valid_from": EXISTS_FROM,
        "valid_to": None,
        "successor_code": None,
    }
    for i, township in enumerate(layout.townships):
        mine = layout.village_township == i
        yield {
            "area_code": township.code,
            "area_name": township.name,
            "level": "township",
            "parent_code": DISTRICT_CODE,
            "households": int(district.households[mine].sum()),
            "population": int(people[mine].sum()),
            "valid_from": EXISTS_FROM,
        }


def _villages(district: District) -> Iterator[Row]:
    layout = district.layout
    households, people = current_households(district), _people(district)
    people[district.successor] += people[district.ended]
    for i, code in enumerate(layout.village_codes):
        ends = i == district.ended
        yield {
            "area_code": code,
            "area_name": layout.village_names[i],
            "level": "village",
            "parent_code": layout.townships[layout.village_township[i]].code,
            "setting": str(layout.setting[i]),
            "households": int(households[i]),
            "population": int(people[i]),
            "valid_from": EXISTS_FROM,
            "valid_to": stories.MERGER.last_day if ends else None,
            "successor_code": stories.MERGER.successor_code if ends else None,
        }


def _grids(district: District, register: Register) -> Iterator[Row]:
    layout = district.layout
    households = np.bincount(register.grid, minlength=len(layout.grid_codes))
    size = np.array([PEOPLE_PER_HOUSEHOLD[setting] for setting in layout.setting])
    for i, code in enumerate(layout.grid_codes):
        village = layout.grid_village[i]
        row = {
            "area_code": code,
            "area_name": layout.grid_names[i],
            "level": "grid",
            "parent_code": layout.village_codes[village],
            "setting": str(layout.setting[village]),
            "households": int(households[i]),
            "population": round(float(households[i] * size[village])),
            "valid_from": EXISTS_FROM,
        }
        if village != district.ended:
            yield row
            continue
        new = int(district.renumbered[i])
        ended = {"valid_to": stories.MERGER.last_day, "successor_code": district.grid_codes[new]}
        yield row | ended
        yield row | {
            "area_code": district.grid_codes[new],
            "area_name": district.grid_names[new],
            "parent_code": stories.MERGER.successor_code,
            "valid_from": stories.MERGER.last_day + timedelta(1),
        }


def _people(district: District) -> np.ndarray:
    size = np.array([PEOPLE_PER_HOUSEHOLD[setting] for setting in district.layout.setting])
    return np.round(district.households * size).astype(np.int64)


def _boundaries(district: District) -> Iterator[Row]:
    """Outlines of today's places, and those of ended or grown villages and grids as they were."""
    layout, outlines = district.layout, district.outlines
    villages = outlines.villages.copy()
    both = villages[[district.ended, district.successor]]
    villages[district.successor] = shapely.coverage_union_all(both)
    moved = np.flatnonzero(layout.grid_village == district.ended)
    codes = (
        DISTRICT_CODE,
        *(township.code for township in layout.townships),
        *layout.village_codes,
        *layout.grid_codes,
        *(district.grid_codes[district.renumbered[i]] for i in moved),
    )
    shapes = [
        outlines.district,
        *outlines.townships,
        *villages,
        *outlines.grids,
        *outlines.grids[moved],
    ]
    told = {"source_crs": "EPSG:4326", "source": "invented"}
    grown = layout.village_codes[district.successor]
    since = stories.MERGER.last_day + timedelta(1)
    for code, outline in zip(codes, shapely.to_wkb(np.array(shapes)), strict=True):
        first = since if code == grown else None
        yield told | {"area_code": code, "geometry": outline, "valid_from": first}
    before = shapely.to_wkb(outlines.villages[district.successor])
    yield told | {"area_code": grown, "geometry": before, "valid_from": None}


def _facilities(district: District) -> Iterator[Row]:
    rng = stream(district.seed, "facilities")
    layout = district.layout
    column = [("urban", "fringe", "rural").index(setting) for setting in layout.setting]
    kinds = list(FACILITIES)
    wanted = np.array([[FACILITIES[kind][c] for kind in kinds] for c in column])
    village, kind = np.nonzero(wanted)
    repeats = wanted[village, kind]
    village, kind = np.repeat(village, repeats), np.repeat(kind, repeats)
    first = np.searchsorted(layout.grid_village, village)
    size = np.bincount(layout.grid_village)[village]
    grid = first + (rng.random(len(village)) * size).astype(np.int64)
    for i, (k, (longitude, latitude)) in enumerate(
        zip(kind, district.outlines.points(rng, grid), strict=True)
    ):
        yield {
            "facility_id": f"F{i + 1:05}",
            "kind": kinds[k],
            "longitude": float(longitude),
            "latitude": float(latitude),
        }
