"""What can readers choose, and what must a page show for it?

Each choice is asked alone, by the dashboard's own functions, in a process that no reader shares.
Readers know where in a box the entry lies that leads from one choice to another.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlencode

import streamlit as st

import dashboard
from data import listings
from data.access import EVERYWHERE
from data.filters import Filters
from data.store import Store
from pages import overview, texts
from pages.components import (
    board,
    frame,
    headline,
    kinds,
    panels,
    permalink,
    shown,
    standing,
)
from pages.components.area_tree import AreaTree
from pages.components.look import LIGHT
from pages.components.requests import choices as request_choices
from pages.components.requests import scores
from pages.components.view import Records, View, resolve
from pages.texts import LANGUAGES
from tests.performance.sessions import Cards, Seen, Table

GRAIN = "half_year"
PAGES = tuple(p for p, m in dashboard.PAGES.items() if m is overview or hasattr(m, "PAGE"))
PERIODS, PLACES = 2, 1  # periods, and places of each level, that readers choose from
# Parts and splits that readers choose from; of the other pages the first parts, without a split.
SPLIT = {"requests": (("times", "category"), ("times", "channel"), ("scores", "channel"))}
PARTS = 2
# The box of each part that is split, and what it offers.
Move = tuple[str, int]  # key of a box, and the place of an entry
SPLITTERS = {"times": ("by_curves", request_choices.SPLITS), "scores": ("by_scores", scores.SPLITS)}


@dataclass(frozen=True)
class Choice:
    """A page and what is looked at on it."""

    page: str
    area: str
    period: str
    lang: str
    part: str = ""
    by: str = ""

    @property
    def query(self) -> str:
        """The choice as the address has it."""
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "page"}
        return urlencode(
            {name: value for name, value in (named | {"grain": GRAIN}).items() if value}
        )


@dataclass(frozen=True)
class Expected:
    """What a choice must show, and to which others a box of its page leads."""

    cards: Cards
    tables: tuple[Table, ...] = ()
    moves: dict[Choice, Move] = field(default_factory=dict, compare=False, repr=False)

    def mistakes(self, seen: Seen) -> list[str]:
        """What is not as it should be, one sentence each."""
        told = [f"exception {mistake}" for mistake in seen.mistakes]
        if seen.cards != self.cards:
            told.append(f"cards {seen.cards}, not {self.cards}")
        told += [f"no table {rows}" for rows in self.tables if rows not in seen.tables]
        return told


# ---------------------------------------------------------------- what there is to choose
def records(home: Store) -> Records:
    """What there is to choose from in the newest snapshot."""
    snapshot = home.current()
    if snapshot is None:
        raise RuntimeError(f"{home.home} is empty")
    filters = Filters(snapshot=snapshot.id)
    tree = AreaTree(listings.areas(home, EVERYWHERE, filters))
    spans = listings.data_dates(home, EVERYWHERE, filters)
    return Records(tree, spans, home.zone(), snapshot.id)


def choices(known: Records, pages: Sequence[str]) -> tuple[Choice, ...]:
    """Pages of numbers with some of their parts and splits, for places of every level and the
    latest periods, in both languages.
    """
    grids = {code for code, level in known.tree.levels.items() if level == "grid"}
    places, below = [""], known.tree.children(known.tree.top())
    while below and below[0] not in grids:
        places += below[:PLACES]
        below = known.tree.children(below[0])
    over = [p.label for p in known.periods(GRAIN) if known.is_complete(p)][:PERIODS]
    found = itertools.product(pages, places, over, LANGUAGES)
    return tuple(Choice(*chosen, *looks) for chosen in found for looks in _looks(chosen[0]))


def _looks(page: str) -> Sequence[tuple[str, str]]:
    """Parts and splits of a page that readers choose from."""
    if dashboard.PAGES[page] is overview:
        return (("", ""),)
    parts = dashboard.PAGES[page].PAGE.parts
    return SPLIT.get(page) or tuple((part, "") for part in itertools.islice(parts, PARTS))


def move(known: Records, before: Choice, after: Choice) -> Move | None:
    """The box that leads from one choice to another, and the place of its entry; None: only links.

    Of places boxes lead to the parts right below, and from these back to the whole of them.
    """
    tree, page = known.tree, dashboard.PAGES[after.page]
    if before == after:
        return None
    if replace(before, period=after.period) == after:
        return "period", [p.label for p in known.periods(GRAIN)].index(after.period)
    if replace(before, area=after.area) == after:
        above, inside = sorted((before.area, after.area), key=lambda code: len(tree.path(code)))
        siblings = tree.children(above or tree.top())
        if inside not in siblings:
            return None
        depth = len(tree.path(inside)) - 1 - bool(tree.top())
        return f"area_{depth}", 1 + siblings.index(inside) if inside == after.area else 0
    if replace(before, by=after.by) == after:
        box, offered = SPLITTERS[after.part]
        has_parts = bool(tree.children(after.area or tree.top()))
        return box, [by for by in offered if by != "place" or has_parts].index(after.by)
    if replace(before, part=after.part) == after:
        return "part", list(page.PAGE.parts).index(after.part)
    return None


# ---------------------------------------------------------------- what must be shown
def asked_alone(home: Store, pages: Sequence[str] = PAGES) -> dict[Choice, Expected]:
    """What the dashboard's own functions give for every choice, one after the other."""
    known = records(home)
    try:
        must = {choice: expected(home, known, choice) for choice in choices(known, pages)}
    finally:
        st.session_state.clear()  # of the language that was asked last
    for before, after in itertools.permutations(must, 2):
        if found := move(known, before, after):
            must[before].moves[after] = found
    return must


