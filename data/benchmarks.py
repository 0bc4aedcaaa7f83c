"""Which class, traits, benchmark and targets does each village have, and had on a day?

Small frames, fetched. What was true on the last day of the window counts: history stays as it was.
"""

from functools import partial

import ibis
import pandas as pd
from ibis import _

from data.access import Scope
from data.filters import Filters, allowed
from data.listings import in_sight
from data.queries import tables
from data.store import Store

PAIRS = (
    "village_code", "benchmark_code", "basis", "reason", "valid_from", "valid_to", "ended_reason",
)  # fmt: skip
STAGES = ("first", "second", "now")  # periods that tell the course of an indicator
KINDS = ("development_model", "terrain")  # categories; that numbers drift shows in the likeness


def villages(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Villages of the scope that exist at the end of the window, with the latest facts by then.

    The area of the filters does not narrow them: peers and benchmarks lie elsewhere.

    Returns
    -------
    DataFrame
        village_code, township_code, district_code, setting, households and the columns of
        `profiles` (missing for a village without one), in order of code.
    """
    everywhere = Filters(end=filters.end, snapshot=filters.snapshot)
    places = tables(store, scope, everywhere)["places"].select(
        "village_code", "township_code", "district_code", "setting", "households"
    )
    profiles = store.table("profiles", filters.snapshot).drop("batch_id")
    if filters.end is not None:
        profiles = profiles.filter(_.year <= filters.end.year)
    latest = profiles.group_by("village_code").agg(year=_.year.max())
    facts = profiles.semi_join(latest, ["village_code", "year"])
    joined = places.left_join(facts, "village_code").drop("village_code_right")
    return joined.order_by("village_code").to_pandas()


def pairs(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """The history of pairs of villages in scope, up to the end of the window.

    A pair that ended later is shown as it was known then: in force.

    Returns
    -------
    DataFrame
        village_code, benchmark_code, basis, reason, valid_from, valid_to, ended_reason, changed; in
        order of village and time. A benchmark may lie outside the scope. `changed` has the names of
        `KINDS` in which village or benchmark is another kind than in the last profile by the year
        in which the pair was set, joined by spaces; what nobody wrote down has not changed.
    """
    stored = partial(store.table, snapshot_id=filters.snapshot)
    seen = stored("places").filter(allowed(stored("places"), scope))
    table = stored("benchmark_pairs").semi_join(seen, "village_code")
    if filters.end is not None:
        end = ibis.literal(filters.end)
        ended = (table.valid_to <= end).fill_null(False)
        table = table.filter(table.valid_from <= end).mutate(
            valid_to=ended.ifelse(table.valid_to, None),
            ended_reason=ended.ifelse(table.ended_reason, None),
        )
    facts = stored("profiles").semi_join(seen, "village_code")
    if filters.end is not None:
        facts = facts.filter(_.year <= filters.end.year)
    marked = table.left_join(_changed(table, facts), ["village_code", "valid_from"])
    marked = marked.mutate(changed=_.changed.fill_null(""))
    return marked.order_by("village_code", "valid_from").select(*PAIRS, "changed").to_pandas()


def _changed(pairs: ibis.Table, facts: ibis.Table) -> ibis.Table:
    """The pairs that changed: village_code, valid_from, changed."""
    keys = ("village_code", "valid_from")
    sides = [pairs.select(*keys, place=pairs[f"{side}_code"]) for side in ("village", "benchmark")]
    both = sides[0].union(sides[1])
    told = both.inner_join(facts.select("year", *KINDS, place=facts.village_code), "place")
    by_then = told.year <= told.valid_from.year()
    last = told.group_by(*keys, "place").agg(**{
        f"{when}_{kind}": told[kind].argmax(told.year, where=told[kind].notnull() & known)
        for kind in KINDS
        for when, known in (("then", by_then), ("now", ibis.literal(True)))
    })  # fmt: skip
    moved = last.group_by(*keys).agg(**{
        kind: (_[f"then_{kind}"] != _[f"now_{kind}"]).any().fill_null(False) for kind in KINDS
    })  # fmt: skip
    names = [moved[kind].ifelse(kind, ibis.null("string")) for kind in KINDS]
    return moved.select(*keys, changed=ibis.literal(" ").join(names))


def targets(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Targets of the places in scope, as set by the end of the window; the one set last counts.

    Returns
    -------
    DataFrame
        area_code, metric, year, value, set_date; in this order.
    """
    stored = partial(store.table, snapshot_id=filters.snapshot)
    table = in_sight(stored("targets").drop("batch_id"), stored("places"), scope)
    if filters.end is not None:
        table = table.filter(_.set_date <= ibis.literal(filters.end))
    keys = ["area_code", "metric", "year"]
    latest = table.group_by(keys).agg(value=_.value.argmax(_.set_date), set_date=_.set_date.max())
    return latest.order_by(keys).to_pandas()


def indicators(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """What other programmes count of the places in scope, in the last period over by the day.

    Returns
    -------
    DataFrame
        indicator_id, area_code, period_start, period_end, numerator, denominator, value, target
        and the columns of `indicators`: one period an indicator, the shorter of two that end
        together; in order of programme, indicator and place.
    """
    seen = _counted(store, scope, filters)
    last = seen.group_by("indicator_id").agg(period_end=_.period_end.max())
    seen = seen.semi_join(last, ["indicator_id", "period_end"])
    shortest = seen.group_by("indicator_id").agg(period_start=_.period_start.max())
    return _named(store, filters, seen.semi_join(shortest, ["indicator_id", "period_start"]))


def indicator_courses(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """The same at the start of the plan and in the last period over by the day.

    The start is the last two periods over by the day of the first target that was set, the first
    two on record where there are none. Periods are of one length, that of the last one.

    Returns
    -------
    DataFrame
        As of `indicators`, with level (of the place) and stage: "first", "second", "now". An
        indicator with fewer than three such periods has no rows.
    """
    seen = _counted(store, scope, filters)
    spans = seen.distinct(on=["indicator_id", "period_start", "period_end"], keep="first")
    spans = spans.select("indicator_id", "period_start", "period_end").to_pandas()
    planned = targets(store, scope, filters)["set_date"].min()
    stages = [_stages(rows, planned) for _id, rows in spans.groupby("indicator_id")]
    chosen = pd.concat([spans.head(0).assign(stage=""), *stages], ignore_index=True)
    if chosen.empty:
        return _named(store, filters, seen.limit(0)).assign(level="", stage="")
    keys = ["indicator_id", "period_start", "period_end"]
    of_place = store.table("areas", filters.snapshot).select("area_code", "level")
    found = seen.inner_join(ibis.memtable(chosen.astype({"stage": str})), keys)
    return _named(store, filters, found.inner_join(of_place, "area_code"))


def _counted(store: Store, scope: Scope, filters: Filters) -> ibis.Table:
    """Values of the places in scope, of periods over by the day."""
    stored = partial(store.table, snapshot_id=filters.snapshot)
    table = in_sight(stored("indicator_values").drop("batch_id"), stored("places"), scope)
    if filters.end is not None:
        table = table.filter(_.period_end <= ibis.literal(filters.end))
    return table


def _named(store: Store, filters: Filters, values: ibis.Table) -> pd.DataFrame:
    """Values with what is said of their indicators."""
    facts = store.table("indicators", filters.snapshot).drop("batch_id")
    named = values.inner_join(facts, "indicator_id")
    return named.order_by("programme", "indicator_id", "area_code").to_pandas()


def _stages(spans: pd.DataFrame, planned: pd.Timestamp) -> pd.DataFrame:
    """The periods of one indicator that tell its course, with their stage; NaT is no plan."""
    first, last = (pd.to_datetime(spans[name]) for name in ("period_start", "period_end"))
    months = (last.dt.year - first.dt.year) * 12 + last.dt.month - first.dt.month
    now = last == last.max()
    alike = spans[months == months[now].min()].sort_values("period_end", ignore_index=True)
    if len(alike) < len(STAGES):
        return alike.head(0).assign(stage="")
    ends = pd.to_datetime(alike["period_end"])
    over = int((ends <= pd.Timestamp(planned)).sum())
    start = min(max(0, over - 2), len(alike) - len(STAGES))
    return alike.iloc[[start, start + 1, -1]].assign(stage=list(STAGES))
