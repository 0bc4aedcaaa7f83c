"""Does the page of benchmark villages say what the numbers say, and no more?"""

import shutil
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from analytics.changes import COMPARABLE
from data.load import load
from data.store import Store
from pages import benchmarking
from pages.components.benchmarks.ground import Ground
from tests.pages.asking import ask
from tests.pages.conftest import Page
from tests.pages.reading import table, title, words

VILLAGE = "990101107203"


def test_peers_are_fifteen_with_what_explains_their_distance(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "benchmarking", part="peers", area=VILLAGE)
    head, *rows = table(app, 0)
    assert head[:4] == ["Village", "Distance", "Class", "Explained by"]
    assert len(rows) == 15
    distances = [float(row[1]) for row in rows]
    assert distances == sorted(distances)
    assert all("%" in row[3] for row in rows)
    candidates = table(app, 1)[1:]
    assert len(candidates) == 3
    assert all("same township" in row[1] or "same district" in row[1] for row in candidates)


def test_a_village_is_told_since_when_and_why_it_has_its_benchmark(
    page: Page, demo_home: Path
) -> None:
    told = words(page(demo_home, "zh", "benchmarking", area=VILLAGE))
    assert "自2025年1月1日起对标，选择依据：就近（同区就近的示范村）。" in told
    then = words(page(demo_home, "en", "benchmarking", area=VILLAGE, period="2024-H1"))
    assert "in force since 1 November 2023, chosen as nearby: 同区就近的示范村." in then


def test_only_the_traits_of_the_link_are_compared(page: Page, demo_home: Path) -> None:
    app = page(
        demo_home, "en", "benchmarking", part="peers", area=VILLAGE,
        traits="terrain~elderly_share", within="setting",
    )  # fmt: skip
    assert table(app, 0)[0][4:] == ["Terrain", "Residents of 60 and older"]
    assert app.multiselect(key="traits").value == ["terrain", "elderly_share"]
    assert app.selectbox(key="within").value == "setting"


def test_a_village_that_lacks_a_trait_has_the_same_peers_in_every_part(
    page: Page, demo_home: Path, tmp_path: Path
) -> None:
    """Compared on the traits that it has, and not left without peers where others have them."""
    shutil.copytree(demo_home, tmp_path / "home")
    with Store(tmp_path / "home").build("a trait is not known") as building:
        building.connection.execute(
            "UPDATE profiles SET elderly_share = NULL WHERE village_code = ?", [VILLAGE]
        )
        building.touched |= {"profiles"}
    app = page(tmp_path / "home", "en", "benchmarking", part="peers", area=VILLAGE)
    assert "not compared: Residents of 60 and older." in words(app)
    listed = [row[0] for row in table(app, 0)[1:]]
    assert len(listed) == 15
    address = {"metric": "on_time_rate", "period": "2026-H1", "area": VILLAGE}
    asked = ask(tmp_path / "home", benchmarking.PAGE.offers, **address)
    ground = Ground(asked)
    assert [ground.teller.name(code) for code in ground.neighbours[VILLAGE]] == listed
    assert set(ground.controls) == set(ground.neighbours[VILLAGE])
    rows = ground.measured("on_time_rate").set_index("area_code")
    judged = rows["state"].reindex(ground.neighbours[VILLAGE]).isin(COMPARABLE).sum()
    app = page(tmp_path / "home", "en", "benchmarking", **address)
    assert f"Median of {judged} peers" in [row[0] for row in table(app, 0)]


def test_outcomes_and_unknown_traits_are_refused_in_words(page: Page, demo_home: Path) -> None:
    app = page(
        demo_home, "en", "benchmarking", part="peers", area=VILLAGE,
        traits="terrain~satisfaction_rate~height",
    )  # fmt: skip
    assert "“Satisfaction” is an outcome and is left out" in words(app)
    assert "“height” is no known trait" in words(app)
    assert app.multiselect(key="traits").value == ["terrain"]


def test_an_unknown_measure_is_told(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "benchmarking", metric="happiness")
    assert any("happiness" in warning.value for warning in app.warning)
    assert app.selectbox(key="metric").value == "satisfaction_rate"


@pytest.mark.parametrize("metric", ["priority_coverage_rate", "waiting_over_90_days_rate"])
def test_promises_and_waits_can_be_compared_too(page: Page, demo_home: Path, metric: str) -> None:
    """Too few a village here to judge any; each pair is listed with its numbers and says so."""
    for area in ("", VILLAGE):
        app = page(demo_home, "en", "benchmarking", metric=metric, area=area)
        assert not app.exception
        assert app.selectbox(key="metric").value == metric
    rows = table(page(demo_home, "en", "benchmarking", metric=metric), 0)[1:]
    assert len(rows) == 199
    assert any(row[2].endswith("%") for row in rows)


