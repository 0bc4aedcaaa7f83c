"""How does the work grow with the records: in step with them, faster, or hardly at all?

`python -m tests.performance.curve [MILLIONS ...]` builds districts of 1, 3, 10 and 30 million
requests, answers and visits each, one after the other in $BENCH_CACHE, and measures workloads and
heads of pages in each, in a process of its own. Districts that were not there before are deleted
again. Milliseconds are those of the processor in the engine, all threads together, medians of
$BENCH_RUNS runs. The table is printed, the picture written to docs/scaling.svg.
"""

import math
import multiprocessing
import os
import shutil
import statistics
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

PICTURE = Path(__file__).parents[2] / "docs" / "scaling.svg"
MILLIONS = (1, 3, 10, 30)
WIDE, HIGH, LEFT, TOP, RIGHT, BELOW = 760, 460, 70, 40, 170, 50
LEAST, MOST = 1.0, 100_000.0  # milliseconds at the ends of the scale
COLOURS = ("#1c64a5", "#c4621a", "#5b7f2b", "#8a3f8f", "#4a4f57", "#b0303a", "#2a8c8c", "#9a7b1c",
           "#6b6bd0", "#000000")  # fmt: skip
Costs = dict[str, float]


def measured(millions: int) -> tuple[Costs, float]:
    """Milliseconds of each question in a district of that size, and its megabytes."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (millions * 1_000_000,))


def _measure(rows: int) -> tuple[Costs, float]:
    """In a process that knows the size before it is told the name of the folder."""
    os.environ["BENCH_ROWS"] = str(rows)
    from tests.performance import bench_pages

    warnings.simplefilter("ignore")
    was_there = bench_pages.HOME.exists()
    home = bench_pages.prepared()
    current = home.current()
    if current is None:
        raise RuntimeError(f"{home.home} is empty")
    heads = {name: parts[""] for name, parts in bench_pages.pages(bench_pages.opened(home)).items()}
    asks = bench_pages.workloads(home) | heads
    costs = {}
    for name, ask in asks.items():
        bench_pages.asked(ask)
        runs = [bench_pages.asked(ask).engine_processor for _ in range(bench_pages.RUNS)]
        costs[name] = statistics.median(runs)
    size = home.size(current.id) / 1e6
    if not was_there:
        shutil.rmtree(home.home)
    return costs, size


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Slope of log cost over log size: 1 grows in step with the records, 0 not at all.

    >>> exponent([1, 10, 100], [2, 20, 200]), exponent([1, 10, 100], [7, 7, 7])
    (1.0, 0.0)
    """
    slope, _ = statistics.linear_regression(*([math.log(v) for v in vs] for vs in (sizes, costs)))
    return round(slope, 2)


def table(sizes: Sequence[int], costs: Mapping[str, Sequence[float]]) -> str:
    """The table of docs/performance.md."""
    lines = [
        f"| | {' | '.join(f'{size} million' for size in sizes)} | exponent |",
        f"|---|{'---|' * (len(sizes) + 1)}",
    ]
    for name, values in costs.items():
        told = " | ".join(f"{value:,.0f}" for value in values)
        lines.append(f"| {name} | {told} | {exponent(sizes, values):.2f} |")
    return "\n".join(lines) + "\n"


def picture(sizes: Sequence[int], costs: Mapping[str, Sequence[float]]) -> str:
    """The same on two logarithmic scales, as SVG."""

    def across(size: float) -> float:
        share = math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
        return LEFT + share * (WIDE - LEFT - RIGHT)

    def up(value: float) -> float:
        share = math.log(max(value, LEAST) / LEAST) / math.log(MOST / LEAST)
        return HIGH - BELOW - share * (HIGH - TOP - BELOW)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22">Milliseconds of the processor in the engine, by millions of '
        "requests, answers and visits each</text>",
    ]
    for power in range(round(math.log10(LEAST)), round(math.log10(MOST)) + 1):
        y = up(10.0**power)
        drawn.append(f'<path d="M{LEFT} {y:.1f}H{WIDE - RIGHT}" stroke="#dde1e6"/>')
        drawn.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:,}</text>')
    drawn += [f'<text x="{across(size):.1f}" y="{HIGH - BELOW + 20}" text-anchor="middle">{size}'
              "</text>" for size in sizes]  # fmt: skip
    free = HIGH - BELOW + 14.0
    ends = sorted(costs.items(), key=lambda named: named[1][-1])
    for (name, values), colour in zip(ends, COLOURS, strict=True):
        line = " ".join(f"{across(s):.1f},{up(v):.1f}" for s, v in zip(sizes, values, strict=True))
        drawn.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        free = min(free - 14, up(values[-1]) + 4)  # one name below the other
        drawn.append(
            f'<text x="{WIDE - RIGHT + 8}" y="{free:.1f}" fill="{colour}">{name} '
            f"({exponent(sizes, values):.2f})</text>"
        )
    return "\n".join([*drawn, "</svg>"]) + "\n"


def main(named: Sequence[str]) -> int:
    """Measure, print the table and write the picture."""
    sizes = [int(name) for name in named] or list(MILLIONS)
    costs: dict[str, list[float]] = {}
    for size in sizes:
        found, megabytes = measured(size)
        for name, value in {**found, "snapshot, MB": megabytes}.items():
            costs.setdefault(name, []).append(value)
        told = " ".join(f"{name} {values[-1]:,.0f}" for name, values in costs.items())
        sys.stderr.write(f"{size} million, load {os.getloadavg()[0]:.1f}: {told}\n")
    sys.stdout.write(table(sizes, costs))
    del costs["snapshot, MB"]
    PICTURE.write_text(picture(sizes, costs), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
