"""Where do households live, who is linked to them, and what came of the visits to them?

Tables put together for `queries`, which keeps them within scope and filters. A household belongs
to the place where the register has it today, so visits made before its village merged are still
visits to it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
from ibis import _

from data import zones
from data.places import GROUPS

# What the log of visits tells; few columns, for each costs time while a question is put together.
LOG = (
    "visitor_ref", "household_number", "village_code", "grid_code", "mode", "date",
    "duration_minutes",
)  # fmt: skip
BUSY = ("visitor_ref", "household_number", "village_code", "mode", "date", "second")
Stored = Callable[[str], ibis.Table]  # a table of the snapshot, by name


def households(stored: Stored, zone: str, as_of: datetime | None) -> ibis.Table:
    """The register, one row a household, with the places above.

    `data.homes` has the columns. Of a household that was visited on the day of `as_of` or later
    the last visit before that is looked up, so its `last_date` is one that never comes.
    """
    homes = stored("homes")
    return homes if as_of is None else homes.mutate(last_date=_sooner(_.last_date, zone, as_of))


def _sooner(day: ibis.Value, zone: str, as_of: datetime) -> ibis.Value:
    """A day before that of a moment; a later one becomes one that never comes."""
    later = day >= ibis.literal(_local(as_of, zone).date())
    return later.ifelse(ibis.literal(date.max), day)


def household_names(stored: Stored, homes: ibis.Table) -> ibis.Table:
    """The pseudonyms of the households given, which take more room than all else about them."""
    names = stored("household_numbers").rename(number="household_number")
    return names.semi_join(homes, "number")


def assignments(stored: Stored) -> ibis.Table:
    """Links to the households of the register, with their places, grids and numbers.

    A link to a household that the register does not have has no place, so nobody may see it.
    """
    return _placed(stored("home_links"), stored)


def household_visits(stored: Stored, homes: ibis.Table) -> ibis.Table:
    """Visits to the households given, wherever they were living then, with today's place."""
    visits = stored("visits").select(
        "visited_at", "was_met", "next_date", "met_date",
        number=_.household_number, date=_.visited_date,
    )  # fmt: skip
    return visits.inner_join(homes, "number")


def promise_years(stored: Stored) -> ibis.Table:
    """Months of promises that could be judged and were kept, with the places of the household."""
    return stored("promise_years")


def months_of(visits: ibis.Table) -> ibis.Table:
    """Visits to households by month."""
    month = _.date.truncate("M").cast("date")
    return visits.group_by("number", month=month).agg(visits=_.count(), met=_.was_met.sum())


def is_last_of_month(moment: datetime, zone: str) -> bool:
    """Whether a moment (UTC, naive) lies within the last day of a month in the business zone."""
    return (_local(moment, zone).date() + timedelta(days=1)).day == 1


def _local(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def visit_dates(stored: Stored, zone: str, as_of: datetime | None) -> ibis.Table:
    """One row: the days of the first and of the latest visit on record, and `last`, the day up to
    which loads tell; latest as `last_date` of `households`.

    A day on which no visit can be known yet must not count as one on which nobody came.
    """
    span = stored("visit_span")
    if as_of is None:
        return span.select("first", "latest", "last")
    known = ibis.least(span.known, ibis.literal(as_of))
    before = known - ibis.interval(seconds=1)  # midnight belongs to the day before
    latest = _sooner(span.latest, zone, as_of)
    return span.select("first", latest=latest, last=zones.local(before, zone).cast("date"))


def grids(stored: Stored) -> ibis.Table:
    """Grids of the villages, with the places above and the days on which they exist."""
    known = stored("areas").filter(_.level == "grid")
    columns = {"grid_code": _.area_code, "grid_name": _.area_name, "village_code": _.parent_code}
    return _placed(known.select("valid_from", "valid_to", **columns), stored)


def raised(visits: ibis.Table, requests: ibis.Table, as_of: datetime | None) -> ibis.Table:
    """Requests that came from the visits given, one row a request.

    Parameters
    ----------
    visits : ibis.Table
        visit_id, source and the groups.
    requests : ibis.Table
        Requests of all places as they are known, with visit_id.
    as_of : datetime, optional
        UTC, naive: requests received later are not known yet.

    Returns
    -------
    ibis.Table
        The visit's columns; request_source, request_id, category_code, is_closed, outcome. Two
        systems may use one visit_id: the request then belongs to the visit in its own village, or
        to the first source by name, and never to both.
    """
    linked = requests.filter(_.visit_id.notnull()).select(
        "visit_id", "category_code", "is_closed", "outcome", "received_at",
        request_id=_.request_id, request_source=_.source, request_village=_.village_code,
    )  # fmt: skip
    if as_of is not None:
        linked = linked.filter(_.received_at <= ibis.literal(as_of))
    pairs = linked.drop("received_at").inner_join(visits, "visit_id")
    order = [_.request_village != _.village_code, _.source]
    window = ibis.window(group_by=["request_source", "request_id"], order_by=order)
    return pairs.mutate(place=ibis.row_number().over(window)).filter(_.place == 0).drop("place")


def _placed(table: ibis.Table, stored: Stored) -> ibis.Table:
    """Add the places above the village of a row."""
    return table.inner_join(stored("places").select(*GROUPS), "village_code")
