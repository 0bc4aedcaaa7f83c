"""Do the frames of the page of visits tell the truth of the demo, and of nobody too much?"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st

from data.access import EVERYWHERE
from data.demo import stories
from data.filters import Filters
from data.load import load
from data.store import Store
from pages import coverage
from pages.components import frame, standing
from pages.components import reads as shared
from pages.components.area_tree import AreaTree
from pages.components.frame import Asked
from pages.components.look import LIGHT
from pages.components.panels import Panel
from pages.components.permalink import Address
from pages.components.view import Records, View, resolve
from pages.components.visits import reads
from tests.pages.conftest import LookAt, Page
from tests.pages.reading import cards, title, words

TELLING = pytest.mark.slow  # the district is built for all such tests together
Look = Callable[..., View]


@pytest.fixture
def telling(telling_home: Path, look_at: LookAt) -> Look:
    """Look at the telling district: a place and a period."""
    return _looking(telling_home, look_at)


@pytest.fixture
def small(demo_home: Path, look_at: LookAt) -> Look:
    """Look at the small district."""
    return _looking(demo_home, look_at)


@pytest.fixture(scope="module")
def told() -> dict[str, list[Panel]]:
    """Every panel of the small district in the first half of 2026, by part; filled once."""
    return {}


def _looking(home: Path, look_at: LookAt) -> Look:
    look_at(home)
    st.session_state["language"] = "en"
    kept = Store(home)
    current = kept.current()
    assert current
    filters = Filters(snapshot=current.id)
    tree = AreaTree(shared.areas(EVERYWHERE, filters))
    dates = shared.data_dates(EVERYWHERE, filters)
    records = Records(tree, dates, kept.zone(), current.id)
    return lambda **address: resolve(Address(**address), records, kept.snapshots())


def panels_of(view: View, part: str) -> list[Panel]:
    """The panels of one part."""
    stand = standing.read(EVERYWHERE, view, coverage.CARDS)
    asked = Asked(EVERYWHERE, view, frame.teller(view, stand), LIGHT)
    return list(coverage.PAGE.parts[part](asked))


def panel_of(view: View, part: str, key: str) -> Panel:
    """One panel."""
    return next(panel for panel in panels_of(view, part) if panel.key == key)


def everything(told: dict[str, list[Panel]], look: Look) -> dict[str, list[Panel]]:
    """All panels; made by the test that asks first."""
    if not told:
        view = look(period="2026-H1")
        told |= {part: panels_of(view, part) for part in coverage.PAGE.parts}
    return told


# ---------------------------------------------------------------- the planted stories
@TELLING
def test_the_visitor_of_impossible_visits_is_found_and_nobody_else(telling: Look) -> None:
    story = stories.VISITOR
    found, moments = reads.patterns(EVERYWHERE, telling(period="2026-H1"))
    assert sorted(found.days["date"]) == list(story.days)
    assert set(found.days["village_code"]) == {story.village_code}
    assert (found.days["in_hour"] >= story.visits).all()
    assert (found.days["same_second"] >= story.same_second).all()
    people = {*found.days["visitor"], *found.visitors["visitor"]}
    assert len(people) == 1
    rules = found.summary.set_index("rule")["visits"]
    assert rules["short"] >= 0.95 * story.visits * len(story.days)
    assert rules["night"] == rules["elsewhere"] == 0
    assert set(moments["minute"] // 60) <= {*range(8, 22)}
    assert moments["visits"].max() >= story.same_second


@TELLING
def test_coverage_is_told_without_the_impossible_days(telling: Look, telling_home: Path) -> None:
    """Sixty visits an afternoon reach every household of a village: on paper."""
    story = stories.VISITOR
    view = telling(period="2026-H1", area=story.village_code)
    words = panel_of(view, "reach", "places").words
    reader = Store(telling_home).reader().con
    asked = """
        SELECT count(DISTINCT household_ref) FILTER (visitor_ref != ? OR NOT visited_date IN ?),
            count(DISTINCT household_ref)
        FROM named_visits
        WHERE village_code = ? AND visited_date BETWEEN '2026-01-01' AND '2026-06-30'"""
    claims = "SELECT mode(visitor_ref) FROM visits WHERE village_code = ? AND visited_date IN ?"
    days = list(story.days)
    visitor = reader.execute(claims, [story.village_code, days]).fetchall()[0][0]
    without, reached = reader.execute(asked, [visitor, days, story.village_code]).fetchall()[0]
    households = shared_households(view)
    assert without < reached
    assert f"{100 * without / households:.1f}% of the households were reached" in words
    assert "cannot be" not in panel_of(telling(period="2025-H1"), "reach", "places").words


@TELLING
@pytest.mark.parametrize("period", ["2024-H1", "2025", "2026-H2"])
def test_where_no_story_is_planted_nobody_is_pointed_at(telling: Look, period: str) -> None:
    """Among them the half-year of the merger: the visitors' village changed its code."""
    found, _ = reads.patterns(EVERYWHERE, telling(period=period, grain=_grain(period)))
    assert found.days.empty
    assert found.visitors.empty


