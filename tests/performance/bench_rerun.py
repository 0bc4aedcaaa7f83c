"""How much longer does a page take to change than the same page with constant figures?

`python -m tests.performance.bench_rerun`: in Chromium the page on requests of a district of
$BENCH_ROWS changes between two splits that it has drawn before, in turns with the very same page
that stands still: a script that draws all of its elements, charts, cards, filters, tables and
files with the content they have, and works out nothing (`still`). A third page takes its turn with
them, which has the box of splits and nothing else: what any change of a Streamlit page takes. The
promise is about the page that stands still; the empty one is told beside it.
"""

import contextlib
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as NotSeenError
from streamlit.testing.v1 import AppTest

from pages.components.requests import choices
from tests.browser.conftest import FLAGS, READY, ROOT, WATCH, served
from tests.performance import bench_pages, still
from tests.performance.promises import Promise, tell

TURNS, UNCOUNTED = 12, 2  # the first ones draw what nobody has drawn before
PATIENCE, TRIES = 20, 5  # seconds for a change to be seen, and how often it is made
MOST_TIMES = 1.5  # promised
PORT = "8598"
BY = "channel"  # what the page is split by at first
BOX_KEY = "by_curves"
BOX = f".st-key-{BOX_KEY} input"
RENDER = "import pages.resolution\npages.resolution.render()"


def drawn(by: str) -> list[still.Node]:
    """Everything that the page draws, the split in English as it stands in its box."""
    page = AppTest.from_string(RENDER, default_timeout=120)
    page.query_params["area"] = bench_pages.AREA
    page.query_params["by"] = by
    page.run()
    if page.exception:
        raise RuntimeError(page.exception[0].message)
    return still.record(page.main)


def chosen(nodes: list[still.Node]) -> str:
    """The entry of the box in which the split is chosen."""
    return still.entry(still.box_of(nodes, BOX_KEY)["told"])


def constant(folder: Path) -> int:
    """Write down the page with every split; the number of its charts."""
    found = [drawn(by) for by in choices.SPLITS]
    pages = {chosen(nodes): nodes for nodes in found}
    told = {"box": BOX_KEY, "first": chosen(drawn(BY)), "pages": pages}
    (folder / "still.json").write_text(json.dumps(told), "utf-8")
    return sum(node["kind"] == "plotly_chart" for node in still.every(found[0]))


@contextlib.contextmanager
def standing_still(folder: Path) -> Iterator[str]:
    """Address of a server of the page that was written down."""
    command = [sys.executable, "-m", "streamlit", "run", str(Path(still.__file__)),
               "--server.headless=true", f"--server.port={PORT}"]  # fmt: skip
    given = {still.FILE: str(folder / "still.json"), "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **given},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        time.sleep(4)
        yield f"http://127.0.0.1:{PORT}/"
    finally:
        server.terminate()
        server.wait(10)


def opened(browser: Browser, url: str, last: str = ".js-plotly-plot") -> Page:
    """A page that stands, with its clock running; `last` is what it draws last."""
    page = browser.new_context(viewport={"width": 1440, "height": 1400}).new_page()
    page.set_default_timeout(120_000)
    page.goto(url)
    page.wait_for_selector(READY)
    page.wait_for_selector(last)
    page.wait_for_selector(READY)
    page.evaluate(WATCH, "Enter")
    return page


def turn(page: Page, keys: Iterator[str]) -> float:
    """Seconds from choosing the next or the former split to the page that shows it.

    Where all of a change reaches the browser at once, the page's clock does not see it begin: such
    a change is made again, in the other direction.
    """
    for key in itertools.islice(keys, TRIES):
        known = page.evaluate("waits.length")
        page.locator(BOX).first.focus()
        page.keyboard.press(key)
        page.keyboard.press(key)
        page.keyboard.press("Enter")
        with contextlib.suppress(NotSeenError):
            seen = "known => waits.length > known"
            page.wait_for_function(seen, arg=known, timeout=1e3 * PATIENCE)
            page.wait_for_selector(READY)
            return float(page.evaluate("waits.at(-1)"))
    raise RuntimeError(f"{page.url} was not seen to change")


def turns(pages: Sequence[Page]) -> list[float]:
    """Median seconds of a change of each page; they take turns, so that a slow minute meets all."""
    keys = [itertools.cycle(("ArrowDown", "ArrowUp")) for _ in pages]
    waits: list[list[float]] = [[] for _ in pages]
    for _ in range(UNCOUNTED + TURNS):
        for page, own, next_keys in zip(pages, waits, keys, strict=True):
            own.append(turn(page, next_keys))
    return [statistics.median(own[UNCOUNTED:]) for own in waits]


def measured() -> list[Promise]:
    """Print the three and their ratios; promised is that to the page that stands still."""
    warnings.simplefilter("ignore")
    bench_pages.prepared()
    names = ("chromium", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        charts = constant(Path(name))
        browser = play.chromium.launch(executable_path=found, args=FLAGS)
        with served(bench_pages.HOME) as url, standing_still(Path(name)) as floor:
            address = f"{url}requests?area={bench_pages.AREA}&by={BY}"
            pages = [opened(browser, address), opened(browser, floor)]
            own, still_one, empty = turns([*pages, opened(browser, f"{floor}?empty=1", BOX)])
        browser.close()
    empty -= still.SEEN
    sys.stdout.write(
        f"change of a page of {charts} charts, {bench_pages.ROWS:,} requests\n"
        f"  the page {own:.2f} s, with constant figures {still_one:.2f} s, "
        f"ratio {own / still_one:.2f}, promised {MOST_TIMES}\n"
        f"  an empty Streamlit page {empty:.2f} s, ratio {own / empty:.2f}\n"
    )
    what = "change of a page against the same page standing still"
    return [Promise(what, own / still_one, MOST_TIMES, "times")]


if __name__ == "__main__":
    sys.exit(tell(measured()))
