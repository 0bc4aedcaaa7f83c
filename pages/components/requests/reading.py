"""Which frames does the page on requests rest on? Each is read once for who asks and what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import ibis
import pandas as pd

from analytics import (
    arrivals,
    asking,
    backlog,
    closure_quality,
    competing,
    curves,
    differencing,
    episodes,
    funnels,
    judge,
    levels,
    spell_counts,
    stages,
    standardisation,
    whistles,
    working_time,
)
from analytics.curves import Split
from analytics.grouping import OTHERS
from analytics.periods import Period, last_day, recent
from analytics.spells import FATES, TWO_DIGITS
from data import listings, queries, settings, store
from data.access import Scope
from data.filters import Filters
from pages.components import reads
from pages.components.view import View

SHARE = ("value", "low", "high")
HALF = ("p50", "p50_low", "p50_high")
RATIO = ("ratio", "low", "high")
AT_RISK_AT = 5  # days at which the numbers at risk stand below a chart


@dataclass(frozen=True)
class Peers:
    """Whose side a place is set by: places of a level inside `ground`; `code` is the one chosen."""

    ground: str
    level: str
    code: str

    @property
    def column(self) -> str:
        """Column of the records that names the places."""
        return f"{self.level}_code"


def peers(view: View) -> Peers:
    """The parts of the whole, or the places beside the one chosen."""
    tree = view.records.tree
    if view.area and view.area != tree.top():
        return Peers(tree.parent(view.area), tree.levels[view.area], view.area)
    return Peers(view.area, view.level, "")


def column(view: View, by: str) -> str:
    """Column of the records that a choice of the page splits by; "" for none."""
    return f"{view.level}_code" if by == "place" else OTHERS.get(by, "")


def group(view: View, by: str) -> str:
    """Group of `measure` that a choice of the page splits by."""
    return view.level if by == "place" else by


def here(scope: Scope, view: View, **changed: object) -> Mapping[str, ibis.Table]:
    """Tables of the place and days chosen."""
    return _tables(scope, _filters(view, view.area, **changed))


def around(scope: Scope, view: View) -> Mapping[str, ibis.Table]:
    """Tables of the place and its peers."""
    return _tables(scope, _filters(view, peers(view).ground))


def reached(view: View) -> date:
    """Last day looked at that the records can cover."""
    return min(view.comparison.current.end, last_day(view.records.data_date, view.records.zone))


# ---------------------------------------------------------------- frames
@reads.remembered
def split(scope: Scope, view: View, by: str, horizon: float, number: float) -> Split:
    """Curves of the place by some groups, and its own; `number` of requests there are."""
    days = [horizon * n / AT_RISK_AT for n in range(AT_RISK_AT + 1)]
    return curves.split(here(scope, view), column(view, by), horizon, days, number)


@reads.remembered
def working_times(scope: Scope, view: View, by: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Times to resolve counted in working time, of the whole and by group, which add up to it.

    DataError where the calendar does not reach.
    """
    span = view.comparison.current
    last = last_day(view.records.data_date, view.records.zone)
    filters = _filters(view, view.area)
    days = listings.days(store.default(), scope, filters, span.start, last, worked=True)
    key, is_over = column(view, by), reached(view) == span.end
    counted = asking.fetch(working_time.counts(here(scope, view)["requests"], days, [key]))
    named = counted.assign(area_code=counted[key].fillna(""))
    groups, whole = (
        working_time.times(
            named.groupby([*keys, "seconds"], as_index=False)[list(FATES)].sum(),
            keys,
            is_over=is_over,
        )
        for keys in (["area_code"], [])
    )
    return whole, groups


@reads.remembered
def ends(scope: Scope, view: View, horizon: float) -> pd.DataFrame:
    """How requests end and by when, up to so many days."""
    return competing.incidence(here(scope, view)["requests"], horizon)


@reads.remembered
def steps(scope: Scope, view: View) -> pd.DataFrame:
    """Times of the steps."""
    found = stages.times(here(scope, view)["requests"])
    return found.assign(state=state(found, "days", HALF, "requests"))


@reads.remembered
def steps_reached(scope: Scope, view: View) -> pd.DataFrame:
    """How far requests have come."""
    return stages.reached(here(scope, view)["requests"])


@reads.remembered
def steps_compared(scope: Scope, view: View) -> pd.DataFrame:
    """Steps of the place and its peers against the same matters in the whole."""
    found = stages.compared(_steps_by_place(scope, view), peers(view).column)
    found = found.assign(state=state(found, "each", RATIO, "expected"))
    return found.rename(columns={peers(view).column: "area_code"})


@reads.remembered
def step_medians(scope: Scope, view: View, stage: str) -> pd.DataFrame:
    """Median of one step by place, beside the usual one for the same matters."""
    column_ = peers(view).column
    found = stages.medians(_steps_by_place(scope, view), column_, stage)
    return found.rename(columns={column_: "area_code"})


@reads.remembered
def _steps_by_place(scope: Scope, view: View) -> pd.DataFrame:
    """Steps of the place and its peers, counted by matter."""
    return asking.fetch(spell_counts.of_steps(around(scope, view), peers(view).column))


@reads.remembered
def without_excluded(
    scope: Scope, view: View, metrics: tuple[str, ...], by: tuple[str, ...]
) -> pd.DataFrame:
    """Result rows with and without the excluded requests; column `counted` tells which."""
    with_, without = (
        reads.measured(
            scope, _filters(view, view.area, exclusions=choice), metrics, by, view.records.data_date
        )
        for choice in (True, False)
    )
    told = differencing.hide(without, with_, settings.smallest_cell())
    return pd.concat([with_.assign(counted="all"), told.assign(counted="without")])


