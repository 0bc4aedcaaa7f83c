"""Do periods that end within months tell of nobody beside the numbers of months?"""

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import cuts
from analytics.periods import DAY, Period, between, containing
from tests.analytics.linear import follows

FIRST, LAST = date(2025, 1, 1), date(2025, 6, 30)
MONTHS = between(FIRST, LAST, "month")
NUMBERS = ["numerator", "denominator", "value", "low", "high", "n"]


def atoms(spans: list[Period]) -> list[Period]:
    """The days between the ends of all spans and months."""
    edges = {day for span in [*spans, *MONTHS] for day in (span.start, span.end + DAY)}
    return [Period(start, after - DAY) for start, after in pairwise(sorted(edges))]


def told(published: list[Period], days: list[Period]) -> np.ndarray:
    """Which atoms each published number adds up."""
    return np.array([[s.start <= d.start and d.end <= s.end for d in days] for s in published])


@given(st.data())
def test_nothing_follows_of_days_that_tell_of_few(data: st.DataObject) -> None:
    """Held against linear algebra: are such days a combination of what is shown?"""
    offsets = st.integers(0, (LAST - FIRST).days)
    days = sorted(data.draw(st.sets(offsets, min_size=1, max_size=9)))
    ends = [FIRST, *(FIRST + day * DAY for day in days if day), LAST + DAY]
    spans = [Period(start, after - DAY) for start, after in pairwise(ends)]
    spans = [span for span in spans if data.draw(st.integers(0, 9))]  # some periods are missing
    parts = atoms(spans)
    months = {containing(piece.start, "month") for piece in cuts.pieces(spans)}
    parts_of_months = [part for part in parts if containing(part.start, "month") in months]
    small = {part for part in parts_of_months if not data.draw(st.integers(0, 3))}
    few = {day for part in small for day in (part.start, part.end + DAY) if day.day > 1}
    hidden = cuts.links(spans, few.__contains__)
    shown = [span for span in spans if span not in hidden and span not in small]
    derived = follows(told([*MONTHS, *shown], parts))
    given_away = {part for part, known in zip(parts, derived, strict=True) if known}
    assert not given_away & small


def test_no_more_is_hidden_than_must_be() -> None:
    """Of periods from the 19th to the 18th, those that begin or end with the records."""
    spans = between(date(2025, 1, 19), date(2025, 5, 18), "assessment_month")
    first, last = Period(FIRST, date(2025, 1, 18)), Period(date(2025, 5, 19), LAST)
    assert cuts.links(spans, lambda _: True) == []
    assert cuts.links([first, *spans, last], lambda _: True) == [last, first]
    assert cuts.links([first, *spans, last], lambda _: False) == []
    # What is hidden is long ago: the days around 19 February alone tell of few.
    around = date(2025, 2, 19)
    assert cuts.links([first, *spans, last], around.__eq__) == [spans[1], first]


def test_pieces_lie_between_the_ends_and_the_months() -> None:
    spans = [Period(date(2025, 1, 1), date(2025, 1, 25)), Period(date(2025, 1, 26), LAST)]
    assert [piece.label for piece in cuts.pieces(spans)] == [
        "2025-01-01/2025-01-25",
        "2025-01-26/2025-01-31",
    ]
    assert cuts.pieces(between(FIRST, LAST, "quarter")) == ()
    assert cuts.pieces([]) == ()


@pytest.fixture
def frame() -> pd.DataFrame:
    """A rate of two places for 1 to 25 January."""
    rows = [("rate", code, "2025-01-01/2025-01-25", *[50.0] * len(NUMBERS), "ok") for code in "ab"]
    return pd.DataFrame(rows, columns=["metric", "area_code", "period", *NUMBERS, "state"])


def test_only_the_place_of_few_is_hidden(frame: pd.DataFrame) -> None:
    span = Period(date(2025, 1, 1), date(2025, 1, 25))
    beside = frame.assign(period="2025-01-26/2025-01-31", state=["hidden", "ok"])
    for published in ((), (span,)):
        found = cuts.hide(frame, [span] * 2, beside, published)
        assert list(found["state"]) == ["hidden", "ok"]
        assert found.loc[0, NUMBERS].isna().all()
        assert found.loc[1, NUMBERS].notna().all()
    assert list(frame["state"]) == ["ok", "ok"]


def test_days_that_tell_of_many_hide_nothing(frame: pd.DataFrame) -> None:
    span = Period(date(2025, 1, 1), date(2025, 1, 25))
    beside = frame.assign(period="2025-01-26/2025-01-31")
    assert cuts.hide(frame, [span] * 2, beside).equals(frame)
    assert cuts.hide(frame.head(0), [], beside.head(0)).empty
