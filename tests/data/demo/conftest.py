"""The demo district at two sizes, and a way to ask it."""

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from data import demo
from data.store import Store

Ask = Callable[..., list[tuple[Any, ...]]]


def _built(factory: pytest.TempPathFactory, scale: float) -> Store:
    store = Store(factory.mktemp("demo"))
    demo.build(store, scale=scale)
    return store


def _ask(store: Store) -> Ask:
    connection: duckdb.DuckDBPyConnection = store.reader().con
    return lambda sql, *values: connection.execute(sql, list(values)).fetchall()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Answers from a district of a fiftieth of the size: all places, few households."""
    return _ask(_built(tmp_path_factory, 0.02))


@pytest.fixture(scope="session")
def telling_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A district large enough for its stories to be seen."""
    return _built(tmp_path_factory, 0.2)


@pytest.fixture(scope="session")
def telling(telling_store: Store) -> Ask:
    """Answers from that district."""
    return _ask(telling_store)
