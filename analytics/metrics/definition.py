"""What is a metric? Data: what is counted, out of how many, by which day, which way is better.

Expressions are deferred: they name columns of the table that `data.queries` hands in.
"""

from dataclasses import dataclass
from typing import Literal

from ibis import Deferred

SINCE = "2026-11-22"  # day of this definition; a changed formula is a new entry beside the old one

PARTS = (
    "numerator", "denominator", "people", "told", "answers", "squares", "told_squares", "apart",
    "pending",
)  # fmt: skip

Unit = Literal["share", "count", "days", "points", "per_1000", "per_100", "each"]
Better = Literal["higher", "lower", "none"]
Kind = Literal["rate", "mean", "count", "time"]
Interval = Literal["survival", "byar", "byar_ratio", "none", "weighted", "bounded", "wilson"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Metric:
    """One number: its parts, its clock and how to read it.

    Attributes
    ----------
    numerator, denominator
        Aggregates over `table`. None where another module counts: time to resolve in
        `resolution`, stocks in `backlog`, households in the table of places.
    settled, others
        Addends of the numerator from columns that follow from other records (`summaries.NEEDED`),
        together the same number for less work; used where a table has them. The settled add up
        over the villages of a month.
    people
        How many people stand behind the denominator, if that is not the denominator itself.
    told, answers, squares, told_squares
        Of weighted shares, whose numerator and denominator are sums of weights: how many records
        stand behind each, and the sums of the squares of their weights.
    apart
        Records that this opinion and another shown beside it would tell apart: full marks and
        satisfied tell who is satisfied without full marks. They must not be few either.
    pending
        Records whose outcome is still due; too many of them make the number provisional.
    matures_days
        Days after the end of a period until its outcomes are known.
    adds_up
        Whether counts of villages and months add up to those of larger places and longer spans.
        Distinct households, visitors or matters do not.
    hidden_with
        Opinions from which this one could be worked out: they are hidden together.
    quantile, within_days
        For times: which quantile, or the share resolved within how many days.
    """

    id: str
    table: str
    meaning: str
    clock: str
    unit: Unit
    better: Better
    kind: Kind
    source: str
    numerator: Deferred | None = None
    denominator: Deferred | None = None
    settled: Deferred | None = None
    others: Deferred | None = None
    per_households: bool = False
    people: Deferred | None = None
    told: Deferred | None = None
    answers: Deferred | None = None
    squares: Deferred | None = None
    told_squares: Deferred | None = None
    apart: Deferred | None = None
    pending: Deferred | None = None
    matures_days: int = 0
    opinion: bool = False
    hidden_with: tuple[str, ...] = ()
    adds_up: bool = True
    quantile: float | None = None
    within_days: float | None = None
    since: str = SINCE

    @property
    def parts(self) -> dict[str, Deferred]:
        """The aggregates that it has, by the names of their attributes."""
        given = {part: getattr(self, part) for part in PARTS}
        return {part: value for part, value in given.items() if value is not None}

    @property
    def scale(self) -> float:
        """What a quotient of counts is multiplied with to have the metric's unit."""
        return {"points": 100.0, "per_1000": 1000.0, "per_100": 100.0}.get(self.unit, 1.0)

    @property
    def is_share(self) -> bool:
        """Whether so many of so many meet a condition, so that chance is binomial."""
        return self.kind == "rate" and not self.is_frequency

    @property
    def is_frequency(self) -> bool:
        """Whether events are counted for so many of something else, so that chance is Poisson."""
        return self.kind == "rate" and self.unit in ("per_1000", "per_100", "each")

    @property
    def interval(self) -> Interval:
        """Where its limits come from; the glossary tells each of them in words.

        The curve of a time to resolve, Byar's for events counted, Wilson's for shares: of weighted
        answers, of means between 0 and 1, of people. A mean of plain numbers has none.
        """
        if self.kind == "time":
            return "survival"
        if self.kind == "count":
            return "byar"
        if self.is_frequency:
            return "byar_ratio"
        if self.unit == "each":
            return "none"
        if self.squares is not None:
            return "weighted"
        return "bounded" if self.kind == "mean" else "wilson"


def yes(condition: Deferred) -> Deferred:
    """How many records meet a condition; an unknown answer does not meet it."""
    return condition.fill_null(False).sum()
