"""Which are the very numbers? Plain tables that print, copy and can be read aloud."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import streamlit as st

from pages.texts import t

MOST_ROWS = 500  # more would make the page heavy; the download holds all of them
SHORT, LONG = 20, 36  # half signs: up to ten Chinese signs stay on a line, from 18 on a cell wraps


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
    shown = rows[:MOST_ROWS]
    kinds = [_kind(column, [row.cells[k] for row in shown]) for k, column in enumerate(columns)]
    heads = "".join(
        f'<th scope="col" class="{kind}">{html.escape(column.title)}</th>'
        for column, kind in zip(columns, kinds, strict=True)
    )
    body = "".join(
        f'<tr class="{row.kind}">'
        + "".join(
            f'<td class="{kind}">{html.escape(cell)}</td>'
            for kind, cell in zip(kinds, row.cells, strict=True)
        )
        + "</tr>"
        for row in shown
    )
    st.html(
        f'<div class="frame" role="region" tabindex="0" aria-label="{html.escape(caption)}">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    every = max(total, len(rows))
    if every > MOST_ROWS:
        st.caption(t("table.rows", shown=str(MOST_ROWS), count=str(every)))


def _kind(column: Column, cells: Sequence[str]) -> str:
    """How wide a column wants to be: words that fit a line stay on it, sentences get room."""
    if column.number:
        return "number"
    longest = max(map(_width, cells), default=0)
    return "short" if longest <= SHORT else "long" if longest > LONG else "middle"


def _width(words: str) -> int:
    """Width in half signs: a Chinese sign is as wide as two Latin letters."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)
