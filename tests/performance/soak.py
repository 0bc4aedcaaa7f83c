"""Do twenty readers at once get their own numbers, how long do they wait, and does memory grow?

`python -m tests.performance.soak`; $BENCH_ROWS and $BENCH_CACHE name the district as for
`bench_pages`, $SOAK_SESSIONS the numbers of readers, each of a run of its own ("10 20": memory is
promised with ten), $SOAK_SECONDS how long they go on (180).
A real server is asked by sessions of its own protocol. Readers follow links and move the box of
periods, wait a moment, and go on. Whatever a page shows is held against the numbers worked out
before, one choice at a time, in a process that no reader shares.
"""

import asyncio
import itertools
import os
import random
import statistics
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode

import dashboard
from data import listings
from data.access import EVERYWHERE
from data.filters import Filters
from data.store import Store
from pages import overview
from pages.components import board, days, frame, headline, permalink, shown, standing
from pages.components.area_tree import AreaTree
from pages.components.view import Records, View, resolve
from pages.texts import LANGUAGES
from tests.browser.conftest import started
from tests.performance.promises import Promise, tell
from tests.performance.sessions import Cards, Seen, Session, Table

SESSIONS = tuple(map(int, os.environ.get("SOAK_SESSIONS", "10 20").split()))
SECONDS = float(os.environ.get("SOAK_SECONDS", "180"))
PAUSE = (1.0, 4.0)  # seconds between two choices of a reader
MOVES = 0.4  # share of the choices that are made in the box of periods
MOST_MEGABYTES, PROMISED_TO = 1_500, 10  # of the server, with so many readers
MOST_GROWTH = 1.1  # of the memory at the end against that of the middle
GRAIN = "half_year"
PAGES = tuple(p for p, m in dashboard.PAGES.items() if m is overview or hasattr(m, "PAGE"))
PERIODS, PLACES = 2, 1  # periods, and places of each level, that readers choose from


@dataclass(frozen=True)
class Choice:
    """A page and what is looked at on it."""

    page: str
    area: str
    period: str
    lang: str

    @property
    def query(self) -> str:
        """The choice as the address has it."""
        named = {"area": self.area, "grain": GRAIN, "period": self.period, "lang": self.lang}
        return urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True)
class Expected:
    """What a choice must show."""

    cards: Cards
    tables: tuple[Table, ...] = ()

    def mistakes(self, seen: Seen) -> list[str]:
        """What is not as it should be, one sentence each."""
        told = [f"exception {mistake}" for mistake in seen.mistakes]
        if seen.cards != self.cards:
            told.append(f"cards {seen.cards}, not {self.cards}")
        told += [f"no table {rows}" for rows in self.tables if rows not in seen.tables]
        return told


@dataclass
class Found:
    """What the readers met."""

    first: list[float] = field(default_factory=list)  # seconds of choices that nobody made before
    again: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    numbers: int = 0
    megabytes: list[float] = field(default_factory=list)  # of the server, one a second
    made: set[tuple[str, str, str]] = field(default_factory=set)


# ---------------------------------------------------------------- what must be shown
def records(home: Store) -> Records:
    """What there is to choose from in the newest snapshot."""
    snapshot = home.current()
    if snapshot is None:
        raise RuntimeError(f"{home.home} is empty")
    filters = Filters(snapshot=snapshot.id)
    tree = AreaTree(listings.areas(home, EVERYWHERE, filters))
    spans = listings.data_dates(home, EVERYWHERE, filters)
    return Records(tree, spans, home.zone(), snapshot.id)


def choices(known: Records, pages: Sequence[str]) -> tuple[Choice, ...]:
    """Pages of numbers, for places of every level and the latest periods, in both languages."""
    grids = {code for code, level in known.tree.levels.items() if level == "grid"}
    places, below = [""], known.tree.children(known.tree.top())
    while below and below[0] not in grids:
        places += below[:PLACES]
        below = known.tree.children(below[0])
    over = [p.label for p in known.periods(GRAIN) if known.is_complete(p)][:PERIODS]
    return tuple(Choice(*chosen) for chosen in itertools.product(pages, places, over, LANGUAGES))


def asked_alone(home: Store, pages: Sequence[str] = PAGES) -> dict[Choice, Expected]:
    """What the dashboard's own functions give for every choice, one after the other."""
    known = records(home)
    return {choice: expected(home, known, choice) for choice in choices(known, pages)}


def expected(home: Store, known: Records, chosen: Choice) -> Expected:
    """What must be shown for one choice."""
    address = permalink.Address(area=chosen.area, grain=GRAIN, period=chosen.period)
    view = resolve(address, known, home.snapshots())
    page = dashboard.PAGES[chosen.page]
    if page is overview:
        return _of_overview(view, chosen.lang)
    stand = standing.read(EVERYWHERE, view, page.PAGE.metrics)
    if stand.is_empty:
        return Expected({})
    teller = replace(frame.teller(view, stand), lang=chosen.lang)
    return Expected({m: _card(headline.card(teller, stand, m)) for m in stand.recorded})


def _of_overview(view: View, lang: str) -> Expected:
    numbers = board.read(EVERYWHERE, view)
    if numbers.is_empty:
        return Expected({})
    teller = replace(frame.teller(view, numbers), lang=lang)
    gate = {board.GATED: headline.gate(teller, numbers.villages)}
    cards = {
        metric: _card(headline.card(teller, numbers, metric, gate.get(metric, ())))
        for metric in numbers.recorded
    }
    rows = shown.frame(teller, numbers, numbers.usual_metric)
    tables = (shown.rows(teller, rows, part, view.area) for part in ("cards", "places", "months"))
    return Expected(cards, tuple(tuple(tuple(row.cells) for row in table) for table in tables))


