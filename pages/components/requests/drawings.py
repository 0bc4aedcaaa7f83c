"""How are times, steps and counts of requests drawn? Figures of finished rows, no words made."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from pages.components import canvas
from pages.components.look import Palette

ROW = 27  # pixels of a row of dots
TOP, BOTTOM = 26, 44
MINUTE, HOUR = 1 / 1440, 1 / 24
LOG_TICKS = (MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 1.0, 7.0, 30.0, 180.0)


@dataclass(frozen=True)
class Line:
    """How one curve is drawn: its group, name and colour; banded ones have their limits shown.

    `code` is that of the group where a click on the curve goes to it.
    """

    group: str
    name: str
    colour: str
    banded: bool = False
    width: float = 1.0
    code: str = ""


def curves(
    steps: pd.DataFrame,
    lines: Sequence[Line],
    horizon: float,
    across: str,
    colours: Palette,
) -> go.Figure:
    """Shares resolved by time as steps, some with their band and a name at their end.

    Parameters
    ----------
    steps : DataFrame
        group, days, share, low, high, text.
    lines : sequence of Line
        Drawn in this order, so that the last lies on top.
    horizon : float
        Days at the right end.
    across : str
        Title of the x axis.
    colours : Palette
        Colours of the theme.
    """
    figure = canvas.figure(400, colours)
    for line in lines:
        rows = steps[steps["group"] == line.group]
        if line.banded:
            band(figure, rows, line)
        figure.add_scatter(
            x=rows["days"], y=rows["share"], text=rows["text"],
            line={"shape": "hv", "color": line.colour, "width": line.width},
            hovertemplate="%{text}<extra></extra>", **_clicked(line, len(rows)),
        )  # fmt: skip
    figure.update_xaxes(title_text=across, range=[0, horizon * 1.02], nticks=8)
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02], nticks=6)
    return figure


def _clicked(line: Line, points: int) -> dict:
    """A line alone cannot be clicked: its steps have points that are not seen."""
    if not line.code:
        return {"mode": "lines"}
    unseen = {"marker": {"opacity": 0}}
    return {
        "mode": "lines+markers", "customdata": [line.code] * points,
        "marker": {"opacity": 0, "size": 9}, "selected": unseen, "unselected": unseen,
    }  # fmt: skip


def band(figure: go.Figure, rows: pd.DataFrame, line: Line, **axes: str) -> None:
    """What lies between low and high, by days, in the colour of its line."""
    known = rows[rows["low"].notna() & rows["high"].notna()]
    shared = {"x": known["days"], "mode": "lines", "hoverinfo": "skip", **axes,
              "line": {"shape": "hv", "width": 0, "color": line.colour}}  # fmt: skip
    figure.add_scatter(y=known["low"], **shared)
    figure.add_scatter(y=known["high"], fill="tonexty", fillcolor=_pale(line.colour), **shared)


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"


def name_curves(figure: go.Figure, lines: Sequence[Line]) -> None:
    """Names of the coloured curves, in the corner that rising curves leave free."""
    named = [line for line in lines if line.name]
    for number, line in enumerate(reversed(named)):
        figure.add_annotation(
            text=line.name, x=1, xref="paper", y=0.04, yref="paper", yshift=20 * number,
            showarrow=False, xanchor="right", yanchor="bottom",
            font={"size": 13, "color": line.colour},
        )  # fmt: skip


def mark_open(figure: go.Figure, marks: pd.DataFrame, colours: Palette) -> None:
    """Small ticks where open requests leave the curve at their data date."""
    figure.add_scatter(
        x=marks["days"], y=marks["share"], mode="markers", text=marks["text"],
        hovertemplate="%{text}<extra></extra>",
        marker={"symbol": "line-ns-open", "size": 7, "color": colours.ink, "line": {"width": 1}},
    )  # fmt: skip


def count_at_risk(
    figure: go.Figure, at_risk: pd.DataFrame, lines: Sequence[Line], title: str, colours: Palette
) -> None:
    """Numbers at risk under the axis, one row a named curve, in its colour."""
    named = [line for line in lines if line.name]
    height = 17
    figure.update_layout(margin={"b": 62 + height * (len(named) + 1)})
    shared = {"showarrow": False, "yref": "paper", "y": 0, "yanchor": "top"}
    figure.add_annotation(
        text=title, x=0, xref="paper", xanchor="left", yshift=-46,
        font={"size": 11, "color": colours.quiet}, **shared,
    )  # fmt: skip
    for number, line in enumerate(named):
        rows = at_risk[at_risk["group"] == line.group]
        sides = {0.0: "left", rows["days"].max(): "right"}  # of numbers that a border would cut
        for row in rows.itertuples():
            figure.add_annotation(
                text=row.text, x=row.days, yshift=-46 - height * (number + 1),
                xanchor=sides.get(row.days, "center"),
                font={"size": 11, "color": line.colour}, **shared,
            )  # fmt: skip


def ranges(
    rows: pd.DataFrame, colours: Palette, *, log: bool, ticks: Sequence[str], untold: str = ""
) -> go.Figure:
    """From the median to nine in ten, a row each.

    Parameters
    ----------
    rows : DataFrame
        name, p50, p75, p90 (days), text, area_code, state, tone, chosen; the first at the top.
    colours : Palette
        Colours of the theme.
    log : bool
        Whether days stand on a log scale, with the ticks of LOG_TICKS.
    ticks : sequence of str
        Names of LOG_TICKS.
    untold : str
        What stands in a row without a median.
    """
    drawn = rows[::-1]
    figure = canvas.figure(max(150, ROW * len(rows) + TOP + BOTTOM), colours)
    pairs = list(zip(drawn["p50"], drawn["p90"], drawn["name"], strict=True))
    figure.add_scatter(
        x=[x for low, high, _ in pairs for x in (low, high, None)],
        y=[y for *_, name in pairs for y in (name, name, None)],
        mode="lines", line={"color": colours.line, "width": 5}, hoverinfo="skip",
    )  # fmt: skip
    for column, size in (("p90", 9), ("p75", 5)):
        figure.add_scatter(
            x=drawn[column], y=drawn["name"], mode="markers", hoverinfo="skip",
            marker={"symbol": "line-ns-open", "size": size, "color": colours.quiet,
                    "line": {"width": 1.5}},
        )  # fmt: skip
    figure.add_trace(canvas.markers(drawn, drawn["p50"], drawn["name"], colours))
    if log:
        figure.update_xaxes(type="log", tickvals=LOG_TICKS, ticktext=list(ticks))
    else:
        figure.update_xaxes(rangemode="tozero", nticks=7)
    _say_untold(figure, drawn, "p50", untold, colours)
    return _rows(figure, colours)


def _say_untold(
    figure: go.Figure, drawn: pd.DataFrame, column: str, words: str, colours: Palette
) -> None:
    """Keep the rows that have no value, in their order, and say why they have none."""
    for name in drawn.loc[drawn[column].isna(), "name"]:
        figure.add_annotation(
            x=0, xref="paper", y=name, text=words, showarrow=False, xanchor="left", xshift=6,
            font={"size": 12, "color": colours.quiet},
        )  # fmt: skip
    figure.update_yaxes(categoryorder="array", categoryarray=list(dict.fromkeys(drawn["name"])))


def dots(
    rows: pd.DataFrame, colours: Palette, tick: str, second: str = "", untold: str = ""
) -> go.Figure:
    """Values with their intervals, a row each, the first at the top.

    Parameters
    ----------
    rows : DataFrame
        name, value, low, high, text, area_code, state, tone, chosen, and the column `second`: a
        second value of the row, drawn as a stroke, for what is hollow is provisional.
    colours : Palette
        Colours of the theme.
    tick : str
        Format of the values.
    second : str
        Column of the second values; "" for none.
    untold : str
        What stands in a row without a value; such rows are not expected where it is "".
    """
    drawn = rows[::-1]
    figure = canvas.figure(max(150, ROW * len(rows) + TOP + BOTTOM), colours)
    if second:
        figure.add_scatter(
            x=drawn[second], y=drawn["name"], mode="markers", hoverinfo="skip",
            marker={"symbol": "line-ns-open", "size": 13, "color": colours.ink,
                    "line": {"width": 2}},
        )  # fmt: skip
    points = canvas.markers(drawn, drawn["value"], drawn["name"], colours)
    points.update(
        error_x={
            "type": "data", "symmetric": False, "thickness": 1, "width": 0,
            "color": colours.quiet, "array": drawn["high"] - drawn["value"],
            "arrayminus": drawn["value"] - drawn["low"],
        }
    )  # fmt: skip
    figure.add_trace(points)
    figure.update_xaxes(tickformat=tick, nticks=6)
    if untold:
        _say_untold(figure, drawn, "value", untold, colours)
    return _rows(figure, colours)


def across(
    figure: go.Figure, value: float, name: str, colours: Palette, most: float = math.inf
) -> None:
    """A thin line at the value of the whole, named at its top.

    Where the line lies beyond half of `most`, the largest value drawn, the name stands to the left
    of it: on a telephone there is no room to its right.
    """
    figure.add_vline(
        x=value, line={"color": colours.quiet, "width": 1}, layer="below",
        annotation={"text": name, "font": {"color": colours.quiet, "size": 12},
                    "yanchor": "bottom", "xanchor": "right" if value > most / 2 else "left",
                    "showarrow": False},
    )  # fmt: skip


def bars(
    rows: pd.DataFrame, parts: Sequence[str], faces: Sequence[str], colours: Palette, tick: str = ""
) -> go.Figure:
    """Bars of stacked parts, a row each, the first at the top.

    Parameters
    ----------
    rows : DataFrame
        name, area_code, a column for each part and `<part>_text` with its words; state, unless
        all are counts that stand.
    parts, faces : sequences of str
        Columns, and their colours.
    colours : Palette
        Colours of the theme.
    tick : str
        Format of the values.
    """
    drawn = rows[::-1]
    figure = canvas.figure(max(150, ROW * len(rows) + TOP + BOTTOM), colours)
    for part, face in zip(parts, faces, strict=True):
        figure.add_bar(
            x=drawn[part], y=drawn["name"], orientation="h", text=drawn[f"{part}_text"],
            textposition="none", hovertemplate="%{text}<extra></extra>",
            customdata=drawn["area_code"],
            marker_line={"color": colours.paper, "width": 1},
            **canvas.bar_face(drawn, face),
            selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
        )  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0.35)
    figure.update_xaxes(tickformat=tick, nticks=6, rangemode="tozero")
    return _rows(figure, colours)


def strip(rows: pd.DataFrame, colours: Palette, ticks: Sequence[tuple[float, str]]) -> go.Figure:
    """Places as points along a row each kind of thing, on a log scale around one.

    Parameters
    ----------
    rows : DataFrame
        row (name of the row), value, text, label, area_code, state, tone, chosen.
    colours : Palette
        Colours of the theme.
    ticks : sequence of (float, str)
        Values of the axis, and their names.
    """
    names = list(dict.fromkeys(rows["row"]))[::-1]
    figure = canvas.figure(ROW * 2 * len(names) + TOP + BOTTOM, colours)
    figure.add_trace(canvas.markers(rows, rows["value"], rows["row"], colours))
    for row in rows[rows["label"] != ""].itertuples():
        figure.add_annotation(
            x=_log(row.value), y=row.row, text=row.label, showarrow=False, yshift=13,
            font={"size": 11, "color": colours.ink},
        )  # fmt: skip
    figure.add_vline(x=1, line={"color": colours.quiet, "width": 1}, layer="below")
    figure.update_xaxes(
        type="log", tickvals=[value for value, _ in ticks], ticktext=[name for _, name in ticks]
    )
    figure.update_yaxes(categoryorder="array", categoryarray=names)
    return _rows(figure, colours)


def _log(value: float) -> float:
    return math.log10(value)


def _rows(figure: go.Figure, colours: Palette) -> go.Figure:
    """Rows are named in ink; light lines lead from the name to its point."""
    figure.update_yaxes(
        showgrid=True, gridcolor=colours.line, tickfont={"color": colours.ink, "size": 12}
    )
    figure.update_layout(margin={"t": TOP, "l": 8, "r": 12})
    return figure