def test_hidden_numbers_are_not_compared(page: Page, demo_home: Path) -> None:
    """Six forms a village: nobody's opinion may be told, so no gap is."""
    app = page(demo_home, "en", "benchmarking")
    assert title(app) == "No village can be compared with its benchmark: satisfaction"
    rows = table(app, 0)[1:]
    assert len(rows) == 199
    assert {row[4] for row in rows} == {"—"}
    assert any("hidden" in row[7] for row in rows)


def test_a_benchmark_of_another_time_is_the_one_of_that_time(page: Page, demo_home: Path) -> None:
    now = page(demo_home, "en", "benchmarking", area="990101001002", period="2026-H1")
    then = page(demo_home, "en", "benchmarking", area="990101001002", period="2024-H1")
    assert title(now) != title(then)


def invent_traits(store: Store, year: int) -> None:
    """Every third place a model village, and the first of these the benchmark of all others."""
    with store.build("invented traits") as building:
        building.connection.execute(
            "INSERT INTO profiles BY NAME SELECT area_code AS village_code, CAST(? AS INTEGER) AS"
            " year, CASE WHEN n % 3 = 0 THEN 'model' ELSE 'weak' END AS village_class,"
            " (n % 7) / 10 AS elderly_share, (n % 5) / 10 AS migrant_share, 1 AS batch_id"
            " FROM (SELECT area_code, row_number() OVER (ORDER BY area_code) AS n"
            " FROM areas WHERE level = 'village')",
            [year],
        )
        building.connection.execute(
            "INSERT INTO benchmark_pairs BY NAME SELECT v.village_code,"
            " (SELECT min(village_code) FROM profiles WHERE village_class = 'model')"
            " AS benchmark_code, 'nearby' AS basis, make_date(CAST(? AS INTEGER), 1, 1)"
            " AS valid_from, 1 AS batch_id FROM profiles AS v WHERE village_class = 'weak'",
            [year],
        )
        building.touched |= {"profiles", "benchmark_pairs"}


@pytest.mark.real
@pytest.mark.slow
def test_boston_areas_are_villages_with_invented_traits(
    page: Page, store: Store, real_data: Path
) -> None:
    known = datetime.fromisoformat("2012-01-01T05:00")
    load(store, real_data / "requests" / "boston311_2011.zip", "boston311", as_of=known,
         create_areas=True)  # fmt: skip
    invent_traits(store, 2011)
    app = page(store.home, "en", "benchmarking", period="2011")
    assert title(app).endswith("behind their benchmark beyond chance: the on-time rate")
    told = [row[7] for row in table(app, 0)[1:]]
    behind, ahead = told.count("behind beyond chance"), told.count("ahead beyond chance")
    assert behind + ahead > 0
    assert f"{behind} are behind it and {ahead} ahead of it" in words(app)
    for part in ("peers", "trajectory", "review", "plan"):
        app = page(store.home, "en", "benchmarking", period="2011", part=part)
        assert not app.error
        assert not app.exception
    review = page(store.home, "en", "benchmarking", period="2011", part="workspace",
                  metrics="on_time_rate~resolution_p90_days")  # fmt: skip
    rows = [row for row in table(review, 0)[1:] if row[1] == "Closed on time"]
    shown = page(store.home, "en", "benchmarking", period="2011", metric="on_time_rate")
    whole = {row[0]: row[1:] for row in table(shown, 0)[1:]}
    assert len(rows) == 10  # twelve are laid out at first, two of them are model villages
    assert all(whole[row[0]] == row[2:] for row in rows)


@pytest.mark.real
@pytest.mark.slow
def test_new_york_boards_are_villages_of_few_requests(
    page: Page, store: Store, real_data: Path
) -> None:
    """A night of requests: no board has enough to be judged, each median is that of the file."""
    path = real_data / "requests" / "nyc311_2022-05-01.csv"
    load(store, path, "nyc311", create_areas=True)
    invent_traits(store, 2022)
    app = page(store.home, "en", "benchmarking", period="2022", metric="resolution_median_days")
    assert title(app).startswith("No village can be compared with its benchmark")
    rows = table(app, 0)[1:]
    medians = board_medians(path)
    known = [row for row in rows if row[2] != "—" and row[0] in medians]
    assert len(known) > 10
    for name, _benchmark, value, *_ in known:
        assert minutes(value) == pytest.approx(medians[name], abs=3.0), name  # hours have a decimal
    assert {row[7].split(" (")[1] for row in rows} <= {"too few to judge)", "no records)"}
    for part in ("peers", "trajectory", "review", "plan", "workspace"):
        app = page(store.home, "en", "benchmarking", period="2022", part=part)
        assert not app.error
        assert not app.exception


