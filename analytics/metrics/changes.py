"""What has a number come to mean since it was first defined, and since when?

A changed formula is a metric of its own. What stands here changed what enters a formula: which
records count, up to which day, with which weight. Reports made before that day have other numbers.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """What changed on a day (ISO 8601), by name, for some metrics."""

    day: str
    name: str
    metrics: tuple[str, ...]


SHARES = ("satisfaction_rate", "full_marks_rate", "dissatisfaction_rate")
CHANGES = (
    Change("2026-11-26", "weights", SHARES),
    Change(
        "2026-11-26",
        "visits_known",
        ("priority_coverage_rate", "priority_met_rate", "waiting_over_90_days_rate"),
    ),
    Change("2026-11-26", "limits_reckoned", ("on_time_rate", "overdue_backlog")),
    Change("2026-11-28", "villages_drawn", SHARES),
)


def of(metric_id: str) -> tuple[Change, ...]:
    """The changes of a metric, oldest first."""
    return tuple(change for change in CHANGES if metric_id in change.metrics)
