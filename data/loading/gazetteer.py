"""Which place is meant by a name below other names?"""

import difflib
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data.sentences import Sentence, say
from data.sources import names

NOTHING = Sentence("", "")
MOST_NAMED = 5  # places named in a message
LIKENESS = 0.75  # from which a known name is worth naming: North is no hint at South
MOST_HINTS = 200  # unknown names for which a near one is sought
Path = Sequence[tuple[str, str | None]]  # (level, text), top-down


@dataclass(frozen=True)
class Area:
    """One place of the hierarchy."""

    code: str
    name: str
    level: str
    parent: str = ""


@dataclass(frozen=True)
class Fault:
    """Why a path of names leads to no place."""

    level: str
    rule: str
    value: str = ""
    other: Sentence = NOTHING


class Gazetteer:
    """The places that are known, found by code or by name below a place."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._by_code: dict[str, Area] = {}
        self._by_name: dict[tuple[str, str], list[Area]] = defaultdict(list)
        self._by_loose_name: dict[tuple[str, str], list[Area]] = defaultdict(list)
        for area in areas:
            self.add(area)

    def add(self, area: Area) -> None:
        """Make a place known."""
        self._by_code[area.code] = area
        self._by_name[area.level, names.normal(area.name)].append(area)
        self._by_loose_name[area.level, names.loose(area.name, area.level)].append(area)

    def named(self, level: str, text: str, above: Area | None) -> list[Area]:
        """Places of that name anywhere below `above`."""
        return self._below(self._by_name.get((level, names.normal(text)), []), above)

    def nearly_named(self, level: str, text: str, above: Area | None) -> list[Area]:
        """Places of that name in traditional characters, or with another word for its kind."""
        return self._below(self._by_loose_name.get((level, names.loose(text, level)), []), above)

    def _below(self, found: Iterable[Area], above: Area | None) -> list[Area]:
        return [a for a in found if above is None or above.code in self._ancestors(a)]

    def described(self, area: Area) -> str:
        """Code, name and place above, to tell candidates apart."""
        parent = self._by_code.get(area.parent)
        return f"{area.code} ({area.name}{f', {parent.name}' if parent else ''})"

    def coded(self, code: str) -> Area | None:
        """The place of that code."""
        return self._by_code.get(code)

    def nearest(self, level: str, text: str, above: Area | None) -> Sentence:
        """Hint at a known name like this one, or at the same name elsewhere; may be empty."""
        elsewhere = self.named(level, text, None)
        if elsewhere:
            parent = self._by_code.get(elsewhere[0].parent)
            if not parent:
                return NOTHING
            return say("row.lies_elsewhere", name=elsewhere[0].name, parent=parent.name)
        known = [
            a.name
            for (of_level, _), areas in self._by_name.items()
            if of_level == level
            for a in areas
            if above is None or above.code in self._ancestors(a)
        ]
        return _near(text, known)

    def _ancestors(self, area: Area) -> Iterator[str]:
        for _ in range(10):  # more than the six levels; a circle ends here too
            parent = self._by_code.get(area.parent)
            if parent is None:
                return
            yield parent.code
            area = parent


class Finder:
    """Finds the places of the paths of one file, and makes those that are missing if asked to."""

    def __init__(self, gazetteer: Gazetteer, source: str, is_creating: bool) -> None:
        self.gazetteer = gazetteer
        self._source = source
        self.is_creating = is_creating
        self._hints_left = MOST_HINTS
        self.created: list[Area] = []

    def find(self, path: Path, is_wanted: bool) -> dict[str, Area] | Fault:
        """Places by level, top-down by name; a level without text is passed over.

        is_wanted: some row of the path has no other fault; no place is made for the others.
        """
        above: Area | None = None
        found: dict[str, Area] = {}
        for level, text in path:
            if not text:
                continue
            hits = self.gazetteer.named(level, text, above)
            if not hits and not self.is_creating:  # a new place may differ by its kind alone
                hits = self.gazetteer.nearly_named(level, text, above)
            if len(hits) > 1:
                shown = sorted(hits, key=lambda a: a.code)[:MOST_NAMED]
                described = [self.gazetteer.described(a) for a in shown]
                return Fault(level, "ambiguous_area", text, say("list.all", names=described))
            if not hits and not (self.is_creating and is_wanted):
                return Fault(level, "unknown_area", text, self._hint(level, text, above))
            new = "" if hits else self._new_code(text, above)
            above = found[level] = hits[0] if hits else self._create(new, text, level, above)
        return found

    def create_coded(self, path: Path) -> None:
        """Make the places of a path of codes that are not known; their names are their codes."""
        above: Area | None = None
        for level, text in path:
            if text:
                above = self.gazetteer.coded(text) or self._create(text, text, level, above)

    def _create(self, code: str, name: str, level: str, above: Area | None) -> Area:
        area = Area(code, name, level, above.code if above else "")
        self.gazetteer.add(area)
        self.created.append(area)
        return area

    def _hint(self, level: str, text: str, above: Area | None) -> Sentence:
        self._hints_left -= 1
        return self.gazetteer.nearest(level, text, above) if self._hints_left >= 0 else NOTHING

    def _new_code(self, text: str, above: Area | None) -> str:
        """Readable and the same in every load: parent's code and the name, else source and name."""
        slug = re.sub(r"\W+", "-", names.normal(text)).strip("-")
        code = f"{above.code if above else self._source}:{slug}"
        if slug and not self.gazetteer.coded(code):
            return code
        return f"{code}-{hashlib.sha256(names.normal(text).encode()).hexdigest()[:8]}"


def _near(text: str, known: Iterable[str]) -> Sentence:
    near = difflib.get_close_matches(text, list(known), 1, LIKENESS)
    return say("row.did_you_mean", near=near[0]) if near else NOTHING
