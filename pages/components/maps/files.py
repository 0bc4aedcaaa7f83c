"""How does the reader take a map along: as a drawing, as outlines with the numbers shown?"""

import html
import math
import re
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import geopandas
import pandas as pd
import shapely
import streamlit as st

from pages.components import scope_line
from pages.components.frame import Asked
from pages.components.look import FONT
from pages.components.maps.key import PROVISIONAL, Entry
from pages.components.maps.reading import Ground
from pages.texts import t

WIDTH, LINE = 900, 22  # of the drawing, in pixels
HATCHED = "url(#hatch)"
HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="1" height="6" fill="#1b2430" opacity="0.55"/>'
    "</pattern></defs>"
)
GPKG = "application/geopackage+sqlite3"
TOLD = ("metric", "area_code", "period", "numerator", "denominator", "value", "low", "high", "n",
        "state")  # fmt: skip


def buttons(
    asked: Asked, rows: pd.DataFrame, key: Sequence[Entry], ground: Ground, heading: str, name: str
) -> None:
    """Buttons for the drawing (SVG) and the outlines with what is shown (GeoPackage).

    They stand right below the map, in the line of its own button for the picture (PNG).
    """
    scope = scope_line.line(asked.teller, asked.view)
    stem = re.sub(r"[^\w-]+", "_", f"{name}-{asked.view.period.label}")
    with st.container(key=f"files_{name}", horizontal=True):
        st.download_button(
            t("maps.svg"),
            partial(svg, rows, key, ground, heading, scope),
            f"{stem}.svg",
            "image/svg+xml",
            key=f"{name}_svg",
            on_click="ignore",
            type="tertiary",
        )
        if not ground.is_squares:
            st.download_button(
                t("maps.gpkg"),
                partial(gpkg, rows, ground, scope),
                f"{stem}.gpkg",
                GPKG,
                key=f"{name}_gpkg",
                on_click="ignore",
                type="tertiary",
            )


def gpkg(rows: pd.DataFrame, ground: Ground, scope: str) -> bytes:
    """The outlines as drawn with the very numbers shown: what is hidden stays hidden."""
    shapes = _shapes(ground)
    told = rows[[c for c in TOLD if c in rows]].assign(name=rows["name"], scope=scope)
    told = told[told["area_code"].isin(shapes)]
    frame = geopandas.GeoDataFrame(
        told, geometry=[shapes[code] for code in told["area_code"]], crs="EPSG:4326"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.gpkg"
        frame.to_file(path, layer="map", driver="GPKG")
        return path.read_bytes()


def _shapes(ground: Ground) -> dict[str, shapely.Geometry]:
    shapes = shapely.from_wkb([bytes(shape) for shape in ground.outlines["geometry"]])
    return dict(zip(ground.outlines["area_code"], shapes, strict=True))


def svg(rows: pd.DataFrame, key: Sequence[Entry], ground: Ground, heading: str, scope: str) -> str:
    """The map as a drawing that any program opens: heading, outlines, key, Scope line."""
    colour = {entry.kind: entry.colour for entry in key}
    drawn, height = _paths(rows, _shapes(ground), colour)
    top = 2 * LINE + 8
    items = "".join(
        "".join(
            f'<rect x="8" y="{top + height + 12 + i * LINE}" width="14" height="14" '
            f'fill="{fill}" stroke="#626b78"/>'
            for fill in (entry.colour, *([HATCHED] if entry.is_hatched else []))
        )
        + f'<text x="30" y="{top + height + 24 + i * LINE}">{html.escape(entry.title)} '
        f"({len(entry.places)})</text>"
        for i, entry in enumerate(key)
    )
    bottom = top + height + 30 + len(key) * LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + LINE}" '
        f'font-family="{html.escape(FONT)}" font-size="13" fill="#1b2430">'
        f'{HATCH}<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="8" y="{LINE}" font-size="17" font-weight="600">{html.escape(heading)}</text>'
        f'<g transform="translate(0 {top})" stroke="#626b78" stroke-width="0.6">{drawn}</g>'
        f'{items}<text x="8" y="{bottom}" font-size="11">{html.escape(scope)}</text></svg>'
    )


def _paths(
    rows: pd.DataFrame, shapes: dict[str, shapely.Geometry], colour: dict[str, str]
) -> tuple[str, float]:
    """Paths of the outlines on a sheet of that width, and its height; the parallel of the middle
    of the map keeps its true length.
    """
    there = rows[rows["area_code"].isin(shapes)]
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    stretch = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 16) / max((east - west) * stretch, 1e-12)
    scale = min(scale, WIDTH / max(north - south, 1e-12))
    paths = []
    for row in there.itertuples():
        rings = [
            ring for part in shapely.get_parts(shapes[row.area_code])
            for ring in (part.exterior, *part.interiors)
        ]  # fmt: skip
        outline = "".join(
            "M" + "L".join(
                f"{8 + (x - west) * stretch * scale:.1f} {(north - y) * scale:.1f}"
                for x, y in shapely.get_coordinates(ring)
            ) + "Z"
            for ring in rings
        )  # fmt: skip
        title = html.escape(f"{row.name} · {row.text}".replace("\n", " · "))
        fills = [colour[row.klass], *([HATCHED] if row.state == PROVISIONAL else [])]
        paths += [
            f'<path d="{outline}" fill="{fill}" fill-rule="evenodd"><title>{title}</title></path>'
            for fill in fills
        ]
    return "".join(paths), (north - south) * scale
