"""Are days without a visit seen as such, and late reports told from quiet weeks?"""

from datetime import date, timedelta

import numpy as np

from analytics import visit_days
from analytics.periods import Period
from tests.analytics.records import Row, tables

REACHED = date(2025, 3, 30)  # a Sunday


def test_every_day_has_its_place_and_days_not_yet_known_have_no_number() -> None:
    rows = [{"date": date(2025, 3, 26)}, {"date": date(2025, 3, 26), "was_met": False}]
    span = Period(date(2025, 3, 24), date(2025, 4, 1))
    frame = visit_days.by_day(tables(visits=rows)["visits"], span, date(2025, 3, 30))
    assert frame.weekday.tolist() == [0, 1, 2, 3, 4, 5, 6, 0, 1]
    assert frame.week.tolist() == [date(2025, 3, 24)] * 7 + [date(2025, 3, 31)] * 2
    assert frame.visits.tolist()[:7] == [0, 0, 2, 0, 0, 0, 0]
    assert frame.met.tolist()[2] == 1
    assert frame.visits.isna().tolist() == [False] * 7 + [True] * 2


def test_no_visit_at_all() -> None:
    span = Period(date(2025, 3, 1), date(2025, 3, 2))
    assert visit_days.by_day(tables()["visits"], span, REACHED).visits.tolist() == [0, 0]
    frame = visit_days.late(tables()["visits"], ["T1"], "township", REACHED)
    assert frame.is_late.tolist() == [False]
    assert np.isnan(frame.share.iloc[0])


def weeks(last: dict[str, int], usual: int = 40) -> list[Row]:
    """Eight weeks of so many visits each, and a last week of its own, by village."""
    rows: list[Row] = []
    for village, number in last.items():
        for week in range(1, 9):
            day = REACHED - timedelta(days=7 * week)
            rows += [{"village_code": village, "date": day}] * usual
        rows += [{"village_code": village, "date": REACHED}] * number
    return rows


def late(last: dict[str, int], usual: int = 40) -> list[str]:
    visits = tables(visits=weeks(last, usual))["visits"]
    frame = visit_days.late(visits, list(last), "village", REACHED)
    return list(frame.area_code[frame.is_late])


def test_a_place_that_lags_behind_the_others_is_late() -> None:
    assert late({"V1": 12, "V2": 41, "V3": 38}) == ["V1"]


def test_a_quiet_week_of_all_is_a_holiday_and_nobody_is_late() -> None:
    assert late({"V1": 12, "V2": 13, "V3": 11}, usual=120) == []


def test_chance_and_small_numbers_make_nobody_late() -> None:
    assert late({"V1": 27, "V2": 40, "V3": 40}) == []  # 68 %, but within chance of 40
    assert late({"V1": 2, "V2": 20, "V3": 20}, usual=20) == []
