"""Are villages set beside their benchmarks by the right numbers, and judged where they may be?"""

import math

import numpy as np
import pandas as pd
import pytest

from analytics import indicators
from analytics.intervals import newcombe_difference

VILLAGES = pd.DataFrame({
    "village_code": ["A", "B", "C", "D"],
    "township_code": ["T1", "T1", "T2", "T2"],
    "district_code": "X",
})  # fmt: skip
PAIRS = pd.DataFrame({"village_code": ["A", "B", "C"], "benchmark_code": ["B", "C", "gone"]})
PEERS = {"A": ["B", "C", "D"], "B": ["A"]}


def row(indicator: str, code: str, **more: object) -> dict[str, object]:
    usual = {"kind": "rate", "better": "higher", "numerator": None, "denominator": None,
             "value": None}  # fmt: skip
    return {"indicator_id": indicator, "area_code": code, **usual, **more}


def rate(code: str, numerator: float, denominator: float, **more: object) -> dict[str, object]:
    return row("signing", code, numerator=numerator, denominator=denominator, **more)


def compared(*rows: dict[str, object]) -> pd.DataFrame:
    found = indicators.compare(pd.DataFrame(rows), PAIRS, VILLAGES, PEERS)
    return found.set_index(["indicator_id", "village_code"])


def test_rates_of_villages_have_newcombes_interval_and_a_verdict() -> None:
    found = compared(rate("A", 56, 70), rate("B", 48, 80), rate("C", 20, 100), rate("D", 5, 10))
    one = found.loc[("signing", "A")]
    low, high = newcombe_difference([56], [70], [48], [80])  # the example of his paper
    assert (one.difference, one.low, one.high) == pytest.approx((0.2, low[0], high[0]))
    assert (round(one.low, 4), round(one.high, 4)) == (0.0524, 0.3339)
    assert (one.verdict, one.level, one.peers) == ("ahead", "village", 3)
    assert one.peers_value == pytest.approx(np.median([0.6, 0.2, 0.5]))
    assert found.loc[("signing", "B"), "verdict"] == "ahead"


def test_a_lower_better_turns_the_verdict_and_few_have_none() -> None:
    rows = [rate("A", 56, 70), rate("B", 48, 80), rate("C", 1, 29)]
    found = compared(*({**r, "better": "lower"} for r in rows))
    assert found.loc[("signing", "A"), "verdict"] == "behind"
    assert found.loc[("signing", "B"), ["benchmark_state", "verdict"]].tolist() == ["few", ""]


def test_numbers_by_township_stand_for_their_villages_and_one_place_is_no_gap() -> None:
    found = compared(rate("T1", 90, 100), rate("T2", 50, 100), rate("X", 140, 200))
    same, apart = found.loc[("signing", "A")], found.loc[("signing", "B")]
    assert (same.level, same.place_code, same.benchmark_place_code) == ("township", "T1", "T1")
    assert math.isnan(same.difference)
    assert same.verdict == ""
    assert (apart.place_code, apart.benchmark_place_code) == ("T1", "T2")
    assert (apart.difference, apart.verdict) == (pytest.approx(0.4), "ahead")
    assert (apart.township_value, apart.district_value) == (0.9, 0.7)
    assert apart.peers == 0
    assert math.isnan(apart.peers_value)


def test_a_village_with_a_number_of_its_own_is_not_set_against_a_township() -> None:
    found = compared(rate("B", 45, 50), rate("T1", 90, 100), rate("T2", 50, 100))
    assert found.loc[("signing", "B"), ["level", "place_code"]].tolist() == ["township", "T1"]


def test_scores_and_amounts_are_set_side_by_side_without_a_verdict() -> None:
    stars = [row("stars", code, kind="score", value=value) for code, value in
             (("A", 5.0), ("B", 3.0), ("C", 4.0), ("D", 4.0))]  # fmt: skip
    one = compared(*stars).loc[("stars", "A")]
    assert (one.difference, one.verdict, one.state) == (2.0, "", "ok")
    assert math.isnan(one.low)
    assert math.isnan(one.standardised)  # four places tell no spread


def test_the_spread_is_that_of_the_places_of_one_level() -> None:
    wider = pd.concat([VILLAGES, pd.DataFrame({
        "village_code": ["E", "F"], "township_code": "T2", "district_code": "X"})])  # fmt: skip
    stars = [row("stars", code, kind="score", value=float(i)) for i, code in enumerate("ABCDEF")]
    values = pd.DataFrame([*stars, row("stars", "X", kind="score", value=99.0)])
    found = indicators.compare(values, PAIRS, wider, PEERS).set_index("village_code")
    assert found.loc["A", "standardised"] == pytest.approx(-1 / np.std(range(6), ddof=1))


def test_a_benchmark_that_is_gone_leaves_the_village_alone() -> None:
    found = compared(rate("A", 56, 70), rate("C", 20, 100)).loc[("signing", "C")]
    assert (found.value, found.benchmark_state, found.verdict) == (0.2, "none", "")


def test_nothing_on_record_gives_no_rows() -> None:
    empty = pd.DataFrame([rate("A", 1, 2)]).head(0)
    assert indicators.compare(empty, PAIRS, VILLAGES, PEERS).empty
    assert indicators.compare(pd.DataFrame([rate("A", 1, 2)]), PAIRS.head(0), VILLAGES, {}).empty
    rows = [rate("A", 0, 0), row("stars", "B", kind="score")]
    assert compared(*rows).empty
