"""Do charts show who is outside, who is chosen, how sure it is, and nothing that is hidden?"""

import math
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from pages.components import canvas, charts, figures
from pages.components.charts import Wording
from pages.components.look import DARK, LIGHT, Palette
from pages.components.requests import drawings
from pages.components.sentences import Teller
from pages.components.sparks import MARGIN, WIDE, WIDTH, Spark, draw
from pages.components.visits import charts as visit_charts

NAN = float("nan")
WORDS = Wording("n", "whole", ",.1~%", "", lambda size: f"<{size:g}>")
PLACES = pd.DataFrame(
    {
        "area_code": ["a", "b", "c", "d"],
        "name": ["A", "B", "C", "D"],
        "n": [100.0, 150, 180, 200],
        "value": [0.9, 0.7, 0.92, 0.91],
        "low": [0.85, 0.6, 0.9, 0.9],
        "high": [0.95, 0.8, 0.94, 0.92],
        "low998": [0.8, 0.8, 0.8, NAN],
        "high998": [0.99, 0.99, 0.99, NAN],
        "state": ["ok", "ok", "few", "provisional"],
        "tone": ["", "worse", "", ""],
        "chosen": [True, False, False, False],
        "text": ["A", "B", "C", "D"],
    }
)
LIMITS = pd.DataFrame(
    {"n": [90.0, 220], "low95": 0.85, "high95": 0.95, "low998": 0.8, "high998": 0.99}
)


def test_a_funnel_names_those_outside_and_the_one_chosen() -> None:
    figure = charts.funnel(PLACES, LIMITS, 0.9, WORDS, LIGHT)
    named = {note.text for note in figure.layout.annotations}
    assert named == {"A", "B", "whole", "95%", "99.8%"}
    marks = figure.data[4].marker
    assert list(marks.symbol) == ["circle", "triangle-down", "circle", "circle"]
    assert list(marks.color) == [LIGHT.ink, LIGHT.worse, LIGHT.faint, LIGHT.paper]
    assert list(figure.data[4].customdata) == list("abcd")


def test_a_funnel_draws_both_limits_and_round_sizes() -> None:
    figure = charts.funnel(PLACES, LIMITS, 0.9, WORDS, LIGHT)
    assert [trace.line.dash for trace in figure.data[:4]] == ["dot", "dot", "solid", "solid"]
    assert list(figure.layout.xaxis.tickvals) == [100, 150, 200]
    assert figure.layout.xaxis.ticktext[0] == "<100>"


def test_sizes_that_differ_widely_stand_on_a_log_scale() -> None:
    wide = PLACES.assign(n=[1.0, 30, 900, 5000])
    axis = charts.funnel(wide, LIMITS, 0.9, WORDS, LIGHT).layout.xaxis
    assert axis.type == "log"
    assert list(axis.tickvals) == [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000]


def test_one_place_alone_can_be_drawn() -> None:
    assert charts.funnel(PLACES.head(1), LIMITS, 0.9, WORDS, LIGHT).data
    assert charts.dots(PLACES.head(1), 0.9, WORDS, LIGHT).data


def test_dots_are_sorted_with_whiskers_over_what_chance_allows() -> None:
    figure = charts.dots(PLACES, 0.9, WORDS, LIGHT)
    bars, points = figure.data
    assert list(points.y) == ["C", "D", "A", "B"]
    assert np.allclose(points.error_x.array, [0.02, 0.01, 0.05, 0.1])
    assert len(bars.x) == 3 * 3  # D has no limits


def test_what_may_still_move_is_hollow_and_the_chart_knows_it() -> None:
    figure = charts.funnel(PLACES, LIMITS, 0.9, WORDS, LIGHT)
    points = next(trace for trace in figure.data if trace.customdata is not None)
    assert points.marker.color[3] == LIGHT.paper
    assert points.marker.color[1] != LIGHT.paper
    assert canvas.shown_signs(figure) == [canvas.FEW, canvas.PROVISIONAL]
    firm = charts.funnel(PLACES.assign(state="ok"), LIMITS, 0.9, WORDS, LIGHT)
    assert not canvas.shown_signs(firm)


