"""Is the SQL of a remembered question what ibis would write anew, and the answer the same?"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import ibis
import pandas as pd
import pytest
from ibis import _
from ibis.backends.duckdb import Backend

from analytics.measure import measure
from analytics.metrics import METRICS
from data import listings, phrasing, queries
from data.access import EVERYWHERE, Scope
from data.filters import Filters
from data.store import Store

SPANS = (
    (date(2026, 1, 1), date(2026, 6, 30), datetime(2026, 7, 1, 15, 59, 59)),  # noqa: DTZ001
    (date(2025, 10, 1), date(2025, 12, 31), datetime(2026, 1, 3, 7, 0, 1, 500)),  # noqa: DTZ001
)
PLACES = ("990101001000", "990101002000")
FURTHER = {
    "none": Filters(),
    "chosen": Filters(channels=("hotline", "app"), exclusions=False),
    "as now": Filters(as_now=True),
    "as known then": Filters(as_of=datetime(2026, 2, 1, tzinfo=UTC).replace(tzinfo=None)),
}


@pytest.fixture(scope="module")
def demo_home(demo_of: Callable[[float], Path]) -> Path:
    """Folder of a small demo district."""
    return demo_of(0.02)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Holds every question against ibis itself; the list tells whether its form was known."""
    remembered, heard = phrasing.Reader.compile, []
    phrasing.FORMS.clear()

    def both(reader: phrasing.Reader, expr: ibis.Expr, **named: object) -> str:
        before = len(phrasing.FORMS)
        told = remembered(reader, expr, **named)
        assert _in_order(told) == _in_order(Backend.compile(reader, expr, **named))
        heard.append(len(phrasing.FORMS) == before)
        return told

    monkeypatch.setattr(phrasing.Reader, "compile", both)
    yield heard
    phrasing.FORMS.clear()


def _in_order(sql: str) -> str:
    """The SQL with the columns left out in order: ibis keeps them as a set, which has none."""
    return re.sub(
        r"EXCLUDE \((.*?)\)", lambda found: str(sorted(found[1].replace(",", "").split())), sql
    )


@pytest.mark.parametrize(
    ("by", "further"),
    [
        ((), "none"),
        (("village",), "chosen"),
        (("township", "month"), "as now"),
        ((), "as known then"),
    ],
    ids=str,
)
def test_every_metric_is_asked_in_the_words_of_ibis(
    demo_home: Path, compared: list[bool], by: tuple[str, ...], further: str
) -> None:
    home, filters = Store(demo_home), FURTHER[further]
    for start, end, as_of in SPANS:
        for area in PLACES:
            chosen = Filters(**{**vars(filters), "area": area, "start": start, "end": end})
            tables = queries.tables(home, EVERYWHERE, chosen)
            measure(tables, tuple(METRICS), by, as_of=as_of, window=(start, end), area_code=area)
    assert sum(compared) > len(compared) / 2


@pytest.mark.parametrize("by", [(), ("village", "month")], ids=str)
def test_answers_are_those_of_ibis(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch, by: tuple[str, ...]
) -> None:
    """But for numbers of which some are unknown: there ibis has objects."""
    soon, rows = phrasing.Reader.execute, []

    def both(reader: phrasing.Reader, expr: ibis.Table, **named: object) -> pd.DataFrame:
        found, expected = soon(reader, expr, **named), Backend.execute(reader, expr, **named)
        if isinstance(found, pd.DataFrame):
            numbers = list(found.select_dtypes("float"))
            expected = expected.astype(dict.fromkeys(numbers, "float64"))
            keys = [c for c in found if found[c].dtype != "float64"]  # groups come in any order
            one, other = (frame.sort_values(keys, ignore_index=True) for frame in (found, expected))
            pd.testing.assert_frame_equal(one, other)
            rows.append(len(found))
        return found

    monkeypatch.setattr(phrasing.Reader, "execute", both)
    start, end, as_of = SPANS[0]
    tables = queries.tables(Store(demo_home), EVERYWHERE, Filters(start=start, end=end))
    measure(tables, tuple(METRICS), by, as_of=as_of, window=(start, end))
    listings.areas(Store(demo_home), EVERYWHERE, Filters())
    assert len(rows) > 10
    assert max(rows) > 20


@pytest.mark.parametrize("back", [0, 18])
def test_a_month_begins_where_the_calendar_says(demo_home: Path, back: int) -> None:
    days = [*pd.date_range("1890-01-01", "2110-12-31").date, None]
    table = ibis.memtable(pd.DataFrame({"day": days}, dtype=object), schema={"day": "date"})
    first = (_.day - ibis.interval(days=back)).truncate("M").cast("date")
    asked = table.mutate(first=first).order_by("day")
    found = Store(demo_home).reader().to_pyarrow(asked)
    expected = [(day - timedelta(days=back)).replace(day=1) for day in days[:-1]]
    assert found["first"].to_pylist() == [*expected, None]


def test_who_may_see_less_asks_other_questions(demo_home: Path, compared: list[bool]) -> None:
    home = Store(demo_home)
    counted = []
    for scope in (EVERYWHERE, Scope(areas=frozenset({"990101001000"})), Scope(areas=frozenset())):
        requests = queries.tables(home, scope, Filters())["requests"]
        counted.append(requests.count().to_pandas())
    assert counted[0] > counted[1] > counted[2] == 0
    assert len(compared) >= len(counted)


def test_values_that_fall_together_or_change_places_are_kept_apart(
    demo_home: Path, compared: list[bool]
) -> None:
    requests = Store(demo_home).table("known_requests")
    first, last = date(2026, 1, 1), date(2026, 3, 31)

    def count(start: date, end: date, area: str, channel: str) -> int:
        inside = (_.date >= start) & (_.date <= end)
        kept = requests.filter(inside, _.township_code == area, _.channel == channel)
        return int(kept.count().to_pandas())

    whole = count(first, last, "990101001000", "hotline")
    assert whole > count(first, first, "990101001000", "hotline")
    assert whole > 0 == count(last, first, "990101001000", "hotline")
    assert count(first, last, "hotline", "990101001000") == 0
    assert count(first, last, "hotline", "hotline") == 0
    assert count(first, last, "it's", "number 1") == 0
    assert sum(compared) == 3  # one form for all but the two with values that fall together


def test_a_text_that_is_more_than_compared_is_no_blank(
    demo_home: Path, compared: list[bool]
) -> None:
    requests = Store(demo_home).table("known_requests")
    for pattern in ("%Y", "%m"):
        told = requests.filter(_.date.strftime(pattern) == pattern).count()
        assert told.to_pandas() == 0
    assert compared == [False, False]


def test_only_so_many_forms_are_kept(
    demo_home: Path, compared: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phrasing, "KEPT", 2)
    requests = Store(demo_home).table("known_requests")
    for limit in range(5):
        requests.limit(limit).count().to_pandas()
    assert len(phrasing.FORMS) == 2
    assert not any(compared[:2])
