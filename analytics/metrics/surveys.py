"""Which numbers come from surveys (群众评价)?

Answers of random rounds are weighted, those of other rounds have the weight 1 each. The privacy
floor and the number of people count forms as they are.
"""

from ibis import Deferred, _

from analytics.metrics.definition import Metric, yes

WEIGHT = _.analysis_weight  # empty where a form of a weighted round has none
WEIGHED = WEIGHT.notnull()
FORM = _.form
RATED = _.counts_as.notnull() & WEIGHED
ANSWERED = _.score.notnull() & WEIGHED
FULL = (_.score == _.score_max).fill_null(False) & WEIGHED
SATISFIED = (_.counts_as == "satisfied").fill_null(False) & WEIGHED
DISSATISFIED = (_.counts_as == "dissatisfied").fill_null(False) & WEIGHED
_ROUND_CLOCK = "The day the round closed."
_PILOT = "Household evaluation pilot (群众评价)"


def _share(chosen: Deferred, of: Deferred, apart: Deferred | None = None) -> dict[str, Deferred]:
    """The parts of a weighted share of answers; `apart` are those another share tells apart."""
    parts = {
        "numerator": WEIGHT.sum(where=chosen),
        "denominator": WEIGHT.sum(where=of),
        "people": of.ifelse(FORM, None).nunique(),  # a `where` costs twice as much
        "told": chosen.sum(),
        "answers": of.sum(),
        "squares": (WEIGHT * WEIGHT).sum(where=of),
        "told_squares": (WEIGHT * WEIGHT).sum(where=chosen),
    }
    return parts if apart is None else parts | {"apart": apart.sum()}


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
        "weighted in random rounds; the interval counts forms, not answers, allows for the design "
        "effect of weights and of villages drawn, and shrinks in census rounds.",
        **_share(SATISFIED, RATED),
        clock=_ROUND_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        opinion=True,
        source="Household evaluation pilot (群众评价); interval: Wilson 1927, method 3 of Newcombe "
        "1998, with the finite population correction of Cochran 1977 for census rounds and the "
        "effective size of Kish 1965 for weighted ones; villages drawn: Hansen, Hurwitz and Madow "
        "1953, Korn and Graubard 1998",
    ),
    Metric(
        id="full_marks_rate",
        table="responses",
        meaning="Answers with the best possible score, of all answers with a score; weighted in "
        "random rounds.",
        **_share(FULL, ANSWERED, SATISFIED & ~FULL),
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
        meaning="Answers that the scale in force counts as dissatisfied, of all answers it rates; "
        "weighted in random rounds.",
        **_share(DISSATISFIED, RATED, RATED & ~SATISFIED & ~DISSATISFIED),
        clock=_ROUND_CLOCK,
        unit="share",
        better="lower",
        kind="rate",
        opinion=True,
        source=_PILOT,
    ),
    Metric(
        id="item_nonresponse_rate",
        table="responses",
        meaning="Questions that were left open, of all that were put; the interval counts forms.",
        numerator=yes(_.score.isnull()),
        denominator=_.count(),
        people=FORM.nunique(),
        clock=_ROUND_CLOCK,
        unit="share",
        better="lower",
        kind="rate",
        source="Item nonresponse; Groves et al. 2009, Survey Methodology, section 6.6",
    ),
)
