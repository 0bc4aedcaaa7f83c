"""How long did something last, and how did it end? Durations counted in the engine.

A spell runs from one moment to another. It is resolved, ends otherwise, or is open still at the
data date; one of unknown or negative length is set aside and counted. Spells are counted by
duration once, so that curves, quantiles and comparisons work on a few thousand numbers.
"""

import math
from collections.abc import Sequence

import ibis
from ibis import _

FATES = ("resolved", "otherwise", "open_still", "unknown")
RESOLVED, OTHERWISE, OPEN_STILL, UNKNOWN = range(len(FATES))
MINUTE, HOUR, DAY = 60, 3_600, 86_400
Grain = tuple[tuple[float, int], ...]  # durations below so many seconds go up by such a step
EXACT: Grain = ((math.inf, 1),)
# As people tell time, and far finer than the last figure that is shown of it.
TOLD: Grain = ((10 * DAY, MINUTE), (100 * DAY, HOUR), (math.inf, DAY))
# As finely as a curve of very many can be drawn, whether it reaches over hours or over a year.
DRAWN: Grain = ((DAY, 10 * MINUTE), (100 * DAY, HOUR), (math.inf, DAY))
# Minutes to two digits (183 minutes count as 190), which is enough to compare places
# and leaves some ninety numbers a decade; from two years on the third is kept.
TWO_DIGITS: Grain = (
    *((100 * step, step) for step in (MINUTE, 10 * MINUTE, 100 * MINUTE, 1_000 * MINUTE)),
    (math.inf, 10_000 * MINUTE),
)


def seconds(start: ibis.Value, until: ibis.Value) -> ibis.Value:
    """Seconds from one moment to another: whole ones, on whichever engine."""
    return until.delta(start, unit="second")


def spells(
    records: ibis.Table, keys: Sequence[str], exact: ibis.Value, fate: ibis.Value
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
    fate : integer
        RESOLVED if it ended as meant, OTHERWISE if it ended in another way, OPEN_STILL if it goes
        on, UNKNOWN if it ended nobody knows when. Those of a negative length, or of none, become
        unknown.

    Returns
    -------
    ibis.Table
        keys, exact, fate, lasts (whether its length depends on the data date).

    Notes
    -----
    Fates are told case by case: the engine works a case out for the records that are left, but
    "and" and "or" for all, and four truths instead of one number cost it twice as much.
    """
    told = records.select(*keys, exact=exact, ending=fate)
    known = ibis.cases((_.exact.isnull(), UNKNOWN), (_.exact < 0, UNKNOWN), else_=_.ending)
    return told.select(*keys, "exact", fate=known, lasts=_.ending >= OPEN_STILL)


def tally(
    told: ibis.Table, keys: Sequence[str] = (), grain: Grain = EXACT, adding: Sequence[str] = ()
) -> ibis.Table:
    """How many spells ended how, by group and duration.

    Parameters
    ----------
    told : ibis.Table
        The result of `spells`.
    keys : sequence of str
        Columns to split by.
    grain : Grain
        How finely durations are told apart: EXACT, TOLD, DRAWN, TWO_DIGITS or another. They are
        rounded up, so that whoever took longer than a whole number of days is not within it.
    adding : sequence of str
        Further columns to add up.

    Returns
    -------
    ibis.Table
        keys, seconds, resolved, otherwise, open_still, unknown and what was added up; seconds is
        -1 for the unknown.
    """
    counts = {name: _.count(where=_.fate == place) for place, name in enumerate(FATES)}
    counts |= {name: _[name].sum() for name in adding}
    return timed(told, grain).group_by(*keys, "seconds").agg(**counts)


def timed(told: ibis.Table, grain: Grain) -> ibis.Table:
    """Add seconds, rounded up as for `tally`."""
    lost = told.fate == UNKNOWN
    return told.mutate(seconds=lost.ifelse(-1, _rounded_up(told.exact, grain)))


def _rounded_up(exact: ibis.Value, grain: Grain) -> ibis.Value:
    *finer, (_below, last) = grain
    bands = [(exact < below, _next(exact, step)) for below, step in finer]
    return ibis.cases(*bands, else_=_next(exact, last)) if bands else _next(exact, last)


def _next(exact: ibis.Value, step: int) -> ibis.Value:
    """The next whole number of steps; the remainder is asked of whole numbers, which is cheap."""
    above = exact + (step - 1)
    return above - above % step if step > 1 else exact
