"""Which numbers come from visits (入户走访) and from the register of households?"""

from ibis import _

from analytics.metrics.definition import Metric, yes

SINCE = "2026-11-25"
_CLOCK = "The day of the visit, in the business zone."
_MONTH_CLOCK = "The month; only whole months that are over by the data date are judged."
_STOCK_CLOCK = "The last day of the period, or the data date if that is earlier."
_MONTH_OF_VISITOR = (
    _.visitor_ref
    + " "
    + (_.date.year().cast("int64") * 12 + _.date.month().cast("int64")).cast("string")
)
_BYAR = "interval: Byar's approximation, Breslow and Day 1987"
# A household counts at its first visit of the period. One whose visits name several villages or
# grids may have had that elsewhere, so such households are told apart by their reference.
_IS_FIRST = _.previous_date.isnull() | (_.previous_date < _.first_day)
_SETTLED = yes(_.is_settled & _IS_FIRST)
_OTHERS = _.is_settled.ifelse(None, _.household_number).nunique()  # a `where` costs twice as much

METRICS = (
    Metric(
        id="household_coverage_rate",
        table="visits",
        meaning="Distinct households visited in the period, met or not, of the registered ones; "
        "by grid of those that the register of households has there. "
        "Above 1 the register is out of date, and there is no interval.",
        numerator=_.household_number.nunique(),
        settled=_SETTLED,
        others=_OTHERS,
        adds_up=False,
        per_households=True,
        clock=_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="入户走访覆盖率: a household visited five times counts once",
    ),
    Metric(
        id="priority_coverage_rate",
        table="promises",
        meaning="Priority households (五必访) that were visited as often as promised, of all of "
        "them, month by month: a promise of one visit in two months is judged with the month "
        "before. Over several months household-months are pooled, and the interval counts "
        "households.",
        numerator=_.kept.sum(),
        denominator=_.judged.sum(),
        people=_.number.nunique(),
        clock=_MONTH_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="Four must-be-there and five must-visit (四必到、五必访) of the grid reform of "
        "Wenshan, Yunnan; the cadence is the register's",
        since=SINCE,
    ),
    Metric(
        id="priority_met_rate",
        table="promises",
        meaning="The same, where only visits in which somebody was met count.",
        numerator=_.kept_met.sum(),
        denominator=_.judged.sum(),
        people=_.number.nunique(),
        clock=_MONTH_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="As above; a closed door keeps no promise in the eyes of who waits",
        since=SINCE,
    ),
    Metric(
        id="waiting_over_90_days_rate",
        table="waiting",
        meaning="Households of the register whose last visit, met or not, is more than 90 days "
        "ago or was never recorded.",
        numerator=yes((_.days > 90) | _.days.isnull()),
        denominator=_.count(),
        clock=_STOCK_CLOCK,
        unit="share",
        better="lower",
        kind="rate",
        source="A quarter without a visit; the pilots promise one or two a month and link",
        since=SINCE,
    ),
    Metric(
        id="link_coverage_rate",
        table="links",
        meaning="Households of the register with a linked member (党员联户) in force.",
        numerator=yes(_.is_linked),
        denominator=_.count(),
        clock=_STOCK_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="党员联户 of Xiaolin, Cixi: 1,161 members linked to 13,611 households",
        since=SINCE,
    ),
    Metric(
        id="card_issued_rate",
        table="links",
        meaning="Linked households that hold a contact card, of those of which it is known.",
        numerator=yes(_.has_card),
        denominator=_.has_card.notnull().sum(),
        clock=_STOCK_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="联户卡 of the linked-household pilots",
        since=SINCE,
    ),
    Metric(
        id="households_per_visitor",
        table="linked_pairs",
        meaning="Households with a linked member in force, for each such member. A fact of the "
        "register, so it has no interval.",
        numerator=_.count(),
        denominator=_.visitor_ref.nunique(),
        clock=_STOCK_CLOCK,
        unit="each",
        better="none",
        kind="mean",
        source="About 12 in Xiaolin, Cixi: 13,611 households, 1,161 members",
        since=SINCE,
    ),
    Metric(
        id="visits_per_grid_month",
        table="grid_months",
        meaning="Visits recorded with their grid, for each grid and month; a month that is cut off "
        "counts by its days. Grids without a visit count.",
        numerator=_.visits.sum(),
        denominator=_.months.sum(),
        clock="The month of the visit, in the business zone.",
        unit="each",
        better="none",
        kind="rate",
        source=f"About 4 in Wenshan, Yunnan: 80,000 visits a month, 20,200 grids; {_BYAR}",
        since=SINCE,
    ),
    Metric(
        id="visits_per_visitor_month",
        table="visits",
        meaning="Visits for each visitor and month in which that visitor recorded any.",
        numerator=_.count(),
        denominator=_MONTH_OF_VISITOR.nunique(),
        adds_up=False,
        clock=_CLOCK,
        unit="each",
        better="none",
        kind="rate",
        source=f"Load, not zeal: roles differ; {_BYAR}",
        since=SINCE,
    ),
    Metric(
        id="was_met_rate",
        table="visits",
        meaning="Visits in which somebody of the household was met, of all visits.",
        numerator=yes(_.was_met),
        denominator=_.count(),
        clock=_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="A door that stays closed is a visit recorded and a household not met",
        since=SINCE,
    ),
    Metric(
        id="issues_per_100_visits",
        table="visits",
        meaning="Matters that households raised, for every 100 visits. More may mean more trouble "
        "or better listening.",
        numerator=_.issues_raised.sum(),
        denominator=_.count(),
        clock=_CLOCK,
        unit="per_100",
        better="none",
        kind="rate",
        source=f"1,170 matters raised in the visits of Xiaolin, Cixi; {_BYAR}",
        since=SINCE,
    ),
    Metric(
        id="issue_to_request_rate",
        table="matters",
        meaning="Matters raised in visits that became a request, of all that were raised; the "
        "interval counts visits.",
        numerator=_.requests.sum(),
        denominator=_.matters.sum(),
        people=_.count(),
        clock=_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="Collect, classify, hand on (收集-分类-流转): a request names its visit",
        since=SINCE,
    ),
    Metric(
        id="issue_solved_rate",
        table="matters",
        meaning="Matters raised in visits whose request is solved so far, of all that were raised; "
        "those still open, and those that never became a request, count as not solved; the "
        "interval counts visits.",
        numerator=_.solved.sum(),
        denominator=_.matters.sum(),
        people=_.count(),
        pending=_.open_still.sum(),
        clock=_CLOCK,
        unit="share",
        better="higher",
        kind="rate",
        source="Xiaolin, Cixi: 1,170 raised, 910 solved, 77.8 %",
        since=SINCE,
    ),
)
