"""Do the shipped profiles read the real files, and do their published facts come out?"""

from pathlib import Path
from typing import Any

import pytest

from data.sources.profile import load_profile, recognise
from data.sources.reading import ReadOptions, open_source
from data.sources.selecting import select

pytestmark = pytest.mark.real

# file, profile, table, rows, encoding
FILES = (
    ("requests/boston311_2011.zip", "boston311", "requests", 58_251, "utf-8"),
    ("requests/sf311_sample.csv", "sf311", "requests", 10_000, "utf-8"),
    ("requests/nyc311_2018-01-22.csv", "nyc311", "requests", 155, "utf-8"),
    ("requests/nyc311_2022-05-01.csv", "nyc311", "requests", 924, "utf-8"),
    ("requests/nyc311_2024-04.csv", "nyc311", "requests", 1_000, "utf-8"),
    ("requests/open311_chicago_requests.json", "open311_v2", "requests", 2, "utf-8"),
    ("requests/open311_chicago_services.json", "open311_services", "categories", 3, "utf-8"),
    ("requests/open311_sf_objects.json", "open311_objects", "requests", 500, "utf-8"),
    ("requests/pingshan12345_shijing_gb18030.csv", "pingshan12345", "requests", 431, "gb18030"),
    ("requests/wenzheng_attachment3.xlsx", "wenzheng", "requests", 30, ""),
    ("requests/wenzheng_attachment4.xlsx", "wenzheng", "requests", 120, ""),
    ("surveys/kansas_city_2021.csv", "kansas_city_survey", "responses", 1_033 * 83, "utf-8"),
    ("visits/reach_households_raw.csv", "reach_households", "visits", 632, "utf-8"),
)


@pytest.fixture
def staged(connection, tmp_path: Path, real_data: Path):
    """Make the table `staged` of a real file: values, places and whether all could be read."""

    def stage(file: str, name: str) -> Any:
        connection.execute("SET VARIABLE salt = 'pepper'")
        profile = load_profile(name)
        source = open_source(real_data / file, profile.read_options(), connection, tmp_path)
        fit = profile.fit(source.columns)
        (output,) = fit.outputs
        chosen = select(profile, output, source, "Asia/Shanghai")
        columns = [f'{f.value} AS "{f.column.name}"' for f in chosen.fields]
        columns.append(" OR ".join(f.unreadable for f in chosen.fields) + " AS unreadable")
        if chosen.places:
            columns += [f'{sql} AS "{level}"' for level, sql, _ in chosen.places.levels]
        columns += ["*"] if file.startswith("requests/boston") else []
        connection.execute(
            f"CREATE TABLE staged AS SELECT {', '.join(columns)} FROM {chosen.relation}"
        )
        assert source.broken_rows() == ()
        return source, fit, chosen

    return stage


@pytest.fixture
def ask(connection):
    return lambda sql: connection.execute(f"SELECT {sql} FROM staged").fetchall()[0]


@pytest.mark.parametrize(("file", "name", "table", "rows", "encoding"), FILES)
def test_every_cell_is_read(staged, ask, file, name, table, rows, encoding) -> None:
    source, fit, chosen = staged(file, name)
    assert (chosen.table.name, source.encoding) == (table, encoding)
    assert ask("count(*), count(*) FILTER (unreadable)") == (rows, 0)
    assert fit.unused == ()
    needed = {c.name for c in chosen.table.mapped if not c.optional}
    filled = {f.column.name for f in chosen.fields} & needed
    gaps = ", ".join(f'count(*) FILTER ("{column}" IS NULL)' for column in sorted(filled))
    assert set(ask(gaps)) == {0}


@pytest.mark.parametrize(("file", "name"), [(f[0], f[1]) for f in FILES])
def test_profile_is_recognised(connection, tmp_path, real_data, file: str, name: str) -> None:
    options = load_profile(name).read_options() if "objects" in name else ReadOptions()
    source = open_source(real_data / file, options, connection, tmp_path)
    assert recognise(source.columns)[0][0] == name


