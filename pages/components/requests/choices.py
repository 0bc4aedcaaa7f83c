"""By what is a picture of requests split, and which number does it show?"""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from analytics.grouping import OTHERS
from analytics.metrics.requests import WEEK, WITHIN_DAYS, within_id
from pages.components import permalink
from pages.components.frame import Asked
from pages.components.panels import PLACE
from pages.texts import t

SPLITS = ("place", "category", "channel", "kind", "setting")  # of times
UNKNOWN = ""  # a group that the source does not tell


def split(asked: Asked, options: Sequence[str]) -> str:
    """The chosen split, or the first that can be had: a place without parts has none to split."""
    there = options_there(asked, options)
    named = asked.view.pinned.by
    return named if named in there else there[0]


def options_there(asked: Asked, options: Sequence[str]) -> list[str]:
    """The splits that this view can have."""
    return [by for by in options if by != "place" or asked.view.has_parts]


def splitter(asked: Asked, options: Sequence[str], key: str) -> Callable[[], None]:
    """A list to choose the split from; the address keeps it."""

    def words(by: str) -> str:
        name = split_name(asked, by)
        return name[:1].upper() + name[1:]

    return partial(_choose, "by", options_there(asked, options), split(asked, options), words, key)


def metric(asked: Asked, options: Sequence[str]) -> str:
    """The chosen metric, or the first of them."""
    named = asked.view.pinned.metric
    if named in map(within_id, WITHIN_DAYS):
        (named,) = within(asked, [within_id(WEEK)])
    return named if named in options else options[0]


def chooser(
    asked: Asked, options: Sequence[str], key: str, words: Callable[[str], str] | None = None
) -> Callable[[], None]:
    """A list to choose the metric from, or what else is counted; the address keeps it."""
    names = words or asked.teller.short
    return partial(_choose, "metric", options, metric(asked, options), names, key)


def days(asked: Asked) -> int:
    """Within how many days the share resolved is told: those of the address, else a week."""
    named = asked.view.pinned.days
    return int(named) if named in map(str, WITHIN_DAYS) else WEEK


def within(asked: Asked, metrics: Sequence[str]) -> list[str]:
    """Metrics, the share resolved within a week as that within the days chosen."""
    return [within_id(days(asked)) if metric == within_id(WEEK) else metric for metric in metrics]


def day_list(asked: Asked, key: str) -> Callable[[], None]:
    """A list to choose the days from; the address keeps it."""

    def words(number: str) -> str:
        return asked.teller.say("requests.within", days=within_days(asked, int(number)))

    return partial(_choose, "days", list(map(str, WITHIN_DAYS)), str(days(asked)), words, key)


def within_days(asked: Asked, number: int) -> str:
    """So many days, in words."""
    return asked.teller.say("requests.days", n=number, count=str(number))


def both(*controls: Callable[[], None]) -> Callable[[], None]:
    """Lists side by side."""

    def draw() -> None:
        with st.container(horizontal=True):
            for control in controls:
                control()

    return draw


def _choose(
    name: str, options: Sequence[str], chosen: str, words: Callable[[str], str], key: str
) -> None:
    st.session_state[key] = chosen
    st.selectbox(
        t(f"requests.choose_{name}"),
        options,
        format_func=words,
        key=key,
        on_change=lambda: permalink.change(**{name: st.session_state[key]}),
        label_visibility="collapsed",
        width=260,
    )


def split_name(asked: Asked, by: str) -> str:
    """What a split is called: by township, by channel."""
    level = asked.teller.say(f"level.{asked.view.level}").lower()
    return asked.teller.say(f"requests.by_{by}", level=level)


def into(asked: Asked, by: str, options: Sequence[str]) -> str:
    """What a click on a group chooses, by its name in the address; "" where there is no way down.

    A place is gone to; a category and what else can be filtered is looked at alone, if there is
    something else left to split it by.
    """
    if by == "place":
        return PLACE
    column = OTHERS.get(by, "")
    is_first = by == options_there(asked, options)[0]
    return column if column in asked.view.records.kinds and not is_first else ""


def name(asked: Asked, by: str, code: str) -> str:
    """What a group is called."""
    if code == UNKNOWN:
        return asked.teller.say("requests.unknown")
    if by == "place":
        return asked.teller.name(code)
    kinds = asked.view.records.kinds.get(OTHERS.get(by, by))
    return kinds.labels.get(code, code) if kinds else code
