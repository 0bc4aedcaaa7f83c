"""Who sent records and who did not: checked against counting by hand."""

from datetime import date

import ibis

from analytics.reporting import rates

PLACES = ibis.memtable({"village_code": ["V1", "V2", "V3"], "township_code": ["T1", "T1", "T2"]})
RECORDS = ibis.memtable(
    {
        "village_code": ["V1", "V1", "V2", "V3", "V9"],
        "township_code": ["T1", "T1", "T1", "T2", "T1"],
        "date": [
            date(2025, 1, 5), date(2025, 1, 9), date(2025, 3, 1), date(2025, 1, 31),
            date(2025, 1, 1),
        ],
    }
)  # fmt: skip


def test_rates_count_villages_by_month_and_miss_no_month() -> None:
    frame = rates(RECORDS, PLACES, "township", date(2025, 1, 1), date(2025, 3, 31))
    told = {
        (r.area_code, r.period): (r.reported, r.expected, r.records) for r in frame.itertuples()
    }
    assert told == {
        ("T1", "2025-01"): (1, 2, 2),
        ("T1", "2025-02"): (0, 2, 0),
        ("T1", "2025-03"): (1, 2, 1),
        ("T2", "2025-01"): (1, 1, 1),
        ("T2", "2025-02"): (0, 1, 0),
        ("T2", "2025-03"): (0, 1, 0),
    }
    assert frame["value"].between(0, 1).all()


def test_a_village_that_is_not_expected_does_not_count() -> None:
    frame = rates(RECORDS, PLACES.limit(0), "township", date(2025, 1, 1), date(2025, 3, 31))
    assert frame.empty


def test_without_records_every_month_is_missing() -> None:
    frame = rates(RECORDS.limit(0), PLACES, "village", date(2025, 1, 1), date(2025, 2, 28))
    assert frame["reported"].tolist() == [0.0] * 6
