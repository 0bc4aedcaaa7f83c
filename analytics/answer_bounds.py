"""How closely can anybody bound a hidden number of answers by all the lines it stands in?

A line adds up to a total: answers to a question, questions to a round, villages to a township. What
is known of all cells of a line but one bounds that one; its bounds narrow those of other lines. The
bounds are narrowed along all lines until nothing changes, which is quick and finds nearly all. What
only several lines together tell is found by `answer_witnesses`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Depth = tuple[int, ...]  # how many columns of each group tell cells apart
Numbers = NDArray[np.intp]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
PASSES = 50  # of all lines; bounds that go on for longer move by less than a person
CLOSE = 1e-6


@dataclass(frozen=True)
class Margin:
    """Cells added up by some columns.

    `row` is the row of each cell, `first` a cell of each row, `people` are those of a row (a
    question), `questions` how many questions it holds, `hidden` says which rows may not be told.
    """

    keys: tuple[str, ...]
    row: Numbers
    first: Numbers
    people: Floats
    questions: Floats
    hidden: Flags


@dataclass
class Bounds:
    """Least and most answers that each row of each margin can hold."""

    least: dict[Depth, Floats]
    most: dict[Depth, Floats]


def lines(margins: Mapping[Depth, Margin], depth: Depth) -> Iterator[tuple[int, Depth, Numbers]]:
    """Every direction in which rows of a depth add up: its group, the depth of the totals, and the
    total of each row."""
    for group, level in enumerate(depth):
        above = (*depth[:group], level - 1, *depth[group + 1 :])
        if level and above in margins:
            yield group, above, margins[above].row[margins[depth].first]


def bounds(margins: Mapping[Depth, Margin]) -> Bounds:
    """Narrow what is known of the hidden rows along all lines."""
    least, most = {}, {}
    for depth, margin in margins.items():
        answers = margin.people * margin.questions
        least[depth] = np.where(margin.hidden, 0.0, answers)
        most[depth] = np.where(margin.hidden, np.inf, answers)
    known = Bounds(least, most)
    for _ in range(PASSES):
        before = {depth: (least[depth].copy(), most[depth].copy()) for depth in margins}
        for depth in margins:
            for _group, above, total in lines(margins, depth):
                _narrow(known, depth, above, total)
        if all(
            np.allclose(before[d][0], least[d]) and np.allclose(before[d][1], most[d])
            for d in margins
        ):
            break
    return known


def _narrow(known: Bounds, depth: Depth, above: Depth, total: Numbers) -> None:
    """One direction: totals by their parts, parts by their total and the others."""
    least, most = known.least[depth], known.most[depth]
    size = len(known.least[above])
    open_ = ~np.isfinite(most)
    sum_least = np.bincount(total, least, size)
    sum_most = np.bincount(total, np.where(open_, 0.0, most), size)
    opened = np.bincount(total, open_, size)
    whole_most = np.minimum(known.most[above], np.where(opened > 0, np.inf, sum_most))
    whole_least = np.maximum(known.least[above], sum_least)
    known.most[above], known.least[above] = whole_most, whole_least
    others_open = opened[total] - open_ > 0
    others_most = sum_most[total] - np.where(open_, 0.0, most)
    known.most[depth] = np.minimum(most, whole_most[total] - (sum_least[total] - least))
    known.least[depth] = np.maximum(
        least, np.where(others_open, 0.0, whole_least[total] - others_most)
    )


def bounded(margins: Mapping[Depth, Margin], smallest: int) -> dict[Depth, Flags]:
    """Hidden rows of which anybody can tell that fewer than k people gave the answer, or another.

    Parameters
    ----------
    margins : mapping
        Margins by depth; the last group of a depth is that of answers.
    smallest : int
        k.

    Returns
    -------
    dict
        A flag for each row of every margin.
    """
    if not any(margin.hidden.any() for margin in margins.values()):
        return {depth: margin.hidden for depth, margin in margins.items()}
    known, found = bounds(margins), {}
    for depth, margin in margins.items():
        at_most = known.most[depth] / margin.questions
        few = (margin.people < smallest) & (at_most < smallest - CLOSE)
        if depth[-1]:
            whole = (*depth[:-1], 0)
            asked = margins[whole].row[margin.first]
            rest = margins[whole].people[asked] - margin.people
            at_most = (known.most[whole][asked] - known.least[depth]) / margin.questions
            few |= (rest < smallest) & (at_most < smallest - CLOSE)
        found[depth] = few & margin.hidden
    return found


def beside(margins: Mapping[Depth, Margin], rows: Mapping[Depth, Flags]) -> dict[Depth, Flags]:
    """What to hide for the sake of some rows: for each the smallest one shown in a line with it.

    Where nothing is shown beside a row, it is the smallest total above it.
    """
    found = {depth: np.zeros(len(margin.first), dtype=bool) for depth, margin in margins.items()}
    for depth, flags in rows.items():
        margin = margins[depth]
        for row in np.flatnonzero(flags):
            mates = [
                (margin.people[mate], depth, mate)
                for _group, _above, total in lines(margins, depth)
                for mate in np.flatnonzero(total == total[row])
                if not margin.hidden[mate] and margin.people[mate] > 0
            ] or [
                (margins[above].people[total[row]], above, total[row])
                for _group, above, total in lines(margins, depth)
                if not margins[above].hidden[total[row]]
            ]
            if mates:
                _, where, mate = min(mates)
                found[where][mate] = True
    return found
