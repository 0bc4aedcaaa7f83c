"""Is the time since the last visit counted for every household, those never visited too?"""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import waiting
from analytics.periods import Period
from tests.analytics.records import Row, measured, tables

HALF = Period(date(2025, 1, 1), date(2025, 6, 30))
END = date(2025, 6, 30)


def home(ref: str, **more: object) -> dict[str, object]:
    return {"household_ref": ref, "grid_code": "G1", **more}


def ago(ref: str, days: int, **more: object) -> dict[str, object]:
    return {"household_ref": ref, "date": END - timedelta(days=days), **more}


def since(homes: list[Row], visits: list[Row], reached: date = END) -> waiting.ibis.Table:
    return waiting.since_visit(tables(households=homes, household_visits=visits), HALF, reached)


def longest(homes: list[Row], visits: list[Row], count: int) -> pd.DataFrame:
    handed = tables(households=homes, household_visits=visits)
    waits = waiting.since_visit(handed, HALF, END)
    return waiting.longest(waits, handed["household_names"], count)


def test_the_last_visit_counts_and_a_closed_door_apart() -> None:
    visits = [ago("a", 40), ago("a", 7, was_met=False), ago("b", 0)]
    frame = since([home("a"), home("b"), home("c")], visits).order_by("household_ref").to_pandas()
    assert frame.days.tolist()[:2] == [7, 0]
    assert frame.days_met.tolist()[:2] == [40, 0]
    assert frame[["days", "days_met"]].isna().all(axis=1).tolist() == [False, False, True]


def test_counting_ends_at_the_data_date_and_later_visits_are_not_known() -> None:
    frame = since([home("a")], [ago("a", 3), ago("a", 10)], END - timedelta(days=5)).to_pandas()
    assert frame.days.tolist() == [5]


def test_those_never_visited_wait_longer_than_any() -> None:
    """Visited 10, 20 and 400 days ago, two never: half wait 400 days or more."""
    homes = [home(ref) for ref in "abcde"]
    row = waiting.whole(since(homes, [ago("a", 10), ago("b", 20), ago("c", 400)])).iloc[0]
    assert (row.households, row.never, row.over, row["median"], row.longest) == (5, 2, 1, 400, 400)
    assert np.isnan(row.p90)
    assert row[list(waiting.BANDS)].tolist() == [2, 0, 0, 0, 1, 2]


def test_nobody_was_ever_visited() -> None:
    row = waiting.whole(since([home("a")], [])).iloc[0]
    assert (row.households, row.never, row.over) == (1, 1, 0)
    assert np.isnan([row["median"], row.p90, row.longest]).all()


def test_an_empty_register_has_no_wait() -> None:
    assert waiting.summary(since([], []), ["grid_code"]).empty
    assert waiting.whole(since([], [])).households.tolist() == [0]
    assert longest([], [], 5).empty


def test_the_longest_waiting_come_first_and_nothing_tells_who_they_are() -> None:
    homes = [home(ref, priority_group="elderly_alone") for ref in "abcd"]
    frame = longest(homes, [ago("a", 5), ago("b", 90), ago("c", 91)], 3)
    assert frame.columns.tolist() == ["household_ref", "village_code", "grid_code", "days"]
    assert frame.household_ref.tolist() == ["d", "c", "b"]
    assert frame.days.tolist()[1:] == [91, 90]


def test_the_rate_counts_more_than_ninety_days_and_never() -> None:
    homes = [home(str(i), village_code="V1" if i < 50 else "V3") for i in range(60)]
    visits = [ago(str(i), 90 if i < 30 else 91) for i in range(50)]
    rows = {"households": homes, "household_visits": visits}
    row = measured("waiting_over_90_days_rate", rows=rows).iloc[0]
    assert (row.numerator, row.denominator, row.state) == (30, 60, "ok")
    by_village = measured("waiting_over_90_days_rate", ["village"], rows)
    assert by_village.numerator.tolist() == [20, 0, 10]
    assert by_village.state.tolist() == ["ok", "none", "few"]


@settings(max_examples=25)
@given(st.lists(st.lists(st.integers(0, 700), max_size=4), min_size=1, max_size=12))
def test_the_summary_agrees_with_plain_python(known: list[list[int]]) -> None:
    homes = [home(str(i)) for i in range(len(known))]
    visits = [ago(str(i), days) for i, each in enumerate(known) for days in each]
    waits = since(homes, visits)
    whole, by_grid = waiting.whole(waits), waiting.summary(waits, ["grid_code"])
    pd.testing.assert_frame_equal(whole, by_grid[whole.columns], check_dtype=False)
    row = whole.iloc[0]
    last = [min(each) if each else np.inf for each in known]
    with np.errstate(invalid="ignore"):
        expected = np.quantile(np.where(np.isinf(last), 1e9, last), [0.5, 0.9])
    for name, value in zip(("median", "p90"), expected, strict=True):
        assert row[name] == pytest.approx(value if value < 1e5 else np.nan, nan_ok=True)
    assert row[list(waiting.BANDS)].sum() == row.households == len(known)
    assert row.never == sum(not each for each in known)


def test_days_beyond_the_visits_data_date_are_not_waited() -> None:
    """Visits are known up to ten days before the end; nobody knows what happened since."""
    last = END - timedelta(days=10)
    rows = {"households": [home("a")], "household_visits": [ago("a", 30)]}
    table = tables(**rows, visit_dates=[{"last": last}])
    assert waiting.since_visit(table, HALF, END).to_pandas().days.tolist() == [20]


def test_while_no_visit_is_on_record_nobody_waits() -> None:
    rows = {"households": [home("a")], "visit_dates": [{"first": None, "last": None}]}
    assert measured("waiting_over_90_days_rate", rows=rows).state.tolist() == ["none"]


def test_shares_of_the_bands() -> None:
    assert waiting.shares(waiting.pd.Series([1, 3])).tolist() == [0.25, 0.75]
    assert waiting.shares(waiting.pd.Series([0, 0])).isna().all()
