"""How long until a map of 3,000 places stands, and how much is sent when a filter changes?

`python -m tests.performance.bench_map`; a server and a browser of their own, an empty Streamlit
page beside the map in the same run. Then: a map of 20,000 grids, and a statistical list of all
villages of a large country.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import shapely
from playwright.sync_api import Browser, Page, sync_playwright

from data.load import load
from data.store import Store
from tests.browser.conftest import FLAGS, READY, ROOT, served
from tests.performance import many_grids
from tests.performance.many_grids import cells
from tests.performance.promises import Promise, tell

SIDE, TOWNSHIPS, REQUESTS, TURNS = 55, 30, 120_000, 5
LISTED = 620_573
FIRST_SECONDS, CHANGE_SECONDS, MOST_SENT = 3.0, 0.4, 300_000  # wanted on two idle cores
# The map tells what it has drawn: a canvas has no elements that could be looked for.
DRAWN = """before => {
    const host = document.querySelector('[data-testid="stBidiComponentIsolated"]');
    const drawn = host?.shadowRoot?.querySelector('.ground')?.dataset.drawn;
    return drawn && drawn !== before;
}"""


def fill(home: Path) -> None:
    """A district of 3,025 villages with outlines and requests of three years."""
    shapes = shapely.to_wkb(cells(SIDE), hex=True)
    frame = pd.DataFrame({
        "number": range(SIDE**2), "shape": shapes,
        "town": [i * TOWNSHIPS // SIDE**2 for i in range(SIDE**2)],
    })  # fmt: skip
    store = Store(home)
    with store.build("3,025 villages") as building:
        sql = building.connection
        sql.register("frame", frame)
        sql.execute(
            """
            INSERT INTO areas BY NAME
            SELECT '99' AS area_code, 'District' AS area_name, 'district' AS level,
                NULL AS parent_code, DATE '2000-01-01' AS valid_from, 1 AS batch_id
            UNION ALL
            SELECT DISTINCT format('99{:02d}', town), format('Township {}', town), 'township',
                '99', DATE '2000-01-01', 1 FROM frame
            UNION ALL
            SELECT format('99{:02d}{:06d}', town, number), format('Village {}', number), 'village',
                format('99{:02d}', town), DATE '2000-01-01', 1 FROM frame;
            INSERT INTO boundaries (area_code, geometry, source_crs, source, batch_id)
            SELECT format('99{:02d}{:06d}', town, number), unhex(shape), 'EPSG:4326', 'made', 1
            FROM frame;
            INSERT INTO batches
            VALUES (1, 's', 'p', '1', 'f', 'h', TIMESTAMP '2026-07-01', 1, 1, 0, 0, 0,
                TIMESTAMP '2026-07-02', 'bench');
            """
        )
        sql.execute(
            f"""
            INSERT INTO requests BY NAME
            SELECT *, received_at::DATE AS received_date FROM (
                SELECT 's' AS source, i::VARCHAR AS request_id,
                    format('99{{:02d}}{{:06d}}', v * {TOWNSHIPS} // {SIDE**2}, v) AS village_code,
                    'help' AS kind, 'roads' AS category_code, 'hotline' AS channel, received_at,
                    received_at + INTERVAL (hash(i) % 200) HOUR AS closed_at, true AS is_closed,
                    received_at + INTERVAL 7 DAY AS due_at, 0 AS reopened_count, 1 AS batch_id
                FROM (SELECT i, (hash(i + 7) % {SIDE**2})::BIGINT AS v,
                          TIMESTAMP '2023-07-01' + to_minutes((i * 13) % 1576800) AS received_at
                      FROM range({REQUESTS}) AS t(i)))
            """
        )
        building.touched |= {"areas", "boundaries", "requests", "batches"}


@contextmanager
def opened(browser: Browser, url: str, wait: str) -> Iterator[tuple[Page, float, list[int]]]:
    """A page in a context of its own, the seconds until it stood, and the sizes of its messages."""
    context = browser.new_context(viewport={"width": 1440, "height": 1400})
    page = context.new_page()
    sizes: list[int] = []
    page.on("websocket", lambda w: w.on("framereceived", lambda data: sizes.append(len(data))))
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(READY)
    if wait:
        page.wait_for_function(wait, timeout=120_000)
    try:
        yield page, time.perf_counter() - start, sizes
    finally:
        context.close()


def seconds(browser: Browser, url: str, wait: str = "") -> float:
    """How long a page takes that is closed again."""
    with opened(browser, url, wait) as (_, took, _):
        return took


def change(page: Page, key: str) -> float:
    """Seconds from a key on the slider to the finished script and the map drawn again."""
    before = page.locator(".ground").get_attribute("data-drawn")
    page.get_by_role("slider").first.focus()
    start = time.perf_counter()
    page.keyboard.press(key)
    page.wait_for_function(DRAWN, arg=before)
    page.wait_for_selector(READY)
    return time.perf_counter() - start


def empty_page(folder: Path) -> Path:
    """The smallest Streamlit script there is."""
    script = folder / "empty.py"
    script.write_text("import streamlit as st\nst.title('empty')\n", encoding="utf-8")
    return script


def map_page(folder: Path, browser: Browser) -> Promise:
    """Print the times of the page; what is promised of its messages."""
    fill(folder / "home")
    with served(folder / "home") as url:
        address = f"{url}map?at=village&grain=quarter"
        cold = seconds(browser, address, DRAWN)
        with opened(browser, address, DRAWN) as (page, warm, sizes):
            first = sum(sizes)
            changes, sent = [], []
            for key in ["ArrowLeft"] * TURNS + ["ArrowRight"] * TURNS:
                before = len(sizes)
                changes.append(change(page, key))
                sent.append(sum(sizes[before:]))
        glossary = seconds(browser, f"{url}glossary")
    new, known = changes[:TURNS], changes[TURNS:]
    sys.stdout.write(
        f"map of {SIDE**2:,} outlines, {REQUESTS:,} requests\n"
        f"  first map, cold server and browser  {cold:.2f} s (asked for: {FIRST_SECONDS})\n"
        f"  first map, server warm              {warm:.2f} s; a page without map {glossary:.2f} s\n"
        f"  period never asked for before       {statistics.median(new):.2f} s\n"
        f"  period seen before, same shapes     {statistics.median(known):.2f} s "
        f"(asked for: {CHANGE_SECONDS})\n"
        f"  sent first {first / 1e3:,.0f} kB, then {max(sent) / 1e3:,.0f} kB at most "
        f"(asked for: {MOST_SENT / 1e3:,.0f})\n"
    )
    return _sent("a change of the map sends", max(sent))


def _sent(what: str, size: int) -> Promise:
    return Promise(what, size / 1e3, MOST_SENT / 1e3, "kB")


def empty(folder: Path, browser: Browser) -> None:
    """Print how long an empty page takes, in the same run."""
    port = "8599"
    command = [sys.executable, "-m", "streamlit", "run", str(empty_page(folder)),
               "--server.headless=true", f"--server.port={port}"]  # fmt: skip
    server = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(4)
        took = seconds(browser, f"http://127.0.0.1:{port}/")
        sys.stdout.write(f"  an empty Streamlit page             {took:.2f} s\n")
    finally:
        server.terminate()
        server.wait(10)


def grids(folder: Path, browser: Browser) -> Promise:
    """Print what the map of 20,000 grids costs; what is promised of its messages."""
    many_grids.fill(folder / "grids")
    with served(folder / "grids") as url:
        address = f"{url}map?at=grid&metric=requests_received"
        cold = seconds(browser, address, DRAWN)
        with opened(browser, address, DRAWN) as (page, warm, sizes):
            count, new = len(sizes), change(page, "ArrowLeft")
            sent, known = sum(sizes[count:]), change(page, "ArrowRight")
    sys.stdout.write(
        f"map of {many_grids.GRIDS:,} grids, {many_grids.REQUESTS:,} requests\n"
        f"  first map, cold server {cold:.2f} s, warm {warm:.2f} s\n"
        f"  period never asked for before {new:.2f} s, seen before {known:.2f} s, "
        f"{sent / 1e3:,.0f} kB sent\n"
    )
    return _sent("a change of the map of 20,000 grids sends", sent)


def statistical_list(folder: Path) -> None:
    """Print how long a list of places as long as China's takes."""
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("code,name\n")
        towns = [f"{c:02d}{p:02d}{d:02d}{t:03d}" for c in range(11, 42) for p in range(1, 12)
                 for d in range(1, 10) for t in range(1, 15)]  # fmt: skip
        upper = sorted({code[:n] for code in towns for n in (2, 4, 6)} | set(towns))
        file.writelines(f"{code},place {code}\n" for code in upper)
        for number in range(LISTED):
            town = towns[number % len(towns)]
            file.write(f"{town}{number // len(towns) + 1:03d},village {number}\n")
    start = time.perf_counter()
    report = load(Store(folder / "china"), path, "divisions")
    sys.stdout.write(
        f"statistical list of {report.count('kept'):,} places: "
        f"{time.perf_counter() - start:.0f} s\n"
    )


def measured() -> list[Promise]:
    """Print everything; promised is how much is sent. Times are the machine's."""
    found = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        os.environ["DASHBOARD_HOME"] = str(folder / "home")
        browser = play.chromium.launch(executable_path=found, args=FLAGS)
        promises = [map_page(folder, browser)]
        empty(folder, browser)
        promises.append(grids(folder, browser))
        browser.close()
        statistical_list(folder)
    return promises


if __name__ == "__main__":
    sys.exit(tell(measured()))
