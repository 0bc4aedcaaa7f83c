"""Does the page on requests hold what it promises, in a real browser?"""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from pages.texts import say
from tests.browser.conftest import Open, settle
from tests.browser.test_overview import choose

pytestmark = pytest.mark.browser
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


def test_parts_are_turned_to_and_kept_in_the_address(opened: Open, address: str) -> None:
    page = opened(f"{address}requests", lang="en-US")
    part(page, "Steps")
    assert "part=steps" in page.url
    assert page.get_by_text("How long each step takes").is_visible()
    part(page, "Like with like")
    assert page.get_by_text("On time with the same matters").first.is_visible()
    page.reload()
    settle(page)
    assert page.get_by_text("On time with the same matters").first.is_visible()


def test_a_place_is_gone_to_by_a_click_and_by_a_list(opened: Open, address: str) -> None:
    page = opened(f"{address}requests?lang=en&part=times&by=place")
    points = page.locator(".st-key-quantiles_chart .scatterlayer .trace").last
    point = points.locator(".points path").first
    point.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = point.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(PLACE)
    settle(page)
    chosen = page.get_by_label("Township", exact=True).first.input_value()
    assert "All of" not in chosen
    page.goto(f"{address}requests?lang=en&part=times&by=place")
    settle(page)
    choose(page, "Township", chosen)
    assert PLACE.search(page.url)
    assert page.get_by_label("Township", exact=True).first.input_value() == chosen


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
