"""What is wrong with the records that are stored, place by place?

Small frames for the quality board; every read takes the Scope of who asks.
"""

from functools import partial

import ibis
import numpy as np
import pandas as pd
import shapely
from ibis import _

from data import boundaries, queries
from data.access import Scope
from data.filters import Filters
from data.store import Store

LATE_DAYS = 10  # after the end of its month
MOST_POINTS = 50_000  # that are looked up in outlines
EVENTS = ("requests", "visits")


def villages(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Villages in scope that lack something.

    Returns
    -------
    DataFrame
        village_code, has_households, has_outline; in order of code, only villages that lack one.
    """
    places = queries.tables(store, scope, filters)["places"]
    outlined = store.table("boundaries", filters.snapshot).select(village_code=_.area_code)
    marked = outlined.distinct().mutate(has_outline=ibis.literal(True))
    joined = places.select("village_code", "households").left_join(marked, "village_code")
    told = joined.select(
        "village_code",
        has_households=_.households.notnull() & (_.households > 0).fill_null(False),
        has_outline=_.has_outline.fill_null(False),
    )
    lacking = told.filter(~_.has_households | ~_.has_outline)
    return lacking.order_by("village_code").to_pandas()


def ended(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Records of villages that had ended by the day of the record.

    Returns
    -------
    DataFrame
        table, village_code, valid_to, successor_code, records; most records first.
    """
    tables = queries.tables(store, scope, filters)
    areas = store.table("areas", filters.snapshot)
    gone = areas.filter(_.valid_to.notnull()).select(
        "valid_to", "successor_code", village_code=_.area_code
    )
    found = [
        tables[name]
        .select("village_code", "date")
        .inner_join(gone, "village_code")
        .filter(_.date > _.valid_to)
        .group_by("village_code", "valid_to", "successor_code")
        .agg(records=_.count())
        .mutate(table=ibis.literal(name))
        for name in EVENTS
    ]
    columns = ["table", "village_code", "valid_to", "successor_code", "records"]
    frame = ibis.union(*found).select(*columns).order_by(_.records.desc(), "village_code")
    return frame.to_pandas()


def codes(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Categories of requests that no list of categories has in force on that day.

    Returns
    -------
    DataFrame
        category_code, records, most first; no row where there is no list of categories at all.
    """
    requests = queries.tables(store, scope, filters)["requests"]
    known = store.table("categories", filters.snapshot)
    listed = known.select("valid_from", "valid_to", listed=_.category_code)
    seen = requests.group_by("category_code", "date").agg(records=_.count())
    in_force = [
        seen.category_code == listed.listed,
        seen.date >= listed.valid_from,
        listed.valid_to.isnull() | (seen.date <= listed.valid_to),
    ]
    unknown = seen.anti_join(listed, in_force)
    counted = unknown.group_by("category_code").agg(records=_.records.sum())
    told = counted.order_by(_.records.desc(), "category_code")
    return told.filter(known.count().as_scalar() > 0).to_pandas()


def late(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Records that were loaded long after the end of their month.

    Returns
    -------
    DataFrame
        table, records, late (loaded more than LATE_DAYS after the end of the month they belong
        to, by a load that was not the first of its source: that one brings history), last_date
        (latest day with a record), as_of (data date of the latest load, UTC).
    """
    stored = partial(store.table, snapshot_id=filters.snapshot)
    tables = queries.tables(store, scope, filters)
    batches = stored("batches")
    first = batches.group_by("source").agg(first_id=_.batch_id.min())
    loads = batches.inner_join(first, "source").select(
        "batch_id", "loaded_at", "as_of", is_later=_.batch_id > _.first_id
    )
    found = []
    for name in EVENTS:
        seen = tables[name]
        if "batch_id" not in seen.columns:
            continue
        joined = seen.select("batch_id", "date").inner_join(loads, "batch_id")
        following = (_.date.truncate("M") + ibis.interval(months=1)).cast("timestamp")
        due = following + ibis.interval(days=LATE_DAYS)
        counted = joined.agg(
            records=_.count(),
            late=(_.is_later & (_.loaded_at > due)).sum(),
            last_date=_.date.max(),
            as_of=_.as_of.max(),
        )
        found.append(counted.mutate(table=ibis.literal(name)))
    return ibis.union(*found).filter(_.records > 0).order_by("table").to_pandas()


def points(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Requests whose point lies outside the outline of their village.

    Returns
    -------
    DataFrame
        village_code, points (with coordinates, in villages that have an outline), outside; most
        outside first. Where there are more than MOST_POINTS, every so many are looked at.
    """
    requests = queries.tables(store, scope, filters)["requests"]
    outlines = boundaries.in_force(store.table("boundaries", filters.snapshot), filters.end)
    located = requests.filter(_.longitude.notnull(), _.latitude.notnull()).semi_join(
        outlines, _.village_code == outlines.area_code
    )
    number = int(located.count().to_pandas())
    step = max(1, -(-number // MOST_POINTS))
    if step > 1:
        located = located.filter(_.request_id.hash().abs() % step == 0)
    seen = located.select("village_code", "longitude", "latitude").to_pandas()
    shapes = outlines.semi_join(located, outlines.area_code == located.village_code).to_pandas()
    drawn = {row.area_code: shapely.from_wkb(row.geometry) for row in shapes.itertuples()}
    rows = []
    for code, group in seen.groupby("village_code"):
        inside = shapely.intersects_xy(
            drawn[code], group["longitude"].to_numpy(), group["latitude"].to_numpy()
        )
        rows.append((code, len(group), int(np.sum(~inside))))
    frame = pd.DataFrame(rows, columns=["village_code", "points", "outside"])
    frame = frame[frame["outside"] > 0]
    return frame.sort_values(
        ["outside", "village_code"], ascending=[False, True], ignore_index=True
    )
