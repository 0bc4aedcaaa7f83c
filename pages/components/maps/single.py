"""Which places differ from the whole, or how much has each? One map of one metric."""

from functools import partial

import pandas as pd
import streamlit as st

from analytics.classes import GOALS
from data.access import Scope
from pages.components import days, panels, reads, states
from pages.components.frame import Asked
from pages.components.maps import choices, colours, files, key, reading, surface
from pages.components.maps.choices import Choice
from pages.components.maps.key import Entry
from pages.components.maps.reading import Ground
from pages.components.maps.surface import Surface
from pages.components.panels import Panel
from pages.components.view import View
from pages.texts import literal, t

LONG_HOVER = 1_000  # places beyond which the text over a place is short, so that less is sent


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [panel(asked, choices.resolve(asked), "map")]


def title(asked: Asked) -> str:
    """The finding of the map."""
    choice = choices.resolve(asked)
    rows, _ = reading.classed(asked.scope, asked.view, choice)
    return words(asked, choice, rows)


def panel(asked: Asked, choice: Choice, name: str, *, narrow: bool = False) -> Panel:
    """A map of a choice with its list, key and files."""
    scope, view, teller = asked.scope, asked.view, asked.teller
    ground = reading.ground(scope, view, choice.level, choice.area)
    rows, bounds = reading.classed(scope, view, choice)
    rows = _named(asked, scope, view, choice, teller.lang, rows, ground.places)
    found = key.kinds(rows, choice.scheme, bounds)
    palette = colours.of_classes(found, choice.metric, choice.scheme, asked.colours)
    named = key.titles(asked, choice.metric, found, bounds)
    entries = key.with_provisional(asked, rows, key.entries(rows, found, named, palette))
    level = teller.say(f"levels.{choice.level}")
    shown = rows.drop(columns=["klass", "text", "name"])
    goes = choice.level != "grid" or view.place not in set(ground.places["parent_code"])
    heading = f"{teller.short(choice.metric)} · {teller.place} · {_period(asked)}"
    drawn = Surface(rows, entries, ground, name, heading, lists=not narrow, drills=goes)
    return Panel(
        key=name,
        heading=t("maps.heading", metric=teller.short(choice.metric), level=level),
        words=words(asked, choice, rows),
        rows=shown.assign(kind=rows["state"]),
        columns=[_place(asked, dict(zip(rows["area_code"], rows["name"], strict=True))),
                 *panels.result(teller)],
        picture=partial(surface.draw, asked, drawn) if len(rows) else None,
        note=_note(asked, choice, ground, rows, drills=goes),
        place=teller.name(choice.area) if choice.area else teller.ground,
        controls=None if narrow else partial(_controls, asked, choice),
        narrow=narrow,
        below=partial(_below, asked, choice, rows, entries, ground, name, heading),
    )  # fmt: skip


@st.cache_data(**reads.KEEP)
def _named(
    _asked: Asked,
    scope: Scope,
    view: View,
    choice: Choice,
    lang: str,
    _rows: pd.DataFrame,
    _places: pd.DataFrame,
) -> pd.DataFrame:
    """Every place of the map with its name and text, those outside first, then by value.

    Kept by scope, view, choice and language, from which all the rest follows: putting thousands of
    numbers into words takes longer than asking for them.
    """
    del scope, view, choice, lang
    asked, rows, places = _asked, _rows, _places
    found = rows.merge(places[["area_code", "area_name"]], on="area_code", how="left")
    names = asked.teller.names
    known = found["area_name"].fillna(found["area_code"].map(names)).fillna(found["area_code"])
    found = found.assign(name=known).drop(columns="area_name")
    long = len(found) <= LONG_HOVER
    found["text"] = [_told(asked, row, long=long) for row in found.to_dict("records")]
    inside = found["klass"].isin(["within", "near", *colours.STATES])
    order = found.assign(inside=inside).sort_values(["inside", "value"], kind="stable")
    return order.drop(columns="inside").reset_index(drop=True)


