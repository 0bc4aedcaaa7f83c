"""How does the reader take away exactly what is on screen?"""

import re
from dataclasses import replace
from functools import partial

import streamlit as st

from data import export
from data.export import Export
from pages.texts import t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(contents: Export, name: str) -> None:
    """Buttons: everything on screen as XLSX, every frame as CSV, with all that explains it inside.

    Files are made when they are asked for.

    Parameters
    ----------
    contents : Export
        What is on screen and where it comes from.
    name : str
        Name of the file, without its ending.
    """
    name = re.sub(r"[^\w-]+", "_", name)  # codes of places may hold any sign
    with st.container(key="downloads"):
        _buttons(contents, name)
        st.caption(t("download.explain"))


def _buttons(contents: Export, name: str) -> None:
    with st.container(horizontal=True):
        if len(contents.data) == 1:
            _csv(contents, name, "csv", t("download.csv"))
        else:
            with st.popover(t("download.csv"), icon=":material/download:", key="downloads_csv"):
                for title, frame in contents.data.items():
                    alone = replace(contents, data={title: frame})
                    _csv(alone, f"{name}-{title}", f"csv_{title}", t("download.csv_of", name=title))
        st.download_button(
            t("download.xlsx"),
            partial(export.to_xlsx, contents),
            f"{name}.xlsx",
            XLSX,
            key="download_xlsx",
            on_click="ignore",
            icon=":material/download:",
        )


def _csv(contents: Export, name: str, key: str, label: str) -> None:
    st.download_button(
        label,
        partial(export.to_csv, contents),
        f"{name}.csv",
        "text/csv",
        key=f"download_{key}",
        on_click="ignore",
        icon=":material/download:",
    )
