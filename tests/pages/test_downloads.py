"""Does every file hold, cell by cell, the rows that the screen shows?"""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import LookAt
from tests.pages.test_every_page import IN_TURNS


def _compare(name: str, part: str) -> None:
    """Read the files of a part back, and tell in words where they differ from its tables."""
    import importlib
    import io
    from dataclasses import replace

    import pandas as pd
    import streamlit as st

    from data import export
    from pages.components import filters as chosen
    from pages.components import frame, signin, standing
    from pages.components.look import palette
    from pages.components.tables import MOST_ROWS

    page = importlib.import_module(f"pages.{name}").PAGE
    scope = signin.scope()
    view = chosen.choose(scope, page.offers)
    assert view
    stand = standing.read(scope, view, page.metrics)
    asked = frame.Asked(scope, view, frame.teller(view, stand), palette())
    told = page.parts[part](asked)
    contents = frame.export(asked, stand, told, part)
    book = io.BytesIO(export.to_xlsx(contents))
    st.session_state["tables"] = 0
    for panel in told:
        if panel.rows.empty:
            continue
        for sheet, drawn in panel.sheets.items():
            if drawn.empty:
                continue
            alone = replace(contents, data={sheet: contents.data[sheet]})
            text = io.BytesIO(export.to_csv(alone))
            kinds = drawn.dtypes.to_dict()
            as_text = {c: str for c in drawn if not pd.api.types.is_numeric_dtype(kinds[c])}
            for back in (
                pd.read_csv(text, comment="#", dtype=as_text, keep_default_na=True),
                pd.read_excel(book, sheet, dtype=as_text, engine="calamine"),
            ):
                assert list(back.columns) == list(drawn.columns)
                for column in back.columns:
                    told_, read = drawn[column], back[column]
                    if pd.api.types.is_numeric_dtype(kinds[column]):
                        pd.testing.assert_series_equal(
                            read.astype(float), told_.reset_index(drop=True).astype(float),
                            check_names=False,
                        )  # fmt: skip
                    else:
                        shown = ["" if pd.isna(v) else str(v) for v in told_]
                        assert ["" if pd.isna(v) else str(v) for v in read] == shown, column
        assert len(panel.cells) == min(len(panel.rows), MOST_ROWS)
        st.session_state["tables"] += 1


@pytest.mark.parametrize(("name", "part", "lang"), IN_TURNS)
def test_files_hold_what_the_tables_show(
    demo_home: Path, look_at: LookAt, name: str, part: str, lang: str
) -> None:
    look_at(demo_home)
    app = AppTest.from_function(_compare, default_timeout=60, args=(name, part))
    app.session_state["language"] = lang
    app.run()
    assert not app.exception, app.exception[0].message
    assert app.session_state["tables"] > 0
