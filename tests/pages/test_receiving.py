"""Does a file that is sent reach the disk whole, and only from a page that may send one?"""

import asyncio
import resource
import tracemalloc
from collections import namedtuple
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from data import uploads
from pages.components.intake import receiving, tickets
from pages.components.intake.receiving import ARRIVED, BROKEN, NO_ROOM, TOO_LARGE, UNKNOWN
from pages.components.intake.tickets import Tickets

HOST = "here.example"
Sizes = namedtuple("Sizes", "total used free")


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Tickets:
    """The tickets of a server that has given none yet."""
    fresh = Tickets()
    monkeypatch.setattr(receiving, "TICKETS", fresh)
    monkeypatch.setattr(tickets, "TICKETS", fresh)
    return fresh


def put(
    path: str, chunks: Iterable[bytes], length: int | None, *, breaks_off: bool = False,
    method: str = "PUT", **headers: str,
) -> int:  # fmt: skip
    """Send a body to the route, as a server would hand it over; return the status."""
    named = {"host": HOST, **headers}
    if length is not None:
        named["content-length"] = str(length)
    where, _, query = path.partition("?")
    scope = {
        "type": "http", "method": method, "path": where, "query_string": query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in named.items()],
    }  # fmt: skip
    body, told = iter(chunks), []

    async def receive() -> dict:
        chunk = next(body, None)
        if chunk is not None:
            return {"type": "http.request", "body": chunk, "more_body": True}
        if breaks_off:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        told.append(message)

    asyncio.run(Starlette(routes=[receiving.ROUTE])(scope, receive, send))
    return told[0]["status"]


def left(home: Path) -> list[Path]:
    folder = home / uploads.FOLDER
    return [p for p in folder.rglob("*") if p.is_file()] if folder.exists() else []


def ticket_of(given: Tickets, home: Path) -> str:
    return given.give(home, "session", bool)


@pytest.mark.parametrize("before", ["", "/dashboard"])
def test_a_file_reaches_the_disk_under_a_harmless_name(
    given: Tickets, tmp_path: Path, before: str
) -> None:
    ticket = ticket_of(given, tmp_path)
    path = f"{before}/intake/{ticket}?name=..%2F..%2F%E5%B7%A5%E5%8D%95%3F.csv"
    assert put(path, [b"a,b\n", b"1,2\n"], 8) == ARRIVED
    arrived = given.collect(ticket)
    assert arrived.name == "工单_.csv"
    assert arrived.read_bytes() == b"a,b\n1,2\n"
    assert arrived.parent.parent == tmp_path / uploads.FOLDER
    assert oct(arrived.parent.stat().st_mode & 0o777) == "0o700"
    assert given.collect(ticket) is None, "it is handed over once"


def test_a_ticket_is_good_for_one_file_and_cannot_be_guessed(
    given: Tickets, tmp_path: Path
) -> None:
    ticket = ticket_of(given, tmp_path)
    assert len(ticket) >= 43  # 256 bits
    assert put("/intake/guessed?name=a", [b"a"], 1) == UNKNOWN
    assert put(f"/intake/{ticket}?name=a", [b"a"], 1) == ARRIVED
    assert put(f"/intake/{ticket}?name=b", [b"b"], 1) == UNKNOWN
    assert [p.name for p in left(tmp_path)] == ["a"]
    assert put(f"/intake/{ticket}?name=a", [b"a"], 1, method="POST") == 405


@pytest.mark.parametrize(
    "header",
    [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"},
     {"sec_fetch_site": "same-site"}],
)  # fmt: skip
def test_another_site_cannot_send(given: Tickets, tmp_path: Path, header: dict) -> None:
    ticket = ticket_of(given, tmp_path)
    assert put(f"/intake/{ticket}?name=a", [b"a"], 1, **header) == UNKNOWN
    assert not left(tmp_path)
    ours = {"origin": f"https://{HOST}", "sec_fetch_site": "same-origin"}
    assert put(f"/intake/{ticket}?name=a", [b"a"], 1, **ours) == ARRIVED


def test_who_has_closed_the_page_cannot_send(
    given: Tickets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = ticket_of(given, tmp_path)
    monkeypatch.setattr(receiving, "is_open", lambda session: session != "session")
    assert put(f"/intake/{ticket}?name=a", [b"a"], 1) == UNKNOWN
    assert not left(tmp_path)


def test_half_a_file_is_removed_and_can_be_sent_again(given: Tickets, tmp_path: Path) -> None:
    ticket = ticket_of(given, tmp_path)
    large = [b"x" * receiving.BUFFER] * 3
    assert put(f"/intake/{ticket}?name=a", large, 10**7, breaks_off=True) == BROKEN
    assert put(f"/intake/{ticket}?name=a", large, 10**7) == BROKEN, "shorter than promised"
    assert put(f"/intake/{ticket}?name=a", large, None) == BROKEN, "its size is not told"
    assert not list((tmp_path / uploads.FOLDER).iterdir())
    assert put(f"/intake/{ticket}?name=a", large, 3 * receiving.BUFFER) == ARRIVED
    assert left(tmp_path)[0].stat().st_size == 3 * receiving.BUFFER


def test_what_the_disk_has_no_room_for_is_refused_before_it_comes_in(
    given: Tickets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _: Sizes(1_000, 600, 400))
    ticket = ticket_of(given, tmp_path)

    def unread() -> Iterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    assert put(f"/intake/{ticket}?name=a", unread(), 101) == TOO_LARGE
    assert put(f"/intake/{ticket}?name=a", [b"x" * 100], 100) == ARRIVED


def test_a_disk_that_fills_up_is_told(given: Tickets, tmp_path: Path) -> None:
    ticket, limits = ticket_of(given, tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    large = [b"x" * receiving.BUFFER] * 3
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * receiving.BUFFER, limits[1]))
    try:
        assert put(f"/intake/{ticket}?name=a", large, 3 * receiving.BUFFER) == NO_ROOM
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not list((tmp_path / uploads.FOLDER).iterdir())


def test_what_was_sent_from_a_page_that_is_closed_does_not_stay(
    given: Tickets, tmp_path: Path
) -> None:
    ticket = ticket_of(given, tmp_path)
    assert put(f"/intake/{ticket}?name=a", [b"a"], 1) == ARRIVED
    given.give(tmp_path, "another", lambda session: session == "another")
    assert not given.knows(ticket)
    assert not left(tmp_path)


def test_a_large_file_passes_through_little_memory(given: Tickets, tmp_path: Path) -> None:
    ticket, chunk, count = ticket_of(given, tmp_path), b"x" * 65_536, 5_000
    size = count * len(chunk)  # 328 MB
    tracemalloc.start()
    try:
        assert put(f"/intake/{ticket}?name=a", (chunk for _ in range(count)), size) == ARRIVED
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert left(tmp_path)[0].stat().st_size == size
    assert most < 20e6
