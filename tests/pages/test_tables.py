"""Do tables give words the room that they need?"""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Page
from tests.pages.reading import kinds_of_columns


def _draw(words: list[str]) -> None:
    from pages.components.tables import Column, Row, draw

    draw([Column("Words"), Column("Number", number=True)], [Row([w, "1"]) for w in words], "t")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["强基", "创优"], "short"),
        (["砚芃社区居民委员会筹"], "short"),
        (["砚芃社区居民委员会筹备"], "middle"),
        (["on track", "cannot be told"], "short"),
        (["强基", "标杆村已不领先、结对后任一方的发展模式或地形已变"], "long"),
        (["the benchmark is gone or not among the places you may see"], "long"),
        ([""], "short"),
        ([], "short"),
    ],
)
def test_the_longest_cell_says_how_wide_a_column_of_words_is(words: list[str], kind: str) -> None:
    app = AppTest.from_function(_draw, args=(words,)).run()
    assert not app.exception
    assert kinds_of_columns(app, 0) == [kind, "number"]


def test_reasons_have_room_and_classes_stay_on_a_line(page: Page, demo_home: Path) -> None:
    app = page(demo_home, "zh", "benchmarking", part="review")
    assert kinds_of_columns(app, 0)[2:4] == ["long", "short"]
