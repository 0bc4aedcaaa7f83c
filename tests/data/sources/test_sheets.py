"""Do workbooks give their rows as people see them?"""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from data.errors import DataError
from data.sources import names

Written = Callable[[xlsxwriter.Workbook, Worksheet], None]


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[[Written], Path]:
    """Write a workbook with one sheet called 工单."""

    def write(fill: Written, name: str = "file.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            fill(book, book.add_worksheet("工单"))
        return path

    return write


def table(*rows: tuple[object, ...]) -> Written:
    def fill(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return fill


def test_plain_sheet(opened, workbook) -> None:
    source, rows = opened(workbook(table(("编号", "社区"), ("1", "石井"), ("2", None))))
    assert (source.format, source.columns, source.first_row) == ("xlsx", ("编号", "社区"), 2)
    assert rows == [("1", "石井"), ("2", None)]


def test_numbers_and_codes(opened, workbook) -> None:
    cells = (110112001201, 3.5, 0.1 + 0.2, "011011200120112345678", 123456789012345678, True)
    _, rows = opened(workbook(table(("a", "b", "c", "d", "e", "f"), cells)))
    assert rows == [
        ("110112001201", "3.5", "0.3", "011011200120112345678", "1.23456789012346e+17", "true")
    ]


def test_true_dates_become_iso(opened, workbook) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ("time", "date", "of day", "span"))
        form = {k: book.add_format({"num_format": k}) for k in ("yyyy-mm-dd hh:mm", "yyyy-mm-dd")}
        sheet.write(
            1, 0, datetime.datetime.fromisoformat("2024-03-05T14:07"), form["yyyy-mm-dd hh:mm"]
        )
        sheet.write(1, 1, datetime.date(2024, 3, 5), form["yyyy-mm-dd"])
        sheet.write(1, 2, datetime.time(14, 7), book.add_format({"num_format": "hh:mm"}))
        sheet.write(1, 3, 1.5, book.add_format({"num_format": "[h]:mm"}))

    _, rows = opened(workbook(fill))
    assert rows == [("2024-03-05 14:07:00", "2024-03-05", "14:07:00", "36:00:00")]


def test_title_and_merged_headers(opened, workbook) -> None:
    def fill(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.merge_range(0, 0, 0, 3, "2024年工单统计表")
        sheet.merge_range(1, 0, 2, 0, "工单编号")
        sheet.merge_range(1, 1, 1, 2, "时间")
        sheet.write_row(2, 1, ("受理", "办结"))
        sheet.merge_range(1, 3, 2, 3, "社区")
        sheet.write_row(3, 0, ("1", "2024-03-05", "2024-03-06", "石井"))

    source, rows = opened(workbook(fill))
    assert source.columns == ("工单编号", "时间/受理", "时间/办结", "社区")
    assert source.first_row == 4
    assert rows == [("1", "2024-03-05", "2024-03-06", "石井")]


def test_header_is_found_by_the_columns_of_the_profile(opened, workbook) -> None:
    rows_above = (("单位", "某街道", "制表", "某科"), ("日期", "三月", "页", "一"))
    path = workbook(table(*rows_above, ("编号", "时间", "", ""), ("1", "2024", "", "")))
    source, rows = opened(path, known=frozenset({names.header("编号"), names.header("时间")}))
    assert source.columns == ("编号", "时间")
    assert (rows, source.first_row) == ([("1", "2024")], 4)


def test_declared_header_row(opened, workbook) -> None:
    path = workbook(table(("a", "b"), ("编号", "时间"), ("1", "2")))
    source, _ = opened(path, header_row=2)
    assert source.columns == ("编号", "时间")
    with pytest.raises(DataError) as told:
        opened(path, header_row=9)
    assert str(told.value) == (
        "file.xlsx sheet 工单 has no row 9, where the profile's header_row says that the headers "
        "are"
    )


def test_gaps_keep_their_row_numbers(opened, workbook, connection) -> None:
    path = workbook(table(("a", "b"), ("1", "x"), (None, None), ("2", "y")))
    source, rows = opened(path)
    assert rows == [("1", "x"), (None, None), ("2", "y")]
    blank = connection.execute(f"SELECT {source.blank} FROM {source.relation}").fetchall()
    assert blank == [(False,), (True,), (False,)]


def test_table_that_begins_further_down_and_right(opened, workbook) -> None:
    path = workbook(table((), (None, None, "a", "b"), (None, None, 1), (None, None, None, 2)))
    source, rows = opened(path)
    assert (source.columns, source.first_row) == (("a", "b"), 3)
    assert rows == [("1", None), (None, "2")]


def test_formulas_give_values_and_errors_their_names(opened, workbook) -> None:
    def fill(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ("a", "b", "c"))
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(1, 1, "=A1/0", None, "#DIV/0!")
        sheet.write_formula(2, 2, "=Gone!A1", None, "#REF!")

    _, rows = opened(workbook(fill))
    assert rows == [("2", "#DIV/0!", None), (None, None, "#REF!")]


def test_first_visible_sheet_with_data(opened, tmp_path) -> None:
    path = tmp_path / "sheets.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("空")
        hidden = book.add_worksheet("hidden")
        hidden.write_row(0, 0, ("x", "y"))
        hidden.hide()
        data = book.add_worksheet("数据 & <1>")
        data.write_row(0, 0, ("a", "b"))
        data.write_row(1, 0, (1, 2))
        data.write_formula(2, 0, "=A1/0", None, "#DIV/0!")
        other = book.add_worksheet("other")
        other.write_row(0, 0, ("c", "d"))
        other.write_row(1, 0, (3, 4))
    assert opened(path)[1] == [("1", "2"), ("#DIV/0!", None)]
    assert opened(path, sheet="other")[1] == [("3", "4")]
    with pytest.raises(DataError) as told:
        opened(path, sheet="Other")
    assert str(told.value) == (
        "sheets.xlsx has no sheet Other; it has 空, hidden, 数据 & <1>, other"
    )


def test_content_decides_not_the_ending(opened, workbook) -> None:
    assert opened("a,b\n1,2\n", name="export.xls")[1] == [("1", "2")]
    path = workbook(table(("a", "b"), (1, 2)), "export.csv")
    assert opened(path)[0].format == "xlsx"


def test_only_a_header(opened, workbook) -> None:
    with pytest.raises(DataError) as told:
        opened(workbook(table(("a", "b"))))
    assert str(told.value) == "file.xlsx sheet 工单 has a header and no rows; export it again"


def test_empty_workbook(opened, workbook) -> None:
    with pytest.raises(DataError) as told:
        opened(workbook(table()))
    assert str(told.value) == "file.xlsx has no visible sheet with data; export it again"


def test_truncated_workbook(opened, workbook) -> None:
    whole = workbook(table(("a", "b"), (1, 2))).read_bytes()
    with pytest.raises(DataError) as told:
        opened(whole[: len(whole) // 2], name="half.xlsx")
    assert str(told.value) == "half.xlsx is cut off or damaged; copy or export it again"


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("EncryptedPackage", "old.xls is encrypted; save it without a password"),
        ("Workbook", "old.xls is cut off or damaged; copy or export it again"),
    ],
)
def test_damaged_old_workbook(opened, inside: str, message: str) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + inside.encode("utf-16-le")
    with pytest.raises(DataError) as told:
        opened(content, name="old.xls")
    assert str(told.value) == message
