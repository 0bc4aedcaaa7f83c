"""How long do the pages of a large district keep the engine, and how long Python?

`python -m tests.performance.bench_pages` measures all of them, `... resolution coverage` these two
pages; $BENCH_ROWS is the number of requests, of answers and of visits each (10,000,000),
$BENCH_CACHE the folder of the district, which is made once, $BENCH_RUNS the number of runs after
the first (3). Every page is asked through its own functions, for one of three districts and the
latest half-year. What stands in `by_hand` is asked in SQL written by hand as well, in turns with
the dashboard, so that a slow minute of the machine meets both. Milliseconds are medians; those of
the processor, all threads together, are less at the mercy of a busy machine.
"""

import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial

import streamlit as st

import dashboard
from analytics import asking, resolution, spell_counts, spells, stages
from analytics.measure import measure
from data import listings, manifest, queries
from data.access import EVERYWHERE
from data.filters import Filters
from data.store import Store, default
from pages import overview
from pages.components import board, frame, permalink, standing
from pages.components.area_tree import AreaTree
from pages.components.look import LIGHT
from pages.components.view import Records, View, resolve
from tests.performance import by_hand, district
from tests.performance.bench_load import CACHE
from tests.performance.by_hand.spans import AREA
from tests.performance.promises import Promise, tell
from tests.performance.watching import Cost, watched

ROWS = int(os.environ.get("BENCH_ROWS", "10000000"))
RUNS = int(os.environ.get("BENCH_RUNS", "3"))
HOME = CACHE / f"district_{ROWS}"
HALF = (date(2025, 7, 1), date(2025, 12, 31))
BEFORE = (date(2025, 1, 1), date(2025, 6, 30))
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
FIVE_YEARS = (date(2021, 1, 1), date(2025, 12, 31))
# What is promised: of a page's engine and the snapshot with ten million records of each kind.
MOST_MILLISECONDS, MOST_TIMES, MOST_MEGABYTES, PROMISED_UP_TO = 150, 1.3, 1_000, 10_000_000
CARDS = (
    "requests_received",
    "on_time_rate",
    "resolution_median_days",
    "callback_satisfaction_rate",
    "satisfaction_rate",
    "survey_participation_rate",
    "household_coverage_rate",
)
OF_VILLAGES = (*CARDS[:4],)
Ask = Callable[[], object]


def asked(ask: Ask) -> Cost:
    """The cost of one run with nothing remembered but what the engine has in memory."""
    st.cache_data.clear()
    st.cache_resource.clear()
    with watched() as cost:
        ask()
    return cost


def by_hand_cost(home: Store, questions: list[str]) -> tuple[float, float]:
    """Elapsed and processor milliseconds of SQL written by hand."""
    connection = home.reader().con
    start, used = time.perf_counter(), time.process_time()
    for question in questions:
        connection.execute(question).to_arrow_table()
    return 1e3 * (time.perf_counter() - start), 1e3 * (time.process_time() - used)


def line(
    name: str, ask: Ask, home: Store, by_hand_sql: list[str]
) -> tuple[str, float, float | None]:
    """One line of the table; milliseconds of the engine, and their ratio to SQL by hand if any."""
    first = asked(ask)
    runs, hands = [], []
    for _ in range(RUNS):
        runs.append(asked(ask))
        if by_hand_sql:
            hands.append(by_hand_cost(home, by_hand_sql))
    engine, used = _median(runs, "engine"), _median(runs, "engine_processor")
    python = _median(runs, "all_processor") - used
    told = (
        f"{name:<28}{runs[0].questions:>5}{first.engine:>9,.0f}{engine:>9,.0f}{used:>9,.0f}"
        f"{python:>9,.0f}"
    )
    if not hands:
        return told, engine, None
    elapsed, worked = (statistics.median(column) for column in zip(*hands, strict=True))
    told += f"{elapsed:>9,.0f}{worked:>9,.0f}{engine / elapsed:>8.2f}{used / worked:>8.2f}"
    return told, engine, engine / elapsed


def _median(runs: list[Cost], name: str) -> float:
    return statistics.median(getattr(run, name) for run in runs)


# ---------------------------------------------------------------- what is asked
def _measured(
    home: Store,
    metrics: tuple[str, ...],
    span: tuple[date, date],
    by: tuple[str, ...],
    area: str,
    *,
    counted: bool,
) -> None:
    chosen = Filters(area=area, start=span[0], end=span[1])
    tables = queries.tables(home, EVERYWHERE, chosen, counted=counted)
    measure(tables, metrics, by, as_of=district.AS_OF, window=span, area_code=area)


