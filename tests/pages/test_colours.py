"""Can readers without one kind of cone tell apart what a chart tells by colour?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

import dashboard
from pages.components.look import DARK, LIGHT, Palette
from pages.components.maps import colours as map_colours
from tests.pages.asking import ask
from tests.pages.conftest import LookAt
from tests.pages.sight import SIGHTS, ciede2000, distance

LEAST = 10.0  # CIEDE2000: small marks that lie apart need far more than is noticed side by side
PAGES = {page.NAME: page.PAGE for page in dashboard.PAGES.values() if hasattr(page, "PAGE")}
DEPTHS = ("satisfaction", "resolution", "coverage")
PARTS = [(name, part) for name in DEPTHS for part in PAGES[name].parts]


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_is_the_published_one(first, second, published: float) -> None:
    """Sharma, Wu and Dalal (2005), table 1: pairs 1, 7, 9, 17 and 34."""
    found = ciede2000(np.array(first, float), np.array(second, float))
    assert found == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_colours_of_one_chart_are_told_apart_by_everybody(
    look_at: LookAt, demo_home: Path, name: str, part: str
) -> None:
    """In both themes; where shape, pattern, dash or width differ, colour need not."""
    look_at(demo_home)
    page = PAGES[name]
    asked = ask(demo_home, page.offers, period="2026-H1")
    for theme in (LIGHT, DARK):
        for panel in page.parts[part](replace(asked, colours=theme)):
            if panel.figure is not None:
                assert not list(alike(panel.figure)), panel.key


def alike(figure: go.Figure) -> Iterator[tuple[str, str, str]]:
    """Pairs of colours that one sign has in a chart and that a reader may take for one."""
    found = defaultdict(set)
    for sign, colour in marks(figure):
        found[sign].add(colour)
    for colours in found.values():
        for first, second in combinations(sorted(colours), 2):
            for sight in SIGHTS:
                if distance(first, second, sight) < LEAST:
                    yield first, second, sight


def marks(figure: go.Figure) -> Iterator[tuple[tuple, str]]:
    """What is drawn: what it is besides its colour, and its colour."""
    for trace in figure.data:
        if trace.type == "bar":
            yield from _each(trace, "bar", trace.marker.pattern.shape)
        elif trace.type == "scatter":
            if "markers" in trace.mode:
                yield from _each(trace, "mark", trace.marker.symbol)
            if "lines" in trace.mode and trace.line.width:
                yield ("line", trace.line.dash or "solid", trace.line.width), trace.line.color


def _each(trace: go.Figure, kind: str, signs: object) -> Iterator[tuple[tuple, str]]:
    for sign, colour in zip(_all(trace, signs), _all(trace, trace.marker.color), strict=True):
        yield (kind, sign or ""), colour


def _all(trace: go.Figure, values: object) -> list:
    return [values] * len(trace.x) if isinstance(values, str | None) else list(values)


def test_colours_too_much_alike_are_found() -> None:
    blue, same, green, red = "#1c64a5", "#1d66a7", "#7f8f2a", "#c0701f"
    bars = [go.Bar(x=[1], marker={"color": colour}) for colour in (blue, same)]
    assert {pair[:2] for pair in alike(go.Figure(bars))} == {(blue, same)}
    points = go.Scatter(x=[1, 2], mode="markers", marker={"color": [green, red]})
    assert {sight for *_, sight in alike(go.Figure(points))} == {"protanopia", "deuteranopia"}
    points.marker.symbol = ["circle", "diamond"]
    assert not list(alike(go.Figure(points)))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_classes_of_a_map_are_told_from_their_neighbours_by_everybody(theme: Palette) -> None:
    is_light = theme is LIGHT
    around = (*map_colours.WORSE[is_light], *map_colours.BETTER[is_light])
    within = map_colours.STATE[is_light]["within"]
    ramps = (map_colours.AMOUNTS[is_light], around, (theme.better, within, theme.worse))
    for ramp in ramps:
        for first, second in pairwise(ramp):
            for sight in SIGHTS:
                assert distance(first, second, sight) >= LEAST, (first, second, sight)
