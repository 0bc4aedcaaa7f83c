"""Where does a clerk drop a file, or choose one with the keyboard, and see it go in?"""

from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data import store
from pages.components.intake.receiving import PATH, is_open
from pages.components.intake.tickets import TICKETS
from pages.texts import t

HERE = Path(__file__).parent
KEPT = "intake_ticket"  # in the session
TEXTS = (
    "choose", "drop", "stop", "sending", "share", "one", "stopped", "too_large", "no_room",
    "closed", "broken",
)  # fmt: skip
AREA = st.components.v2.component(
    "intake_drop_area",
    html=(HERE / "drop_area.html").read_text("utf-8"),
    css=(HERE / "drop_area.css").read_text("utf-8"),
    js=(HERE / "drop_area.js").read_text("utf-8"),
)


def draw(most: int) -> Path | None:
    """Draw it; return where a file lies that has arrived since.

    Parameters
    ----------
    most : int
        Bytes of the largest file that there is room for.
    """
    ticket = _ticket()
    if arrived := TICKETS.collect(ticket):
        return arrived
    before = st.get_option("server.baseUrlPath").strip("/")
    AREA(
        key="intake_drop",
        data={
            "address": f"/{before}/{PATH}/{ticket}" if before else f"/{PATH}/{ticket}",
            "most": most,
            "texts": {name: t(f"drop.{name}") for name in TEXTS},
        },
        on_arrived_change=lambda: None,
    )
    return None


def _ticket() -> str:
    """The ticket of this session, a new one where the last one is used up."""
    ticket = st.session_state.get(KEPT, "")
    if not TICKETS.knows(ticket):
        session = get_script_run_ctx().session_id
        ticket = TICKETS.give(store.default().home.resolve(), session, is_open)
        st.session_state[KEPT] = ticket
    return ticket
