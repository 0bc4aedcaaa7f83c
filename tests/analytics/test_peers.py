"""Peers of a hand-computed district, and of districts that are missing something."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import peers
from analytics.peers import TRAITS, Space, Trait, declared

# Five villages in two traits, as in CIPFA's nearest neighbours. Standardised by hand:
# elderly 10 20 30 40 50 -> mean 30, sd 14.1421 -> -1.4142 -0.7071 0 0.7071 1.4142
# distance 1 1 3 5 5 -> mean 3, sd 1.78885 -> -1.1180 -1.1180 0 1.1180 1.1180
FIVE = pd.DataFrame({
    "village_code": ["a", "b", "c", "d", "e"],
    "elderly_share": [0.10, 0.20, 0.30, 0.40, 0.50],
    "distance_to_town_km": [1.0, 1, 3, 5, 5],
})  # fmt: skip
COUNTY_SECONDS = 20.0  # of processor time, placing all villages included; measured: 5.1
VILLAGE_SECONDS = 6.0  # measured: 1.6
TWO = declared(["elderly_share", "distance_to_town_km"])


def test_neighbours_of_the_hand_computed_district() -> None:
    found = Space(FIVE, TWO).peers("a")
    assert list(found.rows["village_code"]) == ["b", "c", "d", "e"]
    apart = [0.7071, np.hypot(1.4142, 1.1180), np.hypot(2.1213, 2.2361), np.hypot(2.8284, 2.2361)]
    assert found.rows["apart"].tolist() == pytest.approx(apart, abs=1e-4)
    assert found.rows["distance"].tolist() == pytest.approx(
        [0.1961, 0.5, 0.8549, 1.0], abs=1e-4
    )  # fmt: skip
    # c: 2 of the 3.25 squared deviations come from the elderly, 1.25 from the distance.
    assert found.rows["elderly_share"].tolist() == pytest.approx(
        [1, 2 / 3.25, 4.5 / 9.5, 8 / 13], abs=1e-4
    )  # fmt: skip
    parts = found.rows[["elderly_share", "distance_to_town_km"]].sum(axis=1)
    assert parts.tolist() == pytest.approx([1] * 4)
    assert found.nearest == pytest.approx(0.7071, abs=1e-4)


def test_a_category_counts_as_much_as_a_number() -> None:
    rng = np.random.default_rng(3)
    number = Space(_villages(rng, 600), declared(["elderly_share"]))
    kinds = Space(_villages(rng, 600), declared(["terrain"]))
    codes = [str(k) for k in range(600)]
    for space in (number, kinds):
        pairs = [(a, b) for a in codes[:60] for b in codes]
        apart = space.apart([a for a, _ in pairs], [b for _, b in pairs])
        assert (apart**2).mean() == pytest.approx(2, rel=0.25)


@pytest.mark.parametrize("name", ["satisfaction_rate", "on_time_rate", "village_class"])
def test_outcomes_are_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is an outcome; .* choose among the traits"):
        declared([name])


def test_unknown_and_repeated_traits_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown trait terain; did you mean terrain"):
        declared(["terain"])
    with pytest.raises(ValueError, match="named twice"):
        declared(["terrain", "terrain"])
    assert {trait.name for trait in declared()} == set(TRAITS)


def test_a_missing_trait_of_the_village_is_not_compared_and_told() -> None:
    villages = FIVE.assign(distance_to_town_km=[np.nan, 1, 3, 5, np.nan])
    found = Space(villages, TWO).peers("a")
    assert (found.traits, found.missing) == (("elderly_share",), ("distance_to_town_km",))
    assert list(found.rows["village_code"]) == ["b", "c", "d", "e"]
    assert found.left_out == 0


def test_villages_that_lack_a_trait_are_left_out_and_counted() -> None:
    villages = FIVE.assign(distance_to_town_km=[1, np.nan, 3, 5, np.nan])
    found = Space(villages, TWO).peers("a")
    assert list(found.rows["village_code"]) == ["c", "d"]
    assert found.left_out == 2


def test_only_those_allowed_are_chosen() -> None:
    found = Space(FIVE, TWO).peers("c", among=np.array([False, False, True, True, True]))
    assert list(found.rows["village_code"]) == ["d", "e"]
    # 1 stays the farthest village of all, so that choices of where to look can be compared.
    near = Space(FIVE, TWO).peers("a", among=np.array([True, True, True, False, False]))
    assert near.rows["distance"].tolist() == pytest.approx([0.1961, 0.5], abs=1e-4)


def test_nothing_to_compare_is_no_error() -> None:
    alone = Space(FIVE.head(1), TWO).peers("a")
    same = Space(FIVE.assign(elderly_share=0.3, distance_to_town_km=np.nan), TWO).peers("a")
    for found in (alone, same):
        assert found.rows.empty
        assert not found.is_far


def test_without_any_trait_nobody_is_near() -> None:
    villages = pd.DataFrame({"village_code": ["A", "B", "C"]}).assign(**dict.fromkeys(TRAITS))
    space = Space(villages, declared(tuple(TRAITS)))
    assert space.nearest(["A", "B"], np.ones(3, bool)).empty
    assert space.peers("A").rows.empty


def test_a_village_that_stands_twice_or_not_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        Space(pd.concat([FIVE, FIVE.head(1)]), TWO)
    with pytest.raises(ValueError, match="village z is not among those compared"):
        Space(FIVE, TWO).peers("z")


def test_an_odd_village_is_warned_of_and_usual_ones_are_not() -> None:
    rng = np.random.default_rng(5)
    villages = _villages(rng, 200)
    villages.loc[0, ["elderly_share", "households"]] = [0.95, 90_000.0]
    space = Space(villages, declared(["elderly_share", "households", "migrant_share"]))
    assert space.peers("0").is_far
    warned = sum(space.peers(str(k)).is_far for k in range(1, 200))
    assert warned < 20


@given(st.integers(0, 2**32 - 1), st.integers(5, 40), st.integers(1, 20))
def test_the_index_agrees_with_comparing_all_with_all(seed: int, size: int, count: int) -> None:
    villages = _villages(np.random.default_rng(seed), size)
    space = Space(villages, declared(["elderly_share", "households", "terrain"]))
    among = np.arange(size) % 3 > 0
    found = space.nearest(list(villages["village_code"]), among, count)
    for code, rows in found.groupby("village_code"):
        slow = space.peers(str(code), count, among)
        assert rows["apart"].tolist() == pytest.approx(slow.rows["apart"].tolist())
        assert rows["order"].tolist() == list(range(1, len(rows) + 1))
        nearer = space.closer([str(code)], [rows["peer_code"].iloc[-1]])
        all_apart = space.apart([str(code)] * size, list(villages["village_code"]))
        reach = rows["apart"].iloc[-1] * (1 - 1e-9)
        others = villages["village_code"] != code
        assert nearer[0] == pytest.approx((all_apart[others] < reach).mean())


def test_incomes_may_be_debts() -> None:
    villages = FIVE.assign(collective_income_cny=[-5000.0, 0, 10, 1000, 1e6])
    found = Space(villages, (Trait("collective_income_cny", "log"),)).peers("a")
    assert found.rows["apart"].is_monotonic_increasing
    assert len(found.rows) == 4


def _villages(rng: np.random.Generator, size: int) -> pd.DataFrame:
    return pd.DataFrame({
        "village_code": [str(k) for k in range(size)],
        "elderly_share": rng.beta(4, 12, size),
        "migrant_share": rng.beta(2, 12, size),
        "households": np.exp(rng.normal(6, 0.5, size)),
        "terrain": rng.choice(["plain", "hill", "mountain", "water"], size, p=[0.5, 0.3, 0.1, 0.1]),
    })  # fmt: skip


@pytest.mark.slow
def test_all_villages_of_the_country_are_searched_in_seconds() -> None:
    """620,573 villages (2023) with every trait declared: a county's 2,000, found and right.

    What is bounded is the time of the processors, which other work on the machine does not
    lengthen as it lengthens that of the clock.
    """
    villages = _whole_villages(np.random.default_rng(11), 620_573)
    codes = [str(k) for k in range(2_000)]
    begun = time.process_time()
    space = Space(villages, declared())
    found = space.nearest(codes, np.ones(len(villages), bool), peers.NEIGHBOURS)
    county = time.process_time() - begun
    begun = time.process_time()
    slow = {code: space.peers(code).rows["apart"].tolist() for code in ("7", "1234", "1999")}
    one = (time.process_time() - begun) / len(slow)
    assert found.groupby("village_code").size().reindex(codes).eq(peers.NEIGHBOURS).all()
    for code, apart in slow.items():
        rows = found[found["village_code"] == code]
        assert rows["apart"].tolist() == pytest.approx(apart)
    assert county < COUNTY_SECONDS
    assert one < VILLAGE_SECONDS


def _whole_villages(rng: np.random.Generator, size: int) -> pd.DataFrame:
    """Villages with all the traits that are declared."""
    return _villages(rng, size).assign(
        development_model=rng.choice(["farming", "orchards", "tourism", "industry"], size),
        setting=rng.choice(["urban", "rural", "town"], size, p=[0.2, 0.7, 0.1]),
        collective_income_cny=np.exp(rng.normal(12, 1, size)),
        distance_to_town_km=rng.gamma(2, 4, size),
        party_members=np.exp(rng.normal(4, 0.6, size)),
    )
