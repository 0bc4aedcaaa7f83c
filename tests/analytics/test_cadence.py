"""Is a promise to visit judged as it was given, and only when it can be?"""

from collections import Counter
from datetime import date, datetime, timedelta
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import cadence, promise_years
from analytics.intervals import wilson
from analytics.periods import Period
from tests.analytics.records import Row, measured, tables

HALF = Period(date(2025, 1, 1), date(2025, 6, 30))
REACHED = date(2025, 6, 30)


def home(ref: str, due: float | None, **more: object) -> dict[str, object]:
    return {
        "household_ref": ref,
        "visits_due_per_month": due,
        "priority_group": "elderly_alone",
        **more,
    }


def visit(house: Row, day: str, **more: object) -> dict[str, object]:
    return {**house, "date": date.fromisoformat(day), **more}


def rows(homes: list[Row], visits: list[Row], first: str = "2024-01-01") -> dict[str, list[Row]]:
    return {
        "households": homes,
        "household_visits": visits,
        "visit_dates": [{"first": date.fromisoformat(first)}],
    }


def kept(
    homes: list[Row], visits: list[Row], span: Period = HALF, reached: date = REACHED, **more: str
) -> dict[str, list[str]]:
    """Months of each household as a word each: kept or missed."""
    table = cadence.months(tables(**rows(homes, visits, **more)), span, reached)
    frame = table.order_by("household_ref", "date").to_pandas()
    found: dict[str, list[str]] = {}
    for row in frame.itertuples():
        found.setdefault(row.household_ref, []).append("kept" if row.kept else "missed")
    return found


def test_one_visit_a_month_is_judged_month_by_month() -> None:
    house = home("a", 1.0)
    visits = [visit(house, day) for day in ("2025-01-31", "2025-02-01", "2025-02-02", "2025-05-09")]
    assert kept([house], visits)["a"] == ["kept", "kept", "missed", "missed", "kept", "missed"]


def test_half_a_visit_a_month_is_one_in_two_months() -> None:
    """The visit of December still serves January."""
    house = home("a", 0.5)
    visits = [visit(house, day) for day in ("2024-12-24", "2025-03-05")]
    assert kept([house], visits)["a"] == ["kept", "missed", "kept", "kept", "missed", "missed"]


def test_one_and_a_half_visits_a_month_are_three_in_two_months() -> None:
    house = home("a", 1.5)
    visits = [visit(house, f"2025-0{month}-1{n}") for month, n in ((1, 1), (1, 2), (2, 1), (3, 1))]
    assert kept([house], visits)["a"][:4] == ["missed", "kept", "missed", "missed"]


@pytest.mark.parametrize(
    ("due", "cycle", "needed"),
    [(1, 1, 1), (2, 1, 2), (0.5, 2, 1), (0.33, 3, 1), (0.25, 4, 1), (0.08, 12, 1), (1.5, 2, 3),
     (0.01, 12, 1), (100, 1, 100)],
)  # fmt: skip
def test_a_cycle_is_the_shortest_with_a_whole_number(due: float, cycle: int, needed: int) -> None:
    homes = tables(**rows([home("a", due)], []))["households"]
    row = promise_years.cycles_of(homes).to_pandas().iloc[0]
    assert (row.cycle, row.needed) == (cycle, needed)


def test_a_month_that_is_not_over_breaks_no_promise() -> None:
    house = home("a", 1.0)
    assert kept([house], [], reached=date(2025, 3, 30))["a"] == ["missed", "missed"]
    assert kept([house], [], reached=date(2025, 3, 31))["a"] == ["missed"] * 3
    assert kept([house], [], Period(date(2025, 1, 2), date(2025, 2, 27))) == {}


def test_months_before_the_records_begin_are_not_judged() -> None:
    """Nobody wrote visits down before 10 February: March is the first whole month, and a
    promise of one visit in two months can be judged from April on."""
    homes = [home("a", 1.0), home("b", 0.5)]
    found = kept(homes, [], first="2025-02-10")
    assert found == {"a": ["missed"] * 4, "b": ["missed"] * 3}
    assert len(kept(homes, [], first="2025-02-01")["a"]) == 5


def test_months_after_the_visits_data_date_are_not_judged() -> None:
    """Requests may be known up to the end of June, visits only up to 30 May."""
    dates = [{"last": date(2025, 5, 30)}]
    rows_ = {**rows([home("a", 1.0)], []), "visit_dates": dates}
    table = cadence.months(tables(**rows_), HALF, REACHED)
    assert table.count().to_pyarrow().as_py() == 4


def test_without_any_visit_on_record_nothing_is_judged() -> None:
    homes = {"households": [home("a", 1.0)], "visit_dates": [{"first": None, "last": None}]}
    row = measured("priority_coverage_rate", rows=homes).iloc[0]
    assert (row.numerator, row.denominator, row.state) == (0, 0, "none")


def test_households_without_a_promise_are_not_judged() -> None:
    assert kept([home("a", None), home("b", 0.0)], []) == {}