def expected(home: Store, known: Records, chosen: Choice) -> Expected:
    """What must be shown for one choice."""
    texts.use(chosen.lang)
    named = {f.name: getattr(chosen, f.name) for f in fields(chosen) if f.name != "page"}
    page = dashboard.PAGES[chosen.page]
    if page is not overview:
        filters = Filters(snapshot=known.snapshot)
        offered = {c: kinds.there(EVERYWHERE, filters, c) for c in page.PAGE.offers}
        known = replace(known, kinds=offered)
    view = resolve(permalink.Address(grain=GRAIN, **named), known, home.snapshots())
    if page is overview:
        return _of_overview(view)
    stand = standing.read(EVERYWHERE, view, page.PAGE.metrics)
    if stand.is_empty:
        return Expected({})
    asked = frame.Asked(EVERYWHERE, view, frame.teller(view, stand), LIGHT)
    cards = {m: _card(headline.card(asked.teller, stand, m)) for m in stand.recorded}
    drawn = page.PAGE.parts[chosen.part](asked)
    short = (p for p in drawn if 0 < len(p.rows) <= panels.MOST_ROWS_UNASKED)
    return Expected(cards, tuple(_table(panel.cells) for panel in short))


def _of_overview(view: View) -> Expected:
    numbers = board.read(EVERYWHERE, view)
    if numbers.is_empty:
        return Expected({})
    teller = frame.teller(view, numbers)
    gate = {board.GATED: headline.gate(teller, numbers.villages)}
    cards = {
        metric: _card(headline.card(teller, numbers, metric, gate.get(metric, ())))
        for metric in numbers.recorded
    }
    rows = shown.frame(teller, numbers, numbers.usual_metric)
    tables = (shown.rows(teller, rows, part, view.area) for part in ("cards", "places", "months"))
    return Expected(cards, tuple(map(_table, tables)))


def _table(rows: Sequence[panels.Row]) -> Table:
    return tuple(tuple(row.cells) for row in rows)


def _card(card: headline.Card) -> tuple[str, ...]:
    number = "🔒\ufe0e" if card.state == "hidden" else card.amount.text
    lines = [*(line for line in card.beneath if line), *([card.change] if card.change else [])]
    return (card.state, number, card.amount.unit, *lines)
