"""Is the load of visits counted per grid and visitor, and told without blame?"""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import links, visit_load
from analytics.intervals import byar
from analytics.periods import Period
from tests.analytics.records import measured, one, tables

HALF = Period(date(2025, 1, 1), date(2025, 6, 30))
END = date(2025, 6, 30)


def test_grids_without_a_visit_count_and_months_by_their_days() -> None:
    """Two grids from 1 January to 15 February: 2 x (1 + 15/28) grid-months."""
    rows = {
        "grids": [{"grid_code": "G1"}, {"grid_code": "G2", "village_code": "V3"}],
        "visits": [
            {"grid_code": "G1", "date": date(2025, 1, 3)},
            {"grid_code": "G1", "date": date(2025, 2, 3)},
            {"grid_code": None, "date": date(2025, 2, 3)},
        ],
    }
    window = (date(2025, 1, 1), date(2025, 2, 15))
    row = measured("visits_per_grid_month", rows=rows, window=window).iloc[0]
    months = 2 * (1 + 15 / 28)
    assert (row.numerator, row.denominator) == (2, pytest.approx(months))
    low, high = byar([2])
    assert (row.low, row.high) == (pytest.approx(low[0] / months), pytest.approx(high[0] / months))
    by_village = measured("visits_per_grid_month", ["village"], rows, window=window)
    assert by_village.numerator.tolist() == [2, 0, 0]
    assert by_village.state.tolist() == ["few", "none", "few"]


def test_the_pilot_of_wenshan_has_four_visits_a_grid_and_month() -> None:
    """80,000 visits a month in 20,200 grids, at a thousandth of the size."""
    rows = {
        "grids": [{"grid_code": f"G{i}"} for i in range(20)],
        "visits": [{"grid_code": f"G{i % 20}"} for i in range(80)],
    }
    window = (date(2025, 3, 1), date(2025, 3, 31))
    assert measured("visits_per_grid_month", rows=rows, window=window).value.tolist() == [4.0]


def test_a_visitor_counts_once_a_month_wherever_the_visits_were() -> None:
    visits = [
        {"visitor_ref": "w", "village_code": "V1", "date": date(2025, 1, 5)},
        {"visitor_ref": "w", "village_code": "V2", "date": date(2025, 1, 6)},
        {"visitor_ref": "w", "village_code": "V2", "date": date(2025, 2, 6)},
        {"visitor_ref": "x", "village_code": "V3", "date": date(2025, 2, 6)},
    ]
    row = one("visits_per_visitor_month", visits=visits)
    assert (row.numerator, row.denominator) == (4, 3)
    by_township = measured("visits_per_visitor_month", ["township"], {"visits": visits})
    assert by_township.denominator.tolist() == [2, 1]


def test_links_are_those_in_force_at_the_end() -> None:
    rows = {
        "households": [{"household_ref": ref} for ref in "abcd"],
        "assignments": [
            {"household_ref": "a", "visitor_ref": "m", "valid_to": END, "card_issued": True},
            {"household_ref": "a", "visitor_ref": "n", "card_issued": False},
            {"household_ref": "b", "visitor_ref": "m", "valid_to": date(2025, 6, 29)},
            {"household_ref": "c", "visitor_ref": "m", "valid_from": date(2025, 7, 1)},
            {"household_ref": "d", "visitor_ref": "m"},
        ],
    }
    frame = measured(
        ["link_coverage_rate", "card_issued_rate", "households_per_visitor"], rows=rows
    )
    assert frame.numerator.tolist() == [2, 1, 3]
    assert frame.denominator.tolist() == [4, 1, 2]
    assert frame.value.tolist()[2] == 1.5
    assert np.isnan(frame.low.iloc[2])
    assert links.distribution(links.members(tables(**rows), HALF, END)).to_numpy().tolist() == [
        [1, 1], [2, 1],
    ]  # fmt: skip