def _told(asked: Asked, row: dict, *, long: bool) -> str:
    teller = asked.teller
    style = teller.style(row["metric"], row["value"])
    state = states.words(teller, row)
    value = state if row["state"] == "hidden" else str(style.amount(row["value"]))
    lines = [value]
    if long:
        lines.append(style.interval(row["low"], row["high"]))
        lines.append(state if row["state"] != "hidden" else "")
    return "\n".join(line for line in lines if line)


def _period(asked: Asked) -> str:
    return days.period(asked.teller.lang, asked.view.period.label)


def words(asked: Asked, choice: Choice, rows: pd.DataFrame) -> str:
    """What the map says, in a sentence."""
    say, metric = asked.teller.say, asked.teller.short(choice.metric)
    level = say(f"levels.{choice.level}")
    valued = rows[~rows["klass"].isin(colours.STATES)]
    if valued.empty:
        return say("maps.nothing", metric=metric, level=level)
    if choice.scheme == "funnel":
        out = valued[valued["klass"] != "within"].sort_values("value")
        if out.empty:
            return say("maps.all_within", metric=metric, level=level)
        names = [_name_of(asked, row) for row in out.to_dict("records")]
        return say("maps.outside", metric=metric, level=level, names=asked.teller.some(names),
                   count=str(len(out)), all=str(len(valued)))  # fmt: skip
    if choice.scheme == "goal":
        number = {kind: str((valued["klass"] == kind).sum()) for kind in GOALS}
        return say("maps.goals", metric=metric, level=level, all=str(len(valued)), **number)
    style = asked.teller.style(choice.metric, float(valued["value"].median()))
    low, high = valued["value"].min(), valued["value"].max()
    if low == high:
        return say("maps.alike", metric=metric, level=level, value=str(style.amount(low)))
    return say("maps.from_to", metric=metric, level=level, low=str(style.amount(low)),
               high=str(style.amount(high)))  # fmt: skip


def _name_of(asked: Asked, row: dict) -> str:
    name = row.get("name") or asked.teller.name(row["area_code"])
    side = asked.teller.say(f"maps.{row['klass']}_short")
    return asked.teller.say("maps.name_and_side", name=name, side=side)


def _note(asked: Asked, choice: Choice, ground: Ground, rows: pd.DataFrame, *, drills: bool) -> str:
    told = [t(f"maps.note_{choice.scheme}")]
    if ground.is_squares:
        told.append(t("maps.note_squares"))
    if ground.missing:
        told.append(t("maps.note_missing", names=asked.teller.some(list(ground.missing))))
    gone = list(rows.loc[~rows["area_code"].isin(ground.places["area_code"]), "name"])
    if gone:
        told.append(t("maps.note_gone", names=asked.teller.some(gone)))
    if drills:
        told.append(t("maps.note_drill"))
    return " ".join(told)


def _place(asked: Asked, names: dict[str, str]) -> panels.Shown:
    return panels.Shown(
        asked.teller.say("table.place"), lambda row: names.get(row["area_code"], row["area_code"])
    )


# ---------------------------------------------------------------- around the map
def _controls(asked: Asked, choice: Choice) -> None:
    choices.draw(asked, choice, "map")
    choices.unfollowed(asked, choice)


def _below(
    asked: Asked,
    choice: Choice,
    rows: pd.DataFrame,
    entries: list[Entry],
    ground: Ground,
    name: str,
    heading: str,
) -> None:
    if len(rows):
        files.buttons(asked, rows, entries, ground, heading, f"{name}-{choice.metric}")
    st.html(key.as_html(asked, entries))
    if not len(rows):
        return
    if choice.scheme != "funnel":
        return
    outside = rows["klass"].isin(["above", "below"])
    if outside.sum() > 3:
        listed = "、" if asked.teller.lang == "zh" else ", "
        st.caption(
            literal(listed.join(_name_of(asked, r) for r in rows[outside].to_dict("records")))
        )
