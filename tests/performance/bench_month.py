"""Does one more month cost in proportion to itself, or to everything that is there already?

`python -m tests.performance.bench_month [MILLIONS ...]` loads one and the same month, of requests,
of visits and of answers, each into copies of districts of 1, 3 and 10 million records of each kind
in $BENCH_CACHE (made if they are not there, and never changed). Each step of the load is told in
seconds by the clock, with the exponent of its growth (0: not at all with the district, 1: in step
with it) and the straight line through its times: what it takes whatever the size, which is the
month's, and what each million that is there already adds.
"""

import contextlib
import multiprocessing
import os
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from tests.performance import district
from tests.performance.curve import exponent
from tests.performance.promises import Promise, tell

MILLIONS = (1.0, 3.0, 10.0)
WHOLE, MONTHS = 10_000_000, 60  # the month is that of ten million records in five years
FILES = {
    "requests": district.REQUESTS,
    "visits": district.VISITS,
    "responses": district.RESPONSES,
}
KEYS = ("request_id", "visit_id", "response_ref")
WORKED_OUT = ("received_date", "visited_date")  # by the load itself
LEAST = 1e-3  # seconds, below which nothing is said of growth
Times = dict[str, float]


# ---------------------------------------------------------------- the month
def write_month(table: str, path: Path) -> None:
    """Write the file: the last month of the invented district once more, a month later.

    Answers have no day; they are further forms of the last round.
    """
    rows = f"range({WHOLE - WHOLE // MONTHS}, {WHOLE})"
    forms = -(-WHOLE // (10 * district.QUESTIONS))
    query = FILES[table].replace("range(ROWS)", rows).replace("ROWS", str(WHOLE))
    query = query.replace("FORMS", str(forms))
    with duckdb.connect() as connection:
        for macro in (district.DICE, district.CODE, district.REF):
            connection.execute(macro)
        told = connection.execute(f"DESCRIBE {query}").fetchall()
        columns = ", ".join(_later(name, type_) for name, type_, *_ in told
                            if name not in WORKED_OUT)  # fmt: skip
        connection.execute(f"COPY (SELECT {columns} FROM ({query})) TO '{path}' (HEADER)")


def _later(name: str, type_: str) -> str:
    if name in KEYS:
        return f"'new ' || {name} AS {name}"
    return f"{name} + INTERVAL 31 DAY AS {name}" if type_ == "TIMESTAMP" else name


# ---------------------------------------------------------------- the load
def watched() -> Times:
    """Seconds of each step, filled as they are taken; those within another one are indented."""
    from data import (
        answer_counts,
        busy_days,
        checks,
        disk,
        homes,
        household_numbers,
        layout,
        monthly,
        places,
        store,
        views,
        visit_chains,
    )  # fmt: skip
    from data.loading import attempt, decision

    found: Times = {}

    def watch(home: Any, name: str, label: Callable[..., str]) -> None:
        step = getattr(home, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            key, start = label(*arguments), time.perf_counter()
            found.setdefault(key, 0.0)  # before the steps within it
            answer = step(*arguments, **named)
            found[key] += time.perf_counter() - start
            return answer

        setattr(home, name, timed)

    for home, name, step in (
        (disk, "copy", "copy of the snapshot"),
        (attempt, "make", "read and check"),
        (decision, "decide", "merge and write"),
        (store.Store, "_publish", "publish"),
        (checks, "since", "  what is new"),
        (places, "rebuild", "  places"),
        (layout, "complete", "  links between records"),
        (household_numbers, "give", "    numbers of households"),
        (visit_chains, "link", "    chains of visits"),
        (busy_days, "rebuild", "    doubtful days"),
        (homes, "rebuild", "    register of households"),
        (answer_counts, "rebuild", "  answers as counted"),
        (views, "rebuild", "  views"),
        (checks, "finished", "  checks of the whole"),
        (disk, "sync", "  onto the disk"),
    ):
        watch(home, name, lambda *_arguments, step=step: step)
    for name in ("_count", "_count_months"):
        watch(monthly, name, lambda _connection, table, *_rest: f"  counts of {table}")
    return found


def load_month(millions: float, table: str, file: Path) -> tuple[Times, int]:
    """Seconds of the steps of a load into a copy of a district, and how many rows it took."""
    os.environ["BENCH_ROWS"] = str(round(millions * 1_000_000))
    warnings.simplefilter("ignore")
    from data.load import load
    from data.store import Store
    from tests.performance import bench_pages

    bench_pages.prepared()
    with tempfile.TemporaryDirectory(dir=bench_pages.CACHE) as folder:
        home = Path(folder) / "home"
        shutil.copytree(bench_pages.HOME, home, copy_function=_shared)
        found = watched()
        start = time.perf_counter()
        report = load(Store(home), file, table)
        found["all"] = time.perf_counter() - start
    if not report.count("kept"):
        raise RuntimeError(report.as_text)
    return found, report.count("kept")


def _shared(source: str, target: str) -> None:
    """A second name for a snapshot, which is never changed once published; others are copied.

    The snapshot is read once, so that no size has to be fetched from the disk for the first time.
    """
    if not source.endswith(".duckdb"):
        shutil.copy2(source, target)
        return
    with contextlib.suppress(OSError):
        os.link(source, target)
    if not Path(target).exists():
        shutil.copy2(source, target)
    with open(target, "rb") as file:  # noqa: PTH123 - copytree hands names in
        while file.read(1 << 24):
            pass


# ---------------------------------------------------------------- what is told
def line(name: str, sizes: Sequence[float], seconds: Sequence[float]) -> str:
    """A step by size, its exponent, and its part of the month and of each million that is there.

    >>> line("step", [1, 3, 10], [2.0, 4.0, 11.0]).split()
    ['step', '2.00', '4.00', '11.00', '0.74', '1.00', '1.000']
    """
    told = f"{name:<28}" + "".join(f"{value:>12.2f}" for value in seconds)
    if len(sizes) < 2 or min(seconds) < LEAST:
        return told
    slope, fixed = statistics.linear_regression(sizes, seconds)
    return f"{told}{exponent(sizes, seconds):>10.2f}{fixed:>10.2f}{slope:>13.3f}"


def measured(chosen: Sequence[str] = ()) -> list[Promise]:
    """Print the steps by size of the district, table by table; no number was promised of them."""
    sizes = [float(size) for size in chosen] or list(MILLIONS)
    with tempfile.TemporaryDirectory() as folder:
        for table in FILES:
            file = Path(folder) / f"{table}.csv"
            write_month(table, file)
            runs = []
            for millions in sizes:
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    runs.append(pool.apply(load_month, (millions, table, file)))
            _print(table, sizes, [found for found, _ in runs], runs[0][1])
    return []


def _print(table: str, sizes: Sequence[float], runs: Sequence[Times], rows: int) -> None:
    head = "".join(f"{size:>4g} million" for size in sizes)
    named = f"{rows:,} {table}"
    sys.stdout.write(f"{named:<28}{head}  exponent the month each million\n")
    for name in dict.fromkeys(name for run in reversed(runs) for name in run):
        times = [run.get(name, 0.0) for run in runs]
        sys.stdout.write(line(name, sizes, times) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(tell(measured(sys.argv[1:])))
