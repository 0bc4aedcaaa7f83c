"""What was asked, when, how, and which answers were there to choose? Small frames, no opinions.

Rounds and questions are facts about questionnaires, not about places, so every scope sees them.
"""

import pandas as pd
from ibis import _

from data.access import Scope
from data.filters import Filters
from data.once import once_a_snapshot
from data.reading import Records


@once_a_snapshot
def rounds(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Survey rounds, oldest first: the columns of `rounds`, days as dates."""
    del scope
    table = store.table("rounds", filters.snapshot)
    chosen = table.select(
        "round_id",
        "round_name",
        "opened_date",
        "closed_date",
        "mode",
        "selection",
        "questionnaire_version",
    )
    return chosen.order_by("closed_date", "round_id").to_pandas()


@once_a_snapshot
def questions(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Questions by version: questionnaire_version, question_id, text, subject, scale."""
    del scope
    table = store.table("questions", filters.snapshot)
    chosen = table.select("questionnaire_version", "question_id", "text", "subject", "scale")
    return chosen.order_by("questionnaire_version", "question_id").to_pandas()


@once_a_snapshot
def scales(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Answers by scale, best first: score, meaning_zh, meaning_en, counts_as and the dates."""
    del scope
    table = store.table("answer_scales", filters.snapshot)
    chosen = table.select(
        "scale", "score", "meaning_zh", "meaning_en", "counts_as", "valid_from", "valid_to"
    )
    return chosen.order_by(_.scale, _.score.desc(), _.valid_from).to_pandas()


@once_a_snapshot
def crosswalk(store: Records, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Decisions on which questions may be compared: the columns of `question_crosswalk`."""
    del scope
    table = store.table("question_crosswalk", filters.snapshot)
    chosen = table.select(
        "from_version",
        "from_question",
        "to_version",
        "to_question",
        "is_comparable",
        "reason",
        "decided_date",
    )
    return chosen.order_by("from_version", "to_version", "from_question").to_pandas()
