"""What did a person choose to look at, and what of it may they see?

`Scope` (what a person may see) and `Filters` (what they chose) as conditions on any table that has
the group columns and `date`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import ibis
from ibis import _

from data.access import Scope
from data.errors import DataError
from data.lake import MONTH
from data.places import LEVELS

# Columns that can be filtered by their values, and the filter that holds those wanted.
FILTERED = {
    "category_code": "categories",
    "channel": "channels",
    "kind": "kinds",
    "setting": "settings",
    "village_class": "village_classes",
}


@dataclass(frozen=True)
class Filters:
    """What a person chose to look at; empty means all."""

    area: str = ""
    start: date | None = None  # first day, in the business zone
    end: date | None = None  # last day, included
    categories: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    village_classes: tuple[str, ...] = ()
    exclusions: bool = True  # with the requests that are excluded from assessment
    as_of: datetime | None = None  # UTC, naive: the state of knowledge to look from
    snapshot: str = ""
    as_now: bool = False  # records of places that are gone stand under those that took them over


Stored = Callable[[str], ibis.Table]  # a table of the snapshot, by name


def allowed(table: ibis.Table, scope: Scope) -> ibis.Value:
    """Whether a row lies in a place that this person may see."""
    if scope.areas is None:
        return ibis.literal(True)
    allowed = sorted(scope.areas)
    levels = [f"{level}_code" for level in LEVELS]  # of which counts of parts have the upper ones
    return ibis.or_(
        ibis.literal(False), *(table[c].isin(allowed) for c in levels if c in table.columns)
    )


def chosen(table: ibis.Table, filters: Filters) -> list[ibis.Value]:
    """The filters of the columns that the table has; those of other tables do not apply."""
    wanted = [
        table[column].isin(getattr(filters, field))
        for column, field in FILTERED.items()
        if getattr(filters, field) and column in table.columns
    ]
    if not filters.exclusions and "exclusion_code" in table.columns:
        wanted.append(table.exclusion_code.isnull())
    return wanted


def level_of(stored: Stored, scope: Scope, area: str) -> str:
    """Level of an area, "" for none; DataError if it is not there to be seen.

    A place of any level may stand in the columns of the levels below that it lacks, so the level
    asked for is its own.
    """
    if not area:
        return ""
    places = stored("places")
    seen = places.filter(allowed(places, scope))
    grids = stored("areas").filter(_.level == "grid", _.area_code == area)
    columns = {level: seen[f"{level}_code"] == area for level in LEVELS}
    columns["grid"] = seen.village_code.isin(grids.parent_code)
    found = seen.agg(**{level: there.any() for level, there in columns.items()})
    for level, there in found.to_pyarrow().to_pylist()[0].items():
        if there:
            return level
    raise DataError("store.out_of_sight", area=area)


def within(table: ibis.Table, start: date | None, end: date | None) -> list[ibis.Value]:
    """Whether a row lies in the window; in a lake, whose folders are months, its month as well."""
    bounds: list[ibis.Value] = [ibis.literal(True)]
    if start is not None:
        bounds.append(_.date >= ibis.literal(start))
    if end is not None:
        bounds.append(_.date <= ibis.literal(end))
    if MONTH in table.columns:
        bounds += [_[MONTH] >= f"{start:%Y-%m}"] if start is not None else []
        bounds += [_[MONTH] <= f"{end:%Y-%m}"] if end is not None else []
    return bounds
