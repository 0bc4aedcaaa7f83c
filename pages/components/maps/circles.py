"""Who has a facility within a quarter of an hour on foot?"""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from analytics import classes, reach
from pages.components import panels
from pages.components.frame import Asked
from pages.components.maps import choices, colours, key, reading, surface
from pages.components.maps.surface import Surface
from pages.components.numbers import Style, count
from pages.components.panels import Panel
from pages.texts import known, language, t

METRIC = "household_coverage_rate"  # shares of households are written alike
BOUNDS = (0.25, 0.5, 0.75)  # quarters, the same for every kind and place, so that maps compare


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    say, view = asked.teller.say, asked.view
    every = reading.facilities(asked.scope, view.records.snapshot)
    ground = reading.ground(asked.scope, view, "grid", view.area)
    kinds = sorted(set(every["kind"]))
    if not kinds or ground.is_squares:
        return [
            Panel(key="reach", heading=t("maps.reach"), words=say("maps.no_facilities"),
                  rows=every.head(0), columns=())
        ]  # fmt: skip
    kind = view.pinned.facility if view.pinned.facility in kinds else kinds[0]
    rows = reading.reached(asked.scope, view, view.area, kind)
    names = dict(zip(ground.places["area_code"], ground.places["area_name"], strict=True))
    rows = rows.assign(name=rows["area_code"].map(names), value=rows["share"], state="ok")
    rows["state"] = rows["state"].where(rows["households"] > 0, "none")
    rows["klass"] = classes.of_values(rows, BOUNDS)
    rows["text"] = [_share(asked, value) for value in rows["share"]]
    rows = rows.sort_values("share", kind="stable")
    found = key.kinds(rows, "natural", BOUNDS)
    palette = colours.of_classes(found, METRIC, "natural", asked.colours)
    named = key.titles(asked, METRIC, found, BOUNDS)
    near = every[every["kind"] == kind]
    entries = key.entries(rows, found, named, palette)
    drawn = Surface(
        rows, entries, ground, "reach",
        heading=f"{t('maps.reach')} · {facility(kind)} · {asked.teller.place}",
        lines=_pieces(reach.edge(near)),
        points=near[["longitude", "latitude"]].to_numpy().tolist(),
    )  # fmt: skip
    return [
        Panel(
            key="reach",
            heading=t("maps.reach"),
            words=_words(asked, rows, kind, len(near)),
            rows=rows[["area_code", "name", "households", "share", "reached"]],
            columns=_columns(asked),
            picture=partial(surface.draw, asked, drawn),
            note=t("maps.note_reach", metres=count(asked.teller.lang, reach.WALK_METRES)),
            controls=partial(_controls, kinds, kind),
            below=partial(st.html, key.as_html(asked, entries)),
        )
    ]


def _words(asked: Asked, rows: pd.DataFrame, kind: str, number: int) -> str:
    households, reached = float(rows["households"].sum()), float(rows["reached"].sum())
    lang = asked.teller.lang
    if not households:
        return asked.teller.say("maps.no_households")
    return asked.teller.say(
        "maps.reach_told",
        kind=facility(kind),
        share=_share(asked, reached / households),
        reached=count(lang, round(reached)),
        households=count(lang, households),
        number=count(lang, number),
    )


def facility(kind: str) -> str:
    """What a kind of facility is called; its code where nobody named it."""
    text = f"facility.{kind}"
    return t(text) if known(language(), text) else kind


def _share(asked: Asked, value: float) -> str:
    return str(Style.of(asked.teller.lang, "share", value).amount(value))


def _pieces(corners: np.ndarray) -> list[list[list[float]]]:
    """Lines out of rows of longitude and latitude with a row of NaN after each."""
    ends = np.flatnonzero(np.isnan(corners[:, 0]))
    return [line[~np.isnan(line[:, 0])].round(5).tolist() for line in np.split(corners, ends)[:-1]]


def _columns(asked: Asked) -> list[panels.Shown]:
    say, teller = asked.teller.say, asked.teller
    return [
        panels.text(say("table.place"), "name"),
        panels.counted(teller, say("maps.column_households"), "households"),
        panels.Shown(say("maps.column_share"), lambda r: _share(asked, r["share"]), number=True),
        panels.Shown(say("maps.column_reached"),
                     lambda r: count(teller.lang, round(r["reached"]), exact=True), number=True),
    ]  # fmt: skip


def _controls(kinds: list[str], kind: str) -> None:
    choices.pick("facility", t("maps.facility"), kind, kinds, facility, "reach")
