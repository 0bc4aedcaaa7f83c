"""Does the page on surveys hold what it promises, in a real browser?"""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from data.demo import stories
from data.store import Store
from pages.texts import LANGUAGES, say
from tests.browser.conftest import Open, settle
from tests.browser.test_overview import choose, click, whole

pytestmark = pytest.mark.browser


def at(address: str, part: str, lang: str = "en", **named: str) -> str:
    """Address of a part of the page."""
    chosen = "".join(f"&{name}={value}" for name, value in named.items())
    return f"{address}surveys?lang={lang}&part={part}{chosen}"


@pytest.mark.parametrize(("lang", "words"), [("zh", "未达80%有效线"), ("en", "the gate of 80%")])
def test_both_languages_on_a_phone(opened: Open, address: str, lang: str, words: str) -> None:
    page = opened(at(address, "rounds", lang), width=390)
    main = page.locator('[data-testid="stMain"]')
    assert words in main.inner_text()
    assert main.evaluate("m => m.scrollWidth <= m.clientWidth + 1"), "it scrolls sideways"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_click_on_a_village_goes_there_and_a_list_back(
    opened: Open, address: str, lang: str
) -> None:
    page = opened(at(address, "rounds", lang))
    click(page, ".st-key-gate_chart .scatterlayer .trace .points path")
    page.wait_for_url(re.compile(r"area=9901\d+[1-9](&|$)"))
    settle(page)
    village = page.get_by_label(say(lang, "level.village"), exact=True).first
    assert whole(lang) not in village.input_value()
    choose(page, say(lang, "level.township"), whole(lang))
    assert "area=" not in page.url


def test_rounds_and_questions_are_chosen_from_lists(
    opened: Open, address: str, demo_home: Path
) -> None:
    page = opened(at(address, "by_round"))
    choose(page, "Measure", "Dissatisfaction")
    assert "metric=dissatisfaction_rate" in page.url
    choose(page, "Question", "总体上")
    assert "question=overall" in page.url
    assert "The series breaks at" in words_of(page)
    page.get_by_text("Side by side", exact=True).click()
    settle(page)
    code = stories.FALL.village_code
    find = f"SELECT area_name FROM areas WHERE area_code = '{code}'"
    ((name,),) = Store(demo_home).reader().raw_sql(find).fetchall()
    choose(page, "Village", name)
    assert f"beside={code}" in page.url
    assert name in words_of(page)


def test_the_file_is_the_screen(opened: Open, address: str) -> None:
    page = opened(at(address, "answers"))
    with page.expect_download() as waiting:
        page.get_by_text("Download Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert {"cards", "answers", "scores"} <= set(book.sheetnames)
    header, *rows = book["scores"].iter_rows(values_only=True)
    values = [row[header.index("value")] for row in rows]
    drawn = page.locator(".st-key-scores_chart .bartext").all_text_contents()
    shown = [f"{100 * value:.1f}%" if value is not None else "hidden" for value in values]
    assert drawn == shown


def words_of(page: Page) -> str:
    return page.locator('[data-testid="stMain"]').inner_text()
