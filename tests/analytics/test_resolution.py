"""Is time to resolve estimated as the textbooks do, with the open requests counted?"""

import zipfile
from math import inf
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_waltons
from statsmodels.duration.survfunc import CumIncidenceRight

from analytics import resolution
from analytics.incidence import Transform, incidence
from analytics.spells import EXACT
from tests.analytics.records import after, table

# Freireich et al. (1963), Blood 21:699-716: weeks of remission
ENDED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
GOING_ON = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
TREATED = [(weeks, 1) for weeks in ENDED] + [(weeks, 0) for weeks in GOING_ON]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
# Kleinbaum and Klein, Survival Analysis, 3rd ed., chapter 2: week, at risk, ended, left, error
PUBLISHED = [
    (6, 21, 3, 0.8571, 0.0764),
    (7, 17, 1, 0.8067, 0.0869),
    (10, 15, 1, 0.7529, 0.0963),
    (13, 12, 1, 0.6902, 0.1068),
    (16, 11, 1, 0.6275, 0.1141),
    (22, 7, 1, 0.5378, 0.1282),
    (23, 6, 1, 0.4482, 0.1346),
]
FATES = {0: "open", 1: "resolved", 2: "withdrawn"}


def requests(outcomes: list[tuple[float, int]]) -> ibis.Table:
    """Requests that took so many days: 0 still open, 1 resolved, 2 withdrawn."""
    return table("requests", [after(days, fate=FATES[fate]) for days, fate in outcomes])


def estimate(outcomes: list[tuple[float, int]], **options: object) -> pd.Series:
    return resolution.times(requests(outcomes), **options).iloc[0]


def test_freireich_curve_as_published() -> None:
    steps = incidence(resolution.counts(requests(TREATED)).to_pandas())
    ended = steps[steps.resolved > 0]
    found = zip(
        ended.seconds / 86_400, ended.at_risk, ended.resolved, 1 - ended.share, ended.variance**0.5,
        strict=True,
    )  # fmt: skip
    for row, expected in zip(found, PUBLISHED, strict=True):
        assert row == pytest.approx(expected, abs=5.1e-5)


def test_freireich_medians_as_published() -> None:
    assert estimate(TREATED).p50 == 23
    assert estimate([(weeks, 1) for weeks in PLACEBO]).p50 == 8


def test_leaving_out_the_open_ones_halves_the_answer() -> None:
    """Of the nine that ended the median is 10, the mean 12.1; with the twelve others it is 23."""
    assert (np.median(ENDED), round(np.mean(ENDED), 1)) == (10, 12.1)
    assert estimate([(weeks, 1) for weeks in ENDED]).p50 == 10
    assert estimate(TREATED).p50 == 23


@pytest.mark.real
@pytest.mark.parametrize(("transform", "low", "high"), [("log", 285, 363), ("log-log", 284, 361)])
def test_lung_median_and_limits_as_published(
    real_data: Path, transform: Transform, low: int, high: int
) -> None:
    """R, package survival, `survfit(Surv(time, status) ~ 1, lung)` with conf.type."""
    lung = pd.read_csv(real_data / "reference" / "survival_lung.csv")
    died = lung.status == lung.status.max()
    found = estimate(
        list(zip(lung.time, died.astype(int), strict=True)),
        within_days=(180, 365),
        transform=transform,
    )
    assert (found.resolved, found.p50, found.p50_low, found.p50_high) == (165, 310, low, high)
    assert 1 - found.within_180 == pytest.approx(0.722, abs=5e-4)
    assert 1 - found.within_365 == pytest.approx(0.409, abs=5e-4)
    if transform == "log":
        limits = [1 - found.within_180_high, 1 - found.within_180_low,
                  1 - found.within_365_high, 1 - found.within_365_low]  # fmt: skip
        assert limits == pytest.approx([0.6655, 0.783, 0.3447, 0.486], abs=5e-4)


@pytest.mark.real
def test_boston_as_of_new_year_2012(real_data: Path) -> None:
    """All requests of the second half of 2011: 48,372 of 58,251 closed, median 1.147 days."""
    with zipfile.ZipFile(real_data / "requests" / "boston311_2011.zip") as archive:
        file = pd.read_csv(
            archive.open(archive.namelist()[0]), usecols=["open_dt", "closed_dt"], dtype=str
        )
    moments = file.apply(lambda column: pd.to_datetime(column.str.strip(), errors="coerce"))
    as_of = pd.Timestamp("2012-01-01")
    closed = moments.closed_dt.where(moments.closed_dt <= as_of)
    frame = pd.DataFrame({
        "received_at": moments.open_dt, "closed_at": closed, "is_closed": closed.notna(),
        "outcome": pd.Series(None, index=file.index, dtype="str"), "as_of": as_of,
    })  # fmt: skip
    found = resolution.times(ibis.memtable(frame)).iloc[0]
    assert (found.requests, found.resolved) == (58_251, 48_372)
    limits = [round(float(found[name]), 3) for name in ("p50", "p50_low", "p50_high")]
    assert limits == [1.147, 1.105, 1.194]


