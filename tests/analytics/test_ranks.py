"""How wide is a rank, and does its interval hold the truth?"""

import numpy as np
import pytest

from analytics import intervals
from analytics.ranks import of_draws, of_estimates, rank_intervals

TOWNS = 22


def _towns(rng: np.random.Generator, records: int) -> tuple[np.ndarray, np.ndarray]:
    """True shares of 22 towns, 2 points apart (SD) around 95 %, and what a survey finds."""
    truth = np.clip(rng.normal(0.95, 0.02, TOWNS), 0, 1)
    return truth, rng.binomial(records, truth)


@pytest.mark.parametrize(("records", "expected"), [(50, 20), (150, 19), (500, 16.5), (2000, 10)])
def test_widths_of_a_league_table_of_22_towns(records: int, expected: float) -> None:
    """The widths expected are of a single simulated league whose chance nobody wrote down.

    Leagues differ by some two places, so the mean of many is held against them with that in mind.
    """
    rng = np.random.default_rng(7)
    widths, covered = [], []
    for _ in range(30):
        truth, found = _towns(rng, records)
        first, last = rank_intervals(found, records, draws=2000)
        rank = (-truth).argsort().argsort() + 1
        widths.append(np.median(last - first))
        covered.append(((first <= rank) & (rank <= last)).mean())
    assert np.mean(widths) == pytest.approx(expected, abs=1.5)
    assert np.mean(covered) > 0.95


def test_the_same_records_give_the_same_ranks() -> None:
    again = [rank_intervals([40, 45, 48], [50, 50, 50]) for _ in range(2)]
    assert again[0][0].tolist() == again[1][0].tolist()
    assert again[0][1].tolist() == again[1][1].tolist()


def test_the_order_can_be_turned() -> None:
    up = rank_intervals([500, 900], [1000, 1000])
    down = rank_intervals([500, 900], [1000, 1000], higher_is_first=False)
    assert up[0].tolist() == [2, 1]
    assert down[0].tolist() == [1, 2]


def test_a_place_without_records_has_no_rank_and_takes_none() -> None:
    first, last = rank_intervals([9, 0, 1], [10, 0, 10])
    assert np.isnan(first[1])
    assert np.isnan(last[1])
    assert np.nanmax(last) == 2


def test_nothing_to_rank() -> None:
    assert np.isnan(rank_intervals([0], [0])[0]).all()
    assert rank_intervals([], [])[0].size == 0
    assert rank_intervals([3], [4])[1].tolist() == [1]
    with pytest.raises(ValueError, match="between 0 and trials"):
        rank_intervals([5], [4])


def test_draws_without_doubt_have_one_rank() -> None:
    first, last = of_draws(np.tile([3.0, 1.0, 2.0], (100, 1)))
    assert first.tolist() == last.tolist() == [1, 3, 2]


def test_ranks_of_estimates_agree_with_those_of_counts() -> None:
    rng = np.random.default_rng(4)
    trials = np.full(22, 500)
    hits = rng.binomial(trials, np.clip(rng.normal(0.95, 0.02, 22), 0, 0.999))
    low, high = intervals.wilson(hits, trials)
    counted = rank_intervals(hits, trials)
    estimated = of_estimates(hits / trials, low, high)
    for one, other in zip(counted, estimated, strict=True):
        assert np.abs(one - other).max() <= 2


def test_places_without_an_estimate_have_no_rank_and_lower_can_be_first() -> None:
    first, last = of_estimates(
        [1.0, np.nan, 5.0], [0.9, np.nan, 4.0], [1.1, np.nan, 6.0], higher_is_first=False
    )
    assert first[[0, 2]].tolist() == [1, 2]
    assert last[[0, 2]].tolist() == [1, 2]
    assert np.isnan(first[1])
    assert np.isnan(of_estimates([np.nan], [0.0], [1.0])[0]).all()
