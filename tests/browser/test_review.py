"""From choice to saved document: a whole review in a real browser."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VILLAGES = "990101103207~990101107203~990101101203"
METRICS = "on_time_rate~household_coverage_rate~doctor_signing"
CHARTS = "/word/charts/chart"


def tables(page: Page) -> list[list[list[str]]]:
    """Every table on screen, cell by cell."""
    return [
        [row.locator("th, td").all_inner_texts() for row in table.locator("tr").all()]
        for table in page.locator(".frame table").all()
    ]


def downloaded(page: Page, button: str) -> io.BytesIO:
    with page.expect_download() as waiting:
        page.get_by_text(button).click()
    return io.BytesIO(Path(waiting.value.path()).read_bytes())


def in_file(page: Page) -> tuple[list[str], list[list[list[str]]]]:
    """Paragraphs and tables of the Word document that the page gives."""
    document = docx.Document(downloaded(page, "Download Word"))
    told = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    return told, [[[c.text for c in row.cells] for row in t.rows] for t in document.tables]


def drawn(page: Page) -> list[list[str]]:
    """What stands below the bars of every chart of the Word document."""
    with zipfile.ZipFile(downloaded(page, "Download Word")) as parts:
        charts = [name for name in parts.namelist() if name.startswith(CHARTS[1:])]
        texts = [parts.read(name).decode() for name in sorted(charts)]
    return [re.findall(r"<c:v>([^<]*)</c:v>", re.findall(r"<c:cat>.*?</c:cat>", text)[0])
            for text in texts]  # fmt: skip


def sheets(page: Page) -> dict[str, list[dict[str, Any]]]:
    """Rows of every sheet of the workbook that the page gives, by the titles of its columns."""
    book = openpyxl.load_workbook(downloaded(page, "Download Excel"))
    found = {}
    for sheet in book.worksheets:
        titles, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(titles, row, strict=True)) for row in rows]
    return found


def assert_same(book: dict[str, list[dict[str, Any]]], screen: list[list[list[str]]]) -> None:
    """Every number of the screen is that of the workbook, written shorter."""
    gaps, programmes, decided = book["findings"], book["indicators"], book["decisions"]
    for row, cells in zip(gaps, screen[0][1:], strict=True):
        assert (row["village"], row["benchmark"]) == (cells[0], cells[2])
        assert cells[3] == f"{row['value']:.1%}"
        assert cells[4] == f"{row['benchmark_value']:.1%}"
        assert cells[5] == f"{100 * row['difference']:+.1f} pp".replace("-", "−")
        low, high = (f"{100 * row[name]:+.1f}".replace("-", "−") for name in ("low", "high"))
        assert cells[6] == f"{low} to {high}"
    for row, cells in zip(programmes, screen[1][1:], strict=True):
        assert (row["name_en"], f"{row['value']:.1%}") == (cells[2], cells[3])
        assert str(row["period_end"]) == "2025-12-31"
    assert [row["village"] for row in decided] == [cells[0] for cells in screen[-1][1:]]
    assert [row["reason"] or "" for row in decided] == [cells[5] for cells in screen[-1][1:]]
    assert decided[0]["reason"] == "another kind of village now"
    assert decided[0]["decision"] == "change"


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
    assert len(screen[1]) == 1 + 3
    assert_same(sheets(page), screen)
    villages = [row[0] for row in screen[0][1:]]
    assert drawn(page)[:2] == [villages[:3], villages[3:]]
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
