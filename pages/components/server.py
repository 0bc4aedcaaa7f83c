"""How is the dashboard started? `python -m pages.components.server [options of streamlit run]`.

A folder called pages/ beside the entry script makes a fresh server look for pages in it until
somebody's visit has run `st.navigation`: whoever opened a link to a page first would read "Page
not found". So it is run once before anybody can visit, and the pages are imported, which takes
seconds that the first visitor would wait for. Beside the routes of Streamlit there is one by which
files come in.
"""

import importlib
import logging
import sys
from pathlib import Path

import click
import streamlit as st
from streamlit.web import cli

from pages.components.intake import receiving

ENTRY = Path(__file__).parents[2] / "dashboard.py"


@click.command(help="Start the dashboard; the options are those of streamlit run.")
@cli.configurator_options
def main(**options: object) -> None:
    """Start the server in the folder of the project."""
    logging.disable(logging.WARNING)  # that no visit is running is just what is wanted
    st.navigation([st.Page(ENTRY)], position="hidden")
    importlib.import_module("dashboard")
    logging.disable(logging.NOTSET)
    sys.argv = [str(ENTRY)]  # the script whose settings and secrets count
    named = {name.replace("_", "."): value for name, value in options.items()}
    st.App(ENTRY, routes=[receiving.ROUTE]).run(
        config={name: value for name, value in named.items() if value not in (None, ())}
    )


if __name__ == "__main__":
    main()
