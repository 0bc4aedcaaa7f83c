"""How do the columns of the page read: places, differences, classes, reasons?"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics import METRICS
from pages.components import permalink
from pages.components.benchmarks.ground import Ground
from pages.components.benchmarks.pictures import Axis
from pages.components.cards import LOCK
from pages.components.figures import PLAIN, TICKS
from pages.components.numbers import MISSING, Amount
from pages.components.panels import Shown
from pages.components.sentences import Teller
from pages.texts import literal, t

Row = Mapping[str, Any]
TONES_OF_STATES = {"on_track": "better", "off_track": "worse"}


def place(teller: Teller, key: str, column: str) -> Shown:
    """Name of a place by its code."""
    return Shown(
        teller.say(key), lambda row: teller.name(row[column]) if _there(row, column) else MISSING
    )


def word(teller: Teller, key: str, column: str, kind: str) -> Shown:
    """A code in words; its texts are `<kind>.<code>`."""

    def write(row: Row) -> str:
        return teller.say(f"{kind}.{row[column]}") if _there(row, column) else MISSING

    return Shown(teller.say(key), write)


def amount(teller: Teller, key: str, column: str, state: str = "") -> Shown:
    """A value in the unit of the row's metric; a lock where it is hidden."""

    def write(row: Row) -> str:
        if state and row[state] == "hidden":
            return LOCK
        return str(teller.style(row["metric"], row[column]).amount(row[column]))

    return Shown(teller.say(key), write, number=True)


def change(teller: Teller, key: str, column: str) -> Shown:
    """A difference with its sign."""

    def write(row: Row) -> str:
        if math.isnan(row[column]):
            return MISSING
        return teller.style(row["metric"], row[column], row[column]).change(row[column], short=True)

    return Shown(teller.say(key), write, number=True)


def reach(teller: Teller, key: str, column: str) -> Shown:
    """A difference without a sign."""
    shown = change(teller, key, column)
    return Shown(shown.title, lambda row: shown.write(row).lstrip("+"), number=True)


def bounds(teller: Teller, key: str, low: str, high: str, about: str) -> Shown:
    """The interval of a difference."""

    def write(row: Row) -> str:
        style = teller.style(row["metric"], row[about], row[low], row[high])
        return style.changes(row[low], row[high])

    return Shown(teller.say(key), write, number=True)


def range_(teller: Teller, key: str, low: str, high: str, about: str) -> Shown:
    """The interval of a value."""

    def write(row: Row) -> str:
        return teller.style(row["metric"], row[about]).interval(row[low], row[high])

    return Shown(teller.say(key), write, number=True)


def percent(teller: Teller, key: str, column: str) -> Shown:
    """A share in whole percent."""

    def write(row: Row) -> str:
        return MISSING if math.isnan(row[column]) else f"{row[column]:.0%}"

    return Shown(teller.say(key), write, number=True)


def plain(teller: Teller, key: str, write: Callable[[Row], str], *, number: bool = False) -> Shown:
    """Whatever a function writes."""
    return Shown(teller.say(key), write, number=number)


def _there(row: Row, column: str) -> bool:
    return isinstance(row[column], str) and row[column] != ""


# ---------------------------------------------------------------- values and their axes
def differences(teller: Teller, metric: str, title: str, zero: str) -> Axis:
    """Axis of differences of a metric; shares differ by percentage points, drawn times 100."""
    if METRICS[metric].unit == "share":
        return Axis("+,.2~f", "", title, zero)
    return Axis("+,.2~f", str(Amount("", teller.say(f"unit.{METRICS[metric].unit}"))), title, zero)


def values(teller: Teller, metric: str) -> Axis:
    """Axis of the values of a metric."""
    unit = METRICS[metric].unit
    suffix = "" if unit == "share" else str(Amount("", teller.say(f"unit.{unit}")))
    return Axis(TICKS.get(unit, PLAIN), suffix)


def scaled(rows: pd.DataFrame, metric: str, names: Sequence[str]) -> pd.DataFrame:
    """Differences as they are drawn: shares in percentage points."""
    if METRICS[metric].unit != "share":
        return rows
    return rows.assign(**{name: rows[name] * 100 for name in names})


def timed(ground: Ground, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by half-year with the day and the short name at which they are drawn."""
    halves = [label.split("-H") for label in rows["period"]]
    return rows.assign(
        day=[pd.Timestamp(ground.ends[label]) for label in rows["period"]],
        label=[ground.teller.say(f"way.tick_{half}", year=year) for year, half in halves],
    )


# ---------------------------------------------------------------- choices
def choose_metric(ground: Ground) -> Callable[[], None]:
    """The select box of the metric, as the address has it."""

    def draw() -> None:
        named = ground.view.pinned.metric
        if named and named != ground.metric:
            shown = ground.teller.short(ground.metric)
            st.warning(literal(t("warning.metric", value=named, shown=shown)))
        st.session_state["metric"] = ground.metric
        st.selectbox(
            t("filters.metric"),
            ground.metrics,
            format_func=ground.teller.short,
            key="metric",
            on_change=lambda: permalink.change(metric=st.session_state["metric"]),
            label_visibility="collapsed",
            width=320,
        )

    return draw
