"""What does the reader choose to look at? One row of filters, drawn from the address."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from data import store
from data.access import Scope
from data.filters import Filters
from pages.components import days, kinds, permalink, reads, warming
from pages.components.area_tree import AreaTree
from pages.components.view import GRAINS, Records, View, resolve
from pages.texts import language, literal, t

ALL = ""  # the choice "all of it" in a list of places
THEN = ""  # places as they were


def choose(scope: Scope, offers: Sequence[str] = ()) -> View | None:
    """Draw the filters and say what is looked at; None while there are no records.

    Everything that the address names and that cannot be followed is told in a warning.

    Parameters
    ----------
    scope : Scope
        Who asks.
    offers : sequence of str
        Columns of `filters.FILTERED` by which the records of the page can be filtered besides.
    """
    records, kept, pinned = _records(scope, offers)
    if records is None:
        return None
    view = resolve(pinned, records, kept)
    for name, value in view.unfollowed:
        st.warning(literal(_warning(name, value, view)), icon=":material/link_off:")
    st.toggle(t("filters.show"), key="filters_open")
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
        _places(view)
        _grain(view)
        _period(view)
        if records.tree.heirs or records.tree.parts:
            _basis(view)
        if records.kinds:
            kinds.draw(view)
    return view


def _records(
    scope: Scope, offers: Sequence[str]
) -> tuple[Records | None, tuple, permalink.Address]:
    """What can be chosen from: the snapshot of the link if it is still kept, else the newest."""
    address = permalink.read()
    home = store.default()
    kept = home.snapshots()
    named = address.snapshot if address.snapshot in {s.id for s in kept} else ""
    snapshot = named or warming.shown()
    filters = Filters(snapshot=snapshot, as_of=permalink.moment(address.as_of))
    spans = reads.data_dates(scope, filters)
    if spans.empty:
        return None, kept, address
    tree = reads.tree(scope, filters, as_now=address.places == permalink.NOW)
    offered = kinds.offered(scope, filters, tuple(offers), language())
    return Records(tree, spans, home.zone(snapshot), snapshot, offered), kept, address


def _warning(name: str, value: str, view: View) -> str:
    lang = language()
    shown = {
        "area": place_name(view.records.tree, view.area),
        "grain": t(f"grain.{view.grain}"),
        "period": days.period(lang, view.period.label),
    }
    if name in view.records.kinds:
        return t("warning.kind", value=value, filter=t(f"filters.{name}"))
    return t(f"warning.{name}", value=value, shown=shown.get(name, ""))


def place_name(tree: AreaTree, area: str) -> str:
    """Name of the place looked at, or of the whole."""
    code = area or tree.top()
    return tree.name(code) if code else t("scope.whole")


def _places(view: View) -> None:
    """One list a level: the places inside the one that is chosen in the list before."""
    tree = view.records.tree
    top = tree.top()
    path = [code for code in tree.path(view.area) if code != top]
    above = [top, *path]  # place whose parts each list offers; "" is the whole
    for depth in range(tree.depth()):
        inside = tree.children(above[depth]) if depth < len(above) else ()
        labels = {code: _label(tree, code) for code in inside}
        labels = {ALL: _label_of_all(tree, above, depth), **labels}
        key = f"area_{depth}"
        st.session_state[key] = path[depth] if depth < len(path) else ALL
        parent = above[depth] if 0 < depth < len(above) else ALL
        st.selectbox(
            t(f"level.{tree.level_at(depth + bool(top))}"),
            list(labels),
            format_func=labels.__getitem__,
            key=key,
            disabled=not inside,
            on_change=_take_area,
            args=(key, parent),
            placeholder=t("filters.nothing"),
        )


def _label_of_all(tree: AreaTree, above: list[str], depth: int) -> str:
    if depth >= len(above):
        return t("filters.choose_above")
    code = above[depth]
    if not code:
        return t("scope.whole")
    if not tree.children(code):
        return t("filters.no_parts")
    return t("filters.all_of", place=tree.name(code))


def _label(tree: AreaTree, code: str) -> str:
    ended = tree.ended(code)
    if ended:
        return t("filters.ended", place=tree.name(code), day=days.day(language(), ended))
    return tree.name(code)


def _take_area(key: str, parent: str) -> None:
    permalink.change(area=st.session_state[key] or parent)


def _grain(view: View) -> None:
    labels = {grain: t(f"grain.{grain}") for grain in GRAINS}
    st.session_state["grain"] = view.grain
    st.selectbox(
        t("filters.grain"),
        list(labels),
        format_func=labels.__getitem__,
        key="grain",
        on_change=lambda: permalink.change(grain=st.session_state["grain"], period=""),
        placeholder=t("filters.nothing"),
    )


def _period(view: View) -> None:
    labels = {}
    for period in view.records.periods(view.grain):
        name = days.period(language(), period.label, short=True)
        over = view.records.is_complete(period)
        labels[period.label] = name if over else t("period.unfinished", period=name)
    st.session_state["period"] = view.period.label
    st.selectbox(
        t("filters.period"),
        list(labels),
        format_func=labels.__getitem__,
        key="period",
        on_change=lambda: permalink.change(grain=view.grain, period=st.session_state["period"]),
        placeholder=t("filters.nothing"),
    )


def _basis(view: View) -> None:
    """Merged places as they were then, or under the place that took them over."""
    labels = {THEN: t("filters.then"), permalink.NOW: t("filters.now")}
    st.session_state["places"] = permalink.NOW if view.as_now else THEN
    st.selectbox(
        t("filters.places"),
        list(labels),
        format_func=labels.__getitem__,
        key="places",
        on_change=lambda: permalink.change(places=st.session_state["places"]),
        placeholder=t("filters.nothing"),
    )


def permanent(view: View, **named: str) -> permalink.Address:
    """Choice that reopens exactly this view, whatever is loaded later.

    Parameters
    ----------
    view : View
        What is looked at.
    **named : str
        Choices of the page itself, by their names in the address.
    """
    return replace(
        view.pinned,
        area=view.place,
        grain=view.grain,
        period=view.period.label,
        lang=language(),
        as_of=permalink.stamp(view.records.data_date),
        snapshot=view.records.snapshot,
        **named,
    )


def permanent_link(view: View, **named: str) -> str:
    """Address of `permanent`, to be sent to others."""
    return permalink.link(permanent(view, **named), st.context.url or "")


def draw_link(view: View, **named: str) -> None:
    """A button that shows the permanent link, to be copied."""
    with st.popover(t("link.button"), icon=":material/link:", key="permanent_link"):
        st.caption(t("link.explain"))
        st.code(permanent_link(view, **named), language=None, wrap_lines=True)


def newest(view: View) -> None:
    """Where a permanent link is followed: say so, and offer the way back to the newest."""
    if view.is_pinned:
        st.button(
            t("scope.newest"),
            key="newest",
            on_click=lambda: permalink.change(snapshot="", as_of=""),
            type="tertiary",
        )
