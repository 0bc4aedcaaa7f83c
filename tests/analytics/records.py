"""Small tables with the columns that metrics read, filled in plainly where nothing is said."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import pandas as pd

from analytics.measure import measure

AS_OF = datetime.fromisoformat("2025-07-01")
WINDOW = (date(2025, 1, 1), date(2025, 6, 30))
ZONE = "UTC"
VILLAGES = {"V1": "T1", "V2": "T1", "V3": "T2"}
HOUSEHOLDS = {"V1": 100, "V2": 200, "V3": 300}
GROUPS = {
    "village_code": "string",
    "township_code": "string",
    "district_code": "string",
    "city_code": "string",
    "province_code": "string",
    "setting": "string",
    "village_class": "string",
}
HOME = {
    **GROUPS,
    "number": "int64",
    "household_ref": "string",
    "grid_code": "string",
    "priority_group": "string",
    "visits_due_per_month": "float64",
}
SCHEMAS: dict[str, dict[str, str]] = {
    "requests": {
        **GROUPS,
        "grid_code": "string",
        "category_code": "string",
        "channel": "string",
        "kind": "string",
        "source": "string",
        "received_at": "timestamp",
        "classified_at": "timestamp",
        "dispatched_at": "timestamp",
        "signed_at": "timestamp",
        "contacted_at": "timestamp",
        "supervised_at": "timestamp",
        "closed_at": "timestamp",
        "feedback_at": "timestamp",
        "due_at": "timestamp",
        "as_of": "timestamp",
        "is_closed": "boolean",
        "met_limit": "boolean",
        "outcome": "string",
        "reopened_count": "int64",
        "solved_level": "string",
        "lead_unit": "string",
        "departments_called": "int64",
        "departments_arrived": "int64",
        "whistled_at": "timestamp",
        "arrived_at": "timestamp",
        "exclusion_code": "string",
        "episode_ref": "string",
        "date": "date",
        "closed_date": "date",
        "due_date": "date",
    },
    "callbacks": {
        **GROUPS,
        "category_code": "string",
        "lead_unit": "string",
        "is_valid": "boolean",
        "was_contacted": "boolean",
        "resolution": "string",
        "satisfaction": "string",
        "response_weight": "float64",
        "resolution_weight": "float64",
        "satisfaction_weight": "float64",
        "basically_weight": "float64",
        "date": "date",
    },
    "visits": {
        **GROUPS,
        "grid_code": "string",
        "source": "string",
        "visit_id": "string",
        "household_ref": "string",
        "household_number": "string",
        "visitor_ref": "string",
        "visitor_role": "string",
        "purpose": "string",
        "mode": "string",
        "was_met": "boolean",
        "issues_raised": "int64",
        "date": "date",
    },
    "raised": {
        "source": "string",
        "visit_id": "string",
        "category_code": "string",
        "is_closed": "boolean",
        "outcome": "string",
    },
    "households": {
        **HOME,
        "last_date": "date",
        "last_met_date": "date",
        "links": "int64",
        "linked_from": "date",
        "linked_to": "date",
        "has_card": "boolean",
    },
    "household_names": {"number": "int64", "household_ref": "string"},
    "home_months": {"number": "int64", "month": "date", "visits": "int64", "met": "int64"},
    "household_visits": {
        **HOME,
        "was_met": "boolean",
        "date": "date",
        "next_date": "date",
        "met_date": "date",
    },
    "visit_dates": {"first": "date", "latest": "date", "last": "date"},
    "assignments": {
        **GROUPS,
        "household_ref": "string",
        "number": "int64",
        "grid_code": "string",
        "priority_group": "string",
        "visitor_ref": "string",
        "valid_from": "date",
        "valid_to": "date",
        "card_issued": "boolean",
        "links": "int64",
    },
    "grids": {**GROUPS, "grid_code": "string"},
    "visit_log": {
        "visitor_ref": "string",
        "household_number": "string",
        "village_code": "string",
        "mode": "string",
        "date": "date",
        "duration_minutes": "float64",
        "lasting_village": "string",
    },
    "busy_log": {
        "visitor_ref": "string",
        "household_number": "string",
        "village_code": "string",
        "mode": "string",
        "date": "date",
        "second": "int64",
    },
    "responses": {
        **GROUPS,
        "round_id": "string",
        "questionnaire_version": "string",
        "response_ref": "string",
        "form": "int64",
        "question_id": "string",
        "subject": "string",
        "score": "float64",
        "score_max": "float64",
        "counts_as": "string",
        "analysis_weight": "float64",
        "date": "date",
    },
    "round_coverage": {
        **GROUPS,
        "round_id": "string",
        "households_eligible": "int64",
        "households_answered": "int64",
        "selection": "string",
        "date": "date",
    },
    "places": {**GROUPS, "households": "int64"},
}
DAY = date(2025, 3, 10)
USUAL: dict[str, dict[str, Any]] = {
    "requests": {
        "source": "12345",
        "category_code": "roads",
        "channel": "hotline",
        "kind": "help",
        "as_of": AS_OF,
    },
    "callbacks": {
        "is_valid": True,
        "was_contacted": True,
        "resolution": "resolved",
        "satisfaction": "satisfied",
        "response_weight": 0.10,
        "resolution_weight": 0.50,
        "satisfaction_weight": 0.40,
        "basically_weight": 0.9,
        "date": DAY,
    },
    "visits": {
        "source": "s",
        "visitor_ref": "w",
        "visitor_role": "grid_worker",
        "purpose": "care",
        "mode": "in_person",
        "was_met": True,
        "issues_raised": 0,
        "date": DAY,
    },
    "raised": {"source": "s", "category_code": "roads", "is_closed": False},
    "households": {},
    "household_visits": {"was_met": True, "date": DAY},
    "home_months": {},
    "visit_dates": {"first": date(2023, 1, 1), "last": date(2025, 6, 30)},
    "assignments": {"valid_from": date(2024, 1, 1)},
    "grids": {},
    "household_names": {},
    "visit_log": {"mode": "in_person", "date": DAY, "duration_minutes": 10.0},
    "busy_log": {"mode": "in_person", "date": DAY},
    "responses": {
        "round_id": "R1",
        "question_id": "Q1",
        "score": 5.0,
        "score_max": 5.0,
        "counts_as": "satisfied",
        "analysis_weight": 1.0,
        "date": DAY,
    },
    "round_coverage": {"round_id": "R1", "selection": "random", "date": DAY},
    "places": {},
}
Row = Mapping[str, Any]


def request(received: str, closed: str | None = None, **columns: Any) -> dict[str, Any]:
    """One request; days are those of UTC. `due` may name the end of its limit."""
    row = {"received_at": datetime.fromisoformat(received), **columns}
    row["date"] = row["received_at"].date()
    if closed:
        row |= {"closed_at": datetime.fromisoformat(closed), "is_closed": True}
        row["closed_date"] = row["closed_at"].date()
    if due := row.pop("due", None):
        row["due_at"] = datetime.fromisoformat(due)
        row["due_date"] = row["due_at"].date()
    return {"is_closed": False, **row}


def after(days: float, *, fate: str = "resolved", **columns: Any) -> dict[str, Any]:
    """One request that was resolved, ended otherwise, or is open still after so many days."""
    start = datetime.fromisoformat("2025-01-01")
    end = start + timedelta(days=days)
    if fate == "open":
        return request(start.isoformat(), as_of=end, **columns)
    return request(start.isoformat(), end.isoformat(), outcome=fate, as_of=end, **columns)


def table(name: str, rows: Iterable[Row]) -> ibis.Table:
    """Rows as a table with all the columns of that name."""
    filled = []
    for row in rows:
        village = row.get("village_code", "V1")
        place = {
            "village_code": village,
            "township_code": VILLAGES.get(village, "T1"),
            "district_code": "D",
            "city_code": "C",
            "province_code": "P",
            "setting": "rural",
            "village_class": "model",
        }
        filled.append({**place, **USUAL[name], **row})
        # In a snapshot it is a number; what matters is that it is another one for each household.
        filled[-1].setdefault("household_number", filled[-1].get("household_ref"))
    if name == "responses":
        _number_forms(filled)
    if name == "household_visits":
        _chain(filled)
    frame = pd.DataFrame(filled, columns=list(SCHEMAS[name]), dtype=object)
    return ibis.memtable(frame, schema=ibis.schema(SCHEMAS[name]))


def _number_forms(rows: list[dict[str, Any]]) -> None:
    """One number for each form, as a snapshot has it."""
    numbers: dict[tuple[Any, Any], int] = {}
    for row in rows:
        form = (row["round_id"], row.get("response_ref"))
        row["form"] = numbers.setdefault(form, len(numbers) + 1)


def _chain(rows: list[dict[str, Any]]) -> None:
    """Each visit knows the ones around it to its household, as in a snapshot."""
    rows.sort(key=lambda row: row["date"])
    for place, row in enumerate(rows):
        own = [r for r in rows[place + 1 :] if r["household_ref"] == row["household_ref"]]
        met = [r["date"] for r in rows[: place + 1]
               if r["household_ref"] == row["household_ref"] and r["was_met"]]  # fmt: skip
        row["next_date"] = own[0]["date"] if own else None
        row["met_date"] = met[-1] if met else None


def tables(**rows: Iterable[Row]) -> dict[str, ibis.Table]:
    """All tables, empty where nothing is given; backlog is the requests."""
    places = rows.pop(
        "places", [{"village_code": v, "households": n} for v, n in HOUSEHOLDS.items()]
    )
    rows = {"visit_dates": [{}], **rows}
    _look_through(rows)
    found = {name: table(name, rows.get(name, ())) for name in SCHEMAS if name != "places"}
    return found | {"places": table("places", places), "backlog": found["requests"]}


def _look_through(rows: dict[str, Any]) -> None:
    """What publishing finds out of all visits and links of each household."""
    visits = [{**USUAL["household_visits"], **row} for row in rows.get("household_visits", ())]
    links = [{**USUAL["assignments"], **row} for row in rows.get("assignments", ())]
    latest = max((visit["date"] for visit in visits), default=None)
    rows["visit_dates"] = [{"latest": latest, **row} for row in rows["visit_dates"]]
    homes = []
    for home in rows.get("households", ()):
        own = [v for v in visits if v["household_ref"] == home["household_ref"]]
        held = [link for link in links if link["household_ref"] == home["household_ref"]]
        only = held[0] if len(held) == 1 else {}
        homes.append({
            **home,
            "number": len(homes) + 1,
            "last_date": max((v["date"] for v in own), default=None),
            "last_met_date": max((v["date"] for v in own if v["was_met"]), default=None),
            "links": len(held),
            "linked_from": only.get("valid_from"),
            "linked_to": only.get("valid_to"),
            "has_card": only.get("card_issued"),
        })  # fmt: skip
    rows["households"] = homes
    rows["household_names"] = [
        {name: home[name] for name in SCHEMAS["household_names"]} for home in homes
    ]
    count = Counter(link["household_ref"] for link in links)
    numbers = {home["household_ref"]: home["number"] for home in homes}
    rows["assignments"] = [
        {
            **link,
            "links": count[link["household_ref"]],
            "number": numbers.get(link["household_ref"]),
        }
        for link in links
    ]
    rows["household_visits"] = [
        {**visit, "number": numbers.get(visit["household_ref"])} for visit in visits
    ]
    months: dict[tuple[str, date], list[dict[str, Any]]] = {}
    for visit in visits:
        months.setdefault((visit["household_ref"], visit["date"].replace(day=1)), []).append(visit)
    rows["home_months"] = [
        {**several[0], "number": numbers.get(household), "month": month,
         "visits": len(several), "met": sum(v["was_met"] for v in several)}
        for (household, month), several in months.items()
    ]  # fmt: skip


def measured(
    metrics: str | list[str],
    by: Iterable[str] = (),
    rows: Mapping[str, Any] | None = None,
    **more: Any,
) -> pd.DataFrame:
    """The result frame for some rows, as of 2025-07-01 in UTC, hiding nothing unless asked to."""
    wanted = [metrics] if isinstance(metrics, str) else metrics
    options = {"as_of": AS_OF, "window": WINDOW, "zone": ZONE, "smallest_cell": 0, **more}
    return measure(tables(**(rows or {})), wanted, list(by), **options)


def one(metric: str, **rows: Any) -> pd.Series:
    """The single row of a metric that is not split."""
    frame = measured(metric, rows=rows)
    assert len(frame) == 1
    return frame.iloc[0]