def test_a_control_chart_draws_limits_only_where_there_are_some() -> None:
    months = pd.DataFrame(
        {"middle": pd.date_range("2026-01-01", periods=3, freq="MS"), "value": [0.9, NAN, 0.8],
         "text": "", "tone": ["", "", "worse"], "state": ["ok", "none", "ok"]}
    )  # fmt: skip
    trial = charts.control(months.assign(mean=NAN, lower=NAN, upper=NAN), WORDS, LIGHT)
    assert not trial.layout.annotations
    firm = charts.control(months.assign(mean=0.85, lower=0.8, upper=0.9), WORDS, LIGHT)
    assert [set(line.y) for line in firm.data[:3]] == [{0.8}, {0.9}, {0.85}]


def test_limits_step_where_they_are_worked_out_anew() -> None:
    months = pd.DataFrame(
        {"middle": pd.date_range("2026-01-01", periods=4, freq="MS"), "value": [1.0, 1, 3, 3],
         "text": "", "tone": "", "state": "ok", "mean": [1.0, 1, 3, 3], "lower": [0.0, 0, 2, 2],
         "upper": [2.0, 2, 4, 4]}
    )  # fmt: skip
    note = canvas.Dated("①", pd.Timestamp("2026-03-01"), "A new rule")
    figure = charts.control(months, WORDS, LIGHT, [note])
    assert [tuple(line.y) for line in figure.data[:6]] == [
        (0, 0), (2, 2), (1, 1), (2, 2), (4, 4), (3, 3),
    ]  # fmt: skip
    assert [mark.text for mark in figure.layout.annotations] == [WORDS.overall, "①"]


def test_shares_of_too_few_are_pale_and_those_that_may_move_hollow() -> None:
    rows = pd.DataFrame(
        {"name": ["a", "b", "c", "a"], "series": ["any", "any", "any", "met"], "value": 0.5,
         "low": 0.4, "high": 0.6, "text": "", "state": ["ok", "few", "provisional", "ok"]}
    )  # fmt: skip
    first, second = visit_charts.shares(rows, {"any": "Any", "met": "Met"}, LIGHT).data
    assert list(first.marker.color) == [LIGHT.ink, LIGHT.faint, LIGHT.paper]
    assert list(first.marker.line.color) == [LIGHT.ink, LIGHT.faint, LIGHT.ink]
    assert [list(first.meta), list(second.meta)] == [[canvas.FEW, canvas.PROVISIONAL], []]
    assert {first.marker.symbol, second.marker.symbol} == {"circle", "diamond"}


def test_a_click_gives_the_code_of_the_place() -> None:
    def clicked(points: list[dict]) -> SimpleNamespace:
        return SimpleNamespace(selection={"points": points})

    assert canvas.picked(clicked([{"customdata": "a"}])) == "a"
    assert canvas.picked(clicked([{"customdata": ["a"]}])) == "a"
    assert canvas.picked(clicked([{"x": 1}])) == ""
    assert canvas.picked(clicked([])) == ""
    assert canvas.picked(None) == ""


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.03928 else math.pow((p + 0.055) / 1.055, 2.4) for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_what_is_read_stands_out_from_the_paper_in_both_themes() -> None:
    def read(colours: Palette) -> tuple[str, ...]:
        return colours.ink, colours.quiet, colours.better, colours.worse

    for colours in (LIGHT, DARK):
        for colour in read(colours):
            assert contrast(colour, colours.paper) >= 4.5, colour


def test_a_spark_does_not_bridge_a_gap_and_tells_what_it_shows() -> None:
    spark = Spark([1, 2, NAN, 4, 5], ["", "", "", "worse", ""], 3, 0, 6, "<five> months")
    drawn = draw(spark)
    assert drawn.count("<polyline") == 2
    assert drawn.count("spark-worse") == 1
    assert 'aria-label="&lt;five&gt; months"' in drawn


