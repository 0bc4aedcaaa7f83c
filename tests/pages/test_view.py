"""Does an address lead where it says, and is it told where it cannot be followed?"""

from datetime import date, datetime

import pandas as pd
import pytest

from data.store import Snapshot
from pages.components import permalink
from pages.components.area_tree import AreaTree
from pages.components.permalink import Address
from pages.components.view import Records, View, resolve

ENDED = pd.Timestamp("2025-06-30")
PLACES = pd.DataFrame(
    [
        ("D", "District", "district", None, pd.NaT),
        ("T1", "North", "township", "D", pd.NaT),
        ("T2", "South", "township", "D", pd.NaT),
        ("V1", "Elm", "village", "T1", ENDED),
        ("V2", "Oak", "village", "T1", pd.NaT),
    ],
    columns=["area_code", "area_name", "level", "parent_code", "valid_to"],
).assign(heir_code=[None, None, None, "V2", None])
TREE = AreaTree(PLACES)
KEPT = (Snapshot("s1", "", "", "Asia/Shanghai"),)


def records(first: str = "2024-01-15", last: str = "2026-10-20") -> Records:
    spans = pd.DataFrame(
        {
            "table": ["requests"],
            "first_date": [pd.Timestamp(first)],
            "last_date": [pd.Timestamp(last)],
            "as_of": [pd.Timestamp(f"{last} 12:00")],
        }
    )
    return Records(TREE, spans, "Asia/Shanghai", "s1")


def seen(**address: str) -> View:
    return resolve(Address(**address), records(), KEPT)


def test_a_plain_address_shows_the_latest_half_year_that_is_over() -> None:
    view = seen()
    assert (view.period.label, view.grain, view.area, view.unfollowed) == (
        "2026-H1", "half_year", "", (),
    )  # fmt: skip
    assert view.comparison.previous.label == "2025-H2"


def test_a_short_record_shows_the_longest_period_that_is_over() -> None:
    view = resolve(Address(), records("2026-08-10", "2026-10-20"), KEPT)
    assert (view.period.label, view.grain) == ("2026-Q3", "quarter")


def test_a_few_days_show_the_period_that_runs() -> None:
    view = resolve(Address(), records("2026-10-18", "2026-10-20"), KEPT)
    assert view.period.label == "2026-H2"
    assert not view.records.is_complete(view.period)


def test_an_address_is_followed() -> None:
    view = seen(area="T1", grain="month", period="2026-03", snapshot="s1")
    assert (view.area, view.period.label, view.grain, view.unfollowed) == (
        "T1", "2026-03", "month", (),
    )  # fmt: skip


def test_the_period_alone_tells_its_length() -> None:
    assert seen(period="2025-Q4").grain == "quarter"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("area", "nowhere"),
        ("grain", "week"),
        ("period", "1999-H1"),
        ("period", "soon"),
        ("snapshot", "gone"),
        ("as_of", "yesterday"),
        ("as_of", "0001-01-01T00:00:00+08:00"),
    ],
)
def test_what_cannot_be_followed_is_told(name: str, value: str) -> None:
    view = seen(**{name: value})
    assert view.unfollowed == ((name, value),)
    assert view.period.label == "2026-H1"


def test_a_period_of_another_length_is_told() -> None:
    view = seen(grain="month", period="2026-H1")
    assert view.unfollowed == (("period", "2026-H1"),)
    assert view.grain == "month"


def test_places_that_are_compared() -> None:
    whole, township, village = seen(), seen(area="T1"), seen(area="V2")
    assert [v.level for v in (whole, township, village)] == ["township", "village", "village"]
    assert [v.ground for v in (whole, township, village)] == ["", "T1", "T1"]
    assert [v.has_parts for v in (whole, township, village)] == [True, True, False]
    assert [v.place for v in (whole, township, village)] == ["D", "T1", "V2"]


def test_one_level_of_places_has_no_top() -> None:
    flat = PLACES[PLACES["level"] == "village"].assign(parent_code=None)
    tree = AreaTree(flat)
    assert (tree.top(), tree.depth(), tree.level_below("")) == ("", 1, "village")
    assert tree.children() == ("V2", "V1")  # the one that ended comes last


def test_tree() -> None:
    assert TREE.path("V1") == ("D", "T1", "V1")
    assert TREE.depth() == 2
    assert TREE.ended("V1") == date(2025, 6, 30)
    assert TREE.name("X") == "X"


def test_filters_carry_snapshot_and_moment() -> None:
    view = seen(as_of="2026-07-01T00:00:00Z")
    filters = view.filters(view.comparison.current, area="T1")
    assert filters.snapshot == "s1"
    assert filters.as_of == datetime.fromisoformat("2026-07-01T00:00")
    assert (filters.start, filters.end) == (date(2026, 1, 1), date(2026, 6, 30))


def test_a_link_names_everything_it_is_given() -> None:
    address = Address(
        area="T 1", grain="month", period="2026-03", metric="on_time_rate", lang="zh",
        as_of="2026-10-20T12:00:00Z", snapshot="s1",
    )  # fmt: skip
    assert permalink.link(address, "http://host/") == (
        "http://host/?area=T+1&grain=month&period=2026-03&metric=on_time_rate&lang=zh"
        "&as_of=2026-10-20T12%3A00%3A00Z&snapshot=s1"
    )


def test_moments_of_links() -> None:
    moment = datetime.fromisoformat("2026-10-20T12:00")
    assert permalink.moment(permalink.stamp(moment)) == moment
    assert permalink.moment("2026-10-20T20:00:00+08:00") == moment
    assert permalink.moment("") is None


def test_as_now_an_old_code_leads_to_the_place_that_took_it_over() -> None:
    now = AreaTree(PLACES, as_now=True)
    then = seen(area="V1")
    assert (then.area, then.as_now, TREE.children("T1")) == ("V1", False, ("V2", "V1"))
    given = records()
    view = resolve(
        Address(area="V1", places="now"),
        Records(now, given.spans, given.zone, given.snapshot),
        KEPT,
    )
    assert (view.area, view.as_now, now.children("T1")) == ("V2", True, ("V2",))
    assert view.filters(view.period, area=view.area).as_now
    assert view.key != then.key


def test_an_unknown_way_to_see_merged_places_is_told() -> None:
    assert seen(places="later").unfollowed == (("places", "later"),)
