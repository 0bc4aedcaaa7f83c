"""Does the engine count what a slow reader with a pencil would?"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.analytics.records import AS_OF, VILLAGES, measured

pytestmark = pytest.mark.slow
START = datetime.fromisoformat("2025-01-01")
SLOWLY = settings(max_examples=16, deadline=None, suppress_health_check=list(HealthCheck))
WHOLE = "2025-01-01/2025-06-30"
MONTHS = [f"2025-0{month}" for month in range(1, 7)]
Row = dict[str, Any]

CLOSED_SOMETIME: Row = {
    "village_code": sorted(VILLAGES)[0], "category_code": "a", "received_at": START,
    "date": START.date(), "is_closed": True, "met_limit": None,
}  # fmt: skip

days = st.floats(0, 175).map(lambda d: round(d, 3))
villages = st.sampled_from(sorted(VILLAGES))


@st.composite
def requests(draw: st.DrawFn) -> Row:
    """A request as the reads hand it over: nothing after the data date is known."""
    received = START + timedelta(days=draw(days))
    fate = draw(st.sampled_from(["open", "resolved", "withdrawn", "unknown", "reopened"]))
    closed = received + timedelta(days=draw(st.floats(0, 60).map(lambda d: round(d, 3))))
    limit = draw(st.none() | st.integers(0, 30))
    row: Row = {
        "village_code": draw(villages),
        "category_code": draw(st.sampled_from("ab")),
        "received_at": received,
        "date": received.date(),
        "is_closed": fate in ("resolved", "withdrawn", "unknown") and closed <= AS_OF,
        "met_limit": draw(st.none() | st.booleans()),
    }
    if fate in ("resolved", "withdrawn", "reopened") and closed <= AS_OF:
        row |= {"closed_at": closed, "closed_date": closed.date(), "outcome": fate}
    if limit is not None:
        due = received + timedelta(days=limit)
        row |= {"due_at": due, "due_date": due.date()}
    return row


def few_or_many(rows: st.SearchStrategy[Row]) -> st.SearchStrategy[list[Row]]:
    """To ask costs the same however many rows there are, and most that goes wrong needs several."""
    return st.lists(rows, min_size=1, max_size=4) | st.lists(rows, min_size=15, max_size=40)


def groups(
    rows: Iterable[Row], key: Callable[[Row], tuple[str, ...]]
) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def by_village_and_month(row: Row) -> tuple[str, ...]:
    return row["village_code"], f"{row['date']:%Y-%m}"


def is_on_time(row: Row) -> bool | None:
    """None where the request does not count: not due, without a limit, or nothing tells."""
    due, closed = row.get("due_at"), row.get("closed_at")
    if due and (closed or not row["is_closed"]):
        if due > AS_OF:
            return None
        return bool(row["is_closed"]) and closed <= due
    mark = row["met_limit"]
    if mark is None or closed or (not row["is_closed"] and mark):
        return None
    return mark


def is_open_on(row: Row, last: datetime) -> bool:
    """Whether it was received by the end of a day and not closed by then."""
    if row["is_closed"] and "closed_at" not in row:
        return False  # closed, nobody knows when
    was_closed = row["is_closed"] and row["closed_at"].date() <= last.date()
    return row["date"] <= last.date() and not was_closed


@SLOWLY
@given(few_or_many(requests()))
def test_requests_by_village_and_month(rows: list[Row]) -> None:
    frame = measured(
        ["requests_received", "on_time_rate"], ["village", "month"], {"requests": rows}
    )
    expected = groups(rows, by_village_and_month)
    for row in frame[frame.metric == "requests_received"].itertuples():
        assert row.value == len(expected.get((row.area_code, row.period), []))
    for row in frame[frame.metric == "on_time_rate"].itertuples():
        marks = [is_on_time(r) for r in expected.get((row.area_code, row.period), [])]
        counted = [mark for mark in marks if mark is not None]
        assert (row.numerator, row.denominator) == (sum(counted), len(counted))
        if counted:
            assert row.low <= row.value <= row.high
        else:
            assert pd.isna(row.value)


@SLOWLY
@given(few_or_many(requests()))
def test_backlog_at_the_end_of_every_month(rows: list[Row]) -> None:
    frame = measured(["open_backlog", "overdue_backlog"], ["township", "month"], {"requests": rows})
    for row in frame.itertuples():
        last = pd.Timestamp(row.period).to_period("M").end_time.to_pydatetime()
        here = [r for r in rows if VILLAGES[r["village_code"]] == row.area_code]
        held = [r for r in here if is_open_on(r, last)]
        if row.metric == "overdue_backlog":
            held = [r for r in held if "due_at" in r and r["due_at"] <= AS_OF
                    and r["due_date"] <= last.date()]  # fmt: skip
        assert row.value == len(held), row


@SLOWLY
@given(few_or_many(requests()))
@example([CLOSED_SOMETIME])
def test_parents_are_the_pooled_children(rows: list[Row]) -> None:
    wanted = ["requests_received", "requests_per_1000_households", "on_time_rate", "open_backlog"]
    children = measured(wanted, ["village"], {"requests": rows})
    children["area_code"] = children.area_code.map(VILLAGES)
    groups = children.groupby(["metric", "area_code"])
    pooled = groups[["numerator", "denominator"]].sum(min_count=1)  # of nothing known: nothing
    for row in measured(wanted, ["township"], {"requests": rows}).itertuples():
        expected = pooled.loc[(row.metric, row.area_code)]
        assert row.numerator == pytest.approx(expected.numerator, nan_ok=True)
        if not pd.isna(row.denominator):
            assert row.denominator == expected.denominator
            if row.denominator:
                scale = 1000 if "1000" in row.metric else 1
                assert row.value == pytest.approx(scale * row.numerator / row.denominator)


callbacks = st.fixed_dictionaries(
    {
        "village_code": villages,
        "is_valid": st.booleans(),
        "was_contacted": st.none() | st.booleans(),
        "resolution": st.sampled_from([None, "resolved", "partly", "unresolved"]),
        "satisfaction": st.sampled_from(
            [None, "very_satisfied", "satisfied", "basically", "dissatisfied", "very_dissatisfied"]
        ),
        "basically_weight": st.sampled_from([0.8, 0.9]),
    }
)
WORTH = {"very_satisfied": 1.0, "satisfied": 1.0}


@SLOWLY
@given(few_or_many(callbacks))
def test_call_backs(rows: list[Row]) -> None:
    wanted = ["response_rate", "resolution_rate", "callback_satisfaction_rate", "composite_score"]
    frame = measured(wanted, ["village"], {"callbacks": rows}).set_index(["metric", "area_code"])
    for village in VILLAGES:
        valid = [r for r in rows if r["is_valid"] and r["village_code"] == village]
        contacted = sum(bool(r["was_contacted"]) for r in valid)
        resolved = sum(r["resolution"] == "resolved" for r in valid)
        satisfied = sum(
            r["basically_weight"] if r["satisfaction"] == "basically"
            else WORTH.get(r["satisfaction"], 0) for r in valid
        )  # fmt: skip
        sums = (contacted, resolved, satisfied, 0.1 * contacted + 0.5 * resolved + 0.4 * satisfied)
        for metric, numerator in zip(wanted, sums, strict=True):
            row = frame.loc[(metric, village)]
            assert row.denominator == len(valid)
            assert row.numerator == pytest.approx(numerator)
            if valid:
                assert row.low - 1e-9 <= row.value <= row.high + 1e-9


visits = st.fixed_dictionaries(
    {
        "village_code": villages,
        "household_ref": st.sampled_from("abcdef"),
        "date": days.map(lambda d: (START + timedelta(days=d)).date()),
    }
)


@SLOWLY
@given(few_or_many(visits))
def test_distinct_households_at_every_level_and_month(rows: list[Row]) -> None:
    for by, key in (
        (["village", "month"], by_village_and_month),
        (["township"], lambda row: (VILLAGES[row["village_code"]], WHOLE)),
        ([], lambda row: ("", WHOLE) if row else ()),
    ):
        expected = groups(rows, key)
        for row in measured("household_coverage_rate", by, {"visits": rows}).itertuples():
            seen = {r["household_ref"] for r in expected.get((row.area_code, row.period), [])}
            assert row.numerator == len(seen)


def test_months_are_those_of_the_window() -> None:
    rows = [{"household_ref": "a", "date": START.date()}]
    assert (
        measured("household_coverage_rate", ["month"], {"visits": rows}).period.tolist() == MONTHS
    )
