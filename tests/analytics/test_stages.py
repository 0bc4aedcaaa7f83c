"""Are the steps timed with those that wait in them, and is the slow one named for what it is?"""

from datetime import datetime, timedelta
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest

from analytics import asking, spell_counts, stages
from tests.analytics.records import request, table

START = datetime.fromisoformat("2025-03-10T08:00:00")
HOUR = 1 / 24


def walked(*hours: float | None, **columns: Any) -> dict[str, Any]:
    """A request whose steps (classified to feedback, contact apart) took so many hours each."""
    names = ("classified_at", "dispatched_at", "signed_at", "closed_at", "feedback_at")
    row, moment = request(START.isoformat(), **columns), START
    for name, step in zip(names, hours, strict=False):
        if step is None:
            break
        moment += timedelta(hours=step)
        row[name] = moment
    row["is_closed"] = "closed_at" in row
    return row


def steps(requests: ibis.Table) -> pd.DataFrame:
    return asking.fetch(spell_counts.of_steps({"requests": requests}, "township_code"))


def times(rows: list[dict[str, Any]]) -> dict[str, Any]:
    found = stages.times(table("requests", rows))
    return {row.stage: row for row in found.itertuples()}


def test_each_step_runs_from_the_moment_before() -> None:
    found = times([walked(1, 2, 3, 4, 5)])
    assert {name: round(row.p50 / HOUR, 6) for name, row in found.items()} == {
        "classify": 1, "dispatch": 2, "sign": 3, "handle": 4, "feedback": 5,
    }  # fmt: skip


def test_first_contact_runs_from_dispatch_beside_the_chain() -> None:
    row = walked(1, 2, 3, 4)
    row["contacted_at"] = row["dispatched_at"] + timedelta(hours=6)
    assert times([row])["contact"].p50 == pytest.approx(6 * HOUR)
    assert not next(stage for stage in stages.STAGES if stage.id == "contact").in_chain


def test_those_that_wait_count_as_waiting_and_not_as_done() -> None:
    """Two were dispatched after an hour, three wait since March: the median is not an hour."""
    rows = [walked(1, 1)] * 2 + [walked(1)] * 3
    row = times(rows)["dispatch"]
    assert (row.requests, row.done, row.waiting) == (5, 2, 3)
    assert np.isnan(row.p50)
    assert times([walked(1, 1)] * 4 + [walked(1)] * 3)["dispatch"].p50 == pytest.approx(HOUR)


def test_what_was_closed_without_a_step_skipped_it() -> None:
    answered = walked(1) | {"closed_at": START + timedelta(hours=2), "is_closed": True}
    row = times([answered, walked(1, 1)])["dispatch"]
    assert (row.requests, row.done, row.skipped, row.waiting) == (2, 1, 1, 0)


def test_withdrawn_is_not_handled() -> None:
    row = times([walked(1, 1, 1, 1, outcome="withdrawn"), walked(1, 1, 1, 1)])["handle"]
    assert (row.done, row.skipped) == (1, 1)


def test_a_step_before_the_one_before_it_is_set_aside() -> None:
    wrong = walked(1, 1)
    wrong["dispatched_at"] = START
    assert times([wrong, walked(1, 1)])["dispatch"].unknown == 1


def test_steps_that_nobody_writes_down_are_left_out() -> None:
    found = times([request("2025-03-10", "2025-03-12")])
    assert list(found) == []
    assert stages.times(table("requests", [])).empty


def test_how_many_have_come_to_each_step() -> None:
    found = stages.reached(table("requests", [walked(1, 1, 1, 1), walked(1), walked(1, 1)]))
    assert found.set_index("step")["requests"].to_dict() == {
        "received_at": 3, "classified_at": 3, "dispatched_at": 2, "signed_at": 1,
        "contacted_at": 0, "supervised_at": 0, "closed_at": 1, "feedback_at": 0,
    }  # fmt: skip
    assert np.isnan(stages.reached(table("requests", []))["share"].iloc[0])


def district(slow_hours: float, hard_share: float) -> list[dict[str, Any]]:
    """T2 dispatches in `slow_hours` and has so many hard matters, which take thrice as long."""
    rows, rng = [], np.random.default_rng(1)
    for village, hours, share in (("V1", 1.0, 0.2), ("V3", slow_hours, hard_share)):
        for _ in range(300):
            hard = rng.random() < share
            usual = rng.exponential(3.0 if hard else 1.0)
            rows.append(
                walked(
                    0.2 * usual,
                    hours * usual,
                    0.5 * usual,
                    20 * usual,
                    1,
                    village_code=village,
                    category_code="hard" if hard else "easy",
                )
            )
    return rows


def test_the_slow_step_is_named() -> None:
    counted = steps(table("requests", district(6.0, 0.2)))
    found = stages.compared(counted, "township_code")
    assert stages.slow_step(found, "township_code", "T2") == "dispatch"
    assert stages.slow_step(found, "township_code", "T1") == ""
    medians = stages.medians(counted, "township_code", "dispatch")
    slow = medians.set_index("township_code").loc["T2"]
    assert slow.p50 > 2 * slow.usual_p50


def test_hard_matters_alone_make_no_slow_step() -> None:
    rows = table("requests", district(1.0, 0.9))
    crude = stages.times(rows.filter(rows.township_code == "T2")).set_index("stage")["p50"]
    other = stages.times(rows.filter(rows.township_code == "T1")).set_index("stage")["p50"]
    assert crude["handle"] > 1.5 * other["handle"]  # a plain comparison would blame it
    found = stages.compared(steps(rows), "township_code")
    assert stages.slow_step(found, "township_code", "T2") == ""
