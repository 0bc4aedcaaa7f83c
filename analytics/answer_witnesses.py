"""Could a hidden number of answers be larger than it looks, for all that is shown?

Bounds that are narrowed along one line at a time (`answer_bounds`) miss what several lines tell
together: that two hidden numbers of one line are each in another line with a third. Whoever solves
all lines at once, by linear programming, comes closest. So the hidden answers are looked at as one
linear programme: tables in which every number shown is as it is shown. A small number is safe where
such a table, a witness, has k people there. One programme looks for a table with as many of them at
once as can be; those it leaves are looked for again, the last of them one by one. Of a large table
that would take minutes, so there the bounds along single lines must do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from analytics.answer_bounds import CLOSE, Depth, Flags, Floats, Margin, Numbers

MOST_HIDDEN = 1_500  # answers; of more nobody waits for the programmes
PART = 600  # hidden answers that vary at first, while all others are as they are
FEW_MORE = 0.1  # of those looked for: a table that pleases fewer is the last of its kind
MOST_ALONE = 30  # looked for one by one; what is left of more is hidden unproved
UNBOUNDED = 3  # status of scipy.optimize.linprog
PLACES, ROUNDS, QUESTIONS, ANSWERS = range(4)  # groups of a depth
Target = tuple[Depth, int, bool]  # a row of a margin, and whether those who answered otherwise


@dataclass(frozen=True)
class Programme:
    """Tables of some hidden answers, all others left as they are.

    `shown` has a row for every total that must stay, `sums` for every target: both add up answers;
    `totals` and `base` are what they add up to, and what answers that are fixed add to a target.
    `questions` are those of a target, over which its people are a mean.
    """

    shown: sparse.csr_matrix
    totals: Floats
    sums: sparse.csr_matrix
    base: Floats
    questions: Floats

    def reached(self, smallest: int, wanted: Numbers) -> Flags:
        """Which of the wanted targets have k people in one table, chosen to please most of them."""
        number, answers = len(wanted), self.shown.shape[1]
        people = sparse.diags_array(self.questions[wanted])
        found = linprog(
            np.concatenate([np.zeros(answers), -np.ones(number)]),
            A_ub=sparse.hstack([-self.sums[wanted], people]),
            b_ub=self.base[wanted],
            A_eq=sparse.hstack([self.shown, sparse.csr_matrix((self.shown.shape[0], number))]),
            b_eq=self.totals,
            bounds=[(0, None)] * answers + [(None, smallest)] * number,
            method="highs-ipm",  # from within: it pleases twice as many as a corner does
        )
        return np.asarray(found.x[answers:] >= smallest - CLOSE)

    def most(self, target: int) -> float:
        """Most people that one target can have; infinite where nothing bounds it."""
        found = linprog(
            -self.sums[[target]].toarray()[0], A_eq=self.shown, b_eq=self.totals, bounds=(0, None)
        )
        if found.status == UNBOUNDED:
            return np.inf
        return float((self.base[target] - found.fun) / self.questions[target])


def unsafe(margins: Mapping[Depth, Margin], smallest: int, safe: set[Target]) -> dict[Depth, Flags]:
    """Hidden rows of which all that is shown tells that fewer than k people gave the answer.

    Parameters
    ----------
    margins : mapping
        Margins by depth, of which `answer_bounds.bounded` finds nothing.
    smallest : int
        k.
    safe : set
        Targets that have a witness already; those found are added. To hide more takes none away.

    Returns
    -------
    dict
        A flag for each row of every margin, also for rows that leave few who answered otherwise;
        nothing where the table is too large to be looked at.
    """
    finest = margins[max(margins, key=sum)]
    if finest.hidden.sum() > MOST_HIDDEN:
        return {}
    wanted = [target for target in _targets(margins, smallest) if target not in safe]
    for part in _parts(finest):
        if wanted:
            programme = _programme(margins, finest, part, wanted)
            left = _without_witness(programme, smallest)
            safe |= set(wanted) - {wanted[number] for number in left}
            wanted = [wanted[number] for number in left]
    flags = {depth: np.zeros(len(margin.first), dtype=bool) for depth, margin in margins.items()}
    for depth, row, _is_rest in wanted:
        flags[depth][row] = True
    return flags


def _parts(finest: Margin) -> Iterator[Numbers]:
    """Hidden rows of the finest margin that vary together; at last all of them."""
    hidden = np.flatnonzero(finest.hidden)
    parts = -(-len(hidden) // PART)
    if parts > 1:  # most have a witness among their neighbours, and smaller programmes are quicker
        yield from np.array_split(hidden, parts)
    yield hidden


def _targets(margins: Mapping[Depth, Margin], smallest: int) -> Iterator[Target]:
    """Hidden rows that are small, or that leave few who answered otherwise.

    A table that has k people in one part of a row has them in the row, so rows with such a part
    need no witness of their own: parts by place, by round or, of few who answered so, by answer;
    and by question, where each row has one part.
    """
    few = {d: margin.hidden & (margin.people < smallest) for d, margin in margins.items()}
    rest = {}
    for depth, margin in margins.items():
        whole = margins[(*depth[:-1], 0)]
        others = whole.people[whole.row[margin.first]] - margin.people
        rest[depth] = margin.hidden & (others < smallest) & (depth[-1] > 0)
    for found, is_rest in ((few, False), (rest, True)):
        for depth, flags in found.items():
            wanted = flags.copy()
            for finer in _finer(margins, depth, is_rest):
                wanted[margins[depth].row[margins[finer].first[found[finer]]]] = False
            for row in np.flatnonzero(wanted):
                yield depth, int(row), is_rest


def _finer(margins: Mapping[Depth, Margin], depth: Depth, is_rest: bool) -> Iterator[Depth]:
    """Margins whose rows are parts of those of a depth, and hold no more than these."""
    for group in (PLACES, ROUNDS, QUESTIONS, ANSWERS):
        finer = (*depth[:group], depth[group] + 1, *depth[group + 1 :])
        if finer not in margins or (group == ANSWERS and is_rest):
            continue
        if group != QUESTIONS or len(margins[finer].first) == len(margins[depth].first):
            yield finer


def _programme(
    margins: Mapping[Depth, Margin], finest: Margin, part: Numbers, wanted: Sequence[Target]
) -> Programme:
    """The programme in which the rows `part` of the finest margin may vary."""
    cell = finest.first[part]
    truth = finest.people[part] * finest.questions[part]
    adding, fixed, shown, totals = {}, {}, [], []
    for depth, margin in margins.items():
        rows, at = margin.row[cell], (len(margin.first), len(part))
        adding[depth] = sparse.csr_matrix((np.ones(len(part)), (rows, np.arange(len(part)))), at)
        varying = np.bincount(rows, truth, len(margin.first))
        fixed[depth] = margin.people * margin.questions - varying
        kept = np.unique(rows[~margin.hidden[rows]])
        shown.append(adding[depth][kept])
        totals.append(varying[kept])
    sums, base, questions, order = [], [], [], []
    for (depth, is_rest), numbers in _by_margin(wanted).items():
        rows = np.array([wanted[number][1] for number in numbers])
        own, own_fixed = adding[depth][rows], fixed[depth][rows]
        if is_rest:
            whole = (*depth[:-1], 0)
            asked = margins[whole].row[margins[depth].first[rows]]
            own, own_fixed = adding[whole][asked] - own, fixed[whole][asked] - own_fixed
        sums.append(own)
        base.append(own_fixed)
        questions.append(margins[depth].questions[rows])
        order += numbers
    back = np.argsort(order)
    return Programme(
        sparse.vstack(shown).tocsr(),
        np.concatenate(totals),
        sparse.vstack(sums).tocsr()[back],
        np.concatenate(base)[back],
        np.concatenate(questions)[back],
    )


def _by_margin(wanted: Sequence[Target]) -> dict[tuple[Depth, bool], list[int]]:
    """Numbers of the targets, by margin and kind."""
    found: dict[tuple[Depth, bool], list[int]] = {}
    for number, (depth, _row, is_rest) in enumerate(wanted):
        found.setdefault((depth, is_rest), []).append(number)
    return found


def _without_witness(programme: Programme, smallest: int) -> list[int]:
    """Targets for which no table was found; those that nothing here moves are among them."""
    moved = programme.sums.getnnz(axis=1) > 0
    left, still = np.flatnonzero(moved), np.flatnonzero(~moved).tolist()
    while len(left):
        reached = programme.reached(smallest, left)
        left, before = left[~reached], len(left)
        if reached.sum() <= FEW_MORE * before:
            break
    alone, others = left[:MOST_ALONE].tolist(), left[MOST_ALONE:].tolist()
    alone = [target for target in alone if programme.most(target) < smallest - CLOSE]
    return sorted([*still, *alone, *others])
