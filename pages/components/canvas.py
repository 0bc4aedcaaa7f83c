"""What do all charts share: the empty figure, markers that say what a value is, named lines?"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from pages.components.look import FONT, PALE, Palette

FEW = "few"  # the state of what is too few to judge
PROVISIONAL = "provisional"  # the state of what may still move
HATCHED = "hatched"  # what is provisional, where bars are drawn
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


@dataclass(frozen=True)
class Dated:
    """Something that happened on a day and bears on a series; `mark` is its number.

    What went on for a while has its last day in `until`.
    """

    mark: str
    day: pd.Timestamp
    words: str
    until: pd.Timestamp | None = None


def figure(height: int, colours: Palette) -> go.Figure:
    """An empty figure: quiet axes, light horizontal lines, nothing that moves."""
    axis = {
        "showgrid": False, "zeroline": False, "linecolor": colours.line, "fixedrange": True,
        "tickfont": {"color": colours.quiet, "size": 12}, "ticks": "", "automargin": True,
        "title": {"font": {"color": colours.quiet, "size": 12}, "standoff": 8},
    }  # fmt: skip
    rows = {**axis, "showgrid": True, "gridcolor": colours.line, "gridwidth": 0.5}
    empty = go.Figure()
    empty.update_layout(
        height=height, margin={"l": 4, "r": 4, "t": 12, "b": 4}, showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", dragmode=False,
        hovermode="closest", font={"family": FONT, "color": colours.ink, "size": 12},
        hoverlabel={"bgcolor": colours.paper, "bordercolor": colours.line, "align": "left",
                    "font": {"color": colours.ink, "family": FONT}},
        xaxis=axis, yaxis=rows,
    )  # fmt: skip
    return empty


def markers(
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
        meta=signs(rows["state"]),
    )  # fmt: skip


def signs(states: pd.Series, provisional: str = PROVISIONAL) -> list[str]:
    """What a trace shows by the looks of its marks, for the caption: its `meta`."""
    found = {FEW: FEW, PROVISIONAL: provisional}
    return [sign for state, sign in found.items() if (states == state).any()]


def shown_signs(drawn: go.Figure | None) -> list[str]:
    """Looks of the marks of a chart that its caption must explain."""
    traces = drawn.data if drawn is not None else ()
    return list(dict.fromkeys(sign for trace in traces for sign in trace.meta or ()))


def bar_face(rows: pd.DataFrame, colour: str) -> dict:
    """Marker and meta of bars: too few are pale, provisional ones hatched in their colour.

    Rows without a column `state` are counts that stand.
    """
    states = rows["state"] if "state" in rows else pd.Series("ok", index=rows.index)
    return {
        "marker": {
            "color": colour,
            "opacity": [1 - PALE if state == FEW else 1.0 for state in states],
            "pattern": {
                "shape": ["/" if state == PROVISIONAL else "" for state in states],
                "fillmode": "replace", "size": 7, "solidity": 0.55,
            },
        },
        "meta": signs(states, HATCHED),
    }  # fmt: skip


def _face(tone: str, state: str, chosen: bool, colours: Palette) -> tuple[str, str, str]:
    """Fill, shape and outline: too few is pale, provisional is hollow."""
    if state == FEW:
        return colours.faint, "circle", colours.faint
    colour = {"better": colours.better, "worse": colours.worse}.get(tone, colours.quiet)
    if chosen:
        colour = colours.ink
    shape = {"better": "triangle-up", "worse": "triangle-down"}.get(tone, "circle")
    return (colours.paper if state == PROVISIONAL else colour), shape, colour


def level(drawn: go.Figure, value: float, name: str, colours: Palette) -> None:
    """A level line, named at its right end, inside the axes."""
    drawn.add_hline(
        y=value, line={"color": colours.quiet, "width": 1}, layer="below",
        annotation={"text": name, "font": {"color": colours.quiet, "size": 12}, "x": 1,
                    "xanchor": "right", "yanchor": "bottom", "showarrow": False},
    )  # fmt: skip


def beside(drawn: go.Figure, value: float, name: str, colours: Palette) -> None:
    """A name beside the right end of the axes, at the height of a value."""
    drawn.add_annotation(
        x=1, xref="paper", y=value, text=name, showarrow=False, xanchor="left", yanchor="middle",
        font={"color": colours.quiet, "size": 12},
    )  # fmt: skip


def mark_days(drawn: go.Figure, dated: Sequence[Dated], colours: Palette) -> None:
    """Draw what happened as numbered lines on the time axis; the caption tells the words."""
    for event in dated:
        drawn.add_vline(
            x=event.day.timestamp() * 1000, layer="below",
            line={"color": colours.faint, "width": 1, "dash": "dash"},
            annotation={"text": event.mark, "yanchor": "bottom", "y": 1, "showarrow": False,
                        "font": {"color": colours.quiet, "size": 12}},
        )  # fmt: skip
    if dated:
        drawn.update_layout(margin={"t": 22})


def between(dated: Sequence[Dated], days: pd.Series) -> tuple[Dated, ...]:
    """What happened within the days that an axis shows."""
    return tuple(event for event in dated if days.min() <= event.day <= days.max())


def picked(selection: object) -> str:
    """Code of the place that a click on a chart chose; "" if none."""
    points: Sequence[dict] = getattr(selection, "selection", {}).get("points", [])
    codes = [point.get("customdata") or point.get("location") for point in points]
    first = codes[0] if codes else None
    if isinstance(first, (list, tuple)):
        first = first[0] if first else None
    return first if isinstance(first, str) else ""
