"""Do text files give their rows, whatever their encoding, delimiter and line ends?"""

import hashlib
import os
from pathlib import Path

import pytest

from data.errors import DataError

HEAD = "编号,时间,社区\n"


def test_utf8_is_read_where_it_lies(opened, tmp_path) -> None:
    source, rows = opened("a,b\n1,x\n2,y\n")
    assert rows == [("1", "x"), ("2", "y")]
    assert source.columns == ("a", "b")
    assert str(tmp_path / "file.csv") in source.relation
    assert source.sha256 == hashlib.sha256(b"a,b\n1,x\n2,y\n").hexdigest()
    assert (source.format, source.encoding, source.first_row, source.tidy) == (
        "csv",
        "utf-8",
        2,
        True,
    )


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_encoding_is_found(opened, encoding: str, found: str) -> None:
    source, rows = opened((HEAD + "1,2024-03-05,石井社区\n").encode(encoding))
    assert source.encoding == found
    assert source.columns == ("编号", "时间", "社区")
    assert rows == [("1", "2024-03-05", "石井社区")]


def test_western_text_is_not_taken_for_chinese(opened) -> None:
    text = "naïve,café\nGénéral,Müller-Straße\nÉlève,señor\n"
    source, rows = opened(text.encode("cp1252"))
    assert source.encoding == "cp1252"
    assert rows == [("Général", "Müller-Straße"), ("Élève", "señor")]


def test_rare_characters_of_gb18030(opened) -> None:
    _, rows = opened((HEAD + "1,," + "社区" * 20 + "𠮷€\n").encode("gb18030"))
    assert rows[0][2].endswith("𠮷€")


