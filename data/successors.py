"""Where do records belong today, whose place has merged, been renamed or moved meanwhile?

`as then` a record stands under the place that was there; `as now` under the one that took it over.
A place that ended without a successor keeps its records either way, so none is ever lost.
"""

from collections.abc import Callable

import ibis
from ibis import _

from data.views import GROUPS

Stored = Callable[[str], ibis.Table]  # a table of the snapshot, by name


def heir(stored: Stored, area: str) -> str:
    """The place that took over an area; the area itself where none did."""
    found = stored("heirs").filter(_.area_code == area).heir_code.to_pyarrow().to_pylist()
    return found[0] if found else area


def as_now(table: ibis.Table, stored: Stored) -> ibis.Table:
    """Records or places with the group columns, and the grid, as they are today.

    Notes
    -----
    The tables joined hold only places that changed, so they are small whatever the records.
    """
    moved = stored("moved_villages")
    joined = table.left_join(moved, table.village_code == moved.old_code)
    is_moved = joined.old_code.notnull()
    found = joined.mutate(
        **{name: is_moved.ifelse(joined[f"now_{name}"], joined[name]) for name in GROUPS}
    ).select(table.columns)
    if "grid_code" not in table.columns:
        return found
    heirs = stored("heirs").rename(old_grid="area_code")
    gridded = found.left_join(heirs, found.grid_code == heirs.old_grid)
    return gridded.mutate(grid_code=ibis.coalesce(gridded.heir_code, gridded.grid_code)).select(
        table.columns
    )


def standing(table: ibis.Table, stored: Stored, key: str) -> ibis.Table:
    """Places without those that another took over; `key` is the column of their code."""
    heirs = stored("heirs").select("area_code")
    return table.anti_join(heirs, table[key] == heirs.area_code)
