"""Is what was put together before shown again to whoever asks the very same, and to nobody else?"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from data.access import Scope
from pages.components import frame
from pages.components.frame import Asked
from pages.components.look import DARK
from tests.pages.asking import ask
from tests.pages.conftest import LookAt

OFFERS = ("channel",)


@pytest.fixture
def home(telling_home: Path, look_at: LookAt) -> Path:
    look_at(telling_home)
    return telling_home


def asked(home: Path, **address: str) -> Asked:
    return ask(home, OFFERS, **address)


def town(of: Asked) -> str:
    tree = of.view.records.tree
    return tree.children(of.view.place)[0]


CHANGES: dict[str, Callable[[Asked, Path], Asked]] = {
    "language": lambda _one, home: ask(home, OFFERS, lang="zh"),
    "colours": lambda one, _: replace(one, colours=DARK),
    "scope": lambda one, _: replace(one, scope=Scope(areas=frozenset({town(one)}))),
    "nothing in scope": lambda one, _: replace(one, scope=Scope(areas=frozenset())),
    "place": lambda one, home: asked(home, area=town(one)),
    "period": lambda _one, home: asked(home, period="2025-Q2", grain="quarter"),
    "split": lambda _one, home: asked(home, by="kind"),
    "part": lambda _one, home: asked(home, part="steps"),
    "filter": lambda _one, home: asked(home, channel="hotline"),
    "exclusions": lambda _one, home: asked(home, exclusions="without"),
    "moment": lambda _one, home: asked(home, as_of="2025-09-30T16:00:00Z"),
    "compared": lambda one, _: replace(one, teller=replace(one.teller, before="2025-H1")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_question_is_another_page(home: Path, change: str) -> None:
    one = asked(home)
    assert CHANGES[change](one, home).key != one.key


def test_the_same_question_is_the_same_page(home: Path) -> None:
    assert asked(home).key == asked(home).key
    scopes = [Scope(areas=frozenset(codes)) for codes in (("b", "a", "c"), ("c", "b", "a"))]
    one, other = (replace(asked(home), scope=scope) for scope in scopes)
    assert one.key == other.key


@pytest.mark.parametrize(("at_work", "drawings"), [((), 1), (("only",), 2)])
def test_a_part_is_drawn_once_unless_readers_are_at_work_on_it(
    home: Path, at_work: tuple[str, ...], drawings: int
) -> None:
    drawn = []

    def draw(given: Asked) -> tuple[()]:
        drawn.append(given)
        return ()

    page = frame.Page(f"kept{drawings}", (), OFFERS, lambda *_: "", {"only": draw}, at_work)
    for _ in range(2):
        frame.panels_of(page, asked(home), "only")
    assert len(drawn) == drawings