def test_declared_encoding_wins(opened) -> None:
    source, rows = opened("a,b\né,1\n".encode("latin-1"), encoding="latin-1")
    assert source.encoding == "latin-1"
    assert rows == [("é", "1")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(opened, delimiter: str) -> None:
    text = "name;x|more,words\n".replace(";x|more,", delimiter)
    text += delimiter.join(("3,5 and 6" if delimiter != "," else "4", "b")) + "\n"
    source, rows = opened(text)
    assert source.columns == ("name", "words")
    assert rows[0][1] == "b"


def test_quoted_line_ends_and_delimiters(opened) -> None:
    _, rows = opened('a,b\n"first\nsecond, ""third""",1\n')
    assert rows == [('first\nsecond, "third"', "1")]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends(opened, ends: str) -> None:
    _, rows = opened(f"a,b{ends}1,2{ends}3,4{ends}")
    assert rows == [("1", "2"), ("3", "4")]


def test_mixed_line_ends(opened) -> None:
    _, rows = opened('a,b\r\n1,2\n"3\r\nx",4\r\n5,6')
    assert rows == [("1", "2"), ("3\nx", "4"), ("5", "6")]


def test_blank_and_quoted_blank_are_empty(opened, connection) -> None:
    source, rows = opened('a,b\n"",\n,\n1,\n')
    assert rows == [(None, None), (None, None), ("1", None)]
    blank = connection.execute(f"SELECT {source.blank} FROM {source.relation}").fetchall()
    assert blank == [(True,), (True,), (False,)]


def test_repeated_and_missing_headers(opened) -> None:
    source, _ = opened("name,Name,,b\n1,2,3,4\n")
    assert source.columns == ("name", "Name (2)", "column 3", "b")


def test_title_rows_are_skipped(opened) -> None:
    source, rows = opened("2024年工单\n\n编号,时间,社区\n1,2,3\n")
    assert source.columns == ("编号", "时间", "社区")
    assert rows == [("1", "2", "3")]


def test_ragged_rows_are_put_aside_with_their_numbers(opened) -> None:
    source, rows = opened('a,b,c\n1,2,3\n"x\ny",2,3\n1,2\n4,5,6\n1,2,3,4\n7,8,9\n')
    assert [row[0] for row in rows] == ["1", "x\ny", "4", "7"]
    short, long = source.broken_rows()
    assert (short.row_number, short.raw) == (4, "1,2")
    assert short.message == (
        "has 2 columns where the header has 3; add the missing separators, or put quotation "
        "marks around values that contain one"
    )
    assert (long.row_number, long.message[:13]) == (6, "has 4 columns")


def test_numbers_of_broken_rows_below_a_title(opened) -> None:
    source, _ = opened("title\na,b\n1,2\n3\n", header_row=2)
    assert [row.row_number for row in source.broken_rows()] == [4]


def test_quotation_mark_inside_quotation_marks(opened) -> None:
    source, rows = opened('a,b\n1,"he said "hi" twice"\n2,x\n')
    assert rows == [("2", "x")]
    assert source.broken_rows()[0].message == (
        "b has a quotation mark inside quotation marks; double it"
    )


def test_one_broken_character_costs_one_row(opened) -> None:
    source, rows = opened(
        (HEAD + "1,2,社区社区社区社区\n").encode() + b"2,x\xff,y\n" + "3,4,社区\n".encode()
    )
    assert source.encoding == "utf-8"
    assert [row[0] for row in rows] == ["1", "3"]
    (broken,) = source.broken_rows()
    assert (broken.row_number, broken.message) == (
        3,
        "时间 is not valid text in the file's encoding; export the file as UTF-8",
    )


def test_cell_of_a_million_characters(opened) -> None:
    source, rows = opened("a,b\n1," + "x" * 10**6 + "\n2,y\n")
    assert [len(row[1]) for row in rows] == [10**6, 1]
    assert source.broken_rows() == ()


def test_row_beyond_the_limit_is_put_aside(opened) -> None:
    source, rows = opened("a,b\n1," + "社" * 10**6 + "\n2,y\n")
    assert rows == [("2", "y")]
    assert source.broken_rows()[0].message == (
        "is longer than 2,000,000 bytes; shorten its longest cell"
    )


def test_file_name_with_signs_that_mean_patterns(opened) -> None:
    source, rows = opened("a,b\n1,2\n", name="export [1]*.csv")
    assert (source.file_name, rows) == ("export [1]*.csv", [("1", "2")])


@pytest.mark.parametrize(
    ("content", "tidy"),
    [
        ("a,b\n1,x y\n", True),
        ("a,b\n1 ,x\n", False),
        ("a,b\n1,x \n", False),
        ("a,b\n1,\tx\n", False),
        ('a,b\n1,"x"\n', False),
        ("a,b\n1,社区　x\n", False),
        ("a\tb\n1\tx\n", True),
    ],
)
def test_tidy_means_nothing_to_trim(opened, content: str, tidy: bool) -> None:
    source, _ = opened(content)
    assert source.tidy is tidy


BAD = {
    "empty": (b"", "file.csv is empty; export it again"),
    "only blank": (b" \n\n", "file.csv holds no text; export it again"),
    "only a header": (
        b"a,b,c\n",
        "file.csv has a header and no rows; export it again with its records",
    ),
    "only a header and blanks": (
        b"a,b,c\n,,\n",
        "file.csv has a header and no rows; export it again with its records",
    ),
    "nul": (
        b"a,b\n1,\x00\n",
        "file.csv has a NUL byte at byte 7, so it is not text; "
        "export the table as CSV, XLSX, JSON or Parquet",
    ),
    "junk": (
        b"\x81\x8d\x8f\x90\x9d\xff\n\x81\x90\x81\n",
        "file.csv is in none of the encodings UTF-8, UTF-16, GB18030 and Windows-1252; "
        "export it as UTF-8",
    ),
    "pdf": (
        b"%PDF-1.7 ...",
        "file.csv is a PDF, not a table; export the table as CSV, XLSX, JSON or Parquet",
    ),
    "gzip": (
        b"\x1f\x8b\x08\x00rest",
        "file.csv is a gzip archive, not a table; export the table as CSV, XLSX, JSON or Parquet",
    ),
    "html": (
        b"<html><table><tr><td>1</td></tr></table></html>",
        "file.csv is a web page or XML, not a workbook; open it in a spreadsheet program and save "
        "it as XLSX or CSV",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files(opened, case: str) -> None:
    content, message = BAD[case]
    with pytest.raises(DataError) as told:
        opened(content)
    assert str(told.value) == message


def test_unterminated_quotation_mark(opened) -> None:
    source, _ = opened('a,b,c\n1,2,3\n4,5,"open\n6,7,8\n9,10,11\n')
    with pytest.raises(DataError) as told:
        source.broken_rows()
    assert str(told.value) == (
        "file.csv row 3: a quotation mark opens in c and is not closed, so the rows after it "
        "cannot be told apart; close it or double it"
    )


def test_wrong_declared_encoding(opened) -> None:
    with pytest.raises(DataError) as told:
        opened("a,b\n石井,é\n".encode(), encoding="ascii")
    assert str(told.value) == (
        "file.csv is not ascii near byte 5; correct `encoding` in the profile, or export the file "
        "as UTF-8"
    )


def test_unknown_encoding(opened) -> None:
    with pytest.raises(DataError, match=r"^the encoding klingon of file.csv is not known; known"):
        opened("a,b\n1,2\n", encoding="klingon")


def test_header_row_beyond_the_file(opened) -> None:
    with pytest.raises(DataError) as told:
        opened("a,b\n1,2\n", header_row=9)
    assert str(told.value) == (
        "file.csv has no row 9, where the profile's header_row says that the headers are"
    )


def test_missing_file_and_folder(opened, tmp_path) -> None:
    with pytest.raises(DataError, match=r"nowhere.csv does not exist; check the name$"):
        opened(tmp_path / "nowhere.csv")
    with pytest.raises(DataError, match=r"is a folder; name the file in it$"):
        opened(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read(opened, tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("a,b\n1,2\n")
    path.chmod(0)
    with pytest.raises(DataError, match="may not be read by this account; change its permissions"):
        opened(path)


def test_file_that_vanishes_before_the_scan(opened, connection, tmp_path: Path) -> None:
    source, _ = opened("a,b\n1,2\n")
    (tmp_path / "file.csv").unlink()
    with pytest.raises(DataError, match="could not be read to its end"), source.scanning():
        connection.execute(f"SELECT * FROM {source.relation}").fetchall()
