"""Is what is handed in kept safely, shown as it would be stored, and given back with remarks?"""

import csv
import io
import os
import time
from pathlib import Path

import openpyxl
import pytest

from data import mappings, remarks, uploads
from data.errors import DataError
from data.jobs import Job, Order
from data.load import load
from data.store import Store
from tests.data.loads import REQUEST, add_places, write

MAPPING = {
    "version": "1",
    "title": "orders",
    "source": "orders",
    "areas": {"by": "code", "village": "place"},
    "output": [
        {
            "table": "requests",
            "columns": {
                "request_id": "no",
                "kind": {"constant": "help"},
                "category_code": {"from": "topic"},
                "channel": {"from": "via", "values": {"call": "hotline", "*": "other"}},
                "received_at": "opened",
            },
        }
    ],
}
ROWS = [
    {"no": "1", "place": "V1", "topic": "noise", "via": "call", "opened": "2024-03-05 08:00:00"},
    {"no": "2", "place": "V9", "topic": "noise", "via": "web", "opened": "2024-03-05 09:00:00"},
    {"no": "3", "place": "V2", "topic": "dogs", "via": "web", "opened": "2024-03-05 10:00:00"},
]


def finished(job: Job) -> Job:
    deadline = time.monotonic() + 60
    while job.is_running:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return job


def test_a_file_is_kept_under_a_harmless_name_and_goes_again(tmp_path: Path) -> None:
    path = uploads.keep(tmp_path, "../../工单?.csv", b"a,b\n1,2\n")
    assert path.name == "工单_.csv"
    assert path.read_bytes() == b"a,b\n1,2\n"
    assert tmp_path in path.parents
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"
    uploads.drop(tmp_path, path)
    assert not path.parent.exists()
    with pytest.raises(ValueError, match="was not handed in"):
        uploads.drop(tmp_path, tmp_path / "elsewhere.csv")


def test_what_was_forgotten_is_removed_after_a_day(tmp_path: Path) -> None:
    old = uploads.keep(tmp_path, "old.csv", b"a\n1\n")
    long_ago = time.time() - uploads.KEPT_SECONDS - 60
    os.utime(old.parent, (long_ago, long_ago))
    uploads.keep(tmp_path, "new.csv", b"a\n1\n")
    assert not old.exists()


def test_a_file_is_looked_at_before_it_is_loaded(tmp_path: Path) -> None:
    look = uploads.look(write(tmp_path / "orders.csv", ROWS))
    assert look.columns == ("no", "place", "topic", "via", "opened")
    assert look.texts["via"] == ("call", "web", "web")
    assert (look.format, look.encoding) == ("csv", "utf-8")
    with pytest.raises(DataError, match="is empty; export it again"):
        empty = tmp_path / "empty.csv"
        empty.write_bytes(b"")
        uploads.look(empty)


def test_the_preview_shows_rows_as_they_would_be_stored(tmp_path: Path) -> None:
    path = write(tmp_path / "orders.csv", ROWS)
    (shown,) = uploads.preview(path, mappings.made(MAPPING), "Asia/Shanghai")
    first = dict(zip(shown.columns, shown.rows[0], strict=True))
    assert shown.table == "requests"
    assert (first["source"], first["request_id"], first["channel"]) == ("orders", "1", "hotline")
    assert f"{first['received_at']}" == "2024-03-05 00:00:00"
    with pytest.raises(DataError, match="lacks the column opened"):
        uploads.preview(
            write(tmp_path / "other.csv", [{"no": "1", "place": "V1", "topic": "x", "via": "y"}]),
            mappings.made(MAPPING),
            "UTC",
        )


