"""Where fewer than half of the requests are resolved so far, is that said and not left out?"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from data.store import Store
from pages import resolution
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import course, solving, steps, times
from tests.data import records
from tests.pages.asking import ask
from tests.pages.conftest import Page
from tests.pages.reading import panel, words

Ask = Callable[..., Asked]
ROWS = """
    INSERT INTO requests BY NAME
    SELECT 's' AS source, ? || number AS request_id, ? AS village_code, 'help' AS kind,
        'roads' AS category_code, 'hotline' AS channel,
        TIMESTAMP '2025-06-02 02:00:00' + INTERVAL (number % 20) DAY AS received_at,
        received_at::DATE AS received_date, number < ? AS is_closed,
        CASE WHEN number < ? THEN received_at + INTERVAL (number % 5 + 1) DAY END AS closed_at,
        received_at + INTERVAL 30 MINUTE AS signed_at,
        received_at + INTERVAL 1 HOUR AS whistled_at, 1 AS departments_called,
        CASE WHEN number < ? THEN 1 ELSE 0 END AS departments_arrived,
        CASE WHEN number < ? THEN received_at + INTERVAL 3 HOUR END AS arrived_at,
        0 AS reopened_count, 1 AS batch_id
    FROM range(200) AS numbers (number)"""


def put(home: Path, closed: dict[str, int]) -> None:
    """Two hundred requests with a whistle in each village, so many of which are answered."""
    with Store(home).build("requests") as building:
        records.add_areas(building)
        records.add_batch(building, datetime.fromisoformat("2026-01-01"))
        for village, number in closed.items():
            building.connection.execute(ROWS, [village, village, *[number] * 4])
        building.touched.add("requests")


@pytest.fixture
def asked(page: Page, store: Store) -> Ask:
    """Ask of a district with a township North where 150 of 200 requests are open."""

    def told(closed: dict[str, int], **address: str) -> Asked:
        put(store.home, closed)
        page(store.home)
        choice = {"period": "2025", "grain": "year"} | address
        return ask(store.home, resolution.PAGE.offers, **choice)

    return told


def column(shown: Panel, title: str) -> list[str]:
    place = [column.title for column in shown.columns].index(title)
    return [row.cells[place] for row in shown.cells]


def written(shown: Panel) -> list[str]:
    return [note.text for note in shown.figure.layout.annotations]


def test_a_township_with_most_requests_open_stands_as_the_slowest(asked: Ask) -> None:
    told = asked({"V1": 50, "V3": 200})
    found = times.by_group(told)
    assert found["area_code"].tolist() == ["T1", "T2"]
    assert pd.isna(found["p50"].iloc[0])
    curves, quantiles = (panel(times.draw(told), key) for key in ("curves", "quantiles"))
    assert "fewer than half are resolved so far in North (50 of 200)" in curves.words
    assert "for South, the quickest" in curves.words
    assert "fewer than half resolved so far: North" in written(curves)
    assert "Fewer than half are resolved so far" in quantiles.words
    assert "North (50 of 200)" in quantiles.words
    assert "None is further" not in quantiles.words
    assert column(quantiles, "Half")[0] == "fewer than half so far"
    assert column(quantiles, "Nine in ten")[0] == "fewer so far"
    assert written(quantiles) == ["fewer than half are resolved so far"]
    assert list(quantiles.figure.layout.yaxis.categoryarray) == ["South", "North"]


def test_the_others_are_still_judged_beside_it(asked: Ask) -> None:
    told = asked({"V1": 20, "V3": 200, "V2": 100})
    quantiles = panel(times.draw(told), "quantiles")
    assert "North (120 of 400)" in quantiles.words
    assert "None of the others" in quantiles.words


def test_where_most_of_all_are_open_nothing_is_said_to_have_no_records(asked: Ask) -> None:
    told = asked({"V1": 20, "V3": 80})
    drawn = times.draw(told)
    assert "in no group" in panel(drawn, "curves").words
    assert "Too few" not in panel(drawn, "quantiles").words
    assert panel(drawn, "quantiles").figure is None
    assert "neither clock tells" in panel(drawn, "clocks").words
    assert "no median is known: from sign-in to closing." in panel(steps.draw(told), "steps").words


def test_months_without_a_median_are_told_with_the_reason(asked: Ask) -> None:
    months = panel(course.draw(asked({"V1": 50, "V3": 60})), "months")
    row = months.rows["period"].tolist().index("2025-06")
    assert column(months, "State")[row] == "fewer than half are resolved so far"
    assert "because fewer than half are resolved so far: June 2025" in months.words


def test_departments_that_came_to_few_whistles_are_named(asked: Ask) -> None:
    hours = panel(solving.draw(asked({"V1": 50, "V3": 200})), "hours")
    assert hours.rows["area_code"].tolist() == ["T1", "T2"]
    assert "stand as the slowest: North." in hours.words
    assert column(hours, "Hours, half")[0] == "fewer than half so far"
    assert written(hours) == ["fewer than half answered so far"]


def test_whistles_that_few_answered_are_not_said_to_be_none(asked: Ask) -> None:
    hours = panel(solving.draw(asked({"V1": 50, "V3": 60})), "hours")
    assert hours.words.startswith("400 whistles: to fewer than half")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_cards_tell_which_share_is_not_reached(page: Page, store: Store, lang: str) -> None:
    put(store.home, {"V1": 150, "V3": 150})
    app = page(store.home, lang, "resolution", period="2025", grain="year")
    assert not app.exception
    assert {
        "zh": "目前解决的不到九成，算不出数值",
        "en": "fewer than nine in ten are resolved so far",
    }[lang] in words(app)
