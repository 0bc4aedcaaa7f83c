"""Is a place held against the right path, and judged only where chance is known?"""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics import indicator_ways
from analytics.intervals import wilson
from analytics.trajectories import path

ENDS = {"first": date(2023, 9, 30), "second": date(2023, 12, 31), "now": date(2025, 12, 31)}
PLAN = pd.DataFrame({
    "area_code": "A", "metric": "signing", "year": [2024, 2025, 2026], "value": [0.6, 0.7, 0.8],
})  # fmt: skip
NO_PLAN = PLAN.head(0)


def course(code: str, numbers: dict[str, float], base: float | None = 100, **more: object):
    """Rows of one place: numerators of a rate, or plain values without a base."""
    usual = {"indicator_id": "signing", "area_code": code, "kind": "rate" if base else "count",
             "better": "higher", "level": "village", "target": np.nan}  # fmt: skip
    return [
        usual
        | {"stage": stage, "period_end": ENDS[stage], "denominator": base,
           "numerator": number if base else None, "value": None if base else number}
        | more
        for stage, number in numbers.items()
    ]  # fmt: skip


def followed(*rows: list[dict[str, object]], targets: pd.DataFrame = NO_PLAN) -> pd.DataFrame:
    found = indicator_ways.follow(pd.DataFrame([row for part in rows for row in part]), targets)
    return found.set_index("area_code")


def test_a_rate_is_held_against_the_path_through_the_yearly_targets() -> None:
    found = followed(course("A", {"first": 48, "second": 52, "now": 55}), targets=PLAN).loc["A"]
    days, values = path(PLAN, 0.5, ENDS["second"], "satisfaction_rate")
    assert found.baseline == pytest.approx(0.5)
    assert found.required == pytest.approx(dict(zip(days, values, strict=True))[ENDS["now"]])
    low, high = wilson([55], [100])
    assert (found.now_low, found.now_high) == pytest.approx((low[0], high[0]))
    assert high[0] < 0.7
    assert (found.state, found.target, found.target_year) == ("off_track", 0.8, 2026)
    assert found.distance == pytest.approx(0.55 - 0.7)


@pytest.mark.parametrize(("now", "state"), [(95, "on_track"), (70, "cannot_tell")])
def test_what_the_interval_allows_is_said_and_no_more(now: float, state: str) -> None:
    rows = course("A", {"first": 48, "second": 52, "now": now})
    assert followed(rows, targets=PLAN).loc["A", "state"] == state


def test_without_a_plan_the_target_of_the_period_is_asked() -> None:
    rows = course("A", {"first": 480, "second": 520, "now": 400}, 1000, target=0.5)
    found = followed(rows).loc["A"]
    assert (found.required, found.target, found.state) == (0.5, 0.5, "off_track")
    assert np.isnan(found.target_year)


def test_a_lower_better_turns_the_judgement() -> None:
    rows = course("A", {"first": 480, "second": 520, "now": 400}, 1000, target=0.5, better="lower")
    assert followed(rows).loc["A", "state"] == "on_track"


@pytest.mark.parametrize(("now", "state"), [(5, "reached"), (4, "short")])
def test_counts_and_rates_of_few_are_read_as_counted(now: float, state: str) -> None:
    plain = followed(course("A", {"first": 3, "second": 4, "now": now}, None, target=5.0))
    assert plain.loc["A", ["state", "baseline", "change"]].tolist() == [state, 3.5, now - 3.5]
    few = followed(course("A", {"first": 3, "second": 4, "now": now}, 10, target=0.5))
    assert few.loc["A", "state"] == state
    assert np.isnan(few.loc["A", "probability"])


def test_rates_start_nearer_to_the_others_the_fewer_they_rest_on() -> None:
    rows = [course(f"big{k}", {"first": 600 + 20 * k, "second": 600 + 20 * k, "now": 650}, 1000)
            for k in range(6)]  # fmt: skip
    small = course("small", {"first": 4, "second": 6, "now": 20}, 40)
    found = followed(*rows, small)
    crude = 0.125
    assert crude < found.loc["small", "baseline"] < 0.6
    assert found.loc["big0", "baseline"] == pytest.approx(0.6, abs=0.02)


def test_the_others_are_all_but_the_place_itself() -> None:
    changes = {"A": 1.0, "B": 2.0, "C": 4.0, "D": 8.0, "E": 8.0}
    rows = [course(code, {"first": 0, "second": 0, "now": c}, None) for code, c in changes.items()]
    late = course("late", {"now": 3}, None)
    found = followed(*rows, late)
    for code in changes:
        rest = [value for other, value in changes.items() if other != code]
        assert found.loc[code, "others_change"] == np.median(rest)
        assert found.loc[code, "others"] == len(rest)
    assert found.loc["late", ["others_change", "others"]].tolist() == [4.0, 5]
    alone = followed(course("A", {"first": 0, "second": 0, "now": 1}, None))
    assert np.isnan(alone.loc["A", "others_change"])


def test_levels_are_followed_apart_and_no_number_now_is_no_row() -> None:
    rows = followed(
        course("A", {"first": 1, "second": 1, "now": 2}, None),
        course("T", {"first": 1, "second": 1, "now": 9}, None, level="township"),
        course("gone", {"first": 1, "second": 1}, None),
        course("silent", {"first": 1, "second": 1, "now": np.nan}, None),
    )
    assert list(rows.index) == ["A", "T"]
    assert rows["others"].tolist() == [0, 0]
    nothing = indicator_ways.follow(pd.DataFrame(columns=["indicator_id", "level"]), NO_PLAN)
    assert nothing.empty


def test_states_are_counted_by_indicator() -> None:
    found = followed(
        course("A", {"first": 3, "second": 4, "now": 5}, None, target=5.0),
        course("B", {"first": 3, "second": 4, "now": 1}, None, target=5.0),
        course("C", {"first": 3, "second": 4, "now": 1}, None),
    ).reset_index()
    counts = indicator_ways.summary(found).iloc[0]
    assert counts[["places", "reached", "short", "none", "on_track"]].tolist() == [3, 1, 1, 1, 0]
