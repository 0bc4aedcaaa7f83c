"""Do links lead where they say: names of measures to their entries, findings to the records?"""

import html
import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from analytics.metrics import METRICS
from data.store import Store
from pages.texts import LANGUAGES, say
from tests.data.loads import REQUEST, add_places, load_rows
from tests.pages.conftest import Page
from tests.pages.reading import title
from tests.pages.test_every_page import IN_TURNS

LINK = re.compile(r"\[([^\]]+)\]\(([a-z]+)\?([^)]*)\)")
CARD = re.compile(r'<a href="([a-z]+)\?([^"]*)">(.*?)</a>')
AREA = "990101102000"


def links(app: AppTest) -> list[tuple[str, str, dict[str, str]]]:
    """What each link of a page says, the page it leads to and the choice it carries."""
    found = []
    for text in [m.value for m in app.markdown]:
        found += [(told, page, dict(parse_qsl(query))) for told, page, query in LINK.findall(text)]
        found += [
            (html.unescape(told), page, dict(parse_qsl(html.unescape(query))))
            for page, query, told in CARD.findall(text)
        ]
    return found


@pytest.mark.parametrize(("name", "part", "lang"), IN_TURNS)
def test_names_of_measures_lead_to_their_entries_on_every_page(
    page: Page, demo_home: Path, name: str, part: str, lang: str
) -> None:
    app = page(demo_home, lang, name, part=part, area=AREA)
    marks = [(told, chosen) for told, to, chosen in links(app) if to == "glossary"]
    assert marks
    for told, chosen in marks:
        metric = chosen["entry"]
        assert metric in METRICS
        assert told in {say(lang, f"metric.{metric}.{form}") for form in ("name", "short")}
        assert chosen["area"] == AREA


@pytest.mark.parametrize("metric", METRICS)
def test_every_entry_opens(page: Page, demo_home: Path, metric: str) -> None:
    app = page(demo_home, "en", "definitions", entry=metric)
    assert app.subheader[0].value == say("en", f"metric.{metric}.name")
    assert not app.warning
    assert not app.error


@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings_on_quality_lead_to_the_records_and_to_where_they_are_put_right(
    page: Page, demo_home: Path, store: Store, tmp_path: Path, lang: str
) -> None:
    """The demo district has odd closings and visits; places without outline are found in a store
    that has none."""
    add_places(store, tmp_path)
    load_rows(store, tmp_path, [REQUEST])
    see, mend = say(lang, "quality.see"), say(lang, "quality.mend")
    for home, period, wanted in ((demo_home, "2025", {see}), (store.home, "2024-03", {mend})):
        app = page(home, lang, "records", part="quality", period=period)
        ways = [way for way in links(app) if way[0] in (see, mend)]
        assert {word for word, _, _ in ways} == wanted
        assert len(ways) >= len(app.expander)  # none is left without a way on
        for word, to, chosen in ways:
            assert (to == "data") == (word == mend)
            assert chosen["period"] == period
            there = page(home, lang, dashboard.PAGES[to].NAME, **chosen)
            assert title(there)
            assert not there.error
            assert not there.warning
