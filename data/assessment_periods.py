"""Into which periods does the place assess (考核期), as somebody declared them?"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from operator import itemgetter

from data.errors import DataError

TABLE = "assessment_periods"
COLUMNS = ("period_id", "period_start", "period_end")


def in_order(rows: Sequence[tuple[str, date, date]]) -> list[tuple[str, date, date]]:
    """Name, first and last day of the periods, in order of time.

    Raises
    ------
    DataError
        If two have a day in common: its records would count twice.
    """
    found = sorted(rows, key=itemgetter(1, 2))
    for (before, _, last), (after, first, _) in pairwise(found):
        if first <= last:
            raise DataError(
                "check.periods_overlap",
                one=before,
                last=str(last),
                other=after,
                first=str(first),
            )
    return found
