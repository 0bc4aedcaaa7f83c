"""What becomes of the rows of a file, loaded once, twice, changed, or with a date?"""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from data.errors import DataError
from data.load import load
from data.store import Store
from tests.data.loads import (
    PLACES,
    REQUEST,
    counts,
    fingerprint,
    load_rows,
    records,
    write,
)


def test_every_row_is_kept_and_told_of_in_batches(placed: Store, tmp_path: Path) -> None:
    report = load_rows(placed, tmp_path, [REQUEST, {**REQUEST, "request_id": "R2"}])
    assert report.state == "published"
    assert counts(report) == (2, 0, 0, 0)
    current = placed.current()
    assert current
    assert report.snapshot_id == current.id
    ((batch, source, profile, name, read),) = records(
        placed, "batches", "batch_id", "source", "profile", "file_name", "rows_read"
    )[1:]
    assert (batch, source, profile, name, read) == (2, "s", "requests", "requests.csv", 2)
    assert records(placed, "requests", "request_id", "batch_id") == [("R1", 2), ("R2", 2)]


def test_times_are_stored_in_utc_and_days_in_the_business_zone(
    placed: Store, tmp_path: Path
) -> None:
    late = {**REQUEST, "received_at": "2024-03-05 00:30:00"}
    load_rows(placed, tmp_path, [late])
    assert records(placed, "requests", "received_at", "received_date") == [
        (datetime.fromisoformat("2024-03-04T16:30:00"), date(2024, 3, 5))
    ]


def test_the_same_file_again_changes_nothing(placed: Store, tmp_path: Path) -> None:
    load_rows(placed, tmp_path, [REQUEST])
    before = fingerprint(placed)
    report = load_rows(placed, tmp_path, [REQUEST])
    assert report.state == "unchanged"
    assert counts(report) == (0, 0, 1, 0)
    assert report.batch["batch_id"] is None
    assert fingerprint(placed) == before


def test_the_same_file_with_rejected_rows_changes_nothing_either(
    placed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "0.5")
    rows = [REQUEST, {**REQUEST, "request_id": "R2", "kind": "halp"}]
    assert load_rows(placed, tmp_path, rows).state == "published"
    before = fingerprint(placed)
    report = load_rows(placed, tmp_path, rows)
    assert (report.state, counts(report)) == ("unchanged", (0, 0, 1, 1))
    assert fingerprint(placed) == before


def test_a_changed_record_is_updated_and_its_earlier_version_kept(
    placed: Store, tmp_path: Path
) -> None:
    load_rows(placed, tmp_path, [{**REQUEST, "closed_at": ""}, {**REQUEST, "request_id": "R2"}])
    report = load_rows(placed, tmp_path, [REQUEST, {**REQUEST, "request_id": "R2"}])
    assert counts(report) == (0, 1, 1, 0)
    assert report.earlier_versions == 1
    assert records(placed, "requests", "request_id", "is_closed", "batch_id") == [
        ("R1", True, 3),
        ("R2", True, 2),
    ]
    ((batch, table, key, previous),) = records(
        placed, "previous_versions", "batch_id", "table_name", "record_key", "previous"
    )
    assert (batch, table, key) == (3, "requests", "s/R1")
    earlier = json.loads(str(previous))
    assert (earlier["closed_at"], earlier["is_closed"], earlier["batch_id"]) == (None, False, 2)


def test_columns_that_a_later_file_lacks_stay_as_they_are(placed: Store, tmp_path: Path) -> None:
    load_rows(placed, tmp_path, [{**REQUEST, "lead_unit": "Roads", "reopened_count": "2"}])
    report = load_rows(placed, tmp_path, [{**REQUEST, "category_code": "lamps"}])
    assert counts(report) == (0, 1, 0, 0)
    assert records(placed, "requests", "category_code", "lead_unit", "reopened_count") == [
        ("lamps", "Roads", 2)
    ]


def test_an_older_row_does_not_turn_a_record_back(
    placed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "1")
    load_rows(placed, tmp_path, [{**REQUEST, "updated_at": "2024-03-07 00:00:00"}])
    older = {**REQUEST, "updated_at": "2024-03-05 12:00:00", "closed_at": ""}
    report = load_rows(placed, tmp_path, [older])
    assert counts(report) == (0, 0, 0, 1)
    assert report.rejections[0].message == (
        'requests.csv row 2: key "s/R1" (source, request_id) is stored with a later updated_at; '
        "the stored record is kept"
    )
    assert records(placed, "requests", "is_closed") == [(True,)]


def test_the_data_date_is_the_latest_event_of_the_rows_taken(placed: Store, tmp_path: Path) -> None:
    rows = [REQUEST, {**REQUEST, "request_id": "R2", "due_at": "2024-12-31 00:00:00"}]
    report = load_rows(placed, tmp_path, rows)
    assert report.batch["as_of"] == datetime.fromisoformat("2024-03-06T02:00:00")


