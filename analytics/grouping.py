"""By what is a number split: which places, which periods, which kinds of record?"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
from ibis import _

from analytics import assessment, periods
from analytics.periods import ASSESSMENT_DAY, GRAINS, Grain, Period

AREA_LEVELS = ("province", "city", "district", "township", "village", "grid")
OTHERS = {
    "category": "category_code",
    "channel": "channel",
    "kind": "kind",
    "unit": "lead_unit",
    "setting": "setting",
    "village_class": "village_class",
    "subject": "subject",
    "question": "question_id",
    "round": "round_id",
    "purpose": "purpose",
    "mode": "mode",
    "role": "visitor_role",
    "priority_group": "priority_group",
}
GROUP_COLUMNS = (*(f"{level}_code" for level in AREA_LEVELS[:-1]), "setting", "village_class")
OF_PLACES = ("setting", "village_class")  # groups that places have, not only records
START = "period_start"  # key column while counting; the result frame shows `period`


@dataclass(frozen=True)
class Grouping:
    """At most one area level, at most one grain, any other groups."""

    area: str = ""
    grain: Grain | None = None
    others: tuple[str, ...] = ()
    assessed: tuple[Period, ...] = ()  # assessment periods, where they are declared

    @property
    def keys(self) -> tuple[str, ...]:
        """Key columns of the counts: area_code, period_start, then the other groups."""
        area = ("area_code",) if self.area else ()
        grain = (START,) if self.grain else ()
        return area + grain + self.others

    @property
    def place_keys(self) -> tuple[str, ...]:
        """Those of the keys that the table of places has as well."""
        area = ("area_code",) if self.area and self.area != "grid" else ()
        return area + tuple(name for name in self.others if name in OF_PLACES)

    def starting(self, day: date) -> Period:
        """The period of the grain whose first day this is."""
        if self.assessed:
            return next(span for span in self.assessed if span.start == day)
        return periods.containing(day, self._known_grain)

    def between(self, first: date, last: date) -> tuple[Period, ...]:
        """All periods of the grain that hold a day from first to last, oldest first."""
        if self.assessed:
            return tuple(s for s in self.assessed if s.start <= last and s.end >= first)
        return periods.between(first, last, self._known_grain)

    @property
    def _known_grain(self) -> Grain:
        if self.grain is None:
            raise ValueError("numbers that are not split by time have no periods")
        return self.grain


def parse(by: Sequence[str], assessed: Sequence[Period] = ()) -> Grouping:
    """Sort names of groups into area level, grain and others.

    Without `assessed`, the assessment periods declared, these are those of `periods`.

    Raises
    ------
    ValueError
        If a name is unknown or given twice, or if there are two area levels or two grains.

    Examples
    --------
    >>> parse(["township", "month"]).keys
    ('area_code', 'period_start')
    >>> parse(["towns"])
    Traceback (most recent call last):
    ValueError: unknown group towns; did you mean township?
    """
    known = (*AREA_LEVELS, *GRAINS, *OTHERS)
    for name in by:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise ValueError(f"unknown group {name}; {hint}")
    if len(set(by)) < len(by):
        raise ValueError(f"a group is named twice in {', '.join(by)}; name each once")
    areas = [name for name in by if name in AREA_LEVELS]
    grains = [name for name in GRAINS if name in by]
    if len(areas) > 1:
        raise ValueError(f"numbers cannot be split by {' and '.join(areas)} at once; choose one")
    if len(grains) > 1:
        raise ValueError(f"numbers cannot be split by {' and '.join(grains)} at once; choose one")
    others = tuple(name for name in by if name in OTHERS)
    spans = tuple(assessed) if assessment.GRAIN in grains else ()
    return Grouping(areas[0] if areas else "", grains[0] if grains else None, others, spans)


def keyed(table: ibis.Table, grouping: Grouping, name: str, *, carried: bool = False) -> ibis.Table:
    """Add the key columns of a grouping to a table of records.

    Records of days that belong to no period are left out.

    Parameters
    ----------
    table : ibis.Table
        Records with the group columns and date, the day that puts a record in a period.
    grouping : Grouping
        What to split by.
    name : str
        Name of the table, for the message.
    carried : bool
        As for `assessment.start_of`.

    Raises
    ------
    ValueError
        If the table does not have a group that was asked for.
    """
    columns: dict[str, ibis.Value] = {}
    if grouping.area:
        columns["area_code"] = _column(table, f"{grouping.area}_code", grouping.area, name)
    if grouping.grain:
        columns[START] = (
            assessment.start_of(table.date, grouping.assessed, carried=carried)
            if grouping.assessed
            else start_of_period(table.date, grouping.grain)
        )
    for group in grouping.others:
        columns[group] = _column(table, OTHERS[group], group, name)
    found = table.mutate(**columns)
    return found.filter(_[START].notnull()) if grouping.assessed else found


def start_of_period(day: ibis.expr.types.DateValue, grain: Grain) -> ibis.expr.types.DateValue:
    """First day of the period that holds a day, as an expression."""
    if grain == "assessment_month":
        ahead = ibis.interval(days=ASSESSMENT_DAY - 1)
        return ((day - ahead).truncate("M") + ahead).cast("date")
    if grain == "half_year":
        first = (day.month() <= 6).ifelse(1, 7)
        return ibis.date(day.year(), first, 1)
    unit = {"month": "M", "quarter": "Q", "year": "Y"}[grain]
    return day.truncate(unit).cast("date")


def _column(table: ibis.Table, column: str, group: str, name: str) -> ibis.Value:
    if column not in table.columns:
        raise ValueError(f"the records of {name} cannot be split by {group}; leave it out")
    return table[column]