def _grain(period: str) -> str:
    return "half_year" if "H" in period else "year"


@TELLING
def test_townships_with_late_reports_are_named_and_no_other(telling: Look) -> None:
    view = telling(period="2026-H2")
    late = set(reads.late(EVERYWHERE, view)["area_code"])
    assert late == set(stories.LATE_REPORTS.township_codes)
    told = {panel.key: panel for panel in panels_of(view, "reach")}
    assert "are not all in" in told["days"].words
    states = told["places"].rows.set_index("area_code")["state"]
    assert set(states.index[states == "provisional"]) == late
    grids = panel_of(view, "waits", "grids")
    tree = view.records.tree
    villages = {tree.name(village) for township in late for village in tree.children(township)}
    waits = grids.rows["village_name"].isin(villages).tolist()
    assert grids.rows["state"].eq("provisional").tolist() == waits
    bar = grids.figure.data[0]
    hatched = [shape == "/" for shape in bar.marker.pattern.shape]
    assert hatched == waits[: len(bar.x)]
    assert reads.late(EVERYWHERE, telling(period="2026-H1")).empty


@TELLING
def test_households_of_a_merged_village_keep_their_visits(
    telling: Look, telling_home: Path
) -> None:
    """Half a year after the merger, counted by hand over all visits, wherever they were."""
    story = stories.MERGER
    whole, _, _ = reads.waits(EVERYWHERE, telling(period="2025-H2", area=story.successor_code))
    asked = """
        SELECT count(*), count(*) FILTER (last IS NULL),
            count(*) FILTER (last < DATE '2025-12-31' - 90)
        FROM households LEFT JOIN (
            SELECT household_ref, max(visited_date) AS last FROM named_visits
            WHERE visited_date <= DATE '2025-12-31' GROUP BY household_ref
        ) USING (household_ref) WHERE village_code = ?"""
    reader = Store(telling_home).reader().con
    number, never, over = reader.execute(asked, [story.successor_code]).fetchall()[0]
    row = whole.iloc[0]
    assert (row["households"], row["never"], row["over"]) == (number, never, over)
    old = reader.execute(
        "SELECT count(DISTINCT household_ref) FROM named_visits WHERE village_code = ?",
        [story.village_code],
    ).fetchall()[0][0]
    assert old > 0  # they would be lost, were visits read by the village written on them


# ---------------------------------------------------------------- what must not be told
@pytest.mark.slow
def test_no_reference_stands_in_full_on_screen_in_hover_or_in_a_file(
    small: Look, told: dict[str, list[Panel]], demo_home: Path
) -> None:
    reader = Store(demo_home).reader().con
    known = {
        ref
        for table, column in (("visits", "visitor_ref"), ("households", "household_ref"),
                              ("named_visits", "household_ref"), ("assignments", "visitor_ref"))
        for (ref,) in reader.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall()
    }  # fmt: skip
    assert all(len(ref) == 16 for ref in known)
    for name, drawn in everything(told, small).items():
        for panel in drawn:
            figure = panel.figure.to_json() if panel.figure is not None else ""
            cells = json.dumps([[c.write(row) for c in panel.columns]
                                for row in panel.rows.to_dict("records")])  # fmt: skip
            files = [sheet.to_csv() for sheet in panel.sheets.values()]
            text = " ".join([panel.words, panel.note, figure, cells, *files])
            assert not set(re.findall(r"[0-9a-f]{16}", text)) & known, (name, panel.key)
            columns = {column for sheet in panel.sheets.values() for column in sheet}
            assert not columns & {"household_ref", "visitor_ref"}
            if "household" in columns:
                assert "priority_group" not in columns  # nobody's need stands beside their door


