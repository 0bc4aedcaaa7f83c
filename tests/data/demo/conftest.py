"""The demo district at two sizes, and a way to ask it."""

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from data import demo
from data.store import Store

Ask = Callable[..., list[tuple[Any, ...]]]


def _built(factory: pytest.TempPathFactory, scale: float) -> duckdb.DuckDBPyConnection:
    store = Store(factory.mktemp("demo"))
    demo.build(store, scale=scale)
    connection: duckdb.DuckDBPyConnection = store.reader().con
    return connection


def _ask(connection: duckdb.DuckDBPyConnection) -> Ask:
    return lambda sql, *values: connection.execute(sql, list(values)).fetchall()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Answers from a district of a fiftieth of the size: all places, few households."""
    return _ask(_built(tmp_path_factory, 0.02))


@pytest.fixture(scope="session")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Answers from a district large enough for its stories to be seen."""
    return _ask(_built(tmp_path_factory, 0.2))
