"""Which durations of requests are counted once, so that long spans need not look at every request?

A request of each duration is what medians, curves and comparisons of many places ask for. They are
counted by the parts of the whole, which is where requests are many: beneath them records are few
enough to be asked. `data.monthly` keeps the counts beside the records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
from ibis import _

from analytics import resolution, stages
from analytics.grouping import Grouping, keyed, start_of_period
from analytics.periods import Grain as Period
from analytics.spells import DRAWN, FATES, TOLD, TWO_DIGITS, Grain, tally

WHOLE = "whole"  # as stage: from received to closed
LASTS = "lasts"  # spells that go on until the data date, to be counted anew with each


@dataclass(frozen=True)
class Counted:
    """Durations as they are counted: how finely, by which periods and what else."""

    name: str
    period: Period
    grain: Grain
    by: tuple[str, ...] = ()

    @property
    def handed_in(self) -> str:
        """Under which name the counts are handed in."""
        return f"{self.name}_by_{self.period}"


TIMES = Counted("times", "month", TOLD)
MATTERS = Counted("matters", "quarter", DRAWN, (stages.MIX,))
STEPS = Counted("steps", "quarter", TWO_DIGITS, (stages.MIX, "stage"))
COUNTED = {one.name: one for one in (TIMES, MATTERS, STEPS)}


def counts(counted: Counted, requests: ibis.Table, part: str) -> ibis.Table:
    """Durations of requests, counted.

    Parameters
    ----------
    counted : Counted
        TIMES, MATTERS or STEPS.
    requests : ibis.Table
        All of them, as known at their data date.
    part : str
        Column of the places by which they are counted.

    Returns
    -------
    ibis.Table
        part_code, date (first day of the period), the columns of `by`, lasts (whether they go on
        until the data date), seconds, resolved, otherwise, open_still, unknown.
    """
    dated = requests.mutate(
        part_code=requests[part], date=start_of_period(requests.date, counted.period)
    )
    keys = ["part_code", "date", *(column for column in counted.by if column != "stage")]
    found = tally(resolution.lifetimes(dated, keys), [*keys, LASTS], counted.grain)
    if "stage" in counted.by:
        steps = stages.durations(dated, keys, counted.grain, apart=(LASTS,))
        found = found.mutate(stage=ibis.literal(WHOLE)).union(steps)
    return found.order_by("date", "part_code", *counted.by, "seconds", LASTS)


def durations(
    tables: Mapping[str, ibis.Table], keys: Sequence[str] = (), grain: Grain = TOLD
) -> ibis.Table:
    """How many requests ended how, by group and duration: counted before, or from the records.

    Parameters
    ----------
    tables : mapping of str to ibis.Table
        requests, and such counts as tell the very same.
    keys : sequence of str
        Columns to split by.
    grain : Grain
        As for `spells.tally`.

    Returns
    -------
    ibis.Table
        As of `resolution.counts`.
    """
    for counted in COUNTED.values():
        table = tables.get(counted.handed_in) if counted.grain == grain else None
        if table is not None and set(keys) <= set(table.columns):
            whole = table.filter(_.stage == WHOLE) if "stage" in counted.by else table
            return _added(whole, keys)
    return resolution.counts(tables["requests"], keys, grain)


def of_steps(tables: Mapping[str, ibis.Table], place: str) -> ibis.Table:
    """Durations of the steps by place and matter; columns as of `stages.durations`."""
    keys, table = [place, stages.MIX], tables.get(STEPS.handed_in)
    if table is None or place not in table.columns:
        return stages.durations(tables["requests"], keys, TWO_DIGITS)
    return _added(table.filter(_.stage != WHOLE), [*keys, "stage"])


def grouped(
    counted: ibis.Table, grouping: Grouping, *, of_one_part: bool = False
) -> ibis.Table | None:
    """Times by the keys of a grouping; None if it is finer than the parts of the whole.

    Months of one part are as they were counted: there is nothing for the engine to add up but the
    few that go on, which `incidence.in_order` does.
    """
    if grouping.others or (grouping.area and f"{grouping.area}_code" not in counted.columns):
        return None
    table = keyed(counted, grouping, TIMES.name)
    if of_one_part and grouping.grain == TIMES.period:
        return table.select(*grouping.keys, "seconds", *FATES)
    return _added(table, grouping.keys)


def _added(table: ibis.Table, keys: Sequence[str]) -> ibis.Table:
    return table.group_by(*keys, "seconds").agg(**{fate: _[fate].sum() for fate in FATES})
