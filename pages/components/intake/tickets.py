"""Who may send a file to the server, and where has it arrived?

A page that somebody may see gives out a ticket, an address that nobody can guess; whoever has no
such page has no way to send anything. A ticket is good for one file, for as long as the page it
was given to is open.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from data import uploads


@dataclass
class Ticket:
    """Leave to send one file into a store, given to a session."""

    home: Path
    session: str
    arrived: Path | None = None
    sending: bool = field(default=False)


class Tickets:
    """The tickets of one server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: dict[str, Ticket] = {}

    def give(self, home: Path, session: str, is_open: Callable[[str], bool]) -> str:
        """A new ticket; those of pages that are closed, and what was sent by them, are removed."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            for old, ticket in list(self._given.items()):
                if not ticket.sending and not is_open(ticket.session):
                    del self._given[old]
                    _drop(ticket)
            self._given[name] = Ticket(home, session)
        return name

    def begin(self, name: str) -> Ticket | None:
        """Take a ticket in use; None if there is no such one, or it is in use or used up."""
        with self._lock:
            ticket = self._given.get(name)
            if ticket is None or ticket.sending or ticket.arrived:
                return None
            ticket.sending = True
            return ticket

    def end(self, name: str, arrived: Path | None) -> None:
        """The file has arrived; or it has not, and may be sent again."""
        with self._lock:
            ticket = self._given[name]
            ticket.sending, ticket.arrived = False, arrived

    def collect(self, name: str) -> Path | None:
        """The file that has arrived, handed over once; None while there is none."""
        with self._lock:
            ticket = self._given.get(name)
            if ticket is None or ticket.arrived is None:
                return None
            del self._given[name]
            return ticket.arrived

    def knows(self, name: str) -> bool:
        """Whether a ticket is good still."""
        return name in self._given


def _drop(ticket: Ticket) -> None:
    if ticket.arrived:
        uploads.drop(ticket.home, ticket.arrived)


TICKETS = Tickets()
