"""Are declared corrections put in the place of wrong cells, and told?"""

from pathlib import Path

from data.load import load
from data.loading.report import AppliedCorrection
from data.store import Store
from tests.data.loads import REQUEST, Row, counts, load_rows, records, write

WHY: Row = {"reason": "typing", "decided_by": "office", "decided_date": "2024-03-10"}


def correct(store: Store, folder: Path, *corrections: tuple[str, str, str, str]) -> None:
    """Declare (record, column, wrong, right) for the source of the file."""
    rows: list[Row] = [
        {**WHY, "source": "s", "record_key": key, "column": c, "wrong": w, "right": r}
        for key, c, w, r in corrections
    ]
    load(store, write(folder / "corrections.csv", rows), "corrections")


def test_a_wrong_cell_is_put_right_before_anything_else_looks_at_it(
    placed: Store, tmp_path: Path
) -> None:
    correct(
        placed,
        tmp_path,
        ("R1", "closed_at", "2024-03-04 10:00:00", "2024-03-06 10:00:00"),
        ("R1", "kind", "halp", "help"),
        ("R2", "lead_unit", "nobody", ""),
        ("R3", "kind", "report", "suggest"),
        ("R9", "kind", "help", "report"),
    )
    rows = [
        {**REQUEST, "closed_at": "2024-03-04 10:00:00", "kind": "halp"},
        {**REQUEST, "request_id": "R2", "lead_unit": " nobody "},
        {**REQUEST, "request_id": "R3"},
    ]
    report = load_rows(placed, tmp_path, rows)
    assert counts(report) == (3, 0, 0, 0)
    assert report.corrections == (
        AppliedCorrection("R1", "closed_at"),
        AppliedCorrection("R1", "kind"),
        AppliedCorrection("R2", "lead_unit"),
    )
    assert records(placed, "requests", "request_id", "kind", "lead_unit") == [
        ("R1", "help", None),
        ("R2", "help", None),
        ("R3", "help", None),
    ]


def test_a_corrected_file_loaded_again_changes_nothing(placed: Store, tmp_path: Path) -> None:
    correct(placed, tmp_path, ("R1", "kind", "halp", "help"))
    rows = [{**REQUEST, "kind": "halp"}]
    assert load_rows(placed, tmp_path, rows).state == "published"
    again = load_rows(placed, tmp_path, rows)
    assert (again.state, counts(again)) == ("unchanged", (0, 0, 1, 0))


def test_a_correction_that_cannot_be_applied_is_told(placed: Store, tmp_path: Path) -> None:
    correct(placed, tmp_path, ("R1", "lead_unit", "a", "b"))
    report = load_rows(placed, tmp_path, [REQUEST])
    assert report.messages == (
        "corrections of lead_unit were not applied, because requests.lead_unit is not made from "
        "one column of this file",
    )
