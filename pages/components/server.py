"""How is the dashboard started? `python -m pages.components.server [options of streamlit run]`.

A folder called pages/ beside the entry script makes a fresh server look for pages in it until
somebody's visit has run `st.navigation`: whoever opened a link to a page first would read "Page
not found". So it is run once before anybody can visit, and the pages are imported, which takes
seconds that the first visitor would wait for.
"""

import importlib
import logging
import sys

import streamlit as st
from streamlit.web import cli

ENTRY = "dashboard.py"


def main() -> None:
    """Start the server in the folder of the project."""
    logging.disable(logging.WARNING)  # that no visit is running is just what is wanted
    st.navigation([st.Page(ENTRY)], position="hidden")
    importlib.import_module("dashboard")
    logging.disable(logging.NOTSET)
    sys.argv = ["streamlit", "run", ENTRY, *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
