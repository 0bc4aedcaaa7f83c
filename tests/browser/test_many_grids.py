"""Are twenty thousand grids drawn, each in its place, and can one be found among them?"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, served, settle
from tests.browser.test_map import MAP, colours, drawn
from tests.performance import many_grids

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GRIDS = "map?at=grid&metric=requests_received&classes=quantile"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("grids") / "home"
    many_grids.fill(home)
    with served(home) as url:
        yield url


def messages(page: Page) -> list[int]:
    """Sizes of what comes over the socket from now on."""
    sizes: list[int] = []
    page.on("websocket", lambda w: w.on("framereceived", lambda data: sizes.append(len(data))))
    page.reload()
    settle(page)
    return sizes


def test_twenty_thousand_grids_are_drawn_found_and_left_for_their_village(
    opened: Open, crowded: str
) -> None:
    page = opened(f"{crowded}{GRIDS}", wait=False)
    page.set_default_timeout(120_000)
    sizes = messages(page)
    drawn(page)
    assert len(colours(page)) >= 4
    assert f"{many_grids.GRIDS - 30:,} left" in page.locator(".more").inner_text()
    page.locator(".places").get_by_role("button", name="Show more").click()
    assert page.locator(".places li").count() == 230
    sizes.clear()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**period=*")
    settle(page)
    assert 20_000 < sum(sizes) < 300_000
    page.get_by_label("Search for a place").fill("G19880")
    assert page.locator(".places li").count() == 1
    middle = page.locator(MAP)
    middle.scroll_into_view_if_needed()
    middle.click()
    page.wait_for_url("**area=99*")
    assert "at=grid" in page.url
    expect(page.get_by_label("Search for a place")).to_have_value("", timeout=90_000)
    rest = int(re.findall(r"\d+", page.locator(".more").inner_text())[0])
    assert 95 < page.locator(".places li").count() + rest < 105  # the grids of one village
