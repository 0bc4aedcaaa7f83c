"""How does a file come in without passing through memory? One route beside those of Streamlit.

`PUT /intake/<ticket>?name=<name of the file>` writes its body to disk as it arrives. The upload
widget of Streamlit would hold the whole file in memory. No cookie says who sends: the ticket does,
so another site cannot send anything in a reader's name; requests that a browser marks as coming
from another site are refused besides.
"""

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import runtime

from data import uploads
from data.store import Store
from pages.components.intake.tickets import TICKETS, Ticket

PATH = "intake"
BUFFER = 1 << 20  # bytes that are written to disk at a time
ARRIVED, BROKEN, UNKNOWN, TOO_LARGE, NO_ROOM = 204, 400, 404, 413, 507


def is_open(session: str) -> bool:
    """Whether the page of a session is open; without a server all are, as in tests."""
    return not runtime.exists() or runtime.get_instance().is_active_session(session)


async def receive(request: Request) -> Response:
    """Take a file in, or say by the status why not; nothing stays of one that breaks off."""
    name = request.path_params["ticket"]
    if not _is_from_here(request):
        return Response(status_code=UNKNOWN)
    ticket = TICKETS.begin(name)
    if ticket is None:
        return Response(status_code=UNKNOWN)
    arrived, status = None, BROKEN
    try:
        if not is_open(ticket.session):
            return Response(status_code=UNKNOWN)
        status = _refusal(request, ticket)
        if not status:
            incoming = uploads.Incoming(ticket.home, request.query_params.get("name", ""))
            status = await _written(request, incoming)
            arrived = incoming.path if status == ARRIVED else None
    finally:
        TICKETS.end(name, arrived)
    return Response(status_code=status)


def _is_from_here(request: Request) -> bool:
    """Whether the page that sends is ours, as far as the browser tells."""
    if site := request.headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = request.headers.get("origin")  # browsers tell less where there is no HTTPS
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _refusal(request: Request, ticket: Ticket) -> int:
    """Why a file is not even begun: its size is not told, or there is no room for it; else 0."""
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        return BROKEN
    home = Store(ticket.home)
    newest = home.current()
    most = uploads.most_bytes(ticket.home, home.size(newest.id) if newest else 0)
    return TOO_LARGE if int(length) > most else 0


async def _written(request: Request, incoming: uploads.Incoming) -> int:
    """Write the body away from the loop that serves everybody; drop it unless it is whole."""
    promised, held = int(request.headers["content-length"]), bytearray()
    try:
        async for chunk in request.stream():
            held += chunk
            if len(held) >= BUFFER:
                await run_in_threadpool(incoming.write, bytes(held))
                held.clear()
        await run_in_threadpool(incoming.write, bytes(held))
        if incoming.close() == promised:
            return ARRIVED
        status = BROKEN
    except ClientDisconnect:
        status = BROKEN
    except OSError:  # the disk is full
        status = NO_ROOM
    except BaseException:
        incoming.drop()
        raise
    incoming.drop()
    return status


ROUTE = Route("/{before:path}" + PATH + "/{ticket}", receive, methods=["PUT"])
