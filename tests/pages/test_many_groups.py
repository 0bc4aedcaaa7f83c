"""Where a chart cannot hold all groups, are those drawn that need looking at, and is it said?"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from data.store import Store
from pages import resolution
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import closings, kept, scores, times
from tests.data import records
from tests.pages.asking import ask
from tests.pages.conftest import Page
from tests.pages.reading import panel

Ask = Callable[..., Asked]
CATEGORIES = 50
ROWS = """
    INSERT INTO requests BY NAME
    SELECT 's' AS source, 'r' || number AS request_id, 'V1' AS village_code, 'help' AS kind,
        'c' || lpad((number % 50)::VARCHAR, 2, '0') AS category_code, 'hotline' AS channel,
        TIMESTAMP '2025-06-02 02:00:00' AS received_at, DATE '2025-06-02' AS received_date,
        true AS is_closed, received_at + INTERVAL 5 DAY AS due_at,
        received_at + INTERVAL (number % 50 + 1) HOUR
            + INTERVAL (CASE WHEN number % 50 = 7 OR number // 50 > 38 THEN 9 ELSE 0 END) DAY
            AS closed_at,
        'e' || number // 2 % 50 AS episode_ref, 0 AS reopened_count, 1 AS batch_id
    FROM range(2000) AS numbers (number)"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of requests of fifty categories, of which c07 is late with each."""
    store = Store(tmp_path_factory.mktemp("groups"))
    with store.build("requests") as building:
        records.add_areas(building)
        records.add_batch(building, datetime.fromisoformat("2026-01-01"))
        building.connection.execute(ROWS)
        building.touched.add("requests")
    return store.home


@pytest.fixture
def asked(page: Page, home: Path) -> Ask:
    """Ask of these requests."""
    page(home)
    return partial(ask, home, resolution.PAGE.offers, period="2025", grain="year")


def drawn(shown: Panel) -> list[str]:
    return list(shown.figure.data[-1].y)


def test_a_group_far_below_the_whole_is_drawn_among_many(asked: Ask) -> None:
    told = asked(by="category", metric="on_time_rate")
    shown = panel(scores.draw(told), "scores")
    assert len(shown.rows) == CATEGORIES
    assert shown.rows["name"].iloc[-1] == "c07"
    assert len(drawn(shown)) == scores.MOST_ROWS
    assert "c07" in drawn(shown)
    assert "The chart shows 40 of 50" in shown.note
    excluded = panel(scores.draw(told), "excluded")
    assert len(drawn(excluded)) == scores.FEWER_ROWS
    assert "The chart shows 12 of 50" in excluded.note


def test_the_slowest_groups_are_drawn_and_the_rest_is_told(asked: Ask) -> None:
    shown = panel(times.draw(asked(by="category")), "quantiles")
    assert len(drawn(shown)) == kept.MOST_SLOW
    assert drawn(shown)[-1] == "c07"
    assert "The chart shows the 30 slowest of 50" in shown.note


def test_closings_and_repeats_tell_how_many_are_drawn(asked: Ask) -> None:
    told = closings.draw(asked(by="category"))
    assert "The chart shows 15 of 50" in panel(told, "flagged").note
    assert "The chart shows the 15 of" in panel(told, "repeats").note


def test_nothing_is_said_where_all_are_drawn(asked: Ask) -> None:
    told = asked(by="channel", metric="on_time_rate")
    assert "The chart shows" not in panel(scores.draw(told), "scores").note
    assert "The chart shows" not in panel(times.draw(told), "quantiles").note


def test_without_a_chart_no_point_can_be_clicked(asked: Ask) -> None:
    shown = panel(scores.draw(asked(by="place", metric="composite_score")), "scores")
    assert shown.figure is None
    assert not shown.drills


def test_what_is_marked_is_kept_before_what_is_far() -> None:
    rows = pd.DataFrame({"name": list("abcd")})
    gap, marked = pd.Series([4.0, 3, float("nan"), 1]), pd.Series([False, False, False, True])
    assert kept.foremost(rows, 2, marked, gap)["name"].tolist() == ["a", "d"]
