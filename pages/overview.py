"""Are we better than before, and where must we act?"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.errors import DataError
from pages.components import (
    board,
    cards,
    charts,
    downloads,
    figures,
    filters,
    headline,
    lists,
    permalink,
    reads,
    scope_line,
    shown,
    signin,
    tables,
)
from pages.components.board import Board
from pages.components.look import palette
from pages.components.sentences import Teller
from pages.components.view import View
from pages.texts import language, literal, t

DRAWN = "overview_drawn"  # in the session: the page has been seen, so it need not be reserved


def render() -> None:
    """Draw the page, or say in a sentence why it cannot be drawn."""
    try:
        _draw()
    except DataError as mistake:
        st.error(literal(t("warning.failed", message=str(mistake))))


def _draw() -> None:
    """The title stands above the filters and is told last, when the numbers are known."""
    scope = signin.scope()
    title = _reserved(120)
    view = filters.choose(scope)
    if view is None:
        with title.container():
            _empty()
        return
    body = _reserved(900)
    numbers = board.read(scope, view)
    st.session_state[DRAWN] = True
    teller = _teller(view, numbers)
    metric = view.pinned.metric if view.pinned.metric in numbers.recorded else numbers.usual_metric
    with title.container():
        _title(teller, view, numbers, metric)
    with body.container():
        _body(teller, view, numbers, metric)


def _reserved(height: int) -> DeltaGenerator:
    """Room for what takes a while: a skeleton at first, later what was there before."""
    return st.empty() if DRAWN in st.session_state else st.skeleton(height=height)


def _body(teller: Teller, view: View, numbers: Board, metric: str) -> None:
    if numbers.is_empty:
        st.info(scope_line.nothing_here(teller, view))
        return
    _cards(teller, numbers)
    large, beside = st.columns([3, 2], gap="large")
    with large:
        _places(teller, view, numbers, metric)
        _months(teller, view, numbers, metric)
    with beside:
        lists.where(teller, view, numbers)
        lists.changed(teller, numbers)
    _numbers(teller, view, numbers, metric)


def _teller(view: View, numbers: Board) -> Teller:
    tree = view.records.tree
    return Teller(
        lang=language(),
        names=tree.names,
        place=filters.place_name(tree, view.area),
        ground=filters.place_name(tree, view.ground),
        level=view.level,
        before=view.comparison.previous.label if numbers.compares else "",
    )


def _title(teller: Teller, view: View, numbers: Board, metric: str) -> None:
    if numbers.is_empty:
        st.title(literal(scope_line.nothing(teller, view)), anchor=False)
    else:
        states = numbers.headline[numbers.headline["metric"].isin(numbers.recorded)]["state"]
        judged = bool(states.isin(["ok", "provisional"]).any())
        title = teller.title(numbers.found, numbers.recorded, judged=judged)
        st.title(literal(title), anchor=False)
    lines = [scope_line.line(teller, view), *scope_line.notes(teller, view, numbers)]
    told = "".join(f"<p>{cards.safe(line)}</p>" for line in lines)
    with st.container(key="scope", horizontal=True, horizontal_alignment="distribute"):
        st.html(f'<div class="quiet">{told}</div>')
        filters.newest(view)
        filters.draw_link(view, metric)


def _empty() -> None:
    """Say how to begin, with nothing else on the page."""
    st.title(t("empty.title"), anchor=False)
    st.markdown(t("empty.lead"))
    st.markdown(t("empty.load"))
    st.code("python -m data load FILE --profile NAME --dry-run", language="bash")
    st.markdown(t("empty.demo"))
    st.code("python -m data demo", language="bash")
    st.caption(t("empty.note"))


def _cards(teller: Teller, numbers: Board) -> None:
    cards.row([headline.card(teller, numbers, metric) for metric in numbers.recorded])
    missing = [teller.short(metric) for metric in board.CARDS if metric not in numbers.recorded]
    if missing:
        names = teller.say("sentence.list").join(missing)
        st.caption(teller.say("card.not_recorded", metrics=names))


def _metric(teller: Teller, view: View, numbers: Board, metric: str) -> None:
    """Choose what is drawn large."""
    named = view.pinned.metric
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


def _places(teller: Teller, view: View, numbers: Board, metric: str) -> None:
    heading = t("heading.places", metric=teller.short(metric), level=teller.levels)
    st.subheader(heading, anchor=False)
    _metric(teller, view, numbers, metric)
    picture = figures.places(teller, numbers, metric, view.area, palette())
    st.markdown(literal(picture.words))
    if picture.figure is None:
        return
    st.plotly_chart(
        picture.figure,
        key="places_chart",
        theme=None,
        config=charts.CONFIG,
        alt=t("chart.alt", heading=heading, words=picture.words),
        on_select=_drill,
        selection_mode="points",
    )
    st.caption(f"{picture.note} {t('chart.drill')}")
    st.caption(literal(scope_line.short(teller, view, teller.ground)))


def _drill() -> None:
    code = charts.picked(st.session_state["places_chart"])
    if code:
        permalink.change(area=code)


def _months(teller: Teller, view: View, numbers: Board, metric: str) -> None:
    picture = figures.months(teller, numbers, metric, palette())
    if picture.figure is None:
        return
    heading = t("heading.months", metric=teller.short(metric))
    st.subheader(heading, anchor=False)
    st.markdown(literal(picture.words))
    st.plotly_chart(
        picture.figure,
        key="months_chart",
        theme=None,
        config=charts.CONFIG,
        alt=t("chart.alt", heading=heading, words=picture.words),
    )
    st.caption(literal(scope_line.short(teller, view, teller.place)))


def _numbers(teller: Teller, view: View, numbers: Board, metric: str) -> None:
    """The very numbers, what they mean, and the way to take them along."""
    st.subheader(t("heading.numbers"), anchor=False)
    frame = shown.frame(teller, numbers, metric)
    parts = ("cards", "places", "months")
    names = {part: t(f"tab.{part}", metric=teller.short(metric)) for part in parts}
    for tab, part in zip(st.tabs([names[part] for part in parts]), parts, strict=True):
        with tab:
            rows = shown.rows(teller, frame, part, view.area)
            tables.draw(shown.columns(teller, part), rows, names[part])
    st.caption(t("table.note"))
    st.caption(literal(scope_line.short(teller, view, teller.place)))
    with st.expander(t("heading.definition"), key="definitions"):
        for row in shown.definitions(teller, list(dict.fromkeys(frame["metric"]))).itertuples():
            st.markdown(f"**{row.name}** — {row.definition} {row.caution}")
    filters_ = view.filters(view.comparison.current, area=view.area)
    notes = " ".join(scope_line.notes(teller, view, numbers))
    loads = reads.batches(signin.scope(), filters_)
    contents = shown.export(teller, view, frame, metric, notes, loads)
    downloads.draw(contents, f"{t('download.name')}-{view.period.label}-{view.place}")


if __name__ == "__main__":  # a cold server opened at /overview runs this file: frame first
    import dashboard

    dashboard.main()
