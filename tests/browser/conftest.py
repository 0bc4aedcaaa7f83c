"""The real server on a free port, and Chromium that nothing outside may answer."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

ROOT = Path(__file__).parents[2]
SCALE = 0.05
LOCAL = (None, "", "127.0.0.1", "localhost", "::1")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]  # fmt: skip
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# From a key whose name begins so until the page has been drawn anew, told by the page itself in
# `waits`: what a test needs in order to press things is no wait of the reader's.
WATCH = """key => {
    window.waits = [];
    let since = null, ran = false;
    document.addEventListener("keydown", event => {
        if (event.key.startsWith(key)) { since = performance.now(); ran = false; }
    }, true);
    const app = document.querySelector('[data-testid="stApp"]');
    new MutationObserver(() => {
        if (since === null) return;
        if (app.dataset.testScriptState !== "notRunning") { ran = true; return; }
        if (!ran) return;
        window.waits.push((performance.now() - since) / 1000);
        since = null;
    }).observe(app, {attributes: true, attributeFilter: ["data-test-script-state"]});
}"""
Open = Callable[..., Page]


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Address of a fresh server on a store; it has answered nobody yet but for its health."""
    with started(home) as (url, _):
        yield url


@contextmanager
def started(home: Path) -> Iterator[tuple[str, int]]:
    """The same, with the number of the server's process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pages.components.server", "--server.headless=true",
               f"--server.port={port}", "--server.address=127.0.0.1"]  # fmt: skip
    log = (home.parent / f"{home.name}-{port}.log").open("w")
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "DASHBOARD_HOME": str(home)}, stdout=log, stderr=log
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}/", server.pid
    finally:
        server.terminate()
        server.wait(10)
        log.close()


def _wait_for(url: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="session")
def demo_home(demo_of: Callable[[float], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a small demo district, the worker's own: reviews are saved in it."""
    return Path(shutil.copytree(demo_of(SCALE), tmp_path_factory.mktemp("browser") / "demo"))


@pytest.fixture(scope="session")
def address(demo_home: Path) -> Iterator[str]:
    """Address of a server on the demo district."""
    with served(demo_home) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the system, else that of Playwright."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open an address; afterwards nothing may have left the machine and nothing have failed.

    An address at which there is no page (`there`) may fail: the browser looks for the server.
    """
    contexts, outside, errors = [], [], []

    def go(
        url: str,
        *,
        lang: str = "en-US",
        width: int = 1440,
        dark: bool = False,
        wait: bool = True,
        there: bool = True,
    ) -> Page:
        context = browser.new_context(
            locale=lang,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("request", lambda r: _note_outside(r.url, outside))
        page.on("pageerror", lambda mistake: errors.append(str(mistake)))
        if there:
            page.on("console", lambda m: errors.append(m.text) if _is_ours(m) else None)
            page.on("response", lambda answer: _note_failed(answer, errors))
        page.goto(url)
        if wait:
            settle(page)
        return page

    yield go
    for context in contexts:
        context.close()
    assert not outside, "requests left the machine"
    assert not errors, "the browser reported errors"


def _is_ours(message: ConsoleMessage) -> bool:
    """An error of the page itself, not of a server that has been stopped."""
    expected = ("ERR_CONNECTION_REFUSED", "WebSocket")
    return message.type == "error" and not any(words in message.text for words in expected)


def _note_outside(url: str, outside: list[str]) -> None:
    if urlparse(url).hostname not in LOCAL:
        outside.append(url)


def _note_failed(answer: Response, errors: list[str]) -> None:
    if answer.status >= 400:
        errors.append(f"{answer.status} {answer.url}")


def settle(page: Page) -> Page:
    """Wait until the page has been drawn and nothing runs any more."""
    page.wait_for_selector(READY)
    page.wait_for_selector('[data-testid="stSkeleton"]', state="detached")
    page.wait_for_timeout(250)
    page.wait_for_selector(READY)
    assert page.locator('[data-testid="stException"]').count() == 0
    return page
