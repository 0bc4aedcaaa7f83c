"""What are the small pictures of the methods?"""

import html
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.components import canvas
from pages.components.look import Palette

SMALL = 220
PERCENT = ",.0%"


def whiskers(rows: pd.DataFrame, colours: Palette) -> go.Figure:
    """Values with their intervals, one line a place, the largest place on top: name, value, low,
    high, n.
    """
    figure = canvas.figure(SMALL, colours)
    figure.add_scatter(
        x=rows["value"],
        y=[f"{html.escape(row.name_)} (n = {row.n:,.0f})" for row in _named(rows)],
        mode="markers", hoverinfo="skip", marker={"color": colours.ink, "size": 9},
        error_x={"type": "data", "symmetric": False, "thickness": 2, "width": 6,
                 "color": colours.quiet, "array": rows["high"] - rows["value"],
                 "arrayminus": rows["value"] - rows["low"]},
    )  # fmt: skip
    figure.update_xaxes(tickformat=PERCENT, nticks=6, showgrid=True, gridcolor=colours.line)
    figure.update_yaxes(showgrid=False, tickfont={"color": colours.ink, "size": 13})
    return figure


def _named(rows: pd.DataFrame) -> list:
    return list(rows.rename(columns={"name": "name_"}).itertuples())


def curve(
    steps: pd.DataFrame, at_days: pd.DataFrame, say: Callable[[str], str], colours: Palette
) -> go.Figure:
    """Share resolved by day, as steps with their limits, and how many are still followed."""
    figure = canvas.figure(300, colours)
    for bound in ("low", "high"):
        figure.add_scatter(
            x=steps["days"], y=steps[bound], mode="lines", hoverinfo="skip",
            line={"color": colours.faint, "width": 1, "shape": "hv"},
        )  # fmt: skip
    figure.add_scatter(
        x=steps["days"], y=steps["share"], mode="lines", hoverinfo="skip",
        line={"color": colours.ink, "width": 2, "shape": "hv"},
    )  # fmt: skip
    figure.add_hline(y=0.5, line={"color": colours.line, "width": 1, "dash": "dot"}, layer="below")
    ticks = [f"{row.days:g}<br>({row.at_risk:,.0f})" for row in at_days.itertuples()]
    figure.update_xaxes(
        title_text=say("method.survival.across"), tickvals=at_days["days"], ticktext=ticks
    )
    figure.update_yaxes(
        range=[0, 1.02], tickformat=PERCENT, title_text=say("method.survival.share")
    )
    return figure


def stacks(names: Sequence[str], parts: Mapping[str, pd.Series], colours: Palette) -> go.Figure:
    """Shares of each kind, one bar a row; kinds go from ink to empty."""
    figure = canvas.figure(SMALL + 40, colours)
    fills = (colours.ink, colours.faint, colours.hatch, colours.paper)
    for (name, sizes), fill in zip(parts.items(), fills, strict=True):
        figure.add_bar(
            y=list(names), x=sizes, name=name, orientation="h", hoverinfo="skip",
            marker={"color": fill, "line": {"color": colours.quiet, "width": 0.6}},
        )  # fmt: skip
    figure.update_layout(
        barmode="stack", barnorm="fraction", showlegend=True,
        legend={"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0, "traceorder": "normal",
                "font": {"color": colours.quiet}},
    )  # fmt: skip
    figure.update_xaxes(tickformat=PERCENT)
    figure.update_yaxes(showgrid=False, autorange="reversed",
                        tickfont={"color": colours.ink, "size": 13})  # fmt: skip
    return figure
