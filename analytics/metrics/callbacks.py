"""Which numbers come from call-backs (回访)?"""

from ibis import _

from analytics.metrics.definition import Metric

CALLBACK_DAYS = 22  # the longest ordinary limit (15 days) and a week to call back
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

METRICS = (
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
        source=f"{_THREE_RATES}: 综合成绩, 10/50/40 unless set otherwise; interval as that of "
        "call-back satisfaction",
    ),
)
