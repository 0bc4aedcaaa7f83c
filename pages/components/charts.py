"""Which places lie outside what chance allows, and how did a number move? The large charts.

Every function takes finished rows: `text` is the value in words, `tone` is "better", "worse" or
"" for within chance, `state` is that of the result frame.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from pages.components.look import FONT, Palette

HEIGHT = 420
ROW_PIXELS = 27  # height of a place in a chart of dots
MOST_LABELS = 8
WIDE_RANGE = 12  # from this ratio of largest to smallest on, sizes stand on a log scale
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


@dataclass(frozen=True)
class Wording:
    """What a chart says, and how its numbers are written.

    `across` names the sizes on the x axis, `overall` the line of the whole or the mean; `tick` is
    the d3 format of values and `suffix` their unit; `count` writes a size.
    """

    across: str
    overall: str
    tick: str
    suffix: str
    count: Callable[[float], str] = str


def funnel(
    places: pd.DataFrame, limits: pd.DataFrame, overall: float, words: Wording, colours: Palette
) -> go.Figure:
    """Values against size, between the limits of chance around the value of the whole.

    Parameters
    ----------
    places : DataFrame
        One row a place with a value: area_code, name, n, value, state, tone, chosen, text.
    limits : DataFrame
        n, low95, high95, low998, high998, in order of n.
    overall : float
        Value of the whole.
    words : Wording
        What stands at the axes.
    colours : Palette
        Colours of the theme.
    """
    figure = _figure(HEIGHT, colours)
    for bound, dash in (
        ("low95", "dot"),
        ("high95", "dot"),
        ("low998", "solid"),
        ("high998", "solid"),
    ):
        figure.add_scatter(
            x=limits["n"], y=limits[bound], mode="lines", hoverinfo="skip",
            line={"color": colours.faint, "width": 1, "dash": dash},
        )  # fmt: skip
    _level(figure, overall, words, colours, outside=False)
    figure.add_trace(_points(places, places["n"], places["value"], colours))
    for bound, name in (("high95", "95%"), ("high998", "99.8%")):
        figure.add_scatter(
            x=limits["n"].tail(1), y=limits[bound].tail(1), text=[name], mode="text",
            textposition="middle right", hoverinfo="skip",
            textfont={"color": colours.quiet, "size": 11},
        )  # fmt: skip
    log = _size_axis(figure, places["n"], words)
    figure.update_yaxes(tickformat=words.tick, ticksuffix=words.suffix, nticks=7)
    _labels(figure, places, colours, log=log)
    return figure


def _size_axis(figure: go.Figure, sizes: pd.Series, words: Wording) -> bool:
    """Round sizes on the x axis; on a log scale, told by True, where they differ widely."""
    first, last = max(float(sizes.min()), 1) * 0.9, float(sizes.max()) * 1.2
    log = last > WIDE_RANGE * first
    last *= 2.0 if log else 1.0  # room for the names of the lines
    if log:
        powers = range(int(math.log10(last)) + 1)
        steps = [digit * 10.0**power for power in powers for digit in (1, 3)]
        ticks = [step for step in steps if first <= step <= last]
    else:
        power = 10.0 ** math.floor(math.log10(last - first))
        step = next(s for s in (0.2 * power, 0.5 * power, power, 2 * power) if last - first < 5 * s)
        ticks = [step * i for i in range(math.ceil(first / step), int(last / step) + 1)]
    figure.update_xaxes(
        title_text=words.across,
        type="log" if log else "linear",
        range=[math.log10(first), math.log10(last)] if log else [first, last],
        tickvals=ticks,
        ticktext=[words.count(tick) for tick in ticks],
    )
    return log


def dots(places: pd.DataFrame, overall: float, words: Wording, colours: Palette) -> go.Figure:
    """Values with their intervals over what chance allows each place, sorted; one line a place.

    For metrics whose limits depend on more than the number of records. Parameters are those of
    `funnel`; `places` has low and high as well.
    """
    rows = places.sort_values("value", ascending=False)
    figure = _figure(max(160, ROW_PIXELS * len(rows) + 70), colours)
    bars = rows[rows["low998"].notna()]
    figure.add_scatter(
        x=[x for pair in zip(bars["low998"], bars["high998"], strict=True) for x in (*pair, None)],
        y=[y for name in bars["name"] for y in (name, name, None)],
        mode="lines", line={"color": colours.hatch, "width": 12}, hoverinfo="skip",
    )  # fmt: skip
    points = _points(rows, rows["value"], rows["name"], colours)
    points.update(
        error_x={
            "type": "data", "symmetric": False, "thickness": 1, "width": 0,
            "color": colours.quiet, "array": rows["high"] - rows["value"],
            "arrayminus": rows["value"] - rows["low"],
        }
    )  # fmt: skip
    figure.add_trace(points)
    figure.add_vline(
        x=overall, line={"color": colours.quiet, "width": 1}, layer="below",
        annotation={"text": words.overall, "font": {"color": colours.quiet, "size": 12},
                    "yanchor": "bottom", "xanchor": "left", "showarrow": False},
    )  # fmt: skip
    figure.update_xaxes(tickformat=words.tick, ticksuffix=words.suffix, nticks=6)
    figure.update_yaxes(showgrid=False, tickfont={"color": colours.ink, "size": 12})
    figure.update_layout(margin={"t": 24})
    return figure


def control(
    months: pd.DataFrame, limits: tuple[float, float, float], words: Wording, colours: Palette
) -> go.Figure:
    """A number period by period between its control limits.

    Parameters
    ----------
    months : DataFrame
        start (first day), value, text, tone, state; in order of time. A value may be missing.
    limits : tuple of float
        Mean, lower and upper limit; NaN where there are too few periods for them.
    words, colours
        As for `funnel`.
    """
    figure = _figure(260, colours)
    mean, lower, upper = limits
    for limit in (lower, upper):
        if not math.isnan(limit):
            figure.add_hline(
                y=limit, line={"color": colours.faint, "width": 1, "dash": "dot"}, layer="below"
            )
    if not math.isnan(mean):
        _level(figure, mean, words, colours, outside=True)
        figure.update_layout(margin={"r": 76})
    figure.add_scatter(
        x=months["start"], y=months["value"], mode="lines",
        line={"color": colours.quiet, "width": 1}, hoverinfo="skip",
    )  # fmt: skip
    drawn = months.assign(area_code="", chosen=False)
    figure.add_trace(_points(drawn, months["start"], months["value"], colours, size=6))
    figure.update_yaxes(tickformat=words.tick, ticksuffix=words.suffix, nticks=5)
    figure.update_xaxes(type="date", tickformat="%Y-%m", nticks=7, tickangle=0)
    return figure


def picked(selection: object) -> str:
    """Code of the place that a click on a chart chose; "" if none."""
    points: Sequence[dict] = getattr(selection, "selection", {}).get("points", [])
    codes = [point.get("customdata") for point in points]
    first = codes[0] if codes else None
    if isinstance(first, (list, tuple)):
        first = first[0] if first else None
    return first if isinstance(first, str) else ""


def _points(
    rows: pd.DataFrame, x: pd.Series, y: pd.Series, colours: Palette, size: int = 9
) -> go.Scatter:
    """Markers that say by colour and by shape what a place is."""
    faces = [_face(tone, state, chosen, colours) for tone, state, chosen in zip(
        rows["tone"], rows["state"], rows["chosen"], strict=True)]  # fmt: skip
    return go.Scatter(
        x=x, y=y, mode="markers", customdata=rows["area_code"], text=rows["text"],
        hovertemplate="%{text}<extra></extra>",
        marker={
            "size": [size + 3 if chosen else size for chosen in rows["chosen"]],
            "color": [face[0] for face in faces],
            "symbol": [face[1] for face in faces],
            "line": {"color": [face[2] for face in faces], "width": 1.2},
        },
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
    )  # fmt: skip


def _face(tone: str, state: str, chosen: bool, colours: Palette) -> tuple[str, str, str]:
    """Fill, shape and outline: too few is pale, provisional is hollow."""
    if state == "few":
        return colours.faint, "circle", colours.faint
    colour = {"better": colours.better, "worse": colours.worse}.get(tone, colours.quiet)
    if chosen:
        colour = colours.ink
    shape = {"better": "triangle-up", "worse": "triangle-down"}.get(tone, "circle")
    return (colours.paper if state == "provisional" else colour), shape, colour


def _labels(figure: go.Figure, places: pd.DataFrame, colours: Palette, *, log: bool) -> None:
    """Names beside the points outside the limits and the one chosen, the largest first."""
    named = places[(places["tone"] != "") | places["chosen"]].nlargest(MOST_LABELS, "n")
    middle = places["n"].median()
    for row in named.itertuples():
        anchor, shift = ("left", 8) if row.n <= middle else ("right", -8)
        figure.add_annotation(
            x=math.log10(row.n) if log else row.n, y=row.value, text=row.name, showarrow=False,
            xanchor=anchor, xshift=shift, font={"size": 12, "color": colours.ink},
        )  # fmt: skip


def _level(
    figure: go.Figure, value: float, words: Wording, colours: Palette, *, outside: bool
) -> None:
    """The line of the whole or the mean, named at its right end, inside the axes or beside them."""
    figure.add_hline(
        y=value, line={"color": colours.quiet, "width": 1}, layer="below",
        annotation={"text": words.overall, "font": {"color": colours.quiet, "size": 12}, "x": 1,
                    "xanchor": "left" if outside else "right",
                    "yanchor": "middle" if outside else "bottom", "showarrow": False},
    )  # fmt: skip


def _figure(height: int, colours: Palette) -> go.Figure:
    axis = {
        "showgrid": False, "zeroline": False, "linecolor": colours.line, "fixedrange": True,
        "tickfont": {"color": colours.quiet, "size": 12}, "ticks": "", "automargin": True,
        "title": {"font": {"color": colours.quiet, "size": 12}, "standoff": 8},
    }  # fmt: skip
    rows = {**axis, "showgrid": True, "gridcolor": colours.line, "gridwidth": 0.5}
    figure = go.Figure()
    figure.update_layout(
        height=height, margin={"l": 4, "r": 4, "t": 12, "b": 4}, showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", dragmode=False,
        hovermode="closest", font={"family": FONT, "color": colours.ink, "size": 12},
        hoverlabel={"bgcolor": colours.paper, "bordercolor": colours.line, "align": "left",
                    "font": {"color": colours.ink, "family": FONT}},
        xaxis=axis, yaxis=rows,
    )  # fmt: skip
    return figure
