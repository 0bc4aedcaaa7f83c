"""Do control charts signal as those of the NHS do?"""

import numpy as np
import pytest

from analytics.control_charts import run_on_one_side, seven_point_trend, two_of_three, xmr

# NHSRplotthedots, vignette "deviations": one outlier among ones and twos
SERIES = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


@pytest.mark.parametrize(
    ("screened", "lower", "upper"), [(True, -0.72, 4.60), (False, -3.06, 6.95)]
)
def test_limits_as_published(screened: bool, lower: float, upper: float) -> None:
    chart = xmr(SERIES, screened=screened)
    assert chart["mean"].iloc[0] == pytest.approx(1.94, abs=0.005)
    assert chart["lower"].iloc[0] == pytest.approx(lower, abs=0.005)
    assert chart["upper"].iloc[0] == pytest.approx(upper, abs=0.005)
    assert chart.index[chart.signal == "outside"].tolist() == [4]


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        ([], []),
        ([1] * 6, [0] * 6),
        ([1] * 6 + [-1], [0] * 7),
        ([1] * 8 + [-1], [0] * 6 + [1, 1, 0]),
        ([-1] * 8 + [1], [0] * 6 + [-1, -1, 0]),
        ([1] * 3 + [0] + [1] * 4, [0] * 8),  # on the mean: the run is broken
    ],
)
def test_seven_on_one_side(side: list[int], expected: list[int]) -> None:
    """NHSRplotthedots, tests of ptd_seven_point_one_side_mean; theirs do not tell the side."""
    assert run_on_one_side(side).tolist() == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([1, 2, 3, 4, 5, 6], [0] * 6),
        ([1, 2, 3, 3, 4, 5, 6], [0] * 7),
        ([1, 2, 3, 4, 5, 6, 7], [0] * 6 + [1]),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], [0] * 7 + [1, 0]),
        ([7, 6, 5, 4, 3, 2, 1], [0] * 6 + [-1]),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], [0] * 7 + [-1, 0]),
    ],
)
def test_seven_rising_or_falling(values: list[int], expected: list[int]) -> None:
    """NHSRplotthedots, tests of ptd_seven_point_trend."""
    assert seven_point_trend(values).tolist() == expected


@pytest.mark.parametrize(
    ("close", "expected"),
    [
        ([], []),
        ([0, 0, 0], [0, 0, 0]),
        ([1, 0, 1], [1, 1, 1]),
        ([0, 1, 1], [1, 1, 1]),
        ([1, 1, 0], [1, 1, 1]),
        ([0, 0, 1, 0, 1, 0, 0], [0, 0, 1, 1, 1, 0, 0]),
        ([0, 0, 1, 1, 0, 0, 0], [0, 1, 1, 1, 1, 0, 0]),
        ([1, 0, 0, 1], [0, 0, 0, 0]),
    ],
)
def test_two_of_three_close_to_a_limit(close: list[int], expected: list[int]) -> None:
    """NHSRplotthedots, tests of ptd_two_in_three."""
    assert two_of_three(close, [1] * len(close)).astype(int).tolist() == expected


def test_two_of_three_on_different_sides_mean_nothing() -> None:
    assert not two_of_three([1, 0, -1], [1, 1, -1]).any()


def test_every_point_of_a_run_is_marked() -> None:
    chart = xmr([2, 8] * 5 + [5.5, 5.6] * 4)  # the mean is 5.24
    assert (chart["shift"] != 0).tolist() == [False] * 9 + [True] * 9
    assert set(chart["side"][9:]) == {1}


def test_a_missing_value_makes_no_signal() -> None:
    """A gap once made five false signals in a plotting package."""
    steady = [float(v) for v in [5, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5, 4, 5, 6]]
    gap = [*steady[:6], np.nan, *steady[6:]]
    chart = xmr(gap)
    assert (chart.signal == "").all()
    assert chart["mean"].nunique() == 1
    limits = ["mean", "lower", "upper"]
    assert chart[limits].iloc[0].tolist() == xmr(steady)[limits].iloc[0].tolist()


def test_fewer_than_twelve_values_have_no_limits() -> None:
    chart = xmr([1, 2, 1, 2, 50, 1, 2, 1, 2, 1, 2])
    assert chart["upper"].isna().all()
    assert (chart.signal == "").all()
    assert xmr([1, 2] * 6)["upper"].notna().all()


def test_limits_start_anew_at_a_declared_day_only() -> None:
    jump = [1.0, 2.0] * 6 + [11.0, 12.0] * 6
    assert (xmr(jump).signal != "").any()
    based = xmr(jump, bases=[12])
    assert (based.signal == "").all()
    assert based["mean"].round(1).tolist() == [1.5] * 12 + [11.5] * 12
    with pytest.raises(ValueError, match="position from 0 to 23"):
        xmr(jump, bases=[24])


def test_a_constant_series_is_quiet() -> None:
    assert (xmr([3.0] * 20).signal == "").all()
    assert len(xmr([])) == 0
