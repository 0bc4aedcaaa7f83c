"""Do templates explain themselves, and load back without change?"""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data import demo, editing, schema, templates, uploads
from data.errors import DataError
from data.load import load
from data.sources.own_tables import tables
from data.sources.profile import load_profile, recognise
from data.store import Store

ROWS = {
    "time_limits": {"time_limit_code": "D7", "amount": "7", "unit": "natural_day",
                    "start_event": "received", "is_inclusive": "false", "valid_from": "2024-01-01",
                    "valid_to": ""},
    "score_weights": {"response_weight": "0.1", "resolution_weight": "0.5",
                      "satisfaction_weight": "0.4", "basically_weight": "0.9",
                      "valid_from": "2024-01-01", "valid_to": ""},
    "categories": {"category_code": "0101", "name_zh": "供水", "name_en": "Water",
                   "parent_code": "", "valid_from": "2024-01-01", "valid_to": "2024-12-31"},
    "notes": {"note_id": "N1", "area_code": "V1", "note_date": "2024-05-01", "until_date": "",
              "text_zh": "暴雨", "text_en": "Flood", "concerns": "requests",
              "is_new_basis": "true"},
    "targets": {"area_code": "T1", "metric": "on_time_rate", "year": "2025", "value": "0.95",
                "set_date": "2024-12-01"},
    "facilities": {"facility_id": "F1", "kind": "clinic", "longitude": "116.5",
                   "latitude": "39.5"},
}  # fmt: skip


@pytest.mark.parametrize("table", ROWS)
def test_a_filled_template_loads_back_without_change(
    placed: Store, tmp_path: Path, table: str
) -> None:
    path = tmp_path / f"{table}.xlsx"
    path.write_bytes(templates.template(table, pd.DataFrame([ROWS[table]])))
    assert load(placed, path, table).count("kept") == 1
    stored = editing.rows(placed, table)
    assert stored.to_dict("records") == [ROWS[table]]
    path.write_bytes(templates.template(table, stored))
    again = load(placed, path, table)
    assert (again.state, again.count("unchanged")) == ("unchanged", 1)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A small demo district, of which some rows of every table go out and come in again."""
    home = tmp_path_factory.mktemp("templates") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_HOME", str(home))
        store = Store(home)
        demo.build(store, scale=0.01)
        yield store


CORRECTION = {"source": "s", "record_key": "1", "column": "kind", "wrong": "halp", "right": "help",
              "reason": "typing", "decided_by": "office", "decided_date": "2024-05-01"}  # fmt: skip


def as_a_person_fills_it_in(store: Store, table: str) -> pd.DataFrame:
    """Three stored rows as texts: times with their offset, outlines in hexadecimal.

    Numbers of people and households are hashes in the store, and would be hashed again: plain
    numbers stand for them, with a key of their own.
    """
    kind = schema.table(table)
    held = f"named_{table}" if any(column.apart for column in kind.columns) else table
    stored = store.table(held).order_by(*kind.key).limit(3).to_pandas()
    if stored.empty:
        return pd.DataFrame([CORRECTION])
    texts = editing.as_texts(stored)
    for column in kind.mapped:
        known = stored[column.name].notna()
        if column.type == "time":
            texts.loc[known, column.name] += "+00:00"
        elif column.type == "geometry":
            texts.loc[known, column.name] = [bytes(shape).hex() for shape in stored[column.name]]
        elif column.pseudonym:
            texts[column.name] = [f"plain {number}" for number in range(len(texts))]
    if any(column.pseudonym for column in kind.mapped) and "visit_id" in texts:
        texts["visit_id"] = [f"new {number}" for number in range(len(texts))]
    return texts[[column.name for column in kind.mapped]]


@pytest.mark.slow
@pytest.mark.parametrize("table", tables())
def test_rows_of_every_table_go_out_by_a_template_and_come_back(
    district: Store, tmp_path: Path, table: str
) -> None:
    rows = as_a_person_fills_it_in(district, table)
    is_known = table != "corrections" and not any(c.pseudonym for c in schema.table(table).mapped)
    path = tmp_path / f"{table}.xlsx"
    path.write_bytes(templates.template(table, rows))
    if not is_known:
        assert load(district, path, table).count("kept") == len(rows)
    again = load(district, path, table)
    assert (again.state, again.count("unchanged")) == ("unchanged", len(rows))


@pytest.mark.parametrize("table", tables())
def test_every_table_has_a_template_that_is_recognised(tmp_path: Path, table: str) -> None:
    path = tmp_path / f"{table}.xlsx"
    path.write_bytes(templates.template(table))
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    header = next(book[table[:31]].iter_rows(max_row=1))
    columns = [cell.value for cell in header]
    assert columns == [c.name for c in schema.table(table).mapped]
    assert all(cell.comment.text for cell in header)
    assert load_profile(table).fit(columns).missing == ()
    assert recognise(columns)[0][0] == table
    choices = {c.name for c in schema.table(table).mapped if c.allowed or c.type == "boolean"}
    lists = book[table[:31]].data_validations.dataValidation
    assert len(lists) == len(choices)
    assert book[templates.NOTES].max_row == len(columns) + 1


def test_an_empty_template_is_told_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_bytes(templates.template("notes"))
    with pytest.raises(DataError, match="has a header and no rows"):
        uploads.look(path)
