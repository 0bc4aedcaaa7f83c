"""Which measures are there? A list, and the entry of one of them."""

import html
from collections.abc import Sequence

import streamlit as st

from analytics.metrics import METRICS
from data.access import Scope
from pages.components import days, permalink
from pages.components.filters import place_name
from pages.components.glossary import entries
from pages.components.glossary.entries import Measured
from pages.components.view import View
from pages.texts import LANGUAGES, language, literal, say, t

FIRST = "satisfaction_rate"


def draw(scope: Scope, view: View | None) -> None:
    """Draw the choice of a measure, its entry, and the list of all."""
    metric = _choice()
    measured = _measured(scope, view, metric) if view else None
    lang = language()
    st.subheader(t(f"metric.{metric}.name"), anchor=False)
    st.caption(literal(entries.other_name(lang, metric)))
    st.html(_entry(entries.rows(lang, metric, measured)))
    if measured:
        with st.expander(t("glossary.sql"), key="sql"):
            st.caption(t("glossary.sql_note"))
            for sql in measured.sql:
                st.code(sql, language="sql", wrap_lines=True)
    st.subheader(t("glossary.index"), anchor=False)
    st.caption(t("glossary.count", count=str(len(METRICS))))
    st.markdown(_list(lang), unsafe_allow_html=True)


def _choice() -> str:
    """The measure of the address, the first one where it names none that exists."""
    named = permalink.read().entry
    metric = named if named in METRICS else FIRST
    if named and named != metric:
        shown = t(f"metric.{metric}.name")
        st.warning(literal(t("glossary.unknown", value=named, shown=shown)))
    st.session_state["entry"] = metric
    st.selectbox(
        t("glossary.choose"),
        list(dict.fromkeys([*METRICS, metric])),
        format_func=lambda m: t(
            "glossary.of_records",
            records=entries.records(language(), m),
            name=t(f"metric.{m}.name"),
        ),
        key="entry",
        on_change=lambda: permalink.change(entry=st.session_state["entry"]),
        width=480,
    )
    return metric


def _measured(scope: Scope, view: View, metric: str) -> Measured:
    filters = view.filters(view.comparison.current, area=view.area)
    frame, sql = entries.asked(scope, filters, metric, view.records.data_date)
    lang, tree = language(), view.records.tree
    told = say(
        lang,
        "scope.short",
        place=place_name(tree, view.area),
        period=days.period(lang, view.period.label, short=True),
        data_date=days.moment(lang, view.records.data_date, view.records.zone),
    )
    return Measured(frame.iloc[0].to_dict(), sql, told)


def _entry(rows: Sequence[entries.Row]) -> str:
    """The entry as a list of terms, which can be read aloud."""
    lines = []
    for row in rows:
        code = "".join(
            f"<div class='formula'>{html.escape(name)} = <code>{html.escape(text)}</code></div>"
            for name, text in row.code
        )
        lines.append(f"<dt>{html.escape(row.label)}</dt><dd>{html.escape(row.text)}{code}</dd>")
    return f'<dl class="entry">{"".join(lines)}</dl>'


def _list(lang: str) -> str:
    """All measures as a table, each name a way to its entry."""
    (other,) = (known for known in LANGUAGES if known != lang)
    titles = [t(f"glossary.list.{name}") for name in
              ("name", "other", "records", "unit", "better", "sentence")]  # fmt: skip
    head = "".join(f'<th scope="col">{html.escape(title)}</th>' for title in titles)
    body = "".join(f"<tr>{_line(lang, other, metric)}</tr>" for metric in METRICS)
    label = html.escape(t("glossary.index"))
    return (
        f'<div class="frame" role="region" tabindex="0" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _line(lang: str, other: str, metric: str) -> str:
    link = html.escape(permalink.entry(metric))
    named = f'<a href="{link}" target="_self">{html.escape(say(lang, f"metric.{metric}.name"))}</a>'
    plain = [
        say(other, f"metric.{metric}.name"),
        entries.records(lang, metric),
        say(lang, f"glossary.unit.{METRICS[metric].unit}"),
        say(lang, f"glossary.better.{METRICS[metric].better}"),
        say(lang, f"metric.{metric}.definition"),
    ]
    cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in plain)
    return f"<td>{named}</td>{cells}"
