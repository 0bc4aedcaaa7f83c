"""How are many periods drawn at once? As small maps of squares."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.components import canvas
from pages.components.look import Palette

ABREAST = 4  # small maps in a row


def many(
    rows: pd.DataFrame,
    titles: Mapping[str, str],
    kinds: Sequence[str],
    colours: Sequence[str],
    palette: Palette,
) -> go.Figure:
    """A small map of squares for each period. `rows`: period, klass, text, column, row."""
    wide, high = int(rows["column"].max()) + 2, int(rows["row"].max()) + 3
    abreast = min(ABREAST, len(titles))
    lines = -(-len(titles) // abreast)
    shape = (lines * high, abreast * wide)
    z, text = np.full(shape, np.nan), np.full(shape, "", dtype=object)
    number = {kind: place for place, kind in enumerate(kinds)}
    figure = canvas.figure(lines * 150 + 20, palette)
    for place, (label, title) in enumerate(titles.items()):
        top, left = place // abreast * high, place % abreast * wide
        found = rows[rows["period"] == label]
        at = (found["row"] + top + 2, found["column"] + left)
        z[at] = found["klass"].map(number)
        text[at] = found["text"]
        figure.add_annotation(
            x=left - 0.5, y=top + 1, text=title, showarrow=False, xanchor="left",
            font={"color": palette.quiet, "size": 12},
        )  # fmt: skip
    figure.add_heatmap(
        z=z, text=text, zmin=-0.5, zmax=len(kinds) - 0.5, colorscale=_steps(colours),
        showscale=False, xgap=1, ygap=1, hoverongaps=False,
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, autorange="reversed")
    return figure


def _steps(colours: Sequence[str]) -> list[list[object]]:
    """A colour scale with a step for each class."""
    edges = np.linspace(0, 1, len(colours) + 1)
    return [
        [float(edge), colour]
        for place, colour in enumerate(colours)
        for edge in edges[place : place + 2]
    ]
