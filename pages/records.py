"""How do records come in, what is wrong with them, and how is a load taken back?"""

from functools import partial

import streamlit as st

from data import store
from pages.components import frame, permalink, rooms, signin, warming
from pages.components.intake import desk
from pages.components.keeping import history, quality, small_tables, versions
from pages.texts import literal, t

NAME = "records"
PARTS = ("upload", "quality", "history", "versions", "small_tables")


def render() -> None:
    """Draw the page, or say in a sentence why it cannot be drawn."""
    with rooms.opened(NAME):
        _draw()


def _draw() -> None:
    warming.let_go()  # whoever loads records looks for them next
    scope, home = signin.scope(), store.default()
    newest = home.current()
    title = t("empty.title")
    if newest:
        title = t("records.title", moment=versions.moment(newest))
    st.title(literal(title), anchor=False)
    st.caption(t("records.lead") if newest else t("records.empty"))
    named = permalink.read().part
    part = named if named in PARTS else PARTS[0]
    frame.choose_part(PARTS, named, part)
    told = {
        "upload": desk.draw,
        "quality": partial(quality.draw, scope),
        "history": partial(history.draw, scope, newest.id if newest else "", home.zone()),
        "versions": partial(versions.draw, scope),
        "small_tables": small_tables.draw,
    }
    told[part]()


if __name__ == "__main__":  # a cold server opened at /records runs this file: frame first
    import dashboard

    dashboard.main()