def by_group(scope: Scope, view: View, metrics: tuple[str, ...], by: str) -> pd.DataFrame:
    """Result rows by group, against what chance allows; the group stands in `area_code`."""
    name = group(view, by)
    filters = _filters(view, view.area)
    rows = reads.measured(scope, filters, metrics, (name,), view.records.data_date)
    whole = by_whole(scope, view, metrics)
    if by != "place":
        rows = rows.assign(area_code=rows[name].fillna("")).drop(columns=name)
    return funnels.place(rows, whole, overdispersed=True)


def by_whole(scope: Scope, view: View, metrics: tuple[str, ...]) -> pd.DataFrame:
    """Result rows of the place itself."""
    return reads.measured(scope, _filters(view, view.area), metrics, (), view.records.data_date)


def open_by_age(scope: Scope, view: View) -> pd.DataFrame:
    """Open and overdue requests of the place by age; its parts add up to it."""
    if not view.has_parts:
        return ages(scope, view, by_place=False)
    return backlog.together(ages(scope, view, by_place=True))


@reads.remembered
def ages(scope: Scope, view: View, by_place: bool) -> pd.DataFrame:
    """Open and overdue requests by age, of the place or of its parts, which add up to it."""
    keys = [f"{view.level}_code"] if by_place else []
    found = backlog.ages(here(scope, view)["backlog"], reached(view), keys)
    return found.rename(columns={f"{view.level}_code": "area_code"})


@reads.remembered
def solved(scope: Scope, view: View) -> pd.DataFrame:
    """At which level matters are solved, by part of the place."""
    found = levels.by(here(scope, view)["requests"], [f"{view.level}_code"])
    found = found.assign(state=state(found, "share", SHARE, "n"))
    return found.rename(columns={f"{view.level}_code": "area_code"})


@reads.remembered
def whistled(scope: Scope, view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Departments called and come: of the whole, and by place."""
    place = f"{view.level}_code"
    counted = whistles.counted(here(scope, view)["requests"], [place])
    by_place = whistles.by(counted, [place]).rename(columns={place: "area_code"})
    by_place["state"] = state(by_place, "each", HALF, "whistles")
    return whistles.by(counted), by_place


@reads.remembered
def flags(scope: Scope, view: View, by: str) -> pd.DataFrame:
    """Flags on closings by unit, category, channel or place; the groups add up to the whole."""
    span = view.comparison.current
    last = last_day(view.records.data_date, view.records.zone)
    filters = _filters(view, view.area)
    days = listings.days(store.default(), scope, filters, span.start, last, worked=False)
    found = closure_quality.flags(here(scope, view)["requests"], days, [column(view, by)])
    return found.rename(columns={column(view, by): "group"}).fillna({"group": ""})


@reads.remembered
def reported_again(scope: Scope, view: View, by: str) -> pd.DataFrame:
    """Repeats by group."""
    keys = [column(view, by)] if by else []
    found = episodes.by(here(scope, view)["requests"], keys)
    found = found.assign(state=state(found, "share", SHARE, "requests"))
    return found.rename(columns={column(view, by): "group"})


@reads.remembered
def reports(scope: Scope, view: View) -> pd.DataFrame:
    """How many matters were reported how often."""
    return episodes.sizes(here(scope, view)["requests"])


@reads.remembered
def alike_rates(scope: Scope, view: View) -> pd.DataFrame:
    """On-time rates of places, with the same matters; `state` is that of the crude rate."""
    filters, level = _filters(view, peers(view).ground), peers(view).level
    of_places, found = (
        reads.measured(scope, filters, ("on_time_rate",), by, view.records.data_date)
        for by in ((level,), (level, "category"))
    )
    found = found[found["denominator"] > 0]
    rates = standardisation.rates(found, "area_code", "category", "higher")
    return rates.merge(of_places[["area_code", "state"]], how="left", on="area_code")


@reads.remembered
def alike_times(scope: Scope, view: View) -> pd.DataFrame:
    """Times to resolve of places, with the same matters."""
    keys = [peers(view).column, stages.MIX]
    durations = asking.fetch(spell_counts.durations(around(scope, view), keys, TWO_DIGITS))
    found = standardisation.times(durations, keys[:1], [], stages.MIX)
    found = found.assign(state=state(found, "each", RATIO, "expected"))
    half = standardisation.medians(durations, *keys)[[keys[0], "p50", "usual_p50"]]
    return found.merge(half, how="left", on=keys[0]).rename(columns={keys[0]: "area_code"})


@reads.remembered
def latest(scope: Scope, view: View) -> pd.DataFrame:
    """Whether the last days before the data date are in, by place."""
    last = last_day(view.records.data_date, view.records.zone)
    span = Period(recent(last, "month", 4)[0].start, last)
    table = _tables(scope, view.filters(span, area=peers(view).ground))["requests"]
    found = arrivals.latest(table, peers(view).column, last)
    return found.rename(columns={peers(view).column: "area_code"})


# ---------------------------------------------------------------- parts
def judged(found: pd.DataFrame) -> pd.DataFrame:
    """Shares with the state that a metric of as many records would have."""
    return found.assign(state=state(found, "share", SHARE, "n"))


def state(found: pd.DataFrame, unit: str, names: Sequence[str], number: str) -> pd.Series:
    """State of numbers that are no metrics, by the rules for those that are.

    None of them is provisional: they are of days that are over, and what is still open counts as
    such.
    """
    return judge.sureness(found, unit, False, (*names, number))


def _tables(scope: Scope, filters: Filters) -> Mapping[str, ibis.Table]:
    return queries.tables(store.default(), scope, filters)


def _filters(view: View, area: str, **changed: object) -> Filters:
    return replace(view.filters(view.comparison.current, area=area), **changed)
