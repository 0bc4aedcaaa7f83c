"""The charts of the page of visits: days, shares, bands, curves, flows and moments.

Every function takes finished rows and words; nothing is worked out here.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.components import canvas
from pages.components.look import Palette

ROW = 30  # pixels of a row
DAY_HOURS = 24
MOST_HOURS = 8  # names on an axis of hours


def calendar(days: pd.DataFrame, weekdays: Sequence[str], colours: Palette) -> go.Figure:
    """Visits by week and weekday; a cross marks a day without any.

    Parameters
    ----------
    days : DataFrame
        week, weekday, visits (NaN where nobody can know yet), text.
    weekdays : sequence of str
        Their names, Monday first.
    colours : Palette
        Colours of the theme.
    """
    figure = canvas.figure(230, colours)
    known = days[days["visits"].notna()]
    shown = known[known["visits"] > 0]
    figure.add_heatmap(
        x=shown["week"], y=shown["weekday"], z=shown["visits"], text=shown["text"],
        hovertemplate="%{text}<extra></extra>", xgap=2, ygap=2, zmin=0,
        colorscale=[[0, colours.hatch], [0.5, colours.faint], [1, colours.ink]],
        colorbar={"thickness": 8, "outlinewidth": 0, "nticks": 4, "x": 1.01,
                  "tickfont": {"color": colours.quiet, "size": 11}},
    )  # fmt: skip
    empty = known[known["visits"] == 0]
    figure.add_scatter(
        x=empty["week"], y=empty["weekday"], mode="markers", text=empty["text"],
        hovertemplate="%{text}<extra></extra>",
        marker={"symbol": "x-thin", "size": 7, "line": {"color": colours.worse, "width": 1.5}},
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(7)), ticktext=list(weekdays), autorange="reversed", showgrid=False
    )
    figure.update_xaxes(type="date", tickformat="%Y-%m", nticks=4, tickangle=0)
    return figure


def shares(
    rows: pd.DataFrame, series: Mapping[str, str], colours: Palette, *, height: int = 0
) -> go.Figure:
    """Shares with their intervals, one line a name; dots of the first series, then diamonds.

    Too few are pale, provisional ones hollow.

    Parameters
    ----------
    rows : DataFrame
        name, series, value, low, high, state, text.
    series : mapping of str to str
        Values of the column `series`, and what each is called.
    colours : Palette
        Colours of the theme.
    height : int
        Pixels; by the number of names unless one is given.
    """
    names = list(dict.fromkeys(rows["name"]))
    figure = canvas.figure(height or ROW * len(names) + 70, colours)
    for position, (key, title) in enumerate(series.items()):
        part = rows[rows["series"] == key]
        firm = colours.quiet if position else colours.ink
        is_few, waits = part["state"] == canvas.FEW, part["state"] == canvas.PROVISIONAL
        edge = np.where(is_few, colours.faint, firm)
        figure.add_scatter(
            x=part["value"], y=part["name"], mode="markers", name=title, text=part["text"],
            hovertemplate="%{text}<extra></extra>",
            marker={"size": 9, "symbol": "diamond" if position else "circle",
                    "color": np.where(waits, colours.paper, edge),
                    "line": {"color": edge, "width": 1.5}},
            meta=canvas.signs(part["state"]),
            error_x={"type": "data", "symmetric": False, "thickness": 1, "width": 0,
                     "color": colours.quiet, "array": part["high"] - part["value"],
                     "arrayminus": part["value"] - part["low"]},
        )  # fmt: skip
    _rows(figure, names, colours)
    figure.update_xaxes(tickformat=".0%", nticks=6)
    if len(series) > 1:
        _legend(figure, colours)
    return figure


def bars(rows: pd.DataFrame, colours: Palette, *, across: str = "") -> go.Figure:
    """Upright bars of counts: name (a word or a number), value, text, and optionally marked."""
    figure = canvas.figure(260, colours)
    marked = rows["marked"] if "marked" in rows else pd.Series(False, index=rows.index)
    figure.add_bar(
        x=rows["name"], y=rows["value"], text=rows["text"], textposition="none",
        hovertemplate="%{text}<extra></extra>", marker={
            "color": [colours.ink if mark else colours.faint for mark in marked]},
    )  # fmt: skip
    figure.update_layout(bargap=0.25)
    figure.update_yaxes(rangemode="tozero", nticks=5, tickformat=",d")
    figure.update_xaxes(title_text=across, tickangle=0)
    return figure


def lying(rows: pd.DataFrame, colours: Palette) -> go.Figure:
    """Lying bars of counts in the order of the rows, the first on top: name, value, text."""
    figure = canvas.figure(ROW * len(rows) + 50, colours)
    figure.add_bar(
        x=rows["value"], y=rows["name"], orientation="h", text=rows["text"],
        textposition="none", hovertemplate="%{text}<extra></extra>",
        **canvas.bar_face(rows, colours.faint),
    )  # fmt: skip
    _rows(figure, list(rows["name"]), colours)
    figure.update_xaxes(rangemode="tozero", nticks=5, tickformat=",d")
    figure.update_layout(bargap=0.3)
    return figure


def stacked(
    rows: pd.DataFrame, parts: Mapping[str, tuple[str, str]], colours: Palette, *, tick: str
) -> go.Figure:
    """Lying bars in parts.

    Parameters
    ----------
    rows : DataFrame
        name, part, value, text; names in order, the first on top.
    parts : mapping of str to (str, str)
        Values of the column `part` from left to right: what each is called, and its colour.
    colours : Palette
        Colours of the theme.
    tick : str
        d3 format of the values.
    """
    names = list(dict.fromkeys(rows["name"]))
    figure = canvas.figure(ROW * len(names) + 80, colours)
    for part, (title, colour) in parts.items():
        mine = rows[rows["part"] == part]
        figure.add_bar(
            x=mine["value"], y=mine["name"], orientation="h", name=title, text=mine["text"],
            textposition="none", hovertemplate="%{text}<extra></extra>",
            marker={"color": colour, "line": {"color": colours.paper, "width": 1}},
        )  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0.3)
    _rows(figure, names, colours)
    figure.update_xaxes(tickformat=tick, rangemode="tozero", nticks=6)
    _legend(figure, colours)
    return figure


def lorenz(
    curve: pd.DataFrame, chance: pd.DataFrame, words: Mapping[str, str], colours: Palette
) -> go.Figure:
    """Which share of the visits the least busy so many made, beside equal work.

    Parameters
    ----------
    curve, chance : DataFrame
        people and visits (shares); what is, and what chance makes of equal work.
    words : mapping of str to str
        across, up, curve, chance.
    colours : Palette
        Colours of the theme.
    """
    figure = canvas.figure(340, colours)
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": colours.line, "width": 1},
    )  # fmt: skip
    for drawn, name, colour, dash in (
        (chance, words["chance"], colours.quiet, "dot"),
        (curve, words["curve"], colours.ink, "solid"),
    ):
        figure.add_scatter(
            x=drawn["people"], y=drawn["visits"], mode="lines", name=name, hoverinfo="skip",
            line={"color": colour, "width": 2 if dash == "solid" else 1.5, "dash": dash},
        )  # fmt: skip
    fifths = [step / 5 for step in range(6)]
    whole = {"tickformat": ".0%", "range": [0, 1], "tickvals": fifths}
    figure.update_xaxes(title_text=words["across"], ticklabeloverflow="allow", **whole)
    figure.update_yaxes(title_text=words["up"], **whole)
    figure.update_layout(margin={"r": 24})  # room for half of the last label
    _legend(figure, colours)
    return figure


def flow(
    nodes: Sequence[str], streams: pd.DataFrame, tones: Sequence[str], colours: Palette
) -> go.Figure:
    """What became of what: a Sankey diagram.

    The names of the last stations would lie across their streams; a clear station beyond them
    makes room at their right.

    Parameters
    ----------
    nodes : sequence of str
        Names of the stations, with their numbers.
    streams : DataFrame
        source, target (positions of stations), value, text.
    tones : sequence of str
        Colour of each station.
    colours : Palette
        Colours of the theme.
    """
    ends = streams[~streams["target"].isin(streams["source"])]
    beyond = ends.assign(source=ends["target"], target=len(nodes), text="")
    drawn = pd.concat([streams, beyond])
    clear = "rgba(0,0,0,0)"
    figure = canvas.figure(300, colours)
    figure.add_sankey(
        arrangement="snap",
        node={"label": [*nodes, ""], "color": [*tones, clear], "pad": 26, "thickness": 14,
              "line": {"width": 0}, "hoverinfo": "none"},
        link={"source": drawn["source"], "target": drawn["target"], "value": drawn["value"],
              "customdata": drawn["text"],
              "color": [colours.line] * len(streams) + [clear] * len(beyond),
              "hovertemplate": "%{customdata}<extra></extra>"},
        textfont={"color": colours.ink, "size": 13, "shadow": "none"},
    )  # fmt: skip
    figure.update_layout(margin={"l": 4, "r": 4, "t": 8, "b": 16})
    return figure


def moments(rows: pd.DataFrame, names: Sequence[str], colours: Palette, *, least: int) -> go.Figure:
    """When on a day visits were written down, one line a day; large where many stand at once.

    Parameters
    ----------
    rows : DataFrame
        name, hour (of the day, with fractions), visits, text.
    names : sequence of str
        Lines from top to bottom.
    colours : Palette
        Colours of the theme.
    least : int
        Visits at one moment from which a marker is set apart.
    """
    figure = canvas.figure(ROW * len(names) + 70, colours)
    many = rows["visits"] >= least
    figure.add_scatter(
        x=rows["hour"], y=rows["name"], mode="markers", text=rows["text"],
        hovertemplate="%{text}<extra></extra>",
        marker={
            "size": [5 + 2 * min(visits, 30) ** 0.5 if at_once else 5
                     for visits, at_once in zip(rows["visits"], many, strict=True)],
            "color": [colours.worse if at_once else colours.quiet for at_once in many],
            "opacity": 0.75, "line": {"width": 0},
        },
    )  # fmt: skip
    _rows(figure, names, colours)
    first, last = int(rows["hour"].min()), min(int(rows["hour"].max()) + 1, DAY_HOURS)
    hours = list(range(first, last + 1))
    named = hours[:: len(hours) // MOST_HOURS + 1]
    figure.update_xaxes(
        range=[first - 0.1, last + 0.1], tickvals=named,
        ticktext=[f"{hour}:00" for hour in named], showgrid=True, gridcolor=colours.line,
    )  # fmt: skip
    return figure


def _rows(figure: go.Figure, names: Sequence[str], colours: Palette) -> None:
    """Names at the left, the first on top."""
    figure.update_yaxes(
        categoryorder="array", categoryarray=list(reversed(names)), type="category",
        showgrid=False, tickfont={"color": colours.ink, "size": 12},
    )  # fmt: skip


def _legend(figure: go.Figure, colours: Palette) -> None:
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "xanchor": "left",
                "traceorder": "normal", "font": {"color": colours.quiet, "size": 12},
                "itemclick": False, "itemdoubleclick": False},
        margin={"t": 40},
    )  # fmt: skip
