"""How do requests end, and by when? Every way with its band, and what is open still."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analytics import competing, curves
from analytics.metrics.requests import ENDS_OTHERWISE
from pages.components import canvas
from pages.components.frame import Asked
from pages.components.numbers import MISSING, Style
from pages.components.panels import Panel, Shown
from pages.components.requests import drawings, reading, wording

WHOLE = ("resolved", competing.OPEN)  # drawn on the scale of all requests
NEAR = 0.3  # names of two curves closer than this stand outside of them


def panel(asked: Asked, ninetieth: float) -> Panel:
    """The curves of all ways to end, as far as most requests take; `ninetieth` in days."""
    say = asked.teller.say
    horizon = max(competing.MONTH, curves.horizon(ninetieth))
    rows = reading.ends(asked.scope, asked.view, horizon)
    others = [end for end in ENDS_OTHERWISE if len(rows) and rows[f"{end}_seen"].iloc[-1] > 0]
    return Panel(
        key="ends",
        heading=say("requests.ends"),
        words=_told(asked, rows, others),
        rows=rows,
        columns=[
            wording.column(asked, "after", "days", wording.days),
            wording.column(asked, "at_risk", "at_risk", wording.number),
            *(_column(asked, way) for way in competing.WAYS),
        ],
        figure=_figure(asked, rows, others) if len(rows) else None,
        note=say("requests.ends_note") + (f" {say('requests.ends_scale')}" if others else ""),
    )


def _column(asked: Asked, way: str) -> Shown:
    def cell(row: Mapping[str, Any]) -> str:
        if pd.isna(row[way]):
            return MISSING
        told = {"share": _share(asked, row[way]), "interval": _interval(asked, row, way)}
        return asked.teller.say("requests.with_interval", **told)

    return Shown(asked.teller.say(f"requests.end_{way}"), cell, number=True)


def _share(asked: Asked, value: float) -> str:
    """A share, fine enough that one in ten thousand does not read as none."""
    return str(Style.of(asked.teller.lang, "share", value, value).amount(value))


def _interval(asked: Asked, row: Mapping[str, Any], way: str) -> str:
    style = Style.of(asked.teller.lang, "share", row[way], row[way])
    return style.interval(row[f"{way}_low"], row[f"{way}_high"])


def _told(asked: Asked, rows: pd.DataFrame, others: list[str]) -> str:
    """What had become of requests after a month, or after as long as anybody was watched."""
    say = asked.teller.say
    if rows.empty:
        return say("requests.no_times")
    last = rows["days"].iloc[-1]
    looked_at = [day for day in competing.LOOKED_AT if day <= min(last, competing.MONTH)]
    day = looked_at[-1] if looked_at else last
    row = rows[rows["days"] == day].iloc[0]
    shares = {way: _share(asked, row[way]) for way in competing.WAYS}
    key = "requests.ends_told" if others else "requests.ends_only"
    return say(key, days=wording.tick(asked, day), **shares)


# ---------------------------------------------------------------- the chart
def _figure(asked: Asked, rows: pd.DataFrame, others: list[str]) -> go.Figure:
    """All requests above; below, on a scale of their own, each way that solves nothing."""
    figure = _axes(asked, rows, len(others))
    for way in WHOLE:
        face = asked.colours.ink if way != competing.OPEN else asked.colours.quiet
        _draw(asked, figure, rows, way, face, "")
    _name(asked, figure, rows)
    _draw_others(asked, figure, rows, others)
    figure.update_layout(margin={"t": 16, "b": 46, "r": 12})
    figure.add_annotation(
        text=asked.teller.say("requests.axis_days"), x=0.5, xref="paper", y=0, yref="paper",
        yshift=-24, yanchor="top", showarrow=False,
        font={"size": 12, "color": asked.colours.quiet},
    )  # fmt: skip
    return figure


def _axes(asked: Asked, rows: pd.DataFrame, below: int) -> go.Figure:
    """One chart over the whole width, and so many side by side below it."""
    figure = canvas.figure(430 if below else 280, asked.colours)
    across, up = figure.layout.xaxis.to_plotly_json(), figure.layout.yaxis.to_plotly_json()
    if below:
        make_subplots(
            rows=2, cols=below, figure=figure, row_heights=[0.62, 0.38], vertical_spacing=0.2,
            horizontal_spacing=0.06, specs=[[{"colspan": below}, *[None] * (below - 1)],
                                            [{}] * below],
        )  # fmt: skip
    figure.update_xaxes(**_free(across), range=[0, rows["days"].iloc[-1]], nticks=5)
    figure.update_yaxes(**_free(up), nticks=4, rangemode="tozero", tickformat=".3~%")
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%", nticks=6, selector=0)
    return figure


def _draw_others(asked: Asked, figure: go.Figure, rows: pd.DataFrame, others: list[str]) -> None:
    """The ways that solve nothing, each with its name above it, on one scale."""
    tallest = max((rows[f"{way}_high"].max() for way in others), default=0.0)
    for number, way in enumerate(others):
        axis = str(number + 2)
        _draw(asked, figure, rows, way, asked.colours.ink, axis)
        figure.update_layout({f"yaxis{axis}": {"range": [0, tallest * 1.05],
                                               "showticklabels": number == 0}})  # fmt: skip
        figure.add_annotation(
            text=_title(asked, rows, way, "<br>"),
            x=0, xref=f"x{axis} domain", y=1, yref=f"y{axis} domain", yanchor="bottom",
            xanchor="left", align="left", showarrow=False, font={"size": 12},
        )  # fmt: skip


def _free(style: dict) -> dict:
    """The looks of an axis without its place."""
    return {name: value for name, value in style.items() if name not in ("anchor", "domain")}


def _draw(
    asked: Asked, figure: go.Figure, rows: pd.DataFrame, way: str, face: str, axis: str
) -> None:
    """One curve as steps, with its band."""
    at = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
    line = drawings.Line(way, "", face, banded=True, width=2.0)
    text = [_hover(asked, row, way) for row in rows.to_dict("records")]
    limits = rows.rename(columns={f"{way}_low": "low", f"{way}_high": "high"})
    drawings.band(figure, limits[["days", "low", "high"]], line, **at)
    figure.add_scatter(
        x=rows["days"], y=rows[way], mode="lines", text=text, name=way,
        line={"shape": "hv", "color": face, "width": line.width},
        hovertemplate="%{text}<extra></extra>", **at,
    )  # fmt: skip


def _hover(asked: Asked, row: Mapping[str, Any], way: str) -> str:
    say = asked.teller.say
    return wording.hover(
        say("requests.hover_after", days=wording.days(asked, row["days"])),
        say("requests.hover_way", way=say(f"requests.end_{way}"), share=_share(asked, row[way]),
            interval=_interval(asked, row, way)),
    )  # fmt: skip


def _title(asked: Asked, rows: pd.DataFrame, way: str, between: str = " ") -> str:
    """A way and the share of it at the end of the chart."""
    return f"{asked.teller.say(f'requests.end_{way}')}{between}{_share(asked, rows[way].iloc[-1])}"


def _name(asked: Asked, figure: go.Figure, rows: pd.DataFrame) -> None:
    """Names at the right end, between the two curves where there is room, else outside."""
    ends = {way: rows[way].iloc[-1] for way in WHOLE}
    upper, lower = sorted(WHOLE, key=lambda way: -ends[way])
    inward = -1 if ends[upper] - ends[lower] > NEAR else 1
    for way, side in ((upper, inward), (lower, -inward)):
        figure.add_annotation(
            text=_title(asked, rows, way),
            x=1, xref="x domain", y=ends[way], yshift=13 * side, xanchor="right",
            showarrow=False, font={"size": 13,
            "color": asked.colours.ink if way != competing.OPEN else asked.colours.quiet},
        )  # fmt: skip
