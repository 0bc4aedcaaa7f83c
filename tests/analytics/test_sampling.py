"""Do means of designed samples agree with the R package survey, and with all samples there are?"""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sampling import clustered_mean, stratified_mean

# California's schools, 15 of 757 districts drawn (apiclus1 of the R package survey): by district
# the schools and their scores of the year 2000.
SCHOOLS = {
    637: (608, 684, 612, 710, 729, 714, 759, 585, 625, 664, 669),
    437: (443, 467, 482, 496),
    778: (411, 494),
    197: (493, 592, 550, 689, 598, 628, 652, 628, 832, 777, 709, 709, 736),
    406: (561, 555),
    815: (696, 631, 564, 602),
    178: (529, 491, 510, 547),
    255: (814, 806, 715, 785, 720, 905, 617, 630, 629, 696, 476, 757, 825, 595, 552, 847),
    568: (714, 724, 687, 723, 662, 699, 807, 679, 691),
    135: (622, 754, 655, 764, 795, 505, 638, 733, 523, 511, 710, 657, 602, 490, 664, 651, 603,
          698, 511, 814, 669, 711, 538, 705, 595, 551, 762, 521, 709, 780, 780, 722, 828, 737),
    510: (595, 661, 502, 614, 585, 582, 642, 536, 746, 667, 629, 745, 674, 637, 696, 632, 639,
          745, 789, 656, 789),
    716: (517, 478, 582, 592, 587, 553, 516, 535, 566, 481, 472, 559, 610, 599, 551, 554, 561,
          505, 492, 504, 487, 627, 465, 529, 625, 436, 542, 515, 461, 528, 512, 508, 670, 760,
          652, 546, 717),
    61: (701, 748, 735, 699, 685, 827, 711, 677, 759, 697, 742, 691, 700),
    413: (551,),
    448: (703, 676, 714, 842, 824, 717, 836, 733, 719, 817, 749, 781),
}  # fmt: skip


@pytest.mark.parametrize(
    ("districts", "error"), [(757, 23.5422406937812), (np.inf, 23.7790107208869)]
)
def test_schools_of_drawn_districts_of_the_r_package_survey(districts: float, error: float) -> None:
    """svymean(~api00, dclus1) prints 644.17 and 23.542; without fpc 23.779."""
    mean, found = clustered_mean(
        [sum(scores) for scores in SCHOOLS.values()],
        [len(scores) for scores in SCHOOLS.values()],
        districts,
    )
    assert mean == pytest.approx(644.169398907104, rel=1e-12)
    assert found == pytest.approx(error, rel=1e-12)


def test_grades_of_students_in_suites_of_lohr() -> None:
    """Data set gpa of SDAResources (Lohr 2021, example 5.2): svymean prints 2.826 and 0.1637.

    As a simple sample of 20 of 400 students, which it is not, the error would be 0.1122.
    """
    grades = np.array(
        [[3.08, 2.60, 3.44, 3.04], [2.36, 3.04, 3.28, 2.68], [2.00, 2.56, 2.52, 1.88],
         [3.00, 2.88, 3.44, 3.64], [2.68, 1.92, 3.28, 3.20]]
    )  # fmt: skip
    mean, error = clustered_mean(grades.sum(axis=1), [4] * 5, 100)
    assert (round(mean, 3), round(error, 4)) == (2.826, 0.1637)
    _, simple = stratified_mean([400], [20], [grades.mean()], [grades.var(ddof=1)])
    assert round(simple, 4) == 0.1122


COUNTIES, DRAWN = (1054, 220, 1382, 422), (103, 21, 135, 41)
ACRES = (300504.16, 97629.81, 211315.04, 662295.51)
SQUARES = (29618183543, 7647472708, 53587487856, 396185950266)


def test_farmland_by_region_of_lohr() -> None:
    """Data set agstrat of SDAResources (Lohr 2021, example 3.2): what svytotal prints."""
    mean, error = stratified_mean(COUNTIES, DRAWN, ACRES, SQUARES)
    assert round(mean * sum(COUNTIES)) == pytest.approx(909_736_036, abs=3)  # means have 2 digits
    assert round(error * sum(COUNTIES)) == 50_417_248


