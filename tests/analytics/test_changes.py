"""Is a change named only where it is more than chance?"""

from datetime import date, datetime

import pandas as pd
import pytest

from analytics.changes import compare
from analytics.intervals import newcombe_difference
from analytics.periods import Period
from tests.analytics.records import after, measured, request

FIRST = Period(date(2024, 7, 1), date(2024, 12, 31))
SECOND = Period(date(2025, 1, 1), date(2025, 6, 30))


def on_time(good: int, bad: int, span: Period) -> pd.DataFrame:
    """On-time rate of so many requests in time and late."""
    start = span.start.isoformat()
    rows = [request(start, f"{start}T01:00", due=f"{start}T02:00")] * good
    rows += [request(start, f"{start}T03:00", due=f"{start}T02:00")] * bad
    return measured("on_time_rate", rows={"requests": rows}, window=(span.start, span.end))


def received(number: int, span: Period, metric: str = "requests_received") -> pd.DataFrame:
    rows = {"requests": [request(span.start.isoformat())] * number}
    return measured(metric, rows=rows, window=(span.start, span.end))


def test_a_share_is_compared_by_newcombes_interval() -> None:
    """Newcombe (1998), 56/70 against 48/80: .0524 to .3339."""
    found = compare(on_time(56, 14, SECOND), on_time(48, 32, FIRST), (SECOND, FIRST)).iloc[0]
    assert (found.low, found.high) == tuple(map(float, newcombe_difference(56, 70, 48, 80)))
    assert (found.low, found.high) == (
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )
    assert found.difference == pytest.approx(0.2)
    assert (found.is_beyond_chance, found.verdict) == (True, "better")
    assert (found.previous_period, found.n, found.previous_n) == ("2024-H2", 70, 80)
    assert 0.15 < found.smallest_difference < 0.25


def test_what_chance_explains_is_not_named() -> None:
    found = compare(on_time(90, 10, SECOND), on_time(86, 14, FIRST), (SECOND, FIRST)).iloc[0]
    assert (found.is_beyond_chance, found.verdict) == (False, "")


def test_too_few_are_not_compared() -> None:
    found = compare(on_time(0, 20, SECOND), on_time(90, 10, FIRST), (SECOND, FIRST)).iloc[0]
    assert found.high < 0
    assert not found.is_beyond_chance


def test_counts_are_compared_for_as_many_days() -> None:
    """18,400 in 184 days and 18,100 in 181 are the same 100 a day."""
    found = compare(received(1_810, SECOND), received(1_840, FIRST), (SECOND, FIRST)).iloc[0]
    assert (found.previous, found.expected) == (1_840, pytest.approx(1_810))
    assert found.difference == pytest.approx(0)
    more = compare(received(2_000, SECOND), received(1_840, FIRST), (SECOND, FIRST)).iloc[0]
    assert (more.is_beyond_chance, more.verdict) == (True, "changed")  # neither good nor bad


def test_a_stock_does_not_grow_with_the_days() -> None:
    now, then = received(181, SECOND, "open_backlog"), received(184, FIRST, "open_backlog")
    assert compare(now, then, (SECOND, FIRST)).iloc[0].expected == 184


def test_medians_are_compared_by_the_limits_of_each() -> None:
    slow = [after(days) for days in range(1, 101)]
    fast = [after(days / 2) for days in range(1, 101)]
    now, then = (measured("resolution_median_days", rows={"requests": r}) for r in (slow, fast))
    found = compare(now, then, (SECOND, FIRST)).iloc[0]
    assert (found.value, found.previous, found.verdict) == (50, 25, "worse")
    assert found.low < 25 < found.high


def test_groups_are_matched_and_a_missing_one_has_no_difference() -> None:
    rows = {"requests": [request("2025-02-01", village_code=v) for v in ("V1", "V3")] * 40}
    now = measured("requests_received", ["village"], rows)
    then = now[now.area_code != "V3"]
    found = compare(now, then, (SECOND, FIRST)).set_index("area_code")
    assert found.loc["V1", "difference"] == pytest.approx(40 - 40 * 181 / 184)
    assert pd.isna(found.loc["V3", "difference"])
    assert not found.loc["V3", "is_beyond_chance"]


def test_a_hidden_number_is_not_compared() -> None:
    rows = {"responses": [{"response_ref": str(i)} for i in range(100)]}
    now = measured("satisfaction_rate", rows=rows, smallest_cell=10)
    found = compare(now, now, (SECOND, FIRST)).iloc[0]
    assert pd.isna(found.value)
    assert not found.is_beyond_chance


def test_two_rows_of_one_group_are_refused() -> None:
    twice = pd.concat([on_time(5, 5, FIRST)] * 2)
    with pytest.raises(ValueError, match="one-to-one"):
        compare(twice, on_time(5, 5, FIRST), (SECOND, FIRST))


def test_like_for_like_sees_the_same_outcomes_due() -> None:
    """Seen equally long afterwards, unchanged work shows no change, though half is open still."""
    first, second = (
        [
            request(f"{day}T00:00", f"{day}T12:00" if known else None, due=f"{day}T18:00")
            for known in (True, False)
        ] * 50
        for day in ("2025-01-10", "2025-06-10")
    )  # fmt: skip
    frames = [
        measured("on_time_rate", rows={"requests": rows}, as_of=datetime.fromisoformat(as_of))
        for rows, as_of in ((second, "2025-07-01"), (first, "2025-02-01"))
    ]
    assert compare(*frames, (SECOND, FIRST)).difference.tolist() == [0]
