"""Do fingers look nearer on the map, scroll past it, and tell before they go?"""

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser
MAP = ".ground canvas.marked"
Point = tuple[float, float]


@pytest.fixture
def phone(browser: Browser, address: str):
    """The map on a telephone, and what sends touches to it."""
    context = browser.new_context(
        locale="en-US", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{address}map?metric=requests_received")
    settle(page)
    page.wait_for_selector(".ground[data-drawn]")
    page.locator(MAP).evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(300)
    yield page, context.new_cdp_session(page)
    context.close()


def touch(session: CDPSession, steps: list[list[Point]]) -> None:
    """Put fingers down where the first step says, move them from step to step, and lift them."""
    for number, fingers in enumerate(steps):
        session.send(
            "Input.dispatchTouchEvent",
            {
                "type": "touchMove" if number else "touchStart",
                "touchPoints": [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(fingers)],
            },
        )
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def middle(page: Page) -> Point:
    box = page.locator(MAP).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pixels(page: Page) -> str:
    return page.locator("canvas.drawn").evaluate("canvas => canvas.toDataURL()")


def scrolled(page: Page) -> float:
    return page.locator('[data-testid="stMain"]').evaluate("main => main.scrollTop")


def is_near(page: Page) -> bool:
    return page.locator(".ground").evaluate("box => box.classList.contains('near')")


def pinch(page: Page, session: CDPSession, start: float, end: float) -> None:
    x, y = middle(page)
    apart = [start + (end - start) * step / 10 for step in range(11)]
    touch(session, [[(x - half, y), (x + half, y)] for half in apart])
    page.wait_for_timeout(300)


def test_two_fingers_look_nearer_on_the_map_and_not_on_the_page(phone) -> None:
    page, session = phone
    whole, place = pixels(page), scrolled(page)
    pinch(page, session, 30, 120)
    assert is_near(page)
    assert pixels(page) != whole
    assert page.evaluate("visualViewport.scale") == 1
    assert scrolled(page) == place
    pinch(page, session, 150, 20)
    assert not is_near(page)
    assert pixels(page) == whole


def test_one_finger_scrolls_past_the_map_until_it_is_near(phone) -> None:
    page, session = phone
    x, y = middle(page)
    up = [[(x, y - 12 * step)] for step in range(11)]
    before, whole = scrolled(page), pixels(page)
    touch(session, up)
    page.wait_for_timeout(600)
    assert scrolled(page) > before + 50
    assert pixels(page) == whole
    page.locator(MAP).evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(300)
    pinch(page, session, 30, 120)
    near, before = pixels(page), scrolled(page)
    touch(session, up)
    page.wait_for_timeout(600)
    assert scrolled(page) == before
    assert pixels(page) != near, "one finger moves what is near"
    assert "area=" not in page.url, "moving is no choice"


def test_a_tap_tells_and_a_second_one_goes(phone) -> None:
    page, session = phone
    told = page.locator(".told")
    assert told.is_hidden()
    touch(session, [[middle(page)]])
    told.wait_for(state="visible")
    name = told.locator("b").inner_text()
    page.wait_for_timeout(500)
    assert "area=" not in page.url
    touch(session, [[middle(page)]])
    page.wait_for_url("**area=99*")
    settle(page)
    assert page.locator(".st-key-scope").inner_text().startswith(name)
