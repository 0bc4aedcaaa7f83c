"""Small surveys one can check in the head: rounds of some questions, answered in some villages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import pandas as pd

from analytics import answers, satisfaction
from analytics.satisfaction import Design, Survey
from tests.analytics.records import VILLAGES, table

SCORES = {5: "satisfied", 4: "satisfied", 3: "neutral", 2: "dissatisfied", 1: "dissatisfied"}
DAYS = {"R1": date(2024, 6, 1), "R2": date(2024, 12, 1), "R3": date(2025, 6, 1)}
Given = Mapping[tuple[str, str, str], Sequence[int]]  # round, village, question: people by score


def design(
    versions: Mapping[str, str] | None = None,
    questions: Mapping[str, Sequence[str]] | None = None,
    crosswalk: Sequence[Mapping[str, Any]] = (),
    selection: str = "census",
) -> Design:
    """What was asked: versions by round, questions by version, all on a scale from 5 to 1."""
    versions = versions or dict.fromkeys(DAYS, "v1")
    questions = questions or {"v1": ["Q1", "Q2"]}
    scale = [
        {"scale": "five", "score": float(score), "meaning_zh": str(score), "meaning_en": str(score),
         "counts_as": kind, "valid_from": date(2020, 1, 1), "valid_to": None}
        for score, kind in SCORES.items()
    ]  # fmt: skip
    links = ["from_version", "from_question", "to_version", "to_question", "is_comparable",
             "reason"]  # fmt: skip
    return Design(
        rounds=pd.DataFrame(
            {
                "round_id": list(versions),
                "round_name": list(versions),
                "opened_date": [DAYS[r] for r in versions],
                "closed_date": [DAYS[r] for r in versions],
                "mode": "household",
                "selection": selection,
                "questionnaire_version": list(versions.values()),
            }
        ),
        questions=pd.DataFrame(
            [
                {"questionnaire_version": version, "question_id": name, "text": name,
                 "subject": f"about {name}", "scale": "five"}
                for version, names in questions.items() for name in names
            ]
        ),
        scales=pd.DataFrame(scale),
        crosswalk=pd.DataFrame(list(crosswalk), columns=links),
    )  # fmt: skip


def counts(given: Given, asked: Design, *, by_village: bool = False) -> pd.DataFrame:
    """What the engine would count: people by score, from 5 to 1, and who left the question open."""
    version = dict(
        zip(asked.rounds["round_id"], asked.rounds["questionnaire_version"], strict=True)
    )
    rows = [
        {"parent": VILLAGES[village], "area_code": village, "round_id": round_id,
         "questionnaire_version": version[round_id], "subject": f"about {question}",
         "question_id": question, "score": float(score or "nan"), "score_max": 5.0,
         "counts_as": SCORES.get(score), **dict.fromkeys(answers.SUMS, float(number))}
        for (round_id, village, question), people in given.items()
        for score, number in zip([*SCORES, None], people, strict=False)
        if number
    ]  # fmt: skip
    places = ["parent", "area_code"]
    frame = pd.DataFrame(rows, columns=[*places, *answers.KEYS, *answers.SUMS])
    numbers = ["score", "score_max", *answers.SUMS]
    frame[numbers] = frame[numbers].astype("float64")
    if by_village:
        return frame
    keys = list(answers.KEYS)
    return frame.groupby(keys, dropna=False)[list(answers.SUMS)].sum().reset_index()


def answered(given: Given) -> ibis.Table:
    """The same in the engine, added up from records."""
    return summed(forms(given))


def forms(given: Given) -> ibis.Table:
    """The same as records, one a person and question."""
    rows = [
        {"round_id": round_id, "village_code": village, "question_id": question,
         "subject": f"about {question}", "questionnaire_version": "v1", "score": score,
         "counts_as": SCORES.get(score), "response_ref": f"{village} {score} {number}"}
        for (round_id, village, question), people in given.items()
        for score, several in zip([*SCORES, None], people, strict=False)
        for number in range(several)
    ]  # fmt: skip
    return table("responses", rows)


def summed(responses: ibis.Table) -> ibis.Table:
    """Records added up as a snapshot holds them."""
    weight = responses.analysis_weight
    places = ["township_code", "village_code"]
    return responses.group_by([*places, *answers.KEYS]).agg(
        answers=responses.count(),
        people=weight.count(),
        weight=weight.sum(),
        squares=(weight * weight).sum(),
    )


def coverage(households: Mapping[tuple[str, str], tuple[int, int]]) -> pd.DataFrame:
    """Households by round and village: answered, eligible."""
    rows = [
        {"parent": VILLAGES[village], "area_code": village, "round_id": round_id,
         "answered": float(answered), "eligible": float(eligible)}
        for (round_id, village), (answered, eligible) in households.items()
    ]  # fmt: skip
    columns = ["parent", "area_code", "round_id", "eligible", "answered"]
    return pd.DataFrame(rows, columns=columns)


def survey(
    given: Given,
    asked: Design | None = None,
    households: Mapping[tuple[str, str], tuple[int, int]] | None = None,
    smallest: int = 0,
) -> Survey:
    """The rounds put together, hiding nothing unless asked to."""
    asked = asked or design()
    return satisfaction.survey(counts(given, asked), coverage(households or {}), asked, smallest)
