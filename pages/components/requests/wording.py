"""How are shares, times and counts of requests written, in sentences and in tables?"""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from pages.components.frame import Asked
from pages.components.numbers import MISSING, Style, count
from pages.components.panels import Shown

MOST_NAMES = 3


def share(asked: Asked, value: float) -> str:
    """A share: 92.1%."""
    return _written(asked, "share", value)


def days(asked: Asked, value: float) -> str:
    """A time, in minutes, hours or days."""
    return _written(asked, "days", value)


def tick(asked: Asked, value: float) -> str:
    """A time on an axis, without decimals."""
    style = replace(Style.of(asked.teller.lang, "days", value), decimals=0)
    return str(style.amount(value))


def number(asked: Asked, value: float) -> str:
    """A count."""
    return count(asked.teller.lang, value)


def plain(asked: Asked, value: float) -> str:
    """A ratio, or hours under a title that says so: 1.4."""
    return _written(asked, "each", value)


def share_interval(asked: Asked, low: float, high: float) -> str:
    """Bounds of a share."""
    return Style.of(asked.teller.lang, "share", 1.0).interval(low, high)


def _written(asked: Asked, unit: str, value: float) -> str:
    return str(Style.of(asked.teller.lang, unit, value).amount(value))


def names(asked: Asked, found: Sequence[str]) -> str:
    """The first few of some names, and how many there are."""
    say = asked.teller.say
    first = say("sentence.list").join(found[:MOST_NAMES])
    more = len(found) - MOST_NAMES
    if more <= 0:
        return first
    return say("requests.and_more", names=first, count=str(len(found)), more=str(more))


def hover(*lines: str) -> str:
    """Lines of what appears over a point; names cannot draw anything."""
    return "<br>".join(html.escape(line) for line in lines if line)


# ---------------------------------------------------------------- columns of tables
Writer = Callable[[Asked, float], str]


def column(asked: Asked, title: str, name: str, write: Writer) -> Shown:
    """A column of numbers, written by one of the functions above."""

    def cell(row: Mapping[str, Any]) -> str:
        return MISSING if pd.isna(row[name]) else write(asked, row[name])

    return Shown(asked.teller.say(f"requests.column_{title}"), cell, number=True)


def reached(asked: Asked, name: str, count: str, title: str = "", write: Writer = days) -> Shown:
    """A column of the time by which a share is reached, with the reason where it is not.

    `name` ends with p50, p75 or p90; `count` is the column that tells how many there are at all.
    """

    def cell(row: Mapping[str, Any]) -> str:
        if pd.notna(row[name]):
            return write(asked, row[name])
        short = "half_so_far" if name.endswith("p50") else "fewer_so_far"
        return asked.teller.say(f"requests.{short}") if row[count] > 0 else MISSING

    return Shown(asked.teller.say(f"requests.column_{title or name}"), cell, number=True)


def state(asked: Asked, row: Mapping[str, Any], count: str = "n") -> str:
    """What may be made of a number; where there are records without one, it is not reached yet."""
    late = row["state"] == "none" and row[count] > 0
    return asked.teller.say(f"state.{'unreached_50' if late else row['state']}")


def states(asked: Asked, count: str = "n") -> Shown:
    """A column of it."""
    return Shown(asked.teller.say("table.state"), lambda row: state(asked, row, count))


def interval(asked: Asked, unit: str, low: str = "low", high: str = "high") -> Shown:
    """A column with the bounds of a number."""

    def cell(row: Mapping[str, Any]) -> str:
        if pd.isna(row[low]):
            return ""
        style = Style.of(asked.teller.lang, unit, row[low])
        return style.interval(row[low], row[high])

    return Shown(asked.teller.say("table.interval"), cell, number=True)
