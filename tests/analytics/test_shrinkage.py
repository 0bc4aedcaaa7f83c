"""Published estimates are reproduced, and shrinking is what it promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import shrinkage

# Efron and Morris (1977): hits of 18 players in their first 45 at-bats of 1970.
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
SHRUNK = [.294, .289, .285, .280, .275, .275, .270, .266, .261, .261, .256, .256, .256, .256,
          .256, .252, .247, .242]  # fmt: skip
# Births 1974-78 and sudden infant deaths in the 100 counties of North Carolina (Symons 1983).
DEATHS = [1, 0, 5, 1, 9, 7, 0, 0, 4, 1, 2, 16, 4, 4, 4, 18, 3, 4, 1, 1, 1, 0, 1, 2, 10, 23, 13, 6,
          4, 16, 8, 0, 10, 6, 0, 2, 16, 2, 4, 1, 0, 8, 5, 5, 0, 5, 7, 2, 11, 3, 14, 5, 9, 6, 2, 0,
          7, 3, 4, 5, 12, 18, 6, 10, 8, 2, 5, 44, 3, 3, 5, 5, 0, 10, 3, 11, 1, 0, 4, 1, 2, 38, 1,
          4, 15, 7, 0, 4, 4, 0, 13, 8, 29, 31, 5, 8, 4, 15, 12, 5]  # fmt: skip
BIRTHS = [1091, 487, 3188, 508, 1421, 1452, 286, 420, 968, 1612, 1035, 4449, 1671, 1556, 2180,
          3608, 1638, 3146, 1323, 484, 751, 781, 1269, 1399, 11858, 16184, 4672, 1324, 3164, 7970,
          4021, 671, 3657, 3609, 770, 1549, 14484, 765, 4139, 1207, 1333, 5509, 3573, 990, 248,
          1946, 4456, 1646, 3702, 4606, 5094, 5754, 7515, 3999, 2110, 521, 2692, 675, 870, 2252,
          2992, 6638, 3776, 4866, 2216, 1143, 2648, 21588, 4099, 1258, 2356, 2574, 415, 3589, 1173,
          9014, 533, 797, 3025, 542, 1027, 20366, 578, 3915, 1570, 1494, 338, 2483, 2756, 284, 5868,
          2255, 11158, 7889, 2414, 1782, 1228, 3350, 5526, 2181]  # fmt: skip


def test_efron_and_morris_baseball() -> None:
    mean = HITS.mean() / 45
    shrunk = shrinkage.equal_errors(HITS / 45, np.sqrt(mean * (1 - mean) / 45))
    assert shrunk.round(3).tolist() == SHRUNK
    kept = (shrunk[0] - mean) / (HITS[0] / 45 - mean)
    assert round(kept, 3) == 0.212


def test_marshall_rates_of_north_carolina() -> None:
    found = shrinkage.rates(DEATHS, BIRTHS)
    assert found[:5].round(7).tolist() == [0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349]
    risk = np.array(DEATHS) / BIRTHS / (sum(DEATHS) / sum(BIRTHS))
    assert risk[:5] == pytest.approx([0.453433, 0, 0.775871, 0.973810, 3.13319], rel=2e-6)


def test_three_values_are_not_drawn_together() -> None:
    with pytest.raises(ValueError, match="four or more"):
        shrinkage.equal_errors([1, 2, 3], 0.1)


def test_equal_values_stay() -> None:
    assert shrinkage.equal_errors([0.5] * 5, 0.1).tolist() == [0.5] * 5


@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.floats(0.001, 0.2)), min_size=1, max_size=20
    )
)  # fmt: skip
def test_estimates_move_towards_the_common_mean_and_keep_their_interval(
    places: list[tuple[int, float]],
) -> None:
    values = np.array([share / 100 for share, _ in places])
    errors = np.array([error for _, error in places])
    value, low, high = shrinkage.estimates(values, errors)
    assert (low <= value).all()
    assert (value <= high).all()
    assert value.min() >= values.min() - 1e-9
    assert value.max() <= values.max() + 1e-9
    variance = shrinkage.between_variance(values, errors)
    weight = 1 / (errors**2 + variance)
    if variance > 1e-12:  # the Paule-Mandel equation holds
        centre = (weight * values).sum() / weight.sum()
        assert (weight * (values - centre) ** 2).sum() == pytest.approx(len(values) - 1)


def test_missing_values_stay_missing_and_nothing_at_all_is_no_error() -> None:
    value, low, high = shrinkage.estimates([0.9, np.nan, 0.8], [0.01, 0.02, np.nan])
    assert np.isnan(value).tolist() == [False, True, True]
    assert np.isnan(low[1])
    assert np.isnan(high[2])
    assert np.isnan(shrinkage.estimates([np.nan], [np.nan])[0]).all()
    assert shrinkage.estimates([], [])[0].shape == (0,)


def test_where_all_were_asked_a_value_stands_as_it_is() -> None:
    value, low, high = shrinkage.estimates([0.9, 0.8, 0.7], [0, 0, 0])
    assert value.round(6).tolist() == [0.9, 0.8, 0.7]
    assert (high - low).max() < 1e-6


def test_estimates_are_right_on_average_for_places_chosen_for_being_low() -> None:
    """The raw mean of the lowest fifth is too low; the shrunken one is not."""
    rng = np.random.default_rng(7)
    truth = rng.normal(0.93, 0.02, (200, 100))
    seen = truth + rng.normal(0, 0.02, truth.shape)
    lowest = seen < np.quantile(seen, 0.2, axis=1, keepdims=True)
    shrunk = np.stack([shrinkage.estimates(row, np.full(100, 0.02))[0] for row in seen])
    assert (truth - seen)[lowest].mean() > 0.012
    assert abs((truth - shrunk)[lowest].mean()) < 0.001
