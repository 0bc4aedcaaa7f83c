"""Do classes, pairs and targets stand as they did on the day, and only for who may see them?"""

from datetime import date

import pandas as pd
import pytest

from data import benchmarks
from data.access import EVERYWHERE, Scope
from data.filters import Filters
from data.store import Store
from tests.conftest import FilledBy
from tests.data.records import add_areas

NORTH = Scope(frozenset({"T1"}))


def add_records(store: Store) -> None:
    with store.build("test") as building:
        add_areas(building)
        run = building.connection.execute
        run(
            "INSERT INTO profiles BY NAME SELECT *, 1 AS batch_id FROM (VALUES"
            " ('V1', 2024, 'weak', 0.2), ('V1', 2025, 'model', 0.3), ('V3', 2025, 'weak', 0.4))"
            " AS t(village_code, year, village_class, elderly_share)"
        )
        run(
            "INSERT INTO benchmark_pairs BY NAME SELECT *, 'nearby' AS basis, 1 AS batch_id FROM"
            " (VALUES ('V1', 'V3', DATE '2024-01-01', DATE '2025-03-31', 'review'),"
            " ('V1', 'V2', DATE '2025-04-01', NULL, NULL),"
            " ('V3', 'V1', DATE '2024-01-01', NULL, NULL))"
            " AS t(village_code, benchmark_code, valid_from, valid_to, ended_reason)"
        )
        run(
            "INSERT INTO targets BY NAME SELECT *, 'on_time_rate' AS metric, 1 AS batch_id FROM"
            " (VALUES ('V1', 2026, 0.90, DATE '2024-01-01'), ('V1', 2026, 0.95, DATE '2025-02-01'),"
            " ('T2', 2026, 0.80, DATE '2024-01-01'))"
            " AS t(area_code, year, value, set_date)"
        )
        building.touched |= {"profiles", "benchmark_pairs", "targets"}


@pytest.fixture
def filled(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_records)


def test_the_facts_of_the_year_count_and_villages_without_any_stay(filled: Store) -> None:
    rows = benchmarks.villages(filled, EVERYWHERE, Filters()).set_index("village_code")
    assert list(rows.index) == ["V1", "V2", "V3"]
    assert rows.loc["V1", "village_class"] == "model"
    assert pd.isna(rows.loc["V2", "village_class"])
    assert rows.loc["V3", ["township_code", "district_code"]].tolist() == ["T2", "D"]
    then = benchmarks.villages(filled, EVERYWHERE, Filters(end=date(2024, 6, 30)))
    assert then["village_class"].fillna("").tolist() == ["weak", "", ""]


def test_a_pair_is_shown_as_it_was_known_on_the_day(filled: Store) -> None:
    now = benchmarks.pairs(filled, EVERYWHERE, Filters())
    assert now["benchmark_code"].tolist() == ["V3", "V2", "V1"]
    assert now["ended_reason"].fillna("").tolist() == ["review", "", ""]
    then = benchmarks.pairs(filled, EVERYWHERE, Filters(end=date(2024, 12, 31)))
    assert then["benchmark_code"].tolist() == ["V3", "V1"]
    assert then[["valid_to", "ended_reason"]].isna().all().all()


def test_the_target_set_last_by_the_day_counts(filled: Store) -> None:
    now = benchmarks.targets(filled, EVERYWHERE, Filters())
    assert list(zip(now["area_code"], now["value"], strict=True)) == [("T2", 0.80), ("V1", 0.95)]
    then = benchmarks.targets(filled, EVERYWHERE, Filters(end=date(2024, 12, 31)))
    assert then["value"].tolist() == [0.80, 0.90]


def test_only_those_in_scope_are_seen(filled: Store) -> None:
    assert list(benchmarks.villages(filled, NORTH, Filters())["village_code"]) == ["V1", "V2"]
    assert set(benchmarks.pairs(filled, NORTH, Filters())["village_code"]) == {"V1"}
    assert set(benchmarks.targets(filled, NORTH, Filters())["area_code"]) == {"V1"}
    nowhere = Scope(frozenset())
    for read in (benchmarks.villages, benchmarks.pairs, benchmarks.targets):
        assert read(filled, nowhere, Filters()).empty


def test_an_empty_store_has_none(store: Store) -> None:
    for read in (benchmarks.villages, benchmarks.pairs, benchmarks.targets):
        assert read(store, EVERYWHERE, Filters(end=date(2025, 1, 1))).empty


