"""The charts of the page: gaps in order of size, rows with whiskers, a way to a target."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from pages.components import canvas
from pages.components.look import Palette

ROW_PIXELS = 30
HEIGHT = 340
MOST_TICKS = 4
WIDE_DAYS = 60  # half-width of a point's day, so that the first and the last one do not touch


@dataclass(frozen=True)
class Axis:
    """How values of an axis are written: d3 format, unit, title, and the name of its zero."""

    tick: str
    suffix: str = ""
    title: str = ""
    zero: str = ""


def ordered(rows: pd.DataFrame, axis: Axis, colours: Palette) -> go.Figure:
    """Differences with their intervals in order of size, all villages side by side.

    Parameters
    ----------
    rows : DataFrame
        area_code, difference, low, high, tone, state, chosen, text.
    axis : Axis
        Of the differences.
    colours : Palette
        Colours of the theme.
    """
    drawn = rows.sort_values("difference", ignore_index=True)
    figure = canvas.figure(HEIGHT, colours)
    _zero(figure, axis, colours, "h", x=0, xanchor="left")  # where points lie below it
    points = canvas.markers(drawn, pd.Series(drawn.index), drawn["difference"], colours, size=6)
    points.update(error_y=_whiskers(drawn, "difference", colours))
    figure.add_trace(points)
    figure.update_xaxes(showticklabels=False, range=[-1, len(drawn)])
    figure.update_yaxes(
        tickformat=axis.tick, ticksuffix=axis.suffix, title_text=axis.title, nticks=7
    )
    return figure


def rows(drawn: pd.DataFrame, value: str, axis: Axis, colours: Palette) -> go.Figure:
    """Named values with their intervals, one line each, from top to bottom in their order.

    Parameters
    ----------
    drawn : DataFrame
        name, the value, low, high, area_code, tone, state, chosen, text.
    value : str
        Column of the value.
    axis : Axis
        Of the values; a zero line is drawn where it is named.
    colours : Palette
        Colours of the theme.
    """
    figure = canvas.figure(ROW_PIXELS * len(drawn) + 70, colours)
    if axis.zero:
        _zero(figure, axis, colours, "v")
    points = canvas.markers(drawn, drawn[value], drawn["name"], colours)
    points.update(error_x=_whiskers(drawn, value, colours))
    figure.add_trace(points)
    figure.update_xaxes(tickformat=axis.tick, ticksuffix=axis.suffix, nticks=6,
                        title_text=axis.title)  # fmt: skip
    figure.update_yaxes(
        showgrid=False, tickfont={"color": colours.ink, "size": 12}, autorange="reversed"
    )
    return figure


def bars(drawn: pd.DataFrame, axis: Axis, colours: Palette) -> go.Figure:
    """Distances 0 to 1 as bars, nearest on top, with what explains most of each.

    Parameters
    ----------
    drawn : DataFrame
        name, area_code, distance, label, text.
    """
    figure = canvas.figure(24 * len(drawn) + 60, colours)
    figure.add_bar(
        x=drawn["distance"], y=drawn["name"], orientation="h", customdata=drawn["area_code"],
        marker={"color": colours.faint}, text=drawn["label"], textposition="outside",
        textfont={"color": colours.quiet, "size": 11}, cliponaxis=False,
        hovertext=drawn["text"], hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    most = float(drawn["distance"].max())
    figure.update_xaxes(range=[0, most * 2.4], tickformat=axis.tick, title_text=axis.title,
                        nticks=5)  # fmt: skip
    figure.update_yaxes(
        showgrid=False, autorange="reversed", tickfont={"color": colours.ink, "size": 12}
    )
    return figure


def over_time(points: pd.DataFrame, axis: Axis, colours: Palette) -> go.Figure:
    """Values with intervals by day; a line where zero is named.

    Parameters
    ----------
    points : DataFrame
        day, label, value, low, high, area_code, tone, state, chosen, text; in order of time.
    """
    figure = canvas.figure(260, colours)
    if axis.zero:
        _zero(figure, axis, colours, "h")
    figure.add_scatter(x=points["day"], y=points["value"], mode="lines", hoverinfo="skip",
                       line={"color": colours.quiet, "width": 1})  # fmt: skip
    marks = canvas.markers(points, points["day"], points["value"], colours, size=7)
    marks.update(error_y=_whiskers(points, "value", colours))
    figure.add_trace(marks)
    _days(figure, points["day"])
    told = points.iloc[::-1].iloc[:: 1 + len(points) // MOST_TICKS]  # the last one is always named
    figure.update_xaxes(tickvals=list(told["day"]), ticktext=list(told["label"]))
    figure.update_yaxes(tickformat=axis.tick, ticksuffix=axis.suffix, nticks=6,
                        title_text=axis.title)  # fmt: skip
    return figure


def line(figure: go.Figure, days: Sequence[pd.Timestamp], values: Sequence[float], name: str,
         colours: Palette, dash: str = "dash") -> None:  # fmt: skip
    """Another line, named at its right end."""
    figure.add_scatter(
        x=list(days), y=list(values), mode="lines", hoverinfo="skip",
        line={"color": colours.quiet, "width": 1.2, "dash": dash},
    )  # fmt: skip
    figure.add_annotation(
        x=days[-1], y=values[-1], text=name, showarrow=False, xanchor="left", xshift=8,
        font={"color": colours.quiet, "size": 12},
    )  # fmt: skip
    every = [pd.Timestamp(day) for trace in figure.data for day in trace.x]
    _days(figure, pd.Series(every))
    figure.update_layout(margin={"r": 110})


def _days(figure: go.Figure, days: pd.Series) -> None:
    margin = pd.Timedelta(days=WIDE_DAYS)
    span = [days.min() - margin, days.max() + margin]
    figure.update_xaxes(type="date", tickangle=0, range=span)


def _zero(figure: go.Figure, axis: Axis, colours: Palette, way: str, **place: object) -> None:
    """The line of no difference, named."""
    said = {"text": axis.zero, "font": {"color": colours.quiet, "size": 12}, "showarrow": False}
    drawn = {"line": {"color": colours.quiet, "width": 1}, "layer": "below"}
    if way == "h":
        place = {"x": 1, "xanchor": "right", "yanchor": "bottom"} | place
        figure.add_hline(y=0, annotation=said | place, **drawn)
        return
    figure.add_vline(x=0, annotation=said | {"yanchor": "bottom", "xanchor": "left"}, **drawn)
    figure.update_layout(margin={"t": 24})


def _whiskers(drawn: pd.DataFrame, value: str, colours: Palette) -> dict:
    return {
        "type": "data", "symmetric": False, "thickness": 1, "width": 0, "color": colours.faint,
        "array": drawn["high"] - drawn[value], "arrayminus": drawn[value] - drawn["low"],
    }  # fmt: skip
