"""Does the page on requests find what happened in the demo district, and mislead nobody?"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from analytics import competing
from analytics.resolution import times as resolution_times
from analytics.spells import TOLD
from data.access import EVERYWHERE
from data.demo import stories
from data.errors import DataError
from data.filters import FILTERED
from data.store import Store
from pages import resolution
from pages.components import reads
from pages.components.frame import Asked
from pages.components.requests import (
    alike,
    choices,
    closings,
    course,
    reading,
    scores,
    solving,
    steps,
    times,
    waiting,
)
from tests.pages.asking import ask
from tests.pages.conftest import Page
from tests.pages.reading import cards, panel, states, title, words

Ask = Callable[..., Asked]
SLOW = stories.SLOW_DISPATCH.township_code


@pytest.fixture
def asked(page: Page, demo_home: Path) -> Ask:
    """Ask for a part of the page on the demo district, as an address names it."""
    page(demo_home)

    return partial(ask, demo_home, resolution.PAGE.offers)


# ---------------------------------------------------------------- planted stories
@pytest.mark.parametrize("area", ["", SLOW])
def test_the_slow_step_of_the_slow_township_is_named(asked: Ask, area: str) -> None:
    told = asked(area=area, period="2026", grain="year")
    found = steps.slow(told)
    assert found is not None
    assert (found.area_code, found.stage) == (SLOW, "dispatch")
    assert found.p50 > 5 * found.usual_p50
    rows = panel(steps.draw(told), "steps_compared").rows
    slow = rows[(rows["verdict"] == "worse") & (rows["ratio"] < 0.8)]
    assert set(zip(slow["area_code"], slow["stage"], strict=True)) == {(SLOW, "dispatch")}


def test_no_step_is_named_where_none_is_slow(asked: Ask) -> None:
    told = asked(area="990101102000", period="2026", grain="year")
    assert steps.slow(told) is None
    assert "No step is notably slower" in panel(steps.draw(told), "steps").words


def test_the_unit_that_closes_at_once_is_found(asked: Ask) -> None:
    story = stories.QUICK_CLOSURES
    told = asked(period="2026-H1", by="unit")
    rows = panel(closings.draw(told), "flagged").rows
    assert rows.loc[rows["unusual"], "name"].tolist() == [story.lead_unit]
    assert rows["value"].iloc[0] > 0.2  # in half of the days it was six of ten
    assert story.lead_unit in panel(closings.draw(told), "flags").words
    before = panel(closings.draw(asked(period="2025-H2", by="unit")), "flagged").rows
    assert not before["unusual"].any()


def test_the_category_of_the_unit_is_found_as_well(asked: Ask) -> None:
    rows = closings.unusual(asked(period="2026-H1", by="category"), "quick")
    first = rows[rows["unusual"]].iloc[0]
    assert first["group"] == stories.QUICK_CLOSURES.category_code


def test_townships_whose_days_are_not_in_are_named(page: Page, telling_home: Path) -> None:
    """The three stand first; those of them that chance cannot explain are named, and no other."""
    page(telling_home)
    told = ask(telling_home, resolution.PAGE.offers)
    latest = panel(course.draw(told), "latest")
    truth = set(stories.LATE_REPORTS.township_codes)
    assert set(latest.rows["area_code"].head(3)) == truth
    late = latest.rows[latest.rows["late"]]
    assert len(late) >= 2
    assert set(late["area_code"]) <= truth
    assert all(name in latest.words for name in late["name"])


def test_the_half_year_that_runs_is_provisional(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "resolution", period="2026-H2", part="course")
    assert "Provisional: the period is not over" in words(app)
    told = states(app)
    assert {told[m] for m in ("on_time_rate", "composite_score")} == {"provisional"}


def test_no_request_is_lost_when_villages_merge(asked: Ask) -> None:
    story = stories.MERGER
    township = story.village_code[:9] + "000"
    told = asked(area=township, period="2025", grain="year")
    rows = panel(waiting.draw(told), "overdue").rows
    whole = panel(waiting.draw(told), "ages").rows
    assert rows["open_backlog"].sum() == whole["open_backlog"].sum()
    by_village = reads.measured(
        EVERYWHERE,
        told.view.filters(told.view.comparison.current, area=township),
        ("requests_received",),
        ("village",),
        told.view.records.data_date,
    )
    total = reading.by_whole(EVERYWHERE, told.view, ("requests_received",))["value"].iloc[0]
    assert by_village["value"].sum() == total
    assert story.successor_code in set(by_village["area_code"])


# ---------------------------------------------------------------- honest numbers
def test_ways_to_end_are_told_drawn_and_tabled_alike(asked: Ask) -> None:
    told = asked(period="2026-H1")
    ends = panel(times.draw(told), "ends")
    rows = ends.rows
    assert rows[list(competing.WAYS)].sum(axis=1).to_numpy() == pytest.approx(1)
    month = rows[rows["days"] == competing.MONTH].iloc[0]
    for way in ("resolved", "withdrawn", "merged", "refused", "open"):
        assert f"{month[way]:.1%}" in ends.words
    lines = {trace.name: trace for trace in ends.figure.data if trace.name}
    assert set(lines) == set(competing.WAYS)
    for way, line in lines.items():
        assert list(line.y) == rows[way].tolist()
        assert list(line.x) == rows["days"].tolist()
    cells = ends.cells[-1].cells
    written = [column.title for column in ends.columns]
    assert cells[written.index("Resolved")].startswith(f"{rows['resolved'].iloc[-1]:.1%}")
    assert sum(len(trace.x) for trace in ends.figure.data) < 1_200  # what the browser gets


def test_a_month_is_told_only_where_somebody_was_watched_so_long(page: Page, demo_home) -> None:
    page(demo_home)
    told = ask(demo_home, resolution.PAGE.offers, period="2026-10", grain="month")
    ends = panel(times.draw(told), "ends")
    last = ends.rows["days"].iloc[-1]
    assert last < 21  # the data date is the 20th
    day = max(day for day in competing.LOOKED_AT if day <= last)
    assert ends.words.startswith(f"Within {day:.0f} days")


@pytest.mark.parametrize(("chosen", "days"), [("", 7), ("1", 1), ("30", 30), ("31", 7), ("x", 7)])
def test_the_share_resolved_is_told_within_the_days_chosen(
    asked: Ask, chosen: str, days: int
) -> None:
    told = asked(period="2026-H1", days=chosen)
    shown = panel(times.draw(told), "quantiles")
    requests = reading.here(told.scope, told.view)["requests"]
    within = {"quantiles": (), "within_days": (float(days),), "grain": TOLD}
    exact = resolution_times(requests, ["township_code"], **within).set_index("township_code")
    rows = shown.rows.set_index("area_code")
    expected = exact.loc[rows.index, f"within_{days}"]
    assert rows[f"within_{days}_days"].to_numpy() == pytest.approx(expected.to_numpy())
    whole = resolution_times(requests, **within)[f"within_{days}"].iloc[0]
    span = "1 day" if days == 1 else f"{days} days"
    assert f"Within {span} {whole:.1%} are resolved." in shown.words
    assert f"Within {span}" in [column.title for column in shown.columns]


def test_months_follow_the_days_chosen(asked: Ask) -> None:
    """Also where the address names the metric of other days."""
    for named in ("closed_within_7_days_rate", "closed_within_30_days_rate"):
        told = asked(period="2026-H1", metric=named, days="60")
        months = panel(course.draw(told), "months")
        assert set(months.rows["metric"]) == {"closed_within_60_days_rate"}
        assert "within 60 days" in months.heading


def test_the_page_offers_days_and_keeps_them_in_its_address(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "zh", "resolution", part="times", days="15")
    assert "15日内" in words(app)
    box = next(box for box in app.selectbox if box.key == "days_quantiles")
    assert box.value == "15"
    box.select("30").run()
    assert not app.exception
    assert "30日内" in words(app)


def test_a_source_without_outcomes_is_not_said_to_refuse_nobody(
    asked: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reading.ends
    bare = {f"{end}{part}": 0.0 for end in competing.ENDS[1:] for part in ("", "_seen")}
    monkeypatch.setattr(reading, "ends", lambda *given: read(*given).assign(**bare))
    ends = panel(times.draw(asked(period="2026-H1")), "ends")
    assert "the source may not tell" in ends.words
    assert {trace.name for trace in ends.figure.data if trace.name} == {"resolved", "open"}


def test_open_requests_are_in_every_duration(asked: Ask) -> None:
    told = asked(period="2026-Q3")
    received = reading.by_whole(EVERYWHERE, told.view, ("requests_received",))["value"].iloc[0]
    curve = panel(times.draw(told), "curves").rows
    start = (
        curve[(curve["part"] == "group") & (curve["days"] == 0)].groupby("group")["at_risk"].max()
    )
    assert start.sum() == received
    clocks = panel(times.draw(told), "clocks").rows
    assert clocks["requests"].tolist()[-1] == clocks["requests"].iloc[:-1].sum() == received
    assert reading.working_times(EVERYWHERE, told.view, "place")[0]["open_still"].iloc[0] > 0
    first = panel(steps.draw(told), "steps").rows.iloc[0]
    assert first["requests"] == received


@pytest.mark.parametrize("by", choices.SPLITS)
def test_working_time_is_shorter_than_the_residents_in_every_group(asked: Ask, by: str) -> None:
    told = asked(period="2026-H1", by=by)
    shown, quantiles = (panel(times.draw(told), key) for key in ("clocks", "quantiles"))
    rows = shown.rows
    known = rows[rows["working_p90"].notna() & rows["p90"].notna()]
    assert (known["working_p50"] <= known["p50"]).all()
    assert (known["working_p90"] <= known["p90"]).all()
    assert (rows["working_low"] <= rows["working_p50"]).all()
    groups = quantiles.rows[quantiles.rows["n"] > 0]
    assert rows["area_code"].tolist()[:-1] == groups["area_code"].tolist()
    assert rows["requests"].tolist()[:-1] == groups["n"].tolist()
    assert rows["kind"].tolist()[-1] == "total"
    assert "Working time, half" in [column.title for column in shown.columns]


def test_a_calendar_that_does_not_reach_is_told_instead_of_working_time(
    asked: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(*_: object) -> None:
        raise DataError("load.calendar", covered="2025", year="2026")

    monkeypatch.setattr(reading, "working_times", without)
    shown = panel(times.draw(asked(period="2026-H1")), "clocks")
    assert "Working time cannot be told" in shown.words
    assert (shown.figure, len(shown.rows)) == (None, 0)


def test_leaving_out_the_excluded_changes_only_what_it_should(asked: Ask) -> None:
    with_, without = asked(period="2026-H1"), asked(period="2026-H1", exclusions="without")
    asked_for = ("requests_received", "excluded_share")
    all_, some = (
        reading.by_whole(EVERYWHERE, told.view, asked_for).set_index("metric")
        for told in (with_, without)
    )
    excluded = all_.loc["excluded_share", "numerator"]
    assert excluded > 0
    assert some.loc["requests_received", "value"] == (
        all_.loc["requests_received", "value"] - excluded
    )
    assert some.loc["excluded_share", "value"] == 0
    assert "leaves out what is excluded" in panel(scores.draw(without), "excluded").words
    pairs = panel(scores.draw(with_), "exclusions").rows
    switched = panel(scores.draw(without), "exclusions").rows  # the switch does not move the pair
    pd.testing.assert_frame_equal(pairs, switched)


def test_opinions_of_few_cannot_be_worked_out_from_the_pair(asked: Ask) -> None:
    rows = panel(scores.draw(asked(period="2026-H1")), "exclusions").rows
    wide = rows.set_index(["metric", "counted"])
    for metric in ("resolution_rate", "callback_satisfaction_rate"):
        whole, part = wide.loc[(metric, "all")], wide.loc[(metric, "without")]
        if part["state"] != "hidden" and whole["n"] > part["n"]:
            yes = whole["numerator"] - part["numerator"]
            rest = whole["n"] - part["n"]
            assert min(yes, rest - yes, rest) >= 10
    small = panel(scores.draw(asked(area="990101102205", period="2026-H1")), "exclusions").rows
    opinions = small[small["metric"] != "response_rate"]
    assert set(opinions["state"]) <= {"hidden", "none"}
    assert opinions[["value", "numerator", "n"]].isna().all(axis=None)


def test_levels_add_up_and_departments_are_counted(asked: Ask) -> None:
    told = solving.draw(asked(period="2026-H1"))
    shares = panel(told, "levels").rows.groupby("area_code")["value"].sum()
    assert shares.tolist() == pytest.approx([1.0] * len(shares))
    hours = panel(told, "hours").rows
    arrivals = panel(told, "arrivals").rows
    assert hours["arrived"].sum() == arrivals["numerator"].sum()
    assert hours["called"].sum() == arrivals["denominator"].sum()


def test_what_is_expected_in_all_places_is_what_happened_in_all(asked: Ask) -> None:
    told = alike.draw(asked(period="2026-H1"))
    rows = panel(told, "alike_times").rows
    assert rows["expected"].sum() == pytest.approx(rows["ended"].sum())
    rates = panel(told, "alike_rates").rows
    assert (rates["crude"] * rates["n"]).sum() / rates["n"].sum() == pytest.approx(
        rates["overall"].iloc[0]
    )
    assert (rates["low"] <= rates["value"]).all()
    assert (rates["value"] <= rates["high"]).all()


def test_curves_of_groups_are_told_apart_only_beyond_chance(asked: Ask) -> None:
    told = asked(period="2026-H1", by="category")
    assert "slowest" in panel(times.draw(told), "curves").words
    by_channel = panel(times.draw(asked(period="2026-H1", by="kind")), "curves")
    view = asked(period="2026-H1", by="kind").view
    parts = reading.split(EVERYWHERE, view, "kind", 30.0, 50_000).groups
    assert ("slowest" in by_channel.words) == parts.test.beyond_chance


# ---------------------------------------------------------------- the page
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_cards_and_the_finding(page: Page, demo_home: Path, lang: str) -> None:
    app = page(demo_home, lang, "resolution", period="2026", grain="year")
    assert list(cards(app)) == list(resolution.CARDS)
    assert "缃韫镇" in title(app)
    judged = {
        "zh": "在“分类到派单”环节明显慢于总体同类事项",
        "en": "take notably longer from classification to dispatch than the same matters do in the",
    }
    assert judged[lang] in title(app)


def test_a_split_and_a_measure_are_kept_in_the_address(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "resolution", part="scores")
    app.selectbox(key="by_scores").set_value("unit").run()
    assert app.query_params["by"] == "unit"
    app.selectbox(key="metric_scores").set_value("excluded_share").run()
    assert app.query_params["metric"] == "excluded_share"
    assert not app.exception
    assert app.selectbox(key="by_scores").value == "unit"


def test_a_choice_that_another_part_has_not_is_left_alone(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "zh", "resolution", part="closings", by="setting", metric="on_time_rate")
    assert not app.exception
    assert app.selectbox(key="by_flags").value == "unit"


def test_a_calendar_that_ends_too_early_is_told_in_its_place(
    page: Page, store: Store, demo_home: Path
) -> None:
    from tests.data import records

    records.fill(store, 40)
    with store.build("another calendar") as building:
        building.connection.execute(
            "INSERT INTO working_calendar BY NAME SELECT DATE '2031-05-01' AS day, false AS "
            "is_workday, '劳动节' AS name, 1 AS batch_id"
        )
    app = page(store.home, "en", "resolution", period="2025-06", part="times")
    assert "the working calendar covers 2031 and not 2025" in words(app)
    assert app.subheader[0].value == "How soon requests are resolved"


def test_every_filter_of_the_page_is_one_of_the_records() -> None:
    assert set(resolution.PAGE.offers) <= set(FILTERED)
