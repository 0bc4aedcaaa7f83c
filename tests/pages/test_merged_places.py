"""Is a village that merged seen as it was then and as it is now, in both languages?"""

from pathlib import Path

import pytest

from data.store import Store
from pages.texts import say
from tests.pages.conftest import Page
from tests.pages.reading import words


def merger(home: Path) -> dict[str, str]:
    """Codes and names of the demo district's village that merged and of the one it merged into."""
    areas = Store(home).reader().table("areas").to_pandas().set_index("area_code")
    old = areas[(areas["level"] == "village") & areas["successor_code"].notna()].iloc[0]
    heir = areas.loc[old["successor_code"]]
    return {"code": old.name, "old": old["area_name"], "heir": heir["area_name"]}


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
