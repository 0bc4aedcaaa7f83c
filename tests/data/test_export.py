"""A download reads straight back, says where it comes from, and is no program."""

import io
from dataclasses import replace

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import pytest

from data import export
from data.export import Export

NAMES = ["plain", 'a#b, "quoted"', "=1+1"]


@pytest.fixture
def contents() -> Export:
    frame = pd.DataFrame(
        {
            "area_code": ["001", "002", "003"],
            "area_name": NAMES,
            "numerator": pd.array([1, None, 3], dtype="Int64"),
            "value": [0.5, np.nan, 1 / 3],
            "n": np.array([2, 5, 9]),
        }
    )
    return Export(
        data={"data": frame},
        definitions=pd.DataFrame({"metric": ["on_time_rate"], "meaning": ["closed in\ntime"]}),
        filters=[("area", "砚霁区 #1"), ("period", "2026-H1")],
        batches=pd.DataFrame({"file_name": ["f.csv"], "sha256": ["ab"], "rows": [3]}),
    )


def test_csv_reads_straight_back(contents: Export) -> None:
    text = io.BytesIO(export.to_csv(contents))
    back = pd.read_csv(text, comment="#", dtype={"area_code": str})
    assert list(back["area_code"]) == ["001", "002", "003"]
    assert list(back["area_name"]) == [NAMES[0], NAMES[1], "'=1+1"]
    assert back["value"].tolist()[0::2] == [0.5, 1 / 3]
    assert back["value"].isna().tolist() == [False, True, False]
    assert back["numerator"].tolist()[0::2] == [1, 3]
    assert back["n"].tolist() == [2, 5, 9]


def test_csv_reads_back_with_the_engine(contents: Export, tmp_path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(export.to_csv(contents))
    rows = duckdb.sql(f"SELECT area_code, value, n FROM read_csv('{path}', comment = '#')")
    assert rows.fetchall() == [("001", 0.5, 2), ("002", None, 5), ("003", 1 / 3, 9)]


def test_csv_says_where_it_comes_from(contents: Export) -> None:
    lines = export.to_csv(contents).decode("utf-8-sig").split("\r\n")
    assert lines[:4] == [
        "# area: 砚霁区 #1",
        "# period: 2026-H1",
        "# definition: metric=on_time_rate; meaning=closed in time",
        "# batch: file_name=f.csv; sha256=ab; rows=3",
    ]
    assert lines[4].startswith('"area_code"')


def test_csv_opens_as_chinese_in_a_spreadsheet(contents: Export) -> None:
    assert export.to_csv(contents).startswith(b"\xef\xbb\xbf")


def test_workbook_has_four_sheets_and_no_formula(contents: Export) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export.to_xlsx(contents)))
    assert book.sheetnames == ["data", "definitions", "filters", "batches"]
    rows = [[cell.value for cell in row] for row in book["data"].iter_rows(min_row=2)]
    assert rows == [
        ["001", NAMES[0], 1, 0.5, 2],
        ["002", NAMES[1], None, None, 5],
        ["003", NAMES[2], 3, 1 / 3, 9],
    ]
    assert book["data"]["B4"].data_type == "s"
    assert [cell.value for cell in book["filters"][2]] == ["area", "砚霁区 #1"]


def test_same_screen_gives_the_same_bytes(contents: Export) -> None:
    assert export.to_xlsx(contents) == export.to_xlsx(contents)


def test_nothing_on_screen_gives_a_header_and_no_rows(contents: Export) -> None:
    frame = contents.data["data"]
    empty = replace(contents, data={"data": frame.head(0)})
    back = pd.read_csv(io.BytesIO(export.to_csv(empty)), comment="#")
    assert list(back.columns) == list(frame.columns)
    assert back.empty


def test_a_workbook_holds_every_frame_on_screen(contents: Export) -> None:
    frame = contents.data["data"]
    several = replace(contents, data={"cards": frame, "steps: from/to": frame.head(1)})
    book = openpyxl.load_workbook(io.BytesIO(export.to_xlsx(several)))
    assert book.sheetnames[:2] == ["cards", "steps- from-to"]
    assert book["steps- from-to"].max_row == 2


def test_two_tables_do_not_fit_into_one_csv(contents: Export) -> None:
    frame = contents.data["data"]
    with pytest.raises(ValueError, match="too many values"):
        export.to_csv(replace(contents, data={"one": frame, "two": frame}))
