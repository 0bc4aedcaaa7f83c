"""How much longer does a page take to change than the same page with constant figures?

`python -m tests.performance.bench_rerun`: in Chromium the page on requests of a district of
$BENCH_ROWS changes between two splits that it has drawn before, in turns with the very same page
that stands still: a script that draws all of its elements, charts, cards, filters, tables and
files with the content they have, and works out nothing (`still`).
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.testing.v1 import AppTest

from pages.components.requests import choices
from tests.browser.conftest import FLAGS, READY, ROOT, WATCH, served
from tests.performance import bench_pages, still

TURNS = 12
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
    told = (node["told"] for node in still.every(nodes))
    return still.entry(next(one for one in told if one.get("id", "").endswith(BOX_KEY)))


def constant(folder: Path) -> int:
    """Write down the page with every split; the number of its charts."""
    found = [drawn(by) for by in choices.SPLITS]
    pages = {chosen(nodes): nodes for nodes in found}
    told = {"box": BOX_KEY, "first": chosen(drawn(BY)), "pages": pages}
    (folder / "still.json").write_text(json.dumps(told), "utf-8")
    return sum(node["kind"] == "plotly_chart" for node in still.every(found[0]))


@contextmanager
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


def opened(browser: Browser, url: str) -> Page:
    """A page that stands, with its clock running."""
    page = browser.new_context(viewport={"width": 1440, "height": 1400}).new_page()
    page.set_default_timeout(120_000)
    page.goto(url)
    page.wait_for_selector(READY)
    page.wait_for_selector(".js-plotly-plot")
    page.wait_for_selector(READY)
    page.evaluate(WATCH, "Enter")
    return page


def turn(page: Page, box: str, key: str) -> float:
    """Seconds from choosing the next or the former split to the page that shows it."""
    known = page.evaluate("waits.length")
    page.locator(box).first.focus()
    page.keyboard.press(key)
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_function("known => waits.length > known", arg=known)
    page.wait_for_selector(READY)
    return float(page.evaluate("waits.at(-1)"))


def main() -> int:
    """Print both and their ratio; exit code 1 if it is more than is promised."""
    warnings.simplefilter("ignore")
    bench_pages.prepared()
    names = ("chromium", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        charts = constant(Path(name))
        browser = play.chromium.launch(executable_path=found, args=FLAGS)
        with served(bench_pages.HOME) as url, standing_still(Path(name)) as floor:
            area = bench_pages.AREA
            own = opened(browser, f"{url}requests?area={area}&by={BY}")
            same = opened(browser, floor)
            own_waits, same_waits = [], []
            for number in range(2 + TURNS):
                key = "ArrowUp" if number % 2 else "ArrowDown"
                own_waits.append(turn(own, BOX, key))
                same_waits.append(turn(same, BOX, key))
        browser.close()
    own_time, floor_time = (statistics.median(w[2:]) for w in (own_waits, same_waits))
    sys.stdout.write(
        f"change of a page of {charts} charts, {bench_pages.ROWS:,} requests\n"
        f"  the page {own_time:.2f} s, with constant figures {floor_time:.2f} s, "
        f"ratio {own_time / floor_time:.2f}, promised {MOST_TIMES}\n"
    )
    return int(own_time > MOST_TIMES * floor_time)


if __name__ == "__main__":
    sys.exit(main())
