"""Do means of designed samples agree with those that textbooks and the R package survey print?"""

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
    """svymean(~api00, dclus1), with and without the correction for the districts there are."""
    mean, found = clustered_mean(
        [sum(scores) for scores in SCHOOLS.values()],
        [len(scores) for scores in SCHOOLS.values()],
        districts,
    )
    assert mean == pytest.approx(644.169398907104, rel=1e-12)
    assert found == pytest.approx(error, rel=1e-12)


def test_grades_of_students_in_suites_of_lohr() -> None:
    """Example 5.2 and 5.6: standard error 0.164, design effect 2.02."""
    grades = np.array(
        [[3.08, 2.60, 3.44, 3.04], [2.36, 3.04, 3.28, 2.68], [2.00, 2.56, 2.52, 1.88],
         [3.00, 2.88, 3.44, 3.64], [2.68, 1.92, 3.28, 3.20]]
    )  # fmt: skip
    mean, error = clustered_mean(grades.sum(axis=1), [4] * 5, 100)
    assert (round(mean, 3), round(error, 3)) == (2.826, 0.164)
    between, within = 4 * grades.mean(axis=1).var(ddof=1), grades.var(axis=1, ddof=1).mean()
    spread = (99 * between + 100 * 3 * within) / 399
    simple = (1 - 20 / 400) * spread / 20
    assert round(error**2 / simple, 2) == 2.02


def test_farmland_by_region_of_lohr() -> None:
    """Example 3.2, acres of farms in 3,078 counties of the United States, 300 drawn by region."""
    counties = np.array([1054, 220, 1382, 422])
    mean, error = stratified_mean(
        counties,
        [103, 21, 135, 41],
        [300504.16, 97629.81, 211315.04, 662295.51],
        [29618183543, 7647472708, 53587487856, 396185950266],
    )
    assert round(mean * counties.sum()) == pytest.approx(909_736_034, abs=1.5)
    assert round(error * counties.sum()) == 50_417_248


@pytest.mark.parametrize(("drawn", "published"), [((6, 18), 1372), ((12, 12), 1044)])
def test_sizes_of_cities_of_cochran(drawn: tuple[int, int], published: int) -> None:
    """Section 5.6: 24 of 64 cities, drawn in proportion or as many large ones as small."""
    _, error = stratified_mean([16, 48], drawn, [0, 0], [53843, 5581])
    assert round(64 * error) == published


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
