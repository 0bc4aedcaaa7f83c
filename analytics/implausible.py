"""Which visits cannot have taken place as they are written down?

A rule finds records to be looked at, not people to be blamed: a time may be that of the upload, a
village that of the form before. Rules look at visits in person, for a meeting reaches many
households at once and a call takes little time; what chance alone brings about is allowed for.
"""

from dataclasses import dataclass

import ibis
import numpy as np
import pandas as pd
from ibis import _
from scipy import stats

SAME_SECOND = 3  # households in one second; two meet by chance where records are many
SAME_MINUTE = 5  # households in one minute; four can be one landing rung through at a go
PER_HOUR = 12  # visits in an hour; more leave less than five minutes for each, way included
NIGHT_FROM, NIGHT_UNTIL = 23, 6  # local hours between which nobody calls at a home
SHORT_MINUTES = 3.0  # shorter than this nobody is greeted, asked and heard
SHORT_LEAST = 20  # short visits of one visitor, before their share is looked at
SHORT_SHARE = 0.5  # of the visits of which the length is known
ELSEWHERE_LEAST = 3  # visits outside the usual village
USUAL_LEAST, USUAL_SHARE = 30, 0.95  # visits, and share of them in one village that makes it usual
CHANCE = 0.05  # chance of pointing at anybody at all where everybody is alike
HOUR_SECONDS = 3600
RULES_OF_DAYS = ("same_second", "same_minute", "per_hour", "night")
RULES_OF_VISITORS = ("short", "elsewhere")
RULES = (*RULES_OF_DAYS, *RULES_OF_VISITORS)
DAY = ["visitor_ref", "date"]


@dataclass(frozen=True)
class Patterns:
    """What the rules found.

    Attributes
    ----------
    days : DataFrame
        One row a visitor and day on which a rule of days holds: visitor_ref, date, village_code,
        visits and households (in person, that day), first_second and last_second (since local
        midnight), in_second and in_minute (most households), in_hour (most visits in any 60
        minutes), and a column a rule (0, or the visits that it concerns); most visits first.
    visitors : DataFrame
        One row a visitor for whom a rule of visitors holds: visitor_ref, village_code (the usual
        one), visits, timed (visits of known length), short, outside, other_villages, and a column
        a rule.
    summary : DataFrame
        One row a rule of `RULES`: rule, visits, visitors, days (missing for rules of visitors),
        of_visits (all in person).
    """

    days: pd.DataFrame
    visitors: pd.DataFrame
    summary: pd.DataFrame


def find(log: ibis.Table, days: pd.DataFrame) -> Patterns:
    """Apply the rules of visitors, and sum up what all rules found.

    Parameters
    ----------
    log : ibis.Table
        Visits with visitor_ref, mode, lasting_village (what their village has become) and
        duration_minutes.
    days : DataFrame
        The result of `find_days`.

    Notes
    -----
    A visitor's short visits are judged against those of all by a binomial test with Bonferroni's
    allowance for the number of visitors, and only where they are most of that visitor's visits:
    people differ in how long they stay.
    """
    visitors, total = _visitors(log.filter(_.mode == "in_person"))
    return Patterns(days, visitors, _summary(days, visitors, total))


def find_days(busy: ibis.Table) -> pd.DataFrame:
    """Apply the rules of days.

    Parameters
    ----------
    busy : ibis.Table
        Visits with visitor_ref, household_number, village_code, mode, date and second (since
        local midnight): all of them, or those of days that can break a rule (`data.busy_days`).

    Returns
    -------
    DataFrame
        As `Patterns.days`.
    """
    return _days(busy.filter(_.mode == "in_person"))


