"""Does the overview hold what it promises, in a real browser?"""

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from pages.texts import say
from tests.browser.conftest import Open, served, settle

pytestmark = pytest.mark.browser
TOWNSHIP = "990101102000"


def card(page: Page, metric: str) -> str:
    return page.locator(f'.card[data-metric="{metric}"]').inner_text()


def numbers(page: Page) -> list[str]:
    return page.locator(".card .value").all_inner_texts()


def whole(lang: str) -> str:
    """How the choice of no part of a place begins or ends."""
    return say(lang, "filters.all_of", place="").strip()


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a list by its label, with the keyboard alone."""
    box = page.get_by_label(label, exact=True).first
    box.focus()
    box.fill(option)
    page.get_by_role("option").filter(has_text=option).first.wait_for()
    box.press("Enter")
    page.wait_for_timeout(300)
    settle(page)


@pytest.mark.parametrize(("lang", "title"), [("zh-CN", "基层治理看板"), ("en-US", "Grassroots")])
@pytest.mark.parametrize("width", [1440, 390])
def test_both_languages_on_a_desk_and_on_a_phone(
    opened: Open, address: str, lang: str, title: str, width: int
) -> None:
    page = opened(address, lang=lang, width=width)
    assert page.locator(".st-key-masthead").inner_text().startswith(title)
    assert len(numbers(page)) == 9
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("m => m.scrollWidth <= m.clientWidth + 1"), "it scrolls sideways"
    lefts = {round(b["x"]) for c in page.locator(".card").all() if (b := c.bounding_box())}
    assert len(lefts) == (2 if width == 390 else 5), "cards side by side"
    assert page.locator(".st-key-filters").is_visible() == (width == 1440)
    assert page.locator(".st-key-scope").is_visible()


def test_filters_unfold_on_a_phone(opened: Open, address: str) -> None:
    page = opened(address, width=390)
    page.locator(".st-key-filters_open label").click()
    page.locator(".st-key-filters").wait_for(state="visible")


def test_a_filter_changes_the_numbers_and_is_kept(opened: Open, address: str) -> None:
    page = opened(address)
    before = numbers(page)
    choose(page, "Period length", "Quarter")
    choose(page, "Period", "Q1 2026")
    after = numbers(page)
    assert after != before
    assert "grain=quarter" in page.url
    assert "period=2026-Q1" in page.url
    assert "Q1 2026 (1 January–31 March 2026)" in page.locator(".st-key-scope").inner_text()
    page.reload()
    settle(page)
    assert numbers(page) == after

    page.locator(".st-key-permanent_link button").first.click()
    link = page.locator('[data-testid="stCode"] code').inner_text()
    for part in ("area=", "grain=quarter", "period=2026-Q1", "metric=", "lang=en", "as_of=",
                 "snapshot="):  # fmt: skip
        assert part in link
    again = opened(link)
    assert numbers(again) == after
    assert "Permanent link: snapshot" in again.locator(".st-key-scope").inner_text()
    assert again.locator('[data-testid="stAlert"]').count() == 0


def test_the_file_is_the_screen(opened: Open, address: str) -> None:
    page = opened(f"{address}?lang=en&metric=on_time_rate&area={TOWNSHIP}")
    screen = page.locator(".frame table").first.locator("tbody tr")
    shown = [row.locator("td").all_inner_texts() for row in screen.all()]
    with page.expect_download() as waiting:
        page.get_by_text("Download CSV").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = [row for row in csv.DictReader(io.StringIO("\n".join(lines))) if row["part"] == "cards"]
    assert [row["metric_name"] for row in rows] == [cells[0] for cells in shown]
    shares = [(row, cells) for row, cells in zip(rows, shown, strict=True) if "%" in cells[1]]
    assert len(shares) > 3
    for row, cells in shares:
        assert cells[1] == f"{100 * float(row['value']):.1f}%"
        assert cells[5] == f"{float(row['n']):,.0f}"
    with page.expect_download() as waiting:
        page.get_by_text("Download Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert book.sheetnames == ["data", "definitions", "filters", "batches"]
    assert book["data"].max_row == len(lines)


def test_a_click_on_a_place_goes_there_and_further(opened: Open, address: str) -> None:
    page = opened(f"{address}?lang=en&metric=on_time_rate")
    click_first_point(page)
    page.wait_for_url(re.compile(r"area=9901\d+000(&|$)"))
    settle(page)
    assert "All of" not in page.get_by_label("Township", exact=True).first.input_value()
    click_first_point(page)
    page.wait_for_url(re.compile(r"area=9901\d+[1-9](&|$)"))
    settle(page)
    assert "All of" not in page.get_by_label("Village or community", exact=True).first.input_value()


def click_first_point(page: Page) -> None:
    click(page, ".st-key-places_chart .points path")


def click(page: Page, mark: str) -> None:
    """Click in the middle of the last of some marks of a chart, which nothing covers."""
    point = page.locator(mark).last
    point.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = point.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_language_switch_keeps_the_choice(opened: Open, address: str) -> None:
    page = opened(f"{address}?area={TOWNSHIP}", lang="zh-CN")
    page.get_by_text("English", exact=True).click()
    page.wait_for_url(re.compile("lang=en"))
    settle(page)
    assert "Satisfaction" in card(page, "satisfaction_rate")
    assert f"area={TOWNSHIP}" in page.url


def test_the_page_is_dark_for_those_who_want_it(opened: Open, address: str) -> None:
    page = opened(address, dark=True)
    paper = page.locator('[data-testid="stApp"]')
    assert paper.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(20, 24, 29)"
    ink = page.locator(".card .value").first.evaluate("e => getComputedStyle(e).color")
    assert ink == "rgb(231, 235, 240)"
    text = page.locator(".st-key-places_chart .xtick text").first
    assert text.evaluate("e => getComputedStyle(e).fill") == "rgb(160, 169, 180)"


@pytest.mark.parametrize("path", ["overview", "nowhere"])
def test_a_cold_server_opened_at_a_deep_link_runs_the_frame(
    opened: Open, demo_home: Path, path: str
) -> None:
    with served(demo_home) as url:
        page = opened(f"{url}{path}?lang=zh", there=False)
        assert page.locator(".st-key-masthead").inner_text().startswith("基层治理看板")
        assert len(numbers(page)) == 9


def test_a_cold_server_opened_at_another_page_finds_it(opened: Open, demo_home: Path) -> None:
    with served(demo_home) as url:
        page = opened(f"{url}requests?lang=zh")
        assert page.get_by_text("Page not found").count() == 0
        assert page.locator(".st-key-part").count() == 1


def test_an_empty_store_is_friendly(opened: Open, tmp_path: Path) -> None:
    with served(tmp_path / "empty") as url:
        page = opened(url, lang="zh-CN")
        assert "还没有数据" in page.inner_text("h1")
        assert "python -m data demo" in page.inner_text('[data-testid="stMain"]')
        assert page.locator(".card").count() == 0


def test_a_place_whose_name_is_a_program_draws_nothing(opened: Open, address: str) -> None:
    page = opened(f"{address}?lang=en&area=![x](http://outside.example/x.png)<img src=x>")
    assert "![x]" in page.locator('[data-testid="stAlert"]').first.inner_text()
    assert page.locator('[data-testid="stAlert"] img').count() == 0
