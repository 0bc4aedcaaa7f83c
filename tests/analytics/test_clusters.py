"""Is a share of drawn villages as sure as it is said to be, and no surer?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics import intervals, satisfaction
from analytics.clusters import effects
from analytics.measure import measure
from analytics.sampling import clustered_mean
from tests.analytics import records
from tests.analytics.records import VILLAGES
from tests.analytics.surveyed import answered, counts, coverage, design, forms

RATE = "satisfaction_rate"


def drawn(*villages: tuple[float, float], round_id: str = "R1") -> pd.DataFrame:
    """Satisfied and all answers of villages A, B, C ..."""
    totals, sizes = zip(*villages, strict=True)
    return pd.DataFrame(
        {
            "round_id": round_id,
            "village_code": [chr(ord("A") + place) for place in range(len(villages))],
            "numerator": np.array(totals, float),
            "denominator": np.array(sizes, float),
        }
    )


def effect(rows: pd.DataFrame, villages: int, known: float = 1.0, more: float = 0.0) -> float:
    """Of the share of all answers; `more` were given in rounds that drew no villages."""
    size = rows["denominator"].sum()
    one = {"numerator": rows["numerator"].sum() * (size + more) / size, "denominator": size + more,
           "people": size + more, "clustered": known, "villages": villages}  # fmt: skip
    return float(effects(rows, pd.DataFrame([one]), [])[0])


village = st.tuples(st.integers(0, 60), st.integers(1, 60)).map(lambda v: (v[0], v[0] + v[1]))


@given(st.lists(village, min_size=2, max_size=12), st.integers(0, 40))
def test_it_is_the_variance_between_clusters_with_few_of_them_allowed_for(
    villages: list[tuple[int, int]], others: int
) -> None:
    """Hansen, Hurwitz and Madow, by Korn and Graubard's adjustment, against a simple sample."""
    rows = drawn(*villages)
    found = effect(rows, len(villages) + 1 + others)
    totals, sizes = rows["numerator"], rows["denominator"]
    mean, error = clustered_mean(totals, sizes, len(villages) + 1 + others)
    people = sizes.sum()
    few = (stats.t.ppf(0.975, len(villages) - 1) / stats.norm.ppf(0.975)) ** 2
    simple = mean * (1 - mean) / people
    exact = few * (error**2 / simple if simple > 0 else 1.0)
    assert found == pytest.approx(min(max(exact, 1.0), people), abs=0.1001)
    assert found >= min(exact, people) - 1e-6
    assert found == people or found * 10 == pytest.approx(round(found * 10))


def test_where_every_village_was_asked_only_weights_count() -> None:
    rows = drawn((40, 50), (10, 50), (25, 50))
    assert effect(rows, 3) == 1
    assert effect(rows, 3, known=1.37) == 1.37
    assert effect(rows, 4) > 5


def test_one_village_of_several_is_worth_one_answer() -> None:
    assert effect(drawn((40, 50)), 2) == 50
    assert effect(drawn((40, 50)), 1) == 1


def test_villages_alike_are_worth_their_people() -> None:
    """Twenty villages of the same share: only their small number is allowed for."""
    few = (stats.t.ppf(0.975, 19) / intervals.z_value()) ** 2
    assert effect(drawn(*[(30, 50)] * 20), 1000, known=1.2) == 1.2
    assert effect(drawn(*[(50, 50)] * 20), 1000) == pytest.approx(few, abs=0.1)


def test_rounds_without_clusters_keep_their_variance() -> None:
    """As many people again who were not drawn by village: the share of clusters counts half."""
    rows = drawn((40, 50), (30, 50), (20, 50), (35, 50))
    mean, error = clustered_mean(rows["numerator"], rows["denominator"], 20)
    few = (stats.t.ppf(0.975, 3) / intervals.z_value()) ** 2
    for known in (1.0, 1.5):
        exact = few * (error / 2) ** 2 / (mean * (1 - mean) / 400) + known / 2
        assert effect(rows, 20, known, more=200.0) == pytest.approx(exact, abs=0.1)


def test_a_village_asked_twice_is_one_cluster() -> None:
    """Two rounds of the same two villages tell no more of the others than one."""
    first = drawn((40, 50), (20, 50), (30, 50))
    again = pd.concat([first, drawn((40, 50), (20, 50), (30, 50), round_id="R2")])
    once, twice = effect(first, 100), effect(again, 100)
    assert twice == pytest.approx(2 * once, rel=0.02)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Villages of a town differ; a dozen of sixty are drawn, thirty people in each."""
    chance = np.random.default_rng(20261128)
    truth_by_village = chance.beta(8, 3, size=60)
    held = {"clusters": 0, "one by one": 0}
    draws = 600
    for _ in range(draws):
        chosen = chance.choice(60, size=12, replace=False)
        rows = drawn(*[(chance.binomial(30, truth_by_village[v]), 30) for v in chosen])
        share = rows["numerator"].sum() / 360
        for name, worth in {"clusters": effect(rows, 60), "one by one": 1.0}.items():
            low, high = intervals.wilson([share * 360 / worth], [360 / worth])
            held[name] += low[0] <= truth_by_village.mean() <= high[0]
    assert 0.93 <= held["clusters"] / draws <= 0.985
    assert held["one by one"] / draws < 0.85


def test_cards_and_series_have_the_same_interval() -> None:
    """V1 and V2 of four villages were asked, and differ."""
    given_ = {("R1", "V1", "Q1"): [60, 0, 40], ("R1", "V2", "Q1"): [90, 0, 10]}
    asked = design({"R1": "v1"}, {"v1": ["Q1"]}, selection="random")
    by_village = counts(given_, asked, by_village=True)
    found = satisfaction.survey(
        counts(given_, asked), coverage({}), asked, 0, drawn=(by_village, 4)
    )
    row = satisfaction.levels(found).set_index("metric").loc[RATE]
    places = [{"village_code": v, "households": 100} for v in (*VILLAGES, "V4")]
    tables = records.tables(places=places) | {
        "responses": forms(given_),
        "drawn_answers": answered(given_),
    }
    card, plain = (
        measure(chosen, [RATE], as_of=records.AS_OF, window=records.WINDOW, zone="UTC",
                smallest_cell=0).iloc[0]
        for chosen in (tables, {k: v for k, v in tables.items() if k != "drawn_answers"})
    )  # fmt: skip
    assert row["design_effect"] == 200  # two villages: Student's t of one degree of freedom
    assert (card["low"], card["high"]) == pytest.approx((row["low"], row["high"]))
    assert plain["high"] - plain["low"] < 0.15 < card["high"] - card["low"]