def test_months_are_pooled_and_the_interval_counts_households() -> None:
    """40 households, 6 months, 20 of them visited every month: 120 of 240, chance that of 40."""
    homes = [home(str(i), 1.0, priority_group="new" if i < 20 else "old") for i in range(40)]
    visits = [visit(h, f"2025-0{m}-15") for h in homes[:20] for m in range(1, 7)]
    row = measured("priority_coverage_rate", rows=rows(homes, visits)).iloc[0]
    assert (row.numerator, row.denominator, row.value, row.n) == (120, 240, 0.5, 40)
    assert (row.low, row.high) == tuple(pytest.approx(bound[0]) for bound in wilson([20], [40]))
    by_group = measured("priority_coverage_rate", ["priority_group"], rows(homes, visits))
    assert by_group.value.tolist() == [1.0, 0.0]
    by_month = measured("priority_coverage_rate", ["month"], rows(homes, visits))
    assert by_month.numerator.tolist() == [20] * 6


def test_a_running_half_year_is_provisional() -> None:
    homes = [home(str(i), 1.0) for i in range(40)]
    frame = measured(
        "priority_coverage_rate", rows=rows(homes, []), as_of=datetime.fromisoformat("2025-05-15")
    )
    assert frame.iloc[0][["denominator", "state"]].tolist() == [160, "provisional"]


def test_a_closed_door_counts_apart() -> None:
    house = home("a", 1.0)
    table = tables(**rows([house], [visit(house, "2025-01-05", was_met=False)]))
    first = cadence.months(table, HALF, REACHED).order_by("date").to_pandas().iloc[0]
    assert (first.kept, first.kept_met) == (1, 0)
    both = ["priority_coverage_rate", "priority_met_rate"]
    visits = {**rows([house], [visit(house, "2025-01-05", was_met=False)])}
    assert measured(both, rows=visits).numerator.tolist() == [1, 0]


def test_households_by_how_much_was_kept() -> None:
    homes = [home(ref, 1.0) for ref in "abcd"]
    months = {"b": 2, "c": 3, "d": 6}
    visits = [
        visit(home(ref, 1.0), f"2025-0{m}-15") for ref, n in months.items() for m in range(1, n + 1)
    ]
    counted = cadence.by_household(tables(**rows(homes, visits)), HALF, REACHED)
    assert counted[["judged", "kept", "households"]].to_numpy().tolist() == [
        [6, 0, 1], [6, 2, 1], [6, 3, 1], [6, 6, 1],
    ]  # fmt: skip
    bands = cadence.kept_bands(counted)
    assert bands.band.tolist() == ["none", "some", "most", "all"]
    assert bands.share.tolist() == [0.25] * 4
    assert cadence.kept_bands(counted.iloc[:0]).empty


def slowly(due: float, days: list[date], months: list[tuple[int, int]]) -> list[bool]:
    """The rule in plain Python, for one household."""
    cycle = next(
        (w for w in range(1, 13) if round(due * w) >= 1 and abs(due * w - round(due * w)) <= 0.05),
        12,
    )
    needed = max(1, floor(due * cycle + 0.05))
    counted = Counter(day.year * 12 + day.month for day in days)
    return [
        sum(counted[year * 12 + month - back] for back in range(cycle)) >= needed
        for year, month in months
    ]


@settings(max_examples=12)
@given(
    st.sampled_from([0.25, 0.33, 0.5, 1.0, 1.5, 2.0]),
    st.lists(st.integers(0, 540).map(lambda n: date(2024, 1, 1) + timedelta(days=n)), max_size=25),
)
def test_the_engine_agrees_with_plain_python(due: float, days: list[date]) -> None:
    house = home("a", due)
    visits = [{**house, "date": day} for day in days]
    expected = slowly(due, days, [(2025, month) for month in range(1, 7)])
    found = kept([house], visits, first="2023-01-01")["a"]
    assert found == ["kept" if yes else "missed" for yes in expected]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(0, 900).map(lambda n: date(2023, 1, 1) + timedelta(days=n)), max_size=25),
    st.integers(0, 700),
    st.integers(0, 500),
)
def test_years_of_promises_are_the_sum_of_their_months(
    days: list[date], starts: int, lasts: int
) -> None:
    """Spans of less than a month, within a year and over New Year."""
    start = date(2023, 6, 1) + timedelta(days=starts)
    span = Period(start, start + timedelta(days=lasts))
    homes = [home("a", 0.5), home("b", 1.0), home("c", None)]
    visits = [
        visit(homes[n % 3], f"{day}", was_met=n % 2 == 0) for n, day in enumerate(sorted(days))
    ]
    held = tables(**rows(homes, visits, first="2023-03-10"))
    years = cadence.promises(held, span, date(2025, 5, 20)).to_pandas()
    each = cadence.months(held, span, date(2025, 5, 20)).to_pandas()
    counts = ["judged", "kept", "kept_met"]
    sums = [frame.groupby("household_ref")[counts].sum() for frame in (years, each)]
    assert sums[0].equals(sums[1].astype(sums[0].dtypes))
    assert not cadence.is_one_each(span) or years["household_ref"].is_unique
    found = cadence.by_household(held, span, date(2025, 5, 20))
    assert (found["judged"] * found["households"]).sum() == len(each)
    assert (found["kept"] * found["households"]).sum() == each["kept"].sum()
