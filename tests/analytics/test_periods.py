"""Which days belong together, which span came before, and is it over?"""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import periods
from analytics.periods import Period

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
SHANGHAI = "Asia/Shanghai"


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("grain", "label"),
    [
        ("month", "2025-03"),
        ("quarter", "2025-Q1"),
        ("half_year", "2025-H1"),
        ("year", "2025"),
        ("assessment_month", "2025-02-19/2025-03-18"),
    ],
)
def test_labels(grain: periods.Grain, label: str) -> None:
    assert periods.containing(day("2025-03-18"), grain).label == label


@given(DAYS, st.sampled_from(periods.GRAINS))
def test_every_day_lies_in_one_period(one: date, grain: periods.Grain) -> None:
    period = periods.containing(one, grain)
    assert period.start <= one <= period.end
    assert (
        periods.containing(period.start, grain) == periods.containing(period.end, grain) == period
    )
    following = periods.containing(period.end + timedelta(days=1), grain)
    assert following.start == period.end + timedelta(days=1)
    assert period.grain is not None


def test_between_lists_every_period_that_is_touched() -> None:
    found = periods.between(day("2024-12-31"), day("2025-07-01"), "quarter")
    assert [p.label for p in found] == ["2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3"]


def test_recent_periods_up_to_a_day() -> None:
    found = periods.recent(day("2025-02-10"), "month", 3)
    assert [p.label for p in found] == ["2024-12", "2025-01", "2025-02"]
    over = periods.recent(day("2025-02-10"), "month", 2, complete=True)
    assert [p.label for p in over] == ["2024-12", "2025-01"]
    assert periods.recent(day("2025-02-28"), "month", 1, complete=True)[0].label == "2025-02"


@pytest.mark.parametrize(
    ("as_of", "zone", "last"),
    [
        ("2025-06-30T16:00", SHANGHAI, "2025-06-30"),  # midnight there: June is over
        ("2025-06-30T15:59", SHANGHAI, "2025-06-30"),  # the day's work is done
        ("2025-06-30T16:01", SHANGHAI, "2025-07-01"),
        ("2012-01-01T05:00", "America/New_York", "2011-12-31"),
        ("2012-01-01T04:00", "America/New_York", "2011-12-31"),
    ],
)
def test_the_data_date_is_a_day_of_the_business_zone(as_of: str, zone: str, last: str) -> None:
    assert periods.last_day(at(as_of), zone) == day(last)


def test_a_period_is_complete_when_its_last_day_is_covered() -> None:
    june = periods.containing(day("2025-06-01"), "month")
    assert not periods.is_complete(june, at("2025-06-29T16:00"), SHANGHAI)
    assert periods.is_complete(june, at("2025-06-30T16:00"), SHANGHAI)


def test_a_whole_period_is_compared_with_the_whole_one_before() -> None:
    found = periods.like_for_like(
        periods.containing(day("2025-03-01"), "half_year"), at("2025-10-01T00:00"), SHANGHAI
    )
    assert (found.current.label, found.previous.label) == ("2025-H1", "2024-H2")
    assert found.previous_as_of == at("2025-04-03T00:00")  # 93 days after the end, too


def test_a_running_period_is_compared_with_as_many_days() -> None:
    half = periods.containing(day("2025-07-01"), "half_year")
    found = periods.like_for_like(half, at("2025-07-10T03:00"), SHANGHAI)
    assert found.current == Period(day("2025-07-01"), day("2025-07-10"))
    assert found.previous == Period(day("2025-01-01"), day("2025-01-10"))
    assert found.previous_as_of == at("2025-01-10T03:00")


def test_a_short_month_does_not_cut_the_one_before() -> None:
    february = periods.containing(day("2025-02-01"), "month")
    found = periods.like_for_like(february, at("2025-02-28T16:00"), SHANGHAI)
    assert found.previous_as_of == at("2025-01-31T16:00")


def test_a_running_march_is_not_compared_with_more_days_than_february_has() -> None:
    march = periods.containing(day("2025-03-01"), "month")
    found = periods.like_for_like(march, at("2025-03-30T03:00"), SHANGHAI)
    assert found.previous == Period(day("2025-02-01"), day("2025-02-28"))


def test_another_span_is_compared_with_the_days_before_it() -> None:
    found = periods.like_for_like(
        Period(day("2025-05-10"), day("2025-05-19")), at("2025-06-01T00:00"), SHANGHAI
    )
    assert found.previous == Period(day("2025-04-30"), day("2025-05-09"))


def test_the_earlier_moment_keeps_the_hour_over_a_change_of_clocks() -> None:
    half = periods.containing(day("2011-07-01"), "half_year")
    found = periods.like_for_like(half, at("2012-01-01T05:00"), "America/New_York")
    assert found.previous_as_of == at("2011-07-01T04:00")  # midnight in summer time


@given(DAYS, st.integers(0, 400), st.sampled_from(periods.GRAINS))
def test_like_is_compared_with_like(start: date, ahead: int, grain: periods.Grain) -> None:
    period = periods.containing(start, grain)
    as_of = datetime.combine(period.start + timedelta(days=ahead), at("2025-01-01T12:00").time())
    found = periods.like_for_like(period, as_of, "UTC")
    assert found.previous.end < found.current.start == period.start
    assert found.current.end <= periods.last_day(as_of, "UTC")
    if found.current != period:
        assert found.previous.days <= found.current.days


def test_what_has_not_begun_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="starts after the data date"):
        periods.like_for_like(
            Period(day("2026-01-01"), day("2026-01-31")), at("2025-06-01T00:00"), SHANGHAI
        )


def test_wrong_spans_and_grains_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot end on 2025-01-01"):
        Period(day("2025-01-02"), day("2025-01-01"))
    with pytest.raises(ValueError, match="unknown grain week"):
        periods.containing(day("2025-01-02"), "week")  # type: ignore[arg-type]
