"""What do all pages share: title, Scope line, filters, cards, one part at a time, downloads?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

import streamlit as st

from analytics.metrics import METRICS
from data.access import Scope
from data.errors import ElsewhereError
from data.export import Export
from pages.components import (
    cards,
    downloads,
    filters,
    headline,
    kept,
    panels,
    permalink,
    reads,
    rooms,
    scope_line,
    shown,
    signin,
    standing,
)
from pages.components.look import Palette, palette
from pages.components.panels import Panel
from pages.components.rooms import Rooms
from pages.components.sentences import Teller
from pages.components.standing import Standing
from pages.components.view import View
from pages.texts import known, language, literal, t


@dataclass(frozen=True)
class Asked:
    """Who asks, what is looked at, in which language and colours it is told.

    `shared` holds what the title and the part on screen both stand on while they are drawn.
    """

    scope: Scope
    view: View
    teller: Teller
    colours: Palette
    shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def key(self) -> str:
        """What tells two questions apart: the same key, the same page."""
        view, teller = self.view, self.teller
        seen = sorted(self.scope.areas) if self.scope.areas is not None else None
        told = (teller.lang, teller.place, teller.ground, teller.level, teller.before)
        return repr((seen, view.key, view.pinned, view.unfollowed, told, self.colours))


@dataclass(frozen=True)
class Page:
    """A page as data.

    Attributes
    ----------
    name
        Its name in the texts.
    metrics
        Those of the cards, in their order.
    offers
        Columns of `filters.FILTERED` by which its records can be filtered.
    title
        The finding of the page in one sentence.
    parts
        What can be looked at, one at a time, by its name in the texts `part.<name>`; only the one
        on screen is worked out.
    at_work
        Parts that show what readers write meanwhile; the panels of all others follow from what is
        asked alone, so they are kept.
    """

    name: str
    metrics: tuple[str, ...]
    offers: tuple[str, ...]
    title: Callable[[Asked, Standing], str]
    parts: Mapping[str, Callable[[Asked], Sequence[Panel]]]
    at_work: Collection[str] = ()


def render(page: Page) -> None:
    """Draw a page, or say in a sentence why it cannot be drawn."""
    with rooms.opened(page.name) as places:
        _draw(page, places)


def _draw(page: Page, places: Rooms) -> None:
    """The title stands above the filters and is told last, when the numbers are known."""
    scope = signin.scope()
    title = places.reserve(rooms.TITLE)
    view = filters.choose(scope, page.offers)
    if view is None:
        with places.fill(title):
            empty()
        return
    body = places.reserve(rooms.BODY)
    stand = standing.read(scope, view, page.metrics)
    asked = Asked(scope, view, teller(view, stand), palette())
    part = view.pinned.part if view.pinned.part in page.parts else next(iter(page.parts))
    with places.fill(title):
        head(asked, stand, _title(page, asked, stand, part), part=part)
    with places.fill(body):
        if stand.is_empty:
            st.info(scope_line.nothing_here(asked.teller, view))
        else:
            _body(page, asked, stand, part)


def _body(page: Page, asked: Asked, stand: Standing, part: str) -> None:
    name = f"{page.name}/{part}"
    cards.row(kept.made(f"{name}/cards", asked, lambda: _cards(asked, stand)))
    choose_part(page.parts, asked.view.pinned.part, part)
    told = panels_of(page, asked, part)
    for narrow, together in groupby(told, key=lambda panel: panel.narrow):
        _side_by_side(asked, list(together), 2 if narrow else 1)
    definitions(asked.teller, _metrics(stand, told))
    if part in page.at_work:
        contents = export(asked, stand, told, part)
    else:
        contents = kept.made(f"{name}/export", asked, lambda: export(asked, stand, told, part))
    downloads.draw(contents, f"{page.name}-{part}-{asked.view.period.label}-{asked.view.place}")


def _cards(asked: Asked, stand: Standing) -> list[cards.Card]:
    return [headline.card(asked.teller, stand, metric) for metric in stand.recorded]


def _title(page: Page, asked: Asked, stand: Standing, part: str) -> str:
    try:
        if part in page.at_work:
            return page.title(asked, stand)
        return kept.made(f"{page.name}/{part}/title", asked, lambda: page.title(asked, stand))
    except ElsewhereError:
        return asked.teller.say("scope.counts_of", place=asked.teller.place)


def panels_of(page: Page, asked: Asked, part: str) -> Sequence[Panel]:
    """The panels of a part; none where it needs records that the snapshot does not hold."""
    try:
        if part in page.at_work:
            return page.parts[part](asked)
        return kept.made(f"{page.name}/{part}", asked, lambda: tuple(page.parts[part](asked)))
    except ElsewhereError:
        st.info(t("scope.needs_records"))
        return ()


def _side_by_side(asked: Asked, told: Sequence[Panel], abreast: int) -> None:
    for first in range(0, len(told), abreast):
        columns = st.columns(abreast, gap="large") if abreast > 1 else [st.container()]
        for column, panel in zip(columns, told[first : first + abreast], strict=False):
            with column:
                panels.draw(asked.teller, asked.view, panel)


def _metrics(stand: Standing, told: Sequence[Panel]) -> list[str]:
    """Metrics of the cards and of all rows on screen."""
    named = [m for panel in told if "metric" in panel.rows for m in panel.rows["metric"]]
    return [m for m in dict.fromkeys((*stand.recorded, *named)) if m in METRICS]


def export(asked: Asked, stand: Standing, told: Sequence[Panel], part: str) -> Export:
    """Exactly the rows on screen, the cards' and those of every panel, with what explains them."""
    view = asked.view
    notes = " ".join(scope_line.notes(asked.scope, asked.teller, view, stand))
    chosen = view.filters(view.comparison.current, area=view.area)
    sheets = {"cards": shown.cards(stand)}
    for panel in told:
        sheets |= panel.sheets
    return Export(
        data={key: frame for key, frame in sheets.items() if len(frame)},
        definitions=shown.definitions(asked.teller, _metrics(stand, told)),
        filters=[*shown.chosen(asked.teller, view, part=part), (t("export.notes"), notes)],
        batches=reads.batches(asked.scope, chosen),
    )


