"""A store that knows a few places: loaded once, copied for each test that writes to it."""

import shutil
from pathlib import Path

import pytest

from data.store import Store
from tests.data.loads import add_places


@pytest.fixture(scope="session")
def places_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of that store; nobody writes to it."""
    folder = tmp_path_factory.mktemp("places")
    add_places(Store(folder / "home"), folder)
    return folder / "home"


@pytest.fixture
def placed(store: Store, places_home: Path) -> Store:
    """A store that knows a few places and nothing else."""
    shutil.copytree(places_home, store.home)
    return store
