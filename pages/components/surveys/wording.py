"""How are shares of answers written, in sentences and in tables?"""

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components.cards import LOCK
from pages.components.frame import Asked
from pages.components.numbers import MISSING, Style, count
from pages.components.panels import Shown


def share(asked: Asked, value: float) -> str:
    """A share: 92.1%."""
    return str(Style(asked.teller.lang, "share").amount(value))


def points(asked: Asked, value: float, low: float, high: float) -> str:
    """A difference of shares with its bounds: −3.1 percentage points (−5.0 to −1.2)."""
    style = Style.of(asked.teller.lang, "share", value, low, high)
    return asked.teller.say(
        "surveys.points", change=style.change(value), interval=style.changes(low, high)
    )


def size(asked: Asked, value: float) -> str:
    """How large a difference of shares is, whichever way it goes: 3.1 percentage points."""
    return Style.of(asked.teller.lang, "share", value, value).change(value).removeprefix("+")


def as_points(asked: Asked, rows: pd.DataFrame) -> pd.DataFrame:
    """Differences as the values of a chart, in percentage points."""
    shown = Style(asked.teller.lang, "share").shown
    return rows.assign(
        value=[shown(value) for value in rows["difference"]],
        low=[shown(value) for value in rows["difference_low"]],
        high=[shown(value) for value in rows["difference_high"]],
    )


def on_axis(asked: Asked, figure: go.Figure) -> go.Figure:
    """Name the unit of differences under their axis."""
    return figure.update_xaxes(title_text=asked.teller.say("unit.percentage_points"))


def interval(asked: Asked, low: float, high: float) -> str:
    """Bounds of a share."""
    return Style(asked.teller.lang, "share").interval(low, high)


def number(asked: Asked, value: float) -> str:
    """A count."""
    return count(asked.teller.lang, value)


def hover(*lines: str) -> str:
    """Lines of what appears over a point; names cannot draw anything."""
    return "<br>".join(html.escape(line) for line in lines if line)


def measured(asked: Asked, title: str, row: Mapping[str, Any], metric: str) -> str:
    """What appears over a value: what it is, how sure, from how many."""
    say = asked.teller.say
    state = say(f"state.{row['state']}")
    return hover(
        title,
        say("surveys.hover_value", metric=asked.teller.short(metric),
            value=share(asked, row["value"]), interval=interval(asked, row["low"], row["high"])),
        f"n = {number(asked, row['n'])}" if not pd.isna(row["n"]) else "",
        state,
    )  # fmt: skip


# ---------------------------------------------------------------- columns of tables
def shares(asked: Asked, title: str, name: str = "value") -> Shown:
    """A column of shares; hidden ones are locked."""

    def cell(row: Mapping[str, Any]) -> str:
        if pd.isna(row[name]):
            return LOCK if row.get("state") == "hidden" and name != "previous" else MISSING
        return share(asked, row[name])

    return Shown(asked.teller.say(f"surveys.column_{title}"), cell, number=True)


def sizes(asked: Asked, title: str, name: str) -> Shown:
    """A column with sizes of differences."""

    def cell(row: Mapping[str, Any]) -> str:
        return MISSING if pd.isna(row[name]) else size(asked, row[name])

    return Shown(asked.teller.say(f"surveys.column_{title}"), cell, number=True)


def bounds(asked: Asked, title: str, low: str = "low", high: str = "high") -> Shown:
    """A column with the bounds of a share."""

    def cell(row: Mapping[str, Any]) -> str:
        return "" if pd.isna(row[low]) else interval(asked, row[low], row[high])

    return Shown(asked.teller.say(f"surveys.column_{title}"), cell, number=True)


def differences(asked: Asked, title: str, prefix: str = "") -> Shown:
    """A column with differences and their bounds."""

    def cell(row: Mapping[str, Any]) -> str:
        value, low, high = (row[f"{prefix}difference{end}"] for end in ("", "_low", "_high"))
        return MISSING if pd.isna(value) else points(asked, value, low, high)

    return Shown(asked.teller.say(f"surveys.column_{title}"), cell, number=True)


def counts(asked: Asked, title: str, name: str) -> Shown:
    """A column of counts."""

    def cell(row: Mapping[str, Any]) -> str:
        return "" if pd.isna(row[name]) else count(asked.teller.lang, row[name], exact=True)

    return Shown(asked.teller.say(f"surveys.column_{title}"), cell, number=True)


def coded(asked: Asked, title: str, name: str, prefix: str) -> Shown:
    """A column of codes, each in words."""

    def cell(row: Mapping[str, Any]) -> str:
        code = row[name]
        return asked.teller.say(f"{prefix}{code}") if isinstance(code, str) and code else ""

    return Shown(asked.teller.say(f"surveys.column_{title}"), cell)


def states(asked: Asked) -> Shown:
    """A column that says what may be made of a number."""
    return Shown(
        asked.teller.say("table.state"), lambda row: asked.teller.say(f"state.{row['state']}")
    )
