"""Is what happened told on every chart that has days or months across?"""

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

import dashboard
from data.store import Store
from tests.pages.asking import ask
from tests.pages.conftest import LookAt

PAGES = {page.NAME: page.PAGE for page in dashboard.PAGES.values() if hasattr(page, "PAGE")}
DEPTHS = ("satisfaction", "resolution", "coverage")
PARTS = [(name, part) for name in DEPTHS for part in PAGES[name].parts]
DAY, UNTIL = "2026-02-10", "2026-02-20"
WORDS = "A blackout"
OF_TIME = {
    ("satisfaction", "rounds"): {"rounds"},
    ("satisfaction", "by_round"): {"trend"},
    ("resolution", "course"): {"months"},
    ("coverage", "reach"): {"months", "days"},
    ("coverage", "promises"): {"months"},
}


@pytest.fixture(scope="module")
def noted(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo district in which something went on everywhere that bears on all records."""
    home = tmp_path_factory.mktemp("noted") / "home"
    shutil.copytree(demo_home, home)
    with Store(home).build("a note") as building:
        building.connection.execute(
            "INSERT INTO notes (note_id, note_date, until_date, text_zh, text_en, is_new_basis, "
            f"batch_id) VALUES ('dark', '{DAY}', '{UNTIL}', '停电', '{WORDS}', false, 1)"
        )
        building.touched.add("notes")
    return home


def has_days(figure: go.Figure) -> bool:
    """Whether the axis across is one of time."""
    across = [trace.x for trace in figure.data if "x" in trace and trace.x is not None]
    firsts = [next(iter(x), None) for x in across]
    return any(isinstance(first, date | np.datetime64) for first in firsts)


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_every_axis_of_time_tells_what_happened(
    look_at: LookAt, noted: Path, name: str, part: str
) -> None:
    look_at(noted)
    page = PAGES[name]
    panels = page.parts[part](ask(noted, page.offers))
    dated = [panel for panel in panels if panel.figure is not None and has_days(panel.figure)]
    assert {panel.key for panel in dated} >= OF_TIME.get((name, part), set())
    for panel in dated:
        (event,) = [event for event in panel.dated if event.words == WORDS]
        assert (f"{event.day:%Y-%m-%d}", f"{event.until:%Y-%m-%d}") == (DAY, UNTIL)
        assert event.mark in [note.text for note in panel.figure.layout.annotations]