def test_waltons_curve_is_that_of_lifelines() -> None:
    waltons = load_waltons()
    outcomes = list(zip(waltons["T"], waltons["E"].astype(int), strict=True))
    theirs = KaplanMeierFitter().fit(waltons["T"], waltons["E"])
    ours = resolution.curve(requests(outcomes), grain=EXACT).set_index("days")
    left = theirs.survival_function_.iloc[:, 0].reindex(ours.index)
    np.testing.assert_allclose(1 - ours.share, left, rtol=1e-10)
    limits = theirs.confidence_interval_.reindex(ours.index)
    moved = ours.share.between(1e-9, 1 - 1e-9)
    np.testing.assert_allclose(1 - ours.high[moved], limits.iloc[:, 0][moved], rtol=1e-9)
    np.testing.assert_allclose(1 - ours.low[moved], limits.iloc[:, 1][moved], rtol=1e-9)


outcomes_strategy = st.lists(
    st.tuples(st.integers(1, 12), st.sampled_from([0, 1, 2])), min_size=2, max_size=40
)


@settings(max_examples=60, deadline=None)
@given(outcomes_strategy)
def test_incidence_and_its_variance_are_those_of_statsmodels(
    outcomes: list[tuple[int, int]],
) -> None:
    """Aalen-Johansen with withdrawn requests competing."""
    if not any(fate == 1 for _, fate in outcomes):
        return
    times, fates = np.array(outcomes).T
    theirs = CumIncidenceRight(times, fates)
    steps = incidence(resolution.counts(requests(list(outcomes))).to_pandas())
    ours = steps.assign(days=steps.seconds / 86_400).set_index("days").loc[theirs.times]
    np.testing.assert_allclose(ours.share, theirs.cinc[0], atol=1e-9)
    # where nobody is left at risk their last error is not a number
    known = np.isfinite(theirs.cinc_se[0])
    np.testing.assert_allclose(ours.variance[known] ** 0.5, theirs.cinc_se[0][known], atol=1e-7)


@settings(max_examples=60, deadline=None)
@given(outcomes_strategy)
def test_quantiles_are_those_of_a_slow_oracle(outcomes: list[tuple[int, int]]) -> None:
    found = estimate(list(outcomes), quantiles=(0.25, 0.5), within_days=(5,))
    shares = _slow_incidence(outcomes)
    for quantile in (0.25, 0.5):
        reached = [t for t, share in shares.items() if share >= quantile - 1e-9]
        value = found[resolution.quantile_column(quantile)]
        assert value == min(reached) if reached else np.isnan(value)
    longest = max(t for t, _ in outcomes)
    last_open = any(t == longest and fate == 0 for t, fate in outcomes)
    if longest >= 5 or not last_open:
        expected = max([share for t, share in shares.items() if t <= 5], default=0.0)
        assert found.within_5 == pytest.approx(expected)
        assert found.within_5_low <= found.within_5 + 1e-9 <= found.within_5_high + 2e-9
    else:
        assert np.isnan(found.within_5)


def _slow_incidence(outcomes: list[tuple[int, int]]) -> dict[int, float]:
    """Share resolved by each time, one time after the other."""
    left, share, shares = 1.0, 0.0, {}
    for time in sorted({t for t, _ in outcomes}):
        at_risk = sum(t >= time for t, _ in outcomes)
        resolved = sum(t == time and fate == 1 for t, fate in outcomes)
        ended = sum(t == time and fate > 0 for t, fate in outcomes)
        share += left * resolved / at_risk
        left *= 1 - ended / at_risk
        shares[time] = share
    return shares


def test_counts_that_come_in_parts_and_in_any_order_are_added_up() -> None:
    parts = pd.DataFrame(
        {
            "area_code": [*"aaaaa", *"bb"],
            "seconds": [60, 60, 120, -1, 600, 60, 60],
            "resolved": [1, 2, 0, 0, 5, 4, 1],
            "otherwise": [0, 1, 0, 0, 0, 0, 1],
            "open_still": [0, 3, 3, 0, 0, 1, 0],
            "unknown": [0, 0, 0, 2, 0, 0, 0],
        }
    )
    whole = parts.groupby(["area_code", "seconds"], as_index=False).sum()
    assert len(whole) == len(parts) - 2
    expected = resolution.summary(whole, ["area_code"])
    for seed in range(5):
        mixed = parts.sample(frac=1, random_state=seed)
        found = resolution.summary(mixed, ["area_code"])
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_groups_do_not_touch_each_other() -> None:
    rows = [after(d, category_code=c) for c in "ab" for d in ((1, 2, 3) if c == "a" else (4, 5, 6))]
    found = resolution.times(table("requests", rows), ["category_code"]).sort_values(
        "category_code"
    )
    assert found.p50.tolist() == [2, 5]


def test_closed_before_received_is_set_aside() -> None:
    found = estimate([(-1, 1), (1, 1), (2, 1), (3, 1)])
    assert (found.unknown, found.requests, found.p50) == (1, 3, 2)


def test_coarse_steps_round_durations_up() -> None:
    by_day = ((inf, 86_400),)
    found = resolution.times(requests([(1.1, 1), (2.1, 1), (3.1, 1)]), grain=by_day)
    assert found.p50.tolist() == [3]


def test_no_request_has_no_time() -> None:
    found = estimate([])
    assert found.requests == 0
    assert np.isnan(found.p50)
    assert np.isnan(found.within_7)
