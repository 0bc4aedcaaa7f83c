"""Is a village that merged seen as it was then and as it is now, in both languages?"""

from pathlib import Path

import pytest
import shapely

from data.access import EVERYWHERE
from data.store import Store
from pages.components.maps import reading
from pages.texts import say
from tests.pages.asking import ask
from tests.pages.conftest import Page
from tests.pages.reading import words


def merger(home: Path) -> dict[str, str]:
    """Codes and names of the demo district's village that merged and of the one it merged into."""
    areas = Store(home).reader().table("areas").to_pandas().set_index("area_code")
    old = areas[(areas["level"] == "village") & areas["successor_code"].notna()].iloc[0]
    heir = areas.loc[old["successor_code"]]
    return {
        "code": old.name, "old": old["area_name"], "heir": heir["area_name"],
        "heir_code": heir.name, "above": heir["parent_code"],
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_old_code_tells_what_became_of_it(lang: str, page: Page, demo_home: Path) -> None:
    found = merger(demo_home)
    day = "2025年6月30日" if lang == "zh" else "30 June 2025"
    names = {"old": found["old"], "heir": found["heir"], "day": day}
    then = words(page(demo_home, lang, area=found["code"], period="2024-H2"))
    assert say(lang, "scope.ended", **names) in then
    assert say(lang, "scope.as_now") not in then
    now = words(page(demo_home, lang, area=found["code"], period="2024-H2", places="now"))
    assert say(lang, "scope.taken_over", **names) in now
    assert say(lang, "scope.as_now") in now


def test_as_now_the_village_holds_the_requests_of_both(page: Page, demo_home: Path) -> None:
    found = merger(demo_home)
    app = page(demo_home, "en", area=found["code"], period="2024-H2", places="now")
    chosen = next(box for box in app.selectbox if box.key == "area_1")
    assert chosen.format_func(chosen.value) == found["heir"]
    assert found["old"] not in chosen.options


def test_the_map_draws_the_places_of_its_day(page: Page, demo_home: Path) -> None:
    """Before the merger both with their own outlines, after it one that covers both."""
    found = merger(demo_home)
    page(demo_home, "en", name="grid_map")  # the store of the reads below

    def drawn(period: str) -> dict[str, shapely.Geometry]:
        view = ask(demo_home, (), area=found["above"], period=period).view
        outlines = reading.outlines(
            EVERYWHERE, reading.then(EVERYWHERE, view, view.area), "village"
        )
        return {
            row.area_code: shapely.from_wkb(bytes(row.geometry)) for row in outlines.itertuples()
        }

    before, after = drawn("2025-H1"), drawn("2025-H2")
    assert set(before) - set(after) == {found["code"]}
    assert set(after) < set(before)
    both = shapely.union(before[found["code"]], before[found["heir_code"]])
    assert both.equals(after[found["heir_code"]])
    assert before[found["code"]].intersection(before[found["heir_code"]]).area == 0
    others = set(after) - {found["heir_code"]}
    assert all(before[code].equals(after[code]) for code in others)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_place_that_ended_within_the_period_is_named_beside_the_map(
    lang: str, page: Page, demo_home: Path
) -> None:
    found = merger(demo_home)
    told = say(lang, "maps.note_gone", names=found["old"])
    asked = {"name": "grid_map", "area": found["above"], "metric": "requests_received"}
    assert told in words(page(demo_home, lang, period="2025", **asked))
    assert told not in words(page(demo_home, lang, period="2025-H1", **asked))
