"""Is progress drawn for people, and for people only?"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from data import progress
from data.progress import Progress


def work(connection: duckdb.DuckDBPyConnection) -> None:
    with Progress(connection, is_visible=True) as bar:
        bar.step("counting")
        connection.execute("SELECT count(*) FROM range(2000000) AS a(x), range(200) AS b(y)")
        time.sleep(0.05)


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_bar_is_drawn_on_a_terminal_only(
    is_terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SHOWN_AFTER", 0.0)
    monkeypatch.setattr(progress, "POLLED_EVERY", 0.01)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    with duckdb.connect() as connection:
        work(connection)
    told = capsys.readouterr()
    assert told.out == ""
    assert ("counting" in told.err) == is_terminal


def test_the_engines_own_bar_never_stands_among_the_output() -> None:
    with duckdb.connect() as connection, Progress(connection, is_visible=False):
        rows = connection.execute("SELECT current_setting('enable_progress_bar_print')").fetchall()
    assert rows == [(False,)]


def test_steps_and_their_progress_are_told_at_once_without_loss(tmp_path: Path) -> None:
    """A step begins while the thread that follows the one before is writing."""
    told = tmp_path / "progress.json"
    with duckdb.connect() as connection, ThreadPoolExecutor(4) as several:
        bar = Progress(connection, is_visible=False, told=told)
        names = [f"step {number}" for number in range(400)]
        assert len(list(several.map(bar.step, names))) == len(names)
    assert json.loads(told.read_text("utf-8"))["step"] in names
