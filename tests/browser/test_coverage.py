"""Does the page of visits hold what it promises, in a real browser?"""

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from data.demo import stories
from pages.texts import LANGUAGES, say
from tests.browser.conftest import Open, settle
from tests.browser.test_overview import choose, click_first_point, whole

pytestmark = pytest.mark.browser
PLACE = re.compile(r"area=9901\d+000(&|$)")


def turn_to(page: Page, part: str) -> None:
    """Look at another part of the page."""
    page.locator(".st-key-part").get_by_text(part, exact=True).click()
    page.wait_for_timeout(300)
    settle(page)


def headings(page: Page) -> list[str]:
    return page.locator('[data-testid="stHeading"] h3').all_inner_texts()


@pytest.mark.parametrize(("lang", "part"), [("zh-CN", "覆盖"), ("en-US", "Reach")])
@pytest.mark.parametrize("width", [1440, 390])
def test_both_languages_on_a_desk_and_on_a_phone(
    opened: Open, address: str, lang: str, part: str, width: int
) -> None:
    page = opened(f"{address}visits?period=2026-H1", lang=lang, width=width)
    assert page.locator(".st-key-part").inner_text().startswith(part)
    assert page.locator(".card").count() == 5
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("m => m.scrollWidth <= m.clientWidth + 1"), "it scrolls sideways"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_parts_are_turned_and_kept_and_drilled_by_click_and_by_list(
    opened: Open, address: str, lang: str
) -> None:
    page = opened(f"{address}visits?period=2026-H1&lang={lang}")
    turn_to(page, say(lang, "part.raised"))
    assert "part=raised" in page.url
    assert headings(page)[0] == say(lang, "heading.flow")
    turn_to(page, say(lang, "part.waits"))
    page.reload()
    settle(page)
    assert headings(page)[0] == say(lang, "heading.waits")
    click_first_point(page)
    page.wait_for_url(PLACE)
    settle(page)
    assert "part=waits" in page.url
    village = page.get_by_label(say(lang, "level.village"), exact=True).first
    assert whole(lang) in village.input_value()
    choose(page, say(lang, "level.township"), whole(lang))
    assert not PLACE.search(page.url)


def test_the_evidence_is_drawn_and_taken_away_without_references(
    opened: Open, address: str
) -> None:
    page = opened(f"{address}visits?period=2026-H1&lang=en&part=patterns")
    assert headings(page)[1] == "The evidence: when these visits were written down"
    assert page.locator(".st-key-moments_chart .scatterlayer .point").count() > 300
    with page.expect_download() as waiting:
        page.get_by_text("Download Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert {"rules", "moments", "visitor_days", "visitors", "definitions"} <= set(book.sheetnames)
    told = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    sheets = [cell for row in told for cell in row if isinstance(cell, str)]
    assert not [cell for cell in sheets if re.fullmatch(r"[0-9a-f]{16}", cell)]
    days = list(book["visitor_days"].iter_rows(min_row=2, values_only=True))
    assert len(days) == len(stories.VISITOR.days)
    page.get_by_text("Download CSV").click()
    with page.expect_download() as waiting:
        page.get_by_text("CSV: visitor_days").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    assert [row["visitor"] for row in rows] == [day[0] for day in days]
