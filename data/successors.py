"""Where do records belong today, whose place has merged, been divided, renamed or moved meanwhile?

`as then` a record stands under the place that was there; `as now` under the one that took it over:
the village in which its grid lies today, or the one that its village names as successor where it
tells no grid. A place that ended without a successor keeps its records either way, so none is ever
lost.
"""

from collections.abc import Callable

import ibis
from ibis import _

from data.places import GROUPS

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
    villages = stored("moved_villages").rename("village_{name}")
    joined = table.left_join(villages, table.village_code == villages.village_old_code)
    if "grid_code" not in table.columns:
        return joined.mutate(**_places(joined)).select(table.columns)
    grids = stored("moved_grids").rename("grid_{name}")
    led = [("village_code", "grid_old_village"), ("grid_code", "grid_old_grid")]
    gridded = joined.left_join(grids, led)
    is_led = gridded.grid_old_grid.notnull()
    places = _places(gridded) | {"grid_code": gridded.grid_code}
    now = {name: is_led.ifelse(gridded[f"grid_now_{name}"], at) for name, at in places.items()}
    return gridded.mutate(**now).select(table.columns)


def _places(joined: ibis.Table) -> dict[str, ibis.Value]:
    """The group columns, with the places that took over the village where any did."""
    has_moved = joined.village_old_code.notnull()
    return {name: has_moved.ifelse(joined[f"village_now_{name}"], joined[name]) for name in GROUPS}


def lasting(table: ibis.Table, stored: Stored) -> ibis.Table:
    """Records with village_code and grid_code, and `lasting_village`, what their village is now."""
    villages = stored("moved_villages").select("old_code", merged_into="now_village_code")
    grids = stored("moved_grids").select("old_village", "old_grid", led_to="now_village_code")
    joined = table.left_join(villages, table.village_code == villages.old_code).left_join(
        grids, [("village_code", "old_village"), ("grid_code", "old_grid")]
    )
    now = ibis.coalesce(_.led_to, _.merged_into, _.village_code)
    return joined.mutate(lasting_village=now).select(*table.columns, "lasting_village")


def undecided(table: ibis.Table, stored: Stored) -> ibis.Table:
    """Records as then of divided villages of which nothing tells in which part they lie.

    As now they stand under the successor that was declared, or stay where they were.

    Parameters
    ----------
    table : ibis.Table
        village_code; grid_code where records name grids; date where they have one.
    stored : callable
        Gives a table of the snapshot by name.
    """
    homes = table.mutate(home=_.village_code, has_grid=ibis.literal(False))
    if "grid_code" in table.columns:
        grids = stored("moved_grids").select("old_village", "old_grid", led_to="home_code")
        led = [("village_code", "old_village"), ("grid_code", "old_grid")]
        homes = table.left_join(grids, led).mutate(
            home=ibis.coalesce(_.led_to, _.village_code), has_grid=_.grid_code.notnull()
        )
    divided = stored("divided_villages").select("has_ended", "until", divided="village_code")
    found = homes.inner_join(divided.distinct(), [("home", "divided")])
    may_have_left = ibis.literal(False)  # what has no date is as it is today
    if "date" in table.columns:
        was_there = found.until.isnull() | (found.date <= found.until)
        may_have_left = ~found.has_ended & ~found.has_grid & was_there
    return found.filter(found.has_ended | may_have_left).select(table.columns)


def handed_on(table: ibis.Table, stored: Stored, key: str) -> ibis.Table:
    """The table with the places of one column as they are today."""
    heirs = stored("heirs").rename(old_code="area_code")
    joined = table.left_join(heirs, [(key, "old_code")])
    return joined.mutate(**{key: ibis.coalesce(_.heir_code, _[key])}).select(table.columns)


def standing(table: ibis.Table, stored: Stored, key: str) -> ibis.Table:
    """Places without those that another took over; `key` is the column of their code."""
    heirs = stored("heirs").select("area_code")
    return table.anti_join(heirs, table[key] == heirs.area_code)
