"""Do weighted numbers agree with those that others have published?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.weighting import design_effect, kish, post_stratified, raked, weighted_mean

VALUES = [15, 143, 21, 51, 337, 50, 274, 145, 15, 86]
# Kalton and Flores-Cervantes (2003), table 1: respondents and people by two traits.
SAMPLE = np.array([[20, 40, 40], [50, 140, 310], [100, 50, 50], [30, 100, 70]], float)
PEOPLE = np.array([[80, 40, 55], [60, 150, 340], [170, 60, 200], [55, 165, 125]], float)


@pytest.mark.parametrize(
    ("weights", "with_replacement", "published"),
    [
        ([100] * 10, False, (113.700, 35.626, 1.0101)),
        ([20, 200, 11, 25, 550, 30, 250, 100, 10, 55], True, (243.914, 48.752, 1.9741)),
    ],
)
def test_mean_error_and_design_effect_of_the_r_package_survey(
    weights: list[float], with_replacement: bool, published: tuple[float, float, float]
) -> None:
    mean, error, effect = weighted_mean(VALUES, weights, with_replacement=with_replacement)
    assert (round(mean, 3), round(error, 3), round(effect, 4)) == published


def test_a_mean_needs_two_respondents_and_weights() -> None:
    with pytest.raises(ValueError, match="two respondents"):
        weighted_mean([1], [1])
    with pytest.raises(ValueError, match="above 0"):
        weighted_mean([1, 2], [1, 0])


def test_post_stratified_weights_of_kalton_and_flores_cervantes() -> None:
    weights = post_stratified(SAMPLE, PEOPLE)
    assert weights.round(2).tolist() == [
        [4.00, 1.00, 1.38],
        [1.20, 1.07, 1.10],
        [1.70, 1.20, 4.00],
        [1.83, 1.65, 1.79],
    ]
    assert kish(np.repeat(weights.ravel(), SAMPLE.ravel().astype(int))) == pytest.approx(
        1.2438, abs=5e-5
    )


def test_raked_weights_of_kalton_and_flores_cervantes() -> None:
    weights = raked(SAMPLE, [PEOPLE.sum(axis=1), PEOPLE.sum(axis=0)])
    assert weights.round(2).tolist() == [
        [1.81, 1.45, 2.02],
        [1.08, 0.87, 1.21],
        [2.20, 1.76, 2.45],
        [1.83, 1.47, 2.04],
    ]
    assert kish(np.repeat(weights.ravel(), SAMPLE.ravel().astype(int))) == pytest.approx(
        1.0997, abs=5e-5
    )


def test_margins_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="margin of its length"):
        raked(SAMPLE, [[1, 2, 3], [1, 2, 3]])
    with pytest.raises(ValueError, match="same population"):
        raked(SAMPLE, [[1, 2, 3, 4], [1, 2, 3]])
    with pytest.raises(ValueError, match="cannot be reached"):
        raked([[10, 10], [0, 0]], [[10, 10], [10, 10]])


def test_a_group_nobody_of_which_answered_has_no_weight() -> None:
    assert np.isnan(post_stratified([0, 4], [10, 20])[0])


@given(
    st.lists(st.tuples(st.floats(0.1, 20), st.booleans()), min_size=2, max_size=40).filter(
        lambda rows: len({yes for _, yes in rows}) == 2
    )
)
def test_the_design_effect_from_sums_is_that_from_respondents(
    rows: list[tuple[float, bool]],
) -> None:
    """Against the plain formula, answer by answer, with replacement."""
    weights = np.array([w for w, _ in rows])
    yes = np.array([float(y) for _, y in rows])
    share = (weights * yes).sum() / weights.sum()
    variance = sum((w * (y - share)) ** 2 for w, y in zip(weights, yes, strict=True))
    variance /= weights.sum() ** 2
    plain = share * (1 - share) / len(rows)
    found = design_effect(
        len(rows),
        weights.sum(),
        (weights**2).sum(),
        (weights * yes).sum(),
        (weights**2 * yes).sum(),
    )
    assert float(found) == pytest.approx(max(variance / plain, 1.0), rel=1e-9)


def test_where_all_agree_the_weights_alone_count() -> None:
    weights = np.array([1, 1, 1, 2, 2, 4.0])
    sums = (6, weights.sum(), (weights**2).sum(), weights.sum(), (weights**2).sum())
    assert float(design_effect(*sums)) == pytest.approx(1.33884, abs=5e-6)
    assert float(design_effect(0, 0, 0, 0, 0)) == 1
