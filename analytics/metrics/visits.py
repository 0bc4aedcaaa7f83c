"""Which numbers come from visits (入户走访)?"""

from ibis import _

from analytics.metrics.definition import Metric

METRICS = (
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
