"""Does the overview say first what weighs most, and nothing that chance explains?"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analytics import findings

ROW = {"area_code": "D", "period": "2025-H1", "low": 0.0, "high": 1.0, "n": 100.0, "state": "ok"}
CHANGE = {**ROW, "expected": 0.5, "difference": 0.1, "is_beyond_chance": True}
PLACE = {**ROW, "target": 0.9, "level": 0.998, "verdict": "worse"}


def frame(base: dict[str, Any], rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    plain = {"metric": "on_time_rate", "value": 0.5, "verdict": ""}
    filled = [{**plain, **base, **row} for row in rows]
    return pd.DataFrame(filled, columns=list({**plain, **base}))


def overview(**rows: list[dict[str, Any]]) -> tuple[findings.Finding, ...]:
    bases = {"headline": ROW, "changes": CHANGE, "placed": PLACE, "participation": ROW}
    return findings.overview(
        **{name: frame(base, rows.get(name, ())) for name, base in bases.items()}
    )


def test_the_order_of_weight() -> None:
    found = overview(
        headline=[
            {"metric": "overdue_backlog", "value": 40.0},
            {"metric": "open_backlog", "value": 90.0},
            {"metric": "response_rate", "state": "provisional"},
        ],
        changes=[
            {"metric": "requests_received", "verdict": "changed"},
            {"metric": "satisfaction_rate", "verdict": "better"},
            {"metric": "on_time_rate", "verdict": "worse"},
        ],
        placed=[{"area_code": "T1"}, {"area_code": "T2", "level": 0.95}],
        participation=[{"area_code": "V1", "value": 0.7}],
    )
    codes = ["worse", "outside", "overdue", "gate", "changed", "better", "provisional"]
    assert [finding.code for finding in found] == codes
    assert (found[2].value, found[2].reference) == (40, 90)
    assert found[-1].metrics == ("response_rate",)


def test_where_nothing_is_beyond_chance_that_is_said() -> None:
    found = overview(
        changes=[{"is_beyond_chance": False}],
        placed=[{"level": float("nan"), "verdict": ""}, {"level": 0.95}],
    )
    assert [finding.code for finding in found] == ["quiet"]


def test_the_clearest_change_comes_first() -> None:
    found = findings.changed(
        frame(
            CHANGE,
            [
                {"metric": "on_time_rate", "verdict": "worse", "low": 0.01, "high": 0.19},
                {"metric": "resolution_rate", "verdict": "worse", "low": 0.08, "high": 0.12},
            ],
        )
    )
    assert [finding.metric for finding in found] == ["resolution_rate", "on_time_rate"]
    assert found[0].reference == 0.5


def test_places_outside_are_told_once_a_side_the_farthest_first() -> None:
    found = findings.outside(
        frame(
            PLACE,
            [
                {"area_code": "T1", "value": 0.8},
                {"area_code": "T2", "value": 0.6},
                {"area_code": "T3", "value": 0.99, "verdict": "better"},
                {"area_code": "T4", "level": 0.95},
            ],
        )
    )
    assert [(f.verdict, f.areas, f.total) for f in found] == [
        ("worse", ("T2", "T1"), 4),
        ("better", ("T3",), 4),
    ]
    assert (found[0].value, found[0].reference) == (0.6, 0.9)


def test_villages_below_the_gate_are_listed_the_lowest_first() -> None:
    rows = [("V1", 0.79), ("V2", 0.80), ("V3", 0.5), ("V4", float("nan"))]
    found = findings.gate(frame(ROW, [{"area_code": code, "value": v} for code, v in rows]))
    assert [(f.areas, f.total, f.reference) for f in found] == [(("V3", "V1"), 3, 0.8)]


def test_no_backlog_is_no_finding() -> None:
    assert findings.overdue(frame(ROW, [{"metric": "overdue_backlog", "value": 0.0}])) == ()
    assert findings.overdue(frame(ROW, [])) == ()
