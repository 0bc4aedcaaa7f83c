"""A demo district to look at, and pages run without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data import demo, store
from data.store import Store

SCALE = 0.02
Page = Callable[..., AppTest]


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a small demo district."""
    home = tmp_path_factory.mktemp("demo")
    demo.build(Store(home), scale=SCALE)
    return home


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a district as large as the pilot: in a smaller one every village is hidden."""
    home = tmp_path_factory.mktemp("district")
    demo.build(Store(home), scale=1)
    return home


@pytest.fixture(scope="session")
def seen() -> dict[str, Path | None]:
    """The store that was looked at last, whose answers are still remembered."""
    return {}


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: dict[str, Path | None]) -> Page:
    """Run a page on a store, an empty one if none is named, as a reader of a language."""

    def opened(
        home: Path | None = None, lang: str = "en", name: str = "overview", **address: str
    ) -> AppTest:
        monkeypatch.setenv("DASHBOARD_HOME", str(home or tmp_path / "empty"))
        store.default.cache_clear()
        if home != seen.get("home"):
            st.cache_data.clear()  # two stores may name their first snapshots alike
        seen["home"] = home
        st.session_state.clear()  # what pieces drawn without a page have left there
        app = AppTest.from_function(_page, default_timeout=60, args=(name,))
        app.session_state["language"] = lang
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return opened


def _page(name: str) -> None:
    import importlib

    importlib.import_module(f"pages.{name}").render()
