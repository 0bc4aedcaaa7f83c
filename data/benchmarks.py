"""Which class, traits, benchmark and targets does each village have, and had on a day?

Small frames, fetched. What was true on the last day of the window counts: history stays as it was.
"""

from functools import partial

import ibis
import pandas as pd
from ibis import _

from data.access import Scope
from data.listings import in_sight
from data.queries import Filters, allowed, tables
from data.store import Store

PAIRS = (
    "village_code", "benchmark_code", "basis", "reason", "valid_from", "valid_to", "ended_reason",
)  # fmt: skip
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
        village_code, benchmark_code, basis, reason, valid_from, valid_to, ended_reason; in order
        of village and time. A benchmark may lie outside the scope.
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
    return table.order_by("village_code", "valid_from").select(*PAIRS).to_pandas()


def changed(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Pairs of which a village or its benchmark has become another kind of village since.

    The kind is what `KINDS` names, as the profile of the year in which the pair was set has it, or
    the last one before, and as the last one by the end of the window has it. What nobody wrote
    down has not changed.

    Returns
    -------
    DataFrame
        village_code, benchmark_code, valid_from, changed (names of `KINDS`, joined by spaces); in
        order of village and time.
    """
    found = pairs(store, scope, filters)[["village_code", "benchmark_code", "valid_from"]]
    if found.empty:  # pandas cannot join two frames without rows by time
        return found.assign(changed="")
    stored = partial(store.table, snapshot_id=filters.snapshot)
    seen = stored("places").filter(allowed(stored("places"), scope))
    facts = (
        stored("profiles").semi_join(seen, "village_code").select("village_code", "year", *KINDS)
    )
    if filters.end is not None:
        facts = facts.filter(_.year <= filters.end.year)
    codes = pd.unique(found[["village_code", "benchmark_code"]].to_numpy().ravel())
    listed = ibis.memtable(pd.DataFrame({"code": codes}, dtype=object), schema={"code": "string"})
    known = facts.semi_join(listed, facts.village_code == listed.code).to_pandas()
    known = known.sort_values("year", ignore_index=True)
    since = pd.to_datetime(found["valid_from"]).dt.year.astype("int64")
    marks = {}
    for kind in KINDS:
        told = known.dropna(subset=[kind])
        moved = pd.Series(False, index=found.index)
        for side in ("village_code", "benchmark_code"):
            asked = pd.DataFrame({"village_code": found[side], "year": since}).reset_index()
            then = pd.merge_asof(asked.sort_values("year"), told, on="year", by="village_code")
            now = found[side].map(told.groupby("village_code")[kind].last())
            before = then.set_index("index")[kind].reindex(found.index)
            moved |= before.notna() & now.notna() & (before != now)
        marks[kind] = moved
    told = [" ".join(kind for kind in KINDS if marks[kind][row]) for row in found.index]
    found = found.assign(changed=told)
    return found[found["changed"] != ""].reset_index(drop=True)


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
    stored = partial(store.table, snapshot_id=filters.snapshot)
    table = in_sight(stored("indicator_values").drop("batch_id"), stored("places"), scope)
    if filters.end is not None:
        table = table.filter(_.period_end <= ibis.literal(filters.end))
    last = table.group_by("indicator_id").agg(period_end=_.period_end.max())
    table = table.semi_join(last, ["indicator_id", "period_end"])
    shortest = table.group_by("indicator_id").agg(period_start=_.period_start.max())
    table = table.semi_join(shortest, ["indicator_id", "period_start"])
    named = table.inner_join(stored("indicators").drop("batch_id"), "indicator_id")
    return named.order_by("programme", "indicator_id", "area_code").to_pandas()
