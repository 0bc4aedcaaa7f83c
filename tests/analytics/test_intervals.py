"""Do the intervals reproduce what was published?"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from analytics import intervals

# Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3
SINGLE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
# Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10
DIFFERENCES = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]
# Normal approximation for two groups of equal size, 5 % level, 80 % power, in points
SMALLEST = {
    0.80: (22.4, 15.8, 11.2, 7.1, 5.0, 3.5),
    0.90: (16.8, 11.9, 8.4, 5.3, 3.8, 2.7),
    0.95: (12.2, 8.6, 6.1, 3.9, 2.7, 1.9),
}
counts = st.integers(0, 10_000)


@pytest.mark.parametrize(("successes", "trials", "low", "high"), SINGLE)
def test_wilson_as_published(successes: int, trials: int, low: float, high: float) -> None:
    found = [float(bound[0]) for bound in intervals.wilson([successes], [trials])]
    assert found == pytest.approx([low, high], abs=5e-5)


def test_wilson_on_the_full_marks_of_the_pilot() -> None:
    """92 % of 2,281 forms."""
    found = [float(bound) for bound in intervals.wilson(2_099, 2_281)]
    assert found == pytest.approx([0.9084, 0.9306], abs=5e-5)


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "low", "high"), DIFFERENCES)
def test_newcombe_difference_as_published(
    x1: int, n1: int, x2: int, n2: int, low: float, high: float
) -> None:
    found = [float(bound) for bound in intervals.newcombe_difference(x1, n1, x2, n2)]
    assert found == pytest.approx([low, high], abs=5e-5)


@given(counts, counts, counts, counts)
def test_newcombe_difference_is_that_of_statsmodels(
    x1: int, more1: int, x2: int, more2: int
) -> None:
    n1, n2 = x1 + more1 + 1, x2 + more2 + 1
    theirs = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb")
    ours = intervals.newcombe_difference(x1, n1, x2, n2)
    assert [float(bound) for bound in ours] == pytest.approx(theirs, abs=1e-12)


@pytest.mark.real
def test_published_wilson_and_byar_values_of_ukhsa(real_data: Path) -> None:
    """PHEindicatormethods, testdata_Byars_Wilson; where a bound is not given, the approximation
    would be below zero and ours is 0."""
    published = pd.read_csv(real_data / "reference" / "ukhsa_wilson_byars.csv")
    assert len(published) > 5
    for row in published.itertuples():
        level = float(row.confidence.rstrip("%")) / 100
        found = (
            intervals.byar(row.x, level)
            if row.method == "Byars"
            else intervals.wilson(row.x, row.n, level)
        )
        expected = [0.0 if np.isnan(row.lowercl) else row.lowercl, row.uppercl]
        assert [float(bound) for bound in found] == pytest.approx(expected, rel=1e-6), row


@pytest.mark.real
def test_published_proportions_of_ukhsa(real_data: Path) -> None:
    """PHEindicatormethods, testdata_Proportion; some are shown times a multiplier."""
    published = pd.read_csv(real_data / "reference" / "ukhsa_proportion.csv")
    assert len(published) > 5
    for level, low, high in (
        (0.95, "lower95_0cl", "upper95_0cl"),
        (0.998, "lower99_8cl", "upper99_8cl"),
    ):
        found = intervals.wilson(published.Numerator, published.Denominator, level)
        for bound, column in zip(found, (low, high), strict=True):
            expected = published[column] / published.multiplier
            np.testing.assert_allclose(bound, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("asked", "population", "factor"), [(80, 100, 0.449), (240, 300, 0.448), (2281, 2400, 0.223)]
)
def test_finite_population_correction(asked: int, population: int, factor: float) -> None:
    """Cochran (1977), Sampling Techniques: the root of (N - n) / (N - 1) shortens the interval."""
    size = float(intervals.effective_size(asked, asked, population))
    assert (asked / size) ** 0.5 == pytest.approx(factor, abs=5e-4)


def test_finite_population_shortens_the_interval_of_240_of_300_households() -> None:
    """At 92 %: from 3.4 to 1.5 points to each side."""
    wide, narrow = intervals.wilson(220.8, 240), intervals.wilson_finite(220.8, 240, 240, 300)
    halves = [100 * float(high - low) / 2 for low, high in (wide, narrow)]
    assert halves == pytest.approx([3.4, 1.5], abs=0.1)


def test_where_everybody_answered_there_is_no_sampling_error() -> None:
    assert [float(b) for b in intervals.wilson_finite(90, 100, 100, 100)] == [0.9, 0.9]
    assert np.isnan(intervals.wilson_finite(0, 0, 0, 0)).all()


@pytest.mark.parametrize("share", SMALLEST)
def test_smallest_difference_a_table_can_show(share: float) -> None:
    """Fleiss, Levin and Paik (2003), chapter 4, without the correction for continuity."""
    sizes = np.array([50, 100, 200, 500, 1_000, 2_000])
    found = 100 * intervals.smallest_difference(share, sizes, sizes)
    np.testing.assert_allclose(found, SMALLEST[share], atol=0.051)


def test_nothing_observed_has_no_interval() -> None:
    assert np.isnan(intervals.wilson([0], [0])).all()
    assert [float(b) for b in intervals.byar(0)] == pytest.approx([0, 3.7], abs=0.05)


@given(counts, counts)
@example(0, 2)  # rounding once put the lower bound of 0 of 3 above zero
def test_value_lies_within_its_interval(successes: int, more: int) -> None:
    trials = successes + more + 1
    low, high = intervals.wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
    low, high = intervals.byar(successes)
    assert 0 <= low <= successes <= high


def test_wrong_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and trials"):
        intervals.wilson([3], [2])
    with pytest.raises(ValueError, match="cannot be negative"):
        intervals.byar([-1])


def test_overlapping_intervals_may_still_differ() -> None:
    """56/70 and 48/80: the intervals overlap, the difference excludes zero."""
    first, second = intervals.wilson(56, 70), intervals.wilson(48, 80)
    assert first[0] < second[1]
    assert intervals.newcombe_difference(56, 70, 48, 80)[0] > 0


@given(st.integers(1, 3000), st.floats(0, 1))
def test_a_wilson_interval_tells_how_many_trials_it_rests_on(n: int, share: float) -> None:
    low, high = intervals.wilson([share * n], [n])
    assert intervals.wilson_number([share], low, high)[0] == pytest.approx(n, rel=1e-6)