@pytest.mark.parametrize(("region", "published"), [(0, 16107.59), (1, 18149.49), (2, 18925.35)])
def test_farmland_of_one_region(region: int, published: float) -> None:
    """The same, region by region: North Central, North East, South."""
    one = ([column[region]] for column in (COUNTIES, DRAWN, ACRES, SQUARES))
    assert round(stratified_mean(*one)[1], 2) == published


# ---------------------------------------------------------------- all samples there are
PARTS = ((2.0, 3.0, 7.0, 8.0, 10.0), (1.0, 1.0, 4.0, 6.0), (20.0, 26.0, 21.0))


def test_the_error_of_a_stratified_mean_is_that_over_all_samples() -> None:
    """Of 2, 3 and 2 drawn of 5, 4 and 3 there are 120 samples: mean and variance are unbiased."""
    drawn = (2, 3, 2)
    sizes = [len(part) for part in PARTS]
    found = []
    for sample in product(*(combinations(p, n) for p, n in zip(PARTS, drawn, strict=True))):
        means = [np.mean(part) for part in sample]
        found.append(stratified_mean(sizes, drawn, means, [np.var(p, ddof=1) for p in sample]))
    means, errors = np.array(found).T
    assert len(found) == 10 * 4 * 3
    assert means.mean() == pytest.approx(np.mean([y for part in PARTS for y in part]))
    assert (errors**2).mean() == pytest.approx(means.var())


def test_the_error_of_a_mean_over_clusters_is_that_over_all_samples() -> None:
    """Three of seven clusters of two, 35 samples: with equal sizes mean and variance are unbiased.

    Of unequal sizes the mean is a ratio, whose error is right for many clusters only.
    """
    clusters = np.array([[1, 4], [2, 2], [5, 9], [3, 1], [8, 8], [6, 2], [7, 4]], float)
    samples = list(combinations(clusters.sum(axis=1), 3))
    means, errors = np.array([clustered_mean(sums, [2] * 3, 7) for sums in samples]).T
    assert len(samples) == 35
    assert means.mean() == pytest.approx(clusters.mean())
    assert (errors**2).mean() == pytest.approx(means.var())


def test_the_error_of_a_ratio_over_clusters_is_nearly_that_over_all_samples() -> None:
    """Of 924 samples of 6 of 12 clusters of 3 to 14: the variance is 9 % short."""
    rng = np.random.default_rng(4)
    sizes = np.arange(3, 15)
    totals = rng.binomial(sizes, rng.beta(6, 3, 12)).astype(float)
    samples = [list(rows) for rows in combinations(range(12), 6)]
    found = [clustered_mean(totals[rows], sizes[rows], 12) for rows in samples]
    means, errors = np.array(found).T
    assert means.mean() == pytest.approx(totals.sum() / sizes.sum(), abs=0.01)
    assert (errors**2).mean() == pytest.approx(means.var(), rel=0.1)


def test_samples_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="two answers at least"):
        stratified_mean([10, 10], [1, 5], [0, 0], [1, 1])
    with pytest.raises(ValueError, match="no more than it has"):
        stratified_mean([10, 10], [5, 11], [0, 0], [1, 1])
    with pytest.raises(ValueError, match="needs two of them"):
        clustered_mean([1], [2], 10)
    with pytest.raises(ValueError, match="no more than there are"):
        clustered_mean([1, 1, 1], [2, 2, 2], 2)


@given(st.lists(st.integers(1, 30), min_size=2, max_size=20))
def test_clusters_that_are_all_alike_tell_exactly(sizes: list[int]) -> None:
    mean, error = clustered_mean([0.25 * size for size in sizes], sizes)
    assert mean == pytest.approx(0.25)
    assert error == pytest.approx(0, abs=1e-12)


def test_who_asks_everybody_knows_exactly() -> None:
    assert stratified_mean([4, 6], [4, 6], [1, 2], [1, 1]) == (pytest.approx(1.6), 0)
