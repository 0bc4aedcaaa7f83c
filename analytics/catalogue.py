"""Which metrics are there, in words? The text of analytics/README.md."""

from analytics.grouping import AREA_LEVELS, OTHERS
from analytics.metrics import METRICS
from analytics.periods import GRAINS

INTRODUCTION = """# Catalogue of metrics

Generated from `metrics/` by `make docs`; a test keeps it current.

Every number comes as `metric, area_code, period, …, numerator, denominator, value, low, high, n,
state`. `low` and `high` are limits of 95 % confidence. An empty denominator has no value. Parents
are pooled from records, never from the rates of their parts.

| state | meaning |
|---|---|
| ok | enough records, period over |
| few | fewer than 30, or an interval too wide to judge by: shown grey, not ranked |
| provisional | the period is not over, or more than 1 % of the outcomes are still due |
| hidden | an opinion of fewer than 10 people, or a cell that would give one away |
| none | no record, or the share asked for is not reached yet |

Opinions are hidden by numerator, complement and n alike, zero included, because "nobody here is
satisfied" tells what each of them thinks; where forms have several answers, answers are scaled to
people. Cells beside them are hidden so that no total minus those shown gives one away.
"""

COMMAND = """
## On the command line

```
python -m analytics METRIC... [--by GROUP]... [--from DAY] [--to DAY] [--area CODE]
                    [--category CODE]... [--as-of TIME] [--format table|csv|json]
```
"""
UNITS = {
    "share": "share, 0 to 1",
    "count": "number",
    "days": "days",
    "points": "points, 0 to 100",
    "per_1000": "per 1,000 households",
    "per_100": "per 100 visits",
    "each": "for each one",
}


def catalogue() -> str:
    """The catalogue of metrics as Markdown."""
    rows = [
        "\n| metric | meaning | unit | better |\n|---|---|---|---|",
        *(f"| {m.id} | {m.meaning} | {UNITS[m.unit]} | {m.better} |" for m in METRICS.values()),
        "\n| metric | table | clock: what puts a record in a period | source | since |",
        "|---|---|---|---|---|",
        *(f"| {m.id} | {m.table} | {m.clock} | {m.source} | {m.since} |" for m in METRICS.values()),
    ]
    groups = (
        "\n## Groups\n",
        f"- places, one level at a time: {', '.join(AREA_LEVELS)}",
        f"- time, one grain at a time: {', '.join(GRAINS)}",
        f"- others, where the records have them: {', '.join(OTHERS)}",
    )
    return INTRODUCTION + "\n".join([*rows, *groups]) + "\n" + COMMAND
