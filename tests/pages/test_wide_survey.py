"""Can a clerk take in a survey with one column a question, with nothing but the page?"""

import datetime
from pathlib import Path

import pytest

from data.store import Store
from pages import texts
from pages.texts import LANGUAGES
from tests.data.loads import add_places, write
from tests.pages.conftest import Page
from tests.pages.reading import words
from tests.pages.test_records import hand_in, press

FORMS = [
    {"问卷编号": str(number), "村": "Elm", "q1": first, "q2": "4", "q3": "9", "年龄": "41"}
    for number, first in enumerate(["1", "2", "3", "4", "5", "9"], 1)
]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wide_survey_goes_in_once_the_round_is_said(
    page: Page, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr(texts, "preferred", lambda _: lang)  # labels are read outside the page too
    add_places(store, tmp_path)
    forms = [{**form, "q2": form["q1"], "q3": form["q1"]} for form in FORMS]
    content = write(tmp_path / "评议.csv", forms).read_bytes()
    app = hand_in(page(store.home, lang, "records"), "评议.csv", content)
    held = app.session_state["intake"]
    assert held.suggestion.table == "responses"
    version = held.version
    assert app.multiselect(key=f"asked_questions_{version}").value == ["q1", "q2", "q3"]
    assert app.number_input(key=f"asked_best_{version}").value == 5
    assert app.text_input(key=f"asked_unanswered_{version}").value == "9"
    assert "selection" in app.warning[0].value  # nothing can be loaded before the round is said
    assert not [b for b in app.button if b.key == "intake_load"]
    app.date_input(key=f"asked_opened_date_{version}").set_value(datetime.date(2024, 5, 1))
    app.date_input(key=f"asked_closed_date_{version}").set_value(datetime.date(2024, 6, 30))
    app.selectbox(key=f"asked_mode_{version}").set_value("paper")
    app.selectbox(key=f"asked_selection_{version}").set_value("census")
    app.multiselect(key=f"asked_questions_{version}").set_value(["q1", "q2"]).run()
    assert not app.warning
    press(app, "intake_load")
    assert app.success, words(app)
    answers = store.table("responses").order_by("response_ref", "question_id").to_pandas()
    assert len(answers) == 12
    assert list(answers["question_id"].unique()) == ["q1", "q2"]
    assert list(answers["score"].dropna()) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    kinds = answers["counts_as"].dropna().value_counts().to_dict()
    assert kinds == {"dissatisfied": 4, "satisfied": 4, "neutral": 2}
    assert list(store.table("rounds").to_pandas()["selection"]) == ["census"]
