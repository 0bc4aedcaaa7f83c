"""How far has a long command got?"""

import json
import sys
import threading
from pathlib import Path
from types import TracebackType

import duckdb
from tqdm import tqdm

SHOWN_AFTER = 2.0  # seconds; short loads draw no bar
POLLED_EVERY = 0.2  # seconds


class Progress:
    """A bar on stderr that follows the engine's own estimate, step by step.

    Draws nothing where stderr is no terminal. `told` is a file in which other programs read how
    far it has got: {"step": "reading", "percent": 42}.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, is_visible: bool, told: Path | None = None
    ) -> None:
        self._connection = connection
        self._told = told
        self._telling = threading.Lock()  # each step and the thread that follows it tell of both
        self._step = ""
        self._bar = tqdm(
            total=100,
            delay=SHOWN_AFTER,
            leave=False,
            disable=not (is_visible and sys.stderr.isatty()),
            bar_format="{desc}: {percentage:3.0f}% |{bar}| {elapsed}",
        )
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def step(self, name: str) -> None:
        """Say what is being done from now on."""
        self._bar.n = 0
        self._step = name
        self._bar.set_description(name, refresh=False)
        self._tell(0)

    def __enter__(self) -> "Progress":
        # The engine's own bar would go to stdout, among what other programs read there.
        self._connection.execute("SET enable_progress_bar_print = false")
        if self._told or not self._bar.disable:
            self._connection.execute("SET enable_progress_bar = true")
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join()
        self._bar.close()

    def _follow(self) -> None:
        self._is_over.wait(0 if self._told else SHOWN_AFTER)
        while not self._is_over.wait(POLLED_EVERY):
            done = self._connection.query_progress()
            if done >= 0:
                self._bar.n = min(done, 100)
                self._bar.refresh()
                self._tell(self._bar.n)

    def _tell(self, percent: float) -> None:
        """Replace the file as a whole, so that nobody reads half of it."""
        if self._told is None:
            return
        new = self._told.with_suffix(".new")
        with self._telling:
            new.write_text(json.dumps({"step": self._step, "percent": percent}), encoding="utf-8")
            new.replace(self._told)