def _card(card: headline.Card) -> tuple[str, ...]:
    number = "🔒\ufe0e" if card.state == "hidden" else card.amount.text
    lines = [*(line for line in card.beneath if line), *([card.change] if card.change else [])]
    return (card.state, number, card.amount.unit, *lines)


# ---------------------------------------------------------------- the readers
async def reader(
    number: int, url: str, must: Mapping[Choice, Expected], until: float, found: Found
) -> None:
    """One reader, who goes on until the time is over; what was met is added to `found`."""
    dice = random.Random(number)
    offered = [choice for choice in must if choice.lang == tuple(LANGUAGES)[number % 2]]
    session, before = await Session.opened(url), None
    while time.monotonic() < until:
        start = time.monotonic()
        chosen = dice.choice(offered)
        if before and dice.random() < MOVES:
            chosen = replace(before, period=chosen.period)
            entry = days.period(chosen.lang, chosen.period, short=True)
            seen = await session.choose(chosen.page, before.query, "period", entry)
        else:
            seen = await session.go(chosen.page, chosen.query)
        _note(found, chosen, must, seen, time.monotonic() - start)
        before = chosen
        await asyncio.sleep(dice.uniform(*PAUSE))
    await session.close()


def _note(
    found: Found, choice: Choice, must: Mapping[Choice, Expected], seen: Seen, seconds: float
) -> None:
    key = (choice.page, choice.area, choice.period)
    (found.again if key in found.made else found.first).append(seconds)
    found.made.add(key)
    found.numbers += sum(map(len, seen.cards.values()))
    found.numbers += sum(len(row) for table in seen.tables for row in table)
    mistakes = must[choice].mistakes(seen)
    others = [str(c) for c, e in must.items() if e.cards and e.cards == seen.cards and c != choice]
    if mistakes and others:
        mistakes.append(f"but those are the cards of {others[0]}")
    found.wrong += [f"{choice}: {mistake}" for mistake in mistakes]


async def soak(
    url: str, pid: int, must: Mapping[Choice, Expected], sessions: int, seconds: float
) -> Found:
    """Let readers ask a server for some seconds."""
    found = Found()
    until = time.monotonic() + seconds
    watching = asyncio.create_task(_watch(pid, found))
    async with asyncio.TaskGroup() as group:
        for number in range(sessions):
            group.create_task(reader(number, url, must, until, found))
    watching.cancel()
    return found


async def _watch(pid: int, found: Found) -> None:
    while True:
        found.megabytes.append(megabytes(pid))
        await asyncio.sleep(1)


def megabytes(pid: int) -> float:
    """Memory of a process, as the kernel counts what it holds at the moment."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(resident.split()[1]) / 1024


def grown(found: Found) -> float:
    """Memory of the last sixth of the time as a multiple of that around the middle."""
    sixth = max(1, len(found.megabytes) // 6)
    middle = len(found.megabytes) // 2
    around = found.megabytes[middle - sixth // 2 : middle - sixth // 2 + sixth]
    return statistics.mean(found.megabytes[-sixth:]) / statistics.mean(around)


def told(found: Found, sessions: int) -> str:
    """The table that is printed."""
    held = found.megabytes
    rows = [
        ("choice", "runs", "p50 ms", "p95 ms", "most ms"),
        ("made before", *_times(found.again)),
        ("made by nobody before", *_times(found.first)),
        ("all", *_times(found.first + found.again)),
    ]
    lines = ["".join(f"{cell:>24}" if n == 0 else f"{cell:>10}" for n, cell in enumerate(row))
             for row in rows]  # fmt: skip
    lines += [
        f"{found.numbers:,} numbers and words read, wrong: {len(found.wrong)}",
        f"memory of the server with {sessions} readers: start {held[0]:,.0f} MB, "
        f"middle {held[len(held) // 2]:,.0f} MB, end {held[-1]:,.0f} MB, most {max(held):,.0f} MB",
        *found.wrong[:10],
    ]
    return "\n".join(lines) + "\n"


def _times(seconds: Sequence[float]) -> tuple[str, ...]:
    ordered = sorted(seconds)
    if not ordered:
        return ("0", "", "", "")
    at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95)]
    return (f"{len(ordered):,}", *(f"{1e3 * s:,.0f}" for s in (*at, ordered[-1])))


def measured() -> list[Promise]:
    """Print the table of every number of readers; what is promised of them."""
    from tests.performance.bench_pages import ROWS, prepared

    warnings.simplefilter("ignore")
    home = prepared()
    must = asked_alone(home)
    promises = []
    for sessions in SESSIONS:
        sys.stdout.write(
            f"{ROWS:,} records of each kind, {sessions} readers, {SECONDS:.0f} s, "
            f"{len(must)} choices, load {os.getloadavg()[0]:.1f}\n"
        )
        with started(home.home) as (url, pid):
            found = asyncio.run(soak(url, pid, must, sessions, SECONDS))
        sys.stdout.write(told(found, sessions))
        promises += kept(found, sessions)
    return promises


def kept(found: Found, sessions: int) -> list[Promise]:
    """What is promised of so many readers."""
    who = f"{sessions} readers"
    promises = [
        Promise(f"{who}, wrong numbers", len(found.wrong), 0),
        Promise(f"{who}, memory at the end against the middle", grown(found), MOST_GROWTH, "times"),
    ]
    if sessions <= PROMISED_TO:
        most = max(found.megabytes)
        promises.append(Promise(f"{who}, memory of the server", most, MOST_MEGABYTES, "MB"))
    return promises


if __name__ == "__main__":
    sys.exit(tell(measured()))
