"""What does a browser get that opens the address of a page?

The same for every page: an empty shell, which then looks for the server. It would look below the
address of the page first, where nothing answers, and would only then find the server one step up.
So the shell says where it is: in the folder from which the shell takes its scripts, whatever path
a proxy in front puts before it.
"""

from collections.abc import Iterable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import file_util

SHELL = Path(file_util.get_static_dir()) / "index.html"
HEAD = "<head>"
SAY_WHERE = "<script>window.__streamlit = {BACKEND_BASE_URL: new URL('./', location).href}</script>"


def routes(paths: Iterable[str]) -> list[Route]:
    """Routes of the shells of pages, by their addresses."""
    return [Route(f"/{{before:path}}{path}", _answer, methods=["GET"]) for path in paths]


def _answer(_: Request) -> HTMLResponse:
    shell = SHELL.read_text("utf-8").replace(HEAD, HEAD + SAY_WHERE, 1)
    return HTMLResponse(shell, headers={"Cache-Control": "no-cache"})
