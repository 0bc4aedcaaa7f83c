"""What exactly is looked at: which place, which days, compared with which, known as of when?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

import pandas as pd

from analytics import periods
from analytics.periods import Comparison, Period
from data.filters import FILTERED, Filters
from data.store import Snapshot
from pages.components import permalink
from pages.components.area_tree import AreaTree
from pages.components.permalink import Address, moment

GRAINS = ("month", "quarter", "half_year", "year")
USUAL = ("half_year", "quarter", "month", "year")  # leadership asks about the last half-year


@dataclass(frozen=True)
class Kinds:
    """The values of one filter of records.

    `labels` has the name of each value by code, groups before what they hold; `parents` the group
    of each value that lies in one.
    """

    labels: Mapping[str, str]
    parents: Mapping[str, str] = field(default_factory=dict)

    def within(self, values: Sequence[str]) -> tuple[str, ...]:
        """The values and all that lies in them."""
        found = list(values)
        for code in found:  # grows while it is walked through: groups hold groups
            found += [c for c, parent in self.parents.items() if parent == code and c not in found]
        return tuple(found)


@dataclass(frozen=True)
class Records:
    """What the store holds, as far as it bears on what can be chosen.

    `spans` is the frame of `data.listings.data_dates`; `kinds` has, for each filter of records
    that the page offers, the values there are.
    """

    tree: AreaTree
    spans: pd.DataFrame
    zone: str
    snapshot: str
    kinds: Mapping[str, Kinds] = field(default_factory=dict)

    @cached_property
    def data_date(self) -> datetime:
        """Up to when the sources can speak, UTC; the latest of them."""
        return self.spans["as_of"].max().to_pydatetime()

    @property
    def first(self) -> date:
        """First day with a record."""
        return pd.Timestamp(self.spans["first_date"].min()).date()

    @property
    def first_by_table(self) -> dict[str, date]:
        """First day with a record, by table."""
        firsts = pd.to_datetime(self.spans["first_date"]).dt.date
        return dict(zip(self.spans["table"], firsts, strict=True))

    @property
    def data_dates(self) -> dict[str, datetime]:
        """Data date by table, UTC."""
        return {row.table: row.as_of.to_pydatetime() for row in self.spans.itertuples()}

    @property
    def last(self) -> date:
        """Last day with a record, or the data date if that is earlier."""
        last = pd.Timestamp(self.spans["last_date"].max()).date()
        return max(self.first, min(last, periods.last_day(self.data_date, self.zone)))

    def periods(self, grain: str) -> tuple[Period, ...]:
        """Periods that can be chosen, newest first."""
        return tuple(reversed(periods.between(self.first, self.last, grain)))

    def is_complete(self, period: Period) -> bool:
        """Whether the period was over at the data date."""
        return periods.is_complete(period, self.data_date, self.zone)


@dataclass(frozen=True)
class View:
    """One choice, whole: everything that is drawn, printed or downloaded follows from it."""

    records: Records
    area: str
    grain: str
    period: Period
    pinned: Address  # the moment and snapshot of a permanent link, empty where it names none
    unfollowed: tuple[tuple[str, str], ...] = field(default=())  # names of the address, as given
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())  # filters of records in use
    exclusions: bool = True  # with the requests that are excluded from assessment

    @property
    def key(self) -> tuple[str, ...]:
        """What tells two views apart: the same key, the same numbers."""
        held, records = self.pinned, self.records
        filters = f"{self.chosen} {self.exclusions} {self.as_now}"
        known = f"{records.data_date}"
        return (self.area, self.period.label, held.as_of, records.snapshot, known, filters)

    @cached_property
    def comparison(self) -> Comparison:
        """The days looked at and the like span before."""
        return periods.like_for_like(self.period, self.records.data_date, self.records.zone)

    @property
    def is_pinned(self) -> bool:
        """Whether a permanent link holds the view to a snapshot or a moment, and is followed."""
        lost = dict(self.unfollowed)
        names = ("snapshot", "as_of")
        return any(getattr(self.pinned, name) and name not in lost for name in names)

    @property
    def as_now(self) -> bool:
        """Whether records of merged places stand under those that took them over."""
        return self.records.tree.as_now

    @property
    def place(self) -> str:
        """Code of the place, also where it is the only one at the top and was not chosen."""
        return self.area or self.records.tree.top()

    @property
    def level(self) -> str:
        """Level of the places that are compared with each other."""
        return self.records.tree.level_below(self.area)

    @property
    def ground(self) -> str:
        """Place whose parts are compared: the place itself, or the one above a village."""
        return self.area if self.has_parts else self.records.tree.parent(self.area)

    @property
    def has_parts(self) -> bool:
        """Whether there are places below the one looked at."""
        return bool(self.records.tree.children(self.place))

    def filters(self, span: Period, *, area: str, as_of: datetime | None = None) -> Filters:
        """Filters of the reads for some days of a place."""
        return Filters(
            area=area,
            start=span.start,
            end=span.end,
            as_of=as_of or moment(self.pinned.as_of),
            snapshot=self.records.snapshot,
            exclusions=self.exclusions,
            as_now=self.as_now,
            **{
                FILTERED[column]: self.records.kinds[column].within(values)
                for column, values in self.chosen
            },
        )


def resolve(address: Address, records: Records, snapshots: Sequence[Snapshot]) -> View:
    """Follow the address as far as it can be followed, and remember what could not.

    Parameters
    ----------
    address : Address
        What the link or the reader names.
    records : Records
        What there is to choose from; holds at least one record.
    snapshots : sequence of Snapshot
        Those that are kept.
    """
    unfollowed = []
    area = address.area
    if area and area not in records.tree.names:
        unfollowed.append(("area", area))
        area = ""
    if records.tree.as_now:
        area = records.tree.heirs.get(area, area)
    if address.places not in ("", permalink.NOW):
        unfollowed.append(("places", address.places))
    if address.snapshot and address.snapshot not in {s.id for s in snapshots}:
        unfollowed.append(("snapshot", address.snapshot))
    if address.as_of and moment(address.as_of) is None:
        unfollowed.append(("as_of", address.as_of))
    grain = address.grain
    if grain and grain not in GRAINS:
        unfollowed.append(("grain", grain))
        grain = ""
    period = _named(address.period, grain, records)
    if address.period and not period:
        unfollowed.append(("period", address.period))
    period = period or _usual(grain, records)
    chosen, unknown = _kinds(address, records)
    return View(
        records,
        area,
        period.grain or "",
        period,
        address,
        unfollowed=(*unfollowed, *unknown),
        chosen=chosen,
        exclusions=not records.kinds or address.exclusions != permalink.WITHOUT,
    )


Named = tuple[tuple[str, tuple[str, ...]], ...]


def _kinds(address: Address, records: Records) -> tuple[Named, tuple[tuple[str, str], ...]]:
    """Filters of records that the address names and the page offers, and values that are none."""
    chosen, unknown = [], []
    for column, kinds in records.kinds.items():
        named = permalink.values(getattr(address, column))
        unknown += [(column, value) for value in named if value not in kinds.labels]
        followed = tuple(value for value in named if value in kinds.labels)
        chosen += [(column, followed)] if followed else []
    return tuple(chosen), tuple(unknown)


def _named(label: str, grain: str, records: Records) -> Period | None:
    """The period of that label, of the grain if one is named."""
    grains = (grain,) if grain else GRAINS
    return next((p for g in grains for p in records.periods(g) if p.label == label), None)


def _usual(grain: str, records: Records) -> Period:
    """The latest period that is over: a half-year, or the longest shorter one there is."""
    for choice in (grain,) if grain else USUAL:
        over = [p for p in records.periods(choice) if records.is_complete(p)]
        if over:
            return over[0]
    return records.periods(grain or USUAL[0])[0]
