"""Do maps get coarse outlines that still fit together, of the places one may see?"""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from data import boundaries
from data.access import EVERYWHERE, Scope
from data.filters import Filters
from data.store import Store
from tests.data.records import add_areas

NOBODY = Scope(frozenset())


def wavy(columns: int, rows: int, steps: int = 60) -> list[shapely.Geometry]:
    """Squares whose shared borders wave, so that there is something to simplify."""

    def line(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[float, float]]:
        (x, y), (u, v) = sorted([start, end])
        t = np.linspace(0, 1, steps)
        swing = 0.03 * np.sin(t * np.pi * 6)
        points = list(zip(x + t * (u - x) + swing * (v - y), y + t * (v - y) + swing * (u - x),
                          strict=True))  # fmt: skip
        return points if start < end else points[::-1]

    shapes = []
    for r in range(rows):
        for c in range(columns):
            corners = [(c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1)]
            ring = [p for i in range(4) for p in line(corners[i], corners[(i + 1) % 4])[:-1]]
            shapes.append(shapely.Polygon(ring))
    return shapes


def test_neighbours_stay_neighbours_when_simplified() -> None:
    shapes = wavy(12, 12)
    frame = pd.DataFrame({
        "area_code": [f"A{i}" for i in range(len(shapes))], "geometry": shapely.to_wkb(shapes)
    })  # fmt: skip
    found = boundaries.simplified(frame)
    coarse = shapely.from_wkb(found["geometry"])
    assert list(found["area_code"]) == list(frame["area_code"])
    fewer = sum(shapely.get_num_coordinates(coarse)) / sum(shapely.get_num_coordinates(shapes))
    assert fewer < 0.6
    whole, parts = shapely.union_all(coarse), sum(shapely.area(coarse))
    assert abs(whole.area - parts) < 1e-6 * parts  # nothing overlaps
    assert len(shapely.get_parts(shapely.boundary(whole))) == 1  # nothing gapes


def test_shapes_that_do_not_fit_together_are_drawn_all_the_same() -> None:
    shapes = [shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]
    frame = pd.DataFrame({"area_code": ["A", "B"], "geometry": shapely.to_wkb(shapes)})
    assert len(boundaries.simplified(frame)) == 2
    assert boundaries.simplified(frame.head(0)).empty


def test_a_drawing_puts_every_corner_where_it_lies() -> None:
    """The whole units of the browser, read back into degrees, are the corners."""
    hole = shapely.box(1, 60, 2, 60.5).difference(shapely.box(1.2, 60.1, 1.4, 60.3))
    islands = shapely.MultiPolygon([shapely.box(0, 60, 0.5, 60.2), shapely.box(2.5, 60, 3, 61)])
    frame = pd.DataFrame({"area_code": ["H", "I"], "area_name": ["Ring", "岛"],
                          "geometry": shapely.to_wkb([hole, islands])})  # fmt: skip
    drawn = boundaries.drawing(frame)
    assert drawn["codes"] == ["H", "I"]
    assert drawn["names"] == ["Ring", "岛"]
    assert [len(rings) for rings in drawn["rings"]] == [2, 2]
    assert max(drawn["wide"], drawn["high"]) == boundaries.UNITS
    for shape, rings in zip((hole, islands), drawn["rings"], strict=True):
        units = np.concatenate([np.cumsum(np.reshape(ring, (-1, 2)), axis=0) for ring in rings])
        east = np.degrees(drawn["west"] + units[:, 0] * drawn["unit"])
        north = np.degrees(np.arctan(np.sinh(drawn["north"] - units[:, 1] * drawn["unit"])))
        away = np.hypot(*(np.column_stack([east, north]) - shapely.get_coordinates(shape)).T)
        assert away.max() < np.degrees(drawn["unit"])
    spots = np.degrees(drawn["west"] + np.array(drawn["spots"])[:, 0] * drawn["unit"])
    assert 1 < spots[0] < 2
    assert spots[1] < 0.5 or spots[1] > 2.5  # on an island, not in the sea between


def outlined(store: Store) -> None:
    with store.build("outlines") as building:
        add_areas(building)
        building.connection.execute(
            "UPDATE areas SET valid_to = DATE '2025-06-30', successor_code = 'V2' "
            "WHERE area_code = 'V1'"
        )
        for number, code in enumerate(("T1", "T2", "V1", "V2", "G1", "G2")):
            building.connection.execute(
                OUTLINE,
                [None, code, shapely.to_wkb(shapely.box(number, 0, number + 1, 1))],
            )
        building.connection.execute(OUTLINE, [None, "V3", None])


