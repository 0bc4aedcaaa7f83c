"""The demo district at two sizes, and a way to ask it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.store import Store

Ask = Callable[..., list[tuple[Any, ...]]]


def _ask(store: Store) -> Ask:
    connection = store.reader().con
    return lambda sql, *values: connection.execute(sql, list(values)).fetchall()


@pytest.fixture(scope="session")
def small(demo_of: Callable[[float], Path]) -> Ask:
    """Answers from a district of a fiftieth of the size: all places, few households."""
    return _ask(Store(demo_of(0.02)))


@pytest.fixture(scope="session")
def telling_store(telling_home: Path) -> Store:
    """A district large enough for its stories to be seen."""
    return Store(telling_home)


@pytest.fixture(scope="session")
def telling(telling_store: Store) -> Ask:
    """Answers from that district."""
    return _ask(telling_store)
