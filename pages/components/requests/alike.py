"""Which places are slower or later than the whole would be with the very same matters?"""

import pandas as pd
import plotly.graph_objects as go

from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel, Shown
from pages.components.requests import drawings, reading, wording

TICK = {"rates": ".1~%", "times": ",.2~f"}


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [_rates(asked), _times(asked)]


def _rates(asked: Asked) -> Panel:
    say = asked.teller.say
    rows = _named(asked, reading.alike_rates(asked.scope, asked.view))
    rows = rows.sort_values("value", ascending=False, ignore_index=True)
    columns = [
        wording.column(asked, "standardised", "value", wording.share),
        wording.interval(asked, "share"),
        wording.column(asked, "crude", "crude", wording.share),
        wording.column(asked, "expected", "expected", wording.share),
        panels.counted(asked.teller, say("requests.column_requests"), "n"),
    ]
    return _panel(asked, "rates", rows, columns, "crude")


def _times(asked: Asked) -> Panel:
    say = asked.teller.say
    rows = _named(asked, reading.alike_times(asked.scope, asked.view))
    rows = rows.assign(value=rows["ratio"]).sort_values("ratio", ignore_index=True)
    columns = [
        wording.column(asked, "ratio", "ratio", wording.plain),
        wording.interval(asked, "each"),
        wording.reached(asked, "p50", "n"),
        wording.reached(asked, "usual_p50", "n"),
        panels.counted(asked.teller, say("requests.column_requests"), "n"),
    ]
    return _panel(asked, "times", rows, columns, "")


def _named(asked: Asked, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(name=[asked.teller.name(code) for code in rows["area_code"]])


def _panel(asked: Asked, kind: str, rows: pd.DataFrame, columns: list[Shown], second: str) -> Panel:
    say, peers = asked.teller.say, reading.peers(asked.view)
    figure = _figure(asked, kind, rows, second) if len(rows) > 1 else None
    return Panel(
        key=f"alike_{kind}",
        heading=say(f"requests.alike_{kind}", level=say(f"levels.{peers.level}")),
        words=_told(asked, kind, rows),
        rows=rows,
        columns=[panels.text(say("table.place"), "name"), *columns, wording.states(asked)],
        figure=figure,
        note=say(f"requests.alike_{kind}_note"),
        place=asked.teller.name(peers.ground) if peers.ground else asked.teller.ground,
        drills=figure is not None,
    )


def _told(asked: Asked, kind: str, rows: pd.DataFrame) -> str:
    say = asked.teller.say
    if len(rows) < 2:
        return say("requests.alike_alone")
    found = {side: list(rows.loc[rows["verdict"] == side, "name"]) for side in ("worse", "better")}
    told = [
        say(f"requests.alike_{kind}_{side}", names=wording.names(asked, names))
        for side, names in found.items()
        if names
    ]
    return " ".join(told) or say(f"requests.alike_{kind}_none")


def _figure(asked: Asked, kind: str, rows: pd.DataFrame, second: str) -> go.Figure:
    peers = reading.peers(asked.view)
    drawn = rows.assign(
        tone=rows["verdict"], chosen=rows["area_code"] == peers.code,
        text=[_hover(asked, kind, row) for row in rows.to_dict("records")],
    )  # fmt: skip
    figure = drawings.dots(drawn, asked.colours, TICK[kind], second=second)
    overall = float(rows["overall"].iloc[0]) if kind == "rates" else 1.0
    name = (
        wording.share(asked, overall) if kind == "rates" else asked.teller.say("requests.as_whole")
    )
    drawings.across(figure, overall, name, asked.colours)
    return figure


def _hover(asked: Asked, kind: str, row: dict) -> str:
    say = asked.teller.say
    if kind == "rates":
        lines = [
            say("requests.hover_standardised", share=wording.share(asked, row["value"])),
            say("requests.hover_crude", share=wording.share(asked, row["crude"]),
                expected=wording.share(asked, row["expected"])),
        ]  # fmt: skip
    else:
        lines = [
            say("requests.hover_ratio", ratio=wording.plain(asked, row["ratio"])),
            _usual(asked, row["p50"], row["usual_p50"]),
        ]
    n = f"n = {wording.number(asked, row['n'])}"
    return wording.hover(row["name"], *lines, n, wording.state(asked, row))


def _usual(asked: Asked, own: float, usual: float) -> str:
    """Median of a place beside that of the same matters; both may not be reached yet."""
    say = asked.teller.say
    told = {"own": wording.days(asked, own), "usual": wording.days(asked, usual)}
    if pd.notna(own) and pd.notna(usual):
        return say("requests.hover_usual", **told)
    if pd.notna(own):
        return say("requests.hover_p50", days=told["own"])
    if pd.notna(usual):
        return say("requests.hover_own_untold", usual=told["usual"])
    return say("requests.hover_usual_untold")
