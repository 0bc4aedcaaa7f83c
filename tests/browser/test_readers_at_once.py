"""Does each of several readers at once get the numbers of the very place and period asked for?"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from data.store import Store
from tests.browser.conftest import started
from tests.performance import soak
from tests.performance.sessions import Seen, read_cards, read_table

pytestmark = pytest.mark.slow
PAGES = ("home", "requests")
READERS, SECONDS = 6, 20


def test_readers_at_once_see_their_own_numbers(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_HOME", str(demo_home))
    must = soak.asked_alone(Store(demo_home), PAGES)
    shown = {(choice.page, choice.lang): expected for choice, expected in must.items()}
    assert all(expected.cards for expected in shown.values()), "there is nothing to be wrong"
    assert len({str(expected) for expected in must.values()}) > len(must) * 0.9, "all look alike"
    with started(demo_home) as (url, pid):
        asked = soak.soak(url, pid, must, READERS, SECONDS)
        with ThreadPoolExecutor(1) as aside:  # Playwright keeps a loop of events in this thread
            found = aside.submit(asyncio.run, asked).result()
    assert not found.wrong
    assert len(found.first + found.again) >= READERS
    assert found.numbers > 0


def test_a_number_of_another_choice_is_found() -> None:
    card = '<div class="card" data-metric="on_time_rate" data-state="ok"><div class="value ">'
    body = f'<div class="cards">{card}91.2<span class="unit">%</span></div>' + (
        '<div class="small">95% CI 90–92%</div><div class="change better">up</div></div></div>'
    )
    rows = (
        '<table><thead><tr><th>a</th></tr></thead><tr class="ok"><td class="n">7 &lt; 8</td></tr>'
    )
    cards, table = read_cards(body), read_table(rows)
    assert cards == {"on_time_rate": ("ok", "91.2", "%", "95% CI 90–92%", "up")}
    assert table == (("7 < 8",),)
    seen, must = Seen(cards, (table,), (), 0), soak.Expected(cards, (table,))
    assert must.mistakes(seen) == []
    assert must.mistakes(replace(seen, cards={}))
    assert must.mistakes(replace(seen, tables=()))
    assert must.mistakes(replace(seen, mistakes=("KeyError",)))
