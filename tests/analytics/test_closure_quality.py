"""Which closings are flagged, and whose are unlike those of the others?"""

from typing import Any

import ibis
import pandas as pd

from analytics import closure_quality
from tests.analytics.records import request, table

DAYS = ibis.memtable(
    pd.DataFrame({"starts_at": pd.date_range("2025-02-28 16:00", periods=60, freq="D")}),
    schema={"starts_at": "timestamp"},
)  # midnights of Shanghai


def flagged(rows: list[dict[str, Any]], *keys: str) -> pd.DataFrame:
    return closure_quality.flags(table("requests", rows), DAYS, list(keys))


def one(*rows: dict[str, Any]) -> dict[str, float]:
    return flagged(list(rows)).iloc[0].to_dict()


def test_closed_within_ten_minutes() -> None:
    found = one(
        request("2025-03-10 08:00", "2025-03-10 08:09:59"),
        request("2025-03-10 08:00", "2025-03-10 08:10:00"),
        request("2025-03-10 08:00"),
    )
    assert (found["closed"], found["quick"]) == (2, 1)


def test_closed_at_midnight_of_the_business_zone() -> None:
    found = one(
        request("2025-03-10", "2025-03-11 16:00:00"),  # 00:00 in Shanghai
        request("2025-03-10", "2025-03-11 16:00:01"),
        request("2025-03-10", "2025-03-11 00:00:00"),  # 08:00 in Shanghai
    )
    assert found["midnight"] == 1


def test_five_of_one_unit_in_one_second_are_a_batch() -> None:
    at = "2025-03-11 09:30:00"
    five = [request("2025-03-10", at, lead_unit="A")] * 5
    four = [request("2025-03-10", at, lead_unit="B")] * 4
    nameless = [request("2025-03-10", at)] * 5
    found = flagged([*five, *four, *nameless], "lead_unit").fillna({"lead_unit": ""})
    assert found.set_index("lead_unit")["batch"].to_dict() == {"A": 5, "B": 0, "": 5}
    assert one(*five, *four)["closed"] == 9  # joining flags multiplies no closing


def test_what_came_back_within_a_month() -> None:
    def told(received: str, closed: str | None = None, **more: Any) -> dict[str, Any]:
        return request(received, closed, episode_ref="E", **more)

    found = one(told("2025-03-01", "2025-03-05"), told("2025-03-20", "2025-03-22"))
    assert found["returned"] == 1
    assert one(told("2025-03-01", "2025-03-05"), told("2025-04-20"))["returned"] == 0
    reported_while_open = one(told("2025-03-01", "2025-03-05"), told("2025-03-03", "2025-03-06"))
    assert reported_while_open["returned"] == 0
    other_system = one(told("2025-03-01", "2025-03-05"), told("2025-03-20", source="311"))
    assert other_system["returned"] == 0


def test_reopened_counts_what_is_closed_again() -> None:
    found = one(
        request("2025-03-01", "2025-03-05", reopened_count=2),
        request("2025-03-01", "2025-03-05", reopened_count=0),
        request("2025-03-01", reopened_count=1),
    )
    assert found["reopened"] == 1


def test_the_unit_unlike_the_others_is_found_and_the_small_one_left_out() -> None:
    counted = pd.DataFrame({
        "lead_unit": [*(f"U{i}" for i in range(12)), "quick", "small"],
        "closed": [400.0] * 12 + [300.0, 10.0],
        "quick": [4.0 + i % 3 for i in range(12)] + [180, 9],
    })  # fmt: skip
    found = closure_quality.unusual(counted, "lead_unit", "quick")
    assert found.loc[found["unusual"], "lead_unit"].tolist() == ["quick"]
    assert found["lead_unit"].iloc[0] == "quick"
    assert "small" not in set(found["lead_unit"])
    assert found["value"].iloc[0] == 0.6


def test_nothing_closed_has_no_flag() -> None:
    assert one()["closed"] == 0
    assert flagged([], "lead_unit").empty
    empty = closure_quality.unusual(flagged([], "lead_unit"), "lead_unit", "quick")
    assert empty.empty
    all_alike = pd.DataFrame({"lead_unit": ["a"], "closed": [50.0], "quick": [0.0]})
    assert not closure_quality.unusual(all_alike, "lead_unit", "quick")["unusual"].any()
