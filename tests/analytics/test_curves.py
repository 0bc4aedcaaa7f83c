"""Does the chart's frame tell what the estimate knows: steps, numbers at risk, open ones?"""

import pandas as pd
import pytest

from analytics import curves
from tests.analytics.records import after, table

ROWS = [
    *[after(d, channel="app") for d in (1, 2, 3, 20)],
    *[after(d, channel="hotline") for d in (5, 6, 7)],
    after(4, channel="app", fate="open"),
    after(9, channel="hotline", fate="withdrawn"),
]


def test_numbers_at_risk_count_the_open_ones_until_they_leave() -> None:
    found = curves.split({"requests": table("requests", ROWS)}, "channel", 10, (0, 3, 5, 10)).groups
    risk = found.at_risk.pivot(index="group", columns="days", values="at_risk")
    assert risk.loc["app"].tolist() == [5, 3, 1, 1]
    assert risk.loc["hotline"].tolist() == [4, 4, 4, 0]


def test_curves_begin_at_nought_and_end_at_the_horizon_or_the_last_request() -> None:
    found = curves.split({"requests": table("requests", ROWS)}, "channel", 10, ()).groups
    ends = found.steps.groupby("group")["days"].agg(["min", "max"])
    assert ends.loc["app"].tolist() == [0, 10]
    assert ends.loc["hotline"].tolist() == [0, 9]
    last = found.steps.groupby("group")["share"].last()
    assert last["app"] == pytest.approx(0.6)
    assert last["hotline"] == pytest.approx(0.75)


def test_open_requests_are_marked_where_they_leave() -> None:
    marks = curves.split({"requests": table("requests", ROWS)}, "channel", 10, ()).groups.marks
    assert marks[["group", "days", "open_still"]].to_numpy().tolist() == [["app", 4, 1]]
    assert marks["share"].tolist() == pytest.approx([0.6])


def test_the_test_looks_beyond_the_horizon() -> None:
    near = curves.split({"requests": table("requests", ROWS)}, "channel", 2, ()).groups
    far = curves.split({"requests": table("requests", ROWS)}, "channel", 90, ()).groups
    assert near.test.observed == far.test.observed == (4.0, 3.0)


def test_one_curve_without_a_split_and_a_group_for_what_is_not_told() -> None:
    rows = [*ROWS, after(2, channel=None)]
    split = curves.split({"requests": table("requests", rows)}, "channel", 10, ())
    assert set(split.groups.steps["group"]) == {"", "app", "hotline"}
    assert set(split.whole.steps["group"]) == {""}


def test_no_request_gives_empty_frames() -> None:
    found = curves.split({"requests": table("requests", [])}, "channel", 10, (0, 7)).groups
    assert found.steps.empty
    assert found.at_risk.empty
    assert found.marks.empty
    assert pd.isna(found.test.p_value)
