"""Gaps to the benchmark of the day: numbers, verdicts, and how often intervals hold the truth."""

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics import gaps, intervals, resolution

PAIRS = pd.DataFrame({
    "village_code": ["a", "a", "b"],
    "benchmark_code": ["b", "c", "c"],
    "valid_from": [date(2023, 1, 1), date(2025, 1, 1), date(2023, 1, 1)],
    "valid_to": [date(2024, 12, 31), None, None],
})  # fmt: skip


def rated(code: str, successes: int, trials: int, period: str = "2025", **more: object) -> dict:
    low, high = intervals.wilson([successes], [trials])
    row = {
        "metric": "satisfaction_rate", "period": period, "area_code": code,
        "value": successes / trials, "low": low[0], "high": high[0], "n": trials, "state": "ok",
    }  # fmt: skip
    return row | more


def test_the_pair_of_the_day_counts_and_history_stays() -> None:
    assert gaps.in_force(PAIRS, date(2024, 12, 31))["benchmark_code"].tolist() == ["b", "c"]
    assert gaps.in_force(PAIRS, date(2025, 1, 1))["benchmark_code"].tolist() == ["c", "c"]
    assert gaps.in_force(PAIRS, date(2022, 1, 1)).empty
    rows = pd.DataFrame([
        rated(code, successes, 80, period)
        for period in ("2024", "2025") for code, successes in (("a", 48), ("b", 56), ("c", 64))
    ])  # fmt: skip
    days = {"2024": date(2024, 12, 31), "2025": date(2025, 12, 31)}
    found = gaps.compare(rows, PAIRS, days).set_index(["period", "village_code"])
    assert found.loc[("2024", "a"), "benchmark_code"] == "b"
    assert found.loc[("2025", "a"), "benchmark_code"] == "c"
    assert found.loc[("2025", "a"), "difference"] == pytest.approx(-0.2)


def test_the_interval_is_that_of_newcombe() -> None:
    rows = pd.DataFrame([rated("a", 56, 70), rated("b", 48, 80)])
    found = gaps.compare(rows, PAIRS.head(1)).iloc[0]
    assert (round(found["low"], 4), round(found["high"], 4)) == (0.0524, 0.3339)
    assert (found["verdict"], bool(found["is_beyond_chance"])) == ("ahead", True)


def test_lower_is_better_where_it_is() -> None:
    rows = pd.DataFrame([rated("a", 56, 70), rated("b", 48, 80)])
    found = gaps.compare(rows.assign(metric="dissatisfaction_rate"), PAIRS.head(1)).iloc[0]
    assert found["verdict"] == "behind"
    neutral = gaps.compare(rows.assign(metric="requests_received"), PAIRS.head(1)).iloc[0]
    assert (neutral["verdict"], bool(neutral["is_beyond_chance"])) == ("", True)


@pytest.mark.parametrize("state", ["few", "hidden", "none"])
def test_no_verdict_where_a_side_cannot_be_judged(state: str) -> None:
    blank = {"value": np.nan, "low": np.nan, "high": np.nan, "n": np.nan}
    more = {"state": state} | ({} if state == "few" else blank)
    rows = pd.DataFrame([rated("a", 56, 70), rated("b", 48, 80, **more)])
    found = gaps.compare(rows, PAIRS.head(1)).iloc[0]
    assert (found["verdict"], bool(found["is_beyond_chance"])) == ("", False)
    assert np.isnan(found["difference"]) == (state != "few")


def test_a_benchmark_without_records_stays_in_the_list() -> None:
    found = gaps.compare(pd.DataFrame([rated("a", 56, 70)]), PAIRS.head(1))
    assert len(found) == 1
    assert np.isnan(found["difference"].iloc[0])


def test_no_pairs_and_no_rows_are_no_error() -> None:
    rows = pd.DataFrame([rated("a", 56, 70)])
    assert gaps.compare(rows, PAIRS.head(0)).empty
    assert gaps.compare(rows.head(0), PAIRS).empty
    assert gaps.compare(rows.head(0), PAIRS, {}).empty


def test_differences_are_measured_by_the_spread_of_villages() -> None:
    rows = pd.DataFrame([rated(code, 600 + 50 * k, 1000) for k, code in enumerate("abcde")])
    found = gaps.compare(rows, PAIRS.head(1)).iloc[0]
    assert found["standardised"] == pytest.approx(
        -0.05 / np.std([0.6, 0.65, 0.7, 0.75, 0.8], ddof=1)
    )
    few = gaps.compare(rows.head(4), PAIRS.head(1)).iloc[0]
    assert np.isnan(few["standardised"])


