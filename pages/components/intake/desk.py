"""What does the clerk see while a file goes in: hand in, recognise, check, load, report?"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import streamlit as st

from data import aside, mappings, store, uploads
from data.errors import DataError
from data.jobs import Job, Order
from data.sources.mapping import Fit, Profile
from data.uploads import Preview
from pages.components import numbers, tables
from pages.components.intake import drop_area, mapping, told
from pages.components.intake import held as desk
from pages.components.intake.held import SUGGESTED, Held
from pages.components.tables import Column, Row
from pages.texts import literal, t, worded

MEGA, GIGA = 1_000_000, 1_000_000_000
MOST_NAMED = 12
POLLED = 1.0  # seconds
DONE = ("published", "unchanged")


def draw() -> None:
    """The file on the desk, or the place to hand one in."""
    held = desk.current()
    if held is None:
        _hand_in()
        return
    _head(held)
    if held.refusal:
        st.error(literal(worded(held.refusal)))
        return
    if held.job is not None and held.outcome is None:
        _at_work()
        return
    if held.outcome is not None:
        told.outcome(held)
        if held.outcome.report.get("state") in DONE:
            return
    _choose(held)


def _hand_in() -> None:
    st.subheader(t("intake.heading"), anchor=False)
    home = store.default()
    uploads.sweep(home.home)
    newest = home.current()
    free = uploads.free_bytes(home.home)
    most = uploads.most_bytes(home.home, home.size(newest.id) if newest else 0)
    st.markdown(t("intake.lead"))
    st.caption(t("intake.room", most=_size(most), free=_size(free)))
    arrived = drop_area.draw(most)
    st.caption(t("intake.privacy"))
    if arrived:
        with st.spinner(t("intake.looking")):
            desk.take(arrived)
        st.rerun()


def _size(size: int) -> str:
    if size < GIGA:
        return t("intake.megabytes", size=numbers.plain(size / MEGA, 1))
    return t("intake.gigabytes", size=numbers.plain(size / GIGA, 1))


def _head(held: Held) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", key="intake_head"):
        st.subheader(literal(held.path.name), anchor=False, width="content")
        st.button(
            t("intake.another"), key="intake_another", on_click=desk.put_away, type="tertiary"
        )
    facts = [_size(held.size)]
    if held.look:
        facts += [held.look.format.upper(), held.look.encoding.upper()]
        facts.append(t("intake.columns", count=str(len(held.look.columns))))
    st.caption(" · ".join(fact for fact in facts if fact))


# ---------------------------------------------------------------- recognise
def _choose(held: Held) -> None:
    options = [*dict.fromkeys((*held.suits, *_saved(), SUGGESTED))]
    st.selectbox(
        t("intake.profile"),
        options,
        index=options.index(held.profile) if held.profile in options else 0,
        format_func=lambda name: _profile_name(held, name),
        key="intake_profile",
        on_change=_take_profile,
        width=560,
    )
    if held.is_mapped:
        st.caption(t("intake.suggested_note"))
        mapping.draw(held)
    else:
        st.caption(t("intake.recognised_note"))
    try:
        profile = held.chosen()
        fit = profile.fit(_headers(held.path, held.mark, profile))
        fit.refuse(held.path.name, profile.name)
    except DataError as mistake:
        st.warning(literal(worded(mistake)))
        return
    _columns(fit)
    _preview(held)
    _actions(held)


def _saved() -> list[str]:
    return [str(path) for path in mappings.saved(store.default().home).values()]


def _profile_name(held: Held, name: str) -> str:
    if name == SUGGESTED:
        return t("intake.suggested")
    fits = t("intake.fits") if name in held.suits else t("intake.fits_not")
    return t("intake.profile_name", name=Path(name).stem, fits=fits)


def _take_profile() -> None:
    held = desk.current()
    held.profile, held.outcome = st.session_state["intake_profile"], None
    if held.is_mapped and held.suggestion is None:
        desk.propose(held)


def _columns(fit: Fit) -> None:
    """What is never stored stands first, before anything is."""
    lines = []
    if fit.personal:
        between = t("sentence.list")
        named = between.join(f"{column} ({worded(kind)})" for column, kind in fit.personal)
        lines.append(t("intake.dropped", columns=named))
    for name, columns in (("unused", fit.unused), ("ignored", [c for c, _ in fit.ignored])):
        if columns:
            more = len(columns) - MOST_NAMED
            told_ = t("sentence.list").join(columns[:MOST_NAMED])
            if more > 0:
                told_ = t("sentence.and_more", names=told_, more=str(more), count=str(len(columns)))
            lines.append(t(f"intake.{name}", columns=told_))
    for line in lines:
        st.markdown(literal(line))


def _preview(held: Held) -> None:
    with st.expander(t("intake.preview"), expanded=True, key="intake_preview"):
        st.caption(t("intake.preview_note"))
        try:
            shown = _previewed(held.path, held.mark, store.default().zone(), held.chosen())
        except DataError as mistake:
            st.warning(literal(worded(mistake)))
            return
        for one in shown:
            st.caption(t("intake.preview_table", table=one.table))
            rows = [Row(["" if v is None else str(v) for v in row]) for row in one.rows]
            tables.draw([Column(name) for name in one.columns], rows, one.table)


@st.cache_data(ttl="1h", max_entries=50, show_spinner=False)
def _headers(path: Path, mark: str, _profile: Profile) -> tuple[str, ...]:
    del mark
    return aside.ask(uploads.columns, path.resolve(), _profile.read_options())


@st.cache_data(ttl="1h", max_entries=50, show_spinner=False)
def _previewed(path: Path, mark: str, zone: str, _profile: Profile) -> tuple[Preview, ...]:
    del mark  # tells one mapping from another; a profile itself is no key
    return aside.ask(uploads.preview, path.resolve(), _profile, zone)


# ---------------------------------------------------------------- check and load
def _actions(held: Held) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="intake_options"):
        _kept(st.text_input, "who", max_chars=60, width=200)
        _kept(
            st.text_input,
            "as_of",
            placeholder=t("intake.as_of_usual"),
            help=t("intake.as_of_help"),
            width=220,
        )
        _kept(st.checkbox, "create", help=t("intake.create_help"))
    if wrong := st.session_state.get("intake_wrong_time"):
        st.warning(literal(t("intake.wrong_time", value=wrong)))
    with st.container(horizontal=True, key="intake_buttons"):
        st.button(
            t("intake.check"), key="intake_check", on_click=_start, args=(True,), type="primary"
        )
        st.button(t("intake.load"), key="intake_load", on_click=_start, args=(False,))
    if held.is_mapped:
        _save(held)


def _kept(draw_: Callable[..., object], name: str, **options: object) -> None:
    """Draw a choice that outlasts the load, while which it is not on screen."""
    draw_(t(f"intake.{name}"), key=f"intake_{name}", persist_state="session", **options)


def _start(dry_run: bool) -> None:
    held = desk.current()
    as_of = st.session_state.get("intake_as_of", "").strip()
    st.session_state["intake_wrong_time"] = as_of if as_of and not _is_time(as_of) else ""
    if st.session_state["intake_wrong_time"]:
        return
    home = store.default().home
    order = Order(
        path=held.path,
        profile=held.order_profile(),
        dry_run=dry_run,
        create_areas=bool(st.session_state.get("intake_create")),
        as_of=as_of,
        loaded_by=st.session_state.get("intake_who", "").strip(),
    )
    held.outcome = None
    held.job = Job(home, order)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@st.fragment(run_every=POLLED)
def _at_work() -> None:
    held = desk.current()
    if held is None or held.job is None:
        return
    if held.job.is_running:
        step, share = held.job.progress
        st.progress(share, t("intake.at_work", step=t(f"step.{step}")))
        st.caption(t("intake.leave"))
        st.button(t("intake.stop"), key="intake_stop", on_click=desk.put_away)
        return
    held.outcome = held.job.outcome
    report = held.outcome.report
    if report.get("state") in DONE and not report["rejections"]:
        uploads.drop(store.default().home, held.path)
    st.rerun()


def _save(held: Held) -> None:
    with st.expander(t("intake.save"), key="intake_save_box"):
        st.caption(t("intake.save_note"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(t("intake.save_name"), key="intake_save_name", width=240)
            if st.button(t("intake.save_button"), key="intake_save") and name:
                try:
                    path = mappings.save(store.default().home, name, held.raw)
                except DataError as mistake:
                    st.warning(literal(worded(mistake)))
                else:
                    st.success(literal(t("intake.saved", path=str(path))))
