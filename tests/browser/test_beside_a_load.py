"""Does a reader notice that a clerk hands in a million rows, other than by the new numbers?"""

import shutil
import statistics
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from data.store import Store
from tests.browser.conftest import READY, WATCH, Open, served, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.alone]
ROWS = 1_000_000
LONG = 120_000  # milliseconds
TURNED = ("ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowRight")  # two periods back and forth
# A million requests in the villages of the store, a tenth of them open, none after its last day.
MADE = """
COPY (
    WITH villages AS (
        SELECT area_code, row_number() OVER (ORDER BY area_code) - 1 AS place
        FROM areas WHERE level = 'village' AND valid_to IS NULL
    ),
    moments AS (
        SELECT i, last - INTERVAL (i % 300 + 5) DAY - INTERVAL (i % 1440) MINUTE AS received_at
        FROM range({rows}) AS numbers(i), (SELECT max(received_at) AS last FROM requests)
    )
    SELECT 'large' AS source, 'L' || i AS request_id, area_code AS village_code, 'help' AS kind,
        (SELECT min(category_code) FROM categories) AS category_code, 'hotline' AS channel,
        received_at, CASE WHEN i % 10 > 0 THEN received_at + INTERVAL (i % 97) HOUR END AS closed_at
    FROM moments JOIN villages ON place = i % (SELECT count(*) FROM villages)
) TO '{path}' (HEADER)
"""


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A district of its own, for the load stays in it."""
    copy = tmp_path / "district"
    yield Path(shutil.copytree(demo_home, copy))
    shutil.rmtree(copy)


def million(home: Path, path: Path) -> Path:
    store = Store(home)
    with duckdb.connect(str(store.path(store.current().id)), read_only=True) as engine:
        engine.execute(MADE.format(rows=ROWS, path=path))
    return path


def move(page: Page, key: str) -> float:
    """Go to another period by the slider and return how long the page took, in seconds."""
    page.wait_for_selector(READY)
    known = page.evaluate("waits.length")
    page.get_by_role("slider").first.press(key)
    page.wait_for_function("known => waits.length > known", arg=known, timeout=LONG)
    return page.evaluate("waits.at(-1)")


def test_nobody_waits_while_a_million_rows_go_in(opened: Open, home: Path, tmp_path: Path) -> None:
    large = million(home, tmp_path / "large.csv")
    with served(home) as url:
        clerk, reader = opened(f"{url}data"), opened(f"{url}map")
        reader.evaluate(WATCH, "Arrow")
        turns = cycle(TURNED)

        def turn() -> float:
            start = time.monotonic()
            waited = move(reader, next(turns))
            time.sleep(max(0.0, 1 - (time.monotonic() - start)))  # a move a second
            return waited

        before = [turn() for _ in range(16)]
        asked_anew, quiet = max(before), before[len(TURNED) :]
        old = reader.locator(".card").all_inner_texts()

        beside = []
        clerk.set_input_files(".st-key-intake_drop input", large)
        loads = clerk.locator(".st-key-intake_load button")
        while not loads.count():
            beside.append(turn())
        settle(clerk)
        loads.click()
        told = clerk.locator('[aria-label="What became of the rows"] tbody')
        while not told.count():
            beside.append(turn())
        assert told.inner_text().startswith(f"{ROWS:,}\t{ROWS:,}")
        deadline = time.monotonic() + 120
        while reader.locator(".card").all_inner_texts() == old or len(beside) % len(TURNED):
            beside.append(turn())  # round and round until the new records are shown
            assert time.monotonic() < deadline, "the new records are not shown"
        beside += [turn() for _ in TURNED]
        expect(reader.locator('[data-testid="stException"]')).to_have_count(0)

    usual, seen = statistics.median(quiet), statistics.median(beside)
    told_of = f"quiet {quiet}, asked anew {asked_anew:.2f}, beside {beside}"
    # On two processors, with Chromium on them too, a move takes 0.2 s, and 0.5 s at most beside the
    # load. Other work slows both, so the limit may be twice what it took just before.
    assert seen < max(0.5, 2 * usual), told_of
    # No wait may be as long as that for an answer that nobody ever asked for: as long it would be,
    # several times, if the new records were shown cold, and longer if the file held up the server.
    # One is forgiven to other work on the machine.
    assert sorted(beside)[-2] < max(1.0, asked_anew), told_of
