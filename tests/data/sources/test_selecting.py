"""Do a file's texts become the values the profile says?"""

from pathlib import Path
from typing import Any

import pytest

from data.sources.profile import load_profile

PROFILE = """
version = "1"
title = "Test"
source = "test"
time_zone = "Asia/Shanghai"
missing = ["-"]
[areas]
by = "name"
district = { constant = "某区" }
township = { from = "街道", optional = true }
village = "社区"
unlocated = "地点未记录"
[[output]]
table = "requests"
[output.columns]
request_id = ["工单编号", "编号"]
kind = { from = "类型", default = "help", values = { "投诉*" = "complaint", "咨询" = "consult" } }
category_code = { from = "分类", derive = "part", separator = "->", part = 1, default = "未分类" }
channel = { constant = "hotline" }
received_at = "受理时间"
closed_at = { from = "办结时间", only_if = { from = "状态", is = ["办结"] } }
is_closed = { from = "状态", values = { "办结" = "true", "*" = "false" } }
due_at = "截止时间"
met_limit = { from = ["按时", "超时"], derive = "in_time" }
departments_called = "部门数"
longitude = { from = "经度", missing = ["0"] }
[[output]]
table = "callbacks"
when = { from = "是否满意", missing = ["未评价"] }
[output.columns]
request_id = ["工单编号", "编号"]
called_at = ["回访时间", "办结时间"]
is_valid = { from = "是否满意", derive = "filled" }
satisfaction = { from = "是否满意", values = { "满意" = "satisfied" } }
"""
HEAD = "编号,街道,社区,类型,分类,受理时间,办结时间,状态,截止时间,按时,超时,部门数,经度,是否满意"
FIRST = (
    "1,东街,石井,投诉举报,环境->噪声->夜间,2024-03-05 08:00:00,2024/3/6 9:05,办结,,"
    "1,0,2.0,113.5,满意"
)


@pytest.fixture
def made(selected, tmp_path: Path):
    """Rows of the test profile for lines of text below HEAD, or below another header."""

    def make(*lines: str, head: str = HEAD) -> dict[str, list[dict[str, Any]]]:
        (tmp_path / "test.toml").write_text(PROFILE, "utf-8")
        (tmp_path / "file.csv").write_text("\n".join((head, *lines)), "utf-8")
        return selected(tmp_path / "file.csv", load_profile(tmp_path / "test.toml"))

    return make


def test_one_whole_row(made) -> None:
    tables = made(FIRST)
    (row,) = tables["requests"]
    assert {k: str(v) for k, v in row.items() if v is not None} == {
        "source": "test",
        "request_id": "1",
        "kind": "complaint",
        "category_code": "环境",
        "channel": "hotline",
        "received_at": "2024-03-05 00:00:00",
        "closed_at": "2024-03-06 01:05:00",
        "is_closed": "True",
        "met_limit": "True",
        "departments_called": "2",
        "longitude": "113.5",
        "district": "某区",
        "township": "东街",
        "village": "石井",
    }
    (call,) = tables["callbacks"]
    assert (str(call["called_at"]), call["satisfaction"]) == ("2024-03-06 01:05:00", "satisfied")
    assert call["is_valid"] is True


def test_nothing_but_blanks_and_marks_of_missing(made) -> None:
    tables = made("2, ,-,-, ,2024-03-05 08:00:00,-,,-,0,0,-,0,未评价")
    (row,) = tables["requests"]
    assert (row["kind"], row["category_code"], row["is_closed"]) == ("help", "未分类", None)
    assert (row["met_limit"], row["departments_called"], row["longitude"]) == (None, None, None)
    assert (row["township"], row["village"]) == (None, "某区 (地点未记录)")
    assert not [column for column in row if column.startswith("?")]
    assert tables["callbacks"] == []


def test_gap_in_the_places_is_named_after_the_nearest_place_above(made) -> None:
    assert made(FIRST.replace("石井", "-"))["requests"][0]["village"] == "东街 (地点未记录)"


def test_closing_time_counts_only_with_the_status(made) -> None:
    (row,) = made(FIRST.replace("办结,", "办理中,"))["requests"]
    assert (row["closed_at"], row["is_closed"]) == (None, False)


