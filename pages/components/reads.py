"""Which reads do pages share? Each is cached by who asks, what was asked, and the snapshot."""

import functools
import inspect
from collections.abc import Callable, Hashable
from datetime import datetime
from functools import partial
from types import FunctionType
from typing import ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from analytics import assessment
from analytics.measure import measure
from analytics.periods import Period, last_day
from data import divided, listings, queries, settings, store
from data.access import Scope
from data.filters import Filters
from pages.components import beside_months, warming
from pages.components.area_tree import AreaTree
from pages.components.view import View

TOLD_APART = {View: lambda view: view.key, FunctionType: lambda read: read.__qualname__}
# A snapshot never changes, so an answer stays right; the time limit only frees memory.
KEEP = {"ttl": "12h", "max_entries": 500, "show_spinner": False, "hash_funcs": TOLD_APART}
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def remembered(read: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Keep the answers of a read, and take those that were worked out before anybody asked."""
    name, form = f"{read.__module__}.{read.__qualname__}", inspect.signature(read)

    @functools.wraps(read)
    def answer(*given: Given.args, **named: Given.kwargs) -> Answer:
        asked = tuple(map(_told_apart, form.bind(*given, **named).arguments.values()))
        return warming.answer(name, asked, lambda: read(*given, **named))

    return st.cache_data(**KEEP)(answer)


def _told_apart(value: object) -> Hashable:
    return TOLD_APART[type(value)](value) if type(value) in TOLD_APART else value


def areas(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Places within the scope; the store remembers them, as all that has to do with no choice."""
    return listings.areas(store.default(), scope, filters)


@st.cache_resource(ttl="12h", max_entries=20, show_spinner=False, hash_funcs=TOLD_APART)
def tree(scope: Scope, filters: Filters, *, as_now: bool = False) -> AreaTree:
    """The same as a tree, kept as it is and not copied at each use: nobody changes it."""
    return AreaTree(areas(scope, filters), as_now, divided.parts(store.default(), scope, filters))


@remembered
def undecided(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Records that do not tell in which part of a divided village they lie, by table."""
    return divided.undecided(store.default(), scope, filters)


def data_dates(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Days that the records span and the data date, one row a table."""
    return listings.data_dates(store.default(), scope, filters)


@remembered
def batches(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Loads behind the records: file_name, sha256, as_of, rows."""
    frame = listings.batches(store.default(), scope, filters)
    return frame.rename(columns={"rows_read": "rows"})[["file_name", "sha256", "as_of", "rows"]]


@remembered
def names(scope: Scope, filters: Filters, table: str) -> pd.DataFrame:
    """Names of categories or channels."""
    return listings.names(store.default(), scope, filters, table)


@remembered
def kinds(scope: Scope, filters: Filters, column: str) -> tuple[str, ...]:
    """Values of a filter that the records in scope have."""
    return listings.kinds(store.default(), scope, filters, column)


@remembered
def notes(scope: Scope, filters: Filters) -> pd.DataFrame:
    """What happened in the place and bears on its series."""
    return listings.notes(store.default(), scope, filters)


def assessment_periods(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Assessment periods that were declared: name, first_day, last_day."""
    return listings.assessment_periods(store.default(), scope, filters)


@remembered
def measured(
    scope: Scope,
    filters: Filters,
    metrics: tuple[str, ...],
    by: tuple[str, ...],
    as_of: datetime,
) -> pd.DataFrame:
    """The result frame of some metrics: one pass of the engine over each of their tables.

    What opinions of days that end within a month would tell beside the months is hidden.
    """
    everything = Filters(snapshot=filters.snapshot)
    declared = assessment.declared(assessment_periods(scope, everything))
    found = _measured(scope, as_of, filters, metrics, by, declared)
    if not beside_months.may_tell(found, filters, by):
        return found
    dates = data_dates(scope, everything)
    latest = dates["as_of"].max().to_pydatetime()
    first = pd.Timestamp(dates["first_date"].min()).date()
    last = max(first, last_day(latest, store.default().zone(filters.snapshot)))
    ask = partial(_measured, scope, latest)
    return beside_months.hide(found, filters, by, Period(first, last), declared, ask)


def _measured(
    scope: Scope,
    as_of: datetime,
    filters: Filters,
    metrics: tuple[str, ...],
    by: tuple[str, ...],
    assessed: tuple[Period, ...],
) -> pd.DataFrame:
    home = store.default()
    return measure(
        queries.tables(home, scope, filters),
        metrics,
        by,
        as_of=as_of,
        window=(filters.start, filters.end),
        area_code=filters.area,
        zone=home.zone(filters.snapshot),
        smallest_cell=settings.smallest_cell(),
        assessed=assessed,
    )


def levels(scope: Scope, filters: Filters) -> tuple[str, ...]:
    """Levels of which there are places."""
    return listings.levels(store.default(), scope, filters)


def is_counted(view: View) -> bool:
    """Whether only counts are at hand, and the records stay in a lake."""
    return store.default().is_counted(view.records.snapshot)
