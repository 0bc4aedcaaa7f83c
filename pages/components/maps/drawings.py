"""How are classes drawn: as outlines on an empty ground, as squares, as many small maps?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from streamlit import config, runtime

from data import settings
from pages.components import canvas
from pages.components.look import LIGHT, Palette

HEIGHT = 460
BOX = (350, 430)  # pixels into which outlines have to fit, on a phone too
CORNERS = [[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]]
EARTH = {"type": "Polygon", "coordinates": [CORNERS]}
TILE = 512  # pixels of the whole earth at zoom 0
WIDEST = 340  # pixels that a map of squares may have on a phone
LARGEST_SQUARE = 46
SMALLEST_NAMED = 30  # pixels from which a square bears a name
MOST_SIGNS = 3  # of a name in a square
ABREAST = 4  # small maps in a row


@dataclass(frozen=True)
class Served:
    """Outlines by address, and their corners: west, south, east, north."""

    address: str
    bounds: tuple[float, float, float, float]


def served(shapes: bytes, bounds: tuple[float, float, float, float], name: str) -> Served:
    """Address under which the browser finds the outlines, and keeps them.

    The address comes from the content, so it stays the same until the outlines change: a change of
    filters then sends values and no shapes. It is only told to who may see the map.
    """
    files = runtime.get_instance().media_file_mgr
    url = files.add(shapes, "application/geo+json", f"outlines-{name}")
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    return Served(f"/{base}{url}" if base else url, bounds)


def outlines(
    rows: pd.DataFrame,
    kinds: Sequence[str],
    colours: Sequence[str],
    served: Served,
    palette: Palette,
) -> go.Figure:
    """Outlines filled by class. `rows`: area_code, klass, text."""
    figure = canvas.figure(HEIGHT, palette)
    number = {kind: place for place, kind in enumerate(kinds)}
    figure.add_choroplethmap(
        geojson=served.address, featureidkey="id", locations=rows["area_code"],
        z=rows["klass"].map(number), zmin=-0.5, zmax=len(kinds) - 0.5,
        colorscale=_steps(colours), showscale=False, text=rows["text"],
        hovertemplate="%{text}<extra></extra>",
        marker={"line": {"color": palette.quiet, "width": 0.7}, "opacity": 1},
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
    )  # fmt: skip
    figure.update_layout(
        map={**_ground(palette), **_view(served.bounds)},
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        uirevision=served.address,
    )
    return figure


def _view(bounds: tuple[float, float, float, float]) -> dict[str, object]:
    """Middle and zoom at which outlines fit into the box, in Mercator's projection.

    The browser fits a map to its data only if it has no outlines by address, so this does.
    """
    west, south, east, north = bounds
    low, high = (math.asinh(math.tan(math.radians(lat))) for lat in (south, north))
    middle = math.degrees(math.atan(math.sinh((low + high) / 2)))
    spans = (max(math.radians(east - west), 1e-9), max(high - low, 1e-9))
    zoom = min(
        math.log2(box * math.tau / TILE / span) for box, span in zip(BOX, spans, strict=True)
    )
    return {
        "center": {"lon": (west + east) / 2, "lat": middle}, "zoom": zoom, "fitbounds": False
    }  # fmt: skip


def _ground(palette: Palette) -> dict[str, object]:
    """Nothing but paper below the outlines; tiles only from an address the operator has set.

    The style without outside requests is white; in the dark theme the earth is painted over.
    """
    layers: list[dict[str, object]] = []
    if palette.paper != LIGHT.paper:
        layers.append(
            {"sourcetype": "geojson", "source": EARTH, "type": "fill", "below": "traces",
             "color": palette.paper}
        )  # fmt: skip
    if tiles := settings.value("DASHBOARD_TILES"):
        layers.append({"sourcetype": "raster", "source": [tiles], "below": "traces"})
    return {"style": "white-bg", "layers": layers}


def _steps(colours: Sequence[str]) -> list[list[object]]:
    """A colour scale with a step for each class."""
    edges = np.linspace(0, 1, len(colours) + 1)
    return [
        [float(edge), colour]
        for place, colour in enumerate(colours)
        for edge in edges[place : place + 2]
    ]


def points(figure: go.Figure, places: pd.DataFrame, palette: Palette) -> None:
    """Dots on a map: longitude, latitude."""
    figure.add_scattermap(
        lon=places["longitude"], lat=places["latitude"], mode="markers", hoverinfo="skip",
        showlegend=False, marker={"size": 5, "color": palette.ink},
    )  # fmt: skip


def lines(figure: go.Figure, corners: np.ndarray, palette: Palette) -> None:
    """Lines on a map: longitude and latitude, a row of NaN between them."""
    figure.add_scattermap(
        lon=corners[:, 0], lat=corners[:, 1], mode="lines", hoverinfo="skip", showlegend=False,
        line={"width": 1, "color": palette.ink},
    )  # fmt: skip


def squares(
    rows: pd.DataFrame, kinds: Sequence[str], colours: Sequence[str], palette: Palette
) -> go.Figure:
    """A square for each place. `rows`: area_code, klass, text, chosen, name, column, row."""
    columns, lines = int(rows["column"].max()) + 1, int(rows["row"].max()) + 1
    size = min(LARGEST_SQUARE, WIDEST / columns)
    figure = canvas.figure(round(max(180, lines * (size + 4) + 60)), palette)
    colour = dict(zip(kinds, colours, strict=True))
    names = rows["name"].str.slice(stop=MOST_SIGNS) if size >= SMALLEST_NAMED else [""] * len(rows)
    figure.add_scatter(
        x=rows["column"], y=-rows["row"], mode="markers+text", text=names,
        customdata=rows["area_code"], hovertext=rows["text"],
        hovertemplate="%{hovertext}<extra></extra>",
        textfont={"size": 11, "color": [_ink(colour[kind]) for kind in rows["klass"]]},
        marker={"symbol": "square", "size": size - 3,
                "color": [colour[kind] for kind in rows["klass"]],
                "line": {"color": palette.quiet, "width": 0.7}, "opacity": 1},
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
    )  # fmt: skip
    middle = (columns - 1) / 2
    across = max(columns, 7) / 2 + 0.2
    figure.update_xaxes(visible=False, range=[middle - across, middle + across])
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=1)
    return figure


def _ink(colour: str) -> str:
    """Dark or light letters, whichever can be read on a colour (WCAG relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#1b2430" if luminance > 0.18 else "#ffffff"


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
