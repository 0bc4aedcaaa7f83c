"""Does a row that becomes several records still count once?"""

from pathlib import Path

import pytest

from data.load import LoadReport, load
from data.store import Store
from tests.data.loads import Row, counts, records, write

WIDE = """
version = "1"
title = "A form a row"
[areas]
by = "code"
village = "village"
[[output]]
table = "responses"
unpivot = ["q*"]
[output.columns]
round_id = { constant = "2024H1" }
response_ref = "form"
question_id = "@question"
subject = { constant = "branch" }
score = "@answer"
score_max = { constant = "5" }
[[provide]]
table = "rounds"
[[provide.rows]]
round_id = "2024H1"
round_name = "First"
opened_date = 2024-05-01
closed_date = 2024-06-30
mode = "paper"
selection = "census"
questionnaire_version = "v1"
"""
TWO = """
version = "1"
title = "Orders with call-backs"
source = "hall"
[areas]
by = "code"
village = "village"
[[output]]
table = "requests"
[output.columns]
request_id = "number"
kind = { constant = "help" }
category_code = { constant = "roads" }
channel = { constant = "counter" }
received_at = "came"
closed_at = "done"
[[output]]
table = "callbacks"
when = "called"
[output.columns]
request_id = "number"
called_at = "called"
is_valid = { constant = "true" }
resolution = "solved"
"""


@pytest.fixture
def placed(placed: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DASHBOARD_REJECT_SHARE", "1")
    return placed


def load_with(store: Store, folder: Path, profile: str, rows: list[Row]) -> LoadReport:
    (folder / "own.toml").write_text(profile, encoding="utf-8")
    return load(store, write(folder / "f.csv", rows), str(folder / "own.toml"))


def form(number: str, *answers: str, village: str = "V1") -> Row:
    return {"form": number, "village": village} | {f"q{i}": a for i, a in enumerate(answers, 1)}


def test_a_form_is_one_row_however_many_answers_it_has(placed: Store, tmp_path: Path) -> None:
    report = load_with(placed, tmp_path, WIDE, [form("1", "5", "4"), form("2", "", "3")])
    assert counts(report) == (2, 0, 0, 0)
    assert records(placed, "responses", "response_ref", "question_id", "score") == [
        ("1", "q1", 5.0),
        ("1", "q2", 4.0),
        ("2", "q1", None),
        ("2", "q2", 3.0),
    ]
    assert records(placed, "rounds", "round_id", "batch_id") == [("2024H1", 2)]


def test_a_blank_row_among_forms_is_no_form(placed: Store, tmp_path: Path) -> None:
    rows = [form("1", "5"), form("", "", village=""), form("2", "9"), form("3", "1")]
    report = load_with(placed, tmp_path, WIDE, rows)
    assert counts(report) == (2, 0, 0, 1)
    assert [r.row_number for r in report.rejections] == [4]


def test_a_form_with_one_answer_at_fault_is_rejected_whole(placed: Store, tmp_path: Path) -> None:
    report = load_with(placed, tmp_path, WIDE, [form("1", "5", "9"), form("2", "1", "3")])
    assert counts(report) == (1, 0, 0, 1)
    (told,) = report.rejections
    assert (told.column, told.rule) == ("q2", "wrong_order")
    assert told.message == (
        "f.csv row 2: score (q2) 9 is more than score_max 5; correct the row or add it to "
        "corrections"
    )
    assert {row[0] for row in records(placed, "responses", "response_ref")} == {"2"}


def test_a_fault_of_the_whole_form_is_told_once(placed: Store, tmp_path: Path) -> None:
    rows = [form("1", "5", "4", village="V9"), form("2", "1", "3")]
    report = load_with(placed, tmp_path, WIDE, rows)
    assert [(r.column, r.rule) for r in report.rejections] == [("village_code", "unknown_area")]
    assert records(placed, "rejected_rows", "row_number", "column") == [(2, "village_code")]


def test_a_form_counts_as_updated_if_one_of_its_answers_changed(
    placed: Store, tmp_path: Path
) -> None:
    load_with(placed, tmp_path, WIDE, [form("1", "5", "4"), form("2", "1", "3")])
    report = load_with(placed, tmp_path, WIDE, [form("1", "5", "3"), form("2", "1", "3")])
    assert counts(report) == (0, 1, 1, 0)
    assert report.earlier_versions == 1
    again = load_with(placed, tmp_path, WIDE, [form("1", "5", "3"), form("2", "1", "3")])
    assert (again.state, counts(again)) == ("unchanged", (0, 0, 2, 0))


def test_a_stored_round_counts_more_than_the_profiles_own(placed: Store, tmp_path: Path) -> None:
    load_with(placed, tmp_path, WIDE, [form("1", "5")])
    other = WIDE.replace('"First"', '"Renamed"')
    report = load_with(placed, tmp_path, other, [form("2", "5")])
    assert report.messages == (
        "rounds 2024H1 is stored otherwise than the profile has it; the stored row counts",
    )
    assert records(placed, "rounds", "round_name") == [("First",)]


def order(number: str, **other: str) -> Row:
    row = {"number": number, "village": "V1", "came": "2024-03-05 10:00", "done": ""}
    return {**row, "called": "", "solved": "", **other}


def test_a_row_of_two_tables_is_taken_whole_or_not_at_all(placed: Store, tmp_path: Path) -> None:
    rows = [
        order("1", done="2024-03-06 10:00", called="2024-03-07 10:00", solved="resolved"),
        order("2"),
        order("3", called="2024-03-07 10:00", solved="perhaps"),
        order("4", called="2024-03-07 10:00", came=""),
    ]
    report = load_with(placed, tmp_path, TWO, rows)
    assert counts(report) == (2, 0, 0, 2)
    assert [(r.row_number, r.column) for r in report.rejections] == [
        (4, "resolution"),
        (5, "received_at"),
    ]
    assert records(placed, "requests", "request_id") == [("1",), ("2",)]
    assert records(placed, "callbacks", "request_id", "resolution") == [("1", "resolved")]


def test_a_new_call_back_makes_a_known_row_count_as_kept(placed: Store, tmp_path: Path) -> None:
    load_with(placed, tmp_path, TWO, [order("1"), order("2")])
    rows = [order("1", called="2024-03-07 10:00", solved="resolved"), order("2")]
    assert counts(load_with(placed, tmp_path, TWO, rows)) == (1, 0, 1, 0)
    changed = [order("1", called="2024-03-07 10:00", solved="partly"), order("2")]
    assert counts(load_with(placed, tmp_path, TWO, changed)) == (0, 1, 1, 0)