def board_medians(path: Path) -> dict[str, float]:
    """Kaplan-Meier medians in minutes by community board, by another implementation."""
    rows = pd.read_csv(path, dtype=str)
    received, closed = (
        pd.to_datetime(rows[f"{name} Date"], format="%m/%d/%Y %I:%M:%S %p")
        for name in ("Created", "Closed")
    )
    is_closed = (rows["Status"] == "Closed") & closed.notna()
    known = max(received.max(), closed[is_closed].max())
    waited = -(-(closed.where(is_closed, known) - received).dt.total_seconds() // 60)  # begun ones
    return {
        str(name): float(
            KaplanMeierFitter().fit(waited[one.index], is_closed[one.index]).median_survival_time_
        )
        for name, one in rows.groupby("Community Board")
        if one["Borough"].nunique() == 1  # one board is named in two boroughs
    }


def minutes(text: str) -> float:
    number, unit = text.split()
    return float(number) * {"minutes": 1, "hours": 60, "days": 1440}[unit]


def test_other_programmes_are_set_beside_the_benchmark(page: Page, demo_home: Path) -> None:
    """Stars are told by village; signing by township, so it tells nothing of two in one."""
    app = page(demo_home, "en", "benchmarking", area=VILLAGE)
    head, *rows = table(app, -1)
    assert head[:2] == ["Indicator", "Value"]
    told = {row[0]: row for row in rows}
    assert len(told) == 8
    assert "stars" in told["Star rating of branches"][1]
    assert told["Star rating of branches"][-1].startswith("side by side only")
    signing = told["Households signed with a family doctor"]
    assert signing[1].endswith("%")
    assert signing[-1].startswith("one number: ") or "(numbers of" in signing[-1]
    whole = page(demo_home, "zh", "benchmarking")
    head, *counted = table(whole, -1)
    assert head[0] == "指标"
    for row in counted:
        assert sum(int(cell) for cell in row[1:7]) <= 199
    assert sum(int(row[1]) + int(row[2]) for row in counted) > 0


def test_villages_stand_in_bands_and_the_title_tells_of_the_part(
    page: Page, demo_home: Path
) -> None:
    """Bands follow from the limits of the funnel, whatever the village's benchmark."""
    year = {"metric": "on_time_rate", "grain": "year", "period": "2025"}
    app = page(demo_home, "en", "benchmarking", **year)
    head, *rows = table(app, 1)
    assert (head[0], head[-1]) == ("Village", "Against the others")
    assert len(rows) > 150
    assert {row[-1] for row in rows} <= {"above chance", "within chance", "below chance",
                                         "not judged"}  # fmt: skip
    assert len({row[-1] for row in rows}) > 1
    review = page(demo_home, "en", "benchmarking", part="review", **year)
    listed = len(table(review, 0)) - 1
    assert title(review) == f"{listed} of 199 pairs should be looked at again"
    way = page(demo_home, "en", "benchmarking", part="trajectory", metric="on_time_rate")
    assert "track beyond chance" in title(way) or "held against a target" in title(way)


def test_other_programmes_are_followed_to_their_targets(page: Page, demo_home: Path) -> None:
    """A village sees its own stars and the numbers of the places it lies in; all are counted."""
    app = page(demo_home, "en", "benchmarking", part="trajectory", area=VILLAGE)
    head, *rows = table(app, -1)
    assert head[:3] == ["Indicator", "Place", "Baseline until"]
    told = {row[0]: row for row in rows}
    assert len(told) == 8
    stars = told["Star rating of branches"]
    assert stars[1] != told["Training sessions"][1]
    assert stars[-1] in ("reached, as counted", "short, as counted")
    assert told["Training sessions"][-1] == "no target"
    signing = told["Households signed with a family doctor"]
    assert (signing[-3], signing[-1] in ("on track", "off track", "cannot be told")) == (
        "75.0%",
        True,
    )
    whole = table(page(demo_home, "zh", "benchmarking", part="trajectory"), -1)
    assert whole[0][0] == "指标"
    for row in whole[1:]:
        assert int(row[1]) == sum(int(cell) for cell in row[2:])
    plan = table(page(demo_home, "zh", "benchmarking", part="plan"), -1)
    assert len(plan) - 1 == sum(int(row[1]) for row in whole[1:])
    assert any(row[-2].endswith("星") for row in plan[1:])
