"""Does the page on surveys tell what weighting does where a round was drawn at random?"""

import shutil
from pathlib import Path

import pytest

from analytics import intervals
from data.store import Store
from pages.components import reads
from pages.components.surveys import by_round, reading, rounds, weighting
from tests.pages.conftest import Page
from tests.pages.reading import words
from tests.pages.test_satisfaction import AT_PRESENT, _asked

ROUND = "2026-H2"


@pytest.fixture(scope="module")
def drawn(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small district with its last round drawn at random in a third of the villages, of which
    some are content with nothing.
    """
    home = tmp_path_factory.mktemp("drawn") / "home"
    shutil.copytree(demo_home, home)
    with Store(home).build("drawn at random") as building:
        building.connection.execute(
            f"UPDATE rounds SET selection = 'random' WHERE round_id = '{ROUND}'"
        )
        building.connection.execute(
            f"""DELETE FROM responses WHERE round_id = '{ROUND}' AND village_code NOT IN (
                SELECT village_code FROM places ORDER BY md5(village_code)
                LIMIT (SELECT count(*) // 3 FROM places))"""
        )
        building.connection.execute(
            f"""UPDATE responses SET score = 1 WHERE round_id = '{ROUND}'
                AND md5(village_code) < '10' AND score IS NOT NULL"""
        )
        building.touched |= {"rounds", "responses"}
    return home


def test_the_weighted_share_is_that_of_the_page(page: Page, drawn: Path) -> None:
    page(drawn)
    told = _asked(drawn, "en", AT_PRESENT)
    (panel,) = weighting.panel(told)
    rows = panel.rows.set_index("way")
    row = by_round.trend(told, "satisfaction_rate").set_index("round_id").loc[ROUND]
    step = rows["step"].iloc[0]
    assert abs(rows.loc["weighted", "value"] - row["value"]) <= step / 2 + 1e-9
    assert rows.loc["raked", "margins"]
    assert rows.loc["raked", "answering"] < rows.loc["raked", "villages"]
    assert rows.loc["raked", "kish"] >= rows.loc["weighted", "kish"]
    assert f"{rows.loc['weighted', 'kish']:.2f} (Kish)" in panel.words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_drawn_in_both_languages(page: Page, drawn: Path, lang: str) -> None:
    app = page(drawn, lang, "satisfaction", part="rounds", **AT_PRESENT)
    assert not app.exception
    assert "Kish" in words(app)


def test_a_census_has_no_such_part(page: Page, demo_home: Path) -> None:
    page(demo_home)
    told = _asked(demo_home, "en", AT_PRESENT)
    assert [panel.key for panel in rounds.draw(told)] == ["rounds", "gate"]


def test_a_drawn_round_says_how_far_it_reaches(page: Page, drawn: Path) -> None:
    """Card and series take villages for clusters, and the note says what people are worth then."""
    page(drawn)
    told = _asked(drawn, "en", AT_PRESENT)
    note = by_round.draw(told)[0].note
    ways = weighting.ways(told).set_index("way")
    weighted, raked = ways.loc["weighted"], ways.loc["raked"]
    assert f"drew {raked['answering']} of {raked['villages']} villages" in note
    assert f"as much of the whole place as {weighted['worth']:,.0f} drawn one by one" in note
    row = by_round.trend(told, "satisfaction_rate").set_index("round_id").loc[ROUND]
    assert row["worth"] < row["n"] / 2
    assert round(row["worth"]) == weighted["worth"]
    low, high = intervals.wilson([row["value"] * row["worth"]], [row["worth"]])
    assert (row["low"], row["high"]) == pytest.approx((low[0], high[0]))
    filters = told.view.filters(told.view.comparison.current, area=told.view.area)
    card = reads.measured(
        told.scope, filters, ("satisfaction_rate",), (), told.view.records.data_date
    ).iloc[0]
    low, high = intervals.wilson([card["value"] * card["n"]], [card["n"]])
    assert card["high"] - card["low"] > 1.4 * (high[0] - low[0])
    assert intervals.wilson_number(*card[["value", "low", "high"]]) < card["n"] / 2


def test_a_round_of_some_villages_speaks_of_them_alone(
    page: Page, demo_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    with Store(home).build("a few villages") as building:
        for table in ("responses", "round_coverage"):
            building.connection.execute(
                f"""DELETE FROM {table} WHERE round_id = '{ROUND}' AND village_code NOT IN (
                    SELECT village_code FROM places ORDER BY village_code
                    LIMIT (SELECT count(*) // 3 FROM places))"""
            )
        building.touched |= {"responses", "round_coverage"}
    page(home)
    told = _asked(home, "en", AT_PRESENT)
    reached = reading.own(told.scope, told.view).coverage
    number = reached.loc[reached["round_id"] == ROUND, "area_code"].nunique()
    assert f"reached {number} of " in by_round.draw(told)[0].note
    page(demo_home)
    note = by_round.draw(_asked(demo_home, "en", AT_PRESENT))[0].note
    assert "reached" not in note
    assert "clusters" not in note
