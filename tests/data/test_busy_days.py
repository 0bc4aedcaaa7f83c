"""Do the visits that publishing keeps break the same rules as all of them?"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analytics import implausible
from data import busy_days, queries
from data.access import EVERYWHERE
from data.building import Building
from data.filters import Filters
from data.store import Store
from tests.data.records import NEW_YEAR, add_areas, add_batch

ZONE = "America/New_York"  # where a night in March has an hour less
SPRING = datetime.fromisoformat("2025-03-09T05:00")  # local midnight before it, in UTC
# Many visits together in minutes, and so few at night that most days are kept for another reason.
# An hour is lacking, so 22 hours after midnight it is eleven.
MINUTES = st.sampled_from((8 * 60,) * 6 + (7 * 60, 8 * 60 + 1, 9 * 60, 5 * 60, 20, 22 * 60))
VISIT = st.fixed_dictionaries(
    {
        "visit_id": st.integers(1, 30).map(str),
        "village_code": st.sampled_from(("V1", "V2", "V3")),
        "household_ref": st.integers(1, 6).map("h{}".format),
        "visitor_ref": st.sampled_from("mn"),
        "mode": st.sampled_from(("in_person", "in_person", "in_person", "phone")),
        "visited_at": st.tuples(st.integers(0, 1), MINUTES, st.sampled_from((0, 0, 20))).map(
            lambda at: SPRING + timedelta(days=at[0], minutes=at[1], seconds=at[2])
        ),
    }
)
# Most rules are broken by several visits of a day.
LOAD = st.lists(VISIT, min_size=12, max_size=25, unique_by=lambda visit: visit["visit_id"])
LOADS = st.lists(LOAD, min_size=1, max_size=3)
THREE_AT_ONCE = [
    {"visit_id": str(number), "village_code": "V1", "household_ref": f"h{number}",
     "visitor_ref": "m", "mode": "in_person", "visited_at": SPRING + timedelta(hours=8)}
    for number in range(3)
]  # fmt: skip
CHOSEN = (
    Filters(),
    Filters(area="T1", start=date(2025, 3, 9), end=date(2025, 3, 9)),
    Filters(area="V3", as_of=SPRING + timedelta(hours=8)),
    Filters(area="V1", as_now=True),
)


def write(building: Building, visits: list[dict], number: int) -> None:
    """What a load does: a visit that is there already is put aside and changed."""
    run = building.connection.execute
    add_batch(building, NEW_YEAR, number=number)
    for visit in visits:
        local = visit["visited_at"].replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(ZONE))
        run(
            "INSERT INTO previous_versions SELECT $1, 'visits', visit_id, "
            "to_json({'visited_date': visited_date, 'household_ref': household_ref})::VARCHAR "
            "FROM (SELECT * EXCLUDE (household_ref), coalesce(visits.household_ref, "
            "known.household_ref) AS household_ref FROM visits "
            "LEFT JOIN household_numbers AS known USING (household_number)) WHERE visit_id = $2",
            [number, visit["visit_id"]],
        )
        run("DELETE FROM visits WHERE visit_id = $1", [visit["visit_id"]])
        columns = {**visit, "source": "s", "visitor_role": "grid_worker", "purpose": "care",
                   "was_met": True, "issues_raised": 0, "visited_date": local.date(),
                   "batch_id": number}  # fmt: skip
        named = ", ".join(f"${place} AS {name}" for place, name in enumerate(columns, 1))
        run(f"INSERT INTO visits BY NAME SELECT {named}", list(columns.values()))
    building.touched.add("visits")


def log_by_hand(visits: ibis.Table) -> ibis.Table:
    """All visits with the second of their day, told without the engine."""
    frame = visits.to_pandas()
    zone = ZoneInfo(ZONE)
    midnights = [pd.Timestamp(day).tz_localize(zone).timestamp() for day in frame["date"]]
    seconds = [at.tz_localize("UTC").timestamp() for at in frame["visited_at"]]
    frame["second"] = [int(at - begin) for at, begin in zip(seconds, midnights, strict=True)]
    schema = visits.schema() | {"second": "int64"}
    return ibis.memtable(frame.astype(object), schema=ibis.schema(schema))


@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(loads=LOADS)
@example(loads=[THREE_AT_ONCE])
def test_rules_find_the_same_days(
    tmp_path_factory: pytest.TempPathFactory, loads: list[list[dict]]
) -> None:
    """Whatever is loaded in whichever steps, changed or filtered."""
    store = Store(tmp_path_factory.mktemp("home"))
    for number, visits in enumerate(loads, 1):
        with store.build("visits", zone=ZONE) as building:
            if number == 1:
                add_areas(building)
            write(building, visits, number)
    for chosen in CHOSEN:
        tables = queries.tables(store, EVERYWHERE, chosen)
        found = implausible.find_days(tables["busy_log"])
        by_hand = implausible.find_days(log_by_hand(tables["visits"]))
        pd.testing.assert_frame_equal(found, by_hand)
    step_by_step = rows(store)
    store.refresh()
    assert rows(store) == step_by_step


def rows(store: Store) -> list[tuple]:
    connection = store.reader().con
    named = "busy_visits JOIN household_numbers USING (household_number)"
    return connection.execute(
        f"SELECT * EXCLUDE (household_number) FROM {named} ORDER BY ALL"
    ).fetchall()


def test_no_rule_is_looser_than_what_is_kept() -> None:
    assert min(implausible.SAME_SECOND, implausible.SAME_MINUTE) >= busy_days.IN_A_MINUTE
    assert implausible.PER_HOUR >= busy_days.IN_A_DAY
    assert implausible.NIGHT_FROM >= busy_days.NIGHT_FROM
    assert implausible.NIGHT_UNTIL <= busy_days.NIGHT_UNTIL
