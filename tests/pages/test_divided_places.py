"""Is a village that was divided told of, with what could not be told apart, in both languages?"""

from pathlib import Path

import pytest

from data.store import Store
from pages.texts import say
from tests.data.splits import OF_SPLIT, SPLIT, add
from tests.pages.conftest import Page
from tests.pages.reading import words


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a store in which V0 was divided into V1 and V2, and V2 got a grid of V3."""
    folder = tmp_path_factory.mktemp("divided")
    with Store(folder).build("a split") as building:
        add(building, SPLIT, OF_SPLIT)
    return folder


def read(page: Page, home: Path, lang: str, area: str, places: str = "") -> str:
    return words(page(home, lang, area=area, period="2025-06", grain="month", places=places))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_old_code_tells_its_parts_and_what_is_not_told_apart(
    lang: str, page: Page, home: Path
) -> None:
    ended = {"old": "V0", "day": "2025年6月30日" if lang == "zh" else "30 June 2025"}
    parts = say(lang, "sentence.list").join(("V1", "V2"))
    then, now = read(page, home, lang, "V0"), read(page, home, lang, "V0", "now")
    assert say(lang, "scope.divided_then", parts=parts, heir="V0", **ended) in then
    assert say(lang, "scope.divided_now", parts=parts, heir="V1", **ended) in now
    counts = say(lang, "sentence.list").join(
        say(lang, "scope.counted", number="2", table=say(lang, f"table_name.{table}"))
        for table in ("households", "requests", "visits")
    )
    unclear = say(lang, "scope.undecided", counts=counts)
    assert unclear in now
    assert unclear not in then


def test_a_part_tells_whence_its_grids_came(page: Page, home: Path) -> None:
    then, now = read(page, home, "en", "V2"), read(page, home, "en", "V2", "now")
    for old in ("V0", "V3"):
        assert say("en", "scope.part_then", old=old) in then
        assert say("en", "scope.part_now", old=old) in now
    assert say("en", "scope.undecided", counts="|").split("|")[1] not in now


def test_a_village_that_stands_tells_where_its_grids_went(page: Page, home: Path) -> None:
    then, now = read(page, home, "en", "V3"), read(page, home, "en", "V3", "now")
    assert say("en", "scope.gave_then", old="V3", parts="V2") in then
    assert say("en", "scope.gave_now", old="V3", parts="V2") in now
