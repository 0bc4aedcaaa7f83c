"""How does the clerk adjust a suggested mapping?"""

from typing import Any

import pandas as pd
import streamlit as st

from data import schema, words
from data.sources.guessing import kinds
from data.sources.suggesting import ASKED, LEVELS, NEVER, SURVEY, TABLES
from pages.components.intake import held as desk
from pages.components.intake import survey
from pages.components.intake.held import Held
from pages.texts import language, literal, t

NONE = ""
MOST_NAMED = 12  # columns of a file of which none is known
PLACE = "place: "  # rows of the editor that name places


def draw(held: Held) -> None:
    """The kind of records, the columns, the values of codes, the order of day and month."""
    table = held.suggestion.table
    st.selectbox(
        t("mapping.table"),
        TABLES,
        index=TABLES.index(table),
        format_func=_kind,
        key=f"mapping_table_{held.version}",
        on_change=lambda: desk.propose(held, st.session_state[f"mapping_table_{held.version}"]),
        width=560,
    )
    if not held.suggestion.matches:
        named = t("sentence.list").join(list(held.look.columns)[:MOST_NAMED])
        st.warning(literal(t("mapping.nothing", columns=named)))
    elif held.suggestion.missing:
        named = t("sentence.list").join(
            f"{words.column_note(table, c, language())} ({c})" for c in held.suggestion.missing
        )
        st.warning(t("mapping.missing", columns=named))
    with st.container(horizontal=True):
        source = _named(held, "source")
        zone = _named(held, "time_zone")
    raw = {**_columns(held, table), "source": source, "time_zone": zone}
    raw = {key: value for key, value in raw.items() if value}
    if table == SURVEY:
        survey.draw(held, raw)
    _values(held, raw, table)
    _dates(held, raw)
    held.raw = raw


def _kind(table: str) -> str:
    """What a row of the file is; of a survey a row is a whole form."""
    return t("asked.table") if table == SURVEY else words.table_note(table, language())


def _named(held: Held, name: str) -> str:
    return st.text_input(
        t(f"mapping.{name}"),
        held.suggestion.raw.get(name, NONE),
        key=f"mapping_{name}_{held.version}",
        help=t(f"mapping.{name}_help"),
        width=272,
    ).strip()


def _columns(held: Held, table: str) -> dict[str, Any]:
    """Which column of the file fills which of the table, or what holds for all rows."""
    lang, before = language(), held.suggestion.raw
    filled = before["output"][0]["columns"]
    scores = {m.target: m.score for m in held.suggestion.matches}
    rows = []
    for column in schema.table(table).mapped:
        if column.name in NEVER or (table == SURVEY and column.name in ASKED):
            continue
        one = filled.get(column.name, {})
        rows.append(_row(column.name, words.column_note(table, column.name, lang), one, scores))
    for level in LEVELS if before.get("areas") or _lies_somewhere(table) else ():
        one = before.get("areas", {}).get(level, {})
        rows.append(_row(f"{PLACE}{level}", t(f"mapping.{level}"), one, scores, level))
    frame = pd.DataFrame(rows)
    edited = st.data_editor(
        frame,
        key=f"mapping_columns_{held.version}",
        hide_index=True,
        height=420,
        placeholder="",
        disabled=["target", "note", "likeness"],
        column_config={
            "note": st.column_config.TextColumn(t("mapping.note"), width="medium"),
            "header": st.column_config.SelectboxColumn(
                t("mapping.header"), options=[NONE, *held.look.columns], width="medium"
            ),
            "constant": st.column_config.TextColumn(t("mapping.constant"), width="small"),
            "likeness": st.column_config.NumberColumn(
                t("mapping.likeness"), format="percent", width="small"
            ),
            "target": st.column_config.TextColumn(t("mapping.target"), width="small"),
        },
    )
    return _mapped(before, edited)


def _lies_somewhere(table: str) -> bool:
    return any(c.name == "village_code" for c in schema.table(table).columns)


def _row(target: str, note: str, one: Any, scores: dict, name: str = "") -> dict[str, Any]:
    header = one if isinstance(one, str) else one.get("from", NONE)
    header = NONE if _may_lack(one) else header
    constant = NONE if isinstance(one, str) else one.get("constant", NONE)
    likeness = scores.get(name or target)
    return {
        "note": note,
        "header": header,
        "constant": constant,
        "likeness": likeness,
        "target": target,
    }


