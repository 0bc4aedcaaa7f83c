"""Is a document what Word expects, with the very words and numbers?"""

import io
import zipfile
from xml.etree import ElementTree

import docx
import openpyxl

from data.word import Chart, Heading, Paragraph, Table, to_docx

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
BLOCKS = [
    Heading("差距"),
    Paragraph("三个村落后。"),
    Chart("差距", ["甲村", "<乙 & 丙>"], [-2.5, 1.0], [-4.0, float("nan")], [-1.0, 2.5], "+0.0"),
    Table(["村", "差距"], [["甲村", "−2.5"], ["<乙 & 丙>", "+1.0"]], frozenset({1})),
    Paragraph("横线是95%区间。", quiet=True),
    Chart("none", [], [], [], []),
]


def test_words_and_cells_come_back() -> None:
    document = docx.Document(io.BytesIO(to_docx("对标复核 \x07", BLOCKS)))
    told = [p.text for p in document.paragraphs if p.text]
    assert told == ["对标复核 ", "差距", "三个村落后。", "横线是95%区间。"]
    (table,) = document.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [["村", "差距"], ["甲村", "−2.5"], ["<乙 & 丙>", "+1.0"]]


def test_a_chart_is_words_own_and_can_be_edited() -> None:
    archive = zipfile.ZipFile(io.BytesIO(to_docx("t", BLOCKS)))
    names = [name for name in archive.namelist() if "chart" in name]
    assert sorted(names) == [
        "word/charts/_rels/chart1.xml.rels", "word/charts/chart1.xml", "word/embeddings/chart1.xlsx"
    ]  # fmt: skip
    chart = ElementTree.fromstring(archive.read("word/charts/chart1.xml"))  # noqa: S314 - our own
    labels = [v.text for v in chart.find(f".//{C}cat").iter(f"{C}v")]
    values = [float(v.text or "") for v in chart.find(f".//{C}val").iter(f"{C}v")]
    minus = [float(v.text or "") for v in chart.find(f".//{C}minus").iter(f"{C}v")]
    assert (labels, values, minus) == (["甲村", "<乙 & 丙>"], [-2.5, 1.0], [1.5])
    book = openpyxl.load_workbook(io.BytesIO(archive.read("word/embeddings/chart1.xlsx")))
    rows = list(book["data"].iter_rows(values_only=True))
    assert rows[1:] == [("甲村", -2.5, -4, -1), ("<乙 & 丙>", 1, None, 2.5)]
    relation = archive.read("word/charts/_rels/chart1.xml.rels").decode()
    assert "../embeddings/chart1.xlsx" in relation
    types = archive.read("[Content_Types].xml").decode()
    assert "drawingml.chart+xml" in types
    assert "spreadsheetml.sheet" in types


def test_a_long_chart_is_cut_and_its_table_is_not() -> None:
    many = [f"v{k}" for k in range(200)]
    numbers = [float(k) for k in range(200)]
    blocks = [Chart("c", many, numbers, numbers, numbers), Table(["v"], [[m] for m in many])]
    body = to_docx("t", blocks)
    archive = zipfile.ZipFile(io.BytesIO(body))
    chart = ElementTree.fromstring(archive.read("word/charts/chart1.xml"))  # noqa: S314 - our own
    assert len(list(chart.find(f".//{C}cat").iter(f"{C}v"))) == 60
    assert len(docx.Document(io.BytesIO(body)).tables[0].rows) == 201


def test_the_header_row_is_repeated_on_every_sheet() -> None:
    document = docx.Document(io.BytesIO(to_docx("t", BLOCKS)))
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
