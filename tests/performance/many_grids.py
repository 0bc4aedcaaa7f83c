"""A district of twenty thousand grids with outlines and requests, to be drawn."""

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from data.store import Store

SIDE, VILLAGES, TOWNSHIPS, REQUESTS = 141, 200, 20, 1_200_000
GRIDS = SIDE**2


def cells(side: int, steps: int = 12) -> np.ndarray:
    """Outlines of side x side places whose shared borders wave, as real ones do."""
    wave = 0.12 * np.sin(np.linspace(0, 2 * np.pi, steps, endpoint=False)) / side
    along = np.linspace(0, 1, steps, endpoint=False) / side
    found = []
    for row in range(side):
        for column in range(side):
            x, y = column / side, row / side
            ring = np.concatenate([
                np.column_stack([x + along, y + wave]),
                np.column_stack([x + 1 / side + wave, y + along]),
                np.column_stack([x + 1 / side - along, y + 1 / side - wave]),
                np.column_stack([x - wave, y + 1 / side - along]),
            ])  # fmt: skip
            found.append(shapely.Polygon(ring * 0.5 + [116, 39.5]))
    return np.array(found)


def fill(home: Path) -> None:
    """Grids in rows, of which each village has about a hundred, and a year of requests."""
    frame = pd.DataFrame({"number": range(GRIDS), "shape": shapely.to_wkb(cells(SIDE), hex=True)})
    with Store(home).build("twenty thousand grids") as building:
        sql = building.connection
        sql.register("frame", frame)
        sql.execute(
            f"""
            CREATE TEMP TABLE grids AS SELECT number, shape, g, t,
                format('99{{:02d}}{{:06d}}', t, v) AS village, format('99{{:02d}}', t) AS town
            FROM (SELECT *, v * {TOWNSHIPS} // {VILLAGES} AS t FROM (
                SELECT number, shape, format('G{{:05d}}', number) AS g,
                    number * {VILLAGES} // {GRIDS} AS v FROM frame));
            INSERT INTO areas BY NAME
            SELECT *, DATE '2000-01-01' AS valid_from, 1 AS batch_id FROM (
                SELECT '99' AS area_code, 'District' AS area_name, 'district' AS level,
                    NULL AS parent_code, NULL AS households
                UNION ALL SELECT DISTINCT town, 'Township ' || town, 'township', '99', NULL
                FROM grids
                UNION ALL SELECT DISTINCT village, 'Village ' || village, 'village', town, 3000
                FROM grids
                UNION ALL SELECT g, 'Grid ' || g, 'grid', village, 30 FROM grids);
            INSERT INTO boundaries (area_code, geometry, source_crs, source, batch_id)
            SELECT g, unhex(shape), 'EPSG:4326', 'made', 1 FROM grids;
            INSERT INTO batches
            VALUES (1, 's', 'p', '1', 'f', 'h', TIMESTAMP '2026-07-01', 1, 1, 0, 0, 0,
                TIMESTAMP '2026-07-02', 'bench');
            INSERT INTO requests BY NAME
            SELECT * EXCLUDE (number), received_at::DATE AS received_date FROM (
                SELECT 's' AS source, i::VARCHAR AS request_id, village AS village_code,
                    g AS grid_code, i % {GRIDS} AS number, 'help' AS kind,
                    'roads' AS category_code, 'hotline' AS channel, received_at,
                    received_at + INTERVAL (hash(i) % 200) HOUR AS closed_at, true AS is_closed,
                    received_at + INTERVAL 7 DAY AS due_at, 0 AS reopened_count, 1 AS batch_id
                FROM (SELECT i, (hash(i) % {GRIDS})::BIGINT AS place,
                          TIMESTAMP '2025-07-01' + to_minutes((i * 13) % 525600) AS received_at
                      FROM range({REQUESTS}) AS t(i))
                JOIN grids ON number = place);
            """
        )
        building.touched |= {"areas", "boundaries", "requests", "batches"}
