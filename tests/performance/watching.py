"""How much of what a page takes is the engine's, and how much is Python's?"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import ibis
from ibis.backends.duckdb import Backend


@dataclass
class Cost:
    """What one run took, in milliseconds."""

    engine: float = 0.0
    engine_processor: float = 0.0
    all: float = 0.0
    all_processor: float = 0.0
    questions: int = 0


class Timed:
    """An answer that is worked out when it is fetched, with a look at the clock."""

    def __init__(self, relation: Any, cost: Cost) -> None:
        self._relation, self._cost = relation, cost

    def __getattr__(self, name: str) -> Any:
        if not name.startswith(("to_arrow", "fetch", "arrow")):
            return getattr(self._relation, name)

        def fetch(*arguments: Any, **named: Any) -> Any:
            start, used = time.perf_counter(), time.process_time()
            answer = getattr(self._relation, name)(*arguments, **named)
            self._cost.engine += 1e3 * (time.perf_counter() - start)
            self._cost.engine_processor += 1e3 * (time.process_time() - used)
            self._cost.questions += 1
            return answer

        return fetch


@contextmanager
def watched() -> Iterator[Cost]:
    """The cost of everything that is asked inside the block."""
    cost, put_together = Cost(), Backend._to_duckdb_relation

    def timed(backend: Backend, expression: ibis.Expr, **named: Any) -> Timed:
        return Timed(put_together(backend, expression, **named), cost)

    Backend._to_duckdb_relation = timed
    start, used = time.perf_counter(), time.process_time()
    try:
        yield cost
    finally:
        cost.all = 1e3 * (time.perf_counter() - start)
        cost.all_processor = 1e3 * (time.process_time() - used)
        Backend._to_duckdb_relation = put_together
