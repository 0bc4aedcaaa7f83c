"""Does the glossary say of every measure what is worked with, in both languages?"""

import html
from pathlib import Path

import pytest

from analytics.metrics import METRICS, changes
from data import store as stores
from data.store import Store
from pages import definitions
from pages.components.glossary import entries
from pages.texts import LANGUAGES, say
from tests.data import records
from tests.pages.conftest import Page
from tests.pages.reading import title, words


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_measure_has_a_whole_entry(metric: str, lang: str) -> None:
    rows = entries.rows(lang, metric, None)
    assert len({row.label for row in rows}) == len(rows) == 12
    assert all(row.text for row in rows)
    assert entries.records(lang, metric)
    assert metric in entries.other_name(lang, metric)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_changed_is_told_by_day_and_of_the_others_that_nothing_did(lang: str) -> None:
    unchanged = say(lang, "glossary.since.unchanged")
    for metric in METRICS:
        *_, since = entries.rows(lang, metric, None)
        told = changes.of(metric)
        assert (unchanged in since.text) == (not told)
        for change in told:
            assert say(lang, f"glossary.change.{change.name}") in since.text
            assert change.day in since.text


def test_records_of_one_table_have_one_clock() -> None:
    """The glossary tells the clock by table, so that it is written once in each language."""
    by_table: dict[str, set[str]] = {}
    for metric in METRICS.values():
        by_table.setdefault(metric.table, set()).add(metric.clock)
    assert [table for table, clocks in by_table.items() if len(clocks) > 1] == []
    told = {table: say("en", f"glossary.clock.{table}") for table in by_table}
    assert told == {table: clock for table, (clock,) in by_table.items()}


def test_the_address_names_the_entry(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "definitions", entry="on_time_rate")
    text = words(app)
    assert title(app) == "What every number means, and what it does not say"
    assert app.subheader[0].value == "Closed on time"
    assert r"按时办结率 · on\_time\_rate" in text
    assert "numerator ÷ denominator = " in text
    assert "95% interval" in text
    assert "COUNT(*) FILTER(WHERE" in text
    assert not app.warning


def test_the_sql_is_that_of_the_scope(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "zh", "definitions", entry="requests_received", area="990101102000")
    (sql,) = (code.value for code in app.code if code.language == "sql")
    assert "990101102000" in sql
    answer = stores.default().reader().raw_sql(sql).fetchall()
    assert f"{answer[0][0]}" in words(app)


def test_an_unknown_entry_is_told(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "definitions", entry="happiness")
    assert "“happiness”" in app.warning[0].value
    assert app.subheader[0].value == "Satisfaction"


def test_without_records_there_are_meanings_and_no_values(page: Page) -> None:
    app = page(None, "zh", "definitions", entry="composite_score")
    assert "还没有数据，因此没有数值。" in words(app)
    assert "综合得分" in words(app) or "综合成绩" in words(app)
    assert not app.error


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", definitions.PARTS[1:])
def test_every_method_is_told_with_a_picture_of_the_records(
    page: Page, demo_home: Path, part: str, lang: str
) -> None:
    app = page(demo_home, lang, "definitions", part=part)
    assert title(app)
    assert not app.error
    assert not app.warning
    assert app.get("plotly_chart")
    assert say(lang, f"method.{part.removeprefix('method_')}.heading") == app.subheader[0].value


@pytest.mark.parametrize("part", definitions.PARTS[1:])
def test_every_method_stands_for_one_village(page: Page, demo_home: Path, part: str) -> None:
    app = page(demo_home, "en", "definitions", part=part, area="990101102205")
    assert title(app)
    assert not app.error


def test_names_of_measures_lead_to_their_entries(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "overview", area="990101102000")
    drawn = next(m.value for m in app.markdown if 'class="cards"' in m.value)
    wanted = "glossary?area=990101102000&entry=on_time_rate"
    assert f'href="{html.escape(wanted)}"' in drawn
    assert any(f"]({wanted})" in m.value for m in app.markdown)


def test_hidden_numbers_stay_hidden_in_the_glossary() -> None:
    row = {"state": "hidden", "value": float("nan")}
    measured = entries.Measured(row, (), "Village 7")
    told = {row.label: row.text for row in entries.rows("en", "satisfaction_rate", measured)}
    assert told["Now"] == "Hidden, so that nobody can be told (Village 7)."
    assert "÷" in told["Formula"]
    assert "=" not in told["Formula"]


@pytest.mark.parametrize("part", definitions.PARTS)
def test_every_method_stands_with_one_record(page: Page, store: Store, part: str) -> None:
    records.fill(store, 1)
    app = page(store.home, "zh", "definitions", part=part, period="2025-06")
    assert title(app)
    assert not app.error
    assert app.subheader
