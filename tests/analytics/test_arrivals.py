"""Is a place whose last days are missing told from one that is quiet by chance?"""

from datetime import date, timedelta

from analytics import arrivals
from tests.analytics.records import request, table

LAST = date(2025, 6, 30)


def days(per_day: int, latest: int, village: str) -> list[dict]:
    """So many requests a day for eight weeks, and so many in each of the last seven days."""
    rows = []
    for back in range(63):
        number = latest if back < 7 else per_day
        rows += [request(str(LAST - timedelta(days=back)), village_code=village)] * number
    return rows


def test_a_week_that_is_not_all_in_is_told() -> None:
    rows = [*days(10, 3, "V1"), *days(10, 9, "V3")]
    found = arrivals.latest(table("requests", rows), "village_code", LAST).set_index("village_code")
    assert found["received"].tolist() == [21, 63]
    assert found["expected"].tolist() == [70, 70]
    assert found["late"].to_dict() == {"V1": True, "V3": False}


def test_few_requests_are_no_reason() -> None:
    found = arrivals.latest(table("requests", days(1, 0, "V1")), "village_code", LAST)
    assert found["late"].tolist() == [False]
    assert arrivals.latest(table("requests", []), "village_code", LAST).empty
