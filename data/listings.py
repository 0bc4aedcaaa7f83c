"""What is there to choose from: which places, names, days, loads and notes does a person see?

Small frames, fetched; the records themselves are read through `queries`.
"""

from datetime import date
from functools import partial

import ibis
import pandas as pd
from ibis import _

from data import assessment_periods as declared
from data import working_calendar
from data.access import Scope
from data.filters import Filters, allowed
from data.monthly import DATES
from data.once import once_a_snapshot
from data.places import LEVELS
from data.queries import tables
from data.reading import Records

# What puts the records of a table in a period; surveys are as old as their round.
DAYS = {
    "requests": "received_date",
    "visits": "visited_date",
    "round_coverage": "round_id",
    "responses": "round_id",
}


@once_a_snapshot
def areas(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Places within the scope, their ancestors included so that a tree can be drawn.

    Returns
    -------
    DataFrame
        area_code, area_name, level, parent_code, valid_to, heir_code (the place that took over
        one that is gone); in order of code. Grids are left out.
    """
    stored = partial(store.table, snapshot_id=filters.snapshot)
    table = in_sight(stored("areas").filter(_.level != "grid"), stored("places"), scope)
    table = table.left_join(stored("heirs"), "area_code")
    columns = ("area_code", "area_name", "level", "parent_code", "valid_to", "heir_code")
    return table.select(*columns).order_by("area_code").to_pandas()


def in_sight(table: ibis.Table, places: ibis.Table, scope: Scope) -> ibis.Table:
    """Rows whose area_code lies within the scope or above a place that does."""
    if scope.areas is None:
        return table
    seen = places.filter(allowed(places, scope))
    chain = [seen.select(area_code=seen[f"{level}_code"]) for level in LEVELS]
    return table.semi_join(ibis.union(*chain, distinct=True), "area_code")


def batches(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """The loads behind the records, oldest first: the columns of `batches`.

    Loads are facts about files, not about places, so every scope sees them.
    """
    del scope
    table = store.table("batches", filters.snapshot)
    return table.order_by("batch_id").to_pandas()


def rejected(store: Records, scope: Scope, filters: Filters, batch_id: int) -> pd.DataFrame:
    """Rows of a load that were not taken: row_number, column, rule, message, message_zh, raw.

    In file order. They come from anywhere, so only who may see every place sees them.
    """
    table = store.table("rejected_rows", filters.snapshot).filter(_.batch_id == batch_id)
    if scope.areas is not None:
        table = table.limit(0)
    table = table.mutate(message_zh=_.message_zh.fill_null(_.message))  # of loads long ago
    columns = ("row_number", "column", "rule", "message", "message_zh", "raw")
    return table.order_by("row_number", "column").select(*columns).to_pandas()


def names(store: Records, scope: Scope, filters: Filters, table: str) -> pd.DataFrame:
    """Names of codes, in order: table "categories" or "channels".

    Returns
    -------
    DataFrame
        code, name_zh, name_en, parent_code (missing for channels, which have none). Of a code
        that was named anew the latest name counts.
    """
    del scope
    code = {"categories": "category_code", "channels": "channel"}[table]
    rows = store.table(table, filters.snapshot)
    if "parent_code" not in rows.columns:
        rows = rows.mutate(parent_code=ibis.null("string"), valid_from=ibis.date(1, 1, 1))
    latest = rows.group_by(code=_[code]).agg(
        **{name: _[name].argmax(_.valid_from) for name in ("name_zh", "name_en", "parent_code")}
    )
    return latest.order_by("code").to_pandas()


def kinds(store: Records, scope: Scope, filters: Filters, column: str) -> tuple[str, ...]:
    """Values of a column of `filters.FILTERED` that occur in scope, in order."""
    stored = partial(store.table, snapshot_id=filters.snapshot)
    seen = stored("places").filter(allowed(stored("places"), scope))
    table = seen if column in seen.columns else stored("requests")
    if table is not seen and scope.areas is not None:
        table = table.semi_join(seen, "village_code")
    found = table.filter(_[column].notnull()).select(column).distinct()
    return tuple(found.order_by(column).to_pandas()[column])


def notes(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """What happened in the chosen place, or in a place above it, and bears on its series.

    Returns
    -------
    DataFrame
        note_date, until_date, text_zh, text_en, concerns, is_new_basis; in order of time, up to
        the end of the window.
    """
    stored = partial(store.table, snapshot_id=filters.snapshot)
    places = areas(store, scope, filters)
    tree: dict[str, str] = dict(zip(places["area_code"], places["parent_code"], strict=True))
    around = {code for code, parent in tree.items() if parent not in tree}
    code = filters.area
    while code in tree and code not in around:
        around.add(code)
        code = tree[code]
    table = stored("notes").filter(_.area_code.isnull() | _.area_code.isin(sorted(around)))
    if filters.end is not None:
        table = table.filter(_.note_date <= ibis.literal(filters.end))
    columns = ("note_date", "until_date", "text_zh", "text_en", "concerns", "is_new_basis")
    return table.order_by("note_date", "note_id").select(*columns).to_pandas()


def days(
    store: Records, scope: Scope, filters: Filters, first: date, last: date, *, worked: bool
) -> ibis.Table:
    """The days of the business zone from one to another, to be joined with records.

    Returns
    -------
    Table
        One row a day: day, starts_at and ends_at (its midnights, UTC); if `worked`, is_workday
        and done (working days before it).

    Raises
    ------
    DataError
        If `worked` and the working calendar does not cover all of these days.
    """
    zone = store.zone(filters.snapshot)
    types = {"day": "date", "starts_at": "timestamp", "ends_at": "timestamp"}
    if worked:
        frame = _calendar(store, scope, filters).days(first, last, zone)
        types |= {"is_workday": "boolean", "done": "int64"}
    else:
        frame = working_calendar.midnights(first, last, zone)
    return ibis.memtable(frame, schema=ibis.schema(types))


@once_a_snapshot
def _calendar(store: Records, scope: Scope, filters: Filters) -> working_calendar.WorkingCalendar:
    del scope
    rows = store.table("working_calendar", filters.snapshot).order_by("day").to_pandas()
    known = zip(rows["day"], rows["is_workday"], rows["name"], strict=True)
    return working_calendar.of_rows((pd.Timestamp(d).date(), bool(w), n) for d, w, n in known)


@once_a_snapshot
def assessment_periods(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Assessment periods, where some are declared; the same for every scope.

    Returns
    -------
    DataFrame
        name, first_day, last_day; in order of time.

    Raises
    ------
    DataError
        If two have a day in common.
    """
    del scope
    rows = store.table(declared.TABLE, filters.snapshot).select(*declared.COLUMNS).to_pyarrow()
    told = zip(*(rows[column].to_pylist() for column in declared.COLUMNS), strict=True)
    return pd.DataFrame(declared.in_order(list(told)), columns=["name", "first_day", "last_day"])


@once_a_snapshot
def levels(store: Records, scope: Scope, filters: Filters) -> tuple[str, ...]:
    """Levels of which there are places, from the top down; the same for every scope."""
    del scope
    found = store.table("areas", filters.snapshot).select("level").distinct().to_pandas()["level"]
    return tuple(level for level in (*LEVELS, "grid") if level in set(found))


def centres(store: Records, scope: Scope, filters: Filters, level: str) -> pd.DataFrame:
    """Where the requests of each place lie on average: area_code, longitude, latitude."""
    requests = tables(store, scope, filters)["requests"]
    code = f"{level}_code"
    known = requests.filter(_.longitude.notnull(), _.longitude != 0, _[code].notnull())
    found = known.group_by(area_code=_[code]).agg(
        longitude=_.longitude.mean(), latitude=_.latitude.mean()
    )
    return found.order_by("area_code").to_pandas()


def facilities(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Facilities: kind, longitude, latitude. They are no secret, so every scope sees all."""
    del scope
    table = store.table("facilities", filters.snapshot)
    return table.select("kind", "longitude", "latitude").order_by("kind", "longitude").to_pandas()


def data_dates(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Which days the records in scope span, and up to when their sources can speak.

    Returns
    -------
    DataFrame
        One row a table (requests, visits, round_coverage, responses): table, first_date,
        last_date, as_of (UTC, the latest data date of its loads); a table without records has
        no row.
    """
    return _known_then(_data_dates(store, scope, filters), filters)


@once_a_snapshot
def _data_dates(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """The same whenever it is asked: all records of a snapshot are looked at for it."""
    snapshot = filters.snapshot
    if store.is_counted(snapshot):
        return store.table(DATES, snapshot).to_pandas()
    stored = partial(store.table, snapshot_id=snapshot)
    rounds = stored("rounds").select("round_id", date=_.closed_date)
    spans = []
    for name, clock in DAYS.items():
        table = stored(name).mutate(date=_[clock])
        if scope.areas is not None:
            places = stored("places")
            table = table.semi_join(places.filter(allowed(places, scope)), "village_code")
        if clock == "round_id":
            table = table.select("batch_id", "round_id").distinct().inner_join(rounds, "round_id")
        span = table.group_by("batch_id").agg(first_date=_.date.min(), last_date=_.date.max())
        spans.append(span.mutate(table=ibis.literal(name)))
    loads = stored("batches").select("batch_id", "as_of")
    return (
        ibis.union(*spans)
        .join(loads, "batch_id")
        .group_by("table")
        .agg(first_date=_.first_date.min(), last_date=_.last_date.max(), as_of=_.as_of.max())
        .order_by("table")
        .to_pandas()
    )


def _known_then(dates: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Data dates, at the latest the moment chosen."""
    if filters.as_of is not None:
        moment = pd.Timestamp(filters.as_of)
        dates["as_of"] = dates["as_of"].where(dates["as_of"] <= moment, moment)
    return dates
