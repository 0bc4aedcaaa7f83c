"""Which questions need to be asked once a snapshot only? Those that no choice bears on."""

import functools
from collections.abc import Callable
from typing import TypeVar

import pandas as pd

from data.access import Scope
from data.filters import Filters
from data.reading import Records

Answer = TypeVar("Answer")
Read = Callable[[Records, Scope, Filters], Answer]


def once_a_snapshot(read: Read[Answer]) -> Read[Answer]:
    """Ask what depends on the snapshot and the scope alone for the first time only.

    A frame is handed out as a copy of its own, which costs nothing until somebody changes it.
    """

    @functools.wraps(read)
    def answer(store: Records, scope: Scope, filters: Filters) -> Answer:
        asked = (read.__module__, read.__qualname__, scope)
        found = store.once(filters.snapshot, asked, lambda: read(store, scope, filters))
        return found.copy(deep=False) if isinstance(found, pd.DataFrame) else found

    return answer
