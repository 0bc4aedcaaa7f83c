"""How did the map change? Up to twelve periods as small maps of squares in common classes."""

import html
from functools import partial

import pandas as pd
import streamlit as st

from analytics.classes import OF_VALUES
from pages.components import days, panels, states
from pages.components.frame import Asked
from pages.components.maps import choices, colours, drawings, key, reading
from pages.components.maps.choices import Choice
from pages.components.panels import Panel
from pages.texts import t


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    choice = choices.resolve(asked)
    scope, view, teller = asked.scope, asked.view, asked.teller
    rows, bounds = reading.moments(scope, view, choice)
    placed = reading.squares(scope, view, choice.level, choice.area, ever=True)
    columns = ["area_code", "area_name", "column", "row"]
    rows = rows.merge(placed[columns], on="area_code").rename(columns={"area_name": "name"})
    rows["text"] = [_hover(asked, row) for row in rows.to_dict("records")]
    found = key.kinds(rows, "quantile", bounds)
    palette = colours.of_classes(found, choice.metric, _scheme(choice), asked.colours)
    named = key.titles(asked, choice.metric, found, bounds)
    titles = {label: days.period(teller.lang, label, short=True) for label in _labels(rows)}
    figure = None
    if len(rows):
        figure = drawings.many(rows, titles, found, palette, asked.colours)
    entries = key.entries(rows, found, named, palette)
    names = dict(zip(rows["area_code"], rows["name"], strict=True))
    shown = rows.drop(columns=["klass", "text", "name", "column", "row"])
    return [
        Panel(
            key="moments",
            heading=t("maps.moments", metric=teller.short(choice.metric),
                      level=teller.say(f"levels.{choice.level}")),
            words=_words(asked, rows, titles),
            rows=shown.assign(kind=rows["state"]),
            columns=[
                panels.Shown(teller.say("table.place"), lambda row: names[row["area_code"]]),
                panels.Shown(teller.say("table.period"), lambda row: titles[row["period"]]),
                *panels.result(teller),
            ],
            figure=figure,
            note=t("maps.note_moments"),
            controls=partial(_controls, asked, choice),
            below=lambda: st.html(key.as_html(asked, entries, lambda _: "")),
        )
    ]  # fmt: skip


def _scheme(choice: Choice) -> str:
    """Classes of values: what is outside in one period has no common scale with another."""
    return choice.scheme if choice.scheme in OF_VALUES else "quantile"


def _labels(rows: pd.DataFrame) -> list[str]:
    return sorted(set(rows["period"]))


def _hover(asked: Asked, row: dict) -> str:
    teller = asked.teller
    style = teller.style(row["metric"], row["value"])
    state = states.words(teller, row)
    value = state if row["state"] == "hidden" else str(style.amount(row["value"]))
    period = days.period(teller.lang, row["period"], short=True)
    return "<br>".join(html.escape(line) for line in (row["name"], period, value))


def _words(asked: Asked, rows: pd.DataFrame, titles: dict[str, str]) -> str:
    """In how many places the metric has a value, first and last."""
    valued = rows[rows["value"].notna()]
    if valued.empty:
        return asked.teller.say("maps.nothing_in_time")
    middle = valued.groupby("period")["value"].median()
    style = asked.teller.style(str(valued["metric"].iloc[0]), float(middle.iloc[0]))
    return asked.teller.say(
        "maps.median_moved",
        first=titles[str(middle.index[0])],
        before=str(style.amount(float(middle.iloc[0]))),
        last=titles[str(middle.index[-1])],
        now=str(style.amount(float(middle.iloc[-1]))),
    )


def _controls(asked: Asked, choice: Choice) -> None:
    choices.draw(asked, choice, "moments")
    choices.unfollowed(asked, choice)