def test_the_longest_waiting_are_told_apart_by_few_signs(small: Look) -> None:
    _, grids, longest = reads.waits(EVERYWHERE, small(period="2026-H1"))
    assert longest["household"].str.len().max() == reads.REFERENCE
    assert len(longest) == reads.LISTED
    assert longest["days"].isna().iloc[0]  # never visited comes first
    assert (grids["over"] + grids["never"] <= grids["households"]).all()


# ---------------------------------------------------------------- panels
def test_frames_of_a_part_agree_with_each_other(small: Look, told: dict[str, list[Panel]]) -> None:
    rows = {
        (part, panel.key): panel.rows
        for part, drawn in everything(told, small).items()
        for panel in drawn
    }
    waits, grids = rows["waits", "waits"], rows["waits", "grids"]
    assert waits["households"].sum() == grids["households"].sum()
    assert waits["share"].sum() == pytest.approx(1)
    flow = rows["raised", "flow"].set_index("station")["matters"]
    assert flow["handed_on"] + flow["untraced"] == flow["raised"]
    assert flow[["solved", "open_still", "otherwise"]].sum() == flow["handed_on"]
    assert rows["raised", "categories"]["requests"].sum() == flow["handed_on"]
    shares = rows["load", "shares"]
    days = rows["reach", "days"]
    assert shares["visits"].sum() == days["visits"].sum()
    assert len(days) == 181
    bands = rows["promises", "bands"].groupby("group_name")["share"].sum()
    assert bands.tolist() == pytest.approx([1] * 5)


def test_places_can_be_clicked_and_the_measure_be_chosen(small: Look) -> None:
    view = small(period="2026-H1", metric="was_met_rate")
    places = panel_of(view, "reach", "places")
    assert places.drills
    assert set(places.rows["metric"]) == {"was_met_rate"}
    codes = [trace.customdata for trace in places.figure.data if trace.customdata is not None]
    assert set(codes[0]) == set(view.records.tree.children(view.place))


@pytest.mark.parametrize(
    ("part", "metric"),
    [("promises", "priority_met_rate"), ("raised", "issue_to_request_rate"),
     ("reach", "was_met_rate"), ("load", "visits_per_visitor_month")],
)  # fmt: skip
def test_months_follow_the_measure_chosen(small: Look, part: str, metric: str) -> None:
    months = panel_of(small(period="2026-H1", metric=metric), part, "months")
    assert set(months.rows["metric"]) == {metric}


def test_a_village_shows_its_grids(small: Look) -> None:
    view = small(period="2026-H1", area=stories.VISITOR.village_code)
    grids = panel_of(view, "reach", "grids")
    assert grids.rows["denominator"].sum() == shared_households(view)
    assert stories.VISITOR.grid_code in set(grids.rows["area_code"])


def shared_households(view: View) -> float:
    """Households that the register has in the place looked at."""
    tables, _, _ = reads._asked(EVERYWHERE, view)
    return float(tables["households"].count().to_pyarrow().as_py())


# ---------------------------------------------------------------- as it is read
def test_the_title_says_what_was_reached_and_kept(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "coverage", period="2026-H1")
    assert list(cards(app)) == list(coverage.CARDS)
    assert re.match(r"\d\d\.\d% of households were visited", title(app))
    assert "of the promises to priority households were kept" in title(app)


def test_unknown_measures_and_groups_of_the_address_do_no_harm(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "coverage", part="reach", metric="on_time_rate", by="nothing")
    assert title(app)
    assert not app.error
    told = page(demo_home, "en", "coverage", part="reach", by="role")
    assert "Grid workers" in words(told)


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("part", coverage.PAGE.parts)
def test_interviews_of_reach(page: Page, store: Store, real_data: Path, part: str) -> None:
    """Every household was interviewed once by one of 16 people; there is no register."""
    load(store, real_data / "visits" / "reach_households_raw.csv", "reach_households",
         create_areas=True)  # fmt: skip
    app = page(store.home, "en", "coverage", grain="month", period="2021-07", part=part)
    assert title(app)
    assert not app.error
    told = words(app)
    if part == "load":
        assert "16" in told
    if part == "waits":
        assert "There is no register of households" in told


def test_months_before_the_records_begin_break_no_promise(small: Look) -> None:
    """Visits are on record from 21 October 2023: November is the first whole month."""
    months = panel_of(small(period="2023-Q4", grain="quarter"), "promises", "months")
    judged = months.rows.set_index("period")["denominator"]
    assert judged.index[0] == "2023-11"
    assert (judged > 0).all()
