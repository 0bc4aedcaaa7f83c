"""Which metric is mapped, of which places, in which classes? The address keeps it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analytics.classes import SCHEMES
from analytics.metrics import METRICS
from data import benchmarks, store
from data.access import Scope
from data.filters import Filters
from pages.components import days, permalink, reads
from pages.components.frame import Asked
from pages.components.standing import CLOCKS
from pages.components.view import View
from pages.texts import literal, t

USUAL = ("on_time_rate", "satisfaction_rate", "household_coverage_rate", "requests_received")
SECOND = ("resolution_median_days", "satisfaction_rate", "requests_received")
VOLUMES = ("count", "per_1000")  # units that no funnel judges
BY_GRID = ("requests", "backlog", "callbacks", "visits", "promises", "waiting", "links",
           "grid_months")  # fmt: skip
ROUNDS = ("responses", "round_coverage")
MOST_STEPS = 36  # of the time slider


@dataclass(frozen=True)
class Choice:
    """What is mapped: a metric of the places of a level inside an area."""

    metric: str
    level: str
    scheme: str
    area: str


def metrics(asked: Asked) -> list[str]:
    """Metrics that have records."""
    there = set(asked.view.records.spans["table"])

    def has_records(metric: str) -> bool:
        table = METRICS[metric].table
        return (table if table in ROUNDS else CLOCKS.get(table, "visits")) in there

    return [metric for metric in METRICS if has_records(metric)]


def metric(asked: Asked) -> str:
    """The metric chosen, or a usual one."""
    return _followed(asked.view.pinned.metric, metrics(asked), USUAL)


def second(asked: Asked) -> str:
    """The metric beside it, or one that is another."""
    others = [m for m in metrics(asked) if m != metric(asked)] or metrics(asked)
    return _followed(asked.view.pinned.second, others, SECOND)


def _followed(named: str, there: Sequence[str], usual: Sequence[str]) -> str:
    if named in there:
        return named
    return next((m for m in usual if m in there), there[0])


def levels(asked: Asked, chosen: str) -> list[str]:
    """Levels of the places that can be drawn, from the coarse to the fine."""
    view = asked.view
    tree = view.records.tree
    own = tree.levels.get(view.place, "")
    there = reads.levels(asked.scope, Filters(snapshot=view.records.snapshot))
    below = [level for level in there if not own or there.index(level) > there.index(own)]
    if METRICS[chosen].table not in BY_GRID:
        below = [level for level in below if level != "grid"]
    return below or [view.level]


def resolve(asked: Asked, chosen: str | None = None) -> Choice:
    """The choice of the address as far as it can be followed."""
    view = asked.view
    name = chosen or metric(asked)
    can = levels(asked, name)
    level = (
        view.pinned.at if view.pinned.at in can else (view.level if view.level in can else can[0])
    )
    usual = "funnel" if judges(name) else "quantile"
    named = view.pinned.classes
    scheme = named if named in schemes(asked, name) else usual
    return Choice(name, level, scheme, view.area if level != view.level else view.ground)


def judges(name: str) -> bool:
    """Whether a metric can be set against what chance allows."""
    return METRICS[name].unit not in VOLUMES


def schemes(asked: Asked, name: str) -> tuple[str, ...]:
    """Ways to class a metric: against chance where a funnel can judge, against targets if set."""
    fits = {"funnel": judges(name), "goal": len(goals(asked.scope, asked.view, name)) > 0}
    return tuple(scheme for scheme in SCHEMES if fits.get(scheme, True))


@reads.remembered
def goals(scope: Scope, view: View, name: str) -> pd.Series:
    """Targets of a metric for the year in which the period ends, by code of the place."""
    if METRICS[name].better not in ("higher", "lower"):
        return pd.Series(dtype=float)
    span = view.comparison.current
    found = benchmarks.targets(store.default(), scope, view.filters(span, area=""))
    mine = found[(found["metric"] == name) & (found["year"] == span.end.year)]
    return mine.set_index("area_code")["value"]


# ---------------------------------------------------------------- widgets
def draw(asked: Asked, choice: Choice, key: str) -> None:
    """Lists of metric, level and classes; the slider of periods."""
    say = asked.teller.say
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick("metric", t("maps.metric"), choice.metric, metrics(asked), asked.teller.short, key)
        can = levels(asked, choice.metric)
        pick("at", t("maps.level"), choice.level, can, lambda v: say(f"level.{v}"), key)
        ways = schemes(asked, choice.metric)
        pick("classes", t("maps.classes"), choice.scheme, ways, lambda v: say(f"scheme.{v}"), key)
    slider(asked.view, asked.teller.lang, key)


def pick(
    name: str,
    label: str,
    chosen: str,
    options: Sequence[str],
    words: Callable[[str], str],
    key: str,
) -> None:
    """A list whose choice goes to the address."""
    widget = f"{key}_{name}"
    st.session_state[widget] = chosen
    st.selectbox(
        label,
        list(options),
        format_func=words,
        key=widget,
        on_change=lambda: permalink.change(**{name: st.session_state[widget]}),
        placeholder=t("filters.nothing"),
        width=250,
    )


def slider(view: View, lang: str, key: str) -> None:
    """Move through the periods of one length."""
    found = [period.label for period in reversed(view.records.periods(view.grain))][-MOST_STEPS:]
    if view.period.label not in found or len(found) < 2:
        return
    widget = f"{key}_period"
    st.session_state[widget] = view.period.label
    st.select_slider(
        t("maps.period"),
        found,
        format_func=lambda label: days.period(lang, label, short=True),
        key=widget,
        on_change=lambda: permalink.change(grain=view.grain, period=st.session_state[widget]),
    )


def unfollowed(asked: Asked, choice: Choice) -> None:
    """Say which choices of the address could not be followed."""
    pinned, say = asked.view.pinned, asked.teller.say
    given = {
        "metric": (pinned.metric, choice.metric, asked.teller.short(choice.metric)),
        "at": (pinned.at, choice.level, say(f"level.{choice.level}")),
        "classes": (pinned.classes, choice.scheme, say(f"scheme.{choice.scheme}")),
    }
    for name, (named, followed, words) in given.items():
        if named and named != followed:
            st.caption(literal(t(f"maps.unfollowed_{name}", shown=words)))