def test_the_room_is_told_before(tmp_path: Path) -> None:
    free = uploads.free_bytes(tmp_path)
    most = uploads.most_bytes(tmp_path, 0)
    assert 0.9 * free < most * uploads.TIMES_THE_FILE < 1.1 * free
    assert uploads.most_bytes(tmp_path, free // 2) < most
    assert uploads.most_bytes(tmp_path, 2 * free) == 0


def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    incoming = uploads.Incoming(tmp_path, "a.csv")
    incoming.write(b"half")
    assert incoming.path.exists()
    incoming.drop()
    assert not list((tmp_path / uploads.FOLDER).iterdir())


def test_a_mapping_is_saved_as_the_command_line_takes_it(store: Store, tmp_path: Path) -> None:
    path = mappings.save(store.home, "街道工单", MAPPING)
    add_places(store, tmp_path)
    told = load(store, write(tmp_path / "orders.csv", ROWS), str(path))
    assert (told.count("kept"), told.count("rejected")) == (2, 1)
    assert told.batch["profile"] == "街道工单"
    (name, fit), *_ = mappings.suiting(store.home, list(ROWS[0]))
    assert (name, fit.unused) == (str(path), ())


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("a/b", "cannot be the name"), ("", "cannot be the name"), ("nyc311", "a shipped profile")],
)
def test_a_mapping_needs_a_name_of_its_own(store: Store, name: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        mappings.save(store.home, name, MAPPING)
    assert mappings.saved(store.home) == {}


def test_a_load_runs_beside_and_gives_its_report(store: Store, tmp_path: Path) -> None:
    add_places(store, tmp_path)
    content = write(tmp_path / "orders.csv", ROWS).read_bytes()
    path = uploads.keep(store.home, "orders.csv", content)
    profile = mappings.write(path.parent / "mapping.toml", MAPPING)
    before = store.current()
    order = Order(path, str(profile), dry_run=True, loaded_by="Li")
    dry = finished(Job(store.home, order)).outcome
    assert (dry.report["state"], dry.refusal) == ("dry_run", None)
    assert [r["rule"] for r in dry.report["rejections"]] == ["unknown_area"]
    assert store.current() == before
    job = finished(Job(store.home, Order(path, str(profile), dry_run=False, loaded_by="Li")))
    assert job.progress[0] == "writing"
    assert job.outcome.report["state"] == "published"
    assert job.outcome.report["loaded_by"] == "Li"
    assert store.current() != before


def test_a_refused_file_gives_its_sentence(store: Store, tmp_path: Path) -> None:
    path = uploads.keep(store.home, "empty.csv", b"")
    outcome = finished(Job(store.home, Order(path, "requests", dry_run=True))).outcome
    assert outcome.refusal == "empty.csv is empty; export it again"
    assert outcome.refusal.zh == "empty.csv 是空文件；请重新导出"


def test_a_load_that_breaks_off_is_told(store: Store, tmp_path: Path) -> None:
    path = uploads.keep(store.home, "orders.csv", b"a\n1\n")
    job = Job(store.home, Order(path, "requests", dry_run=True))
    job.stop()
    assert "the load broke off" in job.outcome.refusal


REJECTED = [
    {"row_number": 3, "message": "row 3: the place is unknown", "message_zh": "地区未登记"},
    {"row_number": 3, "message": "row 3: another thing", "message_zh": "另一处"},
]


def test_the_file_comes_back_with_a_column_of_remarks(tmp_path: Path) -> None:
    path = write(tmp_path / "orders.csv", ROWS)
    told = {"en": "row 3: the place is unknown\nrow 3: another thing", "zh": "地区未登记\n另一处"}
    for lang, remark in told.items():
        name, content = remarks.annotated(path, mappings.made(MAPPING), REJECTED, lang)
        assert name == "orders-remarks.csv"
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert [row[remarks.HEADER[lang]] for row in rows] == ["", remark, ""]
    assert [{k: row[k] for k in ROWS[0]} for row in rows] == ROWS


def test_a_workbook_comes_back_as_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(ROWS[0]))
    for row in ROWS:
        book.active.append([f"'{v}" if v.startswith("=") else v for v in row.values()])
    book.save(tmp_path / "orders.xlsx")
    name, content = remarks.annotated(
        tmp_path / "orders.xlsx", mappings.made(MAPPING), REJECTED, "en"
    )
    assert name == "orders-remarks.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [row[-1].value for row in sheet.iter_rows()][2].startswith("row 3: the place")
    assert sheet["A2"].value == "1"


def test_broken_rows_stand_in_their_places(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "no,place,topic,via,opened\n1,V1,noise,call,2024-03-05\n2,V1,noise\n3,V1,x,y,2024-03-06\n"
    )
    rejected = [{"row_number": 3, "message": "row 3 has 3 columns"}]
    _, content = remarks.annotated(path, mappings.made(MAPPING), rejected, "en")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row[-1] for row in rows[1:]] == ["", "row 3 has 3 columns", ""]
    assert rows[3][0] == "3"


def test_requests_of_the_own_tables_need_no_mapping(store: Store, tmp_path: Path) -> None:
    look = uploads.look(write(tmp_path / "requests.csv", [REQUEST]))
    assert mappings.suiting(store.home, look.columns)[0][0] == "requests"


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "profile"),
    [
        ("boundaries/boston_neighborhoods.geojson", "boundaries_by_name"),
        ("boundaries/nyc_community_districts.geojson", "nyc_districts"),
        ("requests/open311_sf_objects.json", "open311_objects"),
        ("requests/boston311_2011.zip", "boston311"),
        ("surveys/kansas_city_2021.csv", "kansas_city_survey"),
    ],
)
def test_real_files_are_recognised_also_where_a_profile_reads_in_its_own_way(
    store: Store, real_data: Path, file: str, profile: str
) -> None:
    path = real_data / file
    suits = mappings.suiting(store.home, uploads.look(path).columns, path)
    assert suits[0][0] == profile
