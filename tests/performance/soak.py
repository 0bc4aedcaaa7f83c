"""Do twenty readers at once get their own numbers, how long do they wait, and does memory grow?

`python -m tests.performance.soak`; $BENCH_ROWS and $BENCH_CACHE name the district as for
`bench_pages`, $SOAK_SESSIONS the numbers of readers, each of a run of its own ("10 20": memory is
promised with ten), $SOAK_SECONDS how long they go on (180).
A real server is asked by sessions of its own protocol. Readers follow links, or change the place,
the period, the part or the split in a box of the page, wait a moment, and go on. Whatever a page
shows is held against what was worked out before, one choice at a time (`choices`).
"""

import asyncio
import os
import random
import statistics
import sys
import time
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pages.texts import LANGUAGES
from tests.browser.conftest import started
from tests.performance.choices import Choice, Expected, asked_alone
from tests.performance.promises import Promise, tell
from tests.performance.sessions import Seen, Session

SESSIONS = tuple(map(int, os.environ.get("SOAK_SESSIONS", "10 20").split()))
SECONDS = float(os.environ.get("SOAK_SECONDS", "180"))
PAUSE = (1.0, 4.0)  # seconds between two choices of a reader
MOVES = 0.4  # share of the choices that are made in a box of the page
MOST_MEGABYTES, PROMISED_TO = 1_500, 10  # of the server, with so many readers
MOST_GROWTH = 1.1  # of the memory at the end against that of the middle


@dataclass
class Found:
    """What the readers met."""

    first: list[float] = field(default_factory=list)  # seconds of choices that nobody made before
    again: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    numbers: int = 0
    megabytes: list[float] = field(default_factory=list)  # of the server, one a second
    made: set[str] = field(default_factory=set)
    moved: Counter[str] = field(default_factory=Counter)  # choices by the box they were made in


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
        moves = must[before].moves if before and dice.random() < MOVES else {}
        if before and moves:
            named = dice.choice(sorted({box for box, _ in moves.values()}))
            chosen = dice.choice([choice for choice, (box, _) in moves.items() if box == named])
            found.moved[named] += 1
            seen = await session.choose(chosen.page, before.query, *moves[chosen])
        else:
            chosen = dice.choice(offered)
            seen = await session.go(chosen.page, chosen.query)
        _note(found, chosen, must, seen, time.monotonic() - start)
        before = None if seen.mistakes else chosen  # a broken page may lack its boxes
        await asyncio.sleep(dice.uniform(*PAUSE))
    await session.close()


def _note(
    found: Found, choice: Choice, must: Mapping[Choice, Expected], seen: Seen, seconds: float
) -> None:
    key = f"{choice.page} {replace(choice, lang='').query}"
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
        "boxes moved: " + ", ".join(f"{box} {n}" for box, n in sorted(found.moved.items())),
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
