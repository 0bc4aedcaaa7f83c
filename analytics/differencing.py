"""May a number stand beside the same number of fewer records, or would the difference tell?

What a score is with and without the excluded requests shows by subtraction what the residents of
the excluded ones said. Where they are few, the smaller one is hidden.
"""

import numpy as np
import pandas as pd

from analytics import judge
from analytics.metrics import METRICS


def hide(part: pd.DataFrame, whole: pd.DataFrame, smallest: int) -> pd.DataFrame:
    """Hide opinions of a part from which, with the whole, those of few people would follow.

    Parameters
    ----------
    part, whole : DataFrame
        Result frames of the same groups; `part` counts some of the records of `whole`.
    smallest : int
        k: opinions of fewer people than this are hidden.

    Returns
    -------
    DataFrame
        `part` with state `hidden` and no number where the rest has some people, and fewer than k
        of them, or fewer than k with the one or the other opinion. Metrics that tell of each
        other are hidden together.

    References
    ----------
    Statistics Netherlands and others (2012), Handbook on Statistical Disclosure Control, 5.4, on
    disclosure by differencing.
    """
    numbers = {"numerator", "denominator", "value", "low", "high", "n", "state"}
    keys = [column for column in part.columns if column not in numbers]
    both = part.merge(whole, how="left", on=keys, suffixes=("", "_whole"))
    rest = both["n_whole"] - both["n"]
    yes = both["numerator_whole"] - both["numerator"]
    least = np.minimum.reduce([rest, yes, rest - yes])
    opinion = both["metric"].map(lambda metric: METRICS[metric].opinion).to_numpy(bool)
    tells = opinion & (rest > 0).to_numpy() & (least < smallest)
    family = both["metric"].map(lambda metric: (METRICS[metric].hidden_with or (metric,))[0])
    groups = [family, *(both[key] for key in keys if key != "metric")]
    told = pd.Series(tells).groupby(groups, dropna=False).transform("any").to_numpy() & opinion
    return judge.blank(part.reset_index(drop=True), told)
