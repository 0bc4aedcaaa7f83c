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

MOST_SENTENCES = 6
DRAWN = "overview_drawn"  # in the session: the page has been seen, so it need not be reserved


def render() -> None:
    """Draw the page: the title above the filters is told last, when the numbers are known."""
    scope = signin.scope()
    title = _reserved(120)
    try:
        view = filters.choose(scope)
        if view is None:
            with title.container():
                _empty()
            return
        body = _reserved(900)
        numbers = board.read(scope, view)
    except DataError as mistake:
        title.error(literal(t("warning.failed", message=str(mistake))))
        return
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
        _metric(teller, view, numbers, metric)
        _places(teller, view, numbers, metric)
        _months(teller, numbers, metric)
    with beside:
        _where(teller, view, numbers)
        _changed(teller, numbers)
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
    st.subheader(
        t("heading.places", metric=teller.short(metric), level=teller.levels), anchor=False
    )
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
    picture = figures.places(teller, numbers, metric, view.area, palette())
    st.markdown(literal(picture.words))
    if picture.figure is None:
        return
    st.plotly_chart(
        picture.figure,
        key="places_chart",
        theme=None,
        config=charts.CONFIG,
        alt=picture.words,
        on_select=_drill,
        selection_mode="points",
    )
    st.caption(f"{picture.note} {teller.say('chart.drill')}")


def _drill() -> None:
    code = charts.picked(st.session_state["places_chart"])
    if code:
        permalink.change(area=code)


def _where(teller: Teller, view: View, numbers: Board) -> None:
    st.subheader(t("heading.where"), anchor=False)
    told = []
    late = numbers.places[numbers.places["metric"] == "overdue_backlog"]
    for finding in numbers.found:
        if finding.code == "outside":
            told.append((teller.outside(finding), finding.verdict))
        elif finding.code == "overdue":
            told.append((teller.overdue(finding, late if view.has_parts else late.head(0)), ""))
        elif finding.code == "gate":
            told.append((teller.gate(finding), ""))
    if not any(verdict for _, verdict in told):
        quiet = "no_outside" if view.has_parts else "within"
        words = teller.say(f"sentence.{quiet}", level=teller.levels, whole=teller.ground)
        told.insert(0, (words, ""))
    cards.sentences(told)


def _changed(teller: Teller, numbers: Board) -> None:
    st.subheader(t("heading.changed"), anchor=False)
    told = [
        (teller.change(numbers.compared[numbers.compared["metric"] == f.metric].iloc[0]), f.verdict)
        for f in numbers.found
        if f.code in ("better", "worse", "changed")
    ]
    if len(told) > MOST_SENTENCES:
        more = teller.say("sentence.more", count=str(len(told) - MOST_SENTENCES))
        told = [*told[:MOST_SENTENCES], (more, "")]
    if not told:
        key = "no_change" if teller.before else "not_compared"
        told = [(teller.say(f"sentence.{key}", before=teller.previous), "")]
    cards.sentences(told)


def _months(teller: Teller, numbers: Board, metric: str) -> None:
    picture = figures.months(teller, numbers, metric, palette())
    if picture.figure is None:
        return
    st.subheader(t("heading.months", metric=teller.short(metric)), anchor=False)
    st.markdown(literal(picture.words))
    st.plotly_chart(
        picture.figure, key="months_chart", theme=None, config=charts.CONFIG, alt=picture.words
    )


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
    st.caption(teller.say("table.note"))
    with st.expander(t("heading.definition"), key="definitions"):
        for row in shown.definitions(teller, list(dict.fromkeys(frame["metric"]))).itertuples():
            st.markdown(f"**{row.name}** — {row.definition} {row.caution}")
    filters_ = view.filters(view.comparison.current, area=view.area)
    notes = " ".join(scope_line.notes(teller, view, numbers))
    loads = reads.batches(signin.scope(), filters_)
    contents = shown.export(teller, view, frame, metric, notes, loads)
    downloads.draw(contents, f"{t('download.name')}-{view.period.label}-{view.place or 'all'}")


if __name__ == "__main__":  # a cold server opened at /overview runs this file: frame first
    import dashboard

    dashboard.main()
