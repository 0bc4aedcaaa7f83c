"""How much longer does a page take to change than the same page with constant figures?

`python -m tests.performance.bench_rerun`: in Chromium the page on requests of a district of
$BENCH_ROWS changes between two splits that it has drawn before, in turns with a Streamlit script
that holds the very same charts, headings and sentences of both and does nothing else: it has no
cards, no filters and no tables, so the ratio says more than the charts cost.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from data.access import EVERYWHERE
from data.store import Store
from pages.components import canvas, frame
from pages.components.frame import Asked
from pages.components.look import LIGHT
from pages.components.requests import times
from tests.browser.conftest import FLAGS, READY, ROOT, WATCH, served
from tests.performance import bench_pages

SPLITS, TURNS = ("channel", "kind"), 12
MOST_TIMES = 1.5  # promised
PORT = "8598"
BOX = ".st-key-by_curves input"
CONSTANT = """
import json
from pathlib import Path

import plotly.io
import streamlit as st


@st.cache_resource
def pages():
    told = json.loads(Path("FILE").read_text("utf-8"))
    return {by: [(h, w, plotly.io.from_json(f) if f else None) for h, w, f in panels]
            for by, panels in told.items()}


st.set_page_config(layout="wide")
for number, (heading, words, figure) in enumerate(pages()[st.selectbox("by", list(pages()))]):
    st.subheader(heading, anchor=False)
    st.markdown(words)
    if figure is not None:
        st.plotly_chart(figure, key=f"chart{number}", theme=None, config=CONFIG)
"""


def constant(home: Store, folder: Path) -> tuple[Path, int]:
    """A script that draws what the page draws, and the number of its charts."""
    view = bench_pages.opened(home)
    told = {}
    for by in SPLITS:
        split = replace(view, pinned=replace(view.pinned, by=by))
        asked = Asked(EVERYWHERE, split, frame.teller(split), LIGHT)
        told[by] = [
            (panel.heading, panel.words, panel.figure.to_json() if panel.figure else "")
            for panel in times.draw(asked)
        ]
    charts = {by: sum(bool(figure) for _, _, figure in panels) for by, panels in told.items()}
    (folder / "panels.json").write_text(json.dumps(told), "utf-8")
    script = CONSTANT.replace("FILE", str(folder / "panels.json"))
    path = folder / "constant.py"
    path.write_text(script.replace("CONFIG", repr(dict(canvas.CONFIG))), "utf-8")
    return path, min(charts.values())


@contextmanager
def streamlit(script: Path) -> Iterator[str]:
    """Address of a server of the script."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true",
               f"--server.port={PORT}"]  # fmt: skip
    server = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
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
    home = bench_pages.prepared()
    names = ("chromium", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        script, charts = constant(home, Path(name))
        browser = play.chromium.launch(executable_path=found, args=FLAGS)
        with served(bench_pages.HOME) as url, streamlit(script) as floor:
            area = bench_pages.AREA
            own = opened(browser, f"{url}requests?area={area}&by={SPLITS[0]}")
            same = opened(browser, floor)
            own_waits, same_waits = [], []
            for number in range(2 + TURNS):
                key = "ArrowUp" if number % 2 else "ArrowDown"
                own_waits.append(turn(own, BOX, key))
                same_waits.append(turn(same, "[data-testid=stSelectbox] input", key))
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
