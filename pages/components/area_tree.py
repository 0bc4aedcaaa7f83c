"""Which place lies in which, and what is it called?"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

LEVELS = ("province", "city", "district", "township", "village")


@dataclass(frozen=True)
class AreaTree:
    """The places of the frame that `data.listings.areas` gives.

    `as_now` leaves those that another took over out of every choice; their names stay known.
    `divided` is the frame of `data.divided.parts`: villages whose records lie in several today.
    """

    frame: pd.DataFrame
    as_now: bool = False
    divided: pd.DataFrame | None = None

    @cached_property
    def names(self) -> dict[str, str]:
        """Name by code."""
        return dict(zip(self.frame["area_code"], self.frame["area_name"], strict=True))

    @cached_property
    def levels(self) -> dict[str, str]:
        """Level by code."""
        return dict(zip(self.frame["area_code"], self.frame["level"], strict=True))

    @cached_property
    def _parents(self) -> dict[str, str]:
        """Parent by code; a place whose parent is not in sight is a root."""
        pairs = zip(self.frame["area_code"], self.frame["parent_code"], strict=True)
        return {code: parent if parent in self.names else "" for code, parent in pairs}

    @cached_property
    def _ended(self) -> dict[str, date]:
        ended = self.frame.dropna(subset=["valid_to"])
        days = pd.to_datetime(ended["valid_to"]).dt.date
        return dict(zip(ended["area_code"], days, strict=True))

    @cached_property
    def heirs(self) -> dict[str, str]:
        """The place that took over each one that is gone, by its code."""
        taken = self.frame.dropna(subset=["heir_code"])
        return dict(zip(taken["area_code"], taken["heir_code"], strict=True))

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """The villages in which the records of a divided one lie today, by its code."""
        if self.divided is None:
            return {}
        by_code = self.divided.groupby("area_code")["part_code"]
        return {str(code): tuple(parts) for code, parts in by_code}

    def name(self, code: str) -> str:
        """Name of a place, its code where it has none."""
        return self.names.get(code, code)

    def ended(self, code: str) -> date | None:
        """Last day of a place that no longer exists."""
        return self._ended.get(code)

    def path(self, code: str) -> tuple[str, ...]:
        """Places from the top down to this one."""
        steps = []
        while code:
            steps.append(code)
            code = self._parents[code]
        return tuple(reversed(steps))

    def children(self, code: str = "") -> tuple[str, ...]:
        """Places directly below; the roots for no code. Those that ended come last."""
        return self._inside.get(code, ())

    @cached_property
    def _all_inside(self) -> dict[str, list[str]]:
        """Children by code, found once: a country has hundreds of thousands of places."""
        found: dict[str, list[str]] = {}
        for code, parent in self._parents.items():
            found.setdefault(parent, []).append(code)
        return found

    @cached_property
    def _inside(self) -> dict[str, tuple[str, ...]]:
        """Those of them that can be chosen, in the order of the lists."""
        ended, left_out = self._ended, self.heirs if self.as_now else {}
        return {
            parent: tuple(
                sorted((c for c in codes if c not in left_out), key=lambda c: (c in ended, c))
            )
            for parent, codes in self._all_inside.items()
        }

    def top(self) -> str:
        """The only root, or "" where there are several or none."""
        roots = self.children()
        return roots[0] if len(roots) == 1 else ""

    @cached_property
    def _levels_by_depth(self) -> tuple[frozenset[str], ...]:
        """Levels that places have, by how far below nothing they lie: roots first."""
        children = self._all_inside
        found, row = [], children.get("", [])
        while row:
            found.append(frozenset(self.levels[code] for code in row))
            row = [child for code in row for child in children.get(code, ())]
        return tuple(found)

    def depth(self) -> int:
        """How many levels of choice there are below the top."""
        return len(self._levels_by_depth) - (1 if self.top() else 0)

    def level_at(self, depth: int) -> str:
        """Level that places so far below the roots have; the highest, where it differs."""
        there = self._levels_by_depth
        found = there[depth] if depth < len(there) else frozenset()
        return next((level for level in LEVELS if level in found), "village")

    def level_below(self, code: str) -> str:
        """Level to compare inside a place: that of its children, its own if it has none."""
        inside = self.children(code or self.top()) or self.children(self.parent(code))
        found = {self.levels[c] for c in inside}
        return next((level for level in LEVELS if level in found), "village")

    def parent(self, code: str) -> str:
        """The place above, "" at the top."""
        return self._parents.get(code, "")
