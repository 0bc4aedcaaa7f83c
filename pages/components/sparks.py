"""How did a number move from period to period, in the corner of a card?

Drawn as SVG inside the card: nine more Plotly figures would cost the reader two seconds.
"""

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 200, 44, 5
WIDE = 430  # of a card as broad as two and the gap between them


@dataclass(frozen=True)
class Spark:
    """A short series with its control limits.

    `values` are NaN where there is none; `tones` are "", "better" or "worse" by point; limits are
    NaN where there are too few points for them; `words` say what is drawn.
    """

    values: Sequence[float]
    tones: Sequence[str]
    mean: float
    lower: float
    upper: float
    words: str


def draw(spark: Spark, *, wide: bool = False) -> str:
    """The series as SVG, for one card or for a wide one; empty with fewer than two points."""
    width = WIDE if wide else WIDTH
    there = [v for v in spark.values if not math.isnan(v)]
    if len(there) < 2:
        return ""
    lines = [v for v in (spark.mean, spark.lower, spark.upper) if not math.isnan(v)]
    low, high = min(there + lines), max(there + lines)
    span = (high - low) or 1.0
    step = (width - 2 * MARGIN) / (len(spark.values) - 1)

    def across(position: int) -> float:
        return MARGIN + step * position

    def down(value: float) -> float:
        return HEIGHT - MARGIN - (value - low) / span * (HEIGHT - 2 * MARGIN)

    parts = [
        _rule(width, down(value), kind)
        for value, kind in (
            (spark.mean, "spark-mean"),
            (spark.lower, "spark-limit"),
            (spark.upper, "spark-limit"),
        )
        if not math.isnan(value)
    ]
    points = [(i, v) for i, v in enumerate(spark.values) if not math.isnan(v)]
    for run in _runs(points):
        path = " ".join(f"{across(i):.1f},{down(v):.1f}" for i, v in run)
        parts.append(f'<polyline class="spark-line" points="{path}"/>')
    alone = {run[0] for run in _runs(points) if len(run) == 1}
    parts += [
        f'<circle class="spark-{spark.tones[i] or "point"}" cx="{across(i):.1f}" '
        f'cy="{down(v):.1f}" r="{2.6 if spark.tones[i] else 1.4}"/>'
        for i, v in points
        if spark.tones[i] or (i, v) in alone
    ]
    last, value = points[-1]
    kind = f"spark-{spark.tones[last] or 'last'}"
    parts.append(f'<circle class="{kind}" cx="{across(last):.1f}" cy="{down(value):.1f}" r="3"/>')
    words = html.escape(spark.words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" role="img" '
        'preserveAspectRatio="xMinYMax" '
        f'aria-label="{words}"><title>{words}</title>{"".join(parts)}</svg>'
    )


def _runs(points: Sequence[tuple[int, float]]) -> list[list[tuple[int, float]]]:
    """Points that follow each other without a gap: a line across a gap would invent values."""
    runs: list[list[tuple[int, float]]] = []
    for point in points:
        if runs and runs[-1][-1][0] == point[0] - 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _rule(width: int, height: float, kind: str) -> str:
    return f'<line class="{kind}" x1="0" x2="{width}" y1="{height:.1f}" y2="{height:.1f}"/>'
