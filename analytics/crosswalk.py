"""Which questions compare from one questionnaire to the next, and where does a series break?"""

from collections.abc import Mapping

import pandas as pd

Pair = tuple[str, str]  # questionnaire_version, question_id


def follow(rounds: pd.DataFrame, questions: pd.DataFrame, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Follow every question through the questionnaires.

    Parameters
    ----------
    rounds : DataFrame
        questionnaire_version, closed_date; the first round of a version gives its place in time.
    questions : DataFrame
        questionnaire_version, question_id, text, scale.
    crosswalk : DataFrame
        from_version, from_question, to_version, to_question, is_comparable, reason. It is asked
        about a version and the one before it.

    Returns
    -------
    DataFrame
        One row a question and version: questionnaire_version, question_id, item, thread, reason.
        Answers with one item may be compared. A thread joins what takes each other's place,
        comparable or not; where the item changes along a thread, the series breaks, for `reason`.

    Notes
    -----
    Where nothing is said, a question with the same name, wording and scale is the same question;
    any other is a new one.
    """
    versions = list(rounds.sort_values("closed_date")["questionnaire_version"].drop_duplicates())
    told = {
        (row["from_version"], row["to_version"], row["to_question"]): row
        for row in crosswalk.to_dict("records")
    }
    by_version: dict[str, list[dict]] = {
        str(version): rows.to_dict("records")
        for version, rows in questions.groupby("questionnaire_version", sort=False)
    }
    items: dict[Pair, str] = {}
    threads: dict[Pair, str] = {}
    listed = []
    for version, before in zip(versions, [None, *versions], strict=False):
        earlier = {row["question_id"]: row for row in by_version.get(before or "", [])}
        for question in by_version.get(version, []):
            name = question["question_id"]
            link = told.get((before, version, name)) if before else None
            came_from, comparable, reason = _source(question, earlier, link)
            key, old = (version, name), (before or "", came_from)
            threads[key] = threads.get(old) or _fresh(name, version, threads)
            known = items.get(old) if comparable else None
            items[key] = known or _fresh(name, version, items)
            listed.append((version, name, items[key], threads[key], reason))
    columns = ["questionnaire_version", "question_id", "item", "thread", "reason"]
    return pd.DataFrame(listed, columns=columns)


def _source(
    question: Mapping, earlier: Mapping[str, Mapping], link: Mapping | None
) -> tuple[str, bool, str]:
    """Which earlier question it took the place of, whether they compare, and why or why not."""
    if link is not None:
        reason = link["reason"] if isinstance(link["reason"], str) else ""
        return link["from_question"], bool(link["is_comparable"]), reason
    before = earlier.get(question["question_id"])
    if before is None:
        return "", False, ""
    same = (before["text"], before["scale"]) == (question["text"], question["scale"])
    return question["question_id"], same, ""


def _fresh(name: str, version: str, taken: Mapping[Pair, str]) -> str:
    """A name that no other series has yet."""
    return f"{name} ({version})" if name in taken.values() else name
