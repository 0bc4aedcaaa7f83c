"""How does the reader take away exactly what is on screen?"""

import re

import streamlit as st

from data import export
from data.export import Export
from pages.texts import t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(contents: Export, name: str) -> None:
    """Two buttons: the frame on screen as CSV and as XLSX, with all that explains it inside.

    Parameters
    ----------
    contents : Export
        What is on screen and where it comes from.
    name : str
        Name of the file, without its ending.
    """
    name = re.sub(r"[^\w-]+", "_", name)  # codes of places may hold any sign
    with st.container(key="downloads", horizontal=True):
        st.download_button(
            t("download.csv"),
            export.to_csv(contents),
            f"{name}.csv",
            "text/csv",
            key="download_csv",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            t("download.xlsx"),
            export.to_xlsx(contents),
            f"{name}.xlsx",
            XLSX,
            key="download_xlsx",
            on_click="ignore",
            icon=":material/download:",
        )
    st.caption(t("download.explain"))
