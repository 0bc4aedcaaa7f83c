"""What pages ask of the records besides metrics: one of each kind of question."""

from collections.abc import Callable, Mapping
from datetime import date

import ibis
import pandas as pd

from analytics import (
    answers,
    backlog,
    cadence,
    closure_quality,
    competing,
    episodes,
    implausible,
    issues_raised,
    links,
    spell_counts,
    stages,
    visit_days,
    visit_load,
    waiting,
    whistles,
    working_time,
)
from analytics.periods import Period
from data import listings
from data.access import EVERYWHERE
from data.filters import Filters
from data.reading import Records

YEAR = Filters(start=date(2025, 9, 16), end=date(2026, 9, 15))
SPAN = Period(date(2025, 9, 16), date(2026, 9, 15))
REACHED = date(2026, 10, 20)
PLACE = "township_code"

Tables = Mapping[str, ibis.Table]
Read = Callable[[Tables, Records], pd.DataFrame]


def days(records: Records, *, worked: bool) -> ibis.Table:
    first, last = date(2025, 9, 1), date(2026, 10, 31)
    return listings.days(records, EVERYWHERE, YEAR, first, last, worked=worked)


READS: dict[str, Read] = {
    "ages of the backlog": lambda t, _: backlog.ages(t["backlog"], SPAN.end, [PLACE]),
    "ways to end": lambda t, _: competing.by_end(t["requests"], ["channel"]),
    "slow steps": lambda t, _: stages.compared(spell_counts.of_steps(t, PLACE).to_pandas(), PLACE),
    "closings to look at": lambda t, r: closure_quality.flags(
        t["requests"], days(r, worked=False), ["lead_unit"]
    ),
    "repeats": lambda t, _: episodes.by(t["requests"], [PLACE]),
    "matters by reports": lambda t, _: episodes.sizes(t["requests"]),
    "working days": lambda t, r: working_time.times(
        working_time.counts(t["requests"], days(r, worked=True), [PLACE]), [PLACE]
    ),
    "whistles": lambda t, _: whistles.by(whistles.counted(t["requests"], [PLACE]), [PLACE]),
    "promises": lambda t, _: cadence.by_household(t, SPAN, REACHED),
    "waits": lambda t, _: waiting.summary(waiting.since_visit(t, SPAN, REACHED), [PLACE]),
    "waits of all": lambda t, _: waiting.whole(waiting.since_visit(t, SPAN, REACHED)),
    "longest waits": lambda t, _: waiting.longest(
        waiting.since_visit(t, SPAN, REACHED), t["household_names"], 20
    ),
    "visits by day": lambda t, _: visit_days.by_day(t["visits"], SPAN, REACHED),
    "load": lambda t, _: visit_load.by_visitor(t["visits"]),
    "links": lambda t, _: links.distribution(links.members(t, SPAN, REACHED)),
    "matters": lambda t, _: issues_raised.flow(t["raised"]),
    "answers": lambda t, _: answers.counted(t["answers"], by_village=True),
    "implausible days": lambda t, _: implausible.find_days(t["busy_log"]),
    "implausible visitors": lambda t, _: (
        implausible.find(t["visit_log"], implausible.find_days(t["busy_log"])).summary
    ),
    "data dates": lambda _, r: listings.data_dates(r, EVERYWHERE, YEAR),
    "centres": lambda _, r: listings.centres(r, EVERYWHERE, YEAR, "village"),
}
