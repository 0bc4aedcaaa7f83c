"""Which questions of a round did people leave open, and which of them clearly more often?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics import judge
from analytics.funnels import JUDGED
from analytics.satisfaction import Survey
from analytics.shares import FINITE

METRIC = "item_nonresponse_rate"
COLUMNS = ("numerator", "denominator", "value", "low", "high", "n", "state")


def by(
    found: Survey, round_id: str, keys: Sequence[str] = ("subject", "question_id")
) -> pd.DataFrame:
    """Share of the questionnaires of a round that left each question open; the largest first.

    Parameters
    ----------
    found : Survey
        The rounds.
    round_id : str
        Which round.
    keys : sequence of str
        subject and question_id, subject, or none for all questions together.

    Returns
    -------
    DataFrame
        metric, the keys, numerator (left open), denominator (put), value (0..1), low, high, n
        (questionnaires), state, is_clear (the interval lies above that of all questions together).
        Rows that are hidden stand last. A question that the version of the round does not put is
        not among them.

    Notes
    -----
    What was put less what was left open is how many answered, so a row is hidden where the answers
    to its questions are, and no other. Every questionnaire counts as 1 whatever its weight, and
    over several questions n is that of the question that was put most often.
    """
    rows = _measured(found, round_id, list(keys))
    whole = _measured(found, round_id, [])
    judged = rows["state"].isin(JUDGED)
    above = rows["low"] > whole["high"].max() if len(whole) else False
    rows = rows.assign(is_clear=judged & above)
    return rows.sort_values(["value", *keys], ascending=[False] + [True] * len(keys),
                            ignore_index=True)  # fmt: skip


def _measured(found: Survey, round_id: str, keys: list[str]) -> pd.DataFrame:
    """Rows as of `by`, in order of the keys."""
    held = ["round_id", *keys]
    here = found.opened[found.opened["round_id"] == round_id]
    sums = here.groupby(held, as_index=False).agg(
        numerator=("open", "sum"), denominator=("put", "sum"), people=("put", "max")
    )
    unknown = dict.fromkeys(FINITE, np.nan)
    frame = judge.with_values(sums.assign(metric=METRIC, pending=0.0, **unknown))
    frame["state"] = judge.states(frame, np.ones(len(frame), dtype=bool))
    frame = judge.blank(frame, found.told.hidden(frame, held))
    return frame[["metric", *keys, *COLUMNS]]