def test_without_events_the_data_date_is_the_moment_of_loading(placed: Store) -> None:
    ((as_of, loaded_at),) = records(placed, "batches", "as_of", "loaded_at")
    assert as_of == loaded_at


def test_a_declared_data_date_keeps_later_closings_but_no_later_requests(
    placed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "0.5")
    rows = [REQUEST, {**REQUEST, "request_id": "R2", "received_at": "2024-03-06 08:00:00"}]
    report = load_rows(placed, tmp_path, rows, as_of=datetime(2024, 3, 5, 20, tzinfo=UTC))
    assert counts(report) == (1, 0, 0, 1)
    assert report.rejections[0].message == (
        "requests.csv row 3: received_at 2024-03-06 08:00:00 is after the data date "
        "2024-03-05 20:00:00 UTC; leave the row out or load with a later --as-of"
    )
    assert records(placed, "requests", "closed_at") == [
        (datetime.fromisoformat("2024-03-06T02:00:00"),)
    ]


def test_a_later_data_date_alone_is_news(placed: Store, tmp_path: Path) -> None:
    load_rows(placed, tmp_path, [REQUEST])
    report = load_rows(placed, tmp_path, [REQUEST], as_of=datetime(2024, 4, 1, tzinfo=UTC))
    assert (report.state, counts(report)) == ("published", (0, 0, 1, 0))
    assert load_rows(placed, tmp_path, [REQUEST]).messages == (
        "the data date 2024-03-06 02:00:00 UTC is before that of an earlier load of s "
        "(2024-04-01 00:00:00 UTC): this file is older than what is stored",
    )


def test_a_data_date_in_the_future_is_refused(placed: Store, tmp_path: Path) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with pytest.raises(DataError, match="is in the future; leave --as-of out"):
        load_rows(placed, tmp_path, [REQUEST], as_of=tomorrow)


def test_a_dry_run_tells_everything_and_leaves_no_trace(placed: Store, tmp_path: Path) -> None:
    before = fingerprint(placed)
    rows = [REQUEST, *({**REQUEST, "request_id": f"R{i}"} for i in range(2, 10))]
    rows.append({**REQUEST, "request_id": "R10", "kind": "halp"})
    report = load_rows(placed, tmp_path, rows, dry_run=True)
    assert (report.state, counts(report)) == ("dry_run", (9, 0, 0, 1))
    assert report.rejections[0].row_number == 11
    assert fingerprint(placed) == before


def test_the_zone_of_the_first_file_becomes_that_of_the_store(store: Store, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'version = "1"\ntitle = "Areas"\ntime_zone = "America/New_York"\n'
        '[[output]]\ntable = "areas"\n[output.columns]\narea_code = "code"\n'
        'area_name = "place"\nlevel = { constant = "township" }\n'
        'valid_from = { constant = "2020-01-01" }\n',
        encoding="utf-8",
    )
    report = load(store, write(tmp_path / "t.csv", [{"code": "T", "place": "Town"}]), str(own))
    assert (report.zone, store.zone()) == ("America/New_York", "America/New_York")


def test_a_record_of_a_place_that_has_ended_is_kept_with_a_word_on_its_successor(
    store: Store, tmp_path: Path
) -> None:
    ended = {"valid_from": "2020-01-01", "valid_to": "2023-12-31", "successor_code": "V2"}
    rows = [
        {**row, "valid_from": "2020-01-01", **(ended if row["area_code"] == "V1" else {})}
        for row in PLACES
    ]
    load(store, write(tmp_path / "areas.csv", rows), "areas")
    report = load_rows(store, tmp_path, [REQUEST])
    assert counts(report) == (1, 0, 0, 0)
    assert report.messages == (
        "1 rows name V1, which ended on 2023-12-31; its successor is V2; they are kept",
    )


def test_blank_rows_are_no_records_and_broken_ones_are_rejected_with_their_number(
    placed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "1")
    path = write(tmp_path / "r.csv", [REQUEST])
    header, sound = path.read_text(encoding="utf-8").splitlines()
    rows = [
        header,
        sound,
        "s,R2,too,few",
        "," * header.count(","),
        sound.replace("R1", "R3"),
        sound.replace("R1", "R4") + ",too many",
        sound.replace("R1", "R5").replace("help", "halp"),
        sound.replace("R1", '"R\n6"'),
        sound.replace("R1", "R7").replace("help", "halp"),
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    report = load(placed, path, "requests")
    assert counts(report) == (3, 0, 0, 4)
    assert [(r.row_number, r.rule) for r in report.rejections] == [
        (3, "broken_row"),
        (6, "broken_row"),
        (7, "not_allowed"),
        (9, "not_allowed"),
    ]
    assert report.rejections[0].message == (
        "r.csv row 3: has 4 columns where the header has 9; add the missing separators, or put "
        "quotation marks around values that contain one"
    )
    stored = records(placed, "rejected_rows", "row_number", "raw", "rule")
    assert [row[0] for row in stored] == [3, 6, 7, 9]
    assert stored[0][1] is None
    assert json.loads(str(stored[2][1]))["kind"] == "halp"
