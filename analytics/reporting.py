"""Who has sent records and who has not, month by month?"""

from datetime import date

import ibis
import pandas as pd
from ibis import _

from analytics import asking
from analytics.periods import between


def rates(
    records: ibis.Table, places: ibis.Table, level: str, first: date, last: date
) -> pd.DataFrame:
    """Reporting rates: villages with a record, of those that exist, by place above and month.

    Parameters
    ----------
    records : ibis.Table
        village_code, date and the codes of the places above.
    places : ibis.Table
        The villages from which records are expected, with the same codes.
    level : str
        Level of the places to tell apart, such as "township".
    first, last : date
        First and last day; months are those that begin within.

    Returns
    -------
    DataFrame
        area_code, period (2025-06), reported, expected (villages), records, value (reported over
        expected, 0..1), in order of place and month; a month without any record has its row.

    Notes
    -----
    A village without a request may have had none; without a visit for a month it has rarely been
    visited by nobody. The rate tells where to ask, not who is at fault.

    References
    ----------
    Reporting rates of DHIS2: reports received over reports expected.
    """
    code = f"{level}_code"
    expected = asking.fetch(
        places.group_by(area_code=places[code]).agg(expected=_.village_code.nunique())
    )
    wanted = records.semi_join(places, "village_code")
    grouped = wanted.group_by(area_code=wanted[code], start=_.date.truncate("M").cast("date"))
    got = asking.fetch(grouped.agg(reported=_.village_code.nunique(), records=_.count()))
    got["period"] = pd.to_datetime(got["start"]).dt.strftime("%Y-%m")
    months = [step.label for step in between(first, last, "month")]
    grid = expected.merge(pd.DataFrame({"period": months}), how="cross")
    frame = grid.merge(got.drop(columns="start"), on=["area_code", "period"], how="left")
    counts = ["reported", "records"]
    frame[counts] = frame[counts].astype("float64").fillna(0.0)
    frame["value"] = frame["reported"] / frame["expected"]
    order = ["area_code", "period", "reported", "expected", "records", "value"]
    return frame[order].sort_values(["area_code", "period"], ignore_index=True)
