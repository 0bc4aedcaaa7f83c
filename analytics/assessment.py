"""Which days belong to which assessment period, where these periods are declared?"""

from collections.abc import Sequence
from datetime import date

import ibis
import pandas as pd
from ibis.expr.types import DateValue

from analytics.periods import DAY, Period

GRAIN = "assessment_month"
Step = tuple[date, date | None]  # from this day on, the period with this first day, or none


def declared(rows: pd.DataFrame) -> tuple[Period, ...]:
    """The periods of rows with first_day and last_day: oldest first, without a day in common."""
    return tuple(Period(*ends) for ends in zip(rows["first_day"], rows["last_day"], strict=True))


def start_of(day: DateValue, spans: Sequence[Period], *, carried: bool = False) -> DateValue:
    """First day of the period that holds a day, as an expression; missing where none does.

    Parameters
    ----------
    day : ibis.expr.types.DateValue
        Day of the record.
    spans : sequence of Period
        At least one, oldest first, without a day in common.
    carried : bool
        Whether days before a period count in it, down to the period before: for what is added up
        over all that went before.
    """
    begins = [span.start for span in spans]
    if carried:
        begins = [date.min, *(span.end + DAY for span in spans[:-1])]
    steps: dict[date, date | None] = {date.min: None}
    for begin, span in zip(begins, spans, strict=True):
        steps |= {begin: span.start, span.end + DAY: None}
    return _looked_up(day, list(steps.items()))


def _looked_up(day: DateValue, steps: Sequence[Step]) -> DateValue:
    """What holds from the latest of some days on, with as few comparisons as can be."""
    if len(steps) == 1:
        ((_first, start),) = steps
        return ibis.null("date") if start is None else ibis.literal(start)
    middle = len(steps) // 2
    is_before = day < ibis.literal(steps[middle][0])
    return is_before.ifelse(_looked_up(day, steps[:middle]), _looked_up(day, steps[middle:]))


def gaps(spans: Sequence[Period], first: date, last: date) -> tuple[Period, ...]:
    """The days from first to last that belong to none of the periods, oldest first.

    Examples
    --------
    >>> january = Period(date(2025, 1, 1), date(2025, 1, 25))
    >>> found = gaps([january, Period(date(2025, 2, 1), date(2025, 2, 28))],
    ...              date(2025, 1, 1), date(2025, 3, 2))
    >>> [gap.label for gap in found]
    ['2025-01-26/2025-01-31', '2025-03-01/2025-03-02']
    """
    found, free = [], first
    for span in spans:
        if free < span.start and free <= last:
            found.append(Period(free, min(span.start - DAY, last)))
        free = max(free, span.end + DAY)
    if free <= last:
        found.append(Period(free, last))
    return tuple(found)
