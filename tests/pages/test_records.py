"""Can a clerk hand in a file, see what is wrong with it, load it and take it back?"""

import hashlib
import re
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import uploads
from data.sentences import templates
from data.store import Store
from pages.components.intake import drop_area
from pages.components.intake.tickets import TICKETS
from pages.texts import LANGUAGES, known
from tests.conftest import FilledBy
from tests.data.loads import REQUEST, add_places, load_rows, write
from tests.pages.conftest import Page
from tests.pages.reading import table, title, words

ORDERS = [
    {"order_no": "1", "opened": "2024-03-05 08:00:00", "state": "done", "community": "Elm",
     "caller phone": "13800138000"},
    {"order_no": "2", "opened": "2024-03-05 09:00:00", "state": "working", "community": "Nowhere",
     "caller phone": "13800138001"},
    {"order_no": "3", "opened": "2024-03-06 09:00:00", "state": "done", "community": "Oak",
     "caller phone": "13800138002"},
]  # fmt: skip


def add_records(store: Store) -> None:
    folder = store.home.parent
    add_places(store, folder)
    load_rows(store, folder, [REQUEST])


@pytest.fixture
def filled(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_records)


Handed = Callable[..., AppTest]


def hand_in(app: AppTest, name: str, content: bytes) -> AppTest:
    """What the browser and the route do: the file arrives by the ticket of the page."""
    ticket = app.session_state[drop_area.KEPT]
    home = TICKETS.begin(ticket).home
    TICKETS.end(ticket, uploads.keep(home, name, content))
    return app.run()


def offers_to_take_a_file(app: AppTest) -> bool:
    return "intake" not in app.session_state and TICKETS.knows(app.session_state[drop_area.KEPT])


def press(app: AppTest, key: str) -> AppTest:
    """Press a button and wait for the load that it starts."""
    app.button(key=key).click().run()
    deadline = time.monotonic() + 60
    while "intake" in app.session_state and app.session_state["intake"].job.is_running:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return app.run().run()


def test_an_empty_store_can_take_its_first_file(page: Page, tmp_path: Path) -> None:
    app = page(None, "en", "records")
    assert title(app) == "No records yet"
    assert offers_to_take_a_file(app)
    assert re.search(r"Files of up to [\d.,]+ GB: [\d.,]+ GB are free", words(app))


def test_a_file_goes_in_by_suggestion_alone(page: Page, filled: Store, tmp_path: Path) -> None:
    content = write(tmp_path / "orders.csv", ORDERS).read_bytes()
    app = hand_in(page(filled.home, "en", "records"), "orders.csv", content)
    assert "Never stored: caller phone (a phone number)." in words(app)
    assert "Table requests" in words(app)
    press(app, "intake_check")
    assert "Checked; nothing is stored yet." in [i.value for i in app.info]
    assert "Unknown place" in words(app)
    assert "Load the place first" in words(app)
    app.button(key="intake_remarks").click().run()
    assert app.get("download_button")
    press(app, "intake_load")
    assert "Loaded and published" in app.success[0].value
    rows = filled.table("requests").filter(lambda r: r.source == "orders").to_pandas()
    assert sorted(rows["request_id"]) == ["1", "3"]
    held = app.session_state["intake"].path
    assert held.exists()  # one row was rejected: the clerk may want the file with remarks
    app.button(key="intake_another").click().run()
    assert not held.exists()
    assert offers_to_take_a_file(app)


def test_a_mapping_can_be_kept(page: Page, filled: Store, tmp_path: Path) -> None:
    content = write(tmp_path / "orders.csv", ORDERS).read_bytes()
    app = hand_in(page(filled.home, "en", "records"), "orders.csv", content)
    app.text_input(key="intake_save_name").set_value("工单").run()
    app.button(key="intake_save").click().run()
    assert "工单.toml" in app.success[0].value
    again = hand_in(page(filled.home, "en", "records"), "next.csv", content)
    assert again.session_state["intake"].profile.endswith("工单.toml")


def test_a_file_of_an_own_table_is_recognised(page: Page, filled: Store, tmp_path: Path) -> None:
    rows = [{**REQUEST, "request_id": "R2"}]
    content = write(tmp_path / "requests.csv", rows).read_bytes()
    app = hand_in(page(filled.home, "en", "records"), "requests.csv", content)
    held = app.session_state["intake"]
    assert held.profile == "requests"
    assert not app.warning
    press(app, "intake_load")
    assert "Loaded and published" in app.success[0].value
    assert not held.path.exists()  # nothing is left to be mended, so the file is gone


def test_the_loads_and_what_was_rejected_are_listed(
    page: Page, filled: Store, tmp_path: Path
) -> None:
    load_rows(filled, tmp_path, [{**REQUEST, "request_id": "R3"}, {**REQUEST, "kind": "song"}])
    app = page(filled.home, "en", "records", part="history")
    text = words(app)
    assert text.count("requests.csv") >= 2
    assert "Not an allowed value" in text
    assert "Say in the mapping what the value means." in text


