"""How is the dashboard started? `python -m pages.components.server [options of streamlit run]`.

A folder called pages/ beside the entry script makes a fresh server look for pages in it until
somebody's visit has run `st.navigation`: whoever opened a link to a page first would read "Page
not found". So it is run once before anybody can visit. The pages are imported and two of them are
drawn for nobody, or the first visitor would wait for all that is done only once. Beside the routes
of Streamlit there is one by which files come in, and one a page that tells browsers where the
server is.
"""

import importlib
import logging
import sys
from pathlib import Path

import click
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.web import cli

from pages.components import shell
from pages.components.intake import receiving

ENTRY = Path(__file__).parents[2] / "dashboard.py"
LOG = logging.getLogger(__name__)
REHEARSED = ("pages.overview", "pages.grid_map")  # between them they use most of what there is
PATIENCE = 60  # seconds for a page; what takes longer is left to its visitors


@click.command(help="Start the dashboard; the options are those of streamlit run.")
@cli.configurator_options
def main(**options: object) -> None:
    """Start the server in the folder of the project."""
    logging.disable(logging.WARNING)  # that no visit is running is just what is wanted
    st.navigation([st.Page(ENTRY)], position="hidden")
    pages = importlib.import_module("dashboard").PAGES
    left = rehearse()
    logging.disable(logging.NOTSET)
    for module in left:
        LOG.warning("%s was not drawn within %s seconds; its first visitor waits", module, PATIENCE)
    sys.argv = [str(ENTRY)]  # the script whose settings and secrets count
    named = {name.replace("_", "."): value for name, value in options.items()}
    st.App(ENTRY, routes=[receiving.ROUTE, *shell.routes(pages)]).run(
        config={name: value for name, value in named.items() if value not in (None, ())}
    )


def rehearse() -> list[str]:
    """Draw pages as somebody would see them first; what they ask of the records is remembered.

    Returns those that took too long.
    """
    left = []
    for module in REHEARSED:
        drawn = AppTest.from_string(f"import {module}\n{module}.render()", default_timeout=PATIENCE)
        try:
            drawn.run()
        except RuntimeError:  # of so many records: the server has to start all the same
            left.append(module)
    return left


if __name__ == "__main__":
    main()
