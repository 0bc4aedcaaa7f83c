"""How far has a long command got?"""

import sys
import threading
from types import TracebackType

import duckdb
from tqdm import tqdm

SHOWN_AFTER = 2.0  # seconds; short loads draw no bar
POLLED_EVERY = 0.2  # seconds


class Progress:
    """A bar on stderr that follows the engine's own estimate, step by step.

    Draws nothing where stderr is no terminal.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, is_visible: bool) -> None:
        self._connection = connection
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
        self._bar.set_description(name, refresh=False)

    def __enter__(self) -> "Progress":
        # The engine's own bar would go to stdout, among what other programs read there.
        self._connection.execute("SET enable_progress_bar_print = false")
        if not self._bar.disable:
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
        self._is_over.wait(SHOWN_AFTER)
        while not self._is_over.wait(POLLED_EVERY):
            done = self._connection.query_progress()
            if done >= 0:
                self._bar.n = min(done, 100)
                self._bar.refresh()
