"""May numbers of days that end within a month stand beside those of months?

Months tell how many there were up to the end of each. A number that begins or ends where a month
does tells the same up to its other end, and so what the residents of the days from there to the
ends of that month said. Periods from the 19th to the 18th have no end in common with months, and
nothing follows from them, but for the first on record and the one that is running.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

import pandas as pd

from analytics import judge
from analytics.periods import DAY, Period, containing

Few = Callable[[date], bool]  # whether the days before or from a day on, in its month, tell of few


def pieces(spans: Sequence[Period]) -> tuple[Period, ...]:
    """The days between the ends of some spans and those of the months in which they end.

    Examples
    --------
    >>> from datetime import date
    >>> [piece.label for piece in pieces([Period(date(2025, 1, 26), date(2025, 2, 28))])]
    ['2025-01-01/2025-01-25', '2025-01-26/2025-01-31']
    """
    starts = {day for span in spans for day in _cut(span)}
    months = {containing(day, "month") for day in starts}
    edges = starts | {day for month in months for day in (month.start, month.end + DAY)}
    between = [Period(start, after - DAY) for start, after in pairwise(sorted(edges))]
    return tuple(piece for piece in between if containing(piece.start, "month") in months)


def hide(
    frame: pd.DataFrame,
    spans: Sequence[Period],
    beside: pd.DataFrame,
    published: Sequence[Period] = (),
) -> pd.DataFrame:
    """Hide the numbers from which, next to those of months, opinions of few people would follow.

    Parameters
    ----------
    frame : DataFrame
        A result frame of opinions.
    spans : sequence of Period
        The days that each row counts.
    beside : DataFrame
        The result frame of the same metrics and groups by `pieces` of all these spans.
    published : sequence of Period
        Spans without a day in common that may all be shown, those of the rows among them; only as
        many of them are hidden as must be (`links`). Without these, a number is hidden wherever
        the days on either side of one of its ends tell of few.

    Returns
    -------
    DataFrame
        The same rows, state `hidden` and no number where that is so.

    References
    ----------
    Statistics Netherlands and others (2012), Handbook on Statistical Disclosure Control, 5.4, on
    disclosure by differencing.
    """
    keys = [column for column in frame.columns if column not in {"period", *judge.BLANKED, "state"}]
    few: dict[tuple[object, ...], set[date]] = {}
    small = beside[beside["state"] == "hidden"]
    for key, label in zip(_each(small[keys]), small["period"], strict=True):
        first, last = map(date.fromisoformat, label.split("/"))
        few.setdefault(key, set()).update(_cut(Period(first, last)))
    if published:
        withheld = {key: set(links(published, days.__contains__)) for key, days in few.items()}
    else:
        withheld = {
            key: {span for span in set(spans) if days.intersection(_cut(span))}
            for key, days in few.items()
        }
    told = [
        span in withheld.get(key, ()) for key, span in zip(_each(frame[keys]), spans, strict=True)
    ]
    return judge.blank(frame, told)


def links(spans: Sequence[Period], is_few: Few) -> list[Period]:
    """The spans that must be hidden, so that no day of which few would follow is told.

    The latest is shown first: what is hidden is rather long ago.

    Parameters
    ----------
    spans : sequence of Period
        Without a day in common.
    is_few : callable
        Whether the days on one side of the start of a day, within its month, tell of few people.

    Examples
    --------
    January to the 25th tells of the six days after it; the next period alone tells of nothing.

    >>> from datetime import date
    >>> year = [Period(date(2025, 1, 1), date(2025, 1, 25)),
    ...         Period(date(2025, 1, 26), date(2025, 2, 25))]
    >>> [span.label for span in links(year, lambda day: True)]
    ['2025-01-01/2025-01-25']
    """
    hidden: list[Period] = []
    known: set[date] = set()
    joined: dict[date, list[date]] = {}  # ends that are told together as soon as one is known
    for span in sorted(spans, reverse=True):
        sides = [joined.get(day, [day]) for day in _cut(span) if day not in known]
        told = [day for side in sides for day in side]
        if len(sides) > 1:
            joined.update(dict.fromkeys(told, told))
        elif any(map(is_few, told)):
            hidden.append(span)
        else:
            known.update(told)
    return hidden


def _cut(span: Period) -> list[date]:
    """The first day and the one after the last, but for those on which a month begins."""
    return [day for day in (span.start, span.end + DAY) if day.day > 1]


def _each(keys: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    return keys.itertuples(index=False, name=None)