def test_the_spark_of_a_wide_card_fills_it() -> None:
    spark = Spark([1, 2, 3], ["", "", ""], NAN, NAN, NAN, "three months")
    ends = [
        re.findall(r'points="[^"]* ([\d.]+),', draw(spark, wide=wide)) for wide in (False, True)
    ]
    assert ends == [[f"{width - MARGIN:.1f}"] for width in (WIDTH, WIDE)]


def test_a_spark_of_one_point_is_not_drawn() -> None:
    assert draw(Spark([NAN, 2], ["", ""], NAN, NAN, NAN, "")) == ""


@pytest.mark.parametrize(
    ("signals", "told"),
    [
        ([], "Within its usual range"),
        ([3], "1 point departs from the usual pattern: April 2026"),
        (range(13), "No steady level: 13 of 24 points"),
    ],
)
def test_where_most_points_depart_there_is_no_usual_to_depart_from(signals, told: str) -> None:
    months = pd.period_range("2026-01", periods=24, freq="M")
    series = pd.DataFrame(
        {"metric": "on_time_rate", "area_code": "", "period": [f"{month}" for month in months],
         "numerator": 90.0, "denominator": 100.0, "value": 0.9, "low": 0.8, "high": 0.95,
         "n": 100.0, "state": "ok", "tone": "", "mean": 0.9, "lower": 0.8, "upper": 1.0,
         "signal": ["shift" if place in signals else "" for place in range(24)]}
    )  # fmt: skip
    teller = Teller("en", {}, "Town", "Town", "village", "")
    assert told in figures.months(teller, series, LIGHT).words


@pytest.mark.parametrize(
    ("days", "before"),
    [(None, "2026-03"), ([f"2026-{n:02}-19/2026-{n + 1:02}-18" for n in range(1, 4)], "2026-03")],
)
def test_a_period_stands_in_the_middle_of_its_days_and_a_note_on_its_own(days, before) -> None:
    """A note of the 25th stands behind the month it ends, and before the next one."""
    series = pd.DataFrame(
        {"metric": "on_time_rate", "area_code": "", "period": ["2026-02", "2026-03", "2026-04"],
         "numerator": 90.0, "denominator": 100.0, "value": 0.9, "low": 0.8, "high": 0.95,
         "n": 100.0, "state": "ok", "tone": "", "mean": NAN, "lower": NAN, "upper": NAN,
         "signal": ""}
    )  # fmt: skip
    series = series if days is None else series.assign(days=days)
    note = canvas.Dated("①", pd.Timestamp("2026-03-25"), "A new rule")
    teller = Teller("en", {}, "Town", "Town", "village", "")
    picture = figures.months(teller, series, LIGHT, [note])
    stands = dict(zip(series["period"], picture.figure.data[-1].x, strict=True))
    line = pd.Timestamp(picture.figure.layout.shapes[-1].x0, unit="ms")
    assert line == note.day
    assert stands[before] < line < stands["2026-04"]


def test_bars_of_too_few_are_pale_and_those_that_may_move_hatched() -> None:
    rows = pd.DataFrame(
        {"name": ["a", "b", "c"], "area_code": list("abc"), "state": ["ok", "few", "provisional"],
         "part": 1.0, "part_text": ""}
    )  # fmt: skip
    figure = drawings.bars(rows, ("part",), (LIGHT.ink,), LIGHT)
    (bar,) = figure.data
    assert list(bar.marker.pattern.shape) == ["/", "", ""]  # the first row is at the top
    assert bar.marker.opacity[1] < bar.marker.opacity[2] == 1
    assert canvas.shown_signs(figure) == [canvas.FEW, canvas.HATCHED]
    counts = rows.assign(value=3, text="")
    assert canvas.shown_signs(visit_charts.lying(counts, LIGHT)) == [canvas.FEW, canvas.HATCHED]
