"""Which cells must be hidden so that nobody's opinion can be told, not even by subtraction?

A cell of opinions is hidden if fewer than k people stand behind its numerator, its complement or
its n. Zero counts as fewer: "nobody here is satisfied" tells what each of them thinks, and if only
perfect cells were shown, every hidden one would be known to hold somebody unhappy. A cell without
any answer holds no opinion and is not hidden.

Totals are published too, so hidden cells are protected against "total minus those shown": in every
line that adds up to a shown total at least two cells are hidden, and together they pass the rule.
Lines run along every dimension of the frame and up the hierarchy of places, from coarse to fine,
as the frames of the coarser groupings with the same filters would be hidden.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SMALLEST_CELL = 10
DIGITS = 9  # of sums of people: rounding errors must not make ten of them few
SPARSE = 16  # numbers a cell, beyond which they are sorted; else they are places in a list
Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]
Line = tuple[Numbers, Flags]  # the line of each cell; whether its total is hidden


def hidden_cells(
    cells: pd.DataFrame,
    hierarchies: Sequence[Sequence[str]],
    counts: Sequence[str],
    smallest: int = SMALLEST_CELL,
) -> Flags:
    """Find the cells to hide, for their own sake or to protect others.

    Parameters
    ----------
    cells : DataFrame
        One row a cell: the columns of the hierarchies, and the counts.
    hierarchies : sequence of sequence of str
        One entry a dimension, its columns from coarse to fine: district, township, village.
        Together the finest columns name a cell.
    counts : sequence of str
        Counts of people that must not be small: first n, then numerators and complements. They
        add up over cells.
    smallest : int
        k: fewer people than this are hidden.

    Returns
    -------
    array of bool, one a row
        Whether the cell is hidden.

    Raises
    ------
    ValueError
        If two rows name the same cell.

    Examples
    --------
    Only the third village has few unhappy people; the second is hidden to protect it.

    >>> villages = pd.DataFrame(
    ...     {"village": list("abc"), "n": [90, 60, 50], "happy": [70, 45, 48], "rest": [20, 15, 2]}
    ... )
    >>> hidden_cells(villages, [["village"]], ["n", "happy", "rest"]).tolist()
    [False, True, True]
    """
    finest = [column for levels in hierarchies for column in levels]
    if finest and cells.duplicated(finest).any():
        raise ValueError("two rows name the same cell; the hierarchies must tell cells apart")
    people = cells[list(counts)].to_numpy(float)
    if not _small(people, smallest).any():  # then no sum of theirs is small
        return np.zeros(len(cells), dtype=bool)
    told_by = [codes(cells, levels) for levels in hierarchies]
    margins: dict[tuple[int, ...], tuple[Numbers, Flags]] = {}
    for depth in sorted(product(*(range(len(known)) for known in told_by)), key=sum):
        row, first = rows(told_by, depth, len(cells))
        sums = [np.bincount(row, count, len(first)).round(DIGITS) for count in people.T]
        lines = []
        for dimension, level in enumerate(depth):
            if level:
                total, hidden = margins[(*depth[:dimension], level - 1, *depth[dimension + 1 :])]
                lines.append((total[first], hidden))
        margins[depth] = row, protect(np.asarray(sums, float).T, lines, smallest)
    row, hidden = margins[tuple(len(levels) for levels in hierarchies)]
    return hidden[row]


def codes(cells: pd.DataFrame, columns: Sequence[str]) -> list[Numbers]:
    """For every depth of some columns a number a cell, equal where the columns so far are.

    Numbers are in order of the values, one column after the other; a missing value is the last.
    """
    found = [np.zeros(len(cells), dtype=np.intp)]
    for column in columns:
        own, values = pd.factorize(cells[column], sort=True, use_na_sentinel=False)
        found.append(_numbered(found[-1] * len(values) + own)[0])
    return found


def rows(
    told_by: Sequence[Sequence[Numbers]], depth: Sequence[int], cells: int
) -> tuple[Numbers, Numbers]:
    """The row of each cell in the margin of a depth, in order, and a cell of each row."""
    mixed = np.zeros(cells, dtype=np.intp)
    for known, level in zip(told_by, depth, strict=True):
        mixed = mixed * (known[level].max(initial=0) + 1) + known[level]
    return _numbered(mixed)


def _numbered(numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Numbers from 0 on for equal ones, in their order, and where each occurs first."""
    most = numbers.max(initial=-1) + 1
    if most > SPARSE * len(numbers):
        _, first, row = np.unique(numbers, return_index=True, return_inverse=True)
        return row.reshape(-1), first
    first = np.full(most, -1, dtype=np.intp)
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    there = first >= 0
    return (np.cumsum(there) - 1)[numbers], first[there]


