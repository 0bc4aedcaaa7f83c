"""What does one more month of requests cost, on top of one, three or ten million?

`python -m tests.performance.bench_month [MILLIONS ...]` loads a file with a month of requests into
copies of districts of that size in $BENCH_CACHE (made if they are not there) and tells how long
each step of the load took. Seconds by the clock; those of the processor, all threads together, in
brackets.
"""

import contextlib
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from tests.performance.promises import Promise, tell

MILLIONS = (1, 3, 10)
ROWS = 166_667  # a month of ten million requests in five years
# A month of requests after the last day of the district, most of them closed before it is over.
MONTH = f"""
SELECT source, 'new ' || i AS request_id, village_code, grid_code, kind, category_code, channel,
    received_at + shift AS received_at, classified_at + shift AS classified_at,
    dispatched_at + shift AS dispatched_at, signed_at + shift AS signed_at,
    closed_at + shift AS closed_at, due_at + shift AS due_at, is_closed, outcome, lead_unit
FROM (
    SELECT *, row_number() OVER () AS i, INTERVAL 31 DAY AS shift
    FROM before.known_requests WHERE date >= DATE '2025-12-01' AND is_closed
        AND closed_at < TIMESTAMP '2025-12-31'
    LIMIT {ROWS}
)
"""


def watched() -> dict[str, list[float]]:
    """Seconds of each step, by the clock and of the processor; filled as they are taken."""
    from data import checks, disk, layout, monthly, places, views
    from data.loading import attempt, decision

    found: dict[str, list[float]] = {}

    def watch(home: Any, name: str, label: Callable[..., str]) -> None:
        step = getattr(home, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            start, used = time.perf_counter(), time.process_time()
            answer = step(*arguments, **named)
            spent = found.setdefault(label(*arguments), [0.0, 0.0])
            spent[0] += time.perf_counter() - start
            spent[1] += time.process_time() - used
            return answer

        setattr(home, name, timed)

    for home, name, label in (
        (disk, "copy", "copy"),
        (disk, "sync", "onto the disk"),
        (attempt, "make", "read and check"),
        (decision, "decide", "write"),
        (places, "rebuild", "places"),
        (layout, "complete", "links between records"),
        (views, "rebuild", "views"),
        (checks, "finished", "checks of the whole"),
    ):
        watch(home, name, lambda *_arguments, label=label: label)
    for name in ("_count", "_count_months"):
        watch(monthly, name, lambda _connection, table, *_rest: f"counts of {table}")
    return found


def load_month(millions: int) -> dict[str, list[float]]:
    """Seconds of the steps of a load of a month into a copy of a district; `all` is the whole."""
    os.environ["BENCH_ROWS"] = str(millions * 1_000_000)
    warnings.simplefilter("ignore")
    from data.load import load
    from data.store import Store
    from tests.performance import bench_pages

    bench_pages.prepared()
    with tempfile.TemporaryDirectory(dir=bench_pages.CACHE) as folder:
        home = Path(folder) / "home"
        shutil.copytree(bench_pages.HOME, home)
        store, file = Store(home), Path(folder) / "month.csv"
        current = store.current()
        if current is None:
            raise RuntimeError(f"{home} is empty")
        with _engine() as engine:
            engine.execute(f"ATTACH '{store.path(current.id)}' AS before (READ_ONLY)")
            engine.execute(f"COPY ({MONTH}) TO '{file}' (HEADER)")
        found = watched()
        start, used = time.perf_counter(), time.process_time()
        report = load(store, file, "requests")
        found["all"] = [time.perf_counter() - start, time.process_time() - used]
    if not report.count("kept"):
        raise RuntimeError(report.as_text)
    found["rows"] = [report.count("kept"), 0.0]
    return found


@contextlib.contextmanager
def _engine() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    try:
        yield connection
    finally:
        connection.close()


def measured(chosen: Sequence[str] = ()) -> list[Promise]:
    """Print the steps by size of the district; no number was promised of them."""
    sizes = [int(size) for size in chosen] or list(MILLIONS)
    runs = []
    for millions in sizes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            runs.append(pool.apply(load_month, (millions,)))
    names = list(dict.fromkeys(name for run in runs for name in run))
    sys.stdout.write(f"{'':<24}" + "".join(f"{size:>10} million" for size in sizes) + "\n")
    for name in names:
        told = (run.get(name, [0.0, 0.0]) for run in runs)
        sys.stdout.write(f"{name:<24}" + "".join(f"{a:>10.1f} ({b:5.1f})" for a, b in told) + "\n")
    return []


if __name__ == "__main__":
    sys.exit(tell(measured(sys.argv[1:])))
