"""Does the map say, draw and give away the same numbers, and keep hidden what is hidden?"""

import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from analytics import classes
from analytics.measure import measure
from analytics.metrics import METRICS
from data import queries
from data.access import EVERYWHERE
from data.filters import Filters
from data.store import Store
from pages.components.look import DARK, LIGHT
from pages.components.maps import choices, colours, files, surface
from pages.components.maps.key import Entry
from pages.components.maps.reading import Ground
from pages.components.maps.surface import Surface
from tests.data import records
from tests.pages.asking import ask
from tests.pages.conftest import Page
from tests.pages.reading import title, words

BOX = shapely.to_wkb([shapely.box(i, 0, i + 1, 1) for i in range(3)])
OUTLINES = pd.DataFrame(
    {"area_code": ["A", "B", "C"], "area_name": ["A & co", "B", "C"], "geometry": BOX}
)
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
        "text": ["90%\n82–95%", "hidden", "—"],
    }
)
KEY = [Entry(k, k, "#123456", ()) for k in ("below", "within", "above", "hidden", "none")]


def ground() -> Ground:
    places = OUTLINES[["area_code"]].assign(parent_code=["V", "V", "W"])
    return Ground("village", places, OUTLINES, b"", 0.3)


def sent(app) -> dict:
    """What the browser is told of the map."""
    (found,) = app.get("bidi_component")
    return json.loads(found.proto.json or found.proto.mixed.json)


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
    assert "<title>A &amp; co · 90% · 82–95%</title>" in drawn
    assert "&lt;b&gt;" in drawn


def test_what_will_still_change_is_hatched_over_its_class(page: Page, demo_home: Path) -> None:
    """In the drawing, in the key and in what the browser is told; not by colour alone."""
    due = ROWS.assign(state=["provisional", "hidden", "none"])
    drawn = files.svg(due, KEY, ground(), "t", "s")
    assert drawn.count("<path") == 4
    assert drawn.count('fill="url(#hatch)"') == 1
    app = page(demo_home, "en", "grid_map", metric="on_time_rate", period="2026-H2")
    hatched = [text for text, _, is_hatched in sent(app)["told"] if is_hatched]
    assert hatched
    assert all("provisional" in text for text in hatched)
    assert "Provisional, will still change" in words(app)
    assert [words for words, _, is_hatched in sent(app)["picture"]["key"] if is_hatched]
    whole = page(demo_home, "en", "grid_map", metric="on_time_rate", period="2026-H1")
    assert not any(is_hatched for _, _, is_hatched in sent(whole)["told"])


def test_a_click_on_a_grid_goes_to_its_village() -> None:
    assert ground().leads_to("A") == "A"
    assert replace(ground(), level="grid").leads_to("C") == "W"


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("scheme", classes.SCHEMES)
@pytest.mark.parametrize("metric", ["satisfaction_rate", "open_backlog", "excluded_share"])
def test_every_class_has_a_colour_of_its_own(palette, scheme: str, metric: str) -> None:
    judged = {"funnel": ["below", "within", "above"], "goal": ["missed", "near", "reached"]}
    valued = judged.get(scheme, list("0123"))
    kinds = [*valued, *colours.STATES]
    found = colours.of_classes(kinds, metric, scheme, palette)
    assert len(set(found)) == len(kinds)
    if scheme == "goal":
        assert found[:3:2] == [palette.worse, palette.better]
    if scheme == "funnel":
        good = {"higher": "above", "lower": "below"}.get(METRICS[metric].better)
        assert (palette.better in found) == bool(good)
        if good:
            assert found[kinds.index(good)] == palette.better


