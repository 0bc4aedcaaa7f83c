"""How do the panels on screen become pages that can be printed?"""

from collections.abc import Mapping, Sequence

from data import word
from data.word import Block, Chart, Heading, Paragraph, Table
from pages.components import scope_line
from pages.components.frame import Asked
from pages.components.panels import Panel


def of(
    asked: Asked,
    title: str,
    lines: Sequence[str],
    told: Sequence[Panel],
    charts: Mapping[str, Sequence[Chart]],
) -> bytes:
    """A Word document with the very sentences and cells of the screen.

    Parameters
    ----------
    asked : Asked
        Who asks and what is looked at.
    title : str
        Title of the document.
    lines : sequence of str
        What stands before the panels.
    told : sequence of Panel
        The panels on screen.
    charts : mapping of str to sequence of Chart
        Charts by the key of the panel they belong to.
    """
    blocks: list[Block] = [Paragraph(scope_line.line(asked.teller, asked.view), quiet=True)]
    blocks += [Paragraph(line) for line in lines]
    for panel in told:
        blocks += [Heading(panel.heading), Paragraph(panel.words)]
        blocks += charts.get(panel.key, ())
        if len(panel.rows):
            blocks.append(_table(panel))
        if panel.note:
            blocks.append(Paragraph(panel.note, quiet=True))
    return word.to_docx(title, blocks)


def _table(panel: Panel) -> Table:
    numbers = frozenset(k for k, column in enumerate(panel.columns) if column.number)
    rows = [row.cells for row in panel.cells]
    return Table([column.title for column in panel.columns], rows, numbers)
