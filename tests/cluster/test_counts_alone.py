"""Does a snapshot of counts, made by a cluster, tell what records tell, or that it cannot?"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics import monthly
from analytics.measure import measure
from analytics.metrics import METRICS
from data import counted, demo, listings, queries, store
from data.access import EVERYWHERE
from data.cluster import Lake
from data.errors import DataError, ElsewhereError
from data.filters import Filters
from data.store import Store
from tests.cluster.conftest import District

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),  # pyspark 4.0, pandas 3.1
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # py4j leaves its own
]
AS_OF = datetime.fromisoformat("2026-10-20T16:00")
MONTHS = Filters(start=date(2025, 10, 1), end=date(2026, 9, 30))
ADDING = {metric.id for table in monthly.TABLES for metric in monthly.metrics(table)}
TIMES = {metric.id for metric in METRICS.values() if metric.kind == "time"}


@pytest.fixture(scope="module")
def published(records: Lake, tmp_path_factory: pytest.TempPathFactory) -> Store:
    home = Store(tmp_path_factory.mktemp("counts"))
    counted.publish(home, records, monthly.counted)
    return home


@pytest.fixture
def opened(published: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pages look at the counts."""
    monkeypatch.setenv("DASHBOARD_HOME", str(published.home))
    store.default.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    store.default.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()


def everything(home: Store, by: list[str]) -> pd.DataFrame:
    tables = queries.tables(home, EVERYWHERE, MONTHS)
    return measure(tables, list(METRICS), by, as_of=AS_OF, window=(MONTHS.start, MONTHS.end))


@pytest.mark.parametrize("by", [[], ["village"], ["township", "month"]], ids=str)
def test_numbers_are_those_of_the_records_or_none(
    district: District, published: Store, by: list[str]
) -> None:
    """Nothing that cannot be told seems to be zero."""
    there, here = everything(district.store, by), everything(published, by)
    assert set(here["metric"]) >= (ADDING if "month" in by else set(METRICS))
    told = ADDING | {"survey_participation_rate"} | (set() if "village" in by else TIMES)
    adds_up = here["metric"].isin(told)
    assert here[adds_up]["numerator"].sum() > 0
    keys = ["metric", "area_code", "period"]
    both = here[adds_up].merge(there, on=keys, suffixes=("", " there"))
    assert len(both) == adds_up.sum()
    for column in ("numerator", "denominator", "value", "low", "high", "n"):
        pd.testing.assert_series_equal(
            both[column], both[f"{column} there"], check_names=False, rtol=1e-9
        )
    assert (both["state"] == both["state there"]).all()
    others = here[~here["metric"].isin({*both["metric"], "open_backlog", "overdue_backlog"})]
    assert set(others["state"]) == {"none"}
    assert others[["numerator", "value"]].isna().all(axis=None)


def test_days_and_data_dates_are_those_of_the_records(district: District, published: Store) -> None:
    frames = [
        listings.data_dates(home, EVERYWHERE, Filters()) for home in (district.store, published)
    ]
    pd.testing.assert_frame_equal(*frames, check_dtype=False)


def test_what_needs_records_is_refused_in_a_sentence(published: Store) -> None:
    tables = queries.tables(published, EVERYWHERE, MONTHS)
    with pytest.raises(ElsewhereError, match="needs the records, which are not in this snapshot"):
        tables["requests"]


def test_nothing_is_put_on_top_of_counts_and_counts_never_over_records(
    district: District, published: Store, records: Lake
) -> None:
    before = published.current()
    with pytest.raises(DataError, match="load into the store from which the lake is written"):
        demo.build(published, scale=0.02)
    with pytest.raises(DataError, match="load into the store from which the lake is written"):
        published.refresh()
    assert published.current() == before
    with pytest.raises(DataError, match="holds records of its own"):
        counted.publish(district.store, records, monthly.counted)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["overview", "satisfaction", "resolution", "grid_map"])
def test_pages_stand_on_counts_and_say_what_they_lack(opened: None, lang: str, name: str) -> None:
    app = AppTest.from_string(f"import pages.{name}\npages.{name}.render()", default_timeout=120)
    app.session_state["language"] = lang
    app.run()
    assert not app.exception
    assert not app.error
    told = " ".join(block.proto.body for block in app.get("html"))
    assert {"en": "cannot be asked here", "zh": "在此无法查看"}[lang] in told
    infos = " ".join(info.value for info in app.info)
    assert bool(infos) == (name == "resolution")


def test_the_command_publishes_over_counts(
    district: District, published: Store, tmp_path: Path
) -> None:
    """On threads of this computer."""
    home = Store(shutil.copytree(published.home, tmp_path / "home"))
    environment = {**os.environ, "DASHBOARD_HOME": str(home.home)}
    command = [sys.executable, "-m", "data", "publish", "--lake", str(district.lake)]
    told = subprocess.run(
        [*command, "--engine", "local[2]"], env=environment, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    assert home.is_counted()
    assert len(home.snapshots()) == 2
    assert told.stdout.strip() == f"current: {home.snapshots()[1].id}"
