"""Does the overview stand in every state of the store, say what is so, and hide what it must?"""

from datetime import datetime
from pathlib import Path

import pytest

from data.store import Store
from pages.components.board import CARDS
from tests.data import records
from tests.pages.conftest import Page
from tests.pages.reading import cards, states, table, title, words

TOWNSHIP, VILLAGE = "990101102000", "990101102205"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_demo_district_is_told_in_both_languages(
    page: Page, demo_home: Path, lang: str
) -> None:
    app = page(demo_home, lang)
    assert title(app)
    assert list(cards(app)) == list(CARDS)
    said = words(app)
    assert ("数据截至2026年10月20日 20:00（北京时间）" if lang == "zh" else
            "data as of 20 October 2026 20:00 (Beijing time)") in said  # fmt: skip
    assert not app.warning


def test_every_card_has_value_interval_and_number(page: Page, demo_home: Path) -> None:
    told = cards(page(demo_home, "en"))
    assert "95% interval" in told["on_time_rate"]
    assert "n = " in told["on_time_rate"]
    assert "80% gate" in told["survey_participation_rate"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_store_says_how_to_begin(page: Page, lang: str) -> None:
    app = page(None, lang)
    assert title(app) == {"zh": "还没有数据", "en": "No records yet"}[lang]
    assert [code.value for code in app.code][-1] == "python -m data demo"
    assert not app.selectbox
    assert not cards(app)


def test_one_request_is_too_few_to_judge(page: Page, store: Store) -> None:
    records.fill(store, 1)
    app = page(store.home, "en", period="2025-06")
    assert title(app) == "There are too few records to judge by"
    assert states(app) == {"resolution_median_days": "none"} or "few" in states(app).values()
    assert "Not on record here" in words(app)


def test_requests_that_are_all_open(page: Page, store: Store) -> None:
    records.fill(store, 500)
    app = page(store.home, "en", grain="year")
    assert "500 requests are overdue" not in words(app)
    assert "fewer than half are resolved" in cards(app)["resolution_median_days"]


def test_a_period_without_records_says_where_there_are_some(page: Page, store: Store) -> None:
    with store.build("two days") as building:
        records.add_areas(building)
        records.add_batch(building, datetime.fromisoformat("2026-06-01"))
        for number, day in enumerate(["2025-01-10", "2025-05-10"]):
            records.add_request(building, str(number), day)
    app = page(store.home, "en", period="2025-03")
    assert title(app) == "District has no records in March 2025"
    assert "10 January–10 May 2025" in words(app)


def test_only_requests_are_one_line_of_what_is_missing(page: Page, store: Store) -> None:
    records.fill(store, 100)
    app = page(store.home, "zh", grain="year")
    assert "没有相应记录，未列出：" in words(app)
    assert "household_coverage_rate" not in cards(app)


def test_the_address_chooses_place_and_period(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "zh", area=TOWNSHIP, grain="quarter", period="2026-Q1")
    assert app.selectbox(key="area_0").value == TOWNSHIP
    assert app.selectbox(key="grain").value == "quarter"
    assert app.selectbox(key="period").value == "2026-Q1"
    assert "2026年第一季度（2026年1月1日–3月31日）" in words(app)


def test_a_filter_moves_the_address_and_the_numbers(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en")
    before = cards(app)["resolution_median_days"]
    app.selectbox(key="area_0").set_value(TOWNSHIP).run()
    assert app.query_params["area"] == TOWNSHIP
    assert cards(app)["resolution_median_days"] != before
    app.selectbox(key="area_1").set_value(VILLAGE).run()
    assert app.query_params["area"] == VILLAGE
    app.selectbox(key="area_1").set_value("").run()
    assert app.query_params["area"] == TOWNSHIP
    app.selectbox(key="area_0").set_value("").run()
    assert "area" not in app.query_params
    assert cards(app)["resolution_median_days"] == before


def test_another_length_of_period_shows_its_latest(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", period="2025-H1")
    app.selectbox(key="grain").set_value("month").run()
    assert app.query_params["grain"] == "month"
    assert "period" not in app.query_params
    assert app.selectbox(key="period").value == "2026-09"
    app.selectbox(key="period").set_value("2026-03").run()
    assert app.query_params["period"] == "2026-03"


def test_a_period_that_runs_is_provisional_and_compared_like_for_like(
    page: Page, demo_home: Path
) -> None:
    app = page(demo_home, "en", period="2026-H2")
    assert "H2 2026 (1 July–20 October 2026)" in words(app)
    assert "Provisional: the period is not over" in words(app)
    assert "compared with 1 January–22 April 2026" in words(app)


def test_the_metric_drawn_large_is_kept_in_the_address(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", metric="response_rate")
    assert app.selectbox(key="metric").value == "response_rate"
    app.selectbox(key="metric").set_value("resolution_median_days").run()
    assert app.query_params["metric"] == "resolution_median_days"
    assert not app.exception


@pytest.mark.parametrize("metric", CARDS)
def test_every_metric_can_be_drawn_large(page: Page, demo_home: Path, metric: str) -> None:
    app = page(demo_home, "zh", metric=metric)
    assert not app.exception
    assert app.selectbox(key="metric").value == metric


def test_an_address_that_leads_nowhere_is_told(page: Page, demo_home: Path) -> None:
    app = page(
        demo_home, "en", area="![x](http://e)", grain="week", period="soon", metric="luck",
        snapshot="gone", as_of="then",
    )  # fmt: skip
    told = " ".join(warning.value for warning in app.warning)
    assert len(app.warning) == 6
    assert r"!\[x\](http://e)" in told
    for value in ("week", "soon", "luck", "gone", "then"):
        assert f"“{value}”" in told


def test_opinions_of_few_people_are_hidden_everywhere(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", area=VILLAGE)
    hidden = [metric for metric, state in states(app).items() if state == "hidden"]
    assert "resolution_rate" in hidden
    for metric in hidden:
        assert "🔒" in cards(app)[metric]
        assert "%" not in cards(app)[metric]
    rows = [row for row in table(app, 0)[1:] if "hidden" in row[-1]]
    assert len(rows) == len(hidden)
    assert all(not any(cell.strip("—🔒\ufe0e") for cell in row[1:-1]) for row in rows)


def test_the_choice_returns_when_a_turn_of_the_page_has_emptied_the_address(
    page: Page, demo_home: Path
) -> None:
    app = page(demo_home, "en", area=TOWNSHIP, grain="quarter")
    app.query_params.clear()
    app.run()
    assert app.query_params["area"] == TOWNSHIP
    assert app.selectbox(key="grain").value == "quarter"


def test_only_surveys_can_be_shown(page: Page, store: Store) -> None:
    with store.build("one round") as building:
        records.add_areas(building)
        records.add_batch(building, datetime.fromisoformat("2026-01-01"))
        building.connection.execute(
            "INSERT INTO rounds BY NAME SELECT 'r' AS round_id, 'Round' AS round_name,"
            " DATE '2025-03-01' AS opened_date, DATE '2025-03-31' AS closed_date,"
            " 'paper' AS mode, 'census' AS selection, 'v1' AS questionnaire_version, 1 AS batch_id"
        )
        building.connection.execute(
            "INSERT INTO round_coverage VALUES ('r', 'V1', 100, 70, 1), ('r', 'V2', 200, 190, 1)"
        )
        building.touched |= {"rounds", "round_coverage"}
    app = page(store.home, "en", period="2025-H1")
    assert list(cards(app)) == ["survey_participation_rate"]
    assert "1 village is below the 80% gate" in cards(app)["survey_participation_rate"]
