"""Which numbers come from requests (群众诉求)?"""

import ibis
from ibis import _

from analytics.metrics.definition import Metric, yes

ENDS_OTHERWISE = ("withdrawn", "merged", "refused")  # closed, yet nothing was resolved
_TIMES_TELL = _.due_at.notnull() & (~_.is_closed | _.closed_at.notnull())
_DUE = _TIMES_TELL & (_.due_at <= _.as_of)
_MARK_TELLS = (
    _.met_limit.notnull()
    & _.closed_at.isnull()
    & (_.due_at.isnull() | _.is_closed)
    & (_.is_closed | ~_.met_limit)
)
_IN_TIME = (_DUE & _.is_closed & (_.closed_at <= _.due_at)).fill_null(False)
SOLVED_LEVELS = ("grid", "village", "township", "district")  # from near to far
# Reports of a matter after the first one of the group; matters of two systems are never the same.
REPEATS = _.episode_ref.count() - (_.source + "\n" + _.episode_ref).nunique()
_ONCE_CLOSED = _.is_closed | (_.reopened_count > 0)
_RECEIVED_CLOCK = "The day the request was received, in the business zone."
_COHORT = (
    "Kaplan-Meier 1958 and Aalen-Johansen 1978 on the resident's clock, received to closed; limits "
    "by Brookmeyer-Crowley 1982 with the log-log transform"
)

WEEK = 7
WITHIN_DAYS = (1, 2, 3, 5, WEEK, 10, 15, 20, 30, 60, 90)  # that can be asked for


def within_id(days: int) -> str:
    """Name of the share resolved within so many days.

    >>> within_id(7)
    'closed_within_7_days_rate'
    """
    return f"closed_within_{days}_days_rate"


def _within(days: int) -> Metric:
    return Metric(
        id=within_id(days),
        table="requests",
        meaning=f"Share of the requests received that is resolved within {days} "
        f"day{'s' * (days > 1)}, open ones counted; the numerator is those seen to be, so the "
        "quotient of both is a little lower.",
        within_days=float(days),
        clock=_RECEIVED_CLOCK,
        unit="share",
        better="higher",
        kind="time",
        source=_COHORT,
    )


def ended_otherwise(outcome: ibis.Value) -> ibis.Value:
    """Whether a request ended without being resolved; False for one that is open.

    Told way by way: to look for a text in a list costs the engine twice as much.
    """
    return ibis.or_(*(outcome == way for way in ENDS_OTHERWISE)).fill_null(False)


METRICS = (
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
        numerator=yes(_IN_TIME | (_MARK_TELLS & _.met_limit).fill_null(False)),
        denominator=yes(_DUE.fill_null(False) | _MARK_TELLS.fill_null(False)),
        pending=yes(_TIMES_TELL & (_.due_at > _.as_of)),
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
    _within(WEEK),
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
        id="excluded_share",
        table="requests",
        meaning="Requests that are excluded from assessment (剔除), of those received. "
        "Shown beside every score, because leaving requests out is the easiest way to raise one.",
        numerator=_.exclusion_code.notnull().sum(),
        denominator=_.count(),
        clock=_RECEIVED_CLOCK,
        unit="share",
        better="none",
        kind="rate",
        source="剔除, by the codes of the source; interval: Wilson 1927",
    ),
    Metric(
        id="reopened_rate",
        table="requests",
        meaning="Requests that were opened again after closing, at least once, of those ever "
        "closed.",
        numerator=yes(_.reopened_count > 0),
        denominator=yes(_ONCE_CLOSED),
        clock=_RECEIVED_CLOCK,
        unit="share",
        better="lower",
        kind="rate",
        source="重办率; interval: Wilson 1927",
    ),
    Metric(
        id="repeat_rate",
        table="requests",
        meaning="Reports of a matter after its first one in the same group and period, of all "
        "requests received. Repeats of one matter share an episode.",
        numerator=REPEATS,
        denominator=_.count(),
        adds_up=False,
        clock=_RECEIVED_CLOCK,
        unit="share",
        better="lower",
        kind="rate",
        source="重复诉求: requests less matters, over requests; interval: Wilson 1927",
    ),
    Metric(
        id="refused_share",
        table="requests",
        meaning="Requests that were refused (不予受理), of those closed.",
        numerator=yes(_.is_closed & (_.outcome == "refused")),
        denominator=yes(_.is_closed),
        clock=_RECEIVED_CLOCK,
        unit="share",
        better="none",
        kind="rate",
        source="Share of closings by outcome; interval: Wilson 1927",
    ),
    Metric(
        id="solved_at_level_share",
        table="requests",
        meaning="Matters solved in the grid or the village, of those solved at a known level. A "
        "high share is good only where the residents agree that it was solved.",
        numerator=yes(_.solved_level.isin(SOLVED_LEVELS[:2])),
        denominator=_.solved_level.notnull().sum(),
        clock=_RECEIVED_CLOCK,
        unit="share",
        better="none",
        kind="rate",
        source="小事不出村; interval: Wilson 1927",
    ),
    Metric(
        id="solved_within_township_share",
        table="requests",
        meaning="Matters solved in the grid, the village or the township, of those solved at a "
        "known level.",
        numerator=yes(_.solved_level.isin(SOLVED_LEVELS[:3])),
        denominator=_.solved_level.notnull().sum(),
        clock=_RECEIVED_CLOCK,
        unit="share",
        better="none",
        kind="rate",
        source="大事不出镇; interval: Wilson 1927",
    ),
    Metric(
        id="whistle_arrival_rate",
        table="requests",
        meaning="Departments that came after a whistle, of those called; departments are counted, "
        "not whistles.",
        numerator=_.departments_arrived.sum(where=_.whistled_at.notnull()),
        denominator=_.departments_called.sum(where=_.whistled_at.notnull()),
        clock=_RECEIVED_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="街乡吹哨、部门报到; interval: Wilson 1927",
    ),
)
# Understood wherever a metric is named, and listed nowhere: the list has the one of a week.
UNLISTED = tuple(_within(days) for days in WITHIN_DAYS if days != WEEK)
