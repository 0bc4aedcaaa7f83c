"""Which places lie outside what chance allows, and how did a number move? The large charts.

Every function takes finished rows: `text` is the value in words, `tone` is "better", "worse" or
"" for within chance, `state` is that of the result frame.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from pages.components import canvas
from pages.components.canvas import Dated
from pages.components.look import Palette

HEIGHT = 420
ROW_PIXELS = 27  # height of a place in a chart of dots
MOST_LABELS = 8
WIDE_RANGE = 12  # from this ratio of largest to smallest on, sizes stand on a log scale


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
    figure = canvas.figure(HEIGHT, colours)
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
    canvas.level(figure, overall, words.overall, colours)
    figure.add_trace(canvas.markers(places, places["n"], places["value"], colours))
    log = _size_axis(figure, places["n"], words)
    _limit_names(figure, limits, colours, log=log)
    figure.update_yaxes(tickformat=words.tick, ticksuffix=words.suffix, nticks=7)
    _labels(figure, places, colours, log=log)
    return figure


def _limit_names(figure: go.Figure, limits: pd.DataFrame, colours: Palette, *, log: bool) -> None:
    """Names at the right ends of the upper limits, which no line of the grid runs through."""
    for end in limits.tail(1).to_dict("records"):
        for bound, name in (("high95", "95%"), ("high998", "99.8%")):
            figure.add_annotation(
                x=math.log10(end["n"]) if log else end["n"], y=end[bound], text=name,
                showarrow=False, xanchor="left", xshift=2, bgcolor=colours.paper, borderpad=1,
                font={"color": colours.quiet, "size": 11},
            )  # fmt: skip


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
    figure = canvas.figure(max(160, ROW_PIXELS * len(rows) + 70), colours)
    bars = rows[rows["low998"].notna()]
    figure.add_scatter(
        x=[x for pair in zip(bars["low998"], bars["high998"], strict=True) for x in (*pair, None)],
        y=[y for name in bars["name"] for y in (name, name, None)],
        mode="lines", line={"color": colours.hatch, "width": 12}, hoverinfo="skip",
    )  # fmt: skip
    points = canvas.markers(rows, rows["value"], rows["name"], colours)
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
    months: pd.DataFrame,
    words: Wording,
    colours: Palette,
    dated: Sequence[Dated] = (),
) -> go.Figure:
    """A number period by period between its control limits.

    Parameters
    ----------
    months : DataFrame
        middle (of the days it counts), value, text, tone, state, mean, lower, upper; in order of
        time. A value may be missing; limits are NaN where there are too few periods for them.
    words, colours
        As for `funnel`.
    dated : sequence of Dated
        What happened in the meantime.
    """
    figure = canvas.figure(260, colours)
    means = months["mean"].fillna(math.inf)  # no limits are one span as well
    for _, span in months.groupby(means.ne(means.shift()).cumsum()):
        for limit, dash in (("lower", "dot"), ("upper", "dot"), ("mean", "solid")):
            figure.add_scatter(
                x=span["middle"], y=span[limit], mode="lines", hoverinfo="skip",
                line={"color": colours.faint, "width": 1, "dash": dash},
            )  # fmt: skip
    mean = months["mean"].iloc[-1]
    if not math.isnan(mean):
        canvas.beside(figure, mean, words.overall, colours)
        figure.update_layout(margin={"r": 100})
    figure.add_scatter(
        x=months["middle"], y=months["value"], mode="lines",
        line={"color": colours.quiet, "width": 1}, hoverinfo="skip",
    )  # fmt: skip
    drawn = months.assign(area_code="", chosen=False)
    figure.add_trace(canvas.markers(drawn, months["middle"], months["value"], colours, size=6))
    figure.update_yaxes(tickformat=words.tick, ticksuffix=words.suffix, nticks=5)
    figure.update_xaxes(
        type="date", tickformat="%Y-%m", ticklabelmode="period", nticks=7, tickangle=0
    )
    canvas.mark_days(figure, dated, colours)
    return figure


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
