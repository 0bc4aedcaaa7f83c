"""Which months of a promise to visit can be judged, and which of them were kept?

Months are bits of a small number for each household and year, so that publishing can find them for
all households at once (`data/promises.sql`) and a page counts bits instead of joining visits.
"""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.datatypes as dt
from ibis import _
from ibis.expr.types import BooleanValue, DateValue, IntegerValue, NumericValue
from ibis.expr.types.groupby import GroupedTable

from analytics.periods import Period

LONGEST_CYCLE = 12  # months; a promise of less than once a year is judged by the year
CLOSE = 0.05  # 0.33 visits a month are one in three months
MONTHS = 12
HANDED_IN = "promise_years"
# What households bear for other questions; to carry it along costs more than all the rest.
OTHERS = ("last_date", "last_met_date", "links", "linked_from", "linked_to", "has_card")
# Columns from which publishing finds them.
HOMES = {
    "number": "int64",
    "village_code": "string",
    "grid_code": "string",
    "priority_group": "string",
    "visits_due_per_month": "float64",
}
VISITED = {"number": "int64", "month": "date", "visits": "int64", "met": "int64"}


def of(tables: Mapping[str, ibis.Table]) -> ibis.Table:
    """What publishing found where it serves, else found now; columns as `found`."""
    known = tables.get(HANDED_IN)
    if known is not None:
        return known
    homes = tables["households"].drop(*OTHERS)
    return found(homes, tables["home_months"], tables["visit_dates"])


def found(homes: ibis.Table, home_months: ibis.Table, visit_dates: ibis.Table) -> ibis.Table:
    """Judged and kept months of all households to which visits are promised.

    Parameters
    ----------
    homes : ibis.Table
        number, visits_due_per_month, and whatever else is to stand beside them.
    home_months : ibis.Table
        number, month (its first day), visits and met (those at which somebody was met).
    visit_dates : ibis.Table
        One row: first and last, the days between which visits are on record.

    Returns
    -------
    ibis.Table
        The columns of `homes`, year; judged, kept and met, of which bit 0 is January: months that
        can be judged, those that with the months before them in the cycle had the visits needed,
        and those that had them with somebody met.
    """
    due = homes.filter(_.visits_due_per_month > 0)
    cycles = cycles_of(due)
    years = due.inner_join(_judged(cycles, visit_dates), "visits_due_per_month")
    months = home_months.select("number", "visits", "met", month=_index(_.month)).inner_join(
        due.select("number", "visits_due_per_month"), "number"
    )
    told = years.left_join(_kept(months, cycles), ["number", "year"])
    bits = {"kept": told.kept.fill_null(0), "met": told.met.fill_null(0)}
    return told.select(*due.columns, "year", "judged", **bits)


def cycles_of(due: ibis.Table) -> ibis.Table:
    """Months and visits of the shortest cycle with a whole number of visits, for each promise.

    Parameters
    ----------
    due : ibis.Table
        visits_due_per_month.

    Returns
    -------
    ibis.Table
        visits_due_per_month, each once; cycle (months), needed (visits in a cycle).
    """
    rates = due.select("visits_due_per_month").distinct()
    cycle = _cycle(rates.visits_due_per_month)
    return rates.mutate(cycle=cycle, needed=_needed(rates.visits_due_per_month, cycle))


def bit(month: IntegerValue) -> IntegerValue:
    """The bit of a month, 1 to 12."""
    return ibis.literal(1, "int64") << (month - 1)


def bits(year: IntegerValue, months: Sequence[Period]) -> IntegerValue:
    """Bits of the months of a span, for each of its years.

    Parameters
    ----------
    year : IntegerValue
        A year of the span.
    months : sequence of Period
        Months of the span, one after the other.
    """
    found: dict[int, int] = {}
    for month in months:
        found[month.start.year] = found.get(month.start.year, 0) | 1 << (month.start.month - 1)
    told = {known: ibis.literal(value, "int64") for known, value in found.items()}
    return told.popitem()[1] if len(told) == 1 else year.cases(*told.items())


@ibis.udf.scalar.builtin(signature=((dt.int64,), dt.int64))
def bit_count(number):  # type: ignore[no-untyped-def] # the engines' own
    """How many bits of a number are set."""


def _judged(cycles: ibis.Table, visit_dates: ibis.Table) -> ibis.Table:
    """Months that are over, of cycles that lie between the first visit and the last day known."""
    first, last = visit_dates["first"], visit_dates["last"]
    known = visit_dates.select(
        first_month=_index(first) + (first.day() > 1).cast("int64"),
        after=_index(last + ibis.interval(days=1)),  # the first month that is not over
    )
    calendar = known.mutate(index=ibis.range(known.first_month, known.after).unnest())
    months = cycles.cross_join(calendar).filter(_.index - _.cycle + 1 >= _.first_month)
    return _by_year(months, "visits_due_per_month").agg(judged=_.bit.sum())


def _kept(months: ibis.Table, cycles: ibis.Table) -> ibis.Table:
    """Months with the visits needed in the cycle that ends with them."""
    made = months.inner_join(cycles, "visits_due_per_month")
    spread = made.mutate(ahead=ibis.range(0, made.cycle).unnest()).mutate(index=_.month + _.ahead)
    sums = spread.group_by("number", "index").agg(
        visits=_.visits.sum(), met=_.met.sum(), needed=_.needed.max()
    )
    enough = sums.filter(_.visits >= _.needed)
    return _by_year(enough, "number").agg(
        kept=_.bit.sum(), met=(_.met >= _.needed).ifelse(_.bit, 0).sum()
    )


def _by_year(months: ibis.Table, key: str) -> GroupedTable:
    """Months by their running number, as bits of their years."""
    since = months["index"] - 1
    told = months.mutate(year=since // MONTHS, bit=bit(since % MONTHS + 1))
    return told.group_by(key, "year")


def _cycle(due: NumericValue) -> IntegerValue:
    """Months of the shortest cycle in which a whole number of visits is due."""

    def is_whole(months: IntegerValue) -> BooleanValue:
        visits = due * months
        return ((visits - visits.round()).abs() <= CLOSE) & (visits.round() >= 1)

    found = ibis.range(1, LONGEST_CYCLE + 1).filter(is_whole)
    return found[0].fill_null(LONGEST_CYCLE).cast("int64")


def _needed(due: NumericValue, cycle: IntegerValue) -> IntegerValue:
    """Visits due in a cycle; at least one."""
    return ibis.greatest((due * cycle + CLOSE).floor().cast("int64"), ibis.literal(1, "int64"))


def _index(day: DateValue) -> IntegerValue:
    """Running number of the month of a day."""
    return day.year().cast("int64") * MONTHS + day.month().cast("int64")