def moments(busy: ibis.Table, days: pd.DataFrame) -> pd.DataFrame:
    """The visits in person of some days, to be drawn.

    Parameters
    ----------
    busy : ibis.Table
        As for `find_days`.
    days : DataFrame
        visitor_ref and date of the days wanted.

    Returns
    -------
    DataFrame
        visitor_ref, date, minute (of the local day, with fractions), visits (at that moment),
        households; in order of time.
    """
    visits = busy.filter(_.mode == "in_person").semi_join(_listed(days), DAY)
    counted = visits.group_by(*DAY, minute=_.second / 60).agg(
        visits=_.count(), households=_.household_number.nunique()
    )
    frame = counted.order_by(*DAY, "minute").to_pandas()
    return frame.assign(date=pd.to_datetime(frame["date"]).dt.date)


def reached_without(log: ibis.Table, days: pd.DataFrame) -> int:
    """Distinct households that were reached on other days than those.

    Parameters
    ----------
    log : ibis.Table
        Visits with visitor_ref, date and household_number.
    days : DataFrame
        visitor_ref and date of the days to leave out.
    """
    left = log.anti_join(_listed(days), DAY)
    return int(left.agg(n=_.household_number.nunique()).to_pyarrow().to_pylist()[0]["n"])


def share(reached: int, households: float) -> float:
    """Share of the households that were reached."""
    return reached / households


def _listed(days: pd.DataFrame) -> ibis.Table:
    schema = ibis.schema({"visitor_ref": "string", "date": "date"})
    return ibis.memtable(days[DAY].astype(object), schema=schema)


# ---------------------------------------------------------------- days of visitors
def _days(busy: ibis.Table) -> pd.DataFrame:
    """Days on which a rule holds."""
    night = (_.second < NIGHT_UNTIL * HOUR_SECONDS) | (_.second >= NIGHT_FROM * HOUR_SECONDS)
    days = _in_an_hour(busy).group_by(*DAY).agg(
        village_code=_.village_code.min(),
        visits=_.count(),
        households=_.household_number.nunique(),
        first_second=_.second.min(),
        last_second=_.second.max(),
        in_hour=_.in_hour.max(),
        per_hour=(_.in_hour > PER_HOUR).sum(),
        night=night.sum(),
    )  # fmt: skip
    found = days.inner_join(_at_once(busy, 1, "second", SAME_SECOND), DAY)
    return _told_days(found.inner_join(_at_once(busy, 60, "minute", SAME_MINUTE), DAY))


def _at_once(busy: ibis.Table, seconds: int, name: str, least: int) -> ibis.Table:
    """Most households of a day in one second or minute, and visits where they were too many."""
    slots = busy.group_by(*DAY, slot=(_.second / seconds).floor()).agg(
        number=_.count(), homes=_.household_number.nunique()
    )
    return slots.group_by(*DAY).agg(
        **{
            f"in_{name}": _.homes.max(),
            f"same_{name}": _.number.sum(where=_.homes >= least).fill_null(0),
        }
    )


def _in_an_hour(busy: ibis.Table) -> ibis.Table:
    """Add how many visits of the day lie in the 60 minutes that end with each."""
    window = ibis.range_window(
        preceding=HOUR_SECONDS - 1, following=0, group_by=DAY, order_by="second"
    )
    return busy.mutate(in_hour=_.count().over(window))


def _told_days(found: ibis.Table) -> pd.DataFrame:
    """Only the days on which a rule holds, as a small frame."""
    held = found.filter(ibis.or_(*(found[rule] > 0 for rule in RULES_OF_DAYS)))
    numbers = ["visits", "households", "first_second", "last_second", "in_second", "in_minute",
               "in_hour", *RULES_OF_DAYS]  # fmt: skip
    frame = held.select(*DAY, "village_code", *numbers).to_pandas()
    frame[numbers] = frame[numbers].astype(int)
    frame["date"] = pd.to_datetime(frame["date"]).dt.date
    return frame.sort_values(["visits", *DAY], ascending=[False, True, True], ignore_index=True)


