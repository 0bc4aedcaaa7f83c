"""Is every change of what a number means told of measures that exist, in order of time?"""

from analytics.metrics import METRICS, changes
from analytics.metrics.changes import CHANGES


def test_changes_are_of_measures_that_were_there_before() -> None:
    for change in CHANGES:
        assert change.metrics
        for metric in change.metrics:
            assert METRICS[metric].since < change.day
    assert [c.day for c in CHANGES] == sorted(c.day for c in CHANGES)


def test_a_change_of_weights_is_told_of_all_weighted_measures_and_no_other() -> None:
    weighted = {name for name, metric in METRICS.items() if metric.interval == "weighted"}
    told = {name for name in METRICS if "weights" in {c.name for c in changes.of(name)}}
    assert told == weighted


def test_most_measures_have_not_changed() -> None:
    assert changes.of("requests_received") == ()
    assert [c.name for c in changes.of("on_time_rate")] == ["limits_reckoned"]
