"""Which tables do metrics count that nobody stores: promises, waits, links, loads, matters?"""

from collections.abc import Callable, Mapping
from datetime import date

import ibis

from analytics import cadence, issues_raised, links, visit_load, waiting
from analytics.periods import Period

Build = Callable[[Mapping[str, ibis.Table], Period, date], ibis.Table]

# Each is made of the tables handed in, the days looked at and the last day that records cover.
DERIVED: dict[str, Build] = {
    "promises": cadence.promises,
    "waiting": waiting.since_visit,
    "links": links.households,
    "linked_pairs": links.members,
    "grid_months": visit_load.grid_months,
    "matters": issues_raised.matters,
}
# Where numbers are split by periods, these have a row for every month.
BY_MONTH: dict[str, Build] = {"promises": cadence.months}
