"""What stands in a page's places while its numbers are looked up, and if they cannot be had?"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.errors import DataError
from pages.texts import literal, t, worded

TITLE, BODY = 120, 900  # pixels


class Rooms:
    """The places of a page, each reserved before it is filled."""

    def __init__(self, page: str) -> None:
        self._seen = f"{page}_drawn"
        self._waiting: list[DeltaGenerator] = []

    def reserve(self, height: int) -> DeltaGenerator:
        """Room for what takes a while: a skeleton at first, later what was there before.

        Its `container` has the same place either way, so that a map, say, stays mounted in the
        browser instead of being made anew.
        """
        room = st.container()
        reserved = room if self._seen in st.session_state else room.skeleton(height=height)
        self._waiting.append(reserved)
        return reserved

    @contextmanager
    def fill(self, room: DeltaGenerator) -> Iterator[None]:
        """Draw in a room."""
        self._waiting.remove(room)
        with room.container():
            yield

    def close(self) -> None:
        """Remember that the page has been seen, so that no skeleton is needed again."""
        st.session_state[self._seen] = True

    def give_up(self) -> None:
        """Empty the rooms in which nothing will stand."""
        for room in self._waiting:
            room.empty()


@contextmanager
def opened(page: str) -> Iterator[Rooms]:
    """The rooms of a page; where it cannot be drawn, a sentence says why."""
    rooms = Rooms(page)
    try:
        yield rooms
    except DataError as mistake:
        rooms.give_up()
        st.error(literal(t("warning.failed", message=worded(mistake))))
    else:
        rooms.close()
