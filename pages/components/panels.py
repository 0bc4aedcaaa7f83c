"""What does one picture consist of? Its sentence, its chart, and the very rows behind both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.filters import FILTERED
from pages.components import canvas, permalink, scope_line, states, tables
from pages.components.canvas import Dated
from pages.components.cards import LOCK
from pages.components.numbers import count
from pages.components.sentences import Teller
from pages.components.tables import Column, Row
from pages.components.view import View
from pages.texts import literal, t

MOST_ROWS = 500  # of a table; a page that holds thousands is slow to send and to read
MOST_ROWS_UNASKED = 200  # of a table that is put together before anybody opens it
PLACE = "area"  # what a click chooses unless told otherwise
STATES = ("few", "hidden", "none", "provisional", "chosen", "total")


@dataclass(frozen=True)
class Shown:
    """How a column of the rows reads: its title, and a row's cell in words."""

    title: str
    write: Callable[[Mapping[str, Any]], str]
    number: bool = False


@dataclass(frozen=True)
class Panel:
    """One picture.

    Attributes
    ----------
    key
        Unique on the page: names the chart, the table and the sheet of the download.
    heading
        What is shown.
    words
        What it says, in a sentence made from the numbers; also the text of the chart for who
        cannot see it.
    rows
        The frame that is drawn, as it is downloaded. A column `kind` marks rows of the table:
        a state, "chosen" or "total"; it is not downloaded.
    columns
        How the rows read as a table.
    figure
        The chart; None where there is nothing to draw.
    picture
        Draws what no chart of `figure` can, told what it shows for who cannot see it.
    note
        How to read the chart.
    place
        The place that is meant; the one chosen, where none is named.
    drills
        Whether a click on the chart goes to what was clicked, whose code is the customdata.
    into
        What the click chooses, by its name in the address: a place, a question, a filter of
        records.
    controls
        Draws the choices that belong to the panel.
    dated
        What happened meanwhile, where the chart has a time axis.
    narrow
        Whether the next narrow panel stands beside it.
    below
        Draws what belongs right below the chart: its key, files of its own.
    beside
        Frames that are drawn besides the rows, by what they are: sheets of their own.
    """

    key: str
    heading: str
    words: str
    rows: pd.DataFrame
    columns: Sequence[Shown]
    figure: go.Figure | None = None
    picture: Callable[[str], None] | None = None
    note: str = ""
    place: str = ""
    drills: bool = False
    into: str = PLACE
    controls: Callable[[], None] | None = None
    dated: Sequence[Dated] = field(default=())
    narrow: bool = False
    below: Callable[[], None] | None = None
    beside: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def sheets(self) -> dict[str, pd.DataFrame]:
        """What is drawn as it is downloaded, by the name of its sheet."""
        rows = {self.key: self.rows.drop(columns="kind", errors="ignore")}
        return rows | {f"{self.key}_{name}": frame for name, frame in self.beside.items()}

    @cached_property
    def cells(self) -> list[Row]:
        """The rows as they are read, the first of very many."""
        return [
            Row([column.write(row) for column in self.columns], _kind(row))
            for row in self.rows.head(MOST_ROWS).to_dict("records")
        ]


def draw(teller: Teller, view: View, panel: Panel) -> None:
    """Draw a panel: heading, choices, sentence, chart, what it means, the table behind it."""
    st.subheader(panel.heading, anchor=False)
    if panel.controls:
        panel.controls()
    st.markdown(literal(panel.words))
    signs = [t(f"chart.{sign}") for sign in canvas.shown_signs(panel.figure)]
    alt = t("chart.alt", heading=panel.heading, words=" ".join([panel.words, *signs]))
    if panel.picture:
        panel.picture(alt)
    if panel.figure is not None:
        clicked = partial(drill, f"{panel.key}_chart", panel.into)
        st.plotly_chart(
            panel.figure,
            key=f"{panel.key}_chart",
            theme=None,
            config=canvas.CONFIG,
            alt=alt,
            on_select=clicked if panel.drills else "ignore",
            selection_mode="points",
        )
    if panel.below:
        panel.below()
    goes = t(f"chart.drill_{panel.into}") if panel.drills else ""
    notes = [panel.note, *signs, goes, *_events(panel)]
    told = " ".join(note for note in notes if note)
    if told:
        st.caption(literal(told))
    st.caption(literal(scope_line.short(teller, view, panel.place or teller.place)))
    if len(panel.rows):
        is_all = panel.figure is None and panel.picture is None  # the table is the picture
        is_long = len(panel.rows) > MOST_ROWS_UNASKED
        room = st.expander(
            t("heading.rows"),
            key=f"{panel.key}_rows",
            expanded=is_all,
            on_change="rerun" if is_long else "ignore",
        )
        with room:
            if not is_long or room.open:
                table(panel)


def table(panel: Panel) -> None:
    """Draw the rows of a panel as a table; of very many the first, the files have them all."""
    titles = [Column(column.title, column.number) for column in panel.columns]
    tables.draw(titles, panel.cells, panel.heading, total=len(panel.rows))


def drill(key: str, into: str = PLACE) -> None:
    """Go to what was clicked in the chart of that key; records of one kind are split anew."""
    code = canvas.picked(st.session_state[key])
    if code:
        permalink.change(**{into: code}, **({"by": ""} if into in FILTERED else {}))


def text(title: str, name: str) -> Shown:
    """A column of words."""
    return Shown(title, lambda row: "" if pd.isna(row[name]) else str(row[name]))


def counted(teller: Teller, title: str, name: str) -> Shown:
    """A column of counts."""
    return Shown(title, lambda row: count(teller.lang, row[name], exact=True), number=True)


def result(teller: Teller) -> list[Shown]:
    """The columns of the result frame: value, interval, counts, n, state."""

    def value(row: Mapping[str, Any]) -> str:
        if row["state"] == "hidden":
            return LOCK
        return str(teller.style(row["metric"], row["value"]).amount(row["value"]))

    def interval(row: Mapping[str, Any]) -> str:
        return teller.style(row["metric"], row["value"]).interval(row["low"], row["high"])

    def state(row: Mapping[str, Any]) -> str:
        return states.words(teller, row)

    return [
        Shown(teller.say("table.value"), value, number=True),
        Shown(teller.say("table.interval"), interval, number=True),
        *(_plain_count(teller, name) for name in ("numerator", "denominator", "n")),
        Shown(teller.say("table.state"), state),
    ]


def _plain_count(teller: Teller, name: str) -> Shown:
    def write(row: Mapping[str, Any]) -> str:
        return "" if pd.isna(row[name]) else count(teller.lang, row[name], exact=True)

    return Shown(teller.say(f"table.{name}"), write, number=True)


def _kind(row: Mapping[str, Any]) -> str:
    kind = row.get("kind") or row.get("state") or ""
    return kind if kind in STATES else ""


def _events(panel: Panel) -> list[str]:
    return [
        t("chart.event", mark=event.mark, day=_days_of(event), words=event.words)
        for event in panel.dated
    ]


def _days_of(event: Dated) -> str:
    first = f"{event.day:%Y-%m-%d}"
    return first if event.until is None else f"{first} – {event.until:%Y-%m-%d}"
