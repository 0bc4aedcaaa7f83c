"""Does a change in the grid of a small table become a snapshot that names who and why?"""

from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from data.load import load
from data.store import Store
from tests.browser.conftest import Open, served, settle
from tests.data.loads import records, write

HEIGHT = 35  # pixels of a row of the grid
pytestmark = pytest.mark.browser
DAYS = (
    {"day": "2024-05-01", "is_workday": "false", "name": "Labour Day"},
    {"day": "2024-05-11", "is_workday": "true", "name": "Make-up day"},
)


def opened_cell(page: Page) -> Locator:
    """The last cell of the first row, to be written in; a table is drawn before it listens."""
    cell = page.locator("#portal textarea")
    for _ in range(10):
        box = page.locator('[data-testid="stDataFrame"] canvas').first.bounding_box()
        page.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + 1.5 * HEIGHT)
        page.keyboard.press("Enter")
        with suppress(Error):
            cell.wait_for(timeout=3_000)
            return cell
    raise AssertionError("the cell does not open")


def test_a_cell_is_changed_and_saved(opened: Open, tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    load(store, write(tmp_path / "working_calendar.csv", DAYS), "working_calendar")
    with served(store.home) as url:
        page = opened(f"{url}data?part=small_tables")
        page.locator(".st-key-small_table input").click()
        page.get_by_role("option").filter(has_text="plain week").click()
        settle(page)
        opened_cell(page).fill("International Workers' Day")
        page.keyboard.press("Enter")
        settle(page)
        page.locator(".st-key-small_author input").fill("Li Hua")
        page.locator(".st-key-small_reason input").fill("its full name")
        page.locator(".st-key-small_save button").click()
        expect(page.get_by_text("Saved as snapshot")).to_be_visible(timeout=30_000)
        settle(page)
    after = store.snapshots()[-1]
    assert store.current() == after
    assert "Li Hua: its full name" in after.reason
    assert records(store, "working_calendar", "name") == [
        ("International Workers' Day",),
        ("Make-up day",),
    ]
    before = records(store, "previous_versions", "table_name", "previous")
    assert {table for table, _ in before} == {"working_calendar"}
    assert any("Labour Day" in row for _, row in before)
