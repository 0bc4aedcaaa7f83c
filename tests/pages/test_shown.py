"""Is a file exactly what is on screen, cell by cell, with all that explains it?"""

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data import export
from data.access import EVERYWHERE
from data.filters import Filters
from data.store import Store
from pages.components import board, reads, shown
from pages.components.area_tree import AreaTree
from pages.components.permalink import Address
from pages.components.sentences import Teller
from pages.components.view import Records, View, resolve
from tests.pages.conftest import Page
from tests.pages.reading import table

PARTS = ("cards", "places", "months")
VILLAGE = "990101102205"


@pytest.fixture(params=["", VILLAGE], ids=["district", "village"])
def view(request: pytest.FixtureRequest, page: Page, demo_home: Path) -> View:
    page(demo_home)  # sets the store
    home = Store(demo_home)
    current = home.current()
    assert current
    filters = Filters(snapshot=current.id)
    tree = AreaTree(reads.areas(EVERYWHERE, filters))
    spans = reads.data_dates(EVERYWHERE, filters)
    records = Records(tree, spans, home.zone(), current.id)
    return resolve(Address(area=request.param), records, home.snapshots())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_hold_what_the_tables_show(
    page: Page, demo_home: Path, view: View, lang: str
) -> None:
    numbers = board.read(EVERYWHERE, view)
    tree = view.records.tree
    teller = Teller(lang, tree.names, tree.name(view.place), "", view.level, "2025-H2")
    frame = shown.frame(teller, numbers, "on_time_rate")
    contents = shown.export(teller, view, frame, "on_time_rate", "", loads(view))

    text = io.BytesIO(export.to_csv(contents))
    csv = pd.read_csv(text, comment="#", dtype={"area_code": str}, keep_default_na=True)
    book = io.BytesIO(export.to_xlsx(contents))
    sheet = pd.read_excel(book, "data", dtype={"area_code": str}, engine="calamine")
    app = page(demo_home, lang, area=view.area, metric="on_time_rate")
    for position, part in enumerate(PARTS):
        on_screen = table(app, position)[1:]
        assert on_screen
        for back in (frame, as_shown(csv), as_shown(sheet)):
            told = shown.rows(teller, back, part, view.area)
            assert [list(row.cells) for row in told] == on_screen


def loads(view: View) -> pd.DataFrame:
    return reads.batches(EVERYWHERE, Filters(snapshot=view.records.snapshot))


def as_shown(back: pd.DataFrame) -> pd.DataFrame:
    """Empty text and empty numbers as the page has them."""
    texts = ["area_code", "verdict", "state"]
    return back.assign(**{n: back[n].astype(object).where(back[n].notna(), "") for n in texts})


def test_a_file_explains_itself(view: View) -> None:
    teller = Teller("zh", view.records.tree.names, "砚霁区", "砚霁区", "township", "2025-H2")
    frame = shown.frame(teller, board.read(EVERYWHERE, view), "on_time_rate")
    contents = shown.export(teller, view, frame, "on_time_rate", "暂定", loads(view))
    chosen = dict(contents.filters)
    assert chosen["时段"] == "2026-H1"
    assert chosen["日期"] == "2026-01-01 – 2026-06-30"
    assert chosen["数据截至"] == "2026-10-20T12:00:00Z"
    assert chosen["时区"] == "Asia/Shanghai"
    assert chosen["数据版本"] == view.records.snapshot
    assert f"snapshot={view.records.snapshot}" in chosen["固定链接"]
    assert chosen["说明"] == "暂定"
    assert set(contents.definitions["metric"]) == set(frame["metric"])
    assert list(contents.batches.columns) == ["file_name", "sha256", "as_of", "rows"]
    assert contents.batches["sha256"].str.len().eq(64).all()

    book = openpyxl.load_workbook(io.BytesIO(export.to_xlsx(contents)))
    assert book.sheetnames == ["data", "definitions", "filters", "batches"]


def test_hidden_numbers_are_in_no_file(view: View) -> None:
    teller = Teller("en", view.records.tree.names, "", "", "township", "2025-H2")
    frame = shown.frame(teller, board.read(EVERYWHERE, view), "resolution_rate")
    hidden = frame[frame["state"] == "hidden"]
    assert not hidden.empty
    numbers = ["numerator", "denominator", "value", "low", "high", "n", "difference",
               "difference_low", "difference_high", "smallest_difference"]  # fmt: skip
    assert hidden[numbers].isna().all(axis=None)
