"""Is the log-rank test that of the textbooks, of lifelines and of Boston?"""

import zipfile
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines.statistics import multivariate_logrank_test

from analytics import logrank, resolution
from analytics.spells import EXACT
from tests.analytics.records import after, table
from tests.analytics.test_resolution import PLACEBO, TREATED


def compared(groups: dict[str, list[tuple[float, int]]]) -> logrank.Test:
    """The test of groups of (days, 1 resolved or 0 open)."""
    rows = [
        after(days, fate="resolved" if fate else "open", category_code=group)
        for group, outcomes in groups.items()
        for days, fate in outcomes
    ]
    steps = resolution.curve(table("requests", rows), ["category_code"], grain=EXACT)
    return logrank.test(steps, "category_code")


def test_freireich_as_published() -> None:
    """Kleinbaum and Klein, Survival Analysis, chapter 2: 16.793 on one degree of freedom."""
    found = compared({"6-MP": TREATED, "placebo": [(weeks, 1) for weeks in PLACEBO]})
    assert (round(found.statistic, 3), found.degrees) == (16.793, 1)
    assert found.p_value == pytest.approx(4.17e-5, rel=2e-3)
    assert found.beyond_chance
    assert found.observed == (9.0, 21.0)
    assert [round(number, 2) for number in found.expected] == [19.25, 10.75]


def test_small_fixture_of_lifelines_with_censoring() -> None:
    found = compared({"a": [(10, 1), (20, 0), (30, 1)], "b": [(10, 1), (20, 0), (50, 1)]})
    assert (round(found.statistic, 6), round(found.p_value, 6)) == (0.384615, 0.535143)
    assert not found.beyond_chance


@pytest.mark.real
def test_lung_by_sex_as_published(real_data: Path) -> None:
    """R, package survival: `survdiff(Surv(time, status) ~ sex, lung)` gives 10.3, p = 0.001."""
    lung = pd.read_csv(real_data / "reference" / "survival_lung.csv")
    died = (lung.status == lung.status.max()).astype(int)
    rows = list(zip(lung.time, died, lung.sex.astype(str), strict=True))
    found = compared({sex: [(t, d) for t, d, s in rows if s == sex] for sex in sorted({"1", "2"})})
    assert round(found.statistic, 1) == 10.3
    assert round(found.p_value, 3) == 0.001


@pytest.mark.real
def test_boston_by_neighbourhood_as_of_new_year_2012(real_data: Path) -> None:
    """Chi-squared 2,812.6 on 23 degrees of freedom; 23 names, and those without one."""
    with zipfile.ZipFile(real_data / "requests" / "boston311_2011.zip") as archive:
        file = pd.read_csv(
            archive.open(archive.namelist()[0]),
            usecols=["open_dt", "closed_dt", "neighborhood"],
            dtype=str,
        ).apply(lambda column: column.str.strip())
    as_of = pd.Timestamp("2012-01-01")
    closed = pd.to_datetime(file.closed_dt, errors="coerce")
    closed = closed.where(closed <= as_of)
    frame = pd.DataFrame({
        "received_at": pd.to_datetime(file.open_dt), "closed_at": closed,
        "is_closed": closed.notna(), "as_of": as_of, "place": file.neighborhood.fillna(""),
        "outcome": pd.Series(None, index=file.index, dtype="str"),
    })  # fmt: skip
    steps = resolution.curve(ibis.memtable(frame), ["place"], grain=EXACT)
    found = logrank.test(steps, "place")
    assert (round(found.statistic, 1), found.degrees) == (2812.6, 23)


groups_strategy = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 8), st.sampled_from([0, 1])),
    min_size=4,
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(groups_strategy)
def test_it_is_that_of_lifelines(rows: list[tuple[str, int, int]]) -> None:
    groups, days, events = (np.array(column) for column in zip(*rows, strict=True))
    first_end = days[events == 1].min() if events.any() else np.inf
    if len(set(groups[days >= first_end])) < len(set(groups)) or len(set(groups)) < 2:
        return  # a group that nobody of was at risk at any end: theirs is singular
    steps = pd.DataFrame({
        "group": groups, "days": days, "resolved": events, "otherwise": 0,
        "open_still": 1 - events,
    })  # fmt: skip
    found = logrank.test(steps, "group")
    if (days >= first_end).sum() < 2 or not np.isfinite(found.statistic):
        return
    theirs = multivariate_logrank_test(days, groups, events)
    if theirs.test_statistic < 50:  # beyond, their matrix is singular too
        assert found.statistic == pytest.approx(theirs.test_statistic, abs=1e-6)
    assert sum(found.observed) == pytest.approx(sum(found.expected))


@pytest.mark.parametrize("waiting", [10, 20, 40, 80])
def test_one_end_against_many_that_wait_is_worked_out_without_rounding(waiting: int) -> None:
    """One of a group of one ended first: the statistic is the number of the others at risk."""
    rows = [("a", 1, 0)] * waiting + [("a", 2, 1), ("a", 3, 0), ("a", 3, 1), ("b", 1, 1)]
    steps = pd.DataFrame(rows, columns=["group", "days", "resolved"]).assign(otherwise=0)
    steps["open_still"] = 1 - steps["resolved"]
    assert logrank.test(steps, "group").statistic == pytest.approx(waiting + 3)


def test_one_group_or_none_is_no_comparison() -> None:
    assert compared({"a": [(1, 1), (2, 1)]}).degrees == 0
    empty = pd.DataFrame(columns=["group", "days", "resolved", "otherwise", "open_still"])
    assert np.isnan(logrank.test(empty, "group").p_value)


def test_an_unknown_column_is_told() -> None:
    with pytest.raises(ValueError, match="the curves have no column channel; have days"):
        logrank.test(pd.DataFrame(columns=["days"]), "channel")


def test_blocks_of_times_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    steps = pd.DataFrame({
        "group": rng.choice(list("abcd"), 300), "days": rng.integers(0, 60, 300),
        "resolved": rng.integers(0, 5, 300), "otherwise": rng.integers(0, 2, 300),
        "open_still": rng.integers(0, 2, 300),
    })  # fmt: skip
    whole = logrank.test(steps, "group")
    monkeypatch.setattr(logrank, "CELLS", 12)  # three times of four groups
    parted = logrank.test(steps, "group")
    assert parted.statistic == pytest.approx(whole.statistic)
    assert parted.expected == pytest.approx(whole.expected)
    assert parted.observed == whole.observed
