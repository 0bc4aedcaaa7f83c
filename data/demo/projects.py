"""What is offered, needed and built in the demo: resources, needs and projects (三单制)?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np

from data.demo.areas import current_households
from data.demo.chance import stream
from data.demo.clock import FIRST_DATE, LAST_DATE
from data.demo.district import District
from data.demo.layout import DISTRICT_STEM
from data.demo.writer import Writer

RESOURCE_KINDS = (
    ("meeting_room", "活动场地", "间", 2), ("volunteer_hours", "志愿服务", "小时", 120),
    ("parking_spaces", "错时车位", "个", 40), ("legal_advice", "法律咨询", "场", 6),
    ("training_places", "技能培训", "人次", 60), ("funds", "共建资金", "万元", 8),
)  # fmt: skip
NEED_KINDS = {
    "parking": "停车位",
    "lighting": "路灯",
    "elderly_meals": "助餐点",
    "drainage": "排水管网",
    "playground": "儿童活动场地",
    "road_repair": "道路修补",
    "lifts": "加装电梯",
    "clinic": "卫生室",
    "training": "技能培训",
    "waste_points": "垃圾投放点",
}
NEED_SOURCES = ("survey", "visit", "request", "meeting")
PAYERS = ("street", "community", "enterprise", "residents")
BUDGET = 180_000  # CNY, median
RESOURCES, NEEDS, PROJECTS = 320, 760, 260
DROPPED_SHARE, HELD_SHARE = 0.04, 0.08

Row = dict[str, Any]


def write(writer: Writer, district: District) -> None:
    """Write the three lists, and the status of each project by month."""
    writer.rows("programmes", "resources", _resources(district))
    needs = list(_needs(district))
    writer.rows("programmes", "needs", needs)
    projects = list(_projects(district, needs))
    writer.rows("programmes", "projects", projects)
    writer.rows("programmes", "project_updates", _updates(district, projects))


def _resources(district: District) -> Iterator[Row]:
    rng = stream(district.seed, "resources")
    for i in range(RESOURCES):
        kind, name, unit, usual = RESOURCE_KINDS[rng.integers(len(RESOURCE_KINDS))]
        town = district.layout.townships[rng.integers(len(district.layout.townships))]
        yield {
            "resource_id": f"Z{i + 1:04}",
            "area_code": town.code,
            "kind": kind,
            "provider": f"{town.name}{name}共建单位",
            "amount": float(1 + rng.poisson(usual)),
            "unit": unit,
            "listed_date": FIRST_DATE + timedelta(int(rng.integers(1000))),
        }


def _needs(district: District) -> Iterator[Row]:
    rng = stream(district.seed, "needs")
    kinds = list(NEED_KINDS)
    households = current_households(district)
    for i in range(NEEDS):
        village = district.current_village()[rng.integers(len(households))]
        share = rng.beta(1.2, 12)
        yield {
            "need_id": f"X{i + 1:04}",
            "area_code": district.layout.village_codes[village],
            "kind": kinds[rng.integers(len(kinds))],
            "raised_date": FIRST_DATE + timedelta(int(rng.integers(1060))),
            "source": NEED_SOURCES[rng.integers(len(NEED_SOURCES))],
            "households": max(1, round(float(share * households[village]))),
        }


def _projects(district: District, needs: list[Row]) -> Iterator[Row]:
    """One project for some of the needs; a third of them uses a listed resource."""
    rng = stream(district.seed, "projects")
    names = dict(zip(district.layout.village_codes, district.layout.village_names, strict=True))
    answered = rng.permutation(len(needs))[:PROJECTS]
    for i, place in enumerate(np.sort(answered)):
        need = needs[place]
        started = min(need["raised_date"] + timedelta(int(rng.integers(14, 150))), LAST_DATE)
        town = next(t for t in district.layout.townships if t.code[:9] == need["area_code"][:9])
        uses = rng.random() < 0.35
        yield {
            "project_id": f"P{i + 1:04}",
            "area_code": need["area_code"],
            "need_id": need["need_id"],
            "resource_id": f"Z{rng.integers(RESOURCES) + 1:04}" if uses else None,
            "project_name": names[need["area_code"]] + NEED_KINDS[need["kind"]] + "改善项目",
            "lead_unit": town.office if rng.random() < 0.7 else f"{DISTRICT_STEM}区住房建设局",
            "payer": PAYERS[rng.choice(4, p=(0.45, 0.25, 0.18, 0.12))],
            "budget_cny": float(round(BUDGET * np.exp(0.8 * rng.standard_normal()), -3)),
            "started_date": started,
            "due_date": started + timedelta(int(rng.integers(60, 400))),
        }


def _updates(district: District, projects: list[Row]) -> Iterator[Row]:
    """The status of each project at every month's end until it is done or dropped."""
    rng = stream(district.seed, "project_updates")
    for project in projects:
        length = (project["due_date"] - project["started_date"]).days * rng.uniform(0.7, 1.6)
        dropped = rng.random() < DROPPED_SHARE
        for end in _month_ends(project["started_date"]):
            done = min(1.0, (end - project["started_date"]).days / length)
            status = "done" if done == 1 else "started" if done > 0.08 else "planned"
            if status == "started" and rng.random() < HELD_SHARE:
                status = "on_hold"
            if dropped and done > 0.3:
                status = "dropped"
            spent = project["budget_cny"] * done * rng.uniform(0.85, 1.05)
            yield {
                "project_id": project["project_id"],
                "status_date": end,
                "status": status,
                "done_share": round(done, 2),
                "spent_cny": float(round(spent, -2)),
            }
            if status in {"done", "dropped"}:
                break


def _month_ends(start: date) -> Iterator[date]:
    end = month_end(start)
    while end <= LAST_DATE:
        yield end
        end = month_end(end + timedelta(1))


def month_end(day: date) -> date:
    """Last day of the month of a day."""
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
