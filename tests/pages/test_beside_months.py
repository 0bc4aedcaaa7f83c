"""Do numbers of days that end within a month give away what few residents said, by subtraction?

Everything that pages show of a place is taken together: months, assessment periods, and the same
days of the month or the quarter before. What follows by linear algebra must tell of nobody.
"""

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics import cuts
from analytics.periods import DAY, Period, containing, like_for_like, recent
from data.access import EVERYWHERE
from data.filters import Filters
from pages.components import beside_months, reads
from pages.components.beside_months import PERIODS
from tests.analytics.linear import follows
from tests.pages.conftest import LookAt

FIRST, LAST, KNOWN = date(2023, 10, 21), date(2026, 10, 20), datetime(2026, 10, 20, 12)  # noqa: DTZ001
OVER, SETTLED = date(2026, 3, 18), date(2026, 3, 31)  # of an assessment period, of a quarter
METRIC = "resolution_rate"
PLACES = ("990101000000", "990101002000")
SMALLEST = 10


def shown(place: str, last: date = LAST) -> list[tuple[Period, float, float]]:
    """The days, people and people with one opinion of all numbers that are shown of a place.

    `last` is the end of the period chosen, up to which charts go.
    """
    found = []
    for grain in ("month", "assessment_month"):
        spans = [span for span in recent(last, grain, PERIODS) if span.end >= FIRST]
        rows = asked(Period(max(spans[0].start, FIRST), last), place, (grain,))
        known = {span.label: span for span in spans}
        for row in rows[rows["state"] != "hidden"].itertuples():
            span = known[row.period]
            days = Period(max(span.start, FIRST), min(span.end, last))
            found.append((days, row.n, row.numerator))
    for grain in ("month", "quarter", "assessment_month"):
        period = containing(last, grain)
        comparison = like_for_like(period, KNOWN, "Asia/Shanghai")
        if last in (LAST, period.end):
            windows = [(comparison.previous, {"as_of": KNOWN}), (comparison.current, {})]
            for window, named in windows:
                (row,) = asked(window, place, (), **named).itertuples()
                if row.state != "hidden":
                    found.append((window, row.n, row.numerator))
    return found


def asked(span: Period, place: str, by: tuple[str, ...], **named: datetime) -> pd.DataFrame:
    filters = Filters(area=place, start=span.start, end=span.end, **named)
    return reads.measured(EVERYWHERE, filters, (METRIC,), by, KNOWN)


def given_away(numbers: list[tuple[Period, float, float]]) -> int:
    """How many spans of days follow from the numbers that tell of fewer people than may be."""
    edges = {day for span, *_ in numbers for day in (span.start, span.end + DAY)}
    cells = [Period(start, after - DAY) for start, after in pairwise(sorted(edges))]
    told = np.array(
        [[s.start <= c.start and c.end <= s.end for c in cells] for s, *_ in numbers], dtype=bool
    )
    counts = np.array([[people, yes] for _, people, yes in numbers])
    known = np.linalg.lstsq(told.astype(float), counts, rcond=None)[0].round(3)
    least = np.minimum.reduce([known[:, 0], known[:, 1], known[:, 0] - known[:, 1]])
    return int((follows(told) & (known[:, 0] > 0) & (least < SMALLEST)).sum())


@pytest.mark.slow
def test_nothing_of_few_people_follows_from_what_is_shown(
    district: Path, look_at: LookAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at(district)
    for place in PLACES:
        for last in (LAST, OVER, SETTLED):
            numbers = shown(place, last)
            assert given_away(numbers) == 0
            assert len(numbers) > PERIODS
    assert any(cuts.pieces([span]) for span, *_ in numbers)
    # Without what hides them, some follow.
    monkeypatch.setattr(beside_months, "hide", lambda found, *_: found)
    reads.measured.clear()
    assert given_away(shown(PLACES[-1])) > 0
    reads.measured.clear()
