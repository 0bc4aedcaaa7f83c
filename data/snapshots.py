"""What changed between two snapshots?"""

from dataclasses import dataclass

from data.schema import TABLES
from data.store import Store


@dataclass(frozen=True)
class TableChange:
    """Rows of a table in two snapshots."""

    table: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """Rows more, or fewer."""
        return self.after - self.before


def changes(store: Store, before: str, after: str) -> list[TableChange]:
    """Rows of every table that either snapshot has any of, in the order of the dictionary."""
    counts = {snapshot.id: snapshot.rows for snapshot in store.snapshots()}
    old, new = counts[before], counts[after]
    return [
        TableChange(name, old.get(name, 0), new.get(name, 0))
        for name in TABLES
        if name in old or name in new
    ]
