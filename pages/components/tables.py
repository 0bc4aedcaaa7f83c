"""Which are the very numbers? Plain tables that print, copy and can be read aloud."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.texts import t

MOST_ROWS = 500  # more would make the page heavy; the download holds all of them


@dataclass(frozen=True)
class Column:
    """A title, and whether numbers stand below it."""

    title: str
    number: bool = False


@dataclass(frozen=True)
class Row:
    """Cells as they are read; `kind` names the state, or "chosen" or "total"."""

    cells: Sequence[str]
    kind: str = ""


def draw(columns: Sequence[Column], rows: Sequence[Row], caption: str, *, total: int = 0) -> None:
    """Draw a table inside its own frame, which alone may scroll sideways.

    `total` is the number of rows there are, where only the first of them are handed in.
    """
    heads = "".join(
        f'<th scope="col" class="{_kind(column)}">{html.escape(column.title)}</th>'
        for column in columns
    )
    body = "".join(
        f'<tr class="{row.kind}">'
        + "".join(
            f'<td class="{_kind(column)}">{html.escape(cell)}</td>'
            for column, cell in zip(columns, row.cells, strict=True)
        )
        + "</tr>"
        for row in rows[:MOST_ROWS]
    )
    st.html(
        f'<div class="frame" role="region" tabindex="0" aria-label="{html.escape(caption)}">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    every = max(total, len(rows))
    if every > MOST_ROWS:
        st.caption(t("table.rows", shown=str(MOST_ROWS), count=str(every)))


def _kind(column: Column) -> str:
    return "number" if column.number else ""
