"""Is progress drawn for people, and for people only?"""

import sys
import time

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
