"""Does the page say of every bad file what is wrong with it, in the reader's language?"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import remarks
from data.store import Store
from pages import texts
from pages.texts import literal
from tests.data.bad_files import BAD_FILES, BadFile
from tests.data.bad_rows import BAD_ROWS, SOUND
from tests.data.chinese import english_in
from tests.data.loads import REQUEST, add_places, load_rows, write
from tests.pages.conftest import Page
from tests.pages.reading import words
from tests.pages.test_records import hand_in, press

# Where the command says that a profile does not suit, the page offers a mapping or another one.
OFFERED = {
    "no_header.csv": "suggested",
    "other_table.csv": "areas",
    "lacks_one.csv": "suggested",
    "wrong.xlsx": "areas",
    "one.json": "suggested",
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a few places, which refused files leave as it is."""
    folder = tmp_path_factory.mktemp("shared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_HOME", str(folder / "home"))
        store = Store(folder / "home")
        add_places(store, folder)
        load_rows(store, folder, [REQUEST])
        yield store


def sentences(app: AppTest) -> list[str]:
    return [element.value for element in (*app.error, *app.warning)]


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_a_bad_file_is_told_on_the_page(
    page: Page, shared: Store, bad: BadFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A test without browser asks widgets for their language outside of the session.
    monkeypatch.setattr(texts, "preferred", lambda _: "zh")
    app = hand_in(page(shared.home, "zh", "records"), bad.name, bad.bytes())
    if bad.name in OFFERED:
        assert app.session_state["intake"].profile == OFFERED[bad.name]
        assert bool(sentences(app)) == (OFFERED[bad.name] == "suggested")
    elif not sentences(app):
        assert app.session_state["intake"].profile == bad.profile
        press(app, "intake_check")
    if bad.name not in OFFERED:
        assert len(sentences(app)) == 1
    told = [*sentences(app), words(app)]
    assert not [found for text in told for found in english_in(text.replace("\\", ""))]
    app.session_state["language"] = "en"
    app.run()
    if bad.name not in OFFERED:
        assert sentences(app) == [literal(bad.message)]


@pytest.mark.slow
def test_bad_rows_are_told_in_chinese_on_the_page_and_in_the_file_with_remarks(
    page: Page, shared: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "1")
    monkeypatch.setattr(texts, "preferred", lambda _: "zh")
    bad = [b for b in BAD_ROWS if b.table == "requests"]
    sound = SOUND["requests"]
    rows = [{**sound, "request_id": f"row {i}", **b.other} for i, b in enumerate(bad)]
    content = write(tmp_path / "requests.csv", rows).read_bytes()
    app = hand_in(page(shared.home, "zh", "records"), "requests.csv", content)
    press(app, "intake_check")
    assert "请改正此行" in words(app)
    assert not english_in(words(app))
    held = app.session_state["intake"]
    rejections = held.outcome.report["rejections"]
    _, file = remarks.annotated(held.path, held.chosen(), rejections, "zh")
    csv.field_size_limit(1 << 20)  # one of the cells is too long
    told = [row["备注"] for row in csv.DictReader(io.StringIO(file.decode("utf-8-sig")))]
    assert len(told) == len(bad)
    assert not [text for text in told if english_in(text)]
    app.button(key="intake_remarks").click().run()
    assert app.get("download_button")


def test_rejected_rows_of_the_past_are_told_in_the_readers_language(
    page: Page, store: Store, tmp_path: Path
) -> None:
    add_places(store, tmp_path)
    load_rows(store, tmp_path, [REQUEST, {**REQUEST, "request_id": "R2", "kind": "song"}])
    told = {"en": "requests.csv row 3: kind", "zh": "requests.csv 第 3 行：kind"}
    for lang, sentence in told.items():
        assert sentence in words(page(store.home, lang, "records", part="history"))
