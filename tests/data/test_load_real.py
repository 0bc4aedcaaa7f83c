"""Do the real files load, and do the stored records give the published counts?"""

from datetime import datetime
from pathlib import Path

import pytest

from data.load import LoadReport, load
from data.store import Store
from tests.data.loads import counts

pytestmark = pytest.mark.real


def load_real(
    store: Store, real_data: Path, file: str, profile: str, as_of: str = ""
) -> LoadReport:
    """Load a real file, making its places."""
    moment = datetime.fromisoformat(as_of) if as_of else None
    return load(store, real_data / file, profile, as_of=moment, create_areas=True)


def ask(store: Store, sql: str) -> tuple[object, ...]:
    return store.reader().raw_sql(f"SELECT {sql}").fetchall()[0]


@pytest.mark.parametrize(
    ("file", "profile", "expected"),
    [
        ("requests/nyc311_2018-01-22.csv", "nyc311", (155, 0, 0, 0)),
        ("requests/nyc311_2022-05-01.csv", "nyc311", (924, 0, 0, 0)),
        ("requests/nyc311_2024-04.csv", "nyc311", (1_000, 0, 0, 0)),
        ("requests/open311_chicago_requests.json", "open311_v2", (2, 0, 0, 0)),
        ("requests/open311_chicago_services.json", "open311_services", (3, 0, 0, 0)),
        ("requests/open311_sf_objects.json", "open311_objects", (462, 0, 0, 38)),
        ("requests/sf311_sample.csv", "sf311", (9_983, 0, 0, 17)),
        ("requests/pingshan12345_shijing_gb18030.csv", "pingshan12345", (431, 0, 0, 0)),
        ("requests/wenzheng_attachment3.xlsx", "wenzheng", (30, 0, 0, 0)),
        ("requests/wenzheng_attachment4.xlsx", "wenzheng", (120, 0, 0, 0)),
        ("surveys/kansas_city_2021.csv", "kansas_city_survey", (1_033, 0, 0, 0)),
        ("surveys/hdv2003_weighted.csv", "hdv2003_survey", (2_000, 0, 0, 0)),
        ("requests/wenzheng_attachment1.xlsx", "category_tree", (650, 0, 0, 0)),
        ("visits/reach_households_raw.csv", "reach_households", (632, 0, 0, 0)),
        ("visits/reach_households_clean.csv", "reach_households", (578, 0, 0, 0)),
    ],
)
def test_real_files_load_and_load_again_as_unchanged(
    store: Store, real_data: Path, file: str, profile: str, expected: tuple[int, ...]
) -> None:
    """All rejections are closings before the opening: 17 in San Francisco, as its facts say, and
    38 of an old dump that writes afternoons on a clock of twelve hours.
    """
    report = load_real(store, real_data, file, profile)
    assert counts(report) == expected
    assert set(report.rejected_by_rule) <= {"wrong_order"}
    again = load_real(store, real_data, file, profile)
    assert (again.state, again.count("unchanged")) == ("unchanged", expected[0])


@pytest.mark.slow
def test_boston_loads_whole_and_gives_its_published_counts(store: Store, real_data: Path) -> None:
    file = "requests/boston311_2011.zip"
    report = load_real(store, real_data, file, "boston311", "2012-01-01T05:00:00+00:00")
    assert counts(report) == (58_251, 0, 0, 0)
    assert report.zone == "America/New_York"
    assert ("location_street_name", "an address") in report.dropped_columns
    levels = ask(store, "list(level ORDER BY level), count(*) FROM (SELECT level FROM areas)")
    assert levels == (["district", *["village"] * 24], 25)
    assert ask(
        store,
        "count(*), count(*) FILTER (NOT is_closed), count(*) FILTER (closed_at = received_at), "
        "count(*) FILTER (closed_at <= TIMESTAMP '2012-01-01 05:00:00') FROM requests",
    ) == (58_251, 3_681, 2_499, 48_372)
    # The city marks 8,073 of the late ones OVERDUE and leaves 157 without a mark.
    assert ask(
        store,
        "count(*) FILTER (closed_at > due_at), "
        "count(*) FILTER (closed_at <= due_at OR (is_closed AND due_at IS NULL)) FROM requests",
    ) == (8_073 + 157, 46_340)
    again = load_real(store, real_data, file, "boston311", "2012-01-01T05:00:00+00:00")
    assert (again.state, counts(again)) == ("unchanged", (0, 0, 58_251, 0))


def test_new_york_takes_a_closing_time_only_from_closed_requests(
    store: Store, real_data: Path
) -> None:
    """The 16 closings before their opening are all of requests that are still pending."""
    load_real(store, real_data, "requests/nyc311_2018-01-22.csv", "nyc311")
    assert ask(store, "count(closed_at), count(*) FILTER (is_closed) FROM requests") == (76, 76)


def test_pingshan_keeps_the_citys_own_marks_of_in_time(store: Store, real_data: Path) -> None:
    file = "requests/pingshan12345_shijing_gb18030.csv"
    load_real(store, real_data, file, "pingshan12345")
    assert ask(
        store,
        "count(*), count(*) FILTER (met_limit) FROM requests JOIN places USING (village_code) "
        "WHERE village_name NOT LIKE '%地点未记录%'",
    ) == (421, 379)


def test_kansas_city_gives_one_answer_a_question_and_no_household(
    store: Store, real_data: Path
) -> None:
    load_real(store, real_data, "surveys/kansas_city_2021.csv", "kansas_city_survey")
    assert ask(
        store, "count(*), count(DISTINCT response_ref), max(score), count(score) FROM responses"
    ) == (1_033 * 83, 1_033, 5, 69_305)


def test_interviewers_and_households_are_counted_by_their_hashes(
    store: Store, real_data: Path
) -> None:
    load_real(store, real_data, "visits/reach_households_raw.csv", "reach_households")
    assert ask(
        store, "count(DISTINCT visitor_ref), count(DISTINCT household_ref) FROM named_visits"
    ) == (
        16,
        632,
    )