OUTLINE = """
INSERT INTO boundaries BY NAME SELECT ?::DATE AS valid_from, ? AS area_code, ?::BLOB AS geometry,
    'EPSG:4326' AS source_crs, 's' AS source, 1 AS batch_id
"""
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_outlines_of_a_level_within_area_and_scope(store: Store, tmp_path: Path) -> None:
    outlined(store)

    def codes(level: str, scope: Scope = EVERYWHERE, **chosen: object) -> list[str]:
        filters = Filters(**chosen)  # type: ignore[arg-type]
        found = boundaries.read(store, scope, filters, level)
        return list(found.dropna(subset="geometry")["area_code"])

    assert codes("township") == ["T1", "T2"]
    assert codes("village") == ["V1", "V2"]
    every = boundaries.read(store, EVERYWHERE, Filters(), "village")
    assert list(every["area_code"]) == ["V1", "V2", "V3"]  # the last one has no outline
    assert codes("village", as_now=True) == ["V2"]
    assert codes("village", end=BEFORE) == ["V1", "V2"]
    assert codes("village", end=AFTER) == ["V2"]
    assert codes("village", area="T2") == []
    assert codes("village", area="V1") == ["V1"]
    assert codes("grid", area="V1") == ["G1", "G2"]
    assert codes("grid", area="V2", as_now=True) == ["G1", "G2"]  # of a village that merged
    assert codes("village", Scope(frozenset({"V1"}))) == ["V1"]
    assert codes("grid", NOBODY) == codes("township", NOBODY) == []


def test_an_outline_lasts_until_the_next_one(store: Store) -> None:
    outlined(store)
    with store.build("V2 grows, and T2 is drawn for the first time since August") as building:
        for since, code, size in ((AFTER, "V2", 5), (date(2025, 9, 1), "V2", 7)):
            grown = shapely.to_wkb(shapely.box(0, 0, size, 1))
            building.connection.execute(OUTLINE, [since, code, grown])
        building.connection.execute("UPDATE boundaries SET valid_from = ? WHERE area_code = 'T2'",
                                    [date(2025, 8, 1)])  # fmt: skip

    def size(code: str, level: str = "village", **chosen: object) -> float:
        found = boundaries.read(store, EVERYWHERE, Filters(**chosen), level)  # type: ignore[arg-type]
        return shapely.from_wkb(bytes(found.set_index("area_code")["geometry"][code])).area

    assert [size("V2", end=day) for day in (BEFORE, AFTER, date(2025, 10, 1))] == [1, 5, 7]
    assert size("V2") == size("V2", as_now=True, end=BEFORE) == 7
    assert size("T2", "township", end=BEFORE) == 1  # before the first one, that one

    def changed(day: date) -> date | None:
        return boundaries.last_change(store, EVERYWHERE, Filters(end=day))

    assert changed(date(2025, 7, 31)) == AFTER
    assert changed(BEFORE) == date(2020, 1, 1)
    assert changed(date(2019, 1, 1)) == date(2019, 1, 1)
    assert changed(date(2025, 8, 15)) == date(2025, 8, 1)


def test_a_place_that_took_another_over_is_not_drawn_before_it_did(store: Store) -> None:
    """One that took nothing over is: what is on record of it may be older than the list."""
    outlined(store)
    with store.build("V2 gets another code, and V3 is listed late") as building:
        building.connection.execute(
            """INSERT INTO areas BY NAME SELECT 'V9' AS area_code, 'New Oak' AS area_name,
                'village' AS level, 'T1' AS parent_code, DATE '2025-07-01' AS valid_from,
                1 AS batch_id;
            UPDATE areas SET valid_to = DATE '2025-06-30', successor_code = 'V9'
            WHERE area_code = 'V2';
            UPDATE areas SET valid_from = DATE '2025-07-01' WHERE area_code = 'V3'"""
        )

    def codes(day: date) -> list[str]:
        return list(boundaries.read(store, EVERYWHERE, Filters(end=day), "village")["area_code"])

    assert codes(BEFORE) == ["V1", "V2", "V3"]
    assert codes(AFTER) == ["V3", "V9"]
