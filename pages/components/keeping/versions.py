"""Which snapshots are kept, what changed between two, and how does one go back?"""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from analytics.metrics import METRICS
from data import snapshots, store, words
from data.access import Scope
from data.filters import Filters
from data.store import Snapshot
from pages.components import days, numbers, permalink, reads, tables
from pages.components.numbers import Style
from pages.components.tables import Column, Row
from pages.components.view import Records, View, resolve
from pages.texts import known, language, literal, t

MEGA = 1_000_000
HEADLINES = (
    "satisfaction_rate", "survey_participation_rate", "on_time_rate", "resolution_median_days",
    "household_coverage_rate", "response_rate", "resolution_rate", "callback_satisfaction_rate",
    "open_backlog",
)  # fmt: skip


def draw(scope: Scope) -> None:
    """Draw the list, the comparison of two, and the way back."""
    home = store.default()
    kept = list(reversed(home.snapshots()))
    current = home.current()
    st.subheader(t("versions.kept"), anchor=False)
    _list(kept, current.id if current else "")
    if len(kept) < 2:
        st.caption(t("versions.only_one"))
        return
    labels = {s.id: _label(s) for s in kept}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        before = st.selectbox(
            t("versions.before"), list(labels), index=1, format_func=labels.__getitem__,
            key="version_before", width=420,
        )  # fmt: skip
        after = st.selectbox(
            t("versions.after"), list(labels), index=0, format_func=labels.__getitem__,
            key="version_after", width=420,
        )  # fmt: skip
    if before == after:
        st.info(t("versions.same"))
        return
    _records(before, after)
    _headlines(scope, before, after)
    others = [s.id for s in kept if current and s.id != current.id]
    _way_back(others, labels)


def _label(snapshot: Snapshot) -> str:
    told = t("versions.label", moment=moment(snapshot), reason=snapshot.reason)
    return f"{told} · {snapshot.id}"  # two loads of one minute are told apart


def moment(snapshot: Snapshot) -> str:
    """When a snapshot was published, in its zone."""
    at = pd.Timestamp(snapshot.created_at).tz_convert(None).to_pydatetime()
    return days.moment(language(), at, snapshot.zone)


def _list(kept: list[Snapshot], current: str) -> None:
    lang, home = language(), store.default()
    names = ("id", "created", "reason", "records", "size", "mark")
    titles = [Column(t(f"versions.{n}"), number=n in ("records", "size")) for n in names]
    rows = [
        Row(
            [
                s.id,
                moment(s),
                s.reason,
                numbers.count(lang, sum(s.rows.values()), exact=True),
                t("intake.megabytes", size=numbers.plain(home.size(s.id) / MEGA, 1)),
                t("versions.current") if s.id == current else "",
            ],
            "chosen" if s.id == current else "",
        )
        for s in kept
    ]
    tables.draw(titles, rows, t("versions.kept"))


def _records(before: str, after: str) -> None:
    lang = language()
    changes = snapshots.changes(store.default(), before, after)
    st.subheader(t("versions.records"), anchor=False)
    titles = [Column(t("versions.table"))]
    titles += [Column(t(f"versions.{n}"), number=True) for n in ("before", "after", "change")]
    rows = [
        Row(
            [
                _table_name(change.table),
                numbers.count(lang, change.before, exact=True),
                numbers.count(lang, change.after, exact=True),
                _signed(lang, change.change),
            ]
        )
        for change in changes
    ]
    tables.draw(titles, rows, t("versions.records"))


def _table_name(table: str) -> str:
    key = f"provenance.{table}"
    return t(key) if known(language(), key) else words.table_note(table, language())


def _signed(lang: str, change: int) -> str:
    told = numbers.count(lang, change, exact=True)
    return f"+{told}" if change > 0 else told


def _headlines(scope: Scope, before: str, after: str) -> None:
    """The main numbers of the newest period that is over in the later one, as both have them."""
    st.subheader(t("versions.headlines"), anchor=False)
    records = _records_of(scope, after)
    if records is None or _records_of(scope, before) is None:
        st.caption(t("versions.no_numbers"))
        return
    lang = language()
    view = resolve(permalink.Address(), records, store.default().snapshots())
    st.caption(days.period(lang, view.period.label, short=True))
    found = {name: _measured(scope, name, view) for name in (before, after)}
    titles = [Column(t("table.metric")), Column(t("versions.before"), number=True)]
    titles.append(Column(t("versions.after"), number=True))
    rows = [
        Row([t(f"metric.{m}.short"), *(_told(lang, m, found[s]) for s in (before, after))])
        for m in HEADLINES
    ]
    tables.draw(titles, rows, t("versions.headlines"))


def _records_of(scope: Scope, snapshot: str) -> Records | None:
    chosen = Filters(snapshot=snapshot)
    spans = reads.data_dates(scope, chosen)
    if spans.empty:
        return None
    tree = reads.tree(scope, chosen)
    return Records(tree, spans, store.default().zone(snapshot), snapshot)


def _measured(scope: Scope, snapshot: str, view: View) -> Mapping[str, Mapping]:
    span = view.comparison.current
    chosen = Filters(start=span.start, end=span.end, snapshot=snapshot)
    records = _records_of(scope, snapshot)
    frame = reads.measured(scope, chosen, HEADLINES, (), records.data_date)
    return {row["metric"]: row for row in frame.to_dict("records")}


def _told(lang: str, metric: str, rows: Mapping[str, Mapping]) -> str:
    row = rows[metric]
    if row["state"] == "hidden":
        return t("state.hidden")
    style = Style.of(lang, METRICS[metric].unit, row["value"])
    value, interval = str(style.amount(row["value"])), style.interval(row["low"], row["high"])
    return t("versions.value", value=value, interval=interval) if interval else value


# ---------------------------------------------------------------- the way back
def _way_back(others: list[str], labels: Mapping[str, str]) -> None:
    st.subheader(t("versions.rollback"), anchor=False)
    st.caption(t("versions.rollback_note"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.selectbox(
            t("versions.rollback_to"), others, format_func=labels.__getitem__,
            key="version_back", width=420,
        )  # fmt: skip
        if st.button(t("versions.rollback_button"), key="version_rollback"):
            _confirm(wanted, labels[wanted])


def _confirm(snapshot: str, label: str) -> None:
    @st.dialog(t("versions.confirm"))
    def ask() -> None:
        st.markdown(literal(t("versions.confirm_note", version=label)))
        st.button(
            t("versions.confirm_button"),
            key="version_confirm",
            type="primary",
            on_click=store.default().rollback,
            args=(snapshot,),
        )

    ask()
