"""From what can records be read? From the store on this machine, or from a lake on a cluster."""

from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar

import ibis

Answer = TypeVar("Answer")


class Records(Protocol):
    """What `queries` and `listings` need of whatever holds the records."""

    def table(self, name: str, snapshot_id: str = "") -> ibis.Table:
        """One table or view of a snapshot, of the current one if none is named."""
        ...

    def has(self, name: str, snapshot_id: str = "") -> bool:
        """Whether a snapshot holds a table or view of that name."""
        ...

    def is_counted(self, snapshot_id: str = "") -> bool:
        """Whether a snapshot holds counts alone, and its records stay in a lake."""
        ...

    def zone(self, snapshot_id: str = "") -> str:
        """Business time zone of a snapshot."""
        ...

    def once(self, snapshot_id: str, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """An answer about a snapshot, asked for the first time only."""
        ...
