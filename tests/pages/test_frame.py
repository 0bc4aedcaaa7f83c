"""Does everything go through the frame, in the language of the reader?"""

import ast
import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

import dashboard
import pages
from data import manifest, store
from data.store import Store
from tests.data.records import fill
from tests.pages.conftest import Page
from tests.pages.reading import title

ROOT = Path(pages.__file__).parents[1]
MODULES = sorted(p for p in (ROOT / "pages").glob("*.py") if p.stem != "__init__")
WIDGETS = {
    "selectbox", "button", "download_button", "popover", "toggle", "segmented_control", "expander",
    "plotly_chart", "checkbox", "radio", "multiselect", "text_input", "slider", "date_input",
}  # fmt: skip


@pytest.fixture
def frame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("DASHBOARD_HOME", str(tmp_path / "empty"))
    store.default.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()
    return AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)


def test_the_address_decides_the_language(frame: AppTest) -> None:
    frame.query_params["lang"] = "zh"
    assert title(frame.run()) == "还没有数据"


def test_the_switch_writes_the_language_to_the_address(frame: AppTest) -> None:
    frame.run()
    assert title(frame) == "No records yet"
    frame.segmented_control(key="language_switch").set_value("zh").run()
    assert frame.query_params["lang"] == "zh"
    assert title(frame) == "还没有数据"


def test_a_language_without_texts_is_told(frame: AppTest) -> None:
    frame.query_params["lang"] = "fr"
    frame.run()
    assert "“fr”" in frame.warning[0].value


def test_no_address_is_the_name_of_a_file() -> None:
    assert dashboard.PAGES.keys().isdisjoint(path.stem for path in MODULES)


def test_every_page_has_an_address() -> None:
    assert {page.NAME for page in dashboard.PAGES.values()} == {path.stem for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_page_opened_as_a_file_runs_the_frame(path: Path) -> None:
    """On a cold server Streamlit finds the files of pages/ by their names."""
    guard = ast.parse(path.read_text(encoding="utf-8")).body[-1]
    assert isinstance(guard, ast.If)
    assert "dashboard.main()" in ast.unparse(guard)


@pytest.mark.parametrize("path", sorted((ROOT / "pages").rglob("*.py")), ids=lambda path: path.stem)
def test_every_widget_has_a_key(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            drawn_by = ast.unparse(node.func.value)
            if drawn_by == "st" and node.func.attr in WIDGETS:
                names = {keyword.arg for keyword in node.keywords}
                assert "key" in names, f"{path.name}:{node.lineno} {node.func.attr}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_page_draws_nothing_at_import(path: Path) -> None:
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    first, *body, guard = ast.parse(path.read_text(encoding="utf-8")).body
    assert isinstance(first, ast.Expr)
    assert isinstance(guard, ast.If)
    assert [ast.unparse(node) for node in body if not isinstance(node, allowed)] == []


def test_the_frame_is_short() -> None:
    source = Path(dashboard.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 100


@pytest.mark.parametrize("name", ["overview", "resolution", "definitions"])
def test_nothing_waits_above_the_word_that_records_cannot_be_read(
    page: Page, tmp_path: Path, name: str
) -> None:
    """A grey bar in the place of the title would say that it is still to come."""
    home = tmp_path / "of another version"
    fill(Store(home), 3)
    listed = home / manifest.NAME
    listed.write_text(re.sub(r'"layout": \d+', '"layout": 1', listed.read_text("utf-8")), "utf-8")
    seen = page(home, name=name)
    assert "python -m data refresh" in seen.error[0].value
    assert kinds_of(seen.main).isdisjoint({"skeleton"})


def kinds_of(block: Block) -> set[str]:
    return {block.type}.union(
        *(kinds_of(c) if isinstance(c, Block) else {c.type} for c in block.children.values())
    )
