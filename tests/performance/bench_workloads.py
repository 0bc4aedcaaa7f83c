"""W1 to W4 by the product's own functions, with and without counts, by hand in SQL, in pandas.

`python -m tests.performance.bench_workloads` prints medians of $BENCH_RUNS runs after the first, in
the district of `bench_pages`. Of the product's functions the time of the engine is told, which SQL
by hand can be held against, and all of it by the clock, which pandas can.
"""

import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial

from data.store import Store
from tests.performance import by_hand, by_pandas
from tests.performance.bench_pages import (
    MOST_TIMES,
    RUNS,
    Ask,
    asked,
    by_hand_cost,
    prepared,
    workloads,
)
from tests.performance.promises import Promise, tell

HEAD = (
    "",
    "asks",
    "engine",
    "all",
    "engine",
    "all",
    "by hand",
    "by hand",
    "pandas",
    "ratio",
    "ratio",
    "ratio",
)
BELOW = ("", "", "counts", "counts", "records", "records", "counts", "records", "",
         "counts", "records", "pandas")  # fmt: skip


def measured() -> list[Promise]:
    """Print the table; promised is the engine against SQL by hand."""
    warnings.simplefilter("ignore")
    home = prepared()
    sys.stdout.write(
        f"\nworkloads, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; milliseconds; ratios:"
        " engine to SQL by hand with counts and from the records, all from the records to pandas\n"
    )
    for names in (HEAD, BELOW):
        sys.stdout.write("".join(f"{name:>10}" for name in names) + "\n")
    frames = by_pandas.workloads(by_pandas.read(home.reader().con))
    counted, records = workloads(home), workloads(home, counted=False)
    promises = []
    for name in counted:
        ours = (counted[name], records[name])
        told, ratios = _line(name, home, ours, frames[name])
        sys.stdout.write(told + "\n")
        sys.stdout.flush()
        for ratio, asked_how in zip(ratios, ("with counts", "from the records"), strict=True):
            what = f"{name} {asked_how}, engine against SQL by hand"
            promises.append(Promise(what, ratio, MOST_TIMES, "times"))
    return promises


def _line(
    name: str, home: Store, ours: tuple[Ask, Ask], of_frames: Callable[[], None]
) -> tuple[str, list[float]]:
    """One line of the table and the ratios to SQL by hand; `ours` with counts, from records."""
    costs = [_runs(partial(asked, ask)) for ask in ours]
    engine, whole = (
        [statistics.median(getattr(run, part) for run in runs) for runs in costs]
        for part in ("engine", "all")
    )
    hands = [
        statistics.median(cost for cost, _ in _runs(partial(by_hand_cost, home, questions[name])))
        for questions in (by_hand.WORKLOADS, by_hand.FROM_RECORDS)
    ]
    pandas = statistics.median(_runs(partial(_elapsed, of_frames)))
    times = [engine[0], whole[0], engine[1], whole[1], *hands, pandas]
    ratios = [engine[0] / hands[0], engine[1] / hands[1], whole[1] / pandas]
    told = "".join(f"{value:>10,.0f}" for value in times)
    told += "".join(f"{value:>10.2f}" for value in ratios)
    return f"{name:>10}{costs[0][0].questions:>10}{told}", ratios[:2]


def _runs(run: Callable[[], object]) -> list:
    run()
    return [run() for _ in range(RUNS)]


def _elapsed(ask: Callable[[], None]) -> float:
    start = time.perf_counter()
    ask()
    return 1e3 * (time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(tell(measured()))
