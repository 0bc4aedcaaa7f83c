"""Are numbers shown by the assessment periods in force, and is it said which these are?"""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from data import editing
from data.store import Store
from pages import resolution
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import scores
from tests.pages.asking import ask
from tests.pages.conftest import LookAt, Page
from tests.pages.reading import words

Spans = list[tuple[str, date, date]]
METRIC, PERIOD = "excluded_share", "2026-H1"
MONTHS = [date(year, month, 1) for year in (2025, 2026) for month in range(1, 13)]
DAY = timedelta(days=1)
CALENDAR: Spans = [(f"{first:%Y-%m}", first, after - DAY) for first, after in pairwise(MONTHS)]
FROM_THE_26TH: Spans = [
    (f"{after.year}年第{after.month}期", first.replace(day=26), after.replace(day=25))
    for first, after in pairwise(MONTHS)
]
OF_A_YEAR = [span for span in FROM_THE_26TH if span[0] != "2026年第3期"][12:]


@pytest.fixture(scope="module")
def own_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo district whose assessment periods are changed."""
    home = tmp_path_factory.mktemp("assessed") / "home"
    shutil.copytree(demo_home, home)
    return home


@pytest.fixture
def declare(own_home: Path, look_at: LookAt) -> Callable[[Spans], None]:
    """Make some periods the whole table, by hand as a clerk would."""

    def declared(spans: Spans) -> None:
        columns = ["period_id", "period_start", "period_end"]
        frame = pd.DataFrame(spans, columns=columns).astype(str)
        editing.save(Store(own_home), "assessment_periods", frame, author="Li", reason="ours")
        look_at(own_home)

    return declared


def received(home: Path, first: date, last: date) -> int:
    """How many requests came in on some days, counted by nothing but their day."""
    counted = (
        Store(home)
        .reader()
        .raw_sql(
            f"SELECT count(*) FROM requests WHERE received_date BETWEEN '{first}' AND '{last}'"
        )
    )
    return int(counted.fetchall()[0][0])


def told(home: Path, lang: str = "en", **address: str) -> tuple[Asked, Panel]:
    asked = ask(home, resolution.PAGE.offers, lang, period=PERIOD, metric=METRIC, **address)
    return asked, next(panel for panel in scores.draw(asked) if panel.key == "assessed")


def assert_counted(home: Path, panel: Panel, spans: Spans) -> None:
    end = date(2026, 6, 30)
    begun = [span for span in spans if span[1] <= end]
    assert panel.rows["period"].tolist() == [name for name, _, _ in begun]
    assert panel.rows["days"].tolist() == [f"{first}/{last}" for _, first, last in begun]
    counts = [received(home, first, min(last, end)) for _, first, last in begun]
    assert min(counts) > 0
    assert panel.rows["denominator"].tolist() == counts
    assert panel.figure is not None


@pytest.mark.parametrize("spans", [CALENDAR, FROM_THE_26TH], ids=["calendar", "from the 26th"])
def test_the_periods_declared_are_those_shown(
    own_home: Path, declare: Callable[[Spans], None], spans: Spans
) -> None:
    declare(spans)
    _, panel = told(own_home)
    assert_counted(own_home, panel, spans)
    assert "that were loaded are in force" in panel.note
    assert "19th" not in panel.note
    assert "按已导入的考核期表分期" in told(own_home, "zh")[1].note


def test_days_of_no_period_are_not_counted_and_told(
    own_home: Path, declare: Callable[[Spans], None]
) -> None:
    """The table begins with 2026, and one period is missing in it."""
    declare(OF_A_YEAR)
    asked, panel = told(own_home)
    assert_counted(own_home, panel, OF_A_YEAR)
    first = asked.view.records.first
    assert first < date(2026, 1, 26)
    assert "26 February–25 March 2026" in panel.note
    assert "belong to no assessment period and are not counted" in panel.note
    assert "2026年2月26日–3月25日" in told(own_home, "zh")[1].note
    assert [row.cells[:2] for row in panel.cells[:1]] == [
        ["2026年第2期", "26 January–25 February 2026"]
    ]


def test_periods_that_begin_later_are_none(
    own_home: Path, declare: Callable[[Spans], None]
) -> None:
    declare([("later", date(2031, 1, 1), date(2031, 1, 31))])
    _, panel = told(own_home)
    assert panel.rows.empty
    assert "none of them begins by 30 June 2026" in panel.note
    assert "没有2026年6月30日及以前开始的考核期" in told(own_home, "zh")[1].note


def test_without_any_the_default_holds_and_is_called_so(
    own_home: Path, demo_home: Path, look_at: LookAt
) -> None:
    """The demo district declares what the default is, so both count alike."""
    with Store(own_home).build("no periods") as building:
        building.connection.execute("DELETE FROM assessment_periods")
        building.touched.add("assessment_periods")
    look_at(own_home)
    _, default = told(own_home)
    assert "so the default is in force: each runs from the 19th to the 18th" in default.note
    assert "按默认口径分期：自19日起至次月18日止" in told(own_home, "zh")[1].note
    look_at(demo_home)
    _, declared = told(demo_home)
    assert "that were loaded are in force" in declared.note
    pd.testing.assert_frame_equal(default.rows, declared.rows)
    assert default.rows["days"].iloc[-1] == "2026-06-19/2026-07-18"
    assert default.rows["period"].iloc[-1] == "2026-07"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_which_periods_are_in_force(page: Page, demo_home: Path, lang: str) -> None:
    app = page(demo_home, lang, "resolution", part="scores", period=PERIOD)
    assert not app.exception
    assert {"zh": "按已导入的考核期表分期", "en": "that were loaded are in force"}[lang] in words(
        app
    )