def test_boston_facts(staged, ask) -> None:
    staged("requests/boston311_2011.zip", "boston311")
    assert ask("count(*) FILTER (NOT is_closed), count(*) FILTER (closed_at IS NULL)") == (
        3_681,
        3_681,
    )
    assert ask(
        "count(*) FILTER (ontime = 'OVERDUE' AND is_closed), "
        "count(*) FILTER (closed_at > due_at AND ontime IS NOT NULL), "
        "count(*) FILTER (ontime = 'OVERDUE' AND is_closed AND closed_at > due_at)"
    ) == (8_073, 8_073, 8_073)
    assert ask(
        "count(*) FILTER (ontime = 'ONTIME' AND is_closed), count(*) FILTER (ontime = 'ONTIME' "
        "AND is_closed AND (closed_at <= due_at OR due_at IS NULL))"
    ) == (46_340, 46_340)
    assert ask("count(*) FILTER (closed_at = received_at)") == (2_499,)
    assert ask("count(DISTINCT village), count(*) FILTER (village LIKE '%not recorded%')") == (
        24,
        2_870,
    )
    assert ask("min(received_at)::VARCHAR, count(DISTINCT channel)") == ("2011-07-01 05:32:33", 3)


def test_san_francisco_times_are_pacific(staged, ask) -> None:
    staged("requests/sf311_sample.csv", "sf311")
    assert ask("max(received_at) FILTER (request_id = '6078653')::VARCHAR") == (
        "2016-07-13 22:11:07",
    )
    assert ask("count(*) FILTER (closed_at < received_at), count(*) - count(latitude)") == (
        17,
        4_264,
    )


def test_new_york_dates_beside_an_open_status_are_not_closings(staged, ask) -> None:
    staged("requests/nyc311_2018-01-22.csv", "nyc311")
    assert ask("count(*) FILTER (is_closed), count(closed_at)") == (76, 76)
    assert ask("count(*) FILTER (closed_at < received_at)") == (0,)
    assert ask("DISTINCT channel") == ("other",)


def test_pingshan_marks(staged, ask) -> None:
    staged("requests/pingshan12345_shijing_gb18030.csv", "pingshan12345")
    street = "township = '石井街道'"
    assert ask(f"count(*) FILTER ({street} AND met_limit), count(*) FILTER ({street})") == (
        379,
        421,
    )
    assert ask("count(*) FILTER (is_closed), count(*) FILTER (township IS NULL)") == (431, 10)
    assert ask("count(*) FILTER (village = '坪山区 (地点未记录)')") == (10,)


def test_unpadded_times_of_messages(staged, ask) -> None:
    staged("requests/wenzheng_attachment4.xlsx", "wenzheng")
    first = "FILTER (request_id = '2549')::VARCHAR"
    assert ask(f"max(received_at) {first}, max(closed_at) {first}") == (
        "2019-04-25 01:32:09",
        "2019-05-10 06:56:53",
    )


def test_kansas_city_answers(staged, ask) -> None:
    staged("surveys/kansas_city_2021.csv", "kansas_city_survey")
    assert ask("count(*) FILTER (question_id = 'q1_01' AND score = 4)") == (555,)
    assert ask("count(*) FILTER (question_id = 'q1_01' AND score IS NULL)") == (7,)
    assert ask("count(DISTINCT village), min(score), max(score)") == (6, 1.0, 5.0)
    questions = {
        row["question_id"] for row in load_profile("kansas_city_survey").provided["questions"]
    }
    assert ask("list_sort(list(DISTINCT question_id))") == (sorted(questions),)


def test_reach_visits(staged, ask) -> None:
    staged("visits/reach_households_raw.csv", "reach_households")
    assert ask("count(DISTINCT visitor_ref), count(DISTINCT visit_id)") == (16, 632)
    assert ask("max(visited_at) FILTER (visit_id LIKE '7f2a0c6a%') < now()::TIMESTAMP") == (True,)
