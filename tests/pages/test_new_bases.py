"""Are limits worked out anew from the period in which a note declares it, and from no other?"""

from datetime import datetime

import pytest

from data.access import EVERYWHERE
from data.store import Store
from pages import resolution
from pages.components import trends
from pages.components.requests import assessed
from tests.data import records
from tests.pages.asking import ask
from tests.pages.conftest import Page

ROWS = """
    INSERT INTO requests BY NAME
    SELECT 's' AS source, 'r' || number AS request_id, 'V1' AS village_code, 'help' AS kind,
        'roads' AS category_code, 'hotline' AS channel,
        TIMESTAMP '2024-02-25 02:00:00' + INTERVAL (number // 80) MONTH AS received_at,
        received_at::DATE AS received_date, true AS is_closed,
        received_at + INTERVAL 3 DAY AS due_at,
        received_at + INTERVAL (CASE
            WHEN number % 80 < number // 80 % 3 + (CASE WHEN number < 1200 THEN 71 ELSE 31 END)
            THEN 1 ELSE 5 END) DAY AS closed_at,
        0 AS reopened_count, 1 AS batch_id
    FROM range(2240) AS numbers (number)"""
NOTE = """
    INSERT INTO notes BY NAME SELECT 'n' AS note_id, DATE '2025-05-25' AS note_date,
        true AS is_new_basis, '新规' AS text_zh, 'requests' AS concerns, 1 AS batch_id"""


@pytest.mark.parametrize(("until", "first"), [("2026-04", "2025-05"), ("2026-05", "2025-06")])
def test_limits_start_anew_in_the_period_of_the_note(
    page: Page, store: Store, until: str, first: str
) -> None:
    """The 25th of May lies in the assessment month that ends in June."""
    with store.build("two years") as building:
        records.add_areas(building)
        records.add_batch(building, datetime.fromisoformat("2026-09-01"))
        building.connection.execute(ROWS)
        building.connection.execute(NOTE)
        building.touched |= {"requests", "notes"}
    page(store.home)
    view = ask(store.home, resolution.PAGE.offers, period=until, grain="month").view
    if until == "2026-04":
        rows = trends.read(EVERYWHERE, view, ("on_time_rate",))
    else:
        rows = assessed.rows(EVERYWHERE, view, "on_time_rate")
    before, after = rows["period"] < first, rows["period"] >= first
    assert rows.loc[before, "mean"].dropna().nunique() == 1
    assert rows.loc[before, "mean"].dropna().iloc[0] == pytest.approx(0.9, abs=0.01)
    assert rows.loc[after, "mean"].iloc[0] == pytest.approx(0.4, abs=0.01)
    assert (rows["signal"] == "").all()
