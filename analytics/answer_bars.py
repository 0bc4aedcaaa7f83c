"""What did people answer: bars from best to worst, and every score of a question?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics import answers, judge
from analytics.answer_disclosure import Told
from analytics.satisfaction import Survey

CLASSES = ("satisfied", "neutral", "dissatisfied", answers.NONE)
TOGETHER = "together"


def distribution(found: Survey, round_id: str, by: str = "question_id") -> pd.DataFrame:
    """Answers of a round from best to worst, by question or subject: what a diverging bar shows.

    Parameters
    ----------
    found : Survey
        The rounds.
    round_id : str
        Which round.
    by : "question_id" or "subject"
        What each bar is about.

    Returns
    -------
    DataFrame
        subject, question_id if by question, answer, value (share, weighted; adds up to 1 a bar),
        start (where the segment begins, with the middle of the neutral ones at 0), answers, state
        ("ok", "few" or "hidden"), members. An answer is full, satisfied (without full marks),
        all_satisfied (where these two may not be told apart), neutral, dissatisfied, unrated, or
        together: those of `members` that may not be told apart. Of a bar that is hidden altogether
        there is one row without a value.
    """
    keys = ["subject"] if by == "subject" else ["subject", "question_id"]
    cells = found.cells[found.cells["round_id"] == round_id]
    listed: list[dict] = []
    for names, rows in cells.groupby(keys, sort=True):
        bar = dict(zip(keys, names, strict=True))
        listed += [bar | segment for segment in _bar(found.told, rows, ["round_id", *keys])]
    frame = pd.DataFrame(listed, columns=[*keys, "answer", "value", "answers", "state", "members"])
    return frame.assign(start=_starts(frame, keys))


def _bar(told: Told, rows: pd.DataFrame, keys: list[str]) -> list[dict]:
    """Segments of one bar: those that may be told, and the others together."""
    total, people = rows["weight"].sum(), rows["people"].sum()
    if not people > 0:
        return []
    if told.hidden(rows.head(1), keys)[0]:
        return [_segment(TOGETHER, np.nan, np.nan, "hidden", "")]
    shown, rest = [], []
    for name in CLASSES:
        leaves = rows[rows["counts_as"] == name]
        if leaves["people"].sum() == 0 and name == answers.NONE:
            continue
        kinds = [(bool(is_full), part) for is_full, part in leaves.groupby("is_full")]
        if not kinds:
            continue
        if told.hidden(leaves.head(1), [*keys, "counts_as"])[0]:
            rest.append((name, leaves))
            continue
        firsts = pd.concat([part.head(1) for _, part in kinds])
        apart = not told.hidden(firsts, [*keys, "counts_as", "is_full"]).any()
        if len(kinds) == 1:
            shown.append((_named(name, kinds[0][0]), leaves))
        elif apart:
            shown += [(_named(name, is_full), part) for is_full, part in reversed(kinds)]
        else:
            shown.append((f"all_{name}", leaves))
    segments = [
        _segment(name, part["weight"].sum() / total, part["people"].sum(), _state(people, rows), "")
        for name, part in shown
    ]
    if rest:
        weight = sum(part["weight"].sum() for _, part in rest)
        number = sum(part["people"].sum() for _, part in rest)
        members = "+".join(name for name, _ in rest)
        segments.append(_segment(TOGETHER, weight / total, number, "hidden", members))
    return segments


def _named(name: str, is_full: bool) -> str:
    return "full" if is_full else name


def _state(people: float, rows: pd.DataFrame) -> str:
    per_question = people / rows["question_id"].nunique()
    return "few" if per_question < judge.FEW else "ok"


def _segment(answer: str, value: float, number: float, state: str, members: str) -> dict:
    return {"answer": answer, "value": value, "answers": number, "state": state, "members": members}


def _starts(frame: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """Where each segment begins, from the best on the right to the worst on the left of 0."""
    starts = pd.Series(np.nan, index=frame.index)
    for _, rows in frame.groupby(list(keys), sort=False):
        order = [*reversed(rows.index)]
        middle = rows["answer"] == "neutral"
        positive = rows["answer"].isin(("full", "satisfied", "all_satisfied"))
        left = rows.loc[~positive & ~middle, "value"].sum() + rows.loc[middle, "value"].sum() / 2
        at = -left
        for index in order:
            starts[index] = at
            at += rows.loc[index, "value"]
    return starts


def scores(found: Survey, round_id: str, question_id: str) -> pd.DataFrame:
    """Answers to one question, score by score, as they may be told.

    Returns
    -------
    DataFrame
        score, meaning_zh, meaning_en, counts_as, value (share, weighted), answers, state; hidden
        ones have no number.
    """
    cells = found.cells
    rows = cells[(cells["round_id"] == round_id) & (cells["question_id"] == question_id)]
    meanings = found.choices[["round_id", "question_id", "score", "meaning_zh", "meaning_en"]]
    rows = rows.merge(meanings, on=["round_id", "question_id", "score"], how="left")
    total, people = rows["weight"].sum(), rows["people"].sum()
    keys = ["round_id", "subject", "question_id", "counts_as", "is_full", "score"]
    hidden = found.told.hidden(rows, keys)
    frame = pd.DataFrame(
        {
            "score": rows["score"],
            "meaning_zh": rows["meaning_zh"],
            "meaning_en": rows["meaning_en"],
            "counts_as": rows["counts_as"],
            "value": np.where(hidden, np.nan, rows["weight"] / total if total else np.nan),
            "answers": np.where(hidden, np.nan, rows["people"]),
            "state": np.where(hidden, "hidden", "few" if people < judge.FEW else "ok"),
        }
    )
    return frame.sort_values("score", ascending=False, ignore_index=True)