def _mapped(before: dict[str, Any], edited: pd.DataFrame) -> dict[str, Any]:
    """The mapping as the editor has it; values of codes are kept where the header is the same."""
    kept = before["output"][0]["columns"]
    columns: dict[str, Any] = {}
    if before["output"][0]["table"] == SURVEY:
        columns = {name: entry for name, entry in kept.items() if name in ASKED}
    areas = {k: v for k, v in before.get("areas", {}).items() if k not in LEVELS}
    for row in edited.to_dict("records"):
        header, constant = row["header"] or NONE, row["constant"] or NONE
        name = row["target"].removeprefix(PLACE)
        if not header and not constant:
            unsaid = before.get("areas", {}).get(name)
            if row["target"].startswith(PLACE) and _may_lack(unsaid):
                areas[name] = unsaid
            continue
        entry: Any = header or {"constant": constant}
        if row["target"].startswith(PLACE):
            areas[name] = entry
            continue
        old = kept.get(name)
        columns[name] = old if isinstance(old, dict) and old.get("from") == header else entry
    raw = {**before, "output": [{**before["output"][0], "columns": columns}]}
    if any(level in areas for level in LEVELS):
        raw["areas"] = {"by": "name", "unlocated": t("mapping.unlocated"), **areas}
        if raw["areas"]["by"] == "code":
            raw["areas"].pop("unlocated")
    else:
        raw.pop("areas", None)
    return raw


def _may_lack(entry: Any) -> bool:
    """The mapping of a place that the file need not name."""
    return isinstance(entry, dict) and bool(entry.get("optional"))


def _values(held: Held, raw: dict[str, Any], table: str) -> None:
    """What the values of codes mean; the rest is said once for all others."""
    rows = []
    for name, entry in raw["output"][0]["columns"].items():
        column = schema.table(table).column(name)
        if "constant" in entry or not (column.allowed or column.type == "boolean"):
            continue
        header = entry if isinstance(entry, str) else entry["from"]
        given = {} if isinstance(entry, str) else entry.get("values", {})
        rows += [
            {"target": name, "text": text, "becomes": given.get(text, NONE)}
            for text in (*kinds(held.look.texts[header]), "*")
            if text
        ]
    if not rows:
        return
    choices = {c for r in rows for c in _allowed(table, r["target"])}
    with st.expander(t("mapping.values"), key=f"mapping_values_box_{held.version}"):
        st.caption(t("mapping.values_note"))
        edited = st.data_editor(
            pd.DataFrame(rows),
            key=f"mapping_values_{held.version}",
            hide_index=True,
            disabled=["target", "text"],
            column_config={
                "target": st.column_config.TextColumn(t("mapping.target")),
                "text": st.column_config.TextColumn(t("mapping.text")),
                "becomes": st.column_config.SelectboxColumn(
                    t("mapping.becomes"), options=[NONE, *sorted(choices)]
                ),
            },
        )
    for name, part in edited.groupby("target"):
        entry = raw["output"][0]["columns"][name]
        header = entry if isinstance(entry, str) else entry["from"]
        pairs = zip(part["text"], part["becomes"], strict=True)
        values = {text: becomes for text, becomes in pairs if becomes}
        raw["output"][0]["columns"][name] = {
            "from": header,
            **({"values": values} if values else {}),
        }


def _allowed(table: str, column: str) -> tuple[str, ...]:
    return schema.table(table).column(column).allowed or ("true", "false")


def _dates(held: Held, raw: dict[str, Any]) -> None:
    """Ask which of two figures is the day, where the texts do not tell."""
    dates = held.suggestion.dates
    if not dates.day_first:
        return
    orders = {"": "mapping.order_open", "day": "mapping.order_day", "month": "mapping.order_month"}
    allowed = ["", "day", "month"] if dates.is_open else ["day", "month"]
    order = st.radio(
        t("mapping.order"),
        allowed,
        index=allowed.index(dates.order),
        format_func=lambda o: t(orders[o]),
        key=f"mapping_order_{held.version}",
        horizontal=True,
    )
    forms = {"day": dates.day_first, "month": dates.month_first}.get(order, ())
    raw["date_forms"] = list(forms)
    if not forms:
        raw.pop("date_forms")
