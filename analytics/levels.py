"""Where are matters solved: in the grid, the village, the township or the district? (小事不出村)"""

from collections.abc import Sequence

import ibis
import pandas as pd
from ibis import _

from analytics import intervals
from analytics.metrics.requests import SOLVED_LEVELS


def by(requests: ibis.Table, keys: Sequence[str] = ()) -> pd.DataFrame:
    """Share of the solved matters by the level that solved them.

    Parameters
    ----------
    requests : ibis.Table
        solved_level and the keys.
    keys : sequence of str
        Columns to split by.

    Returns
    -------
    DataFrame
        keys, level (grid, village, township, district; all four for every group), solved (count),
        n (solved at any level), value (0..1), low, high, up_to (share solved here or below).
    """
    told = requests.filter(_.solved_level.notnull())
    grouped = told.group_by(*keys) if keys else told
    wide = grouped.agg(
        **{level: (_.solved_level == level).sum() for level in SOLVED_LEVELS}
    ).to_pandas()
    wide[list(SOLVED_LEVELS)] = wide[list(SOLVED_LEVELS)].astype("float64").fillna(0.0)
    wide["n"] = wide[list(SOLVED_LEVELS)].sum(axis=1)
    parts, below = [], 0.0
    for level in SOLVED_LEVELS:
        low, high = intervals.wilson(wide[level], wide["n"])
        some = wide["n"].where(wide["n"] > 0)
        below = below + wide[level] / some
        parts.append(wide[list(keys)].assign(
            level=level, solved=wide[level], n=wide["n"], value=wide[level] / some, low=low,
            high=high, up_to=below,
        ))  # fmt: skip
    return pd.concat(parts, ignore_index=True)
