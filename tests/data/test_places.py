"""Does every village find its ancestors, also where a level is missing?"""

from data.store import Store


def test_a_missing_level_is_filled_from_the_level_above(store: Store) -> None:
    """A city without districts: its villages still add up under every level."""
    with store.build("a city without districts") as building:
        building.connection.execute(
            """INSERT INTO areas BY NAME SELECT * FROM (VALUES
                ('C', 'City', 'city', NULL), ('T', 'Town', 'township', 'C'),
                ('V', 'Village', 'village', 'T'), ('W', 'Alone', 'village', NULL)
            ) AS a (area_code, area_name, level, parent_code),
            (VALUES (DATE '2020-01-01', 1)) AS b (valid_from, batch_id)"""
        )
    columns = ["village_code", "township_code", "district_code", "city_code", "province_code"]
    rows = store.reader().table("places").select(columns).order_by("village_code").to_pandas()
    assert rows.to_numpy().tolist() == [["V", "T", "C", "C", "C"], ["W", "W", "W", "W", "W"]]