def test_indicators_are_those_of_the_last_period_that_is_over(filled: Store) -> None:
    with filled.build("programmes") as building:
        run = building.connection.execute
        run(
            "INSERT INTO indicators VALUES ('signing', '签约率', 'Signing', 'share', 'rate',"
            " 'higher', 'health', 's', 1)"
        )
        run(
            "INSERT INTO indicator_values BY NAME SELECT 'signing' AS indicator_id, *,"
            " 1 AS batch_id FROM (VALUES"
            " ('V1', DATE '2025-01-01', DATE '2025-03-31', 1.0, 2.0),"
            " ('V1', DATE '2025-04-01', DATE '2025-06-30', 2.0, 3.0),"
            " ('V3', DATE '2025-04-01', DATE '2025-06-30', 3.0, 4.0),"
            " ('V1', DATE '2025-01-01', DATE '2025-06-30', 3.0, 5.0),"
            " ('T1', DATE '2025-04-01', DATE '2025-06-30', 9.0, 9.0))"
            " AS t(area_code, period_start, period_end, numerator, denominator)"
        )
        building.touched |= {"indicators", "indicator_values"}

    def found(scope: Scope, end: date) -> dict[str, float]:
        rows = benchmarks.indicators(filled, scope, Filters(end=end))
        return dict(zip(rows["area_code"], rows["numerator"], strict=True))

    assert found(EVERYWHERE, date(2025, 12, 31)) == {"T1": 9.0, "V1": 2.0, "V3": 3.0}
    assert found(EVERYWHERE, date(2025, 6, 29)) == {"V1": 1.0}
    assert found(NORTH, date(2025, 6, 30)) == {"T1": 9.0, "V1": 2.0}
    assert found(EVERYWHERE, date(2024, 6, 30)) == {}


def test_courses_start_before_the_plan_and_compare_periods_of_one_length(filled: Store) -> None:
    """Targets were first set on 1 January 2024; the half-year is no quarter."""
    with filled.build("programmes") as building:
        run = building.connection.execute
        run(
            "INSERT INTO indicators VALUES ('stars', '星级', 'Stars', 'stars', 'score', 'higher',"
            " 'branches', 's', 1), ('new', '新', 'New', 'stars', 'score', 'higher', 'b', 's', 1)"
        )
        run(
            "INSERT INTO indicator_values BY NAME SELECT indicator_id, area_code, period_start,"
            " CAST(period_start + INTERVAL 3 MONTH - INTERVAL 1 DAY AS DATE) AS period_end,"
            " quarter AS value, 1 AS batch_id FROM (SELECT 'stars' AS indicator_id, quarter,"
            " CAST(DATE '2023-01-01' + to_months(3 * quarter) AS DATE) AS period_start"
            " FROM range(11) AS t(quarter)) CROSS JOIN (VALUES ('V1'), ('V3'), ('T1'))"
            " AS p(area_code) UNION ALL SELECT 'new', 'V1', DATE '2025-01-01',"
            " DATE '2025-03-31', 1, 1 UNION ALL SELECT 'stars', 'V1', DATE '2023-07-01',"
            " DATE '2023-12-31', 99, 1"
        )
        building.touched |= {"indicators", "indicator_values"}

    def found(scope: Scope, end: date | None) -> dict[str, list[tuple[str, float]]]:
        rows = benchmarks.indicator_courses(filled, scope, Filters(end=end))
        rows = rows.sort_values("value")
        return {str(code): list(zip(one["stage"], one["value"], strict=True))
                for code, one in rows.groupby("area_code")}  # fmt: skip

    course = [("first", 2.0), ("second", 3.0), ("now", 10.0)]
    assert found(EVERYWHERE, None) == {"T1": course, "V1": course, "V3": course}
    assert set(found(NORTH, None)) == {"T1", "V1"}
    assert found(NORTH, date(2023, 9, 30))["V1"] == [("first", 0.0), ("second", 1.0), ("now", 2.0)]
    assert found(EVERYWHERE, date(2023, 6, 30)) == {}
    rows = benchmarks.indicator_courses(filled, EVERYWHERE, Filters())
    levels = dict(zip(rows["area_code"], rows["level"], strict=True))
    assert levels == {"T1": "township", "V1": "village", "V3": "village"}


def test_a_village_that_became_another_kind_changes_its_pairs(filled: Store) -> None:
    """V2 was a farming village when V1 was given it in April 2025, and is a factory village now."""
    with filled.build("more facts") as building:
        building.connection.execute(
            "INSERT INTO profiles BY NAME SELECT *, 1 AS batch_id FROM (VALUES"
            " ('V2', 2024, 'farming', 'plain'), ('V2', 2026, 'industry', NULL))"
            " AS t(village_code, year, development_model, terrain)"
        )
        building.touched.add("profiles")

    def found(scope: Scope, end: date | None) -> list[list]:
        rows = benchmarks.pairs(filled, scope, Filters(end=end))
        rows = rows[rows["changed"] != ""]
        return rows[["village_code", "benchmark_code", "changed"]].to_numpy().tolist()

    assert found(EVERYWHERE, None) == [["V1", "V2", "development_model"]]
    assert found(EVERYWHERE, date(2025, 12, 31)) == []
    assert found(Scope(frozenset({"T2"})), None) == []
