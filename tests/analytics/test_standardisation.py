"""Is nobody blamed for being asked for harder things, and nobody excused for being slow?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import standardisation
from analytics.resolution import lifetimes
from analytics.spells import tally
from tests.analytics.records import after, table

# Python package esda, tests/test_smoothing.py: two regions of four age groups each
EVENTS = np.array([30, 25, 25, 15, 33, 21, 30, 20.0])
PEOPLE = np.array([1000, 1000, 1100, 900, 1000, 900, 1100, 900.0])
STANDARD_EVENTS = np.array([100, 45, 120, 100, 50, 30, 200, 80.0])
STANDARD_PEOPLE = np.array([1000, 900, 1000, 900, 1000, 900, 1000, 900.0])


def test_direct_rates_as_published() -> None:
    found = [
        standardisation.direct(EVENTS[part], PEOPLE[part], STANDARD_PEOPLE[part])
        for part in (slice(0, 4), slice(4, 8))
    ]
    assert found[0] == pytest.approx((0.02374402, 0.01920491, 0.02904848), abs=5e-9)
    assert found[1] == pytest.approx((0.02665072, 0.02177143, 0.03230508), abs=5e-9)


def test_indirect_rates_as_published() -> None:
    expected = (PEOPLE * STANDARD_EVENTS / STANDARD_PEOPLE).reshape(2, 4).sum(axis=1)
    overall = STANDARD_EVENTS.sum() / STANDARD_PEOPLE.sum()
    rate, low, high = standardisation.indirect(EVENTS.reshape(2, 4).sum(axis=1), expected, overall)
    assert rate.tolist() == pytest.approx([0.02372382, 0.02610803], abs=5e-9)
    assert (low < rate).all()
    assert (rate < high).all()


def counted(rows: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place", "mix", "numerator", "denominator"])


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1)), min_size=1, max_size=4),
    st.lists(st.integers(1, 5), min_size=1, max_size=5),
    st.sampled_from(["higher", "lower"]),
    st.randoms(use_true_random=False),
)
def test_with_equal_mixes_standardised_is_crude(strata, sizes, better, chance) -> None:
    """Places of different size with the same shares of every matter."""
    rows = [
        (f"P{p}", f"S{s}", round(share * chance.random() * number * size), number * size)
        for p, size in enumerate(sizes)
        for s, (number, share) in enumerate(strata)
    ]
    frame = counted(rows)
    found = standardisation.rates(frame, "place", "mix", better)
    known = found["value"].notna()
    np.testing.assert_allclose(found["value"][known], found["crude"][known], atol=1e-9)
    np.testing.assert_allclose(found["expected"], found["overall"], atol=1e-9)


def test_hard_matters_are_allowed_for() -> None:
    """Both places do equally well with each matter; one is asked for hard ones."""
    frame = counted([("A", "easy", 900, 1000), ("A", "hard", 50, 100),
                     ("B", "easy", 90, 100), ("B", "hard", 500, 1000)])  # fmt: skip
    found = standardisation.rates(frame, "place", "mix", "higher").set_index("place")
    assert found.loc["B", "crude"] < 0.55 < 0.85 < found.loc["A", "crude"]
    assert found["value"].tolist() == pytest.approx([found["overall"].iloc[0]] * 2)
    assert found["verdict"].tolist() == ["", ""]


def test_who_is_late_with_the_same_matters_is_told() -> None:
    places = [(f"P{i}", mix, 900 + i % 3, 1000) for i in range(10) for mix in ("easy", "hard")]
    slow = [("slow", "easy", 600, 1000), ("slow", "hard", 620, 1000)]
    found = standardisation.rates(counted([*places, *slow]), "place", "mix", "higher")
    verdicts = found.set_index("place")["verdict"]
    assert verdicts["slow"] == "worse"
    assert set(verdicts.drop("slow")) == {""}


def test_no_verdict_where_the_interval_beside_it_holds_the_usual() -> None:
    """Late in 55 of 1,000 where some 70 are usual: one test says so, the interval does not."""
    told = []
    for late in range(40, 75):
        frame = counted([("A", "x", 930_000, 1_000_000), ("B", "x", 1000 - late, 1000)])
        found = standardisation.rates(frame, "place", "mix", "higher").set_index("place").loc["B"]
        holds = found["low"] <= found["overall"] <= found["high"]
        assert not (holds and found["verdict"])
        told.append(found["verdict"])
    assert set(told) == {"", "better"}


def test_a_place_without_a_record_has_no_rate() -> None:
    found = standardisation.rates(
        counted([("A", "x", 0, 0), ("B", "x", 5, 10)]), "place", "mix", "higher"
    )
    assert np.isnan(found["value"].iloc[0])
    assert found["value"].iloc[1] == 0.5
    assert standardisation.rates(counted([]), "place", "mix", "higher").empty


outcomes = st.lists(
    st.tuples(
        st.sampled_from(["V1", "V3"]), st.sampled_from("ab"), st.integers(1, 6),
        st.sampled_from(["resolved", "open", "withdrawn"]),
    ),
    min_size=3, max_size=40,
)  # fmt: skip


def timed(rows: list[tuple[str, str, int, str]]) -> pd.DataFrame:
    requests = table(
        "requests",
        [after(d, fate=f, village_code=v, category_code=c) for v, c, d, f in rows],
    )
    keys = ["township_code", "category_code"]
    durations = tally(lifetimes(requests, keys), keys).to_pandas()
    return standardisation.times(durations, ["township_code"], [], "category_code")


@settings(max_examples=40, deadline=None)
@given(outcomes)
def test_expected_ends_are_those_of_a_slow_oracle(rows: list[tuple[str, str, int, str]]) -> None:
    found = timed(rows).set_index("township_code")
    towns = {"V1": "T1", "V3": "T2"}
    for village, town in towns.items():
        mine = [row for row in rows if row[0] == village]
        if not mine:
            continue
        expected = sum(_hazard(rows, mix, days) for _, mix, days, _ in mine)
        assert found.loc[town, "expected"] == pytest.approx(expected)
        assert found.loc[town, "ended"] == sum(fate == "resolved" for *_, fate in mine)
    assert found["expected"].sum() == pytest.approx(found["ended"].sum())


def _hazard(rows: list[tuple[str, str, int, str]], mix: str, until: int) -> float:
    alike = [row for row in rows if row[1] == mix]
    return sum(
        sum(d == day and fate == "resolved" for *_, d, fate in alike)
        / sum(d >= day for *_, d, _ in alike)
        for day in range(1, until + 1)
        if any(d >= day for *_, d, _ in alike)
    )


def test_the_usual_median_is_that_of_the_same_matters() -> None:
    """T1 has easy matters (1 day), T2 hard ones (9 days): both are as usual."""
    rows = [after(1, village_code="V1", category_code="easy")] * 8
    rows += [after(9, village_code="V1", category_code="hard")] * 2
    rows += [after(1, village_code="V3", category_code="easy")] * 2
    rows += [after(9, village_code="V3", category_code="hard")] * 8
    keys = ["township_code", "category_code"]
    durations = tally(lifetimes(table("requests", rows), keys), keys).to_pandas()
    found = standardisation.medians(durations, "township_code", "category_code")
    assert found["p50"].tolist() == [1, 9]
    assert found["usual_p50"].tolist() == [1, 9]
