"""Does a reader go on with the records before until a new snapshot is warm?"""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.components import reads, warming
from pages.components.permalink import Address
from pages.components.warming import KEPT, Looked, Warming
from tests.data.loads import REQUEST, add_places, load_rows
from tests.pages.conftest import Page
from tests.pages.reading import words

OVERVIEW = "pages.overview"


@pytest.fixture
def warmed(monkeypatch: pytest.MonkeyPatch) -> Warming:
    """A server that has shown nothing yet."""
    fresh = Warming()
    monkeypatch.setattr(warming, "_warming", fresh)
    return fresh


@pytest.fixture
def two(store: Store, tmp_path: Path) -> Callable[[int], object]:
    """A store, and loading a number of requests into it."""
    add_places(store, tmp_path)

    def load(count: int) -> object:
        rows = [{**REQUEST, "request_id": f"{count}-{i}"} for i in range(count)]
        return load_rows(store, tmp_path, rows)

    load(30)
    return load


def until(is_done: Callable[[], bool]) -> None:
    for _ in range(1200):
        if is_done():
            return
        time.sleep(0.05)
    pytest.fail("it takes more than a minute")


def snapshot(app: AppTest) -> str:
    return app.session_state[KEPT]


def test_who_looks_keeps_the_records_until_the_new_ones_are_warm(
    page: Page, store: Store, two: Callable[[int], object], warmed: Warming
) -> None:
    reader = page(store.home, "en", "overview")
    first = store.current().id
    assert snapshot(reader) == first
    warmed.note(Looked(OVERVIEW, Address()))
    two(40)
    newest = store.current().id
    assert snapshot(reader.run()) == first, "the reader goes on with what is on screen"
    assert not reader.exception
    until(lambda: warmed.is_warm(store.home.resolve(), newest))
    st.cache_data.clear()  # what is taken now was not worked out here

    def must_not_be_asked(*given: object, **named: object) -> None:
        raise AssertionError("worked out again")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reads, "measure", must_not_be_asked)
        reader.run()
    assert not reader.exception
    assert snapshot(reader) == newest
    seen = words(reader)
    assert seen == words(page(store.home, "en", "overview")), (
        "the answers are those worked out here"
    )


def test_who_comes_anew_sees_the_new_records_at_once(
    page: Page, store: Store, two: Callable[[int], object], warmed: Warming
) -> None:
    page(store.home, "en", "overview")
    warmed.note(Looked(OVERVIEW, Address()))
    two(40)
    assert snapshot(page(store.home, "en", "overview")) == store.current().id


EITHER = """
import streamlit as st
from pages import overview, records
(records if st.session_state["turns_to"] == "records" else overview).render()
"""


def test_who_looks_after_the_records_sees_them_at_once(
    page: Page, store: Store, two: Callable[[int], object], warmed: Warming
) -> None:
    page(store.home)
    clerk = AppTest.from_string(EITHER, default_timeout=60)
    clerk.session_state["language"] = "en"
    for turns_to in ("overview", "records", "overview"):
        clerk.session_state["turns_to"] = turns_to
        assert not clerk.run().exception
        if turns_to == "records":
            warmed.note(Looked(OVERVIEW, Address()))
            two(40)
    assert snapshot(clerk) == store.current().id


def test_nobody_waits_where_nobody_looks(store: Store, warmed: Warming) -> None:
    assert warmed.is_warm(store.home, "new")


def test_a_snapshot_that_is_gone_is_not_held_to(
    page: Page, store: Store, two: Callable[[int], object], warmed: Warming,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("DASHBOARD_KEEP", "1")
    reader = page(store.home, "en", "overview")
    warmed.note(Looked(OVERVIEW, Address()))
    two(40)
    assert snapshot(reader.run()) == store.current().id


def test_a_page_that_breaks_off_does_not_hold_up_the_new_records(
    store: Store, two: Callable[[int], object], warmed: Warming, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "MOST", 2)
    for module in ("pages.nowhere", "pages.elsewhere", OVERVIEW):
        warmed.note(Looked(module, Address()))
    assert not warmed.is_warm(store.home.resolve(), store.current().id)
    until(lambda: warmed.is_warm(store.home.resolve(), store.current().id))
    found = warmed._answers
    assert any(name == "pages.components.board.read" for name, _ in found)


def test_load_after_load_is_asked_of_the_newest_alone_and_holds_nobody_up_for_longer(
    store: Store, two: Callable[[int], object], warmed: Warming, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(warming.time, "monotonic", lambda: clock[0])
    may_answer, asked = threading.Event(), []

    def slow(function: object, home: Path, looked: tuple[Looked, ...]) -> dict:
        asked.append(looked)
        may_answer.wait(60)
        return {("name", len(asked)): "an answer"}

    monkeypatch.setattr(warming.aside, "ask", slow)
    warmed.note(Looked(OVERVIEW, Address()))
    for number in range(5):
        clock[0] = 1000.0 + 10 * number
        assert not warmed.is_warm(store.home, f"snapshot {number}")
        until(lambda: bool(asked))
    assert len(asked) == 1, "one process at a time"
    clock[0] = 1000.0 + warming.PATIENCE
    assert warmed.is_warm(store.home, "snapshot 4"), "counted from the first of them"
    may_answer.set()
    until(lambda: warmed.take(("name", 2)) is not None)
    assert len(asked) == 2, "the snapshots between are left out"
