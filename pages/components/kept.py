"""What of a page was put together before for the very same question?

Answers of the engine are remembered by `reads`; to put sentences, charts and tables together from
them takes Python longer than all the rest of a page. They follow from who asks, what is looked at,
the language and the colours, and nobody changes them, so they are kept as they are.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

if TYPE_CHECKING:
    from pages.components.frame import Asked

MOST = 200  # a few hundred kB each for charts, little for all else
Made = TypeVar("Made")


def made(name: str, asked: "Asked", make: Callable[[], Made]) -> Made:
    """What is made for a question, or what was made when somebody asked the same before.

    Parameters
    ----------
    name : str
        What it is: page, part and piece.
    asked : Asked
        Who asks, and what.
    make : callable
        Makes it from `asked` alone, and draws nothing.
    """
    found: Made = _made(name, asked.key, make)
    return found


@st.cache_resource(ttl="12h", max_entries=MOST, show_spinner=False)
def _made(
    name: str,  # noqa: ARG001 - tells entries apart
    key: str,  # noqa: ARG001 - tells entries apart
    _make: Callable[[], Any],
) -> Any:
    return _make()
