"""What is told of a check or a load: counts, what was left out, what is wrong and what to do?"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data import aside, remarks, sentences
from data.errors import DataError
from pages.components import numbers, tables
from pages.components.downloads import XLSX
from pages.components.intake.held import Held
from pages.components.tables import Column, Row
from pages.texts import known, language, literal, t, worded

COUNTS = ("read", "kept", "updated", "unchanged", "rejected")
MOST_NAMED = 8


def outcome(held: Held) -> None:
    """The outcome of a check or a load."""
    report, refusal = held.outcome.report, held.outcome.refusal
    if refusal:
        st.error(literal(worded(refusal)))
    elif "state" in report:
        key = "unchanged_note" if report["state"] == "unchanged" else report["state"]
        told = t(f"report.{key}", snapshot=report.get("snapshot_id", ""))
        (st.success if report["state"] == "published" else st.info)(literal(told))
    if "rows_read" in report:
        _counts(report)
        _named(report)
    if report.get("rejections"):
        _problems(held, report)


def _in_words(name: str) -> str:
    """Key of the report under which its sentences stand in the reader's language."""
    return f"{name}_zh" if language() == "zh" else name


def _counts(report: Mapping[str, Any]) -> None:
    lang = language()
    titles = [Column(t(f"report.{name}"), number=True) for name in COUNTS]
    cells = [numbers.count(lang, report[f"rows_{name}"], exact=True) for name in COUNTS]
    tables.draw(titles, [Row(cells)], t("report.counts"))


def _named(report: Mapping[str, Any]) -> None:
    """New places, columns never stored, corrections, and what else one should know."""
    lists = {
        "new_areas": [area["name"] for area in report.get("new_areas", ())],
        "dropped": report.get("dropped_columns", ()),
        "corrected": [f"{c['record_key']} {c['column']}" for c in report.get("corrections", ())],
    }
    for name, listed in lists.items():
        if listed:
            st.markdown(literal(t(f"report.{name}", names=_listed(listed), count=str(len(listed)))))
    for message in report.get(_in_words("messages"), ()):
        st.markdown(literal(message))


def _listed(names: Sequence[str]) -> str:
    told = t("sentence.list").join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    if more <= 0:
        return told
    return t("sentence.and_more", names=told, more=str(more), count=str(len(names)))


def _problems(held: Held, report: Mapping[str, Any]) -> None:
    """Every cell at fault with its rule and the remedy, and the file with remarks to take away."""
    rejections = report["rejections"]
    st.subheader(t("report.problems"), anchor=False)
    rules = report.get("rejected_by_rule", {})
    counted = [t("report.rule_count", rule=rule(r), count=str(n)) for r, n in rules.items()]
    st.markdown(literal(t("sentence.list").join(counted)))
    rows = [
        Row(
            [
                str(r["row_number"]),
                r["column"] or "",
                r["value"] or "",
                rule(r["rule"]),
                remedy(r["rule"]),
                r[_in_words("message")],
            ]
        )
        for r in rejections
    ]
    names = ("row", "column", "value", "rule", "remedy", "message")
    titles = [Column(t(f"report.{name}"), number=name == "row") for name in names]
    tables.draw(titles, rows, t("report.problems"))
    if st.button(t("report.make_remarks"), key="intake_remarks"):
        _remarks(held, rejections)


def _remarks(held: Held, rejections: Sequence[Mapping[str, Any]]) -> None:
    try:
        path, chosen = held.path.resolve(), held.chosen()
        name, content = aside.ask(remarks.annotated, path, chosen, rejections, language())
    except DataError as mistake:
        st.warning(literal(worded(mistake)))
        return
    st.download_button(
        t("report.remarks"),
        content,
        name,
        XLSX if name.endswith("xlsx") else "text/csv",
        key="intake_remarks_file",
        on_click="ignore",
        icon=":material/download:",
    )


def rule(name: str) -> str:
    """Name of a rule."""
    return worded(sentences.rule(name))


def remedy(name: str) -> str:
    """What to do where a rule is broken."""
    return t(f"remedy.{name}") if known(language(), f"remedy.{name}") else ""
