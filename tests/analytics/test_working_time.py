"""Does the working clock stand still on days off, and run on make-up days?"""

from datetime import date, datetime, timedelta
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest

from analytics import resolution, working_time
from analytics.spells import OPEN_STILL
from tests.analytics.records import after, request, table

# The Spring Festival of 2025: off from Tue 28 January to Tue 4 February; Sun 26 January and
# Sat 8 February are worked instead (State Council notice; domain vectors of the calendar).
OFF = {date(2025, 1, 28) + timedelta(n) for n in range(8)}
MADE_UP = {date(2025, 1, 26), date(2025, 2, 8)}


def days(offset_hours: int = 0) -> ibis.Table:
    rows, done = [], 0
    for n in range(90):
        day = date(2025, 1, 1) + timedelta(n)
        works = day in MADE_UP or (day.weekday() < 5 and day not in OFF and n > 0)
        start = datetime.combine(day, datetime.min.time()) - timedelta(hours=offset_hours)
        rows.append((day, start, start + timedelta(days=1), works, done))
        done += works
    return ibis.memtable(
        pd.DataFrame(rows, columns=["day", "starts_at", "ends_at", "is_workday", "done"]),
        schema={
            "day": "date",
            "starts_at": "timestamp",
            "ends_at": "timestamp",
            "is_workday": "boolean",
            "done": "int64",
        },
    )


def spent(rows: list[dict[str, Any]], calendar: ibis.Table | None = None) -> list[float]:
    found = working_time.lifetimes(
        table("requests", rows), days() if calendar is None else calendar
    )
    return (found.order_by("exact").exact.to_pandas() / 3_600).tolist()


def times(rows: list[dict[str, Any]], *keys: str, is_over: bool = True) -> pd.DataFrame:
    counted = working_time.counts(table("requests", rows), days(), keys)
    return working_time.times(counted, keys, is_over=is_over)


def test_a_weekend_takes_no_working_time() -> None:
    """Friday 17:00 to Monday 9:00: 64 hours for the resident, 16 of working time."""
    assert spent([request("2025-01-17 17:00", "2025-01-20 09:00")]) == [16]


def test_the_festival_takes_none_and_the_make_up_day_does() -> None:
    assert spent([request("2025-01-27 12:00", "2025-02-05 12:00")]) == [24]
    assert spent([request("2025-01-24 12:00", "2025-01-27 12:00")]) == [48]  # Sun 26th is worked
    assert spent([request("2025-01-26 10:00", "2025-01-26 15:00")]) == [5]


def test_a_request_of_a_day_off_starts_on_the_next_working_day() -> None:
    assert spent([request("2025-02-01 10:00", "2025-02-05 06:00")]) == [6]
    assert spent([request("2025-02-01 10:00", "2025-02-02 10:00")]) == [0]


def test_open_requests_are_counted_up_to_the_data_date() -> None:
    rows = [request("2025-01-17 17:00", as_of=datetime.fromisoformat("2025-01-20T09:00"))]
    found = working_time.lifetimes(table("requests", rows), days()).to_pandas()
    assert found[["exact", "fate"]].to_numpy().tolist() == [[16 * 3_600, OPEN_STILL]]
    frame = times([*rows, request("2025-01-20", "2025-01-21")])
    assert frame[["requests", "open_still"]].iloc[0].tolist() == [2, 1]


def test_days_are_those_of_the_business_zone() -> None:
    """17:00 UTC on Friday is Saturday in Shanghai."""
    row = request("2025-01-17 17:00", "2025-01-19 17:00")
    row |= {"date": date(2025, 1, 18), "closed_date": date(2025, 1, 20)}
    assert spent([row], days(offset_hours=8)) == [1]


def test_days_that_the_calendar_does_not_know_are_set_aside() -> None:
    rows = [request("2025-04-10", "2025-04-11"), request("2025-01-20", "2025-01-21")]
    frame = times(rows)
    assert frame[["requests", "unknown"]].iloc[0].tolist() == [1, 1]
    assert frame["p50"].iloc[0] == pytest.approx(1)


def test_withdrawn_is_not_resolved_on_this_clock_either() -> None:
    rows = [after(5, fate="withdrawn"), after(6)]
    frame = times(rows)
    assert frame["otherwise"].iloc[0] == 1
    assert np.isnan(frame["p90"].iloc[0])


def test_each_group_has_its_quantiles_and_their_limits() -> None:
    """Half of 60 requests a channel: those of the telephone take two working days, others one."""
    slow = [request("2025-01-13", "2025-01-15") | {"channel": "hotline"} for _ in range(60)]
    quick = [request("2025-01-17", "2025-01-20") | {"channel": "app"} for _ in range(60)]
    frame = times([*slow, *quick], "channel").set_index("channel")
    assert frame["p50"].to_dict() == {"app": 1, "hotline": 2}
    assert frame["p90"].to_dict() == {"app": 1, "hotline": 2}
    assert (frame["p50_low"] <= frame["p50"]).all()
    assert (frame["p50"] <= frame["p50_high"]).all()
    assert set(frame["state"]) == {"ok"}


def test_the_limits_are_those_of_the_residents_clock_where_every_day_is_worked() -> None:
    """Monday to Friday one clock is the other, open requests and those that ended otherwise too."""
    seen = datetime.fromisoformat("2025-01-17T00:00")
    rows = [
        request("2025-01-13", f"2025-01-{14 + n % 3} 0{n % 9}:30", as_of=seen) for n in range(40)
    ] + [request("2025-01-13", as_of=seen) for _ in range(9)]
    expected = resolution.times(table("requests", rows))
    frame = times(rows)
    for name in ("p50", "p50_low", "p50_high", "p75", "requests", "open_still"):
        assert frame[name].iloc[0] == pytest.approx(expected[name].iloc[0])


def test_a_group_of_few_is_pale_and_one_of_a_running_period_provisional() -> None:
    many = [request("2025-01-13", "2025-01-15") for _ in range(40)]
    assert times(many[:20])["state"].tolist() == ["few"]
    assert times(many, is_over=False)["state"].tolist() == ["provisional"]
    assert times([request("2025-01-13") for _ in range(40)])["state"].tolist() == ["none"]
