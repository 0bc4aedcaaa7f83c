"""How long did something last, and how did it end? Durations counted in the engine.

A spell runs from one moment to another. It is resolved, ends otherwise, or is open still at the
data date; one of unknown or negative length is set aside and counted. Spells are counted by
duration once, so that curves, quantiles and comparisons work on a few thousand numbers.
"""

from collections.abc import Sequence

import ibis
from ibis import _

FATES = ("resolved", "otherwise", "open_still", "unknown")
MINUTE_SECONDS = 60
TWO_DIGITS = 0  # as unit_seconds: minutes cut to their first two digits


def seconds(start: ibis.Value, until: ibis.Value) -> ibis.Value:
    """Seconds from one moment to another: whole ones, on whichever engine."""
    return until.epoch_seconds() - start.epoch_seconds()


def spells(
    records: ibis.Table,
    keys: Sequence[str],
    exact: ibis.Value,
    fate: tuple[ibis.Value, ibis.Value],
    unknown: ibis.Value | None = None,
) -> ibis.Table:
    """One row a record: how long it lasted and how it ended.

    Parameters
    ----------
    records : ibis.Table
        Records with the keys.
    keys : sequence of str
        Columns to keep.
    exact : integer
        Seconds from when it began until it ended or was last known to go on; see `seconds`.
    fate : (resolved, otherwise)
        Whether it ended as meant, and whether it ended in another way; neither: it is open.
    unknown : boolean, optional
        Records whose duration nobody knows; those with a negative one join them.

    Returns
    -------
    ibis.Table
        keys, exact (seconds), resolved, otherwise, open_still, unknown (booleans, one is true).
    """
    aside = (exact < 0) if unknown is None else unknown | (exact < 0)
    resolved, otherwise = fate
    told = records.select(
        *keys, exact=exact, resolved=resolved, otherwise=otherwise, unknown=aside.fill_null(True)
    )
    return told.mutate(
        resolved=_.resolved & ~_.unknown,
        otherwise=_.otherwise & ~_.unknown,
        open_still=~_.resolved & ~_.otherwise & ~_.unknown,
    )


def tally(told: ibis.Table, keys: Sequence[str] = (), unit_seconds: int = 1) -> ibis.Table:
    """How many spells ended how, by group and duration.

    Parameters
    ----------
    told : ibis.Table
        The result of `spells`.
    keys : sequence of str
        Columns to split by.
    unit_seconds : int
        Durations are cut down to whole units: 1 is exact, 3600 suits a chart. TWO_DIGITS cuts
        minutes to their first two digits (187 minutes count as 180), which is enough to compare
        places and leaves some ninety numbers a decade; from two years on the third is kept.

    Returns
    -------
    ibis.Table
        keys, seconds, resolved, otherwise, open_still, unknown; seconds is -1 for the unknown.
    """
    if unit_seconds == TWO_DIGITS:
        *steps, last = (MINUTE_SECONDS * n for n in (1, 10, 100, 1_000, 10_000))
        cuts = [(told.exact < 100 * step, _cut(told.exact, step)) for step in steps]
        cut = ibis.cases(*cuts, else_=_cut(told.exact, last))
    else:
        cut = _cut(told.exact, unit_seconds)
    timed = told.mutate(seconds=told.unknown.ifelse(-1, cut))
    return timed.group_by(*keys, "seconds").agg(**{fate: _.count(where=_[fate]) for fate in FATES})


def _cut(exact: ibis.Value, step: int) -> ibis.Value:
    return (exact / step).floor().cast("int64") * step
