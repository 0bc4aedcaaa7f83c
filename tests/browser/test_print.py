"""Is what comes out of the printer whole: its words, its map, and nothing that is cut off?"""

from pathlib import Path
from unicodedata import normalize

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
MILLIMETRE = 72 / 25.4  # points
SCREEN_ONLY = ("Permanent link", "Move through time", "Download", "More filters", "Nearer")


def printed(opened: Open, url: str, path: Path, *, width: int = 1440) -> pypdfium2.PdfDocument:
    """The sheets that a page is printed on."""
    page = opened(url, width=width)
    page.pdf(path=path, prefer_css_page_size=True)
    return pypdfium2.PdfDocument(path)


def text(sheets: pypdfium2.PdfDocument) -> str:
    return "\n".join(sheet.get_textpage().get_text_bounded() for sheet in sheets)


def grey(sheet: pypdfium2.PdfPage) -> NDArray[np.uint8]:
    """A sheet as a black and white printer prints it, one pixel a point."""
    return np.asarray(sheet.render(grayscale=True).to_pil())


@pytest.mark.parametrize("width", [1440, 1000, 390])
@pytest.mark.parametrize(
    ("path", "most"),
    [("", 4), ("surveys", 3), ("requests", 5), ("visits", 4), ("map", 1), ("glossary", 20)],
)
def test_a_page_is_printed_whole(
    opened: Open, address: str, tmp_path: Path, path: str, most: int, width: int
) -> None:
    if path == "glossary" and width < 1440:
        pytest.skip("words alone fill any width")
    sheets = printed(opened, f"{address}{path}", tmp_path / "page.pdf", width=width)
    assert len(sheets) <= most
    words = text(sheets)
    assert "2026" in words or path == "glossary"
    assert not [word for word in SCREEN_ONLY if word in words]
    margin = round(8 * MILLIMETRE)
    for sheet in sheets:
        assert sheet.get_width() > sheet.get_height()
        drawn = grey(sheet)
        assert drawn.min() < 160, "an empty sheet"
        assert drawn[:, -margin:].min() > 240, "something runs over the right edge"
        assert drawn[:, :margin].min() > 240, "something runs over the left edge"


@pytest.mark.parametrize("dark", [False, True])
def test_the_map_is_on_the_sheet_of_its_heading_with_all_its_places(
    opened: Open, address: str, tmp_path: Path, dark: bool
) -> None:
    page = opened(f"{address}map?metric=requests_received", dark=dark)
    page.wait_for_selector(".ground[data-drawn]")
    path = tmp_path / "map.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    first = pypdfium2.PdfDocument(path)[0]
    assert first.get_textpage().search("by townships").get_next()
    sheet = grey(first)
    middle = sheet[sheet.shape[0] // 2 : -round(20 * MILLIMETRE)]
    filled = (middle < 235).sum(axis=0) > middle.shape[0] / 3  # columns that are mostly map
    across = np.flatnonzero(filled)
    assert len(across) > 100, "no map on the sheet"
    assert len(np.unique(middle[middle < 250])) > 5  # shades that can be told apart in grey


def test_a_table_goes_on_with_its_heading_and_without_a_row_cut_in_two(
    opened: Open, address: str, tmp_path: Path
) -> None:
    page = opened(f"{address}map?at=village&metric=requests_received")
    page.get_by_text("The numbers", exact=True).click()
    page.wait_for_selector(".frame table")
    page.wait_for_timeout(1000)  # the box unfolds
    rows = page.locator(".frame tbody tr").count()
    path = tmp_path / "table.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    sheets = pypdfium2.PdfDocument(path)
    told = [normalize("NFKC", sheet.get_textpage().get_text_bounded()) for sheet in sheets]
    names = page.locator(".frame tbody tr td:first-child").all_inner_texts()
    names = [normalize("NFKC", name) for name in names]
    missing = [name for name in names if not any(name in words for words in told)]
    assert rows > 100
    assert not missing
    assert sum("Numerator" in words for words in told) >= len(told) - 1
