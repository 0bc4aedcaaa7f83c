"""Are the frames behind the page judged as they should be?"""

from pathlib import Path

import pandas as pd

from data.access import EVERYWHERE
from data.filters import Filters
from data.store import Store
from pages.components import board, reads, trends
from pages.components.area_tree import AreaTree
from pages.components.permalink import Address
from pages.components.view import Records, resolve
from tests.pages.conftest import Page


def series(metric: str, values: list[float], states: list[str] | None = None) -> pd.DataFrame:
    months = pd.date_range("2024-01-01", periods=len(values), freq="MS").strftime("%Y-%m")
    return pd.DataFrame(
        {"metric": metric, "period": months, "value": values, "state": states or "ok"}
    )


def test_a_fall_of_a_time_is_better_even_above_the_mean() -> None:
    falling = [2.0, 1.9, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0, 0.9]
    found = trends.with_limits(series("resolution_median_days", falling))
    trend = found[found["signal"] == "trend"]
    assert not trend.empty
    assert set(trend["tone"]) == {"better"}
    rising = trends.with_limits(series("resolution_median_days", falling[::-1]))
    assert set(rising.loc[rising["signal"] == "trend", "tone"]) == {"worse"}


def test_months_that_are_not_over_make_no_signal() -> None:
    usual = [0.9, 0.91] * 8
    states = ["ok"] * 16 + ["provisional"]
    found = trends.with_limits(series("on_time_rate", [*usual, 0.2], states))
    assert found["value"].iloc[-1] == 0.2
    assert set(found["tone"]) == {""}
    judged = trends.with_limits(series("on_time_rate", [*usual, 0.2]))
    assert judged["tone"].iloc[-1] == "worse"


def test_few_months_have_no_limits() -> None:
    found = trends.with_limits(series("on_time_rate", [0.9] * 8))
    assert found[["mean", "lower", "upper"]].isna().all(axis=None)


def test_limits_of_every_rate_are_drawn_through_all_sizes(page: Page, demo_home: Path) -> None:
    page(demo_home)
    home = Store(demo_home)
    current = home.current()
    assert current
    filters = Filters(snapshot=current.id)
    tree = AreaTree(reads.areas(EVERYWHERE, filters))
    records = Records(tree, reads.data_dates(EVERYWHERE, filters), home.zone(), current.id)
    found = board.read(EVERYWHERE, resolve(Address(), records, home.snapshots()))
    places = found.places[found.places["metric"] == "on_time_rate"]
    limits = found.limits[found.limits["metric"] == "on_time_rate"]
    assert len(places) == 12
    assert limits["n"].is_monotonic_increasing
    assert limits["n"].min() < places["n"].min() < places["n"].max() < limits["n"].max()
    nearest = limits.iloc[(limits["n"] - places["n"].iloc[0]).abs().argmin()]
    assert abs(nearest["high998"] - places["high998"].iloc[0]) < 0.01
