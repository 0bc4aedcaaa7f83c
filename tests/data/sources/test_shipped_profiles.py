"""Do the shipped profiles read exports as their systems write them?"""

import json
from pathlib import Path

import pytest

from data.sources.own_tables import tables
from data.sources.profile import load_profile, recognise

HOTLINE = """\
工单编号,工单类型,问题分类,标题,主要内容,工单状态,来电人,来电人电话/账号,\
被反映区,被反映街乡镇,村/社区,处理受理方式,来电时间,办结时间,是否解决,是否满意
F001,投诉,城乡环境->市容->垃圾,某标题,某内容,回复完成,某人,13800138000,\
某区,东街,石井社区,电话,2024/3/5 8:00:00,2024/3/6 9:00:00,解决,满意
F002,咨询,,某标题,某内容,办理中,某人,13800138000,\
某区,东街,石井社区,微信公众号,2024年3月5日 8:00:00,,未评价,未评价
F003,表扬,交通->停车,某标题,某内容,回复完成,某人,13800138000,\
某区,东街,/,窗口,2024-03-05 08:00:00,2024-03-05 09:00:00,部分解决,基本满意
"""


def test_hotline_in_gb18030(selected, tmp_path: Path) -> None:
    path = tmp_path / "工单.csv"
    path.write_bytes(HOTLINE.replace("\n", "\r\n").encode("gb18030"))
    tables = selected(path, load_profile("hotline12345"))
    first, second, third = tables["requests"]
    assert (first["request_id"], first["kind"], first["category_code"]) == (
        "F001",
        "complaint",
        "城乡环境",
    )
    assert [row["channel"] for row in tables["requests"]] == ["hotline", "app", "counter"]
    assert [row["is_closed"] for row in tables["requests"]] == [True, False, True]
    assert {str(row["received_at"]) for row in tables["requests"]} == {"2024-03-05 00:00:00"}
    assert (second["kind"], second["category_code"], third["kind"]) == (
        "consult",
        "未分类",
        "suggest",
    )
    assert [row["village"] for row in (first, third)] == ["石井社区", "东街 (地点未记录)"]
    assert [
        (row["request_id"], row["is_valid"], row["resolution"], row["satisfaction"])
        for row in tables["callbacks"]
    ] == [("F001", True, "resolved", "satisfied"), ("F003", True, "partly", "basically")]


def test_what_is_never_stored_is_nowhere(selected, tmp_path: Path) -> None:
    path = tmp_path / "工单.csv"
    path.write_text(HOTLINE, "utf-8-sig")
    stored = str(selected(path, load_profile("hotline12345")))
    for secret in ("某人", "13800138000", "某标题", "某内容"):
        assert secret not in stored


KOBO = {
    "_uuid": "b",
    "meta/rootUuid": "uuid:a",
    "_submission_time": "2024-03-05T02:00:00",
    "start": "2024-03-05T09:00:00.000+08:00",
    "village_code": "V1",
    "household_ref": "H1",
    "visitor_ref": "W1",
    "purpose": "care",
    "was_met": "no",
    "issues_raised": 2,
    "_geolocation": [1.0, 2.0],
}


def test_kobo_visit(selected, tmp_path: Path) -> None:
    path = tmp_path / "visits.json"
    path.write_text(json.dumps({"count": 1, "results": [KOBO]}))
    (row,) = selected(path, load_profile("kobo_visits"))["visits"]
    assert (row["visit_id"], row["village_code"], row["was_met"], row["issues_raised"]) == (
        "uuid:a",
        "V1",
        False,
        2,
    )
    assert (str(row["visited_at"]), str(row["updated_at"])) == (
        "2024-03-05 01:00:00",
        "2024-03-05 02:00:00",
    )
    assert "H1" not in str(row)


def test_odk_visit(selected, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(
        "SubmissionDate,start,village,household,visitor,KEY,audit\n"
        "2024-03-05T02:00:00.000Z,2024-03-05T09:00:00.000+08:00,V1,H1,W1,uuid:a,x\n"
    )
    (row,) = selected(path, load_profile("odk_visits"))["visits"]
    assert (row["visitor_role"], row["purpose"], row["mode"], row["was_met"]) == (
        "grid_worker",
        "other",
        "in_person",
        True,
    )
    assert str(row["visited_at"]) == "2024-03-05 01:00:00"


@pytest.mark.parametrize("status", ["Closed", "closed"])
def test_open311_closing_is_the_last_update(selected, tmp_path: Path, status: str) -> None:
    record = {
        "service_request_id": 1,
        "status": status,
        "service_code": "001",
        "requested_datetime": "2024-03-05T08:00:00-05:00",
        "updated_datetime": "2024-03-06T08:00:00-05:00",
        "expected_datetime": None,
        "address": "1 Main Street",
    }
    path = tmp_path / "requests.json"
    path.write_text(json.dumps([record, {**record, "status": "open"}]))
    closed, still_open = selected(path, load_profile("open311_v2"))["requests"]
    assert str(closed["closed_at"]) == "2024-03-06 13:00:00"
    assert (still_open["closed_at"], still_open["is_closed"]) == (None, False)


def test_open311_bulk(selected, tmp_path: Path) -> None:
    path = tmp_path / "bulk.csv"
    path.write_text(
        "service_request_id,requested_datetime,updated_datetime,closed_date,status_description,"
        "source,service_name,address,lat,long\n"
        "1,2024-03-05T08:00:00+08:00,2024-03-05T09:00:00+08:00,,Hold,Phone call,Pothole,x,1.5,2.5\n"
    )
    (row,) = selected(path, load_profile("open311_bulk"))["requests"]
    assert (row["channel"], row["is_closed"], row["longitude"]) == ("hotline", False, 2.5)
    assert row["village"] == "Open311 (place not recorded)"


def test_no_profile_of_a_source_suits_a_file_for_a_number_and_a_place_alone() -> None:
    suited = {name for name, _ in recognise(["id", "village", "社区", "type", "geometry", "date"])}
    assert suited - set(tables()) <= {"boundaries_by_name"}
