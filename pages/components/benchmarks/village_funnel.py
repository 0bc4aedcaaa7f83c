"""Which villages differ from the others by more than chance, be they the benchmark's or not?"""

from dataclasses import replace

from analytics.metrics import METRICS
from pages.components import comparison, figures
from pages.components.benchmarks import cells
from pages.components.benchmarks.ground import Ground
from pages.components.panels import Panel, counted, text

MOST_LINES = 60  # villages of a chart that has a line for each


def panel(ground: Ground) -> Panel:
    """Villages against what chance allows places of their size; bands, not ranks."""
    metric, view = ground.metric, ground.view
    parts = comparison.read(ground.scope, view, (metric,), "village")
    teller = replace(ground.teller, level="village")
    picture = figures.places(teller, parts, metric, view.area, ground.asked.colours)
    many = not METRICS[metric].is_share and len(parts.places) > MOST_LINES
    rows = parts.places.assign(name=[teller.name(code) for code in parts.places["area_code"]])
    return Panel(
        key="funnel",
        heading=teller.say("gap.heading_funnel", metric=teller.short(metric)),
        words=picture.words,
        rows=rows,
        columns=[
            text(teller.say("gap.village"), "name"),
            cells.amount(teller, "table.value", "value", "state"),
            cells.range_(teller, "table.interval", "low", "high", "value"),
            counted(teller, teller.say("table.n"), "n"),
            cells.plain(
                teller, "surveys.column_band", lambda row: teller.say(f"surveys.band_{row['band']}")
            ),
        ],
        figure=None if many else picture.figure,
        note=" ".join(note for note in (picture.note, teller.say("gap.note_funnel")) if note),
        place=teller.ground,
        drills=picture.figure is not None and not many,
    )
