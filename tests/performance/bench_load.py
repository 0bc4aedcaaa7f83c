"""How much longer does a load with all its checks take than the bare engine reading the file?

`python -m tests.performance.bench_load`; $BENCH_ROWS sets the size (10,000,000), $BENCH_CACHE the
folder of the file, which is made once. Every measurement runs in a process of its own, the two
kinds in turns, so that a slow minute of the machine meets both. What publishing counts for the
pages is told apart: no bare reading has anything like it.
"""

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb

from tests.performance.promises import Promise, tell

ROWS = int(os.environ.get("BENCH_ROWS", "10000000"))
CACHE = Path(os.environ.get("BENCH_CACHE", Path(tempfile.gettempdir()) / "dashboard-bench"))
TURNS = 3
MOST_TIMES, MOST_MEGABYTES = 2.5, 2_000  # what is promised
MEMORY = "1500MB"
TYPED = {
    "longitude": "DOUBLE",
    "latitude": "DOUBLE",
    "received_at": "TIMESTAMP",
    "dispatched_at": "TIMESTAMP",
    "closed_at": "TIMESTAMP",
    "due_at": "TIMESTAMP",
}
PLACES = """
SELECT 'D' AS area_code, 'District' AS area_name, 'district' AS level, NULL AS parent_code,
    '2010-01-01' AS valid_from
UNION ALL
SELECT format('110112{:03d}', i), format('Town {}', i), 'township', 'D', '2010-01-01'
FROM range(15) AS t(i)
UNION ALL
SELECT format('110112{:03d}{:03d}', i // 200, i % 200), format('Village {}', i), 'village',
    format('110112{:03d}', i // 200), '2010-01-01'
FROM range(3000) AS t(i)
"""
REQUESTS = """
SELECT 'hotline' AS source, format('R{:09d}', i) AS request_id,
    format('110112{:03d}{:03d}', village // 200, village % 200) AS village_code,
    round(116.5 + dice(i, 2, 1000) / 5000.0, 6) AS longitude,
    round(39.8 + dice(i, 3, 1000) / 5000.0, 6) AS latitude,
    ['consult', 'help', 'complaint', 'report', 'suggest'][1 + dice(i, 4, 5)] AS kind,
    format('C{:02d}', dice(i, 5, 24)) AS category_code,
    ['hotline', 'app', 'visit', 'counter'][1 + dice(i, 6, 4)] AS channel,
    received_at, received_at + to_seconds(60 + dice(i, 7, 7000)) AS dispatched_at,
    CASE WHEN dice(i, 8, 20) > 0 THEN received_at + to_seconds(7200 + dice(i, 9, 2000000)) END
        AS closed_at,
    received_at + INTERVAL 7 DAY AS due_at, format('Unit {}', dice(i, 10, 55)) AS lead_unit
FROM (SELECT i, dice(i, 1, 3000) AS village,
          TIMESTAMP '2020-01-01' + to_seconds(CAST(i * 157788000.0 / {rows} AS BIGINT))
              AS received_at
      FROM range({rows}) AS t(i))
"""
Measure = Callable[[Path, Path], tuple[float, float]]
DICE = "CREATE MACRO dice(i, salt, sides) AS CAST(hash(i * 16 + salt) % sides AS BIGINT)"


def files() -> tuple[Path, Path]:
    """The files of places and of requests; made if they are not there."""
    CACHE.mkdir(parents=True, exist_ok=True)
    places, requests = CACHE / "areas.csv", CACHE / f"requests_{ROWS}.csv"
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(DICE)
        for path, query in ((places, PLACES), (requests, REQUESTS)):
            if not path.exists():
                partial = path.with_suffix(".partial")
                query = query.replace("{rows}", str(ROWS))
                connection.execute(
                    f"COPY ({query}) TO '{partial}' "
                    "(FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%d %H:%M:%S')"
                )
                partial.rename(path)
    return places, requests


def bare(folder: Path, requests: Path) -> tuple[float, float]:
    """Seconds of the engine reading the file into typed columns of a table on disk, and none."""
    with requests.open(encoding="utf-8") as file:
        header = file.readline().strip().split(",")
    columns = ", ".join(f"'{c}': '{TYPED.get(c, 'VARCHAR')}'" for c in header)
    start = time.perf_counter()
    with duckdb.connect(str(folder / "bare.duckdb"), config={"memory_limit": MEMORY}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"CREATE TABLE requests AS SELECT * FROM read_csv('{requests}', columns={{{columns}}})"
        )
    return time.perf_counter() - start, 0.0


def load_with_checks(folder: Path, requests: Path) -> tuple[float, float]:
    """Seconds of the dashboard's load of the same file into a store that knows the places: of
    reading, checking, linking and writing, and of counting for the pages.
    """
    os.environ["DASHBOARD_HOME"] = str(folder / "home")
    os.environ["DASHBOARD_MEMORY"] = MEMORY
    from data import monthly
    from data.load import load
    from data.store import Store

    store = Store(folder / "home")
    load(store, CACHE / "areas.csv", "areas")
    counting, count = [], monthly.rebuild

    def timed(*given: Any) -> None:
        begun = time.perf_counter()
        count(*given)
        counting.append(time.perf_counter() - begun)

    monthly.rebuild = timed
    start = time.perf_counter()
    report = load(store, requests, "requests")
    seconds = time.perf_counter() - start
    if report.count("kept") != ROWS:
        raise RuntimeError(f"{report.count('kept')} of {ROWS} rows were kept")
    return seconds - sum(counting), sum(counting)


def alone(measure: Measure, requests: Path) -> tuple[float, float, float]:
    """Seconds, those of counting, megabytes at most of a measurement in a process of its own."""
    here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(
        target=_measure, args=(measure, requests, there)
    )
    process.start()
    there.close()  # so that a process that dies is an error here, not a wait without end
    found: tuple[float, float, float] = here.recv()
    process.join()
    return found


def _measure(measure: Measure, requests: Path, out: Connection) -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        seconds = measure(Path(folder), requests)
    out.send((*seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def measured() -> list[Promise]:
    """Print the ratio; what is promised of it and of the memory."""
    _, requests = files()
    bares, loads = [], []
    for _ in range(TURNS):
        bares.append(alone(bare, requests))
        loads.append(alone(load_with_checks, requests))
    fastest, floor = (min(seconds for seconds, *_ in runs) for runs in (loads, bares))
    whole = min(seconds + counting for seconds, counting, _ in loads)
    ratio, megabytes = fastest / floor, max(most for *_, most in loads)
    sys.stdout.write(
        f"load of {ROWS:,} requests ({requests.stat().st_size / 1e6:,.0f} MB)\n"
        f"  bare read_csv, typed  {_seconds(bares)}\n"
        f"  load with all checks  {_seconds(loads)}, at most {megabytes:,.0f} MB of memory\n"
        f"  ratio {ratio:.2f}, promised {MOST_TIMES}\n"
        f"  counts for the pages  {' / '.join(f'{counting:.1f} s' for _, counting, _ in loads)}\n"
        f"  all of it {whole / floor:.2f} times bare; {ROWS / whole:,.0f} rows a second\n"
    )
    return [
        Promise("load against bare read_csv", ratio, MOST_TIMES, "times"),
        Promise("memory of a load", megabytes, MOST_MEGABYTES, "MB"),
    ]


def _seconds(runs: list[tuple[float, float, float]]) -> str:
    return " / ".join(f"{seconds:.1f} s" for seconds, *_ in runs)


if __name__ == "__main__":
    sys.exit(tell(measured()))
