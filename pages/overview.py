"""Are we better than before, and where must we act?"""

from functools import partial

import streamlit as st

from pages.components import (
    board,
    cards,
    downloads,
    figures,
    filters,
    frame,
    headline,
    lists,
    panels,
    permalink,
    reads,
    rooms,
    scope_line,
    shown,
    signin,
    tables,
    trends,
)
from pages.components.board import Board
from pages.components.frame import Asked
from pages.components.look import palette
from pages.components.panels import Panel
from pages.components.rooms import Rooms
from pages.texts import literal, t

NAME = "overview"


def render() -> None:
    """Draw the page, or say in a sentence why it cannot be drawn."""
    with rooms.opened(NAME) as places:
        _draw(places)


def _draw(places: Rooms) -> None:
    """The title stands above the filters and is told last, when the numbers are known."""
    scope = signin.scope()
    title = places.reserve(rooms.TITLE)
    view = filters.choose(scope)
    if view is None:
        with places.fill(title):
            frame.empty()
        return
    body = places.reserve(rooms.BODY)
    numbers = board.read(scope, view)
    asked = Asked(scope, view, frame.teller(view, numbers), palette())
    metric = view.pinned.metric if view.pinned.metric in numbers.recorded else numbers.usual_metric
    with places.fill(title):
        told = asked.teller.title(numbers.found, numbers.recorded, judged=numbers.is_judged)
        frame.head(asked, numbers, told, metric=metric)
    with places.fill(body):
        if numbers.is_empty:
            st.info(scope_line.nothing_here(asked.teller, view))
        else:
            _body(asked, numbers, metric)


def _body(asked: Asked, numbers: Board, metric: str) -> None:
    teller, view = asked.teller, asked.view
    _cards(asked, numbers)
    large, beside = st.columns([3, 2], gap="large")
    with large:
        _places(asked, numbers, metric)
        _months(asked, numbers, metric)
    with beside:
        lists.where(teller, view, numbers)
        lists.changed(teller, numbers)
    _numbers(asked, numbers, metric)


def _cards(asked: Asked, numbers: Board) -> None:
    teller = asked.teller
    gate = {board.GATED: headline.gate(teller, numbers.villages)}
    is_full = len(numbers.recorded) == len(board.CARDS)
    cards.row(
        [
            headline.card(
                teller,
                numbers,
                metric,
                gate.get(metric, ()),
                wide=is_full and metric == board.CARDS[-1],
            )
            for metric in numbers.recorded
        ]
    )
    missing = [teller.short(metric) for metric in board.CARDS if metric not in numbers.recorded]
    if missing:
        names = teller.say("sentence.list").join(missing)
        why = "card.elsewhere" if reads.is_counted(asked.view) else "card.not_recorded"
        st.caption(teller.say(why, metrics=names))


def _metric(asked: Asked, numbers: Board, metric: str) -> None:
    """Choose what is drawn large."""
    teller, named = asked.teller, asked.view.pinned.metric
    if named and named != metric:
        st.warning(literal(t("warning.metric", value=named, shown=teller.short(metric))))
    st.session_state["metric"] = metric
    st.selectbox(
        t("filters.metric"),
        numbers.recorded,
        format_func=teller.short,
        key="metric",
        on_change=lambda: permalink.change(metric=st.session_state["metric"]),
        label_visibility="collapsed",
        width=320,
    )


def _places(asked: Asked, numbers: Board, metric: str) -> None:
    teller, view = asked.teller, asked.view
    picture = figures.places(teller, numbers.parts, metric, view.area, asked.colours)
    panel = Panel(
        key="places",
        heading=t("heading.places", metric=teller.short(metric), level=teller.levels),
        words=picture.words,
        rows=numbers.places.head(0),
        columns=(),
        figure=picture.figure,
        note=picture.note,
        place=teller.ground,
        drills=picture.figure is not None,
        controls=partial(_metric, asked, numbers, metric),
    )
    panels.draw(teller, view, panel)


def _months(asked: Asked, numbers: Board, metric: str) -> None:
    series = numbers.series(metric)
    dated = trends.notes(asked.scope, asked.view, metric)
    picture = figures.months(asked.teller, series, asked.colours, dated)
    if picture.figure is None:
        return
    panel = Panel(
        key="months",
        heading=t("heading.months", metric=asked.teller.short(metric)),
        words=picture.words,
        rows=series.head(0),
        columns=(),
        figure=picture.figure,
        dated=picture.dated,
    )
    panels.draw(asked.teller, asked.view, panel)


def _numbers(asked: Asked, numbers: Board, metric: str) -> None:
    """The very numbers, what they mean, and the way to take them along."""
    teller, view = asked.teller, asked.view
    st.subheader(t("heading.numbers"), anchor=False)
    table = shown.frame(teller, numbers, metric)
    parts = ("cards", "places", "months")
    names = {part: t(f"tab.{part}", metric=teller.short(metric)) for part in parts}
    for tab, part in zip(st.tabs([names[part] for part in parts]), parts, strict=True):
        with tab:
            rows = shown.rows(teller, table, part, view.area)
            tables.draw(shown.columns(teller, part), rows, names[part])
    st.caption(t("table.note"))
    st.caption(literal(scope_line.short(teller, view, teller.place)))
    frame.definitions(teller, list(dict.fromkeys(table["metric"])))
    filters_ = view.filters(view.comparison.current, area=view.area)
    notes = " ".join(scope_line.notes(asked.scope, teller, view, numbers))
    loads = reads.batches(asked.scope, filters_)
    contents = shown.export(teller, view, table, metric, notes, loads)
    downloads.draw(contents, f"{t('download.name')}-{view.period.label}-{view.place}")


if __name__ == "__main__":  # a cold server opened at /overview runs this file: frame first
    import dashboard

    dashboard.main()
