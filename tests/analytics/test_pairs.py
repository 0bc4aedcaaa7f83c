"""Pairs that no longer fit are found with their reasons, and better ones are proposed."""

import numpy as np
import pandas as pd
import pytest

from analytics import gaps, intervals, pairs
from analytics.peers import Space, declared


def district() -> pd.DataFrame:
    """Twelve villages along a line of likeness; m0..m3 are model villages."""
    codes = [*(f"m{k}" for k in range(4)), *(f"v{k}" for k in range(8))]
    return pd.DataFrame({
        "village_code": codes,
        "village_class": ["model"] * 4 + ["improving"] * 4 + ["weak"] * 4,
        "township_code": ["t1", "t1", "t2", "t2"] + ["t1", "t2"] * 4,
        "district_code": ["d1"] * 3 + ["d2"] + ["d1"] * 8,
        "elderly_share": [0.09, 0.20, 0.30, 0.12, *np.linspace(0.10, 0.40, 8)],
        "migrant_share": [0.04, 0.10, 0.20, 0.06, *np.linspace(0.05, 0.30, 8)],
    })  # fmt: skip


NOWHERE = pd.DataFrame({"area_code": [], "longitude": [], "latitude": []})
SPACE = Space(district(), declared(["elderly_share", "migrant_share"]))


def rated(successes: dict[str, int], trials: int = 400) -> pd.DataFrame:
    low, high = intervals.wilson(list(successes.values()), [trials] * len(successes))
    return pd.DataFrame({
        "metric": "satisfaction_rate", "period": "2025", "area_code": list(successes),
        "value": [count / trials for count in successes.values()],
        "low": low, "high": high, "n": trials, "state": "ok",
    })  # fmt: skip


SUCCESSES = {f"m{k}": 392 for k in range(4)} | {f"v{k}": 368 for k in range(8)}


def reviewed(
    villages: pd.DataFrame, successes: dict[str, int] = SUCCESSES, **pair: str
) -> dict[str, str]:
    usual = {"village_code": "v0", "benchmark_code": "m0", "basis": "similar", "changed": ""}
    named = usual | pair
    chosen = pd.DataFrame([named])
    rows = gaps.compare(rated(successes), chosen)
    found = pairs.to_review(chosen, villages, rows, SPACE)
    return dict(zip(found["village_code"], found["reasons"], strict=True))


def test_a_pair_that_fits_is_not_on_the_list() -> None:
    assert reviewed(district()) == {}


def test_each_rule_finds_its_pairs() -> None:
    villages = district()
    assert reviewed(villages[villages["village_code"] != "m0"]) == {"v0": "gone"}
    fallen = villages.assign(village_class=villages["village_class"].replace("model", "improving"))
    assert reviewed(fallen) == {"v0": "not_model"}
    assert reviewed(villages, SUCCESSES | {"v0": 399, "m0": 360}) == {"v0": "not_ahead"}
    assert reviewed(villages, benchmark_code="m2") == {"v0": "unlike"}
    assert reviewed(villages, changed="terrain") == {"v0": "changed"}
    # Nearby benchmarks need not be alike, unless nearly everybody else is more so.
    assert reviewed(villages, benchmark_code="m2", basis="nearby") == {}
    assert reviewed(villages, village_code="v7", benchmark_code="m0", basis="nearby") == {
        "v7": "unlike"
    }


def test_a_village_ahead_by_chance_only_stays_with_its_benchmark() -> None:
    assert reviewed(district(), SUCCESSES | {"v0": 393, "m0": 391}) == {}


def test_a_class_nobody_wrote_down_is_no_reason() -> None:
    assert reviewed(district().assign(village_class=None)) == {}


def test_most_reasons_come_first() -> None:
    villages = district()
    chosen = pd.DataFrame({
        "village_code": ["v0", "v1"], "benchmark_code": ["v7", "v5"], "basis": "similar",
        "changed": "",
    })  # fmt: skip
    rows = gaps.compare(rated(SUCCESSES | {"v0": 399, "v7": 330}), chosen)
    found = pairs.to_review(chosen, villages, rows, SPACE)
    assert found["reasons"].tolist() == ["not_model not_ahead unlike", "not_model unlike"]
    assert found["count"].tolist() == [3, 2]
    none = chosen.head(0)
    assert pairs.to_review(none, villages, rows.head(0), SPACE).empty


