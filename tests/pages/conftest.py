"""A demo district to look at, and pages run without a browser."""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from data import store
from data.store import Store

SCALE = 0.02
Page = Callable[..., AppTest]
LookAt = Callable[[Path], None]


@pytest.fixture(scope="session", autouse=True)
def installed() -> Iterator[None]:
    """Look through what is installed once: Streamlit does it for every page, an eighth of a second.

    It looks for components of other packages, and nothing is installed while tests run.
    """
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session")
def demo_home(demo_of: Callable[[float], Path]) -> Path:
    """Folder of a small demo district."""
    return demo_of(SCALE)


@pytest.fixture(scope="session")
def district(demo_of: Callable[[float], Path]) -> Path:
    """Folder of a district as large as the pilot: in a smaller one every village is hidden."""
    return demo_of(1)


@pytest.fixture(scope="session")
def seen() -> dict[str, Path]:
    """Of which store each snapshot is that answers may be remembered of."""
    return {}


@pytest.fixture
def look_at(monkeypatch: pytest.MonkeyPatch, seen: dict[str, Path]) -> LookAt:
    """Make a folder that of the store, and go on with what is remembered of its snapshots."""

    def look(home: Path) -> None:
        monkeypatch.setenv("DASHBOARD_HOME", str(home))
        if store.default().home != home:
            store.default.cache_clear()
        names = [snapshot.id for snapshot in Store(home).snapshots()]
        # Two stores may name their snapshots alike, and without any they are all called "".
        if not names or any(seen.get(name, home) != home for name in names):
            st.cache_data.clear()
            st.cache_resource.clear()
            seen.clear()
        seen.update(dict.fromkeys(names, home))
        st.session_state.clear()  # what pieces drawn without a page have left there

    return look


@pytest.fixture
def page(tmp_path: Path, look_at: LookAt) -> Page:
    """Run a page on a store, an empty one if none is named, as a reader of a language."""

    def opened(
        home: Path | None = None, lang: str = "en", name: str = "overview", **address: str
    ) -> AppTest:
        look_at(home or tmp_path / "empty")
        app = AppTest.from_function(_page, default_timeout=60, args=(name,))
        app.session_state["language"] = lang
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return opened


def _page(name: str) -> None:
    import importlib

    importlib.import_module(f"pages.{name}").render()