def test_what_cannot_be_read_is_told_from_what_is_missing(made) -> None:
    line = "3,,石井,投诉,,31/12/2024,明天,办结,soon,x,y,2.5,1e999,满意"
    (row,) = made(line)["requests"]
    assert {k: v for k, v in row.items() if k.startswith("?")} == {
        "?received_at": "31/12/2024",
        "?closed_at": "明天",
        "?due_at": "soon",
        "?departments_called": "2.5",
        "?longitude": "1e999",
    }
    assert row["received_at"] is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("7.0", 7), ('"1,234"', 1234), (" 7\t", 7), ("+7", 7), ("-7", -7)],
)
def test_whole_numbers(made, text: str, value: int) -> None:
    assert made(FIRST.replace(",2.0,", f",{text},"))["requests"][0]["departments_called"] == value


@pytest.mark.parametrize("text", ["7.5", "seven", "0x", '"1,23"', "nan", "inf", "#REF!"])
def test_what_is_no_whole_number(made, text: str) -> None:
    row = made(FIRST.replace(",2.0,", f",{text},"))["requests"][0]
    assert row["departments_called"] is None
    assert row["?departments_called"] == text.strip('"')


def test_white_space_of_every_kind_is_trimmed(made) -> None:
    (row,) = made(FIRST.replace("1,东街,石井", '\t1 ,"东街\n",　石井\u00a0'))["requests"]
    assert (row["request_id"], row["township"], row["village"]) == ("1", "东街", "石井")


def test_first_of_several_headers_that_is_not_empty_counts(made) -> None:
    rows = made("A1," + FIRST, "," + FIRST, head="工单编号," + HEAD)["requests"]
    assert [row["request_id"] for row in rows] == ["A1", "1"]


def test_output_is_left_out_where_the_file_has_nothing_for_it(made) -> None:
    tables = made(FIRST.removesuffix(",满意"), head=HEAD.removesuffix(",是否满意"))
    assert list(tables) == ["requests"]


def test_pseudonyms(selected, tmp_path: Path) -> None:
    head = "visit_id,source,village_code,household_ref,visitor_ref,visitor_role,visited_at,purpose"
    head += ",mode,was_met,issues_raised"
    (tmp_path / "v.csv").write_text(
        f"{head}\n"
        "1,own,V1,12,12,steward,2024-03-05T08:00:00+08:00,care,phone,yes,0\n"
        "2,own,V1, 12 ,13,steward,2024-03-05T08:00:00,care,phone,否,0\n"
    )
    first, second = selected(tmp_path / "v.csv", load_profile("visits"), "Asia/Tokyo")["visits"]
    assert first["household_ref"] == second["household_ref"] != first["visitor_ref"]
    assert len(first["household_ref"]) == 32
    assert "12" != first["household_ref"] != first["visitor_ref"]
    assert (first["was_met"], second["was_met"]) == (True, False)
    assert [str(row["visited_at"]) for row in (first, second)] == [
        "2024-03-05 00:00:00",
        "2024-03-04 23:00:00",
    ]


def test_unpivoted_survey(selected, tmp_path: Path) -> None:
    (tmp_path / "survey.toml").write_text(
        'version = "1"\ntitle = "t"\n[areas]\nby = "code"\nvillage = "village"\n'
        '[[output]]\ntable = "responses"\nunpivot = ["q1_*"]\n[output.columns]\n'
        'round_id = { constant = "r" }\nresponse_ref = "id"\nquestion_id = "@question"\n'
        'subject = { from = "@question", values = { "q1_1" = "branch", "*" = "service" } }\n'
        'score = { from = "@answer", missing = ["9"] }\nscore_max = { constant = "5" }\n'
    )
    (tmp_path / "s.csv").write_text("id,village,q1_1,q1_2,q2\na,V1,5,9,3\nb,V1,,x,3\n")
    rows = selected(tmp_path / "s.csv", load_profile(tmp_path / "survey.toml"))["responses"]
    found = [
        (r["response_ref"], r["question_id"], r["subject"], r["score"], r.get("?score"), r["row"])
        for r in rows
    ]
    assert found == [
        ("a", "q1_1", "branch", 5.0, None, 2),
        ("a", "q1_2", "service", None, None, 2),
        ("b", "q1_1", "branch", None, None, 3),
        ("b", "q1_2", "service", None, "x", 3),
    ]
    assert {r["village_code"] for r in rows} == {"V1"}
