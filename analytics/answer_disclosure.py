"""Which answers may be told, so that nobody's opinion follows from others on the same page?

A page tells answers by place, round, question and score, and their totals along all of these. As
in `disclosure`, an answer is hidden where fewer than k people gave it, gave another, or were asked,
zero included; then cells are hidden so that no total less those shown tells a few people's answers.
Two things are particular to answers. The complement of an answer is what the same people gave
instead. And the same people answer one question after the other, so numbers over several questions
are means a question, not sums: twelve unhappy answers to two questions may be those of six people.

Every line that adds up to a total is made safe, one at a time; then it is worked out what all lines
together tell of each hidden number (`answer_bounds`), and more is hidden until no small number is
known to be small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import answer_bounds, answer_witnesses
from analytics.answer_bounds import Depth, Margin
from analytics.answer_witnesses import Target
from analytics.disclosure import Flags, Line, Numbers, codes, protect, rows

PLACES = ("parent", "area_code")
ROUNDS = ("in_period", "round_id")
QUESTIONS = ("is_kept", "is_shared", "subject", "question_id")
ANSWERS = ("counts_as", "is_full", "score")
GROUPS = (PLACES, ROUNDS, QUESTIONS, ANSWERS)
ATTEMPTS = 40  # to hide more; each hides one row at least


@dataclass(frozen=True)
class Told:
    """What is hidden in every frame that can be made of some cells.

    Columns with one value throughout split nothing and belong to no margin.
    """

    cells: pd.DataFrame
    margins: Mapping[Depth, Margin]

    def hidden(self, frame: pd.DataFrame, keys: Sequence[str]) -> Flags:
        """Which rows of a frame, split by these columns, are hidden; a row without cells is not."""
        known = max(self.margins.values(), key=lambda margin: len(margin.keys)).keys
        wanted = [key for key in keys if key in known]
        fitting = [m for m in self.margins.values() if set(wanted) <= set(m.keys)]
        margin = min(fitting, key=lambda margin: len(margin.keys))
        if not wanted or not margin.hidden.any():
            return np.repeat(bool(margin.hidden.any()), len(frame))
        named = self.cells[wanted].iloc[margin.first]
        flags = named.assign(hidden=margin.hidden).groupby(wanted)["hidden"].any()
        found = frame[wanted].merge(flags.reset_index(), on=wanted, how="left")["hidden"]
        return found.eq(True).to_numpy(bool)


def tell(cells: pd.DataFrame, smallest: int, given: Told | None = None) -> Told:
    """Find what to hide in every frame of these cells.

    Parameters
    ----------
    cells : DataFrame
        One row a possible answer, also those that nobody gave: those of the columns parent,
        area_code, in_period, round_id, is_kept or is_shared, subject, question_id, counts_as,
        is_full, score that there are, and people, who gave it. A column of the same name tells
        the same in every frame.
    smallest : int
        k: answers of fewer people are hidden.
    given : Told, optional
        What is hidden of the whole already, where these cells are its places in some rounds.

    Returns
    -------
    Told
        The margins by every combination of places, round, questions and answers, each from coarse
        to fine. Scores are told by question only, because questions have scales of their own.
    """
    more: Mapping[Depth, Flags] = {}
    safe: set[Target] = set()
    for _ in range(ATTEMPTS):
        margins = _margins(cells, smallest, given, more)
        found = answer_bounds.bounded(margins, smallest)
        if not _any(found):
            found = answer_witnesses.unsafe(margins, smallest, safe)
        if not _any(found):
            break
        beside = answer_bounds.beside(margins, found)
        more = {depth: beside[depth] | margins[depth].hidden for depth in margins}
    else:  # what the last attempt asked for is hidden all the same
        margins = _margins(cells, smallest, given, more)
    return Told(cells, margins)


def _margins(
    cells: pd.DataFrame, smallest: int, given: Told | None, more: Mapping[Depth, Flags]
) -> dict[Depth, Margin]:
    """The margins from coarse to fine, with every line safe by itself; `more` is hidden besides."""
    groups = [[c for c in group if c in cells and cells[c].nunique() > 1] for group in GROUPS]
    told_by = [codes(cells, group) for group in groups]
    people = cells["people"].to_numpy(float)
    margins: dict[Depth, Margin] = {}
    for depth in sorted(product(*(range(len(group) + 1) for group in groups)), key=sum):
        keys = tuple(c for group, level in zip(groups, depth, strict=True) for c in group[:level])
        if "score" in keys and depth[2] < len(groups[2]):
            continue
        row, first = rows(told_by, depth, len(cells))
        number, questions = _people(people, told_by, row, (*depth[:2], len(groups[2]), depth[3]))
        counts = [number, number]
        if depth[3]:
            whole = margins[(*depth[:3], 0)]
            asked = whole.people[whole.row[first]]
            counts = [asked, number, asked - number]
        lines, same = _lines(margins, depth, first)
        before = _before(cells, first, given, keys)
        hidden = protect(
            np.column_stack(counts).round(9),
            lines,
            smallest,
            hidden_before=_either(before, more.get(depth)),
            same_people=same,
            sizes=number,
        )
        margins[depth] = Margin(keys, row, first, number, questions, hidden)
    return margins


def _any(found: Mapping[Depth, Flags]) -> bool:
    return any(flags.any() for flags in found.values())


def _either(first: Flags | None, second: Flags | None) -> Flags | None:
    if first is None or second is None:
        return second if first is None else first
    return first | second


def _people(
    people: NDArray[np.float64], told_by: Sequence[Sequence[Numbers]], row: Numbers, fine: Depth
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """People of every row, the mean over its questions, and how many questions these are."""
    by_question, first = rows(told_by, fine, len(people))
    summed = np.bincount(by_question, people, len(first))
    whole = row[first]
    questions = np.bincount(whole).astype(float)
    return np.bincount(whole, summed) / questions, questions


def _lines(
    margins: Mapping[Depth, Margin], depth: Depth, first: Numbers
) -> tuple[list[Line], list[bool]]:
    """The totals that each row adds up to, and whether the same people stand behind the others."""
    lines, same = [], []
    for group, level in enumerate(depth):
        above = margins.get((*depth[:group], level - 1, *depth[group + 1 :]))
        if level and above is not None:
            lines.append((above.row[first], above.hidden))
            same.append(GROUPS[group] is QUESTIONS)
    return lines, same


def _before(
    cells: pd.DataFrame, first: Numbers, given: Told | None, keys: Sequence[str]
) -> Flags | None:
    """What is hidden of the whole; nothing is known of its places."""
    if given is None or set(keys) & set(PLACES):
        return None
    found = cells[[c for c in cells if c in ROUNDS or c in keys]].iloc[first]
    fixed = [c for c in ROUNDS if c in found and c not in keys and found[c].nunique() == 1]
    return given.hidden(found, [*keys, *fixed])
