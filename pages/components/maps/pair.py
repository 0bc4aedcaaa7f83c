"""How do two metrics lie beside each other?"""

from functools import partial

import streamlit as st

from pages.components.frame import Asked
from pages.components.maps import choices, single
from pages.components.panels import Panel
from pages.texts import t


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part, side by side."""
    first, other = choices.metric(asked), choices.second(asked)
    return [
        _panel(asked, "metric", first, choices.metrics(asked), "left"),
        _panel(asked, "second", other, choices.metrics(asked), "right"),
    ]


def _panel(asked: Asked, name: str, metric: str, options: list[str], key: str) -> Panel:
    choice = choices.resolve(asked, metric)
    drawn = single.panel(asked, choice, key, narrow=True)
    return Panel(**{**vars(drawn), "controls": partial(_choose, asked, name, metric, options, key)})


def _choose(asked: Asked, name: str, metric: str, options: list[str], key: str) -> None:
    with st.container(horizontal=True):
        choices.pick(name, t("maps.metric"), metric, options, asked.teller.short, key)
