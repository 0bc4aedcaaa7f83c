"""What does each class of a map mean, and which places are in it?"""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.classes import BANDS, GOALS
from pages.components.frame import Asked
from pages.components.maps.colours import STATES
from pages.components.numbers import count
from pages.components.sentences import MOST_NAMES

PROVISIONAL = "provisional"  # a state that is hatched, because it has a value and so a class
JUDGED = {"funnel": BANDS, "goal": GOALS}  # classes of a scheme whatever the values


@dataclass(frozen=True)
class Entry:
    """A class: its kind, what it is called, its colour, the places in it, whether it is hatched."""

    kind: str
    title: str
    colour: str
    places: tuple[str, ...]
    is_hatched: bool = False


def kinds(rows: pd.DataFrame, scheme: str, bounds: np.ndarray) -> list[str]:
    """Classes in their order: all of values, and the states that occur."""
    valued = JUDGED.get(scheme, [str(i) for i in range(len(bounds) + 1)])
    there = set(rows["klass"])
    return [*valued, *(state for state in STATES if state in there)]


def titles(asked: Asked, metric: str, found: Sequence[str], bounds: np.ndarray) -> list[str]:
    """What the classes are called: bands, states, or the span of their values."""
    say = asked.teller.say
    style = asked.teller.style(metric, float(bounds[0]) if len(bounds) else 1.0)
    written = [str(style.amount(bound)) for bound in bounds]

    def span(number: int) -> str:
        if not written:
            return say("maps.all_alike")
        if number == 0:
            return say("maps.up_to", high=written[0])
        if number == len(written):
            return say("maps.over", low=written[-1])
        return say("maps.between", low=written[number - 1], high=written[number])

    return [span(int(kind)) if kind.isdigit() else say(f"maps.{kind}") for kind in found]


def entries(
    rows: pd.DataFrame, found: Sequence[str], named: Sequence[str], colours: Sequence[str]
) -> list[Entry]:
    """The key: every class with its places. `rows`: klass, name."""
    return [
        Entry(kind, title, colour, tuple(rows.loc[rows["klass"] == kind, "name"]))
        for kind, title, colour in zip(found, named, colours, strict=True)
    ]


def with_provisional(asked: Asked, rows: pd.DataFrame, classes: Sequence[Entry]) -> list[Entry]:
    """The key with the places whose numbers will still change, which are hatched over their class.

    `rows`: name, state.
    """
    due = tuple(rows.loc[rows["state"] == PROVISIONAL, "name"])
    if not due:
        return list(classes)
    title = asked.teller.say("maps.provisional")
    return [*classes, Entry(PROVISIONAL, title, asked.colours.paper, due, is_hatched=True)]


def as_html(asked: Asked, key: Sequence[Entry], write: Callable[[Entry], str] | None = None) -> str:
    """The key as a list; a class with few places names them, so that it can be read without map."""

    def told(entry: Entry) -> str:
        names = asked.teller.some(list(entry.places)) if entry.places else ""
        is_short = len(entry.places) <= MOST_NAMES
        number = count(asked.teller.lang, len(entry.places))
        return names if is_short and names else number

    items = "".join(
        f'<li><span class="swatch{" hatched" if entry.is_hatched else ""}" '
        f'style="background-color:{entry.colour}"></span>'
        f"<span>{html.escape(entry.title)}</span>"
        f'<span class="quiet">{html.escape((write or told)(entry))}</span></li>'
        for entry in key
    )
    return f'<ul class="mapkey">{items}</ul>'
