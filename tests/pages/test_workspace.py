"""Is a review made, saved and opened again exactly as it was, also when records have moved on?"""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import reviews
from data.access import EVERYWHERE
from data.store import Store
from tests.pages.conftest import Page
from tests.pages.reading import table, title, words

CHOSEN = ("990101103207", "990101107203")


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A district of the test's own, for it is written to."""
    shutil.copytree(demo_home, tmp_path / "home")
    return tmp_path / "home"


def made(page: Page, home: Path) -> AppTest:
    """A review of two villages with a note and a decision, saved."""
    app = page(
        home, "en", "benchmarking", part="workspace", period="2026-H1",
        villages="~".join(CHOSEN), metrics="on_time_rate~household_coverage_rate",
    )  # fmt: skip
    app.selectbox(key="decide_village").set_value(CHOSEN[0])
    app.text_input(key="decide_why").set_value("another kind of village now")
    app.segmented_control(key="decide_how").set_value("change")
    app.button(key="decide_now").click().run()
    app.text_area(key="review_notes").set_value("First look.\nSecond look.")
    app.text_input(key="review_name").set_value("Review of 2026")
    app.text_input(key="review_by").set_value("Benchmark office")
    return app.button(key="review_save").click().run()


def tables(app: AppTest) -> list[list[list[str]]]:
    count = sum("<table>" in element.proto.body for element in app.get("html"))
    assert count >= 2
    return [table(app, place) for place in range(count)]


def test_a_review_is_saved_with_who_and_when(page: Page, home: Path) -> None:
    app = made(page, home)
    assert not app.exception
    (kept,) = reviews.listed(Store(home), EVERYWHERE)
    assert (kept.name, kept.saved_by) == ("Review of 2026", "Benchmark office")
    assert kept.notes == "First look.\nSecond look."
    assert [d.decision for d in kept.decisions] == ["change"]
    assert kept.villages == CHOSEN
    assert kept.address["snapshot"]
    assert kept.address["as_of"]
    assert set(kept.frames) >= {"findings", "course", "decisions"}
    assert len(kept.frames["findings"]) == 4
    assert "Exactly as saved by Benchmark office" in words(app)


def test_it_opens_as_it_was_after_new_records_and_without_its_snapshot(
    page: Page, home: Path
) -> None:
    saved = made(page, home)
    before, said = tables(saved), title(saved)
    (kept,) = reviews.listed(Store(home), EVERYWHERE)
    with Store(home).build("requests are gone") as building:
        building.connection.execute("DELETE FROM requests WHERE hash(request_id) % 2 = 0")
    address = {name: value for name, value in kept.address.items() if value and name != "lang"}
    again = page(home, "en", "benchmarking", **address | {"review": kept.id})
    assert tables(again) == before
    assert again.text_area(key="review_notes").value == "First look.\nSecond look."
    assert again.text_input(key="review_name").value == "Review of 2026"
    fresh = page(
        home,
        "en",
        "benchmarking",
        part="workspace",
        period="2026-H1",
        villages="~".join(CHOSEN),
        metrics="on_time_rate~household_coverage_rate",
    )
    assert tables(fresh) != before  # half of the requests are gone
    for number in range(5):
        with Store(home).build(f"later {number}") as building:
            building.connection.execute("DELETE FROM benchmark_pairs")
            building.touched.add("benchmark_pairs")
    assert kept.address["snapshot"] not in {one.id for one in Store(home).snapshots()}
    gone = page(home, "en", "benchmarking", **address | {"review": kept.id})
    assert tables(gone) == before
    assert title(gone) == said
    assert "no longer kept" in words(gone)


def test_what_may_not_be_kept_is_told_and_nothing_is_saved(page: Page, home: Path) -> None:
    app = page(home, "en", "benchmarking", part="workspace", period="2026-H1")
    app.text_area(key="review_notes").set_value("call 13800138000")
    app.text_input(key="review_name").set_value("x")
    app.text_input(key="review_by").set_value("y")
    app.button(key="review_save").click().run()
    assert "a note holds a phone number" in app.error[0].value
    assert reviews.listed(Store(home), EVERYWHERE) == ()
    assert app.text_area(key="review_notes").value == "call 13800138000"


def test_pairs_to_review_that_are_not_on_the_desk_are_told(page: Page, demo_home: Path) -> None:
    listed = [row[0] for row in table(page(demo_home, "en", "benchmarking", part="review"), 0)[1:]]
    app = page(demo_home, "en", "benchmarking", part="workspace")
    laid_out = {row[0] for row in table(app, -1)[1:]}
    left = len(set(listed) - laid_out)
    assert left > 0
    assert f"{left} of {len(listed)} pairs to review are not laid out here" in words(app)


def test_an_unknown_review_is_told(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "benchmarking", part="workspace", review="nowhere")
    assert "review nowhere is not kept here" in app.error[0].value


def test_other_programmes_are_reviewed_and_saved_with_the_rest(page: Page, home: Path) -> None:
    named = "on_time_rate~doctor_signing~star_rating"
    app = page(home, "en", "benchmarking", part="workspace", period="2026-H1",
               villages="~".join(CHOSEN), metrics=named)  # fmt: skip
    head, *rows = table(app, 1)
    assert head[:3] == ["Village", "Benchmark", "Indicator"]
    assert len(rows) == 2 * len(CHOSEN)
    assert {row[2] for row in rows} == {"Star rating of branches",
                                        "Households signed with a family doctor"}  # fmt: skip
    app.text_input(key="review_name").set_value("Review with programmes")
    app.text_input(key="review_by").set_value("Benchmark office")
    app = app.button(key="review_save").click().run()
    (kept,) = reviews.listed(Store(home), EVERYWHERE)
    assert kept.metrics == tuple(named.split("~"))
    with Store(home).build("programmes are gone") as building:
        building.connection.execute("DELETE FROM indicator_values")
        building.connection.execute("DELETE FROM indicators")
        building.touched |= {"indicators", "indicator_values"}
    address = {name: value for name, value in kept.address.items() if value and name != "lang"}
    again = page(home, "en", "benchmarking", **address | {"review": kept.id})
    assert table(again, 1) == [head, *rows]
