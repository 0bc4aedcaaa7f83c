"""Is what must never be stored left out, named in the report, and nowhere in the store?"""

import json
import stat
from pathlib import Path

import pytest

from data.load import load
from data.store import Store
from tests.data.bad_rows import SOUND
from tests.data.loads import REQUEST, counts, load_rows, records, write

MOBILE, IDENTITY = "13812345678", "11010519491231002X"
VISIT = SOUND["visits"]


def stored_bytes(store: Store) -> bytes:
    """Everything under the store's folder; text columns lie there as they are."""
    return b"".join(p.read_bytes() for p in store.home.rglob("*") if p.is_file())


def test_personal_columns_are_dropped_by_header_and_by_content(
    placed: Store, tmp_path: Path
) -> None:
    row = {**REQUEST, "来电人": "王小明", "联系电话": "x", "contact": MOBILE, "card": IDENTITY}
    report = load_rows(placed, tmp_path, [row, {**row, "request_id": "R2"}])
    assert counts(report) == (2, 0, 0, 0)
    assert report.dropped_columns == (
        ("来电人", "a name"),
        ("联系电话", "a phone number"),
        ("contact", "phone or identity numbers"),
        ("card", "phone or identity numbers"),
    )
    assert report.unused_columns == ()


def test_a_number_in_an_optional_text_is_left_out_and_the_row_is_taken(
    placed: Store, tmp_path: Path
) -> None:
    rows = [
        {**REQUEST, "lead_unit": f"张三{MOBILE}"},
        {**REQUEST, "request_id": "R2", "lead_unit": IDENTITY},
        {**REQUEST, "request_id": "R3", "lead_unit": "Roads 20240301123456"},
    ]
    report = load_rows(placed, tmp_path, rows)
    assert counts(report) == (3, 0, 0, 0)
    assert report.dropped_columns == (("lead_unit", "2 values with a phone or identity number"),)
    assert records(placed, "requests", "request_id", "lead_unit") == [
        ("R1", None),
        ("R2", None),
        ("R3", "Roads 20240301123456"),
    ]


def test_numbers_inside_a_key_are_dates_and_serials_more_often_than_phones(
    placed: Store, tmp_path: Path
) -> None:
    rows = [{**REQUEST, "request_id": "HL-13010112345"}, {**REQUEST, "request_id": "2024030112345"}]
    assert counts(load_rows(placed, tmp_path, rows)) == (2, 0, 0, 0)


def test_rejected_rows_keep_no_secret(
    placed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "1")
    bad = {"departments_called": MOBILE, "village_code": IDENTITY, "kind": f"by {MOBILE}"}
    row = {**REQUEST, **bad, "phone": MOBILE, "lead_unit": MOBILE, "request_id": MOBILE}
    broken = write(tmp_path / "requests.csv", [row])
    broken.write_text(broken.read_text(encoding="utf-8") + f"{MOBILE},王小明\n", encoding="utf-8")
    report = load(placed, broken, "requests")
    assert {r.column for r in report.rejections} == {
        "departments_called", "village_code", "kind", "request_id", None,
    }  # fmt: skip
    whole = json.dumps(report.as_json, ensure_ascii=False).encode() + stored_bytes(placed)
    for secret in (MOBILE, IDENTITY, "王小明"):
        assert secret.encode() not in whole


def test_households_and_visitors_are_hashed_with_a_salt_outside_the_records(
    placed: Store, tmp_path: Path
) -> None:
    load(placed, write(tmp_path / "v.csv", [VISIT, {**VISIT, "visit_id": "2"}]), "visits")
    rows = records(placed, "named_visits", "household_ref", "visitor_ref")
    assert rows[0] == rows[1]
    assert all(len(str(value)) == 32 and str(value) not in ("h1", "w1") for value in rows[0])
    salt = placed.home / "salt"
    assert stat.S_IMODE(salt.stat().st_mode) == 0o600
    secret = salt.read_bytes()
    assert secret not in b"".join(p.read_bytes() for p in placed.home.rglob("*.duckdb"))
    again = load(placed, write(tmp_path / "v2.csv", [VISIT, {**VISIT, "visit_id": "3"}]), "visits")
    assert counts(again) == (1, 0, 1, 0)
    assert salt.read_bytes() == secret


def test_a_dry_run_makes_no_salt(placed: Store, tmp_path: Path) -> None:
    load(placed, write(tmp_path / "v.csv", [VISIT]), "visits", dry_run=True)
    assert not (placed.home / "salt").exists()
