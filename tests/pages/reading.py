"""What a reader finds on a page that was run without a browser."""

import html
import re

from streamlit.testing.v1 import AppTest

from pages.components.panels import Panel


def panel(panels: list[Panel], key: str) -> Panel:
    """The panel of that key."""
    return next(panel for panel in panels if panel.key == key)


def title(app: AppTest) -> str:
    """The sentence at the top."""
    assert not app.exception
    return app.title[0].value


def words(app: AppTest) -> str:
    """All text of the page, marks of layout taken away."""
    parts = [element.value for kind in ("title", "markdown", "caption", "info", "warning")
             for element in app.get(kind)]  # fmt: skip
    parts += [element.proto.body for element in app.get("html")]
    return html.unescape(re.sub(r"<[^>]+>", " ", " ".join(parts)))


def cards(app: AppTest) -> dict[str, str]:
    """Text of every card by metric."""
    drawn = next((m.value for m in app.markdown if 'class="cards"' in m.value), "")
    found = re.findall(r'data-metric="(\w+)" data-state="\w+">(.*?)(?=<div class="card|$)', drawn)
    return {metric: _plain(body) for metric, body in found}


def states(app: AppTest) -> dict[str, str]:
    """State of every card by metric."""
    drawn = next((m.value for m in app.markdown if 'class="cards"' in m.value), "")
    return dict(re.findall(r'data-metric="(\w+)" data-state="(\w+)"', drawn))


def table(app: AppTest, position: int) -> list[list[str]]:
    """Cells of a table, its titles first."""
    bodies = [e.proto.body for e in app.get("html") if "<table>" in e.proto.body]
    rows = re.findall(r"<tr.*?</tr>", bodies[position])
    return [[_plain(c) for c in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)] for row in rows]


def kinds_of_columns(app: AppTest, position: int) -> list[str]:
    """What is told of the width of every column of a table."""
    bodies = [e.proto.body for e in app.get("html") if "<table>" in e.proto.body]
    return re.findall(r'<th scope="col" class="(\w*)">', bodies[position])


def _plain(body: str) -> str:
    body = re.sub(r"<svg.*?</svg>", "", body)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))).strip()
