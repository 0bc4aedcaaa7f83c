"""How did the numbers on requests move month by month, and are the latest days in?"""

import pandas as pd

from analytics.metrics import METRICS
from pages.components import days, figures, panels, trends
from pages.components.frame import Asked
from pages.components.panels import Panel, Shown
from pages.components.requests import choices, drawings, reading, wording

OFFERED = (
    "resolution_median_days", "resolution_p90_days", "on_time_rate", "requests_received",
    "closed_within_7_days_rate", "composite_score", "repeat_rate", "reopened_rate",
)  # fmt: skip


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    offered = choices.within(asked, OFFERED)
    metric, say = choices.metric(asked, offered), asked.teller.say
    control = choices.chooser(asked, offered, "metric_months")
    if METRICS[metric].within_days:
        control = choices.both(control, choices.day_list(asked, "days_months"))
    own = panel(
        asked,
        "months",
        say("heading.months", metric=asked.teller.short(metric)),
        trends.read(asked.scope, asked.view, (metric,)),
        say("requests.months_note"),
        control,
    )
    return [own, _latest(asked)]


def panel(asked: Asked, key: str, heading: str, rows: pd.DataFrame, note: str, controls=None):
    """A control chart of one metric.

    `rows` are those of `trends.with_limits`, with period like 2026-06 or a name; where that is
    not the span counted, `days` tells it.
    """
    metric = str(rows["metric"].iloc[0]) if len(rows) else ""
    dated = trends.notes(asked.scope, asked.view, metric) if metric else ()
    picture = figures.months(asked.teller, rows, asked.colours, dated)
    rows = rows.assign(kind=rows["state"])
    say, lang = asked.teller.say, asked.teller.lang
    spans = [
        Shown(say("requests.column_days"), lambda row: days.period(lang, row["days"], short=True))
    ]
    columns = [
        Shown(say("table.period"), lambda row: days.named(lang, row["period"], short=True)),
        *(spans if "days" in rows else ()),
        *panels.result(asked.teller),
    ]
    return Panel(
        key=key, heading=heading, words=picture.words, rows=rows, columns=columns,
        figure=picture.figure, note=note, dated=picture.dated, controls=controls,
    )  # fmt: skip


# ---------------------------------------------------------------- are the latest days in
def _latest(asked: Asked) -> Panel:
    say, peers = asked.teller.say, reading.peers(asked.view)
    rows = reading.latest(asked.scope, asked.view)
    rows["name"] = [asked.teller.name(code) for code in rows["area_code"]]
    rows = rows.sort_values("ratio", ignore_index=True)
    late = list(rows.loc[rows["late"], "name"])
    words = say("requests.all_in") if len(rows) else say("requests.no_times")
    if late:
        words = say("requests.late", names=wording.names(asked, late))
    drawn = rows[rows["ratio"].notna()]
    figure = None
    if len(drawn):
        told = drawn.assign(
            value=drawn["ratio"], state="ok", chosen=drawn["area_code"] == peers.code,
            tone=["worse" if late else "" for late in drawn["late"]],
            text=[_hover(asked, row) for row in drawn.to_dict("records")],
        )  # fmt: skip
        figure = drawings.dots(told, asked.colours, ".0%")
        drawings.across(figure, 1.0, say("requests.as_usual"), asked.colours)
    return Panel(
        key="latest",
        heading=say("requests.latest"),
        words=words,
        rows=rows,
        columns=[
            panels.text(say("table.place"), "name"),
            panels.counted(asked.teller, say("requests.column_received"), "received"),
            wording.column(asked, "expected", "expected", wording.number),
            wording.column(asked, "of_usual", "ratio", wording.share),
        ],
        figure=figure,
        note=say("requests.latest_note"),
        place=asked.teller.name(peers.ground) if peers.ground else asked.teller.ground,
        drills=figure is not None,
    )


def _hover(asked: Asked, row: dict) -> str:
    say = asked.teller.say
    return wording.hover(
        row["name"],
        say("requests.hover_received", count=wording.number(asked, row["received"]),
            usual=wording.number(asked, round(row["expected"]))),
    )  # fmt: skip
