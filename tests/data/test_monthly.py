"""Do counts by village and month tell the very same as the records?"""

import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import ibis
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import spell_counts, spells
from analytics.grouping import parse
from analytics.measure import measure
from analytics.metrics import METRICS
from analytics.periods import Period
from analytics.question import Question
from data import homes, listings, monthly, queries
from data.access import EVERYWHERE, Scope
from data.filters import Filters
from data.store import Store

# Tables of which nothing is counted ahead: one of them in each question is enough.
ONE_WAY = ("round_coverage", "waiting", "links", "linked_pairs", "grid_months", "matters")
MONTHS = [date(year, month, 1) for year in range(2024, 2027) for month in range(1, 13)]
GROUPS = st.lists(
    st.sampled_from(["township", "village", "month", "quarter", "half_year", "year", "setting",
                     "village_class", "assessment_month", "category"]),
    max_size=3, unique=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def home(telling_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A district in which all is counted, however few its requests are."""
    copied = Store(shutil.copytree(telling_home, tmp_path_factory.mktemp("counted") / "home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(monthly, "MANY", 0)
        with copied.build("count all") as building:
            building.touched.add("requests")
    return copied


@pytest.fixture(scope="module")
def known(home: Store) -> tuple[datetime, list[str]]:
    """The data date, and codes of places of every level."""
    dates = listings.data_dates(home, EVERYWHERE, Filters())
    codes = home.reader().con.execute("SELECT area_code FROM areas ORDER BY 1").fetchall()
    return dates["as_of"].max().to_pydatetime(), [code for (code,) in codes]


def is_possible(by: list[str]) -> bool:
    return (
        sum(name in ("township", "village") for name in by) < 2
        and sum(
            name in ("month", "quarter", "half_year", "year", "assessment_month") for name in by
        )
        < 2
    )


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Counts are equal; sums of weights but for the order in which they were added."""
    pd.testing.assert_frame_equal(one, other, rtol=1e-12, atol=1e-12, check_dtype=False)


NARROWER = (  # what counts cannot tell, one of them in every third question
    {"days": True},
    {"channels": ("hotline",)},
    {"categories": ("0301", "0103")},
    {"exclusions": False},
    {"as_now": True},
    {"as_of": timedelta(days=400)},
    {"as_of": timedelta(days=400, hours=7)},
)


@pytest.mark.slow
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    by=GROUPS.filter(is_possible),
    months=st.tuples(st.sampled_from(MONTHS), st.integers(1, 14)),
    places=st.tuples(st.integers(0, 2), st.integers(0, 10_000)),
    kinds=st.sampled_from([{}, {"settings": ("rural",)}, {"village_classes": ("weak",)}]),
    narrower=st.one_of(st.just({}), st.just({}), st.sampled_from(NARROWER)),
    besides=st.sampled_from(ONE_WAY),
)
def test_every_number_is_the_same_with_and_without(
    home: Store,
    known: tuple[datetime, list[str]],
    by: list[str],
    months: tuple[date, int],
    places: tuple[int, int],
    kinds: dict,
    narrower: dict,
    besides: str,
) -> None:
    """Whatever is chosen: place, months or days, kinds of place and record, moment, groups."""
    as_of, codes = known
    start, length = months
    end = (pd.Timestamp(start) + pd.DateOffset(months=length)).date() - timedelta(days=1)
    changed = dict(narrower)
    if changed.pop("days", False):
        start, end = start + timedelta(days=9), end + timedelta(days=4)
    moment = as_of - changed.pop("as_of") if "as_of" in changed else None
    area = codes[places[1] % len(codes)] if places[0] else ""
    chosen = Filters(area=area, start=start, end=end, as_of=moment, **kinds, **changed)
    wanted = wanted_of(by, besides)
    found, expected = (
        measure(
            queries.tables(home, EVERYWHERE, chosen, counted=counted),
            wanted, by, as_of=moment or as_of, window=(start, end),
        )
        for counted in (True, False)
    )  # fmt: skip
    same(found, expected)


def wanted_of(by: list[str], besides: str) -> list[str]:
    """All metrics that can be split so, of the tables that have one way only those of one."""
    left_out = {*ONE_WAY} - {besides}
    found = [m for m in METRICS.values() if m.table not in left_out and splits(m.table, by)]
    if "village" in by:  # thousands of curves, all of them from the records
        found = [m for m in found if m.kind != "time"]
    return [m.id for m in found]


def splits(table: str, by: list[str]) -> bool:
    return "category" not in by or table in ("requests", "backlog", "callbacks")


def test_counts_serve_whole_months_and_nothing_narrower(home: Store) -> None:
    """Or the test above would compare the records with themselves."""
    whole = {"start": date(2025, 1, 1), "end": date(2025, 6, 30)}
    served = {name for name in queries.tables(home, EVERYWHERE, Filters(**whole))
              if name in monthly.HANDED_IN.values()}  # fmt: skip
    assert served == set(monthly.HANDED_IN.values())
    narrower = {
        "days": {"start": date(2025, 1, 2)},
        "channel": {"channels": ("hotline",)},
        "as now": {"as_now": True},
        "moment": {"as_of": datetime(2025, 3, 1)},  # noqa: DTZ001
    }
    for why, choice in narrower.items():
        tables = queries.tables(home, EVERYWHERE, Filters(**(whole | choice)))
        assert tables.get("requests_by_month") is None, why
        assert tables.get("steps_by_quarter") is None, why
    for choice in ({"end": date(2025, 5, 31)}, {"settings": ("rural",)}):
        tables = queries.tables(home, EVERYWHERE, Filters(**(whole | choice)))
        assert tables.get("steps_by_quarter") is None
        assert tables.get("requests_by_month") is not None
    earlier = Filters(**whole, as_of=datetime(2025, 7, 15))  # noqa: DTZ001
    tables = queries.tables(home, EVERYWHERE, earlier)
    assert tables.get("visits_by_month") is not None
    assert tables.get("callbacks_by_month") is None


BY_HALVES = (
    (Period(date(2025, 1, 19), date(2025, 2, 28)), Period(date(2025, 3, 1), date(2025, 4, 18))),
    (Period(date(2025, 2, 1), date(2025, 2, 18)),),
)
BY_DAYS = (Period(date(2025, 1, 20), date(2025, 2, 28)),)
SCORES = [m.id for m in METRICS.values() if m.table == "callbacks"]


@pytest.mark.parametrize("spans", [(), *BY_HALVES, BY_DAYS], ids=["19th", "two", "one", "days"])
@pytest.mark.parametrize("groups", [(), ("township",)], ids=["all", "townships"])
def test_call_backs_are_counted_for_assessment_months_as_well(
    home: Store, known: tuple[datetime, list[str]], spans: tuple[Period, ...], groups: tuple
) -> None:
    window = (date(2024, 12, 19), date(2025, 6, 18))
    by = (*groups, "assessment_month")
    found, expected = (
        measure(
            queries.tables(home, EVERYWHERE, Filters(start=window[0], end=window[1]),
                           counted=counted),
            SCORES, by, as_of=known[0], window=window, assessed=spans,
        )
        for counted in (True, False)
    )  # fmt: skip
    same(found, expected)
    assert found["n"].sum() > 0
    tables = queries.tables(home, EVERYWHERE, Filters(start=window[0], end=window[1]))
    asked = Question(tables, parse(by, spans), Period(*window), window[1])
    assert (asked.by_month("callbacks") is None) == (spans == BY_DAYS)
    assert asked.by_month("requests") is None


def test_a_scope_holds_for_counts(home: Store, known: tuple[datetime, list[str]]) -> None:
    towns = (
        home.reader()
        .con.execute("SELECT area_code FROM areas WHERE level = 'township' ORDER BY 1")
        .fetchall()
    )
    scope = Scope(areas=frozenset({towns[0][0]}))
    chosen = Filters(start=date(2025, 1, 1), end=date(2025, 6, 30))
    tables = queries.tables(home, scope, chosen)
    seen = tables["requests_by_month"].township_code.to_pyarrow().to_pylist()
    assert set(seen) == {towns[0][0]}
    assert set(tables["times_by_month"].township_code.to_pyarrow().to_pylist()) == {towns[0][0]}
    village = listings.areas(home, scope, Filters()).query("level == 'village'").area_code.iloc[0]
    narrow = queries.tables(home, Scope(areas=frozenset({village})), chosen)
    assert narrow.get("times_by_month") is None


def test_months_of_one_part_are_told_as_they_were_counted(
    home: Store, known: tuple[datetime, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_of, codes = known
    town, village = (next(code for code in codes if code.endswith(end)) for end in ("1000", "1001"))
    window = (date(2024, 1, 1), date(2026, 12, 31))
    asked = []
    monkeypatch.setattr(spell_counts, "_added", lambda *_: asked.append("added"))
    for area, is_one in (("", False), (town, True), (village, False)):
        filters = Filters(area=area, start=window[0], end=window[1])
        assert ("times" in queries.tables(home, EVERYWHERE, filters).of_one_part) == is_one
    metrics = ("resolution_median_days", "resolution_p90_days", "closed_within_7_days_rate")
    found, expected = (
        measure(
            queries.tables(
                home, EVERYWHERE, Filters(area=town, start=window[0], end=window[1]), counted=told
            ),
            metrics, ("month",), as_of=as_of, window=window, area_code=town,
        )
        for told in (True, False)
    )  # fmt: skip
    assert not asked
    same(found, expected)
    assert found["value"].notna().sum() > len(metrics)


SPANS = {
    "half a year": {"start": date(2025, 1, 1), "end": date(2025, 6, 30)},
    "all": {},
    "a quarter and a day": {"start": date(2025, 1, 1), "end": date(2025, 4, 1)},
    "from before the first day": {"start": date(2019, 2, 3), "end": date(2025, 3, 31)},
}
GRAINS = {"told": spells.TOLD, "two digits": spells.TWO_DIGITS, "seconds": spells.EXACT}


@pytest.mark.parametrize("span", SPANS)
def test_durations_are_the_same_with_and_without(home: Store, span: str) -> None:
    """By nothing, by places of two levels, by matters, and what is not counted at all."""
    found, expected = (
        queries.tables(home, EVERYWHERE, Filters(**SPANS[span]), counted=counted)
        for counted in (True, False)
    )
    keys = ((), ("township_code",), ("district_code", "category_code"), ("channel",))
    for grain in GRAINS.values():
        for key in keys:
            alike(*(spell_counts.durations(tables, key, grain) for tables in (found, expected)))
    alike(*(spell_counts.of_steps(tables, "township_code") for tables in (found, expected)))


def alike(one: ibis.Table, other: ibis.Table) -> None:
    frames = [table.to_pandas() for table in (one, other)]
    keys = [c for c in frames[0].columns if c not in spells.FATES]
    assert frames[0][list(spells.FATES)].sum().sum() > 0
    same(*(frame[sorted(frame)].sort_values(keys, ignore_index=True) for frame in frames))


@pytest.mark.parametrize(
    ("flag", "file"), [("--counts", monthly.FILE), ("--promises", homes.PROMISES)]
)
def test_what_publishing_runs_is_what_analytics_asks(flag: str, file: Path) -> None:
    """`make docs` writes it anew."""
    command = [sys.executable, "-m", "analytics", flag]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout == file.read_text("utf-8")


def test_counts_of_other_metrics_are_not_read(home: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot that an earlier version made has counts under another name."""
    monkeypatch.setitem(monthly.NAMES, "requests", "requests_by_month_00000000")
    chosen = Filters(start=date(2025, 1, 1), end=date(2025, 6, 30))
    assert queries.tables(home, EVERYWHERE, chosen).get("requests_by_month") is None


def test_few_requests_are_not_counted_by_category_and_step(home: Store, telling_home: Path) -> None:
    """Counts would be more than the requests."""
    few = Store(telling_home)
    chosen = Filters(start=date(2025, 1, 1), end=date(2025, 6, 30))
    for name in monthly.OF_MANY:
        handed = monthly.HANDED_IN[name]
        assert queries.tables(few, EVERYWHERE, chosen).get(handed) is None
        assert queries.tables(home, EVERYWHERE, chosen).get(handed) is not None


BY_CLASS = ("requests_received", "satisfaction_rate", "waiting_over_90_days_rate",
            "priority_coverage_rate", "household_coverage_rate")  # fmt: skip


def test_counts_follow_the_class_of_a_village(home: Store, tmp_path: Path) -> None:
    """A village that is judged anew next year is counted in its new class, with all its records."""
    moved = Store(shutil.copytree(home.home, tmp_path / "home"))
    raw = moved.reader().con
    (village,) = raw.execute(
        "SELECT village_code FROM places WHERE village_class = 'weak' ORDER BY 1 LIMIT 1"
    ).fetchall()[0]
    with moved.build("another class") as building:
        building.connection.execute(
            "INSERT INTO profiles BY NAME SELECT ? AS village_code, 2100 AS year, "
            "'model' AS village_class, max(batch_id) AS batch_id FROM batches",
            [village],
        )
        building.touched.add("profiles")
    as_of = listings.data_dates(home, EVERYWHERE, Filters())["as_of"].max().to_pydatetime()
    window = (date(2025, 1, 1), date(2025, 6, 30))
    chosen = Filters(start=window[0], end=window[1])
    counted, records = (
        measure(queries.tables(moved, EVERYWHERE, chosen, counted=is_counted), BY_CLASS,
                ["village_class"], as_of=as_of, window=window)
        for is_counted in (True, False)
    )  # fmt: skip
    same(counted, records)
    was = measure(queries.tables(home, EVERYWHERE, chosen), BY_CLASS, ["village_class"],
                  as_of=as_of, window=window)  # fmt: skip
    before, after = (f.pivot(index="metric", columns="village_class", values="n")
                     for f in (was, counted))  # fmt: skip
    assert (after["weak"] < before["weak"]).all()
    assert (after["model"] > before["model"]).all()
