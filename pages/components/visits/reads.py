"""What does the page of visits ask for? Each part asks once, and small frames come back.

References of households and visitors are pseudonyms already; they are cut short here, so that no
chart, hover text, table or file of the page can hold more of them.
"""

from collections.abc import Mapping
from datetime import date

import ibis
import pandas as pd

from analytics import (
    cadence,
    implausible,
    issues_raised,
    links,
    periods,
    visit_days,
    visit_load,
    waiting,
)
from analytics.implausible import Patterns
from analytics.periods import Period
from data import queries, store
from data.access import Scope
from pages.components import reads
from pages.components.view import View

REFERENCE = 8  # signs of a reference that are shown
LISTED = 50  # households in the list of the longest waiting
DRAWN_DAYS = 12  # days of visitors that are drawn
Asked = tuple[Mapping[str, ibis.Table], Period, date]


def reached(view: View) -> date:
    """Last day that the records can cover."""
    return periods.last_day(view.records.data_date, view.records.zone)


@reads.remembered
def days(scope: Scope, view: View) -> pd.DataFrame:
    """Visits by calendar day, those to come in the period included."""
    tables, _, last = _asked(scope, view)
    return visit_days.by_day(tables["visits"], view.period, last)


@reads.remembered
def late(scope: Scope, view: View) -> pd.DataFrame:
    """Parts of the place whose last days are not all in, with the share that is; least first."""
    window = visit_days.recent_window(reached(view))
    codes = view.records.tree.children(view.place)
    is_long_over = view.comparison.current.end <= window.end - visit_days.RECENT_DAYS * periods.DAY
    if is_long_over or not codes:
        return pd.DataFrame({"area_code": [], "share": []})
    tables = queries.tables(store.default(), scope, view.filters(window, area=view.area))
    found = visit_days.late(tables["visits"], codes, view.level, window.end)
    found = found[found["is_late"]].sort_values("share", ignore_index=True)
    return found[["area_code", "share"]]


@reads.remembered
def promises(scope: Scope, view: View) -> pd.DataFrame:
    """Priority households by how much of what was promised they had."""
    return cadence.kept_bands(cadence.by_household(*_asked(scope, view)))


@reads.remembered
def waits(scope: Scope, view: View) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Days since the last visit: in all, by grid, and the households that wait longest."""
    tables, span, last = _asked(scope, view)
    since = waiting.since_visit(tables, span, last)
    grids = waiting.summary(since, ["village_code", "grid_code"])
    grids = grids[grids["grid_code"].notna()]
    longest = _shortened(waiting.longest(since, tables["household_names"], LISTED), "household_ref")
    names = grid_names(scope, view)
    named = [frame.assign(grid_name=frame["grid_code"].map(names)) for frame in (grids, longest)]
    return waiting.whole(since), named[0], named[1]


@reads.remembered
def grid_names(scope: Scope, view: View) -> dict[str, str]:
    """Names of the grids by code."""
    frame = _asked(scope, view)[0]["grids"].select("grid_code", "grid_name").to_pandas()
    return dict(zip(frame["grid_code"], frame["grid_name"], strict=True))


@reads.remembered
def members(scope: Scope, view: View) -> pd.DataFrame:
    """How many linked members have how many households."""
    return links.distribution(links.members(*_asked(scope, view)))


@reads.remembered
def loads(scope: Scope, view: View) -> pd.DataFrame:
    """How many visitors of each role made how many visits."""
    return visit_load.by_visitor(_asked(scope, view)[0]["visits"])


@reads.remembered
def categories(scope: Scope, view: View) -> pd.DataFrame:
    """What became of the requests from visits, by category."""
    return issues_raised.flow(_asked(scope, view)[0]["raised"])


@reads.remembered
def patterns(scope: Scope, view: View) -> tuple[Patterns, pd.DataFrame]:
    """What the rules found, and the visits of the days that are drawn."""
    busy, found = _asked(scope, view)[0]["busy_log"], _found(scope, view)
    drawn = implausible.moments(busy, found.days.head(DRAWN_DAYS))
    cut = [_shortened(frame, "visitor_ref") for frame in (found.days, found.visitors, drawn)]
    return Patterns(cut[0], cut[1], found.summary), cut[2]


@reads.remembered
def doubt(scope: Scope, view: View) -> tuple[int, int] | None:
    """Visits on days that a rule found, and households reached on all others; None without any."""
    days = _days_found(scope, view)
    if days.empty:
        return None
    log = _asked(scope, view)[0]["visit_log"]
    return int(days["visits"].sum()), implausible.reached_without(log, days)


@reads.remembered
def _found(scope: Scope, view: View) -> Patterns:
    """What the rules find, with whole references; it never leaves this file."""
    return implausible.find(_asked(scope, view)[0]["visit_log"], _days_found(scope, view))


@reads.remembered
def _days_found(scope: Scope, view: View) -> pd.DataFrame:
    """Days on which a rule holds, which is all that the page on reach need know."""
    return implausible.find_days(_asked(scope, view)[0]["busy_log"])


def _asked(scope: Scope, view: View) -> Asked:
    """Tables, days and the last day known of what is looked at."""
    span = view.comparison.current
    tables = queries.tables(store.default(), scope, view.filters(span, area=view.area))
    return tables, span, reached(view)


def _shortened(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The frame with references cut short, under a name that says so."""
    short = frame[column].astype(str).str.slice(0, REFERENCE)
    return frame.assign(**{column: short}).rename(columns={column: column.removesuffix("_ref")})
