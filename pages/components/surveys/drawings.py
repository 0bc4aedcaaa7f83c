"""How are rounds, answers and villages drawn? Figures of finished rows, no words made."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from pages.components import canvas
from pages.components.look import PALE, Palette, mixed

ROW = 30  # pixels of a bar
LABELLED = 0.045  # narrower segments have no room for their number


def rounds(rows: pd.DataFrame, colours: Palette) -> go.Figure:
    """A share round by round with its interval; a series that breaks is drawn in pieces.

    Parameters
    ----------
    rows : DataFrame
        day, value, low, high, text, area_code, state, tone, chosen, series, in order of time.
    colours : Palette
        Colours of the theme.
    """
    figure = canvas.figure(340, colours)
    for _, piece in rows.groupby("series", sort=True):
        figure.add_scatter(
            x=piece["day"], y=piece["value"], mode="lines", hoverinfo="skip",
            line={"color": colours.faint, "width": 1.2}, connectgaps=False,
        )  # fmt: skip
    points = canvas.markers(rows, rows["day"], rows["value"], colours)
    points.update(error_y=_whiskers(rows, colours))
    figure.add_trace(points)
    for before, after in _breaks(rows):
        figure.add_vline(
            x=(before + (after - before) / 2).timestamp() * 1000, layer="below",
            line={"color": colours.quiet, "width": 1, "dash": "dot"},
        )  # fmt: skip
    figure.update_yaxes(tickformat=",.2~%", nticks=6)
    figure.update_xaxes(tickformat="%Y-%m", nticks=8)
    return figure


def _breaks(rows: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Days on both sides of a break."""
    before = rows["day"].shift()
    changed = (rows["series"] != rows["series"].shift()) & before.notna()
    return list(zip(before[changed], rows["day"][changed], strict=True))


def _whiskers(rows: pd.DataFrame, colours: Palette) -> dict:
    return {
        "type": "data", "symmetric": False, "thickness": 1, "width": 0, "color": colours.quiet,
        "array": rows["high"] - rows["value"], "arrayminus": rows["value"] - rows["low"],
    }  # fmt: skip


