"""Is the list of metrics whole, and the catalogue current?"""

from pathlib import Path

import pytest

import analytics
from analytics import metrics
from analytics.catalogue import catalogue
from analytics.derived import DERIVED
from analytics.metrics import METRICS, Metric, find
from tests.analytics.records import SCHEMAS

README = Path(analytics.__file__).with_name("README.md")
PROMISED = {
    "survey_participation_rate",
    "satisfaction_rate",
    "full_marks_rate",
    "dissatisfaction_rate",
    "requests_received",
    "requests_per_1000_households",
    "on_time_rate",
    "resolution_median_days",
    "resolution_p75_days",
    "resolution_p90_days",
    "closed_within_7_days_rate",
    "excluded_share",
    "reopened_rate",
    "repeat_rate",
    "refused_share",
    "solved_at_level_share",
    "solved_within_township_share",
    "whistle_arrival_rate",
    "open_backlog",
    "overdue_backlog",
    "response_rate",
    "resolution_rate",
    "callback_satisfaction_rate",
    "composite_score",
    "household_coverage_rate",
    "priority_coverage_rate",
    "waiting_over_90_days_rate",
    "link_coverage_rate",
    "card_issued_rate",
    "households_per_visitor",
    "visits_per_grid_month",
    "visits_per_visitor_month",
    "was_met_rate",
    "issues_per_100_visits",
    "issue_to_request_rate",
    "issue_solved_rate",
}


def test_every_promised_metric_is_there() -> None:
    assert set(METRICS) >= PROMISED


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_metric_is_told_whole(metric: Metric) -> None:
    assert metric.meaning.endswith(".")
    assert metric.clock.endswith(".")
    assert metric.source
    assert metric.table in {*SCHEMAS, *DERIVED, "backlog"}
    assert set(metric.hidden_with) <= set(METRICS)
    assert not metric.hidden_with or metric.id in metric.hidden_with
    counted_elsewhere = metric.kind == "time" or metric.table == "backlog"
    assert (metric.numerator is None) == counted_elsewhere
    if metric.kind in ("rate", "mean"):
        assert metric.per_households or metric.denominator is not None


def test_direction_is_data_and_volume_has_none() -> None:
    assert METRICS["dissatisfaction_rate"].better == "lower"
    assert METRICS["resolution_median_days"].better == "lower"
    assert METRICS["requests_received"].better == "none"


def test_an_unknown_metric_is_told_the_nearest() -> None:
    with pytest.raises(
        ValueError, match=r"unknown metric satisfaction; did you mean satisfaction_rate\?"
    ):
        metrics.find("satisfaction")
    with pytest.raises(ValueError, match="known are survey_participation_rate"):
        metrics.find("zzz")


def test_the_catalogue_is_current() -> None:
    assert README.read_text(encoding="utf-8") == catalogue(), "run make docs"


def test_the_catalogue_names_every_metric() -> None:
    assert all(f"| {metric_id} |" in catalogue() for metric_id in METRICS)


def test_shares_within_other_days_are_known_but_not_listed() -> None:
    assert find("closed_within_30_days_rate").within_days == 30
    assert "closed_within_30_days_rate" in METRICS
    assert "closed_within_30_days_rate" not in list(METRICS)
    assert "closed_within_30_days_rate" not in catalogue()
    assert "closed_within_31_days_rate" not in METRICS
    with pytest.raises(ValueError, match="did you mean closed_within_7_days_rate"):
        find("closed_within_31_days_rate")
