"""How does a page become a Word document, with tables and charts that Word itself can edit?"""

import html
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import docx
import xlsxwriter
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from data.export import STAMP

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # signs that XML cannot hold
CJK_FONT = "Microsoft YaHei"
TEXT_SIZE, TABLE_SIZE = Pt(10.5), Pt(9)
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING_URI = "http://schemas.openxmlformats.org/drawingml/2006/main"
RELATION_URI = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MOST_BARS = 60


@dataclass(frozen=True)
class Heading:
    """A heading of a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Words; `quiet` ones are small print."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Table:
    """Cells as they are read; `numbers` are the columns set to the right."""

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Chart:
    """Bars with their intervals; `form` is the number format of a spreadsheet."""

    title: str
    labels: Sequence[str]
    values: Sequence[float]
    lows: Sequence[float]
    highs: Sequence[float]
    form: str = "0.0"


Block = Heading | Paragraph | Table | Chart


def to_docx(title: str, blocks: Sequence[Block]) -> bytes:
    """A Word document: a title, then the blocks in their order.

    Parameters
    ----------
    title : str
        The finding.
    blocks : sequence of Heading, Paragraph, Table, Chart
        A chart of more than 60 bars shows the first 60; the table beside it has all.
    """
    document = docx.Document()
    _dress(document)
    document.core_properties.title = _clean(title)[:255]
    document.core_properties.author = ""
    document.core_properties.created = STAMP
    document.add_heading(_clean(title), 0)
    charts = 0
    for block in blocks:
        if isinstance(block, Heading):
            document.add_heading(_clean(block.text), 1)
        elif isinstance(block, Paragraph):
            style = "Caption" if block.quiet else "Normal"
            document.add_paragraph(_clean(block.text), style=style)
        elif isinstance(block, Table):
            _add_table(document, block)
        elif len(block.labels):
            charts += 1
            _add_chart(document, block, charts)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _dress(document: Document) -> None:
    """Fonts that have Chinese signs, and margins that leave room for tables."""
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        style = document.styles[name]
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CJK_FONT)
    document.styles["Normal"].font.size = TEXT_SIZE
    document.styles["Title"].font.size = Pt(18)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2)


def _clean(text: str) -> str:
    return CONTROL.sub("", text)


def _add_table(document: Document, block: Table) -> None:
    table = document.add_table(rows=1, cols=len(block.titles), style="Light List")
    lines = [block.titles, *block.rows]
    for _ in block.rows:
        table.add_row()
    for row, line in zip(table.rows, lines, strict=True):
        for position, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(_clean(text))
            run.font.size = TABLE_SIZE
            run.font.bold = line is block.titles
            if position in block.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))  # again on every sheet
    document.add_paragraph()


# ---------------------------------------------------------------- charts
def _add_chart(document: Document, block: Chart, number: int) -> None:
    """A chart of Word's own, with the workbook from which it can be edited."""
    package = document.part.package
    if package is None:
        raise ValueError("the document has no package to put a chart in")
    cut = {name: getattr(block, name)[:MOST_BARS] for name in ("labels", "values", "lows", "highs")}
    some = replace(block, **cut)
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, b"", package)
    book = Part(
        PackURI(f"/word/embeddings/chart{number}.xlsx"), BOOK_TYPE, _workbook(some), package
    )
    inside = chart.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    chart._blob = _chart_xml(some, inside).encode()
    relation = document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    height = int(Cm(2.5 + 0.55 * len(some.labels)))
    run = document.add_paragraph().add_run()
    run._r.append(parse_xml(
        f'<w:drawing {nsdecls("w", "wp")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(Cm(16.5))}" cy="{min(height, int(Cm(24)))}"/>'
        f'<wp:docPr id="{1000 + number}" name="chart{number}" descr="{_safe(block.title)}"/>'
        f'<a:graphic xmlns:a="{DRAWING_URI}"><a:graphicData uri="{CHART_URI}">'
        f'<c:chart xmlns:c="{CHART_URI}" xmlns:r="{RELATION_URI}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    ))  # fmt: skip


def _safe(text: str) -> str:
    return html.escape(_clean(text))


def _workbook(block: Chart) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": STAMP})
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, ["", _clean(block.title), "low", "high"])
        for row, label in enumerate(block.labels, start=1):
            sheet.write_string(row, 0, _clean(label))
            for column, part in enumerate((block.values, block.lows, block.highs), start=1):
                if math.isfinite(part[row - 1]):
                    sheet.write_number(row, column, part[row - 1])
    return buffer.getvalue()


def _chart_xml(block: Chart, book: str) -> str:
    count = len(block.labels)
    labels = "".join(
        f'<c:pt idx="{k}"><c:v>{_safe(label)}</c:v></c:pt>' for k, label in enumerate(block.labels)
    )
    below = [v - low for v, low in zip(block.values, block.lows, strict=True)]
    above = [high - v for v, high in zip(block.values, block.highs, strict=True)]
    text = (
        '<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900"/></a:pPr><a:endParaRPr/></a:p></c:txPr>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{CHART_URI}" xmlns:a="{DRAWING_URI}" xmlns:r="{RELATION_URI}">'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>data!$B$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{_safe(block.title)}</c:v></c:pt>'
        "</c:strCache></c:strRef></c:tx>"
        '<c:spPr><a:solidFill><a:srgbClr val="B9C0C9"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        '<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{_literal(above)}</c:plus><c:minus>{_literal(below)}</c:minus></c:errBars>"
        f"<c:cat><c:strRef><c:f>data!$A$2:$A${count + 1}</c:f><c:strCache>"
        f'<c:ptCount val="{count}"/>{labels}</c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>data!$B$2:$B${count + 1}</c:f>"
        f"<c:numCache>{_points(block.values, block.form)}</c:numCache></c:numRef></c:val></c:ser>"
        '<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:tickLblPos val="low"/>'
        f'{text}<c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/>'
        f'<c:numFmt formatCode="{_safe(block.form)}" sourceLinked="0"/><c:tickLblPos val="high"/>'
        f'{text}<c:crossAx val="1"/></c:valAx></c:plotArea><c:plotVisOnly val="1"/></c:chart>'
        f'<c:externalData r:id="{book}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _points(values: Sequence[float], form: str) -> str:
    told = "".join(
        f'<c:pt idx="{k}"><c:v>{value!r}</c:v></c:pt>'
        for k, value in enumerate(map(float, values))
        if math.isfinite(value)
    )
    return f'<c:formatCode>{_safe(form)}</c:formatCode><c:ptCount val="{len(values)}"/>{told}'


def _literal(values: Sequence[float]) -> str:
    return f"<c:numLit>{_points(values, 'General')}</c:numLit>"
