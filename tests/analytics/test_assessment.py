"""Do records fall into the assessment periods that were declared, and into no other?"""

from datetime import date, timedelta

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import assessment
from analytics.periods import Period
from tests.analytics.records import measured, request

DAY = timedelta(days=1)
FIRST = date(2025, 1, 1)
DAYS = [FIRST + n * DAY for n in range(181)]  # to 30 June
CALENDAR = tuple(
    Period(date(2025, month, 1), date(2025, month + 1, 1) - DAY) for month in range(1, 7)
)
FROM_THE_26TH = tuple(
    Period(date(2025, month - 1, 26), date(2025, month, 25)) for month in range(2, 8)
)
WITH_GAPS = (
    Period(date(2025, 1, 10), date(2025, 2, 9)),
    Period(date(2025, 2, 20), date(2025, 2, 20)),
    Period(date(2025, 2, 21), date(2025, 4, 30)),
)
ALL = (CALENDAR, FROM_THE_26TH, WITH_GAPS)
REQUESTS = [request(f"{day}T10:00:00", category_code="a") for day in DAYS]


@st.composite
def spans(draw: st.DrawFn) -> tuple[Period, ...]:
    ends = sorted(draw(st.sets(st.sampled_from(DAYS), min_size=2, max_size=24)))
    return tuple(Period(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False))


@given(spans())
def test_every_day_falls_where_a_slow_reader_would_put_it(declared: tuple[Period, ...]) -> None:
    table = ibis.memtable({"day": DAYS}, schema={"day": "date"})
    found = table.mutate(
        own=assessment.start_of(table.day, declared),
        carried=assessment.start_of(table.day, declared, carried=True),
    ).to_pyarrow()
    for row in found.to_pylist():
        holding = [span.start for span in declared if span.start <= row["day"] <= span.end]
        following = [span.start for span in declared if row["day"] <= span.end]
        assert row["own"] == (holding[0] if holding else None)
        assert row["carried"] == (following[0] if following else None)


@given(spans())
def test_gaps_and_periods_are_all_days(declared: tuple[Period, ...]) -> None:
    found = assessment.gaps(declared, DAYS[0], DAYS[-1])
    listed = [day for span in (*declared, *found) for day in DAYS if span.start <= day <= span.end]
    assert sorted(listed) == DAYS
    assert all(gap.start <= gap.end for gap in found)


@pytest.mark.parametrize("declared", ALL)
def test_requests_are_counted_by_the_periods_declared(declared: tuple[Period, ...]) -> None:
    rows = {"requests": REQUESTS * 10}
    found = measured("requests_received", ["assessment_month"], rows, assessed=declared)
    counted = [10 * sum(span.start <= day <= span.end for day in DAYS) for span in declared]
    assert found["period"].tolist() == [span.label for span in declared]
    assert found["value"].tolist() == counted
    whole = [span.start >= FIRST and span.end <= DAYS[-1] for span in declared]
    assert [state != "provisional" for state in found["state"]] == whole


def test_a_period_without_a_request_has_none() -> None:
    rows = {"requests": [REQUESTS[0], REQUESTS[-1]]}
    by = ["township", "assessment_month"]
    found = measured("requests_received", by, rows, assessed=CALENDAR)
    assert found.loc[found["area_code"] == "T1", "value"].tolist() == [1, 0, 0, 0, 0, 1]


def test_without_periods_declared_they_run_from_the_19th_to_the_18th() -> None:
    found = measured("requests_received", ["assessment_month"], {"requests": REQUESTS})
    assert found["period"].iloc[1] == "2025-01-19/2025-02-18"
    assert found["value"].tolist() == [18, 31, 28, 31, 30, 31, 12]


def test_other_grains_do_not_ask_for_them() -> None:
    rows = {"requests": REQUESTS}
    found = measured("requests_received", ["month"], rows, assessed=WITH_GAPS)
    assert found["value"].tolist() == [31, 28, 31, 30, 31, 30]


def test_what_is_open_is_carried_over_days_of_no_period() -> None:
    """One comes in before the first period, one in a gap, and that one is closed in the next."""
    rows = [
        request("2025-01-02T10:00:00"),
        request("2025-02-12T10:00:00", "2025-03-01T10:00:00"),
        request("2025-02-20T10:00:00"),
        request("2025-05-20T10:00:00"),
    ]
    found = measured(
        "open_backlog", ["assessment_month"], {"requests": rows, "backlog": rows},
        assessed=WITH_GAPS,
    )  # fmt: skip
    ends = [span.end for span in WITH_GAPS]
    counted = [
        sum(r["date"] <= end and not ("closed_date" in r and r["closed_date"] <= end) for r in rows)
        for end in ends
    ]
    assert found["value"].tolist() == counted == [1, 3, 2]
