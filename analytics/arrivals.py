"""Are the latest days in, or does a place only seem to be quiet?"""

from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
from ibis import _

from analytics import intervals
from analytics.funnels import ALARM

LATEST, USUAL = 7, 56  # days looked at, and the days before them that they are set against
LOW = 0.8  # of what is expected: a holiday or the season may explain as much, less is a gap


def latest(requests: ibis.Table, place: str, last: date) -> pd.DataFrame:
    """Requests of the last week by place, against the eight weeks before it.

    Parameters
    ----------
    requests : ibis.Table
        date and the column of places.
    place : str
        Column of the places.
    last : date
        Last day that the records can cover.

    Returns
    -------
    DataFrame
        place, received (in the last 7 days), expected (as in a week of the eight before), ratio,
        low, high (99.8 % limits of the ratio, Byar), late (fewer came in than chance and a quiet
        week explain, so that some are probably still to be reported).
    """
    week = ibis.literal(last - timedelta(days=LATEST))
    start = ibis.literal(last - timedelta(days=LATEST + USUAL))
    recent = requests.filter(_.date > start, _.date <= ibis.literal(last))
    found = recent.group_by(place).agg(received=(_.date > week).sum(), usual=(_.date <= week).sum())
    frame = found.order_by(place).to_pandas()
    frame["received"] = frame["received"].astype("float64")
    frame["expected"] = frame.pop("usual").astype("float64") * LATEST / USUAL
    low, high = intervals.byar(frame["received"], ALARM)
    some = frame["expected"].where(frame["expected"] > 0)
    frame["ratio"], frame["low"], frame["high"] = (
        frame["received"] / some, low / some, high / some
    )  # fmt: skip
    frame["late"] = np.nan_to_num(frame["high"], nan=1.0) < LOW
    return frame
