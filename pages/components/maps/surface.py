"""How does a map get into the browser, and what is sent when only its values change?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit import config, runtime

from data import settings
from pages.components import permalink, scope_line
from pages.components.frame import Asked
from pages.components.maps.key import PROVISIONAL, Entry
from pages.components.maps.reading import Ground
from pages.components.numbers import count

FOLDER = Path(__file__).with_name("browser")
SCRIPTS = ("map.js", "drawing.js", "pointing.js", "list.js", "picture.js")
TALLEST = 64  # pixels of a square
PAPER = ("paper", "ink", "quiet")  # colours of the theme that the drawing needs


def _read(*names: str) -> str:
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


COMPONENT = st.components.v2.component(
    "places_map", html=_read("map.html"), css=_read("map.css"), js=_read(*SCRIPTS)
)


@dataclass(frozen=True)
class Surface:
    """A map as it is drawn.

    Attributes
    ----------
    rows
        area_code, klass, text (what is told of a place, in lines), state; in the order in which
        places are listed.
    key
        Its classes, which hold their colours.
    ground
        Outlines or squares of the places.
    name
        Unique on the page.
    heading
        Measure, place and period, for the picture that is taken along.
    lists
        Whether the places are listed beside it.
    drills
        Whether a click goes to the place, of a grid to its village.
    lines, points
        Longitudes and latitudes that are drawn on top.
    """

    rows: pd.DataFrame
    key: Sequence[Entry]
    ground: Ground
    name: str
    heading: str
    lists: bool = True
    drills: bool = False
    lines: Sequence[Sequence[Sequence[float]]] = field(default=())
    points: Sequence[Sequence[float]] = field(default=())


def draw(asked: Asked, surface: Surface, alt: str) -> None:
    """Draw the map; `alt` says what it shows to who cannot see it."""
    key = f"{surface.name}_map"
    COMPONENT(
        key=key,
        data=message(asked, surface, _served(surface.ground, surface.name), alt),
        on_picked_change=lambda: _go(key, surface.ground),
    )


def _go(key: str, ground: Ground) -> None:
    """Go to the place that was picked; a grid has no page of its own, so to its village."""
    code = st.session_state[key].get("picked")
    if code:
        permalink.change(area=ground.leads_to(code))


def _served(ground: Ground, name: str) -> str:
    """Address under which the browser finds the outlines, and keeps them.

    The address comes from the content, so it stays the same until the outlines change: a change of
    filters then sends values and no shapes. It is only told to who may see the map.
    """
    files = runtime.get_instance().media_file_mgr
    url = files.add(ground.drawing, "application/json", f"outlines-{name}")
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}{url}" if base else url


def message(asked: Asked, surface: Surface, address: str, alt: str) -> dict[str, object]:
    """What the browser is told: all that may change, places that read alike told once."""
    rows, ground = surface.rows, surface.ground
    colours = {entry.kind: entry.colour for entry in surface.key}
    number = {kind: place for place, kind in enumerate(colours)}
    nothing = len(number)  # the class of a place that has no row
    provisional = (rows["state"] == PROVISIONAL).astype(int)
    alike = zip(rows["text"], rows["klass"].map(number), provisional, strict=True)
    at, told = pd.factorize(pd.Series(list(alike), dtype=object))
    found = pd.Series(at, index=rows["area_code"]).reindex(ground.outlines["area_code"])
    return {
        "shapes": address,
        "aspect": ground.aspect,
        "tallest": TALLEST * (1 + int(ground.places["row"].max())) if ground.is_squares else 0,
        "told": [*map(list, told), [asked.teller.say("maps.none"), nothing, 0]],
        "at": found.fillna(len(told)).astype(int).tolist(),
        "colours": [*colours.values(), asked.colours.paper],
        "palette": {name: getattr(asked.colours, name) for name in PAPER},
        "chosen": asked.view.area,
        "cuts": ground.is_squares,
        "lists": surface.lists,
        "drills": surface.drills,
        "lines": surface.lines,
        "points": surface.points,
        "tiles": "" if ground.is_squares else settings.value("DASHBOARD_TILES"),
        "lang": asked.teller.lang,
        "words": {**_words(asked), "alt": alt},
        "picture": _picture(asked, surface),
    }


def _words(asked: Asked) -> dict[str, str]:
    say = asked.teller.say
    named = ("search", "nothing", "nearer", "farther", "whole", "png")
    told = {name: say(f"maps.map_{name}") for name in named}
    return {**told, "more": say("maps.map_more", rest="{rest}")}  # the browser knows the number


def _picture(asked: Asked, surface: Surface) -> dict[str, object]:
    lang = asked.teller.lang
    return {
        "name": f"{surface.name}-{asked.view.period.label}",
        "title": surface.heading,
        "scope": scope_line.line(asked.teller, asked.view),
        "key": [
            [f"{entry.title} ({count(lang, len(entry.places))})", entry.colour, entry.is_hatched]
            for entry in surface.key
        ],
    }
