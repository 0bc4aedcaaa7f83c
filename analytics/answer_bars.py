"""What did people answer: bars from best to worst, and every score of a question?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics import answers, judge
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
    held = ["round_id", *keys]
    cells = cells.assign(
        bar_hidden=found.told.hidden(cells, held),
        class_hidden=found.told.hidden(cells, [*held, "counts_as"]),
        kind_hidden=found.told.hidden(cells, [*held, "counts_as", "is_full"]),
    )
    listed: list[dict] = []
    for names, rows in cells.groupby(keys, sort=True):
        bar = dict(zip(keys, names, strict=True))
        listed += [bar | segment for segment in _bar(rows)]
    frame = pd.DataFrame(listed, columns=[*keys, "answer", "value", "answers", "state", "members"])
    return frame.assign(start=_starts(frame, keys))


def _bar(rows: pd.DataFrame) -> list[dict]:
    """Segments of one bar: those that may be told, and the others together."""
    total, people = rows["weight"].sum(), rows["people"].sum()
    if not people > 0:
        return []
    if rows["bar_hidden"].any():
        return [_segment(TOGETHER, np.nan, np.nan, "hidden", "")]
    shown, rest = [], []
    for name in CLASSES:
        answer = rows[rows["counts_as"] == name]
        if answer.empty or (name == answers.NONE and answer["people"].sum() == 0):
            continue
        if answer["class_hidden"].any():
            rest.append((name, answer))
        else:
            shown += _kinds(name, answer)
    state = _state(people, rows)
    segments = [
        _segment(name, part["weight"].sum() / total, part["people"].sum(), state, "")
        for name, part in shown
    ]
    if rest:
        weight = sum(part["weight"].sum() for _, part in rest)
        number = sum(part["people"].sum() for _, part in rest)
        members = "+".join(name for name, _ in rest)
        segments.append(_segment(TOGETHER, weight / total, number, "hidden", members))
    return segments


def _kinds(name: str, answer: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Full marks and the rest of an answer, if there are both and they may be told apart."""
    kinds = [(bool(is_full), part) for is_full, part in answer.groupby("is_full")]
    if len(kinds) == 1:
        return [(_named(name, kinds[0][0]), answer)]
    if answer["kind_hidden"].any():
        return [(f"all_{name}", answer)]
    return [(_named(name, is_full), part) for is_full, part in reversed(kinds)]


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
