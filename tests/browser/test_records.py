"""Can a clerk take real files in through the page, with nothing but a browser?"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.store import Store
from tests.browser.conftest import Open, served, settle

pytestmark = pytest.mark.browser
LONG = 120_000


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    """A server on a store that holds nothing yet."""
    home = tmp_path_factory.mktemp("clerk") / "home"
    with served(home) as url:
        yield url, Store(home)


def hand_in(page: Page, path: Path) -> None:
    page.set_input_files(".st-key-intake_drop input", path)
    page.get_by_role("heading", name=path.name).wait_for(timeout=LONG)
    settle(page)


def choose(page: Page, key: str, option: str) -> None:
    page.locator(f".st-key-{key} input").click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def put_away(page: Page) -> None:
    page.locator(".st-key-intake_another button").click()
    page.locator(".st-key-intake_drop .pick").wait_for(timeout=LONG)
    settle(page)


@pytest.mark.parametrize(
    ("lang", "stopped"), [("en-US", "nothing of the file has been kept"), ("zh-CN", "文件未保留")]
)
def test_a_file_is_chosen_by_keyboard_and_can_be_stopped_on_its_way(
    opened: Open, clerk: tuple[str, Store], tmp_path: Path, lang: str, stopped: str
) -> None:
    url, store = clerk
    large = tmp_path / "large.csv"
    large.write_bytes(b"a,b\n" + b"1,2\n" * 5_000_000)  # 20 MB
    page = opened(f"{url}data", lang=lang)
    slowly = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 2e6}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slowly)
    page.on("filechooser", lambda chooser: chooser.set_files(large))
    area = page.locator(".st-key-intake_drop")
    for _ in range(40):
        page.keyboard.press("Tab")
        if area.locator(".pick:focus").count():
            break
    expect(area.locator(".pick")).to_be_focused()
    page.keyboard.press("Enter")
    expect(area.locator(".share")).to_have_text(re.compile(r"^[1-9]\d? ?%.*20\.0 MB"), timeout=LONG)
    assert [p.name for p in (store.home / "uploads").rglob("*") if p.is_file()] == ["large.csv"]
    page.keyboard.press("Enter")  # the way out has the focus
    expect(area.locator(".told")).to_contain_text(stopped)
    expect(area.locator(".pick")).to_be_focused()
    page.wait_for_timeout(1_000)
    assert not list((store.home / "uploads").iterdir())
