"""Does the page on requests hold what it promises, in a real browser?"""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from pages.texts import LANGUAGES, say
from tests.browser.conftest import Open, settle
from tests.browser.test_overview import choose, click, whole

pytestmark = pytest.mark.browser
LEVEL = "level.township"
PLACE = re.compile(r"area=9901\d+000(&|$)")


def part(page: Page, name: str) -> None:
    """Turn to a part by its name on the page."""
    page.locator(".st-key-part button").filter(has_text=name).click()
    page.wait_for_url(re.compile("part="))
    settle(page)


@pytest.mark.parametrize(("locale", "lang"), [("zh-CN", "zh"), ("en-US", "en")])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_finding_the_cards_and_the_curves(
    opened: Open, address: str, locale: str, lang: str, width: int
) -> None:
    page = opened(f"{address}requests?grain=year&period=2026", lang=locale, width=width)
    assert say(lang, "requests.step_dispatch") in page.inner_text("h1")
    assert page.locator(".card").count() == 10
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("m => m.scrollWidth <= m.clientWidth + 1"), "it scrolls sideways"
    chart = page.locator(".st-key-curves_chart .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    assert say(lang, "requests.at_risk") in chart.inner_text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_parts_are_turned_to_and_kept_in_the_address(opened: Open, address: str, lang: str) -> None:
    page = opened(f"{address}requests?lang={lang}")
    part(page, say(lang, "part.steps"))
    assert "part=steps" in page.url
    assert page.get_by_text(say(lang, "requests.steps")).is_visible()
    alike = say(lang, "requests.alike_rates", level=say(lang, "levels.township"))
    part(page, say(lang, "part.alike"))
    assert page.get_by_text(alike).first.is_visible()
    page.reload()
    settle(page)
    assert page.get_by_text(alike).first.is_visible()


@pytest.mark.parametrize(("lang", "chart"), [("zh", "curves"), ("en", "quantiles")])
def test_a_place_is_gone_to_by_a_click_and_by_a_list(
    opened: Open, address: str, lang: str, chart: str
) -> None:
    start, township = f"{address}requests?lang={lang}&part=times&by=place", say(lang, LEVEL)
    page = opened(start)
    click(page, f".st-key-{chart}_chart .scatterlayer .trace .points path")
    page.wait_for_url(PLACE)
    settle(page)
    chosen = page.get_by_label(township, exact=True).first.input_value()
    assert whole(lang) not in chosen
    page.goto(start)
    settle(page)
    choose(page, township, chosen)
    assert PLACE.search(page.url)
    assert page.get_by_label(township, exact=True).first.input_value() == chosen


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_category_is_looked_at_alone_by_a_click(opened: Open, address: str, lang: str) -> None:
    page = opened(f"{address}requests?lang={lang}&part=scores&by=category&metric=on_time_rate")
    click(page, ".st-key-scores_chart .scatterlayer .trace .points path")
    page.wait_for_url(re.compile(r"category_code=\d"))
    settle(page)
    assert "by=" not in page.url
    assert say(lang, "filters.more_used", count="1") in page.inner_text(".st-key-more_filters")


def test_the_workbook_has_a_sheet_for_every_picture(opened: Open, address: str) -> None:
    page = opened(f"{address}requests?lang=en&part=steps&grain=year&period=2026")
    with page.expect_download() as waiting:
        page.get_by_text("Download Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert {"cards", "steps", "steps_compared", "reached"} <= set(book.sheetnames)
    rows = list(book["steps_compared"].values)
    head = {name: place for place, name in enumerate(rows[0])}
    slow = [row for row in rows[1:] if row[head["verdict"]] == "worse"]
    furthest = min(slow, key=lambda row: row[head["ratio"]])
    assert furthest[head["stage"]] == "dispatch"
    assert furthest[head["place"]] in page.inner_text("h1")
