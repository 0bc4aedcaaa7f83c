"""Is it told truly what weighting does to a random round, and nothing about a few people?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import satisfaction, weighting
from analytics.survey_weights import STEPS, margins, weighings
from tests.analytics.records import VILLAGES
from tests.analytics.surveyed import counts, coverage, design

RATE = "satisfaction_rate"
TOWNSHIPS = {**VILLAGES, "V4": "T2"}  # nobody is asked in V4
RANDOM = design({"R1": "v1"}, {"v1": ["Q1"]}, selection="random")


def places(**households: int | None) -> pd.DataFrame:
    """Villages with their households; V1 is the only urban one."""
    codes = list(TOWNSHIPS)
    return pd.DataFrame(
        {
            "village_code": codes,
            "township_code": list(TOWNSHIPS.values()),
            "setting": ["urban" if code == "V1" else "rural" for code in codes],
            "village_class": [None] * len(codes),
            "households": [households.get(code, 100) for code in codes],
        }
    )


def told(answered: dict[str, list[int]], villages: pd.DataFrame, smallest: int = 0) -> pd.DataFrame:
    given_ = {("R1", village, "Q1"): people for village, people in answered.items()}
    drawn = counts(given_, RANDOM, by_village=True), len(villages)
    found = satisfaction.survey(counts(given_, RANDOM), coverage({}), RANDOM, smallest, drawn=drawn)
    return weighings(found, villages, RATE).set_index("way")


def test_a_village_that_answered_less_gets_its_households_share() -> None:
    """V1 and V3 in two townships: 90 of 100 and 10 of 20 satisfied, as many households each."""
    villages = places()[lambda rows: rows["village_code"].isin(["V1", "V3"])]
    rows = told({"V1": [90, 0, 10], "V3": [10, 0, 10]}, villages)
    assert rows["value"].tolist() == pytest.approx([100 / 120, 100 / 120, 0.7], abs=5e-5)
    assert rows.loc["raked", "margins"] == "township_code+setting"
    weights = np.repeat([0.5 / 100, 0.5 / 20], [100, 20])
    assert rows.loc["raked", "kish"] == round(weighting.kish(weights), 2)
    assert rows["kish"].tolist()[:2] == [1, 1]
    assert rows["answering"].tolist() == rows["villages"].tolist() == [2, 2, 2]


def test_villages_that_nobody_was_asked_in_count_through_their_like() -> None:
    """Two of T1 answered differently; V3 alone speaks for T2, which has three times the homes."""
    rows = told({"V1": [80, 0, 20], "V2": [60, 0, 40], "V3": [30, 0, 70]},
                places(V1=100, V2=100, V3=300, V4=300))  # fmt: skip
    assert rows.loc["raked", "value"] == pytest.approx(0.25 * 0.7 + 0.75 * 0.3, abs=5e-5)
    assert (rows.loc["raked", "answering"], rows.loc["raked", "villages"]) == (3, 4)


def test_drawn_villages_that_differ_are_worth_few_people() -> None:
    """Half of the villages, all satisfied in one and half of them in the other."""
    rows = told({"V1": [100], "V3": [50, 0, 50]}, places())
    assert rows.loc["raked", "design_effect"] > 10
    assert rows.loc["raked", "worth"] < 20
    assert rows.loc["raked", "high"] - rows.loc["raked", "low"] > 0.3
    assert (rows["design_effect"] == rows.loc["raked", "design_effect"]).all()


def test_without_households_nothing_is_raked() -> None:
    rows = told({"V1": [80, 0, 20], "V3": [40, 0, 60]}, places(V2=None))
    assert rows.loc["raked", "margins"] == ""
    assert rows.loc["raked", "value"] == rows.loc["weighted", "value"]


def test_a_group_nobody_of_which_answered_cannot_be_raked_to() -> None:
    """All answers are from T1, so townships are left out; the setting tells V1 and V2 apart."""
    sample = pd.DataFrame({"area_code": ["V1", "V2"], "denominator": [50.0, 50.0]})
    used, factors = margins(places(V1=30, V2=30, V3=70, V4=70), sample)
    assert used == ["setting"]
    assert factors[0] / factors[1] == pytest.approx(30 / 170)


def test_a_census_is_not_weighed() -> None:
    given_ = {("R1", "V1", "Q1"): [80, 0, 20]}
    census = design({"R1": "v1"}, {"v1": ["Q1"]})
    found = satisfaction.survey(counts(given_, census), coverage({}), census, 0)
    assert weighings(found, places(), RATE).empty


def test_a_hidden_share_is_not_told_in_other_ways() -> None:
    assert told({"V1": [80, 0, 5], "V3": [40, 0, 2]}, places(), smallest=10).empty


people = st.tuples(st.integers(10, 80), st.integers(0, 40), st.integers(10, 60))


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(list(VILLAGES)), people, min_size=2),
       st.integers(1, 20))  # fmt: skip
def test_three_ways_tell_no_few_people(answered: dict[str, tuple[int, ...]], smallest: int) -> None:
    """Each way lies within half a step of its exact share, and a step is k people at least."""
    sizes = dict(zip(TOWNSHIPS, (50, 400, 120, 90), strict=True))
    rows = told({v: list(p) for v, p in answered.items()}, places(**sizes), smallest)
    if rows.empty:
        return
    total = sum(map(sum, answered.values()))
    exact = sum(p[0] + p[1] for p in answered.values()) / total
    step = rows["step"].iloc[0]
    assert step * total >= smallest or step == STEPS[-1]
    assert abs(rows.loc["plain", "value"] - exact) <= step / 2 + 1e-9
    for name in ("value", "low", "high"):
        assert np.allclose(rows[name] / step, (rows[name] / step).round(), atol=1e-6)
    assert (rows["worth"] <= rows["n"]).all()