def test_the_true_gap_lies_in_its_interval_in_95_of_100_districts() -> None:
    """1,000 simulated districts of one pair each: villages of 300 households around 95 %."""
    rng = np.random.default_rng(20250630)
    truth = np.clip(rng.normal(0.95, 0.02, (1000, 2)), 0.5, 0.995)
    seen = rng.binomial(300, truth)
    low, high = intervals.wilson(seen.ravel(), np.full(2000, 300))
    codes = [f"{district}-{side}" for district in range(1000) for side in "vb"]
    rows = pd.DataFrame({
        "metric": "satisfaction_rate", "period": "2025", "area_code": codes,
        "value": seen.ravel() / 300, "low": low, "high": high, "n": 300, "state": "ok",
    })  # fmt: skip
    pairs = pd.DataFrame({"village_code": codes[::2], "benchmark_code": codes[1::2]})
    found = gaps.compare(rows, pairs)
    true_gap = truth[:, 0] - truth[:, 1]
    held = (found["low"].to_numpy() <= true_gap) & (true_gap <= found["high"].to_numpy())
    assert held.mean() == pytest.approx(0.95, abs=0.02)


def test_villages_where_nearly_all_answered_are_compared_as_if_asked_again() -> None:
    """340 of 365 households answered: narrow for the village of its day, not for what it is like.

    The narrow intervals hold less than half of the true gaps.
    """
    rng = np.random.default_rng(20250630)
    truth = np.clip(rng.normal(0.95, 0.012, (1000, 2)), 0.5, 0.995)
    satisfied = rng.binomial(365, truth)
    seen = rng.hypergeometric(satisfied, 365 - satisfied, 340)
    low, high = intervals.wilson_finite(seen.ravel(), 340, 340, 365)
    codes = [f"{district}-{side}" for district in range(1000) for side in "vb"]
    rows = pd.DataFrame({
        "metric": "satisfaction_rate", "period": "2025", "area_code": codes,
        "value": seen.ravel() / 340, "low": low, "high": high, "n": 340.0, "state": "ok",
    })  # fmt: skip
    pairs = pd.DataFrame({"village_code": codes[::2], "benchmark_code": codes[1::2]})
    found = gaps.compare(rows, pairs)
    true_gap = truth[:, 0] - truth[:, 1]
    held = (found["low"].to_numpy() <= true_gap) & (true_gap <= found["high"].to_numpy())
    assert held.mean() == pytest.approx(0.95, abs=0.02)
    assert found["value_low"].tolist() == low[::2].tolist()
    narrow = intervals.difference(*gaps.sides(found))
    assert ((narrow[0] <= true_gap) & (true_gap <= narrow[1])).mean() < 0.5


def test_the_true_gap_of_median_times_lies_in_its_interval() -> None:
    """1,000 pairs of 100 requests a side, more than a fifth of them open when the records end."""
    rng = np.random.default_rng(20250630)
    codes = np.array([f"{district}-{side}" for district in range(1000) for side in "vb"])
    truth = rng.uniform(2, 6, len(codes))  # days
    lasted = truth[:, None] * rng.weibull(0.8, (len(codes), 100)) / np.log(2) ** (1 / 0.8)
    known = rng.uniform(0, 30, lasted.shape)
    frame = pd.DataFrame({
        "area_code": np.repeat(codes, 100),
        "seconds": (np.minimum(lasted, known).ravel() * 1440).astype("int64") * 60,
        "is_over": (lasted <= known).ravel(),
    })  # fmt: skip
    assert 0.15 < 1 - frame["is_over"].mean() < 0.35
    tallied = ibis.memtable(frame).group_by("area_code", "seconds").agg(
        resolved=ibis._.is_over.sum(), otherwise=ibis.literal(0),
        open_still=(~ibis._.is_over).sum(), unknown=ibis.literal(0),
    )  # fmt: skip
    found = resolution.summary(tallied, ["area_code"], (0.5,)).set_index("area_code").loc[codes]
    rows = pd.DataFrame({
        "metric": "resolution_median_days", "period": "2025", "area_code": codes,
        "value": found["p50"].to_numpy(), "low": found["p50_low"].to_numpy(),
        "high": found["p50_high"].to_numpy(), "n": 100, "state": "ok",
    })  # fmt: skip
    pairs = pd.DataFrame({"village_code": codes[::2], "benchmark_code": codes[1::2]})
    gap = gaps.compare(rows, pairs).set_index("village_code").loc[codes[::2]]
    true_gap = truth[::2] - truth[1::2]
    held = (gap["low"].to_numpy() <= true_gap) & (true_gap <= gap["high"].to_numpy())
    assert held.mean() == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("size", [0, 1, 5, 6, 15, 16, 40])
def test_the_interval_of_the_median_is_the_narrowest_that_holds_it(size: int) -> None:
    value, low, high = gaps.median(pd.Series(np.arange(1.0, size + 1)))
    if size < 6:
        assert np.isnan(low)
        assert np.isnan(value) == (size == 0)
        return
    below = int(low)
    assert stats.binom.cdf(below - 1, size, 0.5) <= 0.025 < stats.binom.cdf(below, size, 0.5)
    assert high == size + 1 - below
