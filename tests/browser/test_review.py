"""From choice to saved document: a whole review in a real browser."""

import io
import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VILLAGES = "990101103207~990101107203~990101101203"
METRICS = "on_time_rate~household_coverage_rate"


def tables(page: Page) -> list[list[list[str]]]:
    """Every table on screen, cell by cell."""
    return [
        [row.locator("th, td").all_inner_texts() for row in table.locator("tr").all()]
        for table in page.locator(".frame table").all()
    ]


def in_file(page: Page) -> tuple[list[str], list[list[list[str]]]]:
    """Paragraphs and tables of the Word document that the page gives."""
    with page.expect_download() as waiting:
        page.get_by_text("Download Word").click()
    document = docx.Document(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    told = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    return told, [[[c.text for c in row.cells] for row in t.rows] for t in document.tables]


def test_a_review_from_choice_to_document(opened: Open, address: str) -> None:
    opened(address)  # a first visitor; then the address of the page is known
    page = opened(
        f"{address}benchmarks?lang=en&part=workspace&grain=year&period=2025"
        f"&villages={VILLAGES}&metrics={METRICS}&metric=household_coverage_rate"
    )
    page.get_by_label("Why", exact=True).fill("another kind of village now")
    page.get_by_text("change the benchmark", exact=True).click()
    page.get_by_text("Take the decision down").click()
    page.get_by_text("1 of 3 villages have a decision.").wait_for()
    settle(page)
    page.get_by_label("Notes", exact=True).fill("Seen on site.")
    page.get_by_label("Name of the review").fill("Review of 2025")
    page.get_by_label("Reviewer (office or role)").fill("Benchmark office")
    page.get_by_text("Save the review").click()
    page.wait_for_url(re.compile(r"review=\d+T\d+-\w+"))
    settle(page)
    page.get_by_text(re.compile("Exactly as saved by Benchmark office")).wait_for()
    screen = tables(page)
    assert len(screen[0]) == 1 + 3 * 2
    told, written = in_file(page)
    assert written == screen
    assert told[0] == "Review of 2025"
    assert "Seen on site." in told
    assert any(line.startswith("Saved by Benchmark office") for line in told)

    again = opened(page.url, width=390)
    assert tables(again) == screen
    assert again.get_by_label("Notes", exact=True).input_value() == "Seen on site."
    assert in_file(again)[1] == screen
    main = again.locator('[data-testid="stMain"]')
    assert main.evaluate("m => m.scrollWidth <= m.clientWidth + 1"), "it scrolls sideways"
