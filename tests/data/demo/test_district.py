"""Is the demo the same in every run, as large as it says, and shaped like real records?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from data import demo
from data.demo import chance
from data.demo.district import REPORTING_RANGE
from data.errors import DataError
from data.schema import TABLES
from data.store import Store
from tests.data.demo.conftest import Ask


def contents(home: Path) -> dict[str, tuple[int, int]]:
    """Rows and a hash of the rows, by table."""
    connection = Store(home).reader().con
    return {
        name: connection.execute(
            f'SELECT count(*), bit_xor(hash(t)) FROM "{name}" AS t'
        ).fetchall()[0]
        for name in TABLES
    }


def test_two_runs_write_the_same(demo_of: Callable[[float], Path], tmp_path: Path) -> None:
    demo.build(Store(tmp_path), scale=0.01)
    assert contents(tmp_path) == contents(demo_of(0.01))


def test_another_seed_changes_the_records_and_not_the_map(
    demo_of: Callable[[float], Path], tmp_path: Path
) -> None:
    demo.build(Store(tmp_path), scale=0.01, seed=7)
    one, other = contents(demo_of(0.01)), contents(tmp_path)
    assert one["boundaries"] == other["boundaries"]
    assert one["categories"] == other["categories"]
    for name in ("households", "responses", "visits", "requests", "callbacks", "profiles"):
        assert one[name] != other[name]


def test_purposes_have_streams_of_their_own() -> None:
    one = chance.stream(1, "visits").random(3).tolist()
    assert one == chance.stream(1, "visits").random(3).tolist()
    assert one != chance.stream(1, "requests").random(3).tolist()
    assert one != chance.stream(1, "visits", 1).random(3).tolist()
    assert one != chance.stream(2, "visits").random(3).tolist()


@pytest.mark.parametrize("scale", [0, -1, 1e6])
def test_a_scale_out_of_range_is_refused(store: Store, scale: float) -> None:
    with pytest.raises(DataError, match=r"--scale is .*; allowed is 0.001 to 100"):
        demo.build(store, scale=scale)
    assert store.current() is None


def test_another_time_zone_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_ZONE", "Europe/Paris")
    with pytest.raises(DataError, match="lives in Asia/Shanghai"):
        demo.build(store, scale=0.01)
    assert store.current() is None


@pytest.mark.slow
def test_at_scale_one_it_is_as_large_as_the_pilot(demo_of: Callable[[float], Path]) -> None:
    counts = {name: rows for name, (rows, _) in contents(demo_of(1)).items()}
    assert 60_000 <= counts["households"] <= 80_000
    assert 285_000 <= counts["requests"] <= 315_000
    assert 930_000 <= counts["visits"] <= 1_070_000
    assert counts["rounds"] == 8
    assert counts["responses"] > 2_000_000


# ---------------------------------------------------------------- shapes
def test_three_years_end_within_a_month(small: Ask) -> None:
    ((first, last, as_of),) = small(
        "SELECT min(received_date)::TEXT, max(received_date)::TEXT, (SELECT max(as_of)::TEXT "
        "FROM batches) FROM requests"
    )
    assert (first, last, as_of) == ("2023-10-21", "2026-10-20", "2026-10-20 12:00:00")


def test_satisfaction_lies_at_the_ceiling(telling: Ask) -> None:
    rates = telling(
        """SELECT avg((r.score >= 0.8 * score_max)::INT), avg((r.score = score_max)::INT),
            avg((r.score IS NULL)::INT) FROM responses AS r GROUP BY round_id"""
    )
    for satisfied, full_marks, left_open in rates:
        assert 0.92 <= satisfied <= 0.97
        assert 0.87 <= full_marks < satisfied
        assert 0.005 < left_open < 0.02


def test_a_few_villages_miss_the_gate_of_participation(telling: Ask) -> None:
    ((share, below),) = telling(
        """SELECT sum(households_answered) / sum(households_eligible),
            avg((households_answered < 0.8 * households_eligible)::INT) FROM round_coverage"""
    )
    assert 0.90 <= share <= 0.96
    assert 0.005 <= below <= 0.08


def test_resolution_times_are_skewed_and_differ_by_category(telling: Ask) -> None:
    days = "date_diff('second', received_at, closed_at) / 86400"
    rows = telling(
        f"""SELECT median({days}), avg({days}), avg((closed_at <= due_at)::INT)
        FROM requests WHERE outcome = 'resolved' GROUP BY category_code"""
    )
    medians = [median for median, _, _ in rows]
    assert max(medians) > 50 * min(medians)
    assert all(mean > median for median, mean, _ in rows)
    assert all(0.88 <= on_time <= 1 for _, _, on_time in rows)


def test_mondays_are_busy_and_nights_are_quiet(telling: Ask) -> None:
    ((monday, sunday, night),) = telling(
        """SELECT count(*) FILTER (dayofweek(received_date) = 1),
            count(*) FILTER (dayofweek(received_date) = 0),
            avg((hour(received_at + INTERVAL 8 HOUR) < 6)::INT) FROM requests"""
    )
    assert 1.4 < monday / sunday < 2.2
    assert 0 < night < 0.05


def test_heating_is_asked_for_in_winter(telling: Ask) -> None:
    ((winter, summer),) = telling(
        """SELECT count(*) FILTER (month(received_date) IN (12, 1, 2)),
            count(*) FILTER (month(received_date) IN (6, 7, 8)) FROM requests
        WHERE category_code = (SELECT category_code FROM categories WHERE name_en = 'Heating')"""
    )
    assert winter > 5 * summer


def test_reporting_differs_up_to_threefold_between_villages(telling: Ask) -> None:
    ((low, high),) = telling(
        """SELECT quantile_cont(rate, 0.05), quantile_cont(rate, 0.95) FROM (
            SELECT count(*) / any_value(households) AS rate FROM requests
            JOIN areas ON area_code = village_code WHERE valid_to IS NULL GROUP BY village_code)"""
    )
    assert 0.55 * REPORTING_RANGE < high / low < 1.4 * REPORTING_RANGE


def test_most_requests_come_by_phone_and_some_by_visits(telling: Ask) -> None:
    shares = dict(
        telling("SELECT channel, count(*) / sum(count(*)) OVER () FROM requests GROUP BY channel")
    )
    assert shares["hotline"] > 0.65
    assert 0.02 < shares["visit"] < 0.08
    assert telling(
        "SELECT count(*) FROM requests WHERE (channel = 'visit') <> (visit_id IS NOT NULL)"
    ) == [(0,)]


def test_not_every_request_ends_well(telling: Ask) -> None:
    ((still_open, unusual, reopened, repeated, excluded, whistled),) = telling(
        """SELECT avg((NOT is_closed)::INT),
            avg((outcome IN ('withdrawn', 'merged', 'refused'))::INT),
            avg((reopened_count > 0)::INT), avg((episode_ref IS NOT NULL)::INT),
            avg((exclusion_code IS NOT NULL)::INT), avg((whistled_at IS NOT NULL)::INT)
        FROM requests"""
    )
    assert 0.003 < still_open < 0.02
    assert 0.03 < unusual < 0.06
    assert 0.02 < reopened < 0.04
    assert 0.08 < repeated < 0.20
    assert 0.03 < excluded < 0.05
    assert 0.02 < whistled < 0.06


def test_an_episode_is_one_matter_in_one_village(telling: Ask) -> None:
    merged = "SELECT successor_code FROM areas WHERE successor_code IS NOT NULL"
    assert telling(
        f"""SELECT count(*) FROM (
            SELECT count(*) AS requests, count(DISTINCT village_code) AS villages,
                count(DISTINCT category_code) AS matters, min(request_id) = episode_ref AS named
            FROM requests WHERE episode_ref IS NOT NULL AND village_code NOT IN ({merged})
            GROUP BY episode_ref)
        WHERE requests < 2 OR villages > 1 OR matters > 1 OR NOT named"""
    ) == [(0,)]


def test_the_score_lies_where_real_ones_lie(telling: Ask) -> None:
    """10 / 50 / 40 with 0.9 for 基本满意, over valid call-backs (domain.md 2.1)."""
    ((score,),) = telling(
        """SELECT 10 * avg(was_contacted::INT) + 50 * avg((resolution = 'resolved')::INT)
            + 40 * avg(CASE WHEN satisfaction IN ('very_satisfied', 'satisfied') THEN 1
                WHEN satisfaction = 'basically' THEN 0.9 ELSE 0 END)
        FROM callbacks WHERE is_valid"""
    )
    assert 95 < score < 98


def test_a_third_of_the_pairs_was_reassigned(small: Ask) -> None:
    ((share,),) = small(
        """SELECT avg(coalesce(ended_reason LIKE '年度复核%', false)::INT) FROM (
            FROM benchmark_pairs
            QUALIFY row_number() OVER (PARTITION BY village_code ORDER BY valid_from) = 1)"""
    )
    assert 0.2 < share < 0.45
