"""What every test may ask for: the real files, an empty store, the demo district."""

import os
from pathlib import Path

import pytest

from data import demo
from data.store import Store

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real files; the test is skipped where they are not at hand."""
    folder = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real files are not at {folder}; set REAL_DATA")
    return folder


@pytest.fixture(scope="session")
def telling_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a demo district large enough for its stories to be seen; built once for all."""
    home = tmp_path_factory.mktemp("telling")
    demo.build(Store(home), scale=0.2)
    return home


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty store of the test's own."""
    monkeypatch.setenv("DASHBOARD_HOME", str(tmp_path / "home"))
    return Store(tmp_path / "home")