def workloads(home: Store, *, counted: bool = True) -> dict[str, Ask]:
    """W1 to W4: cards now and before, five years by month, all villages, curves by category.

    Without counts all of it is worked out from the records.
    """
    measured = partial(_measured, home, counted=counted)

    def cards() -> None:
        for span in (HALF, BEFORE):
            measured(CARDS, span, (), AREA)

    def curves() -> None:
        tables = queries.tables(home, EVERYWHERE, Filters(), counted=counted)
        found = spell_counts.durations(tables, [stages.MIX], spells.DRAWN)
        resolution.drawn(asking.fetch(found), [stages.MIX])

    return {
        "W1": cards,
        "W2": lambda: measured(CARDS, FIVE_YEARS, ("month",), AREA),
        "W3": lambda: measured(OF_VILLAGES, YEAR, ("village",), ""),
        "W4": curves,
    }


def pages(view: View) -> dict[str, dict[str, Ask]]:
    """The overview, and of every page its head, called "", and each of its parts."""
    found: dict[str, dict[str, Ask]] = {overview.NAME: {"": lambda: board.read(EVERYWHERE, view)}}
    for module in dashboard.PAGES.values():
        page = getattr(module, "PAGE", None)
        if page is None:
            continue
        found[page.name] = {"": lambda page=page: _head(page, view)}
        for part, draw in page.parts.items():
            found[page.name][part] = lambda draw=draw: draw(_asked(view))
    return found


def _asked(view: View) -> frame.Asked:
    return frame.Asked(EVERYWHERE, view, frame.teller(view), LIGHT)


def _head(page: frame.Page, view: View) -> None:
    stand = standing.read(EVERYWHERE, view, page.metrics)
    page.title(_asked(view), stand)


def opened(home: Store) -> View:
    """The view of a person who opens the district."""
    snapshot = home.current()
    if snapshot is None:
        raise RuntimeError(f"{home.home} is empty")
    filters = Filters(snapshot=snapshot.id)
    records = Records(
        AreaTree(listings.areas(home, EVERYWHERE, filters)),
        listings.data_dates(home, EVERYWHERE, filters),
        home.zone(),
        snapshot.id,
    )
    return resolve(permalink.Address(area=AREA), records, home.snapshots())


def prepared() -> Store:
    """The district, made or brought up to date if it must be."""
    os.environ["DASHBOARD_HOME"] = str(HOME)
    home = default()
    current = home.current()
    if current is None:
        sys.stderr.write(f"making a district of {ROWS:,} records of each kind in {HOME}\n")
        district.build(home, ROWS)
    elif current.layout != manifest.LAYOUT:
        home.refresh()
    return home


def measured(names: Iterable[str] = ()) -> list[Promise]:
    """Print the table, of some pages or of all; what is promised of them and of the snapshot."""
    warnings.simplefilter("ignore")
    began = datetime.now().astimezone()
    home = prepared()
    view = opened(home)
    current = home.current()
    size = home.size(current.id) / 1e6 if current else 0.0
    sys.stdout.write(
        f"{ROWS:,} requests, answers and visits each, {size:,.0f} MB; {began:%Y-%m-%d}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; milliseconds\n"
        f"{'':<28}{'':>5}{'engine':>9}{'engine':>9}{'engine':>9}{'Python':>9}{'by hand':>9}"
        f"{'by hand':>9}{'ratio':>8}{'ratio':>8}\n"
        f"{'':<28}{'asks':>5}{'first':>9}{'elapsed':>9}{'proc.':>9}{'proc.':>9}{'elapsed':>9}"
        f"{'proc.':>9}{'elapsed':>8}{'proc.':>8}\n"
    )
    chosen, is_promised = set(names), ROWS <= PROMISED_UP_TO
    promises = [Promise("the snapshot", size, MOST_MEGABYTES, "MB")] if is_promised else []
    for page, parts in pages(view).items():
        if chosen and page not in chosen:
            continue
        for part, ask in parts.items():
            named, questions = f"  {part}" if part else page, by_hand.of(page, part)
            told, engine, ratio = line(named, ask, home, questions)
            _print(told)
            what = f"{page}, {part or 'its head'}"
            if is_promised:
                promises.append(Promise(f"{what}, engine", engine, MOST_MILLISECONDS, "ms"))
            if ratio is not None:
                against = f"{what}, engine against SQL by hand"
                promises.append(Promise(against, ratio, MOST_TIMES, "times"))
    return promises


def _print(told: str) -> None:
    sys.stdout.write(told + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(tell(measured(sys.argv[1:])))