def diverging(rows: pd.DataFrame, names: Mapping[str, str], colours: Palette) -> go.Figure:
    """Answers as bars from best to worst, with the middle of the neutral ones at zero.

    Parameters
    ----------
    rows : DataFrame
        name (of the bar), code (of what a click on it chooses, "" for nothing), answer, value,
        start, text, label; the first bar at the top.
    names : mapping of str to str
        Answers in the order of the legend, and what they are called.
    colours : Palette
        Colours of the theme.
    """
    bars = list(dict.fromkeys(rows["name"]))
    figure = canvas.figure(max(170, ROW * len(bars) + 92), colours)
    faces = _faces(colours)
    for answer, name in names.items():
        part = rows[(rows["answer"] == answer) & rows["value"].notna()]
        face, ink, pattern = faces[answer]
        figure.add_bar(
            x=part["value"], base=part["start"], y=part["name"], orientation="h", name=name,
            text=part["label"].where(part["value"] >= LABELLED, ""), textposition="inside",
            insidetextanchor="middle", constraintext="none", textangle=0,
            textfont={"color": ink, "size": 12}, customdata=part["code"], hovertext=part["text"],
            hovertemplate="%{hovertext}<extra></extra>",
            selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
            marker={"color": face, "line": {"width": 0},
                    "pattern": {"shape": pattern, "fgcolor": colours.quiet, "size": 5}},
        )  # fmt: skip
    figure.add_vline(x=0, line={"color": colours.quiet, "width": 1})
    figure.update_layout(
        barmode="overlay", bargap=0.28, showlegend=True, margin={"t": 44, "l": 8, "r": 12},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "xanchor": "left",
                "traceorder": "normal", "font": {"color": colours.ink, "size": 12},
                "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    figure.update_xaxes(visible=False)
    figure.update_yaxes(
        showgrid=False, categoryorder="array", categoryarray=bars[::-1],
        tickfont={"color": colours.ink, "size": 12},
    )  # fmt: skip
    return figure


def _faces(colours: Palette) -> dict[str, tuple[str, str, str]]:
    """Colour, colour of the number and pattern of each answer."""
    pale = mixed(colours.better, colours.paper, PALE)
    return {
        "full": (colours.better, colours.paper, ""),
        "all_satisfied": (colours.better, colours.paper, ""),
        "satisfied": (pale, colours.ink, ""),
        "neutral": (colours.line, colours.ink, ""),
        "dissatisfied": (colours.worse, colours.paper, ""),
        "unrated": (colours.hatch, colours.ink, "."),
        "together": (colours.hatch, colours.ink, "/"),
    }


def scores(rows: pd.DataFrame, colours: Palette) -> go.Figure:
    """One bar a score, the best at the top; hidden ones have a name and no bar."""
    tones = {"satisfied": colours.better, "dissatisfied": colours.worse}
    figure = canvas.figure(max(170, 25 * len(rows) + 40), colours)
    figure.add_bar(
        x=rows["value"], y=rows["name"], orientation="h", text=rows["label"],
        textposition="outside", cliponaxis=False, textfont={"color": colours.ink, "size": 12},
        customdata=rows["text"], hovertemplate="%{customdata}<extra></extra>",
        marker={"color": [tones.get(kind, colours.quiet) for kind in rows["counts_as"]]},
    )  # fmt: skip
    figure.update_layout(bargap=0.3, margin={"l": 8, "r": 52})
    figure.update_xaxes(visible=False, rangemode="tozero")
    figure.update_yaxes(
        showgrid=False, categoryorder="array", categoryarray=list(rows["name"])[::-1],
        tickfont={"color": colours.ink, "size": 12},
    )  # fmt: skip
    return figure


def gate(rows: pd.DataFrame, level: float, name: str, across: str, colours: Palette) -> go.Figure:
    """Participation against the number of households, with the gate.

    Parameters
    ----------
    rows : DataFrame
        denominator, value, text, area_code, state, tone, chosen, label.
    level : float
        The gate.
    name, across : str
        What the line and the sizes are called.
    colours : Palette
        Colours of the theme.
    """
    figure = canvas.figure(360, colours)
    canvas.level(figure, level, name, colours)
    figure.add_trace(canvas.markers(rows, rows["denominator"], rows["value"], colours))
    for row in rows[rows["label"] != ""].itertuples():
        figure.add_annotation(
            x=row.denominator, y=row.value, text=row.label, showarrow=False, yshift=-13,
            font={"size": 11, "color": colours.ink},
        )  # fmt: skip
    figure.update_yaxes(tickformat=",.0%", nticks=6)
    figure.update_xaxes(title_text=across, rangemode="tozero", nticks=8)
    return figure


def ranges(rows: pd.DataFrame, colours: Palette) -> go.Figure:
    """What is known as a point, and between which bounds the truth lies as a broad line.

    Parameters
    ----------
    rows : DataFrame
        name, value, lowest, highest, text; the first at the top.
    colours : Palette
        Colours of the theme.
    """
    drawn = rows[::-1]
    figure = canvas.figure(max(170, 34 * len(rows) + 60), colours)
    pairs = list(zip(drawn["lowest"], drawn["highest"], drawn["name"], strict=True))
    figure.add_scatter(
        x=[x for low, high, _ in pairs for x in (low, high, None)],
        y=[y for *_, name in pairs for y in (name, name, None)],
        mode="lines", line={"color": colours.faint, "width": 9}, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=drawn["value"], y=drawn["name"], mode="markers", text=drawn["text"],
        hovertemplate="%{text}<extra></extra>", marker={"size": 9, "color": colours.ink},
    )  # fmt: skip
    figure.update_xaxes(tickformat=",.2~%", nticks=7)
    figure.update_yaxes(
        showgrid=True, gridcolor=colours.line, tickfont={"color": colours.ink, "size": 12}
    )
    figure.update_layout(margin={"t": 12, "l": 8, "r": 12})
    return figure
