"""Where do requests gather: by grid, smoothed by neighbours, beyond chance?"""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from analytics import classes
from pages.components import panels
from pages.components.frame import Asked
from pages.components.maps import colours, key, reading, surface
from pages.components.maps.reading import Ground
from pages.components.maps.surface import Surface
from pages.components.numbers import MISSING, Style, count
from pages.components.panels import Panel
from pages.texts import t

SPOTS = ("cold", "none", "hot", "unjudged")
METRIC = "requests_per_1000_households"


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part: density, and spots."""
    area = asked.view.area
    ground = reading.ground(asked.scope, asked.view, "grid", area)
    names = dict(zip(ground.places["area_code"], ground.places["area_name"], strict=True))
    rows = reading.density(asked.scope, asked.view, area)
    rows = rows.assign(name=rows["area_code"].map(names))
    if ground.is_squares or rows["smoothed"].isna().all():
        return [_nothing(asked, rows)]
    return [_density(asked, rows, ground), _spots(asked, rows, ground)]


def _nothing(asked: Asked, rows: pd.DataFrame) -> Panel:
    return Panel(
        key="density", heading=t("maps.density"), words=asked.teller.say("maps.no_grids"),
        rows=rows.head(0), columns=(),
    )  # fmt: skip


def _density(asked: Asked, rows: pd.DataFrame, ground: Ground) -> Panel:
    say = asked.teller.say
    bounds = classes.breaks(rows["smoothed"], "quantile")
    valued = rows.assign(value=rows["smoothed"], state="ok")
    rows = rows.assign(klass=classes.of_values(valued, bounds))
    found = key.kinds(rows, "quantile", bounds)
    palette = colours.of_classes(found, METRIC, "quantile", asked.colours)
    named = key.titles(asked, METRIC, found, bounds)
    known = rows[rows["smoothed"].notna()]
    words = say(
        "maps.density_told",
        low=_rate(asked, float(known["smoothed"].min())),
        high=_rate(asked, float(known["smoothed"].max())),
        whole=_rate(asked, 1000 * known["requests"].sum() / known["households"].sum()),
    )
    return _panel(asked, "density", t("maps.density"), words, rows, found, palette, named, ground,
                  t("maps.note_density"))  # fmt: skip


def _spots(asked: Asked, rows: pd.DataFrame, ground: Ground) -> Panel:
    say = asked.teller.say
    rows = rows.assign(klass=rows["spot"])
    found = [spot for spot in SPOTS if (rows["spot"] == spot).any()]
    # Many requests are neither good nor bad, so neither colour of judgement is used.
    dark = {"hot": asked.colours.ink, "cold": asked.colours.quiet}
    plain = colours.of_classes(["within", "few"], "", "quantile", asked.colours)
    palette = [dark.get(s, plain[0] if s == "none" else plain[1]) for s in found]
    named = [say(f"maps.spot_{spot}") for spot in found]
    number = {spot: int((rows["spot"] == spot).sum()) for spot in SPOTS}
    judged = number["hot"] + number["cold"] + number["none"]
    words = say("maps.no_spots", all=count(asked.teller.lang, judged))
    if number["hot"] + number["cold"]:
        words = say(
            "maps.spots_told",
            hot=count(asked.teller.lang, number["hot"]),
            cold=count(asked.teller.lang, number["cold"]),
            all=count(asked.teller.lang, judged),
        )
    return _panel(asked, "spots", t("maps.spots"), words, rows, found, palette, named, ground,
                  t("maps.note_spots"))  # fmt: skip


def _panel(asked, name, heading, words, rows, found, palette, named, ground, note):  # type: ignore[no-untyped-def]
    text = [_told(asked, row) for row in rows.to_dict("records")]
    listed = rows.assign(text=text, state="ok").sort_values("smoothed", ascending=False)
    entries = key.entries(listed, found, named, palette)
    drawn = Surface(listed, entries, ground, name, f"{heading} · {asked.teller.place}", lists=False)
    return Panel(
        key=name,
        heading=heading,
        words=words,
        rows=rows.drop(columns=["klass"]),
        columns=_columns(asked),
        picture=partial(surface.draw, asked, drawn),
        note=note,
        narrow=True,
        below=partial(st.html, key.as_html(asked, entries, _number(asked))),
    )


def _number(asked: Asked):  # type: ignore[no-untyped-def]
    return lambda entry: count(asked.teller.lang, len(entry.places))


def _rate(asked: Asked, value: float) -> str:
    if np.isnan(value):
        return MISSING
    return str(Style.of(asked.teller.lang, "points", value).amount(value).text)


def _told(asked: Asked, row: dict) -> str:
    lines = (
        asked.teller.say("maps.hover_density", smoothed=_rate(asked, row["smoothed"]),
                         raw=_rate(asked, row["rate"])),
        asked.teller.say(f"maps.spot_{row['spot']}"),
    )  # fmt: skip
    return "\n".join(lines)


def _columns(asked: Asked) -> list[panels.Shown]:
    say, teller = asked.teller.say, asked.teller
    return [
        panels.text(say("table.place"), "name"),
        panels.counted(teller, say("maps.column_requests"), "requests"),
        panels.counted(teller, say("maps.column_households"), "households"),
        panels.Shown(say("maps.column_rate"), lambda r: _rate(asked, r["rate"]), number=True),
        panels.Shown(
            say("maps.column_smoothed"), lambda r: _rate(asked, r["smoothed"]), number=True
        ),
        panels.Shown(say("maps.column_spot"), lambda r: say(f"maps.spot_{r['spot']}")),
    ]
