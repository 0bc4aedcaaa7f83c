"""Which places may this person see?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """What a person may see: the places listed and everything below them.

    `areas` is None for everywhere. An empty set is nowhere, never everywhere.
    """

    areas: frozenset[str] | None = None


EVERYWHERE = Scope()