def protect(
    counts: NDArray[np.float64],
    lines: Sequence[Line],
    smallest: int,
    *,
    hidden_before: Flags | None = None,
    same_people: Sequence[bool] = (),
    sizes: NDArray[np.float64] | None = None,
) -> Flags:
    """Hide small cells, then in every unsafe line the smallest one shown, until all are safe.

    Parameters
    ----------
    counts : array of float, shape (cells, counts)
        People that must not be few; a cell without any of the first count holds no opinion.
    lines : sequence of (array of int, array of bool)
        For every direction the line of each cell, and whether the total of each line is hidden.
    smallest : int
        k: fewer people than this are hidden.
    hidden_before : array of bool, shape (cells,)
        Cells that are hidden already, for the sake of another frame.
    same_people : sequence of bool
        Directions along which the same people stand in every cell, as they answer one question
        after the other: hidden cells of six each are six people together, not twelve.
    sizes : array of float, shape (cells,)
        The smallest of a line is hidden first; the first of the counts, where nothing is named.

    Returns
    -------
    array of bool, shape (cells,)
        Whether each cell is hidden.
    """
    filled = counts[:, 0] > 0
    hidden = _small(counts, smallest)
    if hidden_before is not None:
        hidden |= filled & hidden_before
    shared = tuple(same_people) or (False,) * len(lines)
    alone = _alone(filled, lines)
    order = np.lexsort((counts[:, 0] if sizes is None else sizes, alone))
    while True:
        before = hidden.copy()
        for line, same in zip(lines, shared, strict=True):
            unsafe = _unsafe(counts, hidden, filled, line, smallest, same)
            shown = order[(filled & ~hidden & unsafe[line[0]])[order]]
            first = np.unique(line[0][shown], return_index=True)[1]
            hidden[shown[first]] = True
        if (hidden == before).all():
            return hidden


def _small(counts: NDArray[np.float64], smallest: int) -> Flags:
    """Cells that hold opinions of too few people."""
    return (counts[:, 0] > 0) & (counts < smallest).any(axis=1)


def _unsafe(
    counts: NDArray[np.float64],
    hidden: Flags,
    filled: Flags,
    line: Line,
    smallest: int,
    same: bool,
) -> Flags:
    """Lines whose hidden cells could be worked out from the total, or would be few together."""
    ids, total_hidden = line
    size = len(total_hidden)
    number = np.bincount(ids, hidden, size)
    people = np.maximum(number, 1) if same else np.ones(size)
    together = np.column_stack([np.bincount(ids, c * hidden, size) / people for c in counts.T])
    few = (together < smallest).any(axis=1)
    several = np.bincount(ids, filled, size) > 1
    return np.where(
        total_hidden, (number == 0) | few, several & (number > 0) & ((number < 2) | few)
    )


def _alone(filled: Flags, lines: Sequence[Line]) -> Flags:
    """Cells that are the whole of a total that is shown: hiding them would protect nothing."""
    found = np.zeros(len(filled), dtype=bool)
    for ids, total_hidden in lines:
        number = np.bincount(ids, filled, len(total_hidden))
        found |= (number[ids] < 2) & ~total_hidden[ids]
    return found
