"""Does the map drill by click and list, move through time and stay offline, in a browser?"""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open, settle
from tests.browser.test_overview import choose

pytestmark = pytest.mark.browser
MAP = ".stPlotlyChart .maplibregl-canvas"
IS_DRAWN = """() => {
    const plot = document.querySelector('.js-plotly-plot');
    const drawn = plot && plot._fullLayout && plot._fullLayout.map;
    const map = drawn && drawn._subplot && drawn._subplot.map;
    return map && map.loaded() && map.queryRenderedFeatures().length > 5;
}"""


def drawn(page: Page) -> Page:
    page.wait_for_selector(MAP)
    page.wait_for_function(IS_DRAWN)
    return page


def outlines(page: Page) -> list[str]:
    """Addresses from which outlines were fetched."""
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url) if r.url.endswith(".geojson") else None)
    return found


@pytest.mark.parametrize(
    ("lang", "level", "back"),
    [
        ("zh-CN", "村（社区）", "在偶然波动范围内"),
        ("en-US", "villages", "Within what chance allows"),
    ],
)
def test_a_click_goes_down_in_both_languages(
    opened: Open, address: str, lang: str, level: str, back: str
) -> None:
    page = opened(address, lang=lang)
    page = drawn(opened(f"{address}map", lang=lang))
    assert back in page.locator(".mapkey").inner_text()
    page.locator(MAP).scroll_into_view_if_needed()
    page.locator(MAP).click()  # the middle of the district lies in some township
    page.wait_for_url("**area=99*")
    settle(page)
    drawn(page)
    assert level in page.locator("h3").first.inner_text()


def test_a_list_goes_down_too(opened: Open, address: str) -> None:
    page = opened(f"{address}map")
    box = page.get_by_label("Go to a place", exact=True)
    box.focus()
    box.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    box.press("Enter")
    page.wait_for_url("**area=99*")
    settle(page)


def test_time_moves_and_only_values_travel(opened: Open, address: str) -> None:
    page = drawn(opened(f"{address}map"))
    fetched = outlines(page)
    before = page.locator("h3").first.inner_text(), page.locator(".st-key-scope").inner_text()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**period=2025-H2*")
    settle(page)
    drawn(page)
    assert page.locator(".st-key-scope").inner_text() != before[1]
    assert fetched == []


def test_classes_levels_and_parts_on_a_phone(opened: Open, address: str) -> None:
    page = drawn(opened(f"{address}map?at=village&classes=natural", width=390))
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("m => m.scrollWidth <= m.clientWidth + 1"), "it scrolls sideways"
    assert "%" in page.locator(".mapkey").inner_text()
    choose(page, "Classes", "As many places in each")
    assert "classes=quantile" in page.url


def test_the_drawing_and_the_outlines_can_be_taken_along(opened: Open, address: str) -> None:
    page = drawn(opened(f"{address}map"))
    with page.expect_download() as found:
        page.get_by_role("button", name="Drawing (SVG)").click()
    text = found.value.path().read_text("utf-8")
    assert text.startswith("<svg")
    assert text.count("<path") == 12
    with page.expect_download() as found:
        page.get_by_role("button", name="GeoPackage").click()
    assert found.value.path().read_bytes().startswith(b"SQLite format 3")