def test_a_load_is_listed_with_who_when_and_which_file(
    page: Page, filled: Store, tmp_path: Path
) -> None:
    rows = [{**REQUEST, "request_id": "R5"}, REQUEST, {**REQUEST, "request_id": "R6", "kind": "x"}]
    known_at = datetime(2024, 3, 20, 4, 30)  # noqa: DTZ001 - UTC; 12:30 in the zone of the store
    load_rows(filled, tmp_path, rows, as_of=known_at, loaded_by="Li Hua")
    digest = hashlib.sha256((tmp_path / "requests.csv").read_bytes()).hexdigest()
    app = page(filled.home, "en", "records", part="history")
    titles, latest, *earlier = table(app, 0)
    told = dict(zip(titles, latest, strict=True))
    assert told["Hash"] == digest[:10]
    assert told["Data date"] == "20 March 2024 12:30"
    assert told["By"] == "Li Hua"
    counts = ("Rows", "New", "Updated", "Unchanged", "Rejected")
    assert [told[name] for name in counts] == ["3", "1", "0", "1", "1"]
    assert len(earlier) == 2
    assert digest[:10] not in " ".join(map(" ".join, earlier))


def test_a_correction_is_declared_and_applied_at_the_next_load(
    page: Page, filled: Store, tmp_path: Path
) -> None:
    app = page(filled.home, "en", "records", part="history")
    given = {
        "source": "s", "record_key": "R9", "column": "closed_at", "wrong": "2024-03-01 10:00:00",
        "right": "2024-03-08 10:00:00", "decided_by": "Office", "decided_date": "2024-04-01",
        "reason": "Typing error",
    }  # fmt: skip
    for name, text in given.items():
        app.text_input(key=f"correction_{name}").set_value(text)
    app.button(key="correction_declare").click().run()
    assert app.success
    wrong = {**REQUEST, "request_id": "R9", "closed_at": "2024-03-01 10:00:00"}
    told = load_rows(filled, tmp_path, [wrong])
    assert [(c.record_key, c.column) for c in told.corrections] == [("R9", "closed_at")]


def test_two_snapshots_are_compared_and_one_goes_back(
    page: Page, filled: Store, tmp_path: Path
) -> None:
    load_rows(filled, tmp_path, [{**REQUEST, "request_id": f"N{i}"} for i in range(4)])
    before, after = filled.snapshots()[-2:]
    app = page(filled.home, "en", "records", part="versions")
    assert "+4" in words(app)
    app.selectbox(key="version_back").set_value(before.id).run()
    app.button(key="version_rollback").click().run()
    app.button(key="version_confirm").click().run()
    assert filled.current() == before
    assert after in filled.snapshots()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_a_remedy(lang: str) -> None:
    for rule in [name for name in templates() if name.startswith("rule.")]:
        assert known(lang, f"remedy.{rule.removeprefix('rule.')}")


def test_snapshots_are_compared_by_size_and_main_numbers(
    page: Page, filled: Store, tmp_path: Path
) -> None:
    still_open = [{**REQUEST, "request_id": f"N{i}", "closed_at": ""} for i in range(3)]
    known_at = datetime(2024, 7, 1)  # noqa: DTZ001 - UTC
    load_rows(filled, tmp_path, [*still_open, {**REQUEST, "request_id": "N3"}], as_of=known_at)
    app = page(filled.home, "en", "records", part="versions")
    listed = {row[0]: row for row in table(app, 0)[1:]}
    for kept in filled.snapshots():
        size = filled.path(kept.id).stat().st_size / 1e6
        assert listed[kept.id][3:5] == [f"{sum(kept.rows.values())}", f"{size:.1f} MB"]
    assert [row[0] for row in table(app, 0)[1:] if row[5]] == [filled.current().id]
    requests = next(row for row in table(app, 1) if row[1:] == ["1", "5", "+4"])
    assert requests[0].startswith("What residents asked for")
    numbers = {row[0]: row[1:] for row in table(app, 2)[1:]}
    assert [told.split()[0] for told in numbers["Open requests"]] == ["0", "3"]
    before, after = numbers["Median time to resolve"]
    assert (before.split()[0], after.split()[0]) == ("1.0", "—")  # two of five have an end


def test_uploads_do_not_stay(filled: Store) -> None:
    path = uploads.keep(filled.home, "a.csv", b"a\n1\n")
    uploads.drop(filled.home, path)
    assert not list((filled.home / uploads.FOLDER).iterdir())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_quality_board_names_what_is_wrong(page: Page, demo_home: Path, lang: str) -> None:
    app = page(demo_home, lang, "records", part="quality")
    assert title(app)
    assert not app.error
    assert not app.exception
    heading = {"zh": "哪些地方报来了记录", "en": "Who has sent records"}[lang]
    assert heading in [s.value for s in app.subheader]
    assert app.expander


def test_a_small_table_is_edited_with_author_and_reason(page: Page, filled: Store) -> None:
    app = page(filled.home, "en", "records", part="small_tables")
    app.selectbox(key="small_table").set_value("working_calendar").run()
    assert app.get("download_button")
    app.button(key="small_save").click().run()
    assert "fill in both" in app.error[0].value
    assert len(filled.snapshots()) == 2


@pytest.mark.parametrize(("lang", "words_"), [("en", "place not recorded"), ("zh", "地点未记录")])
def test_a_place_that_the_file_does_not_name_is_called_so_in_the_readers_language(
    page: Page, filled: Store, tmp_path: Path, lang: str, words_: str
) -> None:
    rows = [{k: v for k, v in row.items() if k != "community"} for row in ORDERS]
    content = write(tmp_path / "orders.csv", rows).read_bytes()
    app = hand_in(page(filled.home, lang, "records"), "orders.csv", content)
    assert app.session_state["intake"].raw["areas"]["unlocated"] == words_
