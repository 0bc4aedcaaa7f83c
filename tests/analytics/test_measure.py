"""Is the result frame what it promises: shape, states, empty groups, errors, traps?"""

from datetime import date, datetime
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pytest

from analytics.measure import measure
from analytics.metrics import METRICS
from tests.analytics.records import AS_OF, WINDOW, ZONE, measured, request, tables

COLUMNS = ["numerator", "denominator", "value", "low", "high", "n", "state"]
FIVE = {
    "requests": [
        request(f"2025-0{month}-10", category_code="ab"[month % 2]) for month in range(1, 6)
    ]
}


def test_columns_are_the_same_whatever_is_asked() -> None:
    frame = measured(["on_time_rate", "open_backlog"], ["month", "township", "category"], FIVE)
    assert list(frame.columns) == ["metric", "area_code", "period", "category", *COLUMNS]
    assert list(measured("on_time_rate").columns) == ["metric", "area_code", "period", *COLUMNS]


def test_metrics_come_in_the_order_asked() -> None:
    wanted = ["household_coverage_rate", "on_time_rate", "satisfaction_rate", "requests_received"]
    assert measured(wanted, rows=FIVE).metric.tolist() == wanted


def test_the_period_is_named_by_grain_or_by_its_days() -> None:
    assert measured("requests_received", rows=FIVE).period.tolist() == ["2025-01-01/2025-06-30"]
    for grain, label in (("month", "2025-01"), ("quarter", "2025-Q1"), ("half_year", "2025-H1")):
        assert measured("requests_received", [grain], FIVE).period[0] == label


def test_the_place_is_named_even_if_nothing_is_split() -> None:
    assert measured("requests_received", rows=FIVE, area_code="D").area_code.tolist() == ["D"]


@pytest.mark.parametrize("metric", METRICS)
def test_without_any_record_there_is_no_number(metric: str) -> None:
    row = measured(metric).iloc[0]
    assert row.state == "none"
    assert pd.isna(row.value)
    assert measured(metric, ["village"]).state.tolist() == ["none"] * 3
    assert len(measured(metric, ["month"])) == 0


def test_an_empty_denominator_is_no_value_and_never_zero() -> None:
    frame = measured(["on_time_rate", "requests_received"], ["village"], FIVE)
    assert frame.state.tolist() == ["none"] * 3 + ["few"] * 3
    assert frame.value.isna().tolist() == [True] * 3 + [False] * 3
    assert frame.value.tolist()[3:] == [5, 0, 0]


def test_months_without_a_record_stand_between_those_with() -> None:
    rows = {"requests": [request("2025-01-10"), request("2025-04-10")]}
    frame = measured(["requests_received", "on_time_rate"], ["month"], rows)
    counts = frame[frame.metric == "requests_received"]
    assert counts.period.tolist() == [f"2025-0{month}" for month in range(1, 7)]
    assert counts.value.tolist() == [1, 0, 0, 1, 0, 0]


def test_a_period_that_is_cut_or_not_over_is_provisional() -> None:
    rows = {"requests": [request(f"2025-{m:02d}-15") for m in range(1, 7) for _ in range(40)]}
    window = (date(2025, 1, 10), date(2025, 6, 30))
    as_of = datetime.fromisoformat("2025-06-20")
    frame = measured("requests_received", ["month"], rows, window=window, as_of=as_of)
    assert frame.state.tolist() == ["provisional", *["ok"] * 4, "provisional"]
    assert measured("requests_received", rows=rows, as_of=as_of).state.tolist() == ["provisional"]
    assert measured("requests_received", rows=rows).state.tolist() == ["ok"]


def test_few_records_or_a_wide_interval_are_too_few_to_judge() -> None:
    due = [request("2025-03-01", "2025-03-02", due="2025-03-05")]
    late = [request("2025-03-01", "2025-03-09", due="2025-03-05")]
    assert measured("on_time_rate", rows={"requests": due * 29}).state[0] == "few"
    assert measured("on_time_rate", rows={"requests": due * 30}).state[0] == "ok"
    assert measured("on_time_rate", rows={"requests": (due + late) * 15}).state[0] == "few"


def test_joins_do_not_multiply_records() -> None:
    """Three call-backs of a request and two rounds of a village count nothing twice."""
    rows = {
        **FIVE,
        "callbacks": [{}] * 3,
        "round_coverage": [
            {"round_id": r, "households_eligible": 100, "households_answered": 90,
             "selection": "census"}
            for r in ("R1", "R2")
        ],
        "responses": [{"response_ref": str(i), "round_id": "R1"} for i in range(40)],
        "visits": [{"household_ref": "a"}] * 3,
    }  # fmt: skip
    frame = measured(list(METRICS), ["township"], rows)
    north = frame[frame.area_code == "T1"].set_index("metric")
    assert north.loc["requests_received", "value"] == 5
    assert north.loc["response_rate", "denominator"] == 3
    assert north.loc["satisfaction_rate", "denominator"] == 40
    assert north.loc["survey_participation_rate", "denominator"] == 200
    assert north.loc["household_coverage_rate", "denominator"] == 300
    assert len(frame) == 2 * len(METRICS)


def test_a_record_without_a_grid_is_kept_apart() -> None:
    rows = {"requests": [request("2025-03-01", grid_code="G1"), request("2025-03-01")]}
    frame = measured("requests_received", ["grid"], rows)
    assert frame.value.tolist() == [1, 1]
    assert frame.area_code[0] == "G1"
    assert pd.isna(frame.area_code[1])


def test_a_village_that_is_gone_counts_for_its_township() -> None:
    rows = {
        "requests": [request("2025-03-01"), request("2025-03-01", village_code="V0")],
        "places": [{"village_code": "V1", "households": 100}],
    }
    assert measured("requests_received", ["village"], rows).area_code.tolist() == ["V0", "V1"]
    assert measured("requests_received", ["township"], rows).value.tolist() == [2]


@pytest.mark.parametrize(
    ("metrics", "by", "message"),
    [
        (["on_time"], [], "unknown metric on_time; did you mean on_time_rate?"),
        (["on_time_rate"], ["town"], "unknown group town; did you mean township?"),
        (["on_time_rate"], ["month", "year"], "cannot be split by month and year at once"),
        (["on_time_rate"], ["village", "grid"], "cannot be split by village and grid at once"),
        (["on_time_rate"], ["month", "month"], "a group is named twice"),
        (["survey_participation_rate"], ["category"], "cannot be split by category; leave it out"),
        ([], [], "name at least one"),
    ],
)
def test_programmers_are_told_what_is_wrong(
    metrics: list[str], by: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        measured(metrics, by)


def test_the_same_on_a_file_of_the_engine(tmp_path: Path) -> None:
    """Tables of a stored DuckDB file, not only frames in memory."""
    found = tables(**FIVE)
    connection = duckdb.connect(str(tmp_path / "records.duckdb"))
    for name, table in found.items():
        connection.register("arrow", table.to_pyarrow())
        connection.execute(f"CREATE TABLE {name} AS FROM arrow")
    stored = ibis.duckdb.from_connection(connection)
    wanted = ["requests_received", "on_time_rate", "resolution_median_days", "open_backlog"]
    first, second = (
        measure(records, wanted, ["village", "month"], as_of=AS_OF, window=WINDOW, zone=ZONE)
        for records in ({name: stored.table(name) for name in found}, found)
    )
    pd.testing.assert_frame_equal(first, second)
