"""Do series go on where they may, and break where they must?"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.crosswalk import follow
from tests.analytics.surveyed import design

VERSIONS = {"R1": "v1", "R2": "v2", "R3": "v2"}


def link(name: str, comparable: bool, to: str = "", reason: str = "") -> dict[str, Any]:
    return {
        "from_version": "v1",
        "from_question": name,
        "to_version": "v2",
        "to_question": to or name,
        "is_comparable": comparable,
        "reason": reason,
    }


def followed(
    questions: Mapping[str, Sequence[str]], *links: Mapping[str, Any], texts: Sequence[str] = ()
) -> pd.DataFrame:
    asked = design(VERSIONS, questions, links)
    if texts:
        asked.questions["text"] = list(texts)
    frame = follow(asked.rounds, asked.questions, asked.crosswalk)
    return frame.set_index(["questionnaire_version", "question_id"])


def test_the_same_question_goes_on_where_nothing_is_said() -> None:
    found = followed({"v1": ["Q1"], "v2": ["Q1"]})
    assert found["item"].tolist() == ["Q1", "Q1"]
    assert found["thread"].tolist() == ["Q1", "Q1"]


def test_another_wording_under_the_same_name_is_a_break() -> None:
    found = followed({"v1": ["Q1"], "v2": ["Q1"]}, texts=["How are we?", "How were we?"])
    assert found["item"].tolist() == ["Q1", "Q1 (v2)"]
    assert found["thread"].nunique() == 1


def test_a_decision_counts_more_than_name_and_wording() -> None:
    found = followed(
        {"v1": ["Q1", "Q2"], "v2": ["Q1", "Q9"]},
        link("Q1", comparable=False, reason="moved"),
        link("Q2", comparable=True, to="Q9"),
    )
    assert found.loc[("v2", "Q1"), ["item", "thread", "reason"]].tolist() == [
        "Q1 (v2)",
        "Q1",
        "moved",
    ]
    assert found.loc[("v2", "Q9"), ["item", "thread"]].tolist() == ["Q2", "Q2"]


def test_a_new_question_begins_a_series() -> None:
    found = followed({"v1": ["Q1"], "v2": ["Q1", "Q2"]})
    assert found.loc[("v2", "Q2"), ["item", "thread"]].tolist() == ["Q2", "Q2"]


def test_names_taken_by_other_series_are_not_used_again() -> None:
    """Q2 of the second version is new, while the first one's lives on as Q1."""
    found = followed({"v1": ["Q2"], "v2": ["Q1", "Q2"]}, link("Q2", comparable=True, to="Q1"),
                     texts=["old", "old", "new"])  # fmt: skip
    assert found.loc[("v2", "Q1"), "item"] == "Q2"
    assert found.loc[("v2", "Q2"), "item"] == "Q2 (v2)"


def test_nothing_asked_nothing_followed() -> None:
    asked = design()
    assert follow(asked.rounds, asked.questions.head(0), asked.crosswalk).empty
