"""How are small tables of rules and names edited, and filled in a spreadsheet?"""

import streamlit as st

from data import aside, editing, schema, store, templates, words
from data.errors import DataError
from data.load import FileRefusedError
from data.sources.own_tables import tables
from pages.components.downloads import XLSX
from pages.texts import language, literal, t, worded

FLAGS = ["", "true", "false"]


def draw() -> None:
    """The grid of one table, and the templates of all."""
    lang = language()
    st.subheader(t("tables.edit"), anchor=False)
    st.caption(t("tables.edit_note"))
    table = st.selectbox(
        t("tables.table"),
        editing.TABLES,
        format_func=lambda name: words.table_note(name, lang),
        key="small_table",
        width=560,
    )
    _editor(table, lang)
    st.subheader(t("tables.templates"), anchor=False)
    st.caption(t("tables.templates_note"))
    wanted = st.selectbox(
        t("tables.table"),
        tables(),
        format_func=lambda name: f"{words.table_note(name, lang)} ({name})",
        key="template_table",
        width=560,
    )
    st.download_button(
        t("tables.template"),
        templates.template(wanted),
        f"{wanted}.xlsx",
        XLSX,
        key="template_download",
        on_click="ignore",
        icon=":material/download:",
    )


def _editor(table: str, lang: str) -> None:
    home = store.default()
    current = home.current()
    version = current.id if current else ""
    try:
        rows = editing.rows(home, table)
    except DataError as mistake:
        st.info(literal(worded(mistake)))
        return
    edited = st.data_editor(
        rows.astype("string"),
        key=f"small_{table}_{version}",
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        column_config={
            column.name: _config(column, words.column_note(table, column.name, lang))
            for column in schema.table(table).mapped
        },
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        author = st.text_input(t("tables.author"), key="small_author", max_chars=60, width=200)
        reason = st.text_input(t("tables.reason"), key="small_reason", max_chars=200, width=420)
        saves = st.button(t("tables.save"), key="small_save", type="primary")
    st.download_button(
        t("tables.filled"),
        templates.template(table, rows),
        f"{table}.xlsx",
        XLSX,
        key="small_download",
        on_click="ignore",
        icon=":material/download:",
    )
    if saves:
        try:
            whole = edited.fillna("")
            told = aside.ask(editing.save, home, table, whole, author=author, reason=reason)
        except FileRefusedError as refused:
            for rejection in refused.report.rejections:
                st.error(literal(worded(rejection.said)))
        except DataError as mistake:
            st.error(literal(worded(mistake)))
        else:
            st.success(t("tables.saved", snapshot=told.snapshot_id))


def _config(column: schema.Column, note: str):
    required = not column.optional and not column.default
    choices = FLAGS if column.type == "boolean" else ["", *column.allowed]
    if column.allowed or column.type == "boolean":
        return st.column_config.SelectboxColumn(
            note, options=choices, required=required, help=column.name
        )
    return st.column_config.TextColumn(note, required=required, help=column.name)
