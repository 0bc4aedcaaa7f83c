"""Which numbers does the dashboard know, and what exactly does each of them mean?

This is the one list. Numbers, labels, help, tests and the catalogue derive from it. The share
resolved within other numbers of days than a week is known, but not listed.
"""

import difflib

from analytics.metrics import callbacks, requests, surveys, visits
from analytics.metrics.definition import Metric

_LIST = (*surveys.METRICS, *requests.METRICS, *callbacks.METRICS, *visits.METRICS)
_UNLISTED = {metric.id: metric for metric in requests.UNLISTED}


class _Known(dict[str, Metric]):
    """The list; who names a metric that is not listed finds it all the same."""

    def __missing__(self, metric_id: str) -> Metric:
        return _UNLISTED[metric_id]

    def __contains__(self, metric_id: object) -> bool:
        return super().__contains__(metric_id) or metric_id in _UNLISTED


METRICS: dict[str, Metric] = _Known((metric.id, metric) for metric in _LIST)


def find(metric_id: str) -> Metric:
    """Return the metric of that id; ValueError with the nearest id if there is none."""
    if metric_id in METRICS:
        return METRICS[metric_id]
    near = difflib.get_close_matches(metric_id, METRICS, 1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(METRICS)}"
    raise ValueError(f"unknown metric {metric_id}; {hint}")
