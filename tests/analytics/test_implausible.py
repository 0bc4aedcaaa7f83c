"""Are impossible visits found, and is nobody pointed at for what can be?"""

from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest

from analytics import implausible
from tests.analytics.records import Row, table

DAY = date(2025, 3, 10)
TEN = 10 * 3600


def visits(
    seconds: list[float], who: str = "w", day: date = DAY, homes: int = 10**6, **more: object
) -> list[Row]:
    """Visits of one visitor at some seconds of a day, to other households until they repeat."""
    fixed = {"visitor_ref": who, "date": day, "village_code": "V1", "lasting_village": "V1", **more}
    return [
        {**fixed, "household_number": f"{who} {day} {i % homes}", "second": int(second)}
        for i, second in enumerate(seconds)
    ]


def found(rows: list[Row]) -> implausible.Patterns:
    days = implausible.find_days(table("busy_log", rows))
    return implausible.find(table("visit_log", rows), days)


def held(rows: list[Row]) -> dict[str, int]:
    """Visits by rule, where there are any."""
    summary = found(rows).summary
    assert summary.rule.tolist() == list(implausible.RULES)
    return {row.rule: row.visits for row in summary.itertuples() if row.visits}


def test_three_households_in_one_second() -> None:
    assert held(visits([TEN, TEN])) == {}
    assert held(visits([TEN, TEN, TEN])) == {"same_second": 3}
    assert held(visits([TEN] * 3, homes=2)) == {}  # one household written down twice


def test_five_households_in_one_minute() -> None:
    assert held(visits([TEN + n for n in (0, 20, 40, 59)])) == {}
    assert held(visits([TEN + n for n in (0, 10, 20, 40, 59)])) == {"same_minute": 5}


def test_more_than_twelve_in_any_sixty_minutes() -> None:
    """Half before and half after the full hour: the clock's hours would not show it."""
    start = TEN + 1800
    assert held(visits([start + 300 * n for n in range(13)])) == {}  # the 13th begins the next hour
    assert held(visits([start + 299 * n for n in range(13)])) == {"per_hour": 1}


def test_calls_and_meetings_take_place_all_at_once() -> None:
    assert held(visits([TEN] * 40, mode="phone") + visits([TEN] * 40, mode="meeting")) == {}


def test_visits_at_night() -> None:
    edges = [6 * 3600 - 1, 6 * 3600, 23 * 3600 - 1, 23 * 3600]
    assert held(visits(edges)) == {"night": 2}
    assert held(visits([3600])) == {"night": 1}


def test_short_visits_beyond_chance() -> None:
    ordinary = [v for i in range(30) for v in _spread(40, 10.0, who=f"o{i}")]
    quick = _spread(30, 2.0) + _spread(10, 9.0, start=40)
    assert held(ordinary + quick) == {"short": 30}
    assert found(ordinary + quick).visitors.visitor_ref.tolist() == ["w"]


def test_short_visits_that_are_the_custom_of_all_point_at_nobody() -> None:
    assert held([v for i in range(30) for v in _spread(40, 2.0, who=f"o{i}")]) == {}


def test_few_short_visits_or_less_than_half_are_left_alone() -> None:
    ordinary = [v for i in range(30) for v in _spread(40, 10.0, who=f"o{i}")]
    assert held(ordinary + _spread(19, 2.0)) == {}
    assert held(ordinary + _spread(30, 2.0) + _spread(30, 9.0, start=40)) == {}


def test_a_length_that_was_not_noted_is_not_short() -> None:
    ordinary = [v for i in range(30) for v in _spread(40, 10.0, who=f"o{i}")]
    assert held(ordinary + _spread(60, None)) == {}


def test_visits_outside_the_usual_village() -> None:
    away = {"village_code": "V3", "lasting_village": "V3"}
    assert held(_spread(60, 10.0) + _spread(3, 10.0, start=70, **away)) == {"elsewhere": 3}
    assert held(_spread(60, 10.0) + _spread(2, 10.0, start=70, **away)) == {}
    assert held(_spread(20, 10.0) + _spread(3, 10.0, start=70, **away)) == {}  # too few to be usual
    assert held(_spread(60, 10.0) + _spread(30, 10.0, start=70, **away)) == {}  # works in two


def test_a_village_that_merged_is_the_same_village() -> None:
    old = {"village_code": "V1", "lasting_village": "V2"}
    new = {"village_code": "V2", "lasting_village": "V2"}
    assert held(_spread(60, 10.0, **old) + _spread(10, 10.0, start=70, **new)) == {}


def test_the_evidence_of_a_day() -> None:
    rows = visits([TEN] * 4 + [TEN + 60 * n for n in range(1, 20)], homes=20)
    day = found(rows).days.iloc[0]
    assert (day.visitor_ref, day.date, day.village_code) == ("w", DAY, "V1")
    assert (day.visits, day.households, day.in_second, day.in_minute, day.in_hour) == (
        23,
        20,
        4,
        4,
        23,
    )
    assert (day.first_second, day.last_second) == (TEN, TEN + 19 * 60)
    drawn = implausible.moments(table("busy_log", rows), found(rows).days)
    assert drawn.minute.tolist()[:2] == [600, 601]
    assert drawn.visits.tolist()[:2] == [4, 1]


@pytest.mark.parametrize("rows", [[], visits([TEN])])
def test_no_visit_and_one_visit(rows: list[Row]) -> None:
    patterns = found(rows)
    assert patterns.summary.visits.tolist() == [0] * len(implausible.RULES)
    assert patterns.summary.of_visits.tolist() == [len(rows)] * len(implausible.RULES)
    assert patterns.days.empty
    assert patterns.visitors.empty
    assert implausible.moments(table("busy_log", rows), patterns.days).empty


def test_honest_work_of_many_people_accuses_nobody() -> None:
    """300 visitors, eight visits on each of 60 days, lengths and times by chance."""
    rng = np.random.default_rng(7)
    count = 300 * 60 * 8
    who, day = np.divmod(np.arange(count) // 8, 60)
    frame = pd.DataFrame(
        {
            "visitor_ref": [f"w{i}" for i in who],
            "household_number": [f"h{i}" for i in rng.integers(0, 40_000, count)],
            "village_code": [f"V{i // 10}" for i in who],
            "lasting_village": [f"V{i // 10}" for i in who],
            "mode": "in_person",
            "date": [DAY + timedelta(days=int(d)) for d in day],
            "duration_minutes": np.round(1 + 14 * np.exp(0.6 * rng.standard_normal(count))),
            "second": rng.integers(8 * 3600, 20 * 3600, count),
        }
    )
    log = ibis.memtable(frame)
    patterns = implausible.find(log, implausible.find_days(log))
    assert patterns.days.empty
    assert patterns.visitors.empty


def _spread(
    count: int, minutes: float | None, start: int = 0, who: str = "w", **more: object
) -> list[Row]:
    """One visit a day, each on a day of its own."""
    days = [DAY - timedelta(days=start + n) for n in range(count)]
    return [v for day in days for v in visits([TEN], who, day, duration_minutes=minutes, **more)]


def test_households_reached_on_other_days() -> None:
    crowded = visits([TEN] * 3)
    again = [{**crowded[0], "date": DAY - timedelta(days=9)}]
    log = table("visit_log", crowded + again + visits([TEN], who="v"))
    assert implausible.reached_without(log, found(crowded).days) == 2
    assert implausible.share(2, 8) == 0.25
