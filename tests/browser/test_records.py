"""Can a clerk take real files in through the page, with nothing but a browser?"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.store import Store
from tests.browser.conftest import Open, served, settle
from tests.data.bad_files import BAD_FILES

pytestmark = pytest.mark.browser
LONG = 120_000
SUGGESTED = (
    ("requests/sf311_sample.csv", 9_983),
    ("requests/nyc311_2018-01-22.csv", 155),
    ("requests/nyc311_2024-04.csv", 1_000),
    ("requests/pingshan12345_shijing_gb18030.csv", 431),
    ("requests/wenzheng_attachment3.xlsx", 30),
)
RECOGNISED = (("visits/reach_households_raw.csv", 632),)
BAD = ("paper.pdf", "broken.json")


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    """A server on a store that holds nothing yet."""
    home = tmp_path_factory.mktemp("clerk") / "home"
    with served(home) as url:
        yield url, Store(home)


def hand_in(page: Page, path: Path) -> None:
    page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', path)
    page.get_by_role("heading", name=path.name).wait_for(timeout=LONG)
    settle(page)


def choose(page: Page, key: str, option: str) -> None:
    page.locator(f".st-key-{key} input").click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def load(page: Page) -> str:
    """Load, and return what became of the rows: read, new, updated, unchanged, rejected."""
    settle(page)
    page.locator(".st-key-intake_load button").click()
    page.get_by_text(re.compile("^Loaded and published")).wait_for(timeout=LONG)
    settle(page)
    return page.locator('[aria-label="What became of the rows"] tbody').inner_text()


def put_away(page: Page) -> None:
    page.locator(".st-key-intake_another button").click()
    page.locator('[data-testid="stFileUploaderDropzone"]').wait_for(timeout=LONG)
    settle(page)


@pytest.mark.real
@pytest.mark.slow
def test_real_files_go_in_through_the_page(
    opened: Open, clerk: tuple[str, Store], real_data: Path, tmp_path: Path
) -> None:
    url, store = clerk
    opened(url)  # a server that nobody has asked yet knows no pages
    page = opened(f"{url}data")
    for name in BAD:
        bad = next(b for b in BAD_FILES if b.name == name)
        path = tmp_path / name
        path.write_bytes(bad.bytes())
        hand_in(page, path)
        expect(page.get_by_text(bad.message)).to_be_visible()
        put_away(page)
    for place, (file, rows) in enumerate((*SUGGESTED, *RECOGNISED)):
        hand_in(page, real_data / file)
        if place < len(SUGGESTED):
            choose(page, "intake_profile", "A mapping made here")
        if not place:
            page.locator(".st-key-intake_create label").click()
        told = load(page)
        assert f"{rows:,}" in told.split("\t")[1], (file, told)
        put_away(page)
    assert len(store.snapshots()) == 5  # as many as are kept
    assert not list((store.home / "uploads").iterdir())