# ---------------------------------------------------------------- for pages of another form too
def choose_part(parts: Collection[str], named: str, part: str) -> None:
    """Let the reader choose what is looked at; say so where the address names no part at all."""
    if named and not known(language(), f"part.{named}"):
        st.warning(literal(t("warning.part", value=named, shown=t(f"part.{part}"))))
    st.session_state["part"] = part
    st.segmented_control(
        t("filters.part"),
        list(parts),
        format_func=lambda name: t(f"part.{name}"),
        required=True,
        key="part",
        on_change=lambda: permalink.change(part=st.session_state["part"]),
        label_visibility="collapsed",
    )


def definitions(teller: Teller, metrics: Sequence[str]) -> None:
    """What the measures on screen mean, each name a way to its entry in the glossary."""
    with st.expander(t("heading.definition"), key="definitions"):
        for row in shown.definitions(teller, list(metrics)).itertuples():
            link = permalink.entry(row.metric)
            st.markdown(f"**[{row.name}]({link})** — {row.definition} {row.caution}")


def teller(view: View, stand: Standing | None = None) -> Teller:
    """Who tells what is looked at, in the reader's language; compares only with a standing."""
    tree = view.records.tree
    return Teller(
        lang=language(),
        names=tree.names,
        place=filters.place_name(tree, view.area),
        ground=filters.place_name(tree, view.ground),
        level=view.level,
        before=view.comparison.previous.label if stand and stand.compares else "",
    )


def head(asked: Asked, stand: Standing, title: str, **named: str) -> None:
    """The finding, the Scope line, what to bear in mind, and the permanent link.

    `named` are choices of the page itself, by their names in the address.
    """
    told = scope_line.nothing(asked.teller, asked.view) if stand.is_empty else title
    lines = [
        scope_line.line(asked.teller, asked.view),
        *scope_line.notes(asked.scope, asked.teller, asked.view, stand),
    ]
    headed(asked.view, told, lines, **named)


def headed(view: View, title: str, lines: Sequence[str], **named: str) -> None:
    """A title, small lines beneath, the way back to the newest data and the permanent link."""
    st.title(literal(title), anchor=False)
    paragraphs = "".join(f"<p>{cards.safe(line)}</p>" for line in lines)
    with st.container(key="scope", horizontal=True, horizontal_alignment="distribute"):
        st.html(f'<div class="quiet">{paragraphs}</div>')
        filters.newest(view)
        filters.draw_link(view, **named)


def empty() -> None:
    """Say how to begin, with nothing else on the page."""
    st.title(t("empty.title"), anchor=False)
    st.markdown(t("empty.lead"))
    st.markdown(t("empty.load"))
    st.code("python -m data load FILE --profile NAME --dry-run", language="bash")
    st.markdown(t("empty.demo"))
    st.code("python -m data demo", language="bash")
    st.caption(t("empty.note"))