def test_the_pilot_of_xiaolin_has_about_twelve_households_a_member() -> None:
    """13,611 households linked to 1,161 members, at a ninth of the size: 129 members."""
    homes = [str(i) for i in range(13_611 // 9)]
    rows = {
        "households": [{"household_ref": ref} for ref in homes],
        "assignments": [
            {"household_ref": ref, "visitor_ref": str(i % 129)} for i, ref in enumerate(homes)
        ],
    }
    frame = measured(["link_coverage_rate", "households_per_visitor"], rows=rows)
    assert frame.value.tolist() == [1.0, pytest.approx(13_611 / 1_161, abs=0.01)]


def test_shares_of_the_work_by_role() -> None:
    """Four workers with 1, 1, 2 and 4 visits: the busiest quarter made half of them."""
    visits = [
        {"visitor_ref": ref} for ref, n in zip("abcd", (1, 1, 2, 4), strict=True) for _ in range(n)
    ]
    visits += [{"visitor_ref": "v", "visitor_role": "volunteer"}]
    loads = visit_load.by_visitor(tables(visits=visits)["visits"])
    assert loads.to_numpy().tolist() == [
        ["grid_worker", 1, 2], ["grid_worker", 2, 1], ["grid_worker", 4, 1], ["volunteer", 1, 1],
    ]  # fmt: skip
    told = visit_load.shares(loads)
    first = told.iloc[0]
    assert (first.visitor_role, first.people, first.visits, first["mean"]) == (
        "grid_worker",
        4,
        8,
        2,
    )
    assert (first["median"], first.p90, first.half_made_by) == (1, 4, 0.25)
    assert first.gini == pytest.approx(0.3125)
    assert told.gini.iloc[1] == 0
    assert visit_load.shares(loads.iloc[:0]).empty


def slow_gini(amounts: list[int]) -> float:
    """Half the mean difference of all pairs, in proportion to the mean."""
    pairs = [abs(a - b) for a in amounts for b in amounts]
    return sum(pairs) / len(pairs) / 2 / (sum(amounts) / len(amounts))


@settings(max_examples=50)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=12).filter(any))
def test_gini_is_half_the_mean_difference(amounts: list[int]) -> None:
    grouped = pd.Series(amounts).value_counts()
    assert visit_load.gini(grouped.index, grouped) == pytest.approx(slow_gini(amounts), abs=1e-12)
    curve = visit_load.lorenz(grouped.index, grouped)
    assert (curve.visits <= curve.people + 1e-12).all()
    assert (curve.diff().dropna() >= 0).all().all()
    assert curve.iloc[-1].tolist() == pytest.approx([1, 1])


@pytest.mark.parametrize("mean", [0.5, 3.0, 15.0, 200.0])
def test_what_chance_makes_of_equal_work(mean: float) -> None:
    """Against the sum over the distribution itself."""
    count = np.arange(int(mean + 15 * np.sqrt(mean) + 20))
    chance = np.exp(count * np.log(mean) - mean - np.cumsum(np.log(np.maximum(count, 1))))
    assert visit_load.chance_gini(mean) == pytest.approx(visit_load.gini(count, chance), rel=1e-9)


def test_nobody_worked() -> None:
    assert visit_load.lorenz([], []).empty
    assert np.isnan(visit_load.gini([0, 0], [1, 1]))
    with pytest.raises(ValueError, match="0 or more"):
        visit_load.gini([-1], [1])


def test_visitors_by_their_number_of_visits() -> None:
    loads = pd.DataFrame({"visitor_role": "w", "visits": [1, 2, 41], "people": [5, 3, 1]})
    frame = visit_load.histogram(loads)
    assert frame.least.tolist()[:2] == [1, 4]
    assert frame.most.tolist()[:2] == [3, 6]
    assert frame.people.tolist() == [8] + [0] * 12 + [1]
    assert frame.people.sum() == loads.people.sum()
    assert visit_load.histogram(loads.iloc[:0]).empty


def test_the_curve_of_chance_belongs_to_its_coefficient() -> None:
    for mean in (0.5, 15.0, 300.0):
        curve = visit_load.chance_lorenz(mean)
        area = np.trapezoid(curve.visits, curve.people)
        assert 1 - 2 * area == pytest.approx(visit_load.chance_gini(mean), abs=1e-6)
