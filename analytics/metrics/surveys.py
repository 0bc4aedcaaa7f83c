"""Which numbers come from surveys (群众评价)?"""

from ibis import _

from analytics.metrics.definition import Metric, yes

_RATED = _.counts_as.notnull()
_ANSWERED = _.score.notnull()
_FORM = _.round_id + "\n" + _.response_ref
_ROUND_CLOCK = "The day the round closed."

METRICS = (
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
        numerator=yes(_.counts_as == "satisfied"),
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
        numerator=yes(_.score == _.score_max),
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
        numerator=yes(_.counts_as == "dissatisfied"),
        denominator=_RATED.sum(),
        people=_FORM.nunique(where=_RATED),
        clock=_ROUND_CLOCK,
        unit="share",
        better="lower",
        kind="rate",
        opinion=True,
        source="Household evaluation pilot (群众评价)",
    ),
)
