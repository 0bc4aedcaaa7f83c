"""Which villages were divided, and which of their records do not tell in which part they lie?"""

from functools import partial

import ibis
import pandas as pd
from ibis import _

from data.access import Scope
from data.filters import Filters
from data.listings import in_sight
from data.queries import Tables
from data.reading import Records

UNDECIDED = ("requests", "visits", "responses", "households")


def parts(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Villages whose records lie in several villages today.

    Returns
    -------
    DataFrame
        area_code, part_code (a village in which some of its records lie as now, itself where it
        stands); one row a part, in order of both. What lies beyond the scope is left out.
    """
    stored = partial(store.table, snapshot_id=filters.snapshot)
    found = stored("divided_villages").select("part_code", area_code="village_code")
    seen = in_sight(found, stored("places"), scope)
    both = in_sight(
        seen.rename(old_code="area_code", area_code="part_code"), stored("places"), scope
    )
    named = both.select(area_code="old_code", part_code="area_code").distinct()
    return named.order_by("area_code", "part_code").to_pandas()


def undecided(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """How many records, places as now, stand where a divided village was said to have gone.

    They name no grid, or one that lies in no part, so they could not be told apart.

    Returns
    -------
    DataFrame
        table (of `UNDECIDED`), records; tables without such records are left out.
    """
    tables = Tables(store, scope, filters)
    counts = [
        tables.undecided(name).agg(records=_.count()).mutate(table=ibis.literal(name))
        for name in UNDECIDED
    ]
    found = ibis.union(*counts).filter(_.records > 0)
    return found.select("table", "records").order_by("table").to_pandas()
