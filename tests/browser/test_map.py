"""Does the map drill by click and list, move through time and stay offline, in a browser?"""

import struct
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, settle
from tests.browser.test_overview import choose

pytestmark = pytest.mark.browser
MAP = ".ground canvas.marked"
DRAWN = ".ground[data-drawn]"


def drawn(page: Page) -> Page:
    page.wait_for_selector(DRAWN)
    return page


def outlines(page: Page) -> list[str]:
    """Addresses from which outlines were fetched."""
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url) if "/media/" in r.url else None)
    return found


def colours(page: Page) -> set[tuple[int, ...]]:
    """Colours on the map that fill more than a hundredth of it."""
    counts = page.evaluate(
        """() => {
            const host = document.querySelector('[data-testid="stBidiComponentIsolated"]');
            const canvas = host.shadowRoot.querySelector('canvas.drawn');
            const pen = canvas.getContext('2d');
            const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
            const counts = {};
            for (let i = 0; i < data.length; i += 4)
                if (data[i + 3] === 255) {
                    const rgb = [data[i], data[i + 1], data[i + 2]].join();
                    counts[rgb] = (counts[rgb] || 0) + 1;
                }
            return counts;
        }"""
    )
    whole = sum(counts.values())
    return {tuple(map(int, rgb.split(","))) for rgb, n in counts.items() if n > whole / 100}


def pieces(picture: bytes) -> Iterator[str]:
    """Names of the pieces that a picture (PNG) is made of."""
    place = 8
    while place < len(picture):
        size, name = struct.unpack(">I4s", picture[place : place + 8])
        yield name.decode()
        place += size + 12


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
    places = drawn(page).locator(".places li button")
    assert places.count() == 12
    name = places.nth(5).locator("span").nth(1).inner_text()
    box = page.get_by_label("Search for a place")
    box.fill(name)
    assert places.all_inner_texts() == [places.first.inner_text()]
    box.press("Enter")
    page.wait_for_url("**area=99*")
    settle(page)
    page.wait_for_function(
        "name => document.title && document.body.innerText.includes(name)", arg=name
    )
    box.fill("no such place")
    assert places.count() == 0
    assert page.get_by_text("No place has a name like this.").is_visible()


def test_keys_look_around_and_go_down(opened: Open, address: str) -> None:
    page = drawn(opened(f"{address}map"))
    page.locator(MAP).focus()
    page.keyboard.press("ArrowRight")
    first = page.locator(".told").inner_text()
    page.keyboard.press("ArrowRight")
    second = page.locator(".told").inner_text()
    assert "%" in first
    assert first != second
    page.keyboard.press("Enter")
    page.wait_for_url("**area=99*")
    settle(page)
    assert second.splitlines()[0] in page.locator(".st-key-scope").inner_text()


def test_time_moves_and_only_values_travel(opened: Open, address: str) -> None:
    page = drawn(opened(f"{address}map"))
    fetched = outlines(page)
    before = page.locator(".st-key-scope").inner_text()
    page.locator(DRAWN).evaluate("box => { box.marked = true; }")
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**period=2025-H2*")
    settle(page)
    assert page.locator(".st-key-scope").inner_text() != before
    assert "2025" in page.locator(DRAWN).get_attribute("data-drawn")
    assert page.locator(DRAWN).evaluate("box => box.marked"), "the map was made anew"
    assert fetched == []


@pytest.mark.parametrize(("dark", "within"), [(False, (213, 219, 226)), (True, (59, 68, 78))])
def test_classes_are_on_the_canvas_in_both_themes(
    opened: Open, address: str, dark: bool, within: tuple[int, int, int]
) -> None:
    page = drawn(opened(f"{address}map", dark=dark))
    assert colours(page) == {within}  # nothing differs beyond chance
    choose(page, "Classes", "As many places in each")
    page.wait_for_url("**classes=quantile*")
    settle(page)
    assert len(colours(page)) == 5


def test_one_can_look_nearer_and_back(opened: Open, address: str) -> None:
    page = drawn(opened(f"{address}map?at=village&classes=quantile"))
    canvas, pixels = page.locator("canvas.drawn"), "canvas => canvas.toDataURL()"
    whole = canvas.evaluate(pixels)
    page.get_by_role("button", name="Nearer").click()
    page.wait_for_timeout(300)
    assert canvas.evaluate(pixels) != whole
    page.get_by_role("button", name="The whole map").click()
    page.wait_for_timeout(300)
    assert canvas.evaluate(pixels) == whole


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
        page.get_by_role("button", name="Picture (PNG)").click()
    assert found.value.suggested_filename == "map-2026-H1.png"
    picture = found.value.path().read_bytes()
    assert picture.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", picture[16:24])
    assert wide == 1800
    assert high > 1000
    assert set(pieces(picture)) <= {"IHDR", "sRGB", "pHYs", "IDAT", "IEND"}  # no words beside it
    with page.expect_download() as found:
        page.get_by_role("button", name="GeoPackage").click()
    assert found.value.path().read_bytes().startswith(b"SQLite format 3")


def test_a_place_chosen_on_the_map_is_what_the_other_pages_show(opened: Open, address: str) -> None:
    page = drawn(opened(f"{address}map"))
    first = page.locator(".places li button").first
    name = first.locator("span").nth(1).inner_text()
    first.click()
    page.wait_for_url("**area=99*")
    settle(page)
    for link in ("Requests", "Visits", "Overview"):
        page.get_by_role("link", name=link, exact=True).click()
        page.wait_for_function(
            "name => document.querySelector('.st-key-scope')?.innerText.startsWith(name)", arg=name
        )
        settle(page)
        assert "area=99" in page.url, link


def test_two_measures_stand_side_by_side_in_places_of_their_own(opened: Open, address: str) -> None:
    page = drawn(opened(f"{address}map?part=pair&metric=requests_received&second=on_time_rate"))
    maps = page.locator(DRAWN)
    expect(maps).to_have_count(2)
    told = [one.get_attribute("data-drawn").split(" · ")[0] for one in maps.all()]
    assert told == ["Requests received", "Closed on time"]
    left, right = [one.bounding_box() for one in maps.all()]
    assert abs(left["y"] - right["y"]) < 80  # sentences above them may be of different length
    assert left["x"] + left["width"] <= right["x"]
    maps.nth(1).locator("canvas.marked").click()
    page.wait_for_url("**area=99*")


def test_small_maps_show_the_periods_in_common_classes(opened: Open, address: str) -> None:
    page = opened(f"{address}map?part=moments&metric=requests_received&grain=quarter")
    page.wait_for_selector(".js-plotly-plot .heatmaplayer image")
    titles = page.locator(".js-plotly-plot .annotation").all_text_contents()
    assert len(titles) == 12
    assert "2026" in titles[-1]
    assert page.locator(".mapkey li").count() >= 3


@pytest.mark.parametrize(("part", "maps"), [("gatherings", 2), ("circles", 1)])
def test_grids_are_drawn_in_the_other_parts(
    opened: Open, address: str, part: str, maps: int
) -> None:
    page = opened(f"{address}map?part={part}")
    expect(page.locator(DRAWN)).to_have_count(maps)
    assert page.locator(".mapkey li").count() >= 2
