"""Are numbers, days and periods written as people of each language write them?"""

from dataclasses import replace
from datetime import date, datetime

import pytest

from pages.components import days, numbers
from pages.components.numbers import Style

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (8531, "8531", "8,531"),
        (29_612, "2.96万", "29,612"),
        (30_000, "3万", "30,000"),
        (123_456_789, "1.23亿", "123,456,789"),
        (-1, "−1", "−1"),
        (NAN, "—", "—"),
    ],
)
def test_counts(value: float, zh: str, en: str) -> None:
    assert (numbers.count("zh", value), numbers.count("en", value)) == (zh, en)


def test_a_table_gives_counts_exactly() -> None:
    assert numbers.count("zh", 29_612, exact=True) == "2.9612万"
    assert numbers.count("zh", 24_794.3, exact=True) == "2.47943万"
    assert numbers.count("en", 24_794.3, exact=True) == "24,794.3"


@pytest.mark.parametrize(
    ("unit", "value", "zh", "en"),
    [
        ("share", 0.9342, "93.4%", "93.4%"),
        ("days", 1.147, "1.1天", "1.1 days"),
        ("days", 0.3, "7.2小时", "7.2 hours"),
        ("points", 97.22, "97.2分", "97.2 points"),
        ("count", 12_345.0, "1.23万件", "12,345 requests"),
        ("share", NAN, "—", "—"),
    ],
)
def test_values(unit: str, value: float, zh: str, en: str) -> None:
    for lang, told in (("zh", zh), ("en", en)):
        assert str(Style.of(lang, unit, value).amount(value)) == told


def test_one_is_told_as_one() -> None:
    hour = replace(Style.of("en", "days", 1 / 24), decimals=0)
    assert str(hour.amount(1 / 24)) == "1 hour"
    assert str(hour.amount(1 / 2)) == "12 hours"
    assert str(Style.of("en", "days", 1.0).amount(1.0)) == "1.0 days"
    assert str(Style.of("en", "count", 1).amount(1)) == "1 request"
    assert str(Style.of("zh", "count", 1).amount(1)) == "1件"


def test_intervals_are_as_fine_as_they_must_be() -> None:
    style = Style.of("en", "share", 0.954)
    assert style.interval(0.921, 0.934) == "92.1–93.4%"
    assert style.interval(0.9538, 0.9544) == "95.38–95.44%"
    assert style.interval(1.0, 1.0) == "100.0–100.0%"
    assert style.interval(NAN, NAN) == ""
    days_style = Style.of("en", "days", 5.0)
    assert days_style.interval(4.2, NAN) == "4.2 days or more"


def test_changes_of_shares_are_percentage_points() -> None:
    style = Style.of("en", "share", 0.93, -0.014, -0.009)
    assert style.change(-0.0112) == "−1.1 percentage points"
    assert style.changes(-0.014, -0.009) == "−1.4 to −0.9"
    chinese = Style.of("zh", "share", 0.93, 0.012, 0.021)
    assert chinese.change(0.017) == "+1.7个百分点"
    assert chinese.changes(0.012, 0.021) == "+1.2至+2.1"


def test_a_small_change_never_reads_zero() -> None:
    style = Style.of("en", "days", 1.918, -0.0477, -0.0141)
    assert style.change(-0.0305) == "−0.03 days"
    assert str(style.amount(1.918)) == "1.92 days"


def test_nothing_is_minus_zero() -> None:
    assert Style.of("en", "share", 0.5).change(-0.0001) == "0.0 percentage points"


def test_days() -> None:
    day = date(2026, 6, 30)
    assert days.day("zh", day) == "2026年6月30日"
    assert days.day("en", day) == "30 June 2026"
    assert days.span("zh", date(2026, 1, 1), day) == "2026年1月1日–6月30日"
    assert days.span("en", date(2026, 1, 1), day) == "1 January–30 June 2026"
    assert days.span("en", date(2025, 7, 1), day) == "1 July 2025–30 June 2026"


def test_moments_are_told_in_the_business_zone() -> None:
    assert days.moment("zh", datetime.fromisoformat("2026-06-30T16:00"), "Asia/Shanghai") == (
        "2026年6月30日24时"
    )
    assert days.moment("en", datetime.fromisoformat("2026-06-30T12:00"), "Asia/Shanghai") == (
        "30 June 2026 20:00"
    )
    assert days.zone("zh", "Asia/Shanghai") == "北京时间"
    assert days.zone("zh", "America/New_York") == "America/New_York"


@pytest.mark.parametrize(
    ("label", "zh", "en"),
    [
        ("2026", "2026年", "2026"),
        ("2026-H1", "2026年上半年", "the first half of 2026"),
        ("2026-Q3", "2026年第三季度", "the third quarter of 2026"),
        ("2026-03", "2026年3月", "March 2026"),
        ("2026-07-01/2026-10-20", "2026年7月1日–10月20日", "1 July–20 October 2026"),
    ],
)
def test_periods(label: str, zh: str, en: str) -> None:
    assert (days.period("zh", label), days.period("en", label)) == (zh, en)


def test_short_periods() -> None:
    assert days.period("en", "2026-H1", short=True) == "H1 2026"
    assert days.period("en", "2026-Q3", short=True) == "Q3 2026"
