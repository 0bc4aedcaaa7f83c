"""Can anybody who solves all that is shown by linear programming tell that a few people said so?"""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.optimize import linprog

from analytics import answer_witnesses
from analytics.answer_disclosure import Told, tell

K = 10
ANSWERS = (("satisfied", True), ("satisfied", False), ("neutral", False), ("dissatisfied", False))
DENSE, SPARSE = (60, 60, 25, 25), (40, 20, 6, 3)


def table(seed: int, most: tuple[int, ...], villages: int = 4, questions: int = 3) -> pd.DataFrame:
    """Random answers of some villages to some questions, each kind at most so many."""
    rng = np.random.default_rng(seed)
    rows = [
        (f"V{v}", f"Q{q}", kind, full, float(rng.integers(0, top + 1)))
        for v in range(villages)
        for q in range(questions)
        for (kind, full), top in zip(ANSWERS, most, strict=True)
    ]
    return pd.DataFrame(
        rows, columns=["area_code", "question_id", "counts_as", "is_full", "people"]
    )


def learnt(told: Told) -> list[tuple[tuple[str, ...], int]]:
    """Hidden rows of which the most that fits with all that is shown is fewer than k people.

    Written anew, answer by answer: nothing of what it checks is used.
    """
    answers = len(told.cells)
    equations, sums = [], []
    adding = {}
    for depth, margin in told.margins.items():
        ones = (np.ones(answers), (margin.row, np.arange(answers)))
        adding[depth] = sparse.csr_matrix(ones, shape=(len(margin.first), answers))
        shown = np.flatnonzero(~margin.hidden)
        equations.append(adding[depth][shown])
        sums.append((adding[depth] @ told.cells["people"])[shown])
    shown, totals = sparse.vstack(equations), np.concatenate(sums)
    found, known = [], {}
    fitting = told.cells["people"].to_numpy(float)[:, None]  # answers that fit with all shown
    for depth, margin in told.margins.items():
        asked = told.margins[(*depth[:-1], 0)]
        for row in np.flatnonzero(margin.hidden):
            own = adding[depth][[row]].toarray()[0]
            everybody = adding[(*depth[:-1], 0)][[asked.row[margin.first[row]]]].toarray()[0]
            for wanted in (own, everybody - own) if depth[-1] else (own,):
                people = wanted @ told.cells["people"] / margin.questions[row]
                if (wanted @ fitting).max() / margin.questions[row] >= K:
                    continue  # so many can be behind it
                if people < K and wanted.tobytes() not in known:
                    best = linprog(-wanted, A_eq=shown, b_eq=totals)
                    known[wanted.tobytes()] = np.inf if best.status == 3 else -best.fun
                    if best.status == 0:
                        fitting = np.column_stack((fitting, best.x))
                most = known.get(wanted.tobytes(), np.inf)
                if people < K and most / margin.questions[row] < K - 1e-6:
                    found.append((margin.keys, int(row)))
    return found


def test_bounds_along_lines_alone_would_tell() -> None:
    """Of this table single lines tell nothing, and all of them together a number of eight."""
    answers = table(90, DENSE)
    assert not learnt(tell(answers, K))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_witnesses, "unsafe", lambda *_given: {})
        assert learnt(tell(answers, K))


def test_parts_of_a_large_table_are_looked_at_one_after_the_other() -> None:
    """The same is hidden whether hidden answers vary all at once or in parts."""
    answers = table(3, (300, 100, 30, 12), villages=12, questions=4)
    whole = tell(answers, K)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_witnesses, "PART", 20)
        parts = tell(answers, K)
    assert not learnt(parts)
    for depth, margin in whole.margins.items():
        assert (margin.hidden == parts.margins[depth].hidden).all()


def test_of_a_large_table_single_lines_must_do() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_witnesses, "MOST_HIDDEN", 3)
        assert learnt(tell(table(90, DENSE), K))


def test_what_cannot_be_proved_is_hidden() -> None:
    """Where nothing is looked for, nothing is safe: all that stands beside a small number goes."""
    answers = table(1, DENSE)
    usual = tell(answers, K)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_witnesses, "MOST_ALONE", 0)
        patch.setattr(answer_witnesses.Programme, "reached", lambda _p, _k, wanted: wanted < 0)
        more = tell(answers, K)
    hidden = [sum(m.hidden.sum() for m in told.margins.values()) for told in (usual, more)]
    assert hidden[1] > hidden[0]


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 120, 30))
def test_no_small_number_is_learnt_of_120_tables(first: int) -> None:
    assert [seed for seed in range(first, first + 30) if learnt(tell(table(seed, DENSE), K))] == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(200, 260, 30))
def test_no_small_number_is_learnt_of_tables_of_few_answers(first: int) -> None:
    tables = {seed: table(seed, SPARSE, villages=5) for seed in range(first, first + 30)}
    assert [seed for seed, answers in tables.items() if learnt(tell(answers, K))] == []
