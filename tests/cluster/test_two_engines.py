"""Does a Spark cluster give every number that DuckDB gives?"""

import dataclasses
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.measure import measure
from analytics.metrics import METRICS
from data import lake, queries
from data.access import EVERYWHERE, Scope
from data.cluster import Lake
from data.filters import Filters
from data.reading import Records
from tests.cluster.conftest import District
from tests.cluster.reads import READS, YEAR
from tests.cluster.standalone import WAIT_SECONDS, Standalone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),  # pyspark 4.0, pandas 3.1
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # py4j leaves its own
]
ROOT = Path(__file__).parents[2]

AS_OF = datetime.fromisoformat("2026-10-20T16:00")
SEEN = Scope(frozenset({"990101001000", "990101002000"}))
EARLIER = datetime.fromisoformat("2026-03-01T04:00")


def everything(
    records: Records, by: list[str], filters: Filters = YEAR, scope: Scope = EVERYWHERE
) -> pd.DataFrame:
    assert filters.start
    assert filters.end
    return measure(
        queries.tables(records, scope, filters),
        list(METRICS),
        by,
        as_of=filters.as_of or AS_OF,
        window=(filters.start, filters.end),
    )


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """The same rows, words and counts; sums of fractions depend on the order of adding."""
    assert len(one) > 0
    pd.testing.assert_frame_equal(one, other, rtol=1e-12, atol=0)
    for name in ("numerator", "denominator", "n"):
        whole = one[name] == np.floor(one[name])
        assert (one[name][whole] == other[name][whole]).all(), name


def test_every_metric_is_the_same(district: District, records: Lake) -> None:
    by = ["township", "assessment_month"]
    here = everything(district.store, by)
    assert set(here["metric"]) == set(METRICS)
    assert (here["state"] == "ok").any()
    assert_same(here, everything(records, by))


def test_every_metric_is_the_same_for_a_part_and_an_earlier_moment(
    district: District, records: Lake
) -> None:
    filters = dataclasses.replace(YEAR, as_of=EARLIER, as_now=True, settings=("rural", "fringe"))
    here = everything(district.store, ["village", "half_year"], filters, SEEN)
    assert here["numerator"].sum() > 0
    assert_same(here, everything(records, ["village", "half_year"], filters, SEEN))


def test_counts_of_months_stand_in_the_lake(district: District, records: Lake) -> None:
    """They tell the cluster what it would count, so it need not read the records."""
    months = Filters(start=date(2025, 10, 1), end=date(2026, 9, 30))
    assert queries.tables(records, EVERYWHERE, months).get("requests_by_month") is not None
    assert_same(
        everything(district.store, ["township", "quarter"], months),
        everything(records, ["township", "quarter"], months),
    )


@pytest.mark.parametrize("name", READS)
def test_what_pages_read_is_the_same(district: District, records: Lake, name: str) -> None:
    """Rows of which nobody asked the order are put in one first."""
    frames = []
    for source in (district.store, records):
        frame = READS[name](queries.tables(source, EVERYWHERE, YEAR), source)
        frames.append(frame.sort_values(list(frame.columns), ignore_index=True))
    assert len(frames[0]) > 0
    pd.testing.assert_frame_equal(*frames, check_dtype=False, rtol=1e-9)


def test_nobody_sees_what_lies_outside_the_scope(records: Lake) -> None:
    tables = queries.tables(records, Scope(frozenset()), YEAR)
    assert [
        name for name in ("requests", "visits", "places") if tables[name].count().execute()
    ] == []


def test_months_outside_the_window_are_not_read(
    district: District, machines: Standalone, records: Lake, tmp_path: Path
) -> None:
    """A copy of the lake of which every other month is damaged still answers for one month."""
    del machines
    shutil.copytree(district.lake, tmp_path / "lake")
    damaged = 0
    for path in tmp_path.glob("lake/*/known_requests/*/*/*.parquet"):
        if path.parent.name != f"{lake.MONTH}=2026-03":
            path.write_bytes(b"damaged")
            damaged += 1
    assert damaged > 30
    march = Filters(start=date(2026, 3, 1), end=date(2026, 3, 31))
    copy = Lake(tmp_path / "lake", records.session)
    counts = [
        queries.tables(source, EVERYWHERE, march)["requests"].count().execute()
        for source in (district.store, copy)
    ]
    assert counts[0] == counts[1] > 0


def test_the_command_prints_the_same(district: District, machines: Standalone) -> None:
    del machines
    asked = [sys.executable, "-m", "analytics", "on_time_rate",
             "--by", "township", "--format", "csv"]  # fmt: skip
    on_spark = ["--engine", "local[2]", "--lake", str(district.lake)]
    environment = {**os.environ, "DASHBOARD_HOME": str(district.store.home)}
    printed = [
        subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        for command in (asked, [*asked, *on_spark])
    ]
    assert printed[0].count("\n") > 10
    assert printed[0] == printed[1]


def test_a_worker_that_dies_in_the_middle_changes_no_number(
    district: District, machines: Standalone, records: Lake
) -> None:
    """The last test, for it takes a computer away: its tasks, and what it had done, are lost."""
    tracker = records.session.sparkContext._jsc.sc().statusTracker()

    def running() -> list[int]:
        return [info.numRunningTasks() for info in tracker.getExecutorInfos()]

    here = everything(district.store, ["district", "quarter"])
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(everything, records, ["district", "quarter"])
        until = time.monotonic() + WAIT_SECONDS
        while sum(tasks > 0 for tasks in running()) < 2:  # both are at work
            assert time.monotonic() < until
            assert not answer.done()
        before = len(running())
        machines.kill(0)
        assert not answer.done()
        there = answer.result(timeout=5 * WAIT_SECONDS)
    assert len(running()) == before - 1
    assert_same(here, there)
