"""Does the page on surveys find what happened in the demo district, and tell of nobody?"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analytics import shares
from analytics.findings import GATE
from analytics.funnels import ALARM
from data.access import EVERYWHERE
from data.demo import stories
from data.filters import Filters
from data.load import load
from data.store import Store
from pages import satisfaction
from pages.components import kinds, reads
from pages.components.area_tree import AreaTree
from pages.components.frame import Asked
from pages.components.look import DARK, LIGHT
from pages.components.permalink import Address
from pages.components.sentences import Teller
from pages.components.surveys import (
    answers,
    by_round,
    nonresponse,
    rounds,
    side_by_side,
    village_funnel,
)
from pages.components.view import Records, resolve
from tests.pages.conftest import Page
from tests.pages.reading import cards, panel, title, words

Ask = Callable[..., Asked]
PARTS = list(satisfaction.PAGE.parts)
AT_PRESENT = {"period": "2026", "grain": "year"}
FALLEN = stories.FALL.village_code


def _asked(home: Path, lang: str, address: dict[str, str]) -> Asked:
    store = Store(home)
    current = store.current()
    assert current
    filters = Filters(snapshot=current.id)
    tree = AreaTree(reads.areas(EVERYWHERE, filters))
    spans = reads.data_dates(EVERYWHERE, filters)
    offered = {c: kinds.there(EVERYWHERE, filters, c) for c in satisfaction.PAGE.offers}
    records = Records(tree, spans, store.zone(), current.id, offered)
    view = resolve(Address(**address), records, store.snapshots())
    place, ground = tree.name(view.place), tree.name(view.ground)
    teller = Teller(lang, tree.names, place, ground, view.level, "")
    return Asked(EVERYWHERE, view, teller, LIGHT if lang == "en" else DARK)


@pytest.fixture
def asked(page: Page, district: Path) -> Ask:
    """Ask for a part of the page on the district, as an address names it."""
    page(district)
    return lambda lang="en", **address: _asked(district, lang, AT_PRESENT | address)


@pytest.fixture
def small(page: Page, demo_home: Path) -> Ask:
    """The same on a fiftieth of the district."""
    page(demo_home)
    return lambda lang="en", **address: _asked(demo_home, lang, AT_PRESENT | address)


# ---------------------------------------------------------------- planted stories
@pytest.mark.slow
def test_the_village_that_fell_is_named_in_its_round(asked: Ask) -> None:
    told = asked(round=stories.FALL.from_round)
    rows = panel(village_funnel.draw(told), "changes").rows
    row = rows[rows["area_code"] == FALLEN].iloc[0]
    assert row["change"] == "worse"
    assert rows["area_code"].iloc[0] == FALLEN  # the clearest of all
    assert told.teller.name(FALLEN) in panel(village_funnel.draw(told), "changes").words
    places = panel(village_funnel.draw(told), "funnel").rows
    there = places[places["area_code"] == FALLEN].iloc[0]
    assert (there["verdict"], there["level"]) == ("worse", ALARM)


@pytest.mark.slow
def test_the_village_that_fell_knows_it_from_its_own_page(asked: Ask) -> None:
    rows = panel(by_round.draw(asked(area=FALLEN)), "trend").rows
    turn = rows[rows["round_id"] == stories.FALL.from_round].iloc[0]
    assert turn["verdict"] == "worse"
    assert turn["difference"] == pytest.approx(stories.FALL.after - stories.FALL.before, abs=0.05)
    assert rows.loc[rows["round_id"] < stories.FALL.from_round, "verdict"].eq("").all()


@pytest.mark.slow
def test_villages_of_one_unlucky_round_come_back_and_are_judged_no_more(asked: Ask) -> None:
    story = stories.REGRESSION
    then = panel(village_funnel.draw(asked(round=story.baseline_round)), "funnel").rows
    next_round = "2024-H1"
    later = village_funnel.funnel(asked(round=next_round))[0]
    back = panel(village_funnel.draw(asked(round=next_round)), "changes").rows
    for code in story.village_codes:
        before = then[then["area_code"] == code].iloc[0]
        after = later[later["area_code"] == code].iloc[0]
        assert before["state"] == "hidden" or before["value"] < before["target"] - 0.04
        assert after["verdict"] == ""
        if not pd.isna(after["difference"]) and after["difference"] > 0.06:
            assert code in set(back["area_code"])
    assert len(set(story.village_codes) & set(back["area_code"])) >= 3
    assert (
        "unlucky round usually comes back"
        in panel(village_funnel.draw(asked(round=next_round)), "changes").note
    )


@pytest.mark.slow
def test_the_village_that_improves_is_seen_over_its_rounds(asked: Ask) -> None:
    """No step is beyond chance; all of them together are."""
    code = stories.IMPROVEMENT.village_code
    shown = panel(by_round.draw(asked(area=code)), "trend")
    last = shown.rows.iloc[-1]
    assert last["verdict"] == ""
    assert last["since_verdict"] == "better"
    gained = stories.IMPROVEMENT.rates[-1] - stories.IMPROVEMENT.rates[0]
    assert last["since_difference"] == pytest.approx(gained, abs=0.05)
    assert "it improved beyond chance" in shown.words


@pytest.mark.slow
def test_villages_below_the_gate_are_named_and_stay(asked: Ask, district: Path) -> None:
    told = asked()
    rows = panel(rounds.draw(told), "gate").rows
    below = rows[~rows["is_valid"]]
    stored = Store(district).reader().raw_sql(
        "SELECT village_code FROM round_coverage WHERE round_id = '2026-H2' "
        "AND households_answered < 0.8 * households_eligible ORDER BY 1"
    ).fetchall()  # fmt: skip
    assert sorted(below["area_code"]) == [code for (code,) in stored]
    assert len(below) >= 2
    assert (below["value"] < GATE).all()
    assert told.teller.name(below["area_code"].iloc[0]) in panel(rounds.draw(told), "gate").words
    places = village_funnel.funnel(told)[0]
    assert set(below["area_code"]) <= set(places["area_code"])
    assert not places.set_index("area_code").loc[below["area_code"], "is_valid"].any()


@pytest.mark.slow
def test_the_question_that_moved_breaks_its_series_and_says_why(asked: Ask) -> None:
    shown = panel(by_round.draw(asked(question="overall")), "trend")
    assert shown.rows.loc[shown.rows["is_break"], "round_id"].tolist() == ["2025-H2"]
    assert pd.isna(shown.rows.set_index("round_id").loc["2025-H2", "difference"])
    assert "The series breaks at" in shown.note
    together = panel(by_round.draw(asked()), "trend")
    assert not together.rows["is_break"].any()


@pytest.mark.slow
def test_bounds_hold_what_was_said(asked: Ask) -> None:
    rows = panel(nonresponse.draw(asked(metric="full_marks_rate")), "bounds").rows
    assert len(rows) == 8
    assert ((rows["lowest"] < rows["value"]) & (rows["value"] < rows["highest"])).all()
    assert (rows["highest"] - rows["lowest"]).between(0.05, 0.12).all()


@pytest.mark.parametrize(("lang", "told"), [("en", "No question stands out"), ("zh", "没有哪道题")])
def test_no_question_is_named_where_all_are_left_open_alike(
    small: Ask, lang: str, told: str
) -> None:
    shown = panel(nonresponse.draw(small(lang)), "left_open")
    questions, whole = shown.rows.iloc[:-1], shown.rows.iloc[-1]
    assert len(questions) == 5
    assert questions["value"].is_monotonic_decreasing
    assert (questions["numerator"].sum(), questions["denominator"].sum()) == (
        whole["numerator"], whole["denominator"])  # fmt: skip
    assert told in shown.words
    assert len(panel(nonresponse.draw(small(lang, round="2025-H1")), "left_open").rows) == 5


def test_where_answers_are_hidden_so_is_how_many_were_left_open(small: Ask) -> None:
    """Nine forms: what was put less what was left open would tell how many answered."""
    village = small(area="990101103205", round="2024-H1")
    assert set(answers.bars(village)["state"]) == {"hidden"}
    shown = panel(nonresponse.draw(village), "left_open")
    assert set(shown.rows["state"]) == {"hidden"}
    assert (
        shown.rows[["numerator", "denominator", "value", "low", "high", "n"]].isna().all(axis=None)
    )
    assert shown.figure is None
    assert "hidden" in shown.words


@pytest.mark.slow
def test_two_villages_and_two_rounds_side_by_side(asked: Ask) -> None:
    told = asked(beside=FALLEN, against="990101102001")
    rows, pair, _ = side_by_side.villages(told)
    assert pair == (FALLEN, "990101102001")
    row = rows.set_index("metric").loc["satisfaction_rate"]
    assert row["verdict"] == "worse"
    assert row["smallest_difference"] > 0.02
    assert told.teller.name(FALLEN) in panel(side_by_side.draw(told), "two_villages").words
    rows, pair = side_by_side.rounds(asked(round="2026-H2", before="2023-H2"))
    assert pair == ("2026-H2", "2023-H2")
    assert rows.set_index("metric").loc["satisfaction_rate", "verdict"] == "better"
    rows, _ = side_by_side.rounds(asked(round="2026-H2", before="2023-H2", question="overall"))
    assert rows.empty  # it moved within the form


@pytest.mark.slow
def test_ranks_are_shown_on_demand_with_their_intervals(asked: Ask) -> None:
    assert [p.key for p in village_funnel.draw(asked())] == ["funnel", "changes"]
    rows = panel(village_funnel.draw(asked(by="ranks")), "ranks").rows
    assert len(rows) > 60
    assert (rows["last_rank"] - rows["first_rank"]).median() > 20
    assert (rows["first_rank"] <= rows["rank"]).all()


@pytest.mark.slow
def test_the_cards_agree_with_the_rounds(page: Page, district: Path) -> None:
    """The card of a period with one round is that round; all its questions, the kept ones here."""
    app = page(district, "en", "satisfaction", period="2025-H2")
    told = cards(app)
    assert list(told) == list(satisfaction.CARDS)
    asked_ = _asked(district, "en", {"period": "2025-H2"})
    row = rounds.rounds(asked_).set_index("round_id").loc["2025-H2"]
    assert f"{row['value']:.1%}"[:-1] in told["survey_participation_rate"]
    assert f"{row['item_nonresponse']:.1%}"[:-1] in told["item_nonresponse_rate"]


# ---------------------------------------------------------------- nobody is told of
def test_a_small_district_tells_no_few(small: Ask) -> None:
    """Seven forms a village: no village may be told, and no answer that fewer than ten gave."""
    places, _ = village_funnel.funnel(small())
    assert set(places["state"]) == {"hidden"}
    numbers = ["numerator", "denominator", "value", "low", "high", "worth", "previous"]
    assert places[[*numbers, "difference"]].isna().all(axis=None)
    for part in (answers.bars(small()), panel(answers.draw(small()), "scores").rows):
        counts = part.loc[part["value"].notna(), "answers"]
        assert (counts >= 10).all()
    hidden = village_funnel.draw(small(area=FALLEN))[0]
    assert hidden.figure is None
    assert "No village has enough answers" in hidden.words


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("metric", shares.METRICS)
def test_every_share_is_told_in_every_part(small: Ask, lang: str, metric: str) -> None:
    told = small(lang, metric=metric, by="ranks")
    for part in satisfaction.PAGE.parts.values():
        for shown in part(told):
            assert shown.words
            for column in shown.columns:
                assert all(
                    isinstance(column.write(row), str) for row in shown.rows.to_dict("records")
                )


def test_bars_by_subject(small: Ask) -> None:
    rows = answers.bars(small(by="subject"))
    assert set(rows["subject"]) == {"branch", "committee", "service", "overall", "environment"}
    sums = rows.groupby("subject")["value"].sum()
    assert sums.tolist() == pytest.approx([1] * 5)


def test_choices_of_the_address_reach_the_lists(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "en", "satisfaction", part="answers", round="2024-H1", by="subject")
    boxes = {box.key: box.value for box in app.selectbox}
    assert (boxes["answers_round"], boxes["answers_by"]) == ("2024-H1", "subject")
    assert "2024年上半年群众评价" in app.subheader[0].value
    app.selectbox(key="answers_round").set_value("2025-H1").run()
    assert app.query_params["round"] == "2025-H1"
    assert "2025年上半年群众评价" in app.subheader[0].value


def test_an_unknown_round_or_question_is_the_latest_and_all(page: Page, demo_home: Path) -> None:
    app = page(
        demo_home, "en", "satisfaction", part="by_round", round="x", question="x", metric="x"
    )
    assert not app.exception
    assert app.selectbox(key="trend_question").value == "all"


# ---------------------------------------------------------------- a real city
@pytest.mark.real
@pytest.mark.slow
def test_kansas_city(page: Page, store: Store, real_data: Path) -> None:
    """One random round of 83 questions without weights, households or a round before."""
    load(store, real_data / "surveys" / "kansas_city_2021.csv", "kansas_city_survey",
         create_areas=True)  # fmt: skip
    for place, part in enumerate(PARTS):
        lang = ("zh", "en")[place % 2]
        app = page(store.home, lang, "satisfaction", part=part, period="2021-09", grain="month")
        assert title(app)
        assert not app.error
    told = _asked(store.home, "en", {"period": "2021-09", "grain": "month"})
    rows = answers.bars(told)
    first = rows[(rows["question_id"] == "q1_01") & (rows["answer"] == "full")].iloc[0]
    assert first["answers"] == 198
    assert first["value"] == pytest.approx(198 / 1026)
    held = rounds.rounds(told).iloc[0]
    assert held["put"] == 1033 * 83
    left = panel(nonresponse.draw(told), "left_open")
    most, whole = left.rows.iloc[0], left.rows.iloc[-1]
    assert (most["question_id"], most["denominator"]) == ("q15_05", 1033)
    assert (whole["numerator"], whole["denominator"]) == (held["open"], held["put"])
    assert left.words.startswith("“Question 15, item 5")
    assert held["design_effect"] == pytest.approx(1)
    assert pd.isna(held["value"])
    places = village_funnel.funnel(told)[0]
    assert len(places) == 6
    assert set(places["state"]) == {"ok"}


def test_a_store_without_surveys_says_so(page: Page, store: Store) -> None:
    from tests.data import records

    records.fill(store, 3)
    app = page(store.home, "zh", "satisfaction", period="2025-06", grain="month")
    assert not app.error
    assert not app.exception
    assert words(app)
