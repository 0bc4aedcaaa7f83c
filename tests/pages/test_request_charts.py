"""Do charts of requests say how sure they are, lead on by a click, and stand in the file whole?"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from data.demo import stories
from pages import resolution
from pages.components import canvas
from pages.components.frame import Asked
from pages.components.requests import alike, closings, reading, scores, solving, steps, times
from tests.pages.asking import ask
from tests.pages.conftest import Page
from tests.pages.reading import panel, words

Ask = Callable[..., Asked]
SLOW = stories.SLOW_DISPATCH.township_code


@pytest.fixture
def asked(page: Page, demo_home: Path) -> Ask:
    """Ask for a part of the page on the demo district, as an address names it."""
    page(demo_home)
    return partial(ask, demo_home, resolution.PAGE.offers)


@pytest.mark.parametrize("part", [steps, solving, closings, alike, times])
def test_few_records_are_seen_in_chart_table_and_file(asked: Ask, part: ModuleType) -> None:
    """Pale in the chart and told in the table; of days that are over nothing is provisional."""
    told = asked(period="2026-10", grain="month")
    judged = [shown for shown in part.draw(told) if "state" in shown.rows]
    assert judged
    for shown in judged:
        few = shown.rows["state"] == "few"
        assert [row.kind == "few" for row in shown.cells] == few.tolist()
        if shown.figure is not None and shown.key not in ("ends", "curves"):
            drawn = set(canvas.shown_signs(shown.figure))
            assert (canvas.FEW in drawn) == few.any(), shown.key


@pytest.mark.parametrize("by", ["place", "category"])
def test_curves_have_bands_marks_and_numbers_at_risk_as_in_the_file(asked: Ask, by: str) -> None:
    told = asked(period="2026", grain="year", by=by)
    curves = panel(times.draw(told), "curves")
    lines = [t for t in curves.figure.data if t.mode.startswith("lines") and t.line.width]
    bands = [trace for trace in curves.figure.data if trace.fill == "tonexty"]
    assert [band.fillcolor[:4] for band in bands] == ["rgba"] * len(bands)
    assert len(lines) == 1 + curves.rows.loc[curves.rows["part"] == "group", "group"].nunique()
    (marks,) = [trace for trace in curves.figure.data if trace.mode == "markers"]
    open_ = curves.sheets["curves_open"]
    assert list(marks.x) == open_["days"].tolist()
    assert list(marks.y) == open_["share"].tolist()
    requests = reading.here(told.scope, told.view)["requests"].execute()
    assert open_["open_still"].sum() <= (~requests["is_closed"]).sum()
    risk = curves.sheets["curves_at_risk"]
    own = risk[risk["part"] == "whole"]
    assert own["at_risk"].iloc[0] == len(requests)
    assert own["at_risk"].is_monotonic_decreasing
    groups = risk[risk["part"] == "group"].groupby("days")["at_risk"].sum()
    assert groups.tolist() == own["at_risk"].tolist()
    written = [note.text for note in curves.figure.layout.annotations]
    named = [words for words in written if words.startswith(("slowest:", "quickest:"))]
    assert len(bands) == 1 + len(named)
    for number in own["at_risk"]:
        assert f"{number:,.0f}" in written


@pytest.mark.parametrize(
    ("by", "into"), [("place", "area"), ("category", "category_code"), ("channel", "channel")]
)
def test_a_click_goes_to_the_place_or_looks_at_the_kind_alone(
    asked: Ask, by: str, into: str
) -> None:
    told = asked(period="2026", grain="year", by=by, metric="on_time_rate")
    records = told.view.records
    codes = records.tree.children(told.view.place) if by == "place" else records.kinds[into].labels
    parts = {times: ("curves", "quantiles"), scores: ("scores", "excluded"), closings: ("flagged",)}
    for part, keys in parts.items():
        for shown in (panel(part.draw(told), key) for key in keys):
            assert (shown.drills, shown.into) == (True, into), shown.key
            traces = [trace for trace in shown.figure.data if trace.customdata is not None]
            clicked = {code for trace in traces for code in trace.customdata}
            assert clicked, shown.key
            assert clicked <= set(codes), shown.key


def test_without_anything_below_nothing_is_gone_to(asked: Ask) -> None:
    village = SLOW[:9] + "201"
    told = asked(area=village, period="2026", grain="year", by="category")
    assert not panel(times.draw(told), "curves").drills


def test_records_of_one_kind_are_split_anew(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "resolution", part="scores", by="category", area=SLOW)
    assert "Click a category" in words(app)
    app = page(demo_home, "en", "resolution", part="scores", area=SLOW)
    assert "Click a place" in words(app)
