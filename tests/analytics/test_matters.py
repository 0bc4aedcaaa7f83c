"""Repeats, whistles, levels: do small tables give what one counts on one's fingers?"""

import numpy as np
import pytest

from analytics import episodes, levels, whistles
from analytics.intervals import wilson
from tests.analytics.records import one, request, table

DAY = "2025-03-10"


def matter(ref: str | None, **columns: str) -> dict:
    return request(DAY, episode_ref=ref, **columns)


REPEATED = [matter("E"), matter("E"), matter("E"), matter("F"), matter(None), matter(None)]


def test_repeats_are_reports_after_the_first_of_a_matter() -> None:
    row = episodes.by(table("requests", REPEATED)).iloc[0]
    assert (row.requests, row.matters, row.repeats, row.value) == (6, 4, 2, pytest.approx(1 / 3))
    metric = one("repeat_rate", requests=REPEATED)
    assert (metric.numerator, metric.denominator, metric.low) == (2, 6, row.low)


def test_matters_of_two_systems_are_never_the_same() -> None:
    rows = [matter("E"), matter("E", source="311")]
    assert one("repeat_rate", requests=rows).numerator == 0


def test_how_often_matters_were_reported() -> None:
    found = episodes.sizes(table("requests", [*REPEATED, *[matter("G")] * 7]))
    assert found.set_index("reports")["matters"].to_dict() == {1: 3, 2: 0, 3: 1, 4: 0, 5: 1}
    assert found["requests"].sum() == 13
    assert episodes.sizes(table("requests", []))["matters"].sum() == 0


def whistle(called: int, came: int, arrived: str | None, closed: str | None = None, **more) -> dict:
    row = request(DAY, closed, departments_called=called, departments_arrived=came, **more)
    row["whistled_at"] = row["received_at"]
    if arrived:
        row["arrived_at"] = row["received_at"].replace(hour=int(arrived))
    return row


def test_departments_are_counted_and_those_still_waited_for() -> None:
    rows = [whistle(3, 2, "2"), whistle(1, 1, "6"), whistle(2, 0, None),
            whistle(1, 0, None, "2025-03-11"), request(DAY, departments_called=5)]  # fmt: skip
    row = whistles.by(whistles.counted(table("requests", rows))).iloc[0]
    assert (row.whistles, row.called, row.arrived, row.value) == (4, 7, 3, pytest.approx(3 / 7))
    assert (row.low, row.high) == tuple(bound[0] for bound in wilson([3], [7]))
    assert (row.p50, row.waiting, row.never, row.soon) == (6, 1, 1, pytest.approx(0.25))
    metric = one("whistle_arrival_rate", requests=rows)
    assert (metric.numerator, metric.denominator) == (3, 7)


def test_places_make_up_the_whole_of_whistles() -> None:
    rows = [whistle(3, 2, "2", township_code="A"), whistle(1, 1, "6", township_code="A"),
            whistle(2, 0, None, township_code="B"), whistle(1, 0, None, "2025-03-11"),
            whistle(1, 1, "2", township_code="B")]  # fmt: skip
    held = table("requests", [{"township_code": None, **row} for row in rows])
    by_place = whistles.counted(held, ["township_code"])
    assert whistles.by(by_place).equals(whistles.by(whistles.counted(held)))
    told = whistles.by(by_place, ["township_code"])
    assert told["whistles"].tolist() == [2, 2, 1]
    assert told["called"].tolist() == [4, 3, 1]
    assert told["arrived"].tolist() == [3, 1, 0]
    assert told["p50"].tolist()[0] == 2


def test_no_whistle_has_no_rate() -> None:
    row = whistles.by(whistles.counted(table("requests", [request(DAY)]))).iloc[0]
    assert (row.whistles, row.called) == (0, 0)
    assert np.isnan(row.value)
    assert one("whistle_arrival_rate", requests=[request(DAY)]).state == "none"


SOLVED = [request(DAY, DAY, solved_level=level) for level in ("grid", "village", "village",
          "township", "district")] + [request(DAY)]  # fmt: skip


def test_levels_add_up_from_near_to_far() -> None:
    found = levels.by(table("requests", SOLVED)).set_index("level")
    assert found["value"].tolist() == pytest.approx([0.2, 0.4, 0.2, 0.2])
    assert found["up_to"].tolist() == pytest.approx([0.2, 0.6, 0.8, 1.0])
    assert one("solved_at_level_share", requests=SOLVED).value == pytest.approx(0.6)
    assert one("solved_within_township_share", requests=SOLVED).value == pytest.approx(0.8)
    assert np.isnan(levels.by(table("requests", []))["value"]).all()


def test_every_group_has_all_levels() -> None:
    rows = [request(DAY, DAY, solved_level="grid", village_code=v) for v in ("V1", "V3")]
    found = levels.by(table("requests", rows), ["township_code"])
    assert len(found) == 2 * 4


def test_shares_of_what_was_closed_excluded_and_opened_again() -> None:
    rows = [
        request(DAY, "2025-03-12", outcome="refused", exclusion_code="unreasonable"),
        request(DAY, "2025-03-12", outcome="resolved", reopened_count=2),
        request(DAY, reopened_count=1),  # open again
        request(DAY),
    ]
    expected = {"excluded_share": (1, 4), "refused_share": (1, 2), "reopened_rate": (2, 3)}
    for metric, parts in expected.items():
        row = one(metric, requests=rows)
        assert (row.numerator, row.denominator) == parts, metric
