"""Does the map say, draw and give away the same numbers, and keep hidden what is hidden?"""

import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import shapely

from analytics import classes
from analytics.measure import measure
from analytics.metrics import METRICS
from data import boundaries, queries
from data.access import EVERYWHERE
from data.queries import Filters
from data.store import Store
from pages.components.look import DARK, LIGHT
from pages.components.maps import choices, colours, drawings, files
from pages.components.maps.key import Entry
from pages.components.maps.reading import Ground
from tests.data import records
from tests.pages.conftest import Page
from tests.pages.reading import title, words

BOX = shapely.to_wkb([shapely.box(i, 0, i + 1, 1) for i in range(3)])
OUTLINES = pd.DataFrame({"area_code": ["A", "B", "C"], "geometry": BOX})
ROWS = pd.DataFrame(
    {
        "metric": "satisfaction_rate",
        "area_code": ["A", "B", "C"],
        "period": "2026-H1",
        "numerator": [90.0, np.nan, np.nan],
        "denominator": [100.0, np.nan, np.nan],
        "value": [0.9, np.nan, np.nan],
        "low": [0.82, np.nan, np.nan],
        "high": [0.95, np.nan, np.nan],
        "n": [100.0, np.nan, 0.0],
        "state": ["ok", "hidden", "none"],
        "klass": ["within", "hidden", "none"],
        "name": ["A & co", "B", "C"],
        "text": ["A &amp; co<br>90%", "B<br>hidden", "C<br>—"],
        "chosen": False,
    }
)
KEY = [Entry(k, k, "#123456", ()) for k in ("below", "within", "above", "hidden", "none")]


def ground() -> Ground:
    shapes = boundaries.geojson(OUTLINES)
    return Ground(OUTLINES[["area_code"]], shapes, boundaries.corners(OUTLINES), ())


def test_a_file_of_outlines_holds_what_is_shown_and_hides_what_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "map.gpkg"
    path.write_bytes(files.gpkg(ROWS, ground(), "scope"))
    found = geopandas.read_file(path)
    assert list(found["area_code"]) == ["A", "B", "C"]
    assert found["value"].tolist()[0] == 0.9
    assert found.loc[1, ["numerator", "denominator", "value", "low", "high"]].isna().all()
    assert list(found["state"]) == ["ok", "hidden", "none"]
    assert found.crs.to_epsg() == 4326


def test_a_drawing_names_each_place_once_and_escapes_it() -> None:
    drawn = files.svg(ROWS, KEY, ground(), "<b>", "scope")
    assert drawn.count("<path") == 3
    assert "<title>A &amp; co · 90%</title>" in drawn
    assert "&lt;b&gt;" in drawn
    squares = ROWS.assign(column=[0, 1, 2], row=0)
    bare = replace(ground(), shapes=b"")
    assert files.svg(squares, KEY, bare, "t", "s").count("<path") == 3


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("scheme", classes.SCHEMES)
@pytest.mark.parametrize("metric", ["satisfaction_rate", "open_backlog", "excluded_share"])
def test_every_class_has_a_colour_of_its_own(palette, scheme: str, metric: str) -> None:
    valued = ["below", "within", "above"] if scheme == "funnel" else list("0123")
    kinds = [*valued, *colours.STATES]
    found = colours.of_classes(kinds, metric, scheme, palette)
    assert len(set(found)) == len(kinds)
    if scheme == "funnel":
        good = {"higher": "above", "lower": "below"}.get(METRICS[metric].better)
        assert (palette.better in found) == bool(good)
        if good:
            assert found[kinds.index(good)] == palette.better


def test_only_values_travel_with_a_map_of_three_thousand_places() -> None:
    number = 3_000
    rows = pd.DataFrame({
        "area_code": [f"110112{i:06d}" for i in range(number)], "klass": "within",
        "text": ["Some village or other<br>93.2%"] * number,
    })  # fmt: skip
    served = drawings.Served("/media/x.geojson", (116.3, 39.8, 116.9, 40.1))
    figure = drawings.outlines(rows, ["below", "within", "above"], ["#111111"] * 3, served, LIGHT)
    assert len(figure.to_json()) < 300_000
    assert figure.data[0].geojson == "/media/x.geojson"


def test_the_map_is_fitted_to_a_phone() -> None:
    wide = drawings.outlines(
        ROWS, [e.kind for e in KEY], [e.colour for e in KEY],
        drawings.Served("x", (100.0, 30.0, 101.0, 30.1)), LIGHT,
    )  # fmt: skip
    assert wide.layout.map.center.lon == 100.5
    pixels = 512 * 2**wide.layout.map.zoom / 360
    assert pixels == pytest.approx(drawings.BOX[0], rel=1e-6)
    assert wide.layout.map.style == "white-bg"
    assert not wide.layout.map.layers


def test_tiles_come_only_from_an_address_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_TILES", "http://tiles.example/{z}/{x}/{y}.png")
    served = drawings.Served("x", (0, 0, 1, 1))
    figure = drawings.outlines(ROWS, [e.kind for e in KEY], ["#111111"] * 5, served, LIGHT)
    assert figure.layout.map.layers[0].source == ("http://tiles.example/{z}/{x}/{y}.png",)


def test_squares_where_there_are_no_outlines(page: Page, store: Store) -> None:
    records.fill(store, 40)
    app = page(store.home, "en", "grid_map", period="2025-06", metric="requests_received",
               at="village")  # fmt: skip
    assert title(app)
    assert "square of the same size" in words(app)
    chart = go.Figure(json.loads(app.get("plotly_chart")[0].proto.spec))
    assert {chart.data[0].type, chart.data[0].mode} == {"scatter", "markers+text"}
    assert sorted(chart.data[0].customdata) == ["V1", "V2", "V3"]


@pytest.mark.parametrize("metric", [m for m in METRICS if METRICS[m].table in choices.BY_GRID])
def test_metrics_offered_by_grid_can_be_split_by_grid(demo_home: Path, metric: str) -> None:
    store = Store(demo_home)
    window = (date(2026, 1, 1), date(2026, 6, 30))
    tables = queries.tables(store, EVERYWHERE, Filters(start=window[0], end=window[1]))
    found = measure(tables, [metric], ["grid"], as_of=datetime(2026, 10, 1), window=window)  # noqa: DTZ001
    assert len(found) > 20


def test_an_unknown_choice_is_told(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "grid_map", metric="requests_received", classes="funnel")
    assert "do not suit this measure" in words(app)
    assert re.search(r"reach from .* to", title(app))


def test_what_facilities_reach_is_drawn_above_the_grids(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "grid_map", part="circles")
    chart = go.Figure(json.loads(app.get("plotly_chart")[0].proto.spec))
    assert [trace.type for trace in chart.data] == ["choroplethmap", "scattermap", "scattermap"]
    assert [trace.mode for trace in chart.data[1:]] == ["lines", "markers"]
    assert "the edge of their reach" in words(app)
