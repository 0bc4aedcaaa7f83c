"""How are spells of many small groups counted, where nearly each has a duration of its own?

Villages have hundreds of requests and thousands of minutes, so to count by village and duration is
to write all records down again, grouped. The engine makes a list of each village instead, a third
of the work, and the lists are sorted and counted here.
"""

from collections.abc import Sequence

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
from ibis import _

from analytics.spells import FATES, Grain, timed

SPELLS = "spells"  # the column of lists


def listed(told: ibis.Table, keys: Sequence[str], grain: Grain) -> ibis.Table:
    """All spells of each group, each as one number.

    Parameters
    ----------
    told : ibis.Table
        The result of `spells.spells`.
    keys : sequence of str
        Columns to split by, at least one.
    grain : Grain
        As for `spells.tally`.

    Returns
    -------
    ibis.Table
        keys, spells (list of integers: seconds and one more, times the number of fates, plus the
        fate).
    """
    packed = timed(told, grain).mutate(packed=(_.seconds + 1) * len(FATES) + _.fate)
    return packed.group_by(*keys).agg(**{SPELLS: _.packed.collect()})


def counted(lists: pa.Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Spells by group and duration, from the result of `listed`.

    Parameters
    ----------
    lists : pyarrow.Table
        The answer of the engine.

    Returns
    -------
    steps, groups : DataFrame
        cell, seconds, resolved, otherwise, open_still, unknown, in order of cells and seconds; and
        the keys, one row a cell.
    """
    groups = lists.drop_columns(SPELLS).to_pandas()
    column = lists[SPELLS].combine_chunks()
    packed = column.flatten().to_numpy()
    lengths = np.asarray(column.value_lengths().fill_null(0))
    width = packed.max(initial=0) // len(FATES) + 1
    ordered = np.repeat(np.arange(len(groups)) * width * len(FATES), lengths) + packed
    ordered.sort()
    spans, fates = np.divmod(ordered, len(FATES))
    is_next = np.diff(spans, prepend=-1) != 0
    row, spans = np.cumsum(is_next) - 1, spans[is_next]
    counts = {
        name: np.bincount(row[fates == place], minlength=len(spans))
        for place, name in enumerate(FATES)
    }
    steps = pd.DataFrame({"cell": spans // width, "seconds": spans % width - 1, **counts})
    return steps, groups
