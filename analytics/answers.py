"""Who answered what: one count by round, question and score, for the whole or by village?"""

from collections.abc import Mapping

import ibis
import pandas as pd
from ibis import _

KEYS = (
    "round_id",
    "questionnaire_version",
    "subject",
    "question_id",
    "score",
    "score_max",
    "counts_as",
)
SUMS = ("answers", "people", "weight", "squares")
NONE = "unrated"  # a score that the scale in force does not list
Frames = Mapping[str, pd.DataFrame]


def counted(answers: ibis.Table, *, by_village: bool = False) -> pd.DataFrame:
    """Add up answers in the engine, in one grouped query.

    Parameters
    ----------
    answers : ibis.Table
        Answers counted at least by village and the columns of `KEYS`, with those of `SUMS`.
    by_village : bool
        Whether to count by village (area_code, with parent, its township) as well.

    Returns
    -------
    DataFrame
        One row a round, question and score: the columns of `KEYS` (score missing where the
        question was left open), answers, people (answers that have a weight: one person answers
        a question once), weight and squares (sums of weights and of their squares).
    """
    places = {"parent": _.township_code, "area_code": _.village_code} if by_village else {}
    keys = [*places, *KEYS]
    named = answers.mutate(**places)
    sums = {name: named[name].sum() for name in SUMS}
    frame = named.group_by(keys).agg(**sums).to_pandas()
    frame[list(SUMS)] = frame[list(SUMS)].astype("float64").fillna(0.0)
    return frame.sort_values(keys, ignore_index=True)


def coverage(round_coverage: ibis.Table) -> pd.DataFrame:
    """Households by round and village: parent, area_code, round_id, eligible, answered."""
    named = round_coverage.mutate(parent=_.township_code, area_code=_.village_code)
    grouped = named.group_by("parent", "area_code", "round_id")
    sums = {"eligible": _.households_eligible.sum(), "answered": _.households_answered.sum()}
    frame = grouped.agg(**sums).to_pandas()
    frame[list(sums)] = frame[list(sums)].astype("float64")
    return frame.sort_values(["round_id", "area_code"], ignore_index=True)


def options(rounds: pd.DataFrame, questions: pd.DataFrame, scales: pd.DataFrame) -> pd.DataFrame:
    """Answers there were to choose, whether or not somebody chose them.

    Parameters
    ----------
    rounds, questions, scales : DataFrame
        As stored; a scale holds for rounds that closed while it was in force.

    Returns
    -------
    DataFrame
        round_id, question_id, score, counts_as, meaning_zh, meaning_en.
    """
    asked = rounds[["round_id", "questionnaire_version", "closed_date"]].merge(
        questions[["questionnaire_version", "question_id", "scale"]], on="questionnaire_version"
    )
    found = asked.merge(scales, on="scale")
    day = pd.to_datetime(found["closed_date"])
    begun = pd.to_datetime(found["valid_from"]) <= day
    ended = pd.to_datetime(found["valid_to"]) < day
    columns = ["round_id", "question_id", "score", "counts_as", "meaning_zh", "meaning_en"]
    return found.loc[begun & ~ended, columns].reset_index(drop=True)


def cells(counts: pd.DataFrame, choices: pd.DataFrame) -> pd.DataFrame:
    """Every possible answer of those who gave one, with zeros where nobody chose it.

    Parameters
    ----------
    counts : DataFrame
        As `counted` gives them.
    choices : DataFrame
        As `options` gives them.

    Returns
    -------
    DataFrame
        parent and area_code if there, the columns of `KEYS`, is_full, answers, people, weight,
        squares. Questions left open are not among them; `counts_as` is "unrated" where the scale
        does not know the score.
    """
    places = [name for name in ("parent", "area_code") if name in counts]
    given = counts[counts["score"].notna()]
    columns = [*places, *KEYS, "is_full", *SUMS]
    if given.empty:
        return given.assign(is_full=False)[columns]
    head = [*places, "round_id", "questionnaire_version", "subject", "question_id", "score_max"]
    possible = (
        given[head]
        .drop_duplicates()
        .merge(
            choices[["round_id", "question_id", "score", "counts_as"]],
            on=["round_id", "question_id"],
        )
    )
    all_cells = possible.merge(
        given, on=[*head, "score", "counts_as"], how="outer", validate="one_to_one"
    )
    all_cells[list(SUMS)] = all_cells[list(SUMS)].fillna(0.0)
    return all_cells.assign(
        counts_as=all_cells["counts_as"].fillna(NONE),
        is_full=all_cells["score"] == all_cells["score_max"],
    )[columns]
