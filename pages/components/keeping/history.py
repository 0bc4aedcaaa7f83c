"""Which files came in, what was rejected in them, and which corrections are declared?"""

import pandas as pd
import streamlit as st

from data import aside, editing, listings, store
from data.access import Scope
from data.errors import DataError
from data.filters import Filters
from data.load import FileRefusedError
from pages.components import days, numbers, reads, tables
from pages.components.intake import told
from pages.components.tables import Column, Row
from pages.texts import language, literal, t, worded

COUNTS = ("rows_read", "rows_kept", "rows_updated", "rows_unchanged", "rows_rejected")
SHORT_HASH = 10
CORRECTIONS = "corrections"
FIELDS = ("source", "record_key", "column", "wrong", "right", "decided_by", "decided_date")


@reads.remembered
def _batches(scope: Scope, filters: Filters) -> pd.DataFrame:
    return listings.batches(store.default(), scope, filters)


@reads.remembered
def _rejected(scope: Scope, filters: Filters, batch_id: int) -> pd.DataFrame:
    return listings.rejected(store.default(), scope, filters, batch_id)


def draw(scope: Scope, snapshot: str, zone: str) -> None:
    """Draw the loads, the rejected rows of one of them, and the corrections."""
    filters = Filters(snapshot=snapshot)
    batches = _batches(scope, filters).sort_values("batch_id", ascending=False)
    st.subheader(t("history.loads"), anchor=False)
    _loads(batches, zone)
    with_rejected = batches[batches["rows_rejected"] > 0]
    if len(with_rejected):
        _rejections(scope, filters, with_rejected)
    st.subheader(t("history.corrections"), anchor=False)
    st.caption(t("history.corrections_note"))
    _corrections()


def _loads(batches: pd.DataFrame, zone: str) -> None:
    lang = language()
    names = ("file", "source", "profile", "as_of", *COUNTS, "loaded_at", "loaded_by", "sha256")
    titles = [Column(t(f"history.{name}"), number=name in COUNTS) for name in names]
    rows = [
        Row(
            [
                row["file_name"],
                row["source"],
                f"{row['profile']} ({row['profile_version']})",
                days.moment(lang, row["as_of"], zone),
                *(numbers.count(lang, row[name], exact=True) for name in COUNTS),
                days.moment(lang, row["loaded_at"], zone),
                row["loaded_by"],
                row["sha256"][:SHORT_HASH],
            ]
        )
        for row in batches.to_dict("records")
    ]
    tables.draw(titles, rows, t("history.loads"))


def _rejections(scope: Scope, filters: Filters, batches: pd.DataFrame) -> None:
    labels = {
        row.batch_id: t("history.batch", file=row.file_name, count=str(row.rows_rejected))
        for row in batches.itertuples()
    }
    chosen = st.selectbox(
        t("history.rejected_of"),
        list(labels),
        format_func=labels.__getitem__,
        key="history_batch",
        width=560,
    )
    found = _rejected(scope, filters, chosen)
    titles = [
        Column(t(f"report.{name}"), number=name == "row")
        for name in ("row", "column", "rule", "remedy", "message")
    ]
    rows = [
        Row(
            [
                str(row["row_number"]),
                row["column"] or "",
                told.rule(row["rule"]),
                told.remedy(row["rule"]),
                row["message_zh" if language() == "zh" else "message"],
            ]
        )
        for row in found.to_dict("records")
    ]
    tables.draw(titles, rows, t("history.rejected_of"))


# ---------------------------------------------------------------- corrections
def _corrections() -> None:
    home = store.default()
    declared = editing.rows(home, CORRECTIONS)
    if len(declared):
        titles = [Column(t(f"correction.{name}")) for name in (*FIELDS, "reason")]
        rows = [Row([r[name] for name in (*FIELDS, "reason")]) for r in declared.to_dict("records")]
        tables.draw(titles, rows, t("history.corrections"))
    with st.form("correction", clear_on_submit=True), st.container(horizontal=True):
        given = {
            name: st.text_input(t(f"correction.{name}"), key=f"correction_{name}", width=190)
            for name in (*FIELDS, "reason")
        }
        declares = st.form_submit_button(t("correction.declare"), key="correction_declare")
    if declares:
        _declare(declared, given)


def _declare(declared: pd.DataFrame, given: dict[str, str]) -> None:
    """Add a correction; it takes effect at the next load of its source."""
    new = pd.concat([declared, pd.DataFrame([given])], ignore_index=True)
    try:
        aside.ask(
            editing.save,
            store.default(),
            CORRECTIONS,
            new,
            author=given["decided_by"],
            reason=given["reason"],
        )
    except FileRefusedError as refused:
        for rejection in refused.report.rejections:
            st.error(literal(worded(rejection.said)))
    except DataError as mistake:
        st.error(literal(worded(mistake)))
    else:
        st.success(t("correction.declared"))
