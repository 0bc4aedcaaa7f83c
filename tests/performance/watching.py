"""How much of what a page takes is the engine's, and how much is Python's?"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from data.phrasing import Reader


@dataclass
class Cost:
    """What one run took, in milliseconds."""

    engine: float = 0.0
    engine_processor: float = 0.0
    all: float = 0.0
    all_processor: float = 0.0
    questions: int = 0


@contextmanager
def watched() -> Iterator[Cost]:
    """The cost of everything that is asked inside the block."""
    cost, answer = Cost(), Reader.answered

    def timed(reader: Reader, sql: str) -> pa.Table:
        start, used = time.perf_counter(), time.process_time()
        found = answer(reader, sql)
        cost.engine += 1e3 * (time.perf_counter() - start)
        cost.engine_processor += 1e3 * (time.process_time() - used)
        cost.questions += 1
        return found

    Reader.answered = timed
    start, used = time.perf_counter(), time.process_time()
    try:
        yield cost
    finally:
        cost.all = 1e3 * (time.perf_counter() - start)
        cost.all_processor = 1e3 * (time.process_time() - used)
        Reader.answered = answer
