"""Are times read in all their forms, and put into UTC rightly?"""

import datetime
import zoneinfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sources import times

ZONES = ("Asia/Shanghai", "America/New_York", "UTC", "Asia/Kolkata", "Europe/Berlin")


def asked(sql: str, text: str | None):
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT {sql} FROM (SELECT ?::VARCHAR AS x)", [text]).fetchall()
    return rows[0][0]


def read(text: str | None, zone: str = "UTC", forms: tuple[str, ...] = (), keeps: bool = True):
    return asked(times.utc("x", zone, forms, keeps), text)


def day(text: str, zone: str = "Asia/Shanghai"):
    return asked(times.date("x", zone, (), keeps_offsets=True), text)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05 14:07:09",
        "2024-03-05T14:07:09",
        "2024-03-05T14:07:09.000",
        "2024-03-05T14:07:09Z",
        "2024-03-05 14:07:09+00",
        "2024-03-05T22:07:09+08:00",
        "2024-03-05T22:07:09+0800",
        "2024-03-05T22:07:09.000+08:00",
        "2024-03-05 22:07:09 +08:00",
        "2024-03-05 14:07:09 UTC",
        "2024/3/5 14:07:09",
        "2024-3-5 14:7:9",
        "\t2024/03/05 14:07:09 ",
        "03/05/2024 02:07:09 PM",
        "3/5/2024 2:07:09 PM",
        "2024年3月5日 14:07:09",
        "2024年03月05日14时07分09秒",
        "2024.3.5 14:07:09",
        "20240305140709",
        "45356.5882986111",
    ],
)
def test_forms_of_a_time(text: str) -> None:
    assert read(text) == datetime.datetime.fromisoformat("2024-03-05T14:07:09")


@pytest.mark.parametrize(
    "text", ["2024-03-05", "2024/3/5", "2024年3月5日", "20240305", "45356", "2024.3.5"]
)
def test_forms_of_a_day(text: str) -> None:
    assert read(text) == datetime.datetime.fromisoformat("2024-03-05")
    assert day(text) == datetime.date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2024",
        "05.03.2024",
        "2024-02-30",
        "2024-13-01 10:00:00",
        "infinity",
        "epoch",
        "yesterday",
        "7",
        "1234567",
        "2024-03-05 14:07:09 Mars/Olympus",
        "#REF!",
        "",
        None,
    ],
)
def test_what_is_no_time(text: str | None) -> None:
    assert read(text) is None


def test_order_of_day_and_month_is_declared() -> None:
    march = datetime.datetime.fromisoformat("2024-03-04")
    assert read("03/04/2024", forms=("%m/%d/%Y",)) == march
    assert read("4.3.2024", forms=("%d.%m.%Y",)) == march


def test_zone_and_offset() -> None:
    assert str(read("2024-03-05 14:07:00", "Asia/Shanghai")) == "2024-03-05 06:07:00"
    assert str(read("2024-03-05 14:07:00+00:00", "Asia/Shanghai")) == "2024-03-05 14:07:00"
    assert str(read("2024-03-05 14:07:00+00:00", "Asia/Shanghai", keeps=False)) == (
        "2024-03-05 06:07:00"
    )
    assert str(read("2024-03-05 14:07+00:00", "Asia/Shanghai", keeps=False)) == (
        "2024-03-05 06:07:00"
    )


def test_date_of_a_moment_is_that_of_the_zone() -> None:
    assert day("2024-03-05T20:00:00Z") == datetime.date(2024, 3, 6)
    assert day("2024-03-05 20:00:00") == datetime.date(2024, 3, 5)


def test_hour_that_the_change_of_clocks_skips_or_repeats() -> None:
    assert str(read("2014-03-09 02:30:00", "America/New_York")) == "2014-03-09 07:30:00"
    assert str(read("2014-11-02 01:30:00", "America/New_York")) == "2014-11-02 06:30:00"
    assert str(read("1986-08-01 12:00:00", "Asia/Shanghai")) == "1986-08-01 03:00:00"


@given(st.integers(157_766_400, 2_051_222_400), st.sampled_from(ZONES))  # 1975 to 2035
@settings(deadline=None)
def test_same_as_the_rules_of_the_zone(seconds: int, zone: str) -> None:
    utc = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    local = utc.astimezone(zoneinfo.ZoneInfo(zone))
    back = local.replace(fold=1).astimezone(datetime.UTC)  # of two the second, as documented
    assert read(f"{local:%Y-%m-%d %H:%M:%S}", zone) == back.replace(tzinfo=None)
    assert read(local.isoformat(), "Asia/Tokyo") == utc.replace(tzinfo=None)
