"""Does what is edited by hand go the way of every file, as a whole, with author and reason?"""

from pathlib import Path

import pandas as pd
import pytest

from data import editing, snapshots, words
from data.errors import DataError
from data.load import FileRefusedError, load
from data.schema import TABLES, Table
from data.store import Store
from tests.conftest import FilledBy
from tests.data.loads import REQUEST, add_places, load_rows, records

WEIGHTS = {
    "response_weight": "0.1", "resolution_weight": "0.5", "satisfaction_weight": "0.4",
    "basically_weight": "0.9", "valid_from": "2024-01-01", "valid_to": "",
}  # fmt: skip


def add_request(store: Store) -> None:
    folder = store.home.parent
    add_places(store, folder)
    load_rows(store, folder, [REQUEST])


@pytest.fixture
def filled(store: Store, filled_by: FilledBy) -> Store:
    return filled_by(store, add_request)


def rows(store: Store, table: str, *given: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(given, columns=list(editing.rows(store, table).columns))


def test_a_table_is_saved_whole_and_read_back_as_it_was(filled: Store) -> None:
    first = rows(filled, "score_weights", WEIGHTS, {**WEIGHTS, "valid_from": "2025-01-01"})
    editing.save(filled, "score_weights", first, author="Li", reason="New rule")
    read = editing.rows(filled, "score_weights")
    assert read.to_dict("records") == first.to_dict("records")
    editing.save(filled, "score_weights", read.head(1), author="Li", reason="Withdrawn")
    assert len(editing.rows(filled, "score_weights")) == 1
    assert "edit score_weights, Li: Withdrawn" in filled.current().reason
    assert records(filled, "previous_versions", "table_name") == [("score_weights",)] * 2


def test_who_has_changed_nothing_makes_no_snapshot(filled: Store) -> None:
    both = rows(filled, "score_weights", WEIGHTS, {**WEIGHTS, "valid_from": "2025-01-01"})
    editing.save(filled, "score_weights", both, author="Li", reason="New rule")
    before = filled.current()
    read = editing.rows(filled, "score_weights")
    empty = pd.DataFrame([dict.fromkeys(read.columns, "")])
    same = pd.concat([read.iloc[::-1], empty])  # another order, and a row begun and left
    with pytest.raises(DataError, match="nothing was changed in score_weights"):
        editing.save(filled, "score_weights", same, author="Li", reason="Again")
    assert filled.current() == before


def test_a_wrong_row_changes_nothing(filled: Store) -> None:
    before = filled.current()
    wrong = rows(filled, "score_weights", WEIGHTS, {**WEIGHTS, "valid_from": "someday"})
    with pytest.raises(FileRefusedError) as refused:
        editing.save(filled, "score_weights", wrong, author="Li", reason="Typing")
    assert [r.column for r in refused.value.report.rejections] == ["valid_from"]
    assert filled.current() == before


@pytest.mark.parametrize(("author", "reason"), [("", "why"), ("Li", " ")])
def test_author_and_reason_are_asked_for(filled: Store, author: str, reason: str) -> None:
    one = rows(filled, "score_weights", WEIGHTS)
    with pytest.raises(DataError, match="fill in both"):
        editing.save(filled, "score_weights", one, author=author, reason=reason)


def test_records_of_events_are_not_edited(filled: Store) -> None:
    with pytest.raises(ValueError, match="not edited by hand"):
        editing.rows(filled, "requests")


def test_what_changed_between_two_snapshots_is_counted(filled: Store, tmp_path: Path) -> None:
    load_rows(filled, tmp_path, [{**REQUEST, "request_id": f"N{i}"} for i in range(3)])
    before, after = filled.snapshots()[-2:]
    found = {c.table: c.change for c in snapshots.changes(filled, before.id, after.id)}
    assert (found["requests"], found["areas"], found["batches"]) == (3, 0, 1)


@pytest.mark.parametrize("table", [t for t in TABLES.values() if not t.provenance])
def test_every_column_is_explained_in_both_languages(table: Table) -> None:
    assert words.table_note(table.name, "zh")
    for column in table.mapped:
        assert words.column_note(table.name, column.name, "zh")
        assert words.column_note(table.name, column.name, "en")


PAIR = {
    "village_code": "V1", "benchmark_code": "V2", "basis": "similar", "reason": "alike",
    "valid_from": "2024-01-01", "valid_to": "", "ended_reason": "",
}  # fmt: skip
ENDED = PAIR | {"valid_to": "2025-12-31", "ended_reason": "no longer alike"}
NEXT = PAIR | {"valid_from": "2026-01-01", "basis": "nearby"}


def edited(store: Store, *given: dict[str, str]) -> None:
    frame = rows(store, "benchmark_pairs", *given)
    editing.save(store, "benchmark_pairs", frame, author="Li", reason="Review")


def brought(store: Store, folder: Path, *given: dict[str, str]) -> None:
    path = folder / "pairs.csv"
    pd.DataFrame(given).to_csv(path, index=False)
    load(store, path, "benchmark_pairs")


def test_pairs_are_ended_and_added_but_never_rewritten(filled: Store, tmp_path: Path) -> None:
    """By hand or by a file: what was in force is what those days are compared by."""
    edited(filled, PAIR)
    before = filled.current()
    for wrong in (PAIR | {"basis": "nearby"}, PAIR | {"reason": ""}):
        for bring in (edited, lambda store, row: brought(store, tmp_path, row)):
            with pytest.raises(FileRefusedError) as refused:
                bring(filled, wrong)
            (told,) = refused.value.report.rejections
            assert told.rule == "rewrites_history"
            assert "is history and stays as it is; to end it fill in valid_to" in told.message
    with pytest.raises(DataError, match="is history and cannot be taken out; to end it fill in"):
        edited(filled, PAIR | {"valid_from": "2024-02-01"})
    assert filled.current() == before
    edited(filled, ENDED, NEXT)
    stored = editing.rows(filled, "benchmark_pairs").to_dict("records")
    assert stored == [ENDED, NEXT]
    with pytest.raises(FileRefusedError):
        edited(filled, PAIR, NEXT)  # an end that was told is history too
    brought(filled, tmp_path, NEXT | {"valid_to": "2026-06-30", "ended_reason": "merged"})
    assert editing.rows(filled, "benchmark_pairs")["ended_reason"].tolist() == [
        "no longer alike", "merged",
    ]  # fmt: skip


def test_no_village_is_its_own_benchmark(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError) as refused:
        brought(filled, tmp_path, PAIR | {"benchmark_code": PAIR["village_code"]})
    (told,) = refused.value.report.rejections
    assert (told.rule, told.column) == ("same_place", "benchmark_code")
    assert "is village_code itself; name another one" in told.message


MAY = {"period_id": "2025-05", "period_start": "2025-04-26", "period_end": "2025-05-25"}
JUNE = {"period_id": "2025-06", "period_start": "2025-05-25", "period_end": "2025-06-25"}


def test_assessment_periods_may_not_overlap(filled: Store, tmp_path: Path) -> None:
    """By hand, by a file, and when a file is only tried."""
    before, path = filled.current(), tmp_path / "periods.csv"
    pd.DataFrame([JUNE, MAY]).to_csv(path, index=False)
    told = "2025-05 ends on 2025-05-25 and 2025-06 starts on 2025-05-25; a day may belong to one"
    with pytest.raises(DataError, match=told):
        editing.save(
            filled, "assessment_periods", pd.DataFrame([JUNE, MAY]), author="Li", reason="x"
        )
    for dry_run in (True, False):
        with pytest.raises(DataError, match=told):
            load(filled, path, "assessment_periods", dry_run=dry_run)
    assert filled.current() == before
    apart = pd.DataFrame([JUNE | {"period_start": "2025-05-26"}, MAY])
    editing.save(filled, "assessment_periods", apart, author="Li", reason="x")
    assert editing.rows(filled, "assessment_periods")["period_id"].tolist() == [
        "2025-05",
        "2025-06",
    ]
