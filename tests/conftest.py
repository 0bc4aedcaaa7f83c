"""What every test may ask for: the real files, an empty store, the demo district."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest
from xdist.scheduler import LoadFileScheduling

from data import demo
from data.store import Store

ROOT = Path(__file__).parent.parent
CLUSTER = "tests/cluster/"  # its files share a cluster, which takes a minute to start
FilledBy = Callable[[Store, Callable[[Store], object]], Store]


class ByFile(LoadFileScheduling):
    """Tests of a file are run by one worker, and so are all tests of the cluster."""

    def _split_scope(self, nodeid: str) -> str:
        return CLUSTER if nodeid.startswith(CLUSTER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile | None:
    """Where the command line wants tests distributed by file."""
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real files; the test is skipped where they are not at hand."""
    folder = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real files are not at {folder}; set REAL_DATA")
    return folder


@pytest.fixture(scope="session")
def demo_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[float], Path]:
    """Folder of the demo district at a scale: made once for all workers of a run, only read."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that of the run

    def made(scale: float) -> Path:
        home = folder / f"demo-{scale:g}"
        with filelock.FileLock(f"{home}.lock"):
            if not home.exists():
                unfinished = Path(f"{home}.unfinished")
                demo.build(Store(unfinished), scale=scale)
                unfinished.rename(home)
        return home

    return made


@pytest.fixture(scope="session")
def telling_home(demo_of: Callable[[float], Path]) -> Path:
    """Folder of a demo district large enough for its stories to be seen."""
    return demo_of(0.2)


@pytest.fixture(scope="session")
def filled_by(tmp_path_factory: pytest.TempPathFactory) -> FilledBy:
    """Fill a store by a function, which is run the first time; afterwards its files are copied."""
    folder = tmp_path_factory.mktemp("filled")

    def filled(store: Store, fill: Callable[[Store], object]) -> Store:
        kept = folder / f"{fill.__module__}.{fill.__qualname__}"
        if kept.exists():
            shutil.copytree(kept, store.home)
        else:
            fill(store)
            shutil.copytree(store.home, kept)
        return store

    return filled


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty store of the test's own."""
    monkeypatch.setenv("DASHBOARD_HOME", str(tmp_path / "home"))
    return Store(tmp_path / "home")
