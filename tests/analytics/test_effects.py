"""Differences in differences agree with statsmodels' formulas, and the placebo warns."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from analytics.effects import difference_in_differences

BEFORE, AFTER = ["1", "2"], ["3", "4"]


def panel(
    rng: np.random.Generator, villages: int, peers: int, effect: float, dip: float = 0.0
) -> pd.DataFrame:
    """Villages v0.. that gain `effect` after the start, peers p0.. that do not."""
    codes = [*(f"v{k}" for k in range(villages)), *(f"p{k}" for k in range(peers))]
    level = rng.normal(0.93, 0.02, len(codes))
    parts = []
    for period in (*BEFORE, *AFTER):
        value = level + rng.normal(0, 0.005, len(codes)) + 0.002 * int(period)
        value[:villages] += effect if period in AFTER else 0
        value[:villages] -= dip if period == BEFORE[0] else 0
        parts.append(
            pd.DataFrame({"area_code": codes, "period": period, "value": value, "state": "ok"})
        )
    return pd.concat(parts, ignore_index=True)


def named(rows: pd.DataFrame, letter: str) -> list[str]:
    return [c for c in rows["area_code"].unique() if c.startswith(letter)]


def collapsed(rows: pd.DataFrame) -> pd.DataFrame:
    """Mean after minus mean before, by village."""
    post = rows["period"].isin(AFTER)
    means = rows.assign(post=post).groupby(["area_code", "post"])["value"].mean().unstack()
    change = (means[True] - means[False]).rename("change").reset_index()
    return change.assign(treated=change["area_code"].str.startswith("v").astype(float))


@pytest.mark.parametrize(("villages", "kind"), [(6, "HC3"), (1, "nonrobust")])
def test_estimate_and_interval_are_those_of_the_formula_interface(villages: int, kind: str) -> None:
    rows = panel(np.random.default_rng(1), villages, 15, 0.03)
    found = difference_in_differences(rows, named(rows, "v"), named(rows, "p"), BEFORE, AFTER)
    fit = smf.ols("change ~ treated", collapsed(rows)).fit(cov_type=kind, use_t=True)
    low, high = fit.conf_int().loc["treated"]
    assert found.effect.value == pytest.approx(fit.params["treated"])
    assert (found.effect.low, found.effect.high) == (pytest.approx(low), pytest.approx(high))
    rows["treated"] = rows["area_code"].str.startswith("v").astype(float)
    rows["post"] = rows["period"].isin(AFTER).astype(float)
    whole = smf.ols("value ~ treated:post + C(area_code) + C(period)", rows).fit()
    assert found.effect.value == pytest.approx(whole.params["treated:post"])
    assert found.effect.value == pytest.approx(found.change - found.peers_change)


def test_the_effect_is_found_and_the_placebo_is_quiet() -> None:
    rows = panel(np.random.default_rng(2), 8, 15, 0.03)
    found = difference_in_differences(rows, named(rows, "v"), named(rows, "p"), BEFORE, AFTER)
    assert found.effect.low < 0.03 < found.effect.high
    assert found.placebo_says == "holds"
    assert (found.villages, found.peers, found.left_out) == (8, 15, 0)


def test_villages_that_come_back_from_a_bad_start_fail_the_placebo() -> None:
    rows = panel(np.random.default_rng(3), 5, 15, effect=0.0, dip=0.08)
    found = difference_in_differences(rows, named(rows, "v"), named(rows, "p"), BEFORE, AFTER)
    assert found.effect.is_beyond_chance
    assert found.placebo.is_beyond_chance
    assert found.placebo_says == "fails"


def test_a_placebo_that_could_be_as_large_as_the_effect_settles_nothing() -> None:
    rows = panel(np.random.default_rng(9), 3, 15, 0.004)
    found = difference_in_differences(rows, named(rows, "v"), named(rows, "p"), BEFORE, AFTER)
    assert found.placebo.low < found.effect.value < found.placebo.high
    assert found.placebo_says == "open"


def test_a_placebo_in_space_for_one_village() -> None:
    rows = panel(np.random.default_rng(4), 1, 15, 0.06)
    found = difference_in_differences(rows, ["v0"], named(rows, "p"), BEFORE, AFTER)
    assert found.as_large == 0.0
    nothing = panel(np.random.default_rng(4), 1, 15, 0.0)
    usual = difference_in_differences(nothing, ["v0"], named(nothing, "p"), BEFORE, AFTER)
    changes = collapsed(nothing).set_index("area_code")["change"].drop("v0")
    slow = [abs(changes[c] - changes.drop(c).mean()) for c in changes.index]
    assert usual.as_large == sum(one >= abs(usual.effect.value) for one in slow) / 15 > 0


def test_without_a_second_period_before_there_is_no_placebo() -> None:
    rows = panel(np.random.default_rng(5), 3, 9, 0.03)
    found = difference_in_differences(rows, named(rows, "v"), named(rows, "p"), ["2"], AFTER)
    assert np.isnan(found.placebo.value)
    assert found.effect.is_beyond_chance
    assert found.placebo_says == "none"


def test_hidden_and_missing_numbers_are_left_out_and_counted() -> None:
    rows = panel(np.random.default_rng(6), 2, 9, 0.03)
    rows.loc[rows["area_code"] == "v1", ["value", "state"]] = [np.nan, "hidden"]
    found = difference_in_differences(
        rows, named(rows, "v"), [*named(rows, "p"), "gone"], BEFORE, AFTER
    )
    assert (found.villages, found.peers, found.left_out) == (1, 9, 2)


@pytest.mark.parametrize(("villages", "peers"), [([], ["p0", "p1"]), (["v0"], ["p0"]), ([], [])])
def test_too_few_to_compare_give_no_interval(villages: list[str], peers: list[str]) -> None:
    rows = panel(np.random.default_rng(7), 1, 2, 0.0)
    found = difference_in_differences(rows, villages, peers, BEFORE, AFTER)
    assert np.isnan(found.effect.low)
    assert not found.effect.is_beyond_chance
    assert found.placebo_says == "none"


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng, held, several = np.random.default_rng(8), 0, 300
    for _ in range(several):
        rows = panel(rng, 1, 15, 0.02)
        found = difference_in_differences(rows, ["v0"], named(rows, "p"), BEFORE, AFTER)
        held += found.effect.low <= 0.02 <= found.effect.high
    assert held / several == pytest.approx(0.95, abs=0.04)