# ---------------------------------------------------------------- visitors
def _visitors(visits: ibis.Table) -> tuple[pd.DataFrame, int]:
    """Visitors for whom a rule holds, and how many visits there are in all."""
    by_village = visits.group_by("visitor_ref", "lasting_village").agg(
        visits=_.count(),
        timed=_.duration_minutes.count(),
        short=(_.duration_minutes < SHORT_MINUTES).fill_null(False).sum(),
    )
    each = by_village.group_by("visitor_ref").agg(
        village_code=_.lasting_village.argmax(_.visits),
        usual=_.visits.max(),
        other_villages=_.count() - 1,
        **{name: _[name].sum() for name in ("visits", "timed", "short")},
    )
    sums = {f"all_{name}": _[name].sum().over() for name in ("visits", "timed", "short")}
    told = each.mutate(people=_.count().over(), place=ibis.row_number(), **sums)
    suspected = (
        ((_.short >= SHORT_LEAST) & (_.short > SHORT_SHARE * _.timed))
        | ((_.visits - _.usual >= ELSEWHERE_LEAST) & (_.visits >= USUAL_LEAST))
    ).fill_null(False)
    told = told.mutate(suspected=suspected).filter(_.suspected | (_.place == 0))
    frame = told.order_by("visitor_ref").to_pandas()  # the first of all bears the sums, too
    total = int(frame["all_visits"].iloc[0]) if len(frame) else 0
    return _judged(frame[frame["suspected"]]), total


def _judged(frame: pd.DataFrame) -> pd.DataFrame:
    """Those of the suspected for whom a rule holds."""
    frame = frame.assign(outside=frame["visits"] - frame["usual"]).drop(columns="usual")
    frame["short_rule"] = _short(frame)
    at_home = frame["visits"] - frame["outside"]
    usual = (frame["visits"] >= USUAL_LEAST) & (at_home >= USUAL_SHARE * frame["visits"])
    elsewhere = np.where(usual & (frame["outside"] >= ELSEWHERE_LEAST), frame["outside"], 0)
    frame = frame.assign(elsewhere=elsewhere.astype(int)).rename(
        columns={"short": "short_visits", "short_rule": "short"}
    )
    held = (frame["short"] > 0) | (frame["elsewhere"] > 0)
    columns = ["visitor_ref", "village_code", "visits", "timed", "short_visits", "outside",
               "other_villages", *RULES_OF_VISITORS]  # fmt: skip
    return frame.loc[held, columns].reset_index(drop=True)


def _short(frame: pd.DataFrame) -> np.ndarray:
    """Short visits of those who have more of them than chance can explain, else 0."""
    if frame.empty:
        return np.zeros(0, dtype=int)
    others_short = frame["all_short"] - frame["short"]
    others = frame["all_timed"] - frame["timed"]
    share = (others_short + 1) / (others + 2)  # of all the others; never quite 0
    chance = stats.binom.sf(frame["short"] - 1, frame["timed"], share)
    clear = chance * frame["people"] < CHANCE
    most = (frame["short"] >= SHORT_LEAST) & (frame["short"] > SHORT_SHARE * frame["timed"])
    return np.where(clear & most, frame["short"], 0).astype(int)


def _summary(days: pd.DataFrame, visitors: pd.DataFrame, total: int) -> pd.DataFrame:
    """One row a rule: how many visits and people it concerns."""
    rows = []
    for rules, frame in ((RULES_OF_DAYS, days), (RULES_OF_VISITORS, visitors)):
        rows += [_counted(rule, frame, total) for rule in rules]
    return pd.DataFrame(rows)


def _counted(rule: str, frame: pd.DataFrame, total: int) -> dict[str, object]:
    held = frame[frame[rule] > 0]
    days = len(held) if "date" in frame else np.nan
    return {
        "rule": rule, "visits": int(held[rule].sum()), "days": days,
        "visitors": held["visitor_ref"].nunique(), "of_visits": total,
    }  # fmt: skip