def test_model_villages_are_given_similar_ones_anywhere() -> None:
    found = pairs.suggest(["m0"], district(), rated(SUCCESSES), SPACE, NOWHERE)
    assert found["candidate_code"].tolist() == ["m3", "m1", "m2"]
    assert set(found["basis"]) == {"similar"}
    assert found["apart"].is_monotonic_increasing


def test_others_are_given_those_of_their_township_then_of_their_district() -> None:
    found = pairs.suggest(["v1"], district(), rated(SUCCESSES), SPACE, NOWHERE)
    assert found["candidate_code"].tolist() == ["m2", "m1", "m0"]  # m3 is in another district
    assert found["same_township"].tolist() == [True, False, False]
    assert set(found["ahead"]) == {"yes"}


def test_the_nearest_of_the_district_comes_first_where_the_ground_is_known() -> None:
    """v1 lies on the equator; m1 one degree east of it, m0 two, and where m2 lies nobody knows."""
    places = {"v1": (100.0, 0.0), "m1": (101.0, 0.0), "m0": (102.0, 0.0), "m3": (100.1, 0.0)}
    points = pd.DataFrame(
        [(code, *place) for code, place in places.items()],
        columns=["area_code", "longitude", "latitude"],
    )
    found = pairs.suggest(["v1"], district(), rated(SUCCESSES), SPACE, points)
    assert found["candidate_code"].tolist() == ["m1", "m0", "m2"]
    degree = 6378.137 * np.pi / 180  # of the equator, from the radius of WGS 84
    assert found["kilometres"].tolist()[:2] == pytest.approx([degree, 2 * degree], rel=1e-9)
    assert np.isnan(found["kilometres"].iloc[2])
    similar = pairs.suggest(["m0"], district(), rated(SUCCESSES), SPACE, points)
    assert similar["candidate_code"].tolist() == ["m3", "m1", "m2"]


def test_nobody_is_sent_to_learn_from_those_behind() -> None:
    found = pairs.suggest(["v1"], district(), rated(SUCCESSES | {"m2": 300}), SPACE, NOWHERE)
    assert "m2" not in set(found["candidate_code"])
    better = rated(SUCCESSES | {"m2": 300}).assign(metric="dissatisfaction_rate")
    assert "m2" in set(pairs.suggest(["v1"], district(), better, SPACE, NOWHERE)["candidate_code"])


def test_without_numbers_traits_or_models_it_says_what_it_can() -> None:
    hidden = rated(SUCCESSES).assign(state="hidden", value=np.nan, low=np.nan, high=np.nan)
    found = pairs.suggest(["v1"], district(), hidden, SPACE, NOWHERE)
    assert len(found) == 3
    assert set(found["ahead"]) == {""}
    bare = Space(district().head(0), declared(["elderly_share"]))
    assert pairs.suggest(["v1"], district(), hidden, bare, NOWHERE)["apart"].isna().all()
    nobody = district().assign(village_class="weak")
    assert pairs.suggest(["v1"], nobody, hidden.head(0), SPACE, NOWHERE).empty
    with pytest.raises(ValueError, match="village zz is not among those compared"):
        pairs.suggest(["zz"], district(), hidden, SPACE, NOWHERE)


def test_many_villages_are_given_what_each_is_given_alone() -> None:
    codes = ["v1", "m0", "v6"]
    found = pairs.suggest(codes, district(), rated(SUCCESSES), SPACE, NOWHERE)
    assert list(dict.fromkeys(found["village_code"])) == codes
    for code, together in found.groupby("village_code"):
        alone = pairs.suggest([code], district(), rated(SUCCESSES), SPACE, NOWHERE)
        pd.testing.assert_frame_equal(together.reset_index(drop=True), alone)
    assert pairs.suggest([], district(), rated(SUCCESSES), SPACE, NOWHERE).empty
