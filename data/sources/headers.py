"""Which row of a table names its columns, and which columns does it name?"""

from collections.abc import Sequence

from data.sources import names

SEARCHED = 30  # rows among which the header is looked for
Region = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column) of merged cells


def find(
    rows: Sequence[Sequence[str]], known: frozenset[str], merged: Sequence[Region] = ()
) -> int:
    """Position of the header row: the one with most of the profile's columns, at least two; or
    else the first row of texts that is nearly as wide as the table; or else the first row.
    """
    searched = range(min(len(rows), SEARCHED))
    if known:
        found = [_known(rows, row, known, merged) for row in searched]
        best = max(found, default=0)
        if best >= min(2, len(known)):
            return found.index(best)
    width = max((len(_texts(rows[row])) for row in searched), default=0)
    wide = (row for row in searched if len(_texts(rows[row])) >= max(0.6 * width, 1))
    return next(wide, 0)


def _known(
    rows: Sequence[Sequence[str]], row: int, known: frozenset[str], merged: Sequence[Region]
) -> int:
    return sum(names.header(name) in known for name in set(read(rows, row, merged)[0]))


def _texts(row: Sequence[str]) -> set[str]:
    """Distinct cells that are words, not numbers or times."""
    return {c for c in row if c.strip() and not c.strip()[0].isdigit()}


def read(
    rows: Sequence[Sequence[str]], row: int, merged: Sequence[Region] = ()
) -> tuple[list[str], int]:
    """Names of the columns, and how many rows the header takes.

    A heading that is merged over several columns stands above the names in the next row: the two
    are joined with "/". A heading merged downwards names its column alone.
    """
    here = [(first, last) for first, last in merged if first[0] == row]
    wide = [(first, last) for first, last in here if last[1] > first[1]]
    depth = max((last[0] - row + 1 for _, last in here), default=1)
    if wide and len(wide) < len(_texts(rows[row])):
        depth = max(depth, 2)
    levels = [list(rows[row + step]) for step in range(min(depth, len(rows) - row))]
    for first, last in merged:
        for level in range(max(first[0], row), min(last[0], row + len(levels) - 1) + 1):
            for column in range(first[1], min(last[1], len(levels[0]) - 1) + 1):
                levels[level - row][column] = rows[first[0]][first[1]]
    return [_joined(parts) for parts in zip(*levels, strict=True)], len(levels)


def _joined(parts: Sequence[str]) -> str:
    words = list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))
    return "/".join(words)
