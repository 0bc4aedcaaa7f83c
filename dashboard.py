"""The frame around every page: language, who may see what, the list of pages."""

import streamlit as st

from pages import (
    benchmarking,
    coverage,
    definitions,
    grid_map,
    overview,
    records,
    resolution,
    satisfaction,
)
from pages.components import look, permalink, warming
from pages.texts import LANGUAGES, language, literal, t, use

# Page by address, the first one at the root. No address equals the stem of a file in pages/, or
# Streamlit would find that file by itself.
PAGES = {
    "home": overview,
    "surveys": satisfaction,
    "requests": resolution,
    "visits": coverage,
    "map": grid_map,
    "benchmarks": benchmarking,
    "data": records,
    "glossary": definitions,
}


def main() -> None:
    """Draw the frame, then the page that the address names."""
    named = permalink.read().lang
    if named in LANGUAGES:
        use(named)
    st.set_page_config(page_title=t("app.title"), layout="wide")
    look.apply()
    with st.container(key="masthead", horizontal=True, horizontal_alignment="distribute"):
        st.html(f'<div class="quiet">{t("app.title")}</div>', width="content")
        _switch_language()
    if named and named not in LANGUAGES:
        st.warning(literal(t("warning.lang", value=named)))
    listed = [
        st.Page(page.render, title=t(f"page.{page.NAME}"), url_path=path, default=not place)
        for place, (path, page) in enumerate(PAGES.items())
    ]
    turned_to = st.navigation(listed, position="top")
    turned_to.run()
    warming.note(list(PAGES.values())[listed.index(turned_to)].__name__, permalink.read())


def _switch_language() -> None:
    st.session_state["language_switch"] = language()
    st.segmented_control(
        t("app.language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        required=True,
        key="language_switch",
        on_change=_take_language,
        label_visibility="collapsed",
    )


def _take_language() -> None:
    permalink.change(lang=st.session_state["language_switch"])


if __name__ == "__main__":
    main()
