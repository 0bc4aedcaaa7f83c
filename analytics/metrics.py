"""Which numbers does the dashboard know, and what exactly does each of them mean?

This is the one list. A metric is data: what is counted, out of how many, which day puts a record
in a period, which direction is better. Numbers, labels, help, tests and the catalogue derive
from it. Expressions are deferred: they name columns of the table that `data.queries` hands in.
"""

import difflib
from dataclasses import dataclass
from typing import Literal

from ibis import Deferred, _

SINCE = "2026-11-22"  # day of this definition; a changed formula is a new entry beside the old one
ENDS_OTHERWISE = ("withdrawn", "merged", "refused")  # closed, yet nothing was resolved
CALLBACK_DAYS = 22  # the longest ordinary limit (15 days) and a week to call back

Unit = Literal["share", "count", "days", "points", "per_1000"]
Better = Literal["higher", "lower", "none"]
Kind = Literal["rate", "mean", "count", "time"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Metric:
    """One number: its parts, its clock and how to read it.

    Attributes
    ----------
    numerator, denominator
        Aggregates over `table`. None where another module counts: time to resolve in
        `resolution`, stocks in `backlog`, households in the table of places.
    people
        How many people stand behind the denominator, if that is not the denominator itself.
    pending
        Records whose outcome is still due; too many of them make the number provisional.
    matures_days
        Days after the end of a period until its outcomes are known.
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
    per_households: bool = False
    people: Deferred | None = None
    pending: Deferred | None = None
    matures_days: int = 0
    opinion: bool = False
    hidden_with: tuple[str, ...] = ()
    quantile: float | None = None
    within_days: float | None = None
    since: str = SINCE

    @property
    def scale(self) -> float:
        """What a quotient of counts is multiplied with to have the metric's unit."""
        return {"points": 100.0, "per_1000": 1000.0}.get(self.unit, 1.0)


def _yes(condition: Deferred) -> Deferred:
    """How many records meet a condition; an unknown answer does not meet it."""
    return condition.fill_null(False).sum()


# ---------------------------------------------------------------- surveys
_RATED = _.counts_as.notnull()
_ANSWERED = _.score.notnull()
_FORM = _.round_id + "\n" + _.response_ref
_ROUND_CLOCK = "The day the round closed."

# ---------------------------------------------------------------- requests
_TIMES_TELL = _.due_at.notnull() & (~_.is_closed | _.closed_at.notnull())
_DUE = _TIMES_TELL & (_.due_at <= _.as_of)
_MARK_TELLS = (
    _.met_limit.notnull()
    & _.closed_at.isnull()
    & (_.due_at.isnull() | _.is_closed)
    & (_.is_closed | ~_.met_limit)
)
_IN_TIME = (_DUE & _.is_closed & (_.closed_at <= _.due_at)).fill_null(False)
_RECEIVED_CLOCK = "The day the request was received, in the business zone."
_COHORT = (
    "Kaplan-Meier 1958 and Aalen-Johansen 1978 on the resident's clock, received to closed; limits "
    "by Brookmeyer-Crowley 1982 with the log-log transform"
)

# ---------------------------------------------------------------- call-backs
_VALID = _.is_valid
_CONTACTED = (_VALID & _.was_contacted).fill_null(False)
_RESOLVED = (_VALID & (_.resolution == "resolved")).fill_null(False)
_SATISFIED = (_VALID & _.satisfaction.isin(("very_satisfied", "satisfied"))).fill_null(False)
_BASICALLY = (_VALID & (_.satisfaction == "basically")).fill_null(False)
_SATISFACTION = _SATISFIED.cast("float64") + _BASICALLY.cast("float64") * _.basically_weight
_SCORE = (
    _CONTACTED.cast("float64") * _.response_weight
    + _RESOLVED.cast("float64") * _.resolution_weight
    + _SATISFACTION * _.satisfaction_weight
)
_CALLBACK_CLOCK = "The day the request was received, whenever the call-back took place."
_THREE_RATES = "Three rates of the 12345 hotline (接诉即办), denominator valid call-backs"
_CALLBACK_OPINIONS = ("resolution_rate", "callback_satisfaction_rate", "composite_score")

_LIST = (
    Metric(
        id="survey_participation_rate",
        table="round_coverage",
        meaning="Households that took part in a survey round, of those that were to take part.",
        numerator=_.households_answered.sum(),
        denominator=_.households_eligible.sum(),
        clock=_ROUND_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="80 % gate of the household evaluation pilot of Tongzhou, Beijing",
    ),
    Metric(
        id="satisfaction_rate",
        table="responses",
        meaning="Answers that the scale in force counts as satisfied, of all answers it rates; "
        "unweighted; the interval counts forms, not answers, and shrinks in census rounds.",
        numerator=_yes(_.counts_as == "satisfied"),
        denominator=_RATED.sum(),
        people=_FORM.nunique(where=_RATED),
        clock=_ROUND_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        opinion=True,
        source="Household evaluation pilot (群众评价); interval: Wilson 1927, method 3 of Newcombe "
        "1998, with the finite population correction of Cochran 1977 for census rounds",
    ),
    Metric(
        id="full_marks_rate",
        table="responses",
        meaning="Answers with the best possible score, of all answers with a score.",
        numerator=_yes(_.score == _.score_max),
        denominator=_ANSWERED.sum(),
        people=_FORM.nunique(where=_ANSWERED),
        clock=_ROUND_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        opinion=True,
        source="满分率 of the household evaluation pilot: 92 % of 2,281 forms",
    ),
    Metric(
        id="dissatisfaction_rate",
        table="responses",
        meaning="Answers that the scale in force counts as dissatisfied, of all answers it rates.",
        numerator=_yes(_.counts_as == "dissatisfied"),
        denominator=_RATED.sum(),
        people=_FORM.nunique(where=_RATED),
        clock=_ROUND_CLOCK,
        unit="share",
        better="lower",
        kind="rate",
        opinion=True,
        source="Household evaluation pilot (群众评价)",
    ),
    Metric(
        id="requests_received",
        table="requests",
        meaning="Requests received. Volume is not need: places differ in how readily they report.",
        numerator=_.count(),
        clock=_RECEIVED_CLOCK,
        unit="count",
        better="none",
        kind="count",
        source="Interval: Byar's approximation, Breslow and Day 1987",
    ),
    Metric(
        id="requests_per_1000_households",
        table="requests",
        meaning="Requests received for every 1,000 registered households, over the whole period.",
        numerator=_.count(),
        per_households=True,
        clock=_RECEIVED_CLOCK,
        unit="per_1000",
        better="none",
        kind="rate",
        source="Interval: Byar's approximation, Breslow and Day 1987",
    ),
    Metric(
        id="on_time_rate",
        table="requests",
        meaning="Requests closed by the end of their time limit, of those whose limit has ended by "
        "the data date; open and overdue ones count as not on time. A request that was closed "
        "early while its limit still runs is left out, because an open one beside it is not "
        "counted yet either. The source's own mark is used only where it gives no times.",
        numerator=_yes(_IN_TIME | (_MARK_TELLS & _.met_limit).fill_null(False)),
        denominator=_yes(_DUE.fill_null(False) | _MARK_TELLS.fill_null(False)),
        pending=_yes(_TIMES_TELL & (_.due_at > _.as_of)),
        clock=_RECEIVED_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="按时办结率; closed at or before the target counts as on time, as in Boston's 311 "
        "open data",
    ),
    Metric(
        id="resolution_median_days",
        table="requests",
        meaning="Days until half of the requests received are resolved, open ones counted.",
        quantile=0.5,
        clock=_RECEIVED_CLOCK,
        unit="days",
        better="lower",
        kind="time",
        source=_COHORT,
    ),
    Metric(
        id="resolution_p75_days",
        table="requests",
        meaning="Days until three quarters of the requests received are resolved.",
        quantile=0.75,
        clock=_RECEIVED_CLOCK,
        unit="days",
        better="lower",
        kind="time",
        source=_COHORT,
    ),
    Metric(
        id="resolution_p90_days",
        table="requests",
        meaning="Days until nine in ten of the requests received are resolved.",
        quantile=0.9,
        clock=_RECEIVED_CLOCK,
        unit="days",
        better="lower",
        kind="time",
        source=_COHORT,
    ),
    Metric(
        id="closed_within_7_days_rate",
        table="requests",
        meaning="Share of the requests received that is resolved within 7 days, open ones counted; "
        "the numerator is those seen to be, so the quotient of both is a little lower.",
        within_days=7.0,
        clock=_RECEIVED_CLOCK,
        unit="share",
        better="higher",
        kind="time",
        source=_COHORT,
    ),
    Metric(
        id="open_backlog",
        table="backlog",
        meaning="Requests open at the end of the period, whenever they were received.",
        clock="The last day of the period, or the data date if that is earlier.",
        unit="count",
        better="lower",
        kind="count",
        source="Received minus closed, accumulated; interval: Byar's approximation",
    ),
    Metric(
        id="overdue_backlog",
        table="backlog",
        meaning="Requests open at the end of the period whose time limit had ended by then.",
        clock="The last day of the period, or the data date if that is earlier.",
        unit="count",
        better="lower",
        kind="count",
        source="Fallen due minus closed late, accumulated; interval: Byar's approximation",
    ),
    Metric(
        id="response_rate",
        table="callbacks",
        meaning="Valid call-backs in which the resident says that the unit made contact.",
        numerator=_CONTACTED.sum(),
        denominator=_VALID.sum(),
        matures_days=CALLBACK_DAYS,
        clock=_CALLBACK_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source=f"{_THREE_RATES}: 响应率",
    ),
    Metric(
        id="resolution_rate",
        table="callbacks",
        meaning="Valid call-backs in which the resident calls the matter resolved; partly resolved "
        "is not resolved.",
        numerator=_RESOLVED.sum(),
        denominator=_VALID.sum(),
        matures_days=CALLBACK_DAYS,
        clock=_CALLBACK_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        opinion=True,
        hidden_with=_CALLBACK_OPINIONS,
        source=f"{_THREE_RATES}: 解决率",
    ),
    Metric(
        id="callback_satisfaction_rate",
        table="callbacks",
        meaning="Valid call-backs with a satisfied resident; 'basically satisfied' counts for the "
        "weight in force on the day the request was received.",
        numerator=_SATISFACTION.sum(),
        denominator=_VALID.sum(),
        matures_days=CALLBACK_DAYS,
        clock=_CALLBACK_CLOCK,
        unit="share",
        better="higher",
        kind="mean",
        opinion=True,
        hidden_with=_CALLBACK_OPINIONS,
        source=f"{_THREE_RATES}: 满意率, 基本满意 weighted 0.9 unless set otherwise; interval: "
        "Wilson on a mean of values in 0..1, whose variance Bhatia and Davis 2000 bound",
    ),
    Metric(
        id="composite_score",
        table="callbacks",
        meaning="Weighted sum of response, resolution and satisfaction of valid call-backs, in "
        "points, with the weights in force on the day the request was received.",
        numerator=_SCORE.sum(),
        denominator=_VALID.sum(),
        matures_days=CALLBACK_DAYS,
        clock=_CALLBACK_CLOCK,
        unit="points",
        better="higher",
        kind="mean",
        opinion=True,
        hidden_with=_CALLBACK_OPINIONS,
        source=f"{_THREE_RATES}: 综合成绩, 10/50/40 unless set otherwise; interval as above",
    ),
    Metric(
        id="household_coverage_rate",
        table="visits",
        meaning="Distinct households visited in the period, met or not, of the registered ones. "
        "Above 1 the register is out of date, and there is no interval.",
        numerator=_.household_ref.nunique(),
        per_households=True,
        clock="The day of the visit, in the business zone.",
        unit="share",
        better="higher",
        kind="rate",
        source="入户走访覆盖率: a household visited five times counts once",
    ),
)

METRICS: dict[str, Metric] = {metric.id: metric for metric in _LIST}


def find(metric_id: str) -> Metric:
    """Return the metric of that id; ValueError with the nearest id if there is none."""
    if metric_id in METRICS:
        return METRICS[metric_id]
    near = difflib.get_close_matches(metric_id, METRICS, 1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(METRICS)}"
    raise ValueError(f"unknown metric {metric_id}; {hint}")