def test_only_values_travel_with_a_map_of_twenty_thousand_places(
    page: Page, demo_home: Path
) -> None:
    """Places that read alike are told once, so that a page message stays under 300 kB."""
    number = 20_000
    codes = [f"110112{i:06d}" for i in range(number)]
    rows = pd.DataFrame({
        "area_code": codes, "klass": np.where(np.arange(number) % 9, "within", "above"),
        "text": [f"{i % 1000 / 10}%" for i in range(number)],
        "state": np.where(np.arange(number) % 7, "ok", "provisional"),
    })  # fmt: skip
    places = pd.DataFrame({"area_code": [*codes, "110112999999"], "parent_code": "V"})
    drawn = Surface(rows, KEY, Ground("grid", places, places, b"", 1.0), "map", "heading")
    page(demo_home)
    told = surface.message(ask(demo_home, ()), drawn, "/media/x.json", "alt")
    assert len(json.dumps(told)) < 300_000
    text, kind, provisional = told["told"][told["at"][8]]
    assert (text, KEY[kind].kind, provisional) == ("0.8%", "within", 0)
    assert told["told"][told["at"][9]][1:] == [2, 0]
    assert told["told"][told["at"][7]][2] == 1
    text, kind, _ = told["told"][told["at"][number]]  # a place that has no row
    assert text == "No data"
    assert told["colours"][kind] == LIGHT.paper


def test_tiles_come_only_from_an_address_that_is_set(
    page: Page, demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sent(page(demo_home, "en", "grid_map"))["tiles"] == ""
    monkeypatch.setenv("DASHBOARD_TILES", "http://tiles.example/{z}/{x}/{y}.png")
    assert sent(page(demo_home, "en", "grid_map"))["tiles"].startswith("http://tiles.example")


def test_squares_where_there_are_no_outlines(page: Page, store: Store) -> None:
    records.fill(store, 40)
    app = page(store.home, "en", "grid_map", period="2025-06", metric="requests_received",
               at="village")  # fmt: skip
    assert title(app)
    assert "square of the same size" in words(app)
    told = sent(app)
    assert told["cuts"]
    assert len(told["at"]) == 3


@pytest.mark.parametrize("metric", [m for m in METRICS if METRICS[m].table in choices.BY_GRID])
def test_metrics_offered_by_grid_can_be_split_by_grid(demo_home: Path, metric: str) -> None:
    store = Store(demo_home)
    window = (date(2026, 1, 1), date(2026, 6, 30))
    tables = queries.tables(store, EVERYWHERE, Filters(start=window[0], end=window[1]))
    found = measure(tables, [metric], ["grid"], as_of=datetime(2026, 10, 1), window=window)  # noqa: DTZ001
    assert len(found) > 20


def test_places_are_held_against_the_targets_set_for_them(page: Page, demo_home: Path) -> None:
    """Only where there are targets for the year; the sentence counts what the key does."""
    chosen = {"metric": "on_time_rate", "at": "township", "classes": "goal"}
    app = page(demo_home, "en", "grid_map", **chosen)
    assert "held against the target set for it" in words(app)
    key = {text.split(" (")[0]: int(text.split("(")[1].rstrip(")"))
           for text, _, _ in sent(app)["picture"]["key"]}  # fmt: skip
    judged = [key[name] for name in ("Short of the target, beyond chance",
                                     "Cannot be told from the target",
                                     "Better than the target, beyond chance")]  # fmt: skip
    assert re.search(
        rf"of {sum(judged)} townships with a target {judged[2]} are better", title(app)
    )
    assert f"{judged[0]} short of it" in title(app)
    app = page(demo_home, "en", "grid_map", **{**chosen, "period": "2023-H2"})
    assert "do not suit this measure" in words(app)  # the first targets are for 2024


def test_an_unknown_choice_is_told(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "grid_map", metric="requests_received", classes="funnel")
    assert "do not suit this measure" in words(app)
    assert re.search(r"reach from .* to", title(app))


def test_what_facilities_reach_is_drawn_above_the_grids(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "grid_map", part="circles")
    told = sent(app)
    assert told["points"]
    assert all(line[0] == line[-1] for line in told["lines"])  # edges are closed
    assert "the edge of their reach" in words(app)
