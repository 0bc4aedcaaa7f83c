"""Which round, question, measure and counterpart are looked at? The address keeps all of them."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from analytics import shares
from analytics.satisfaction import Survey
from pages.components import permalink
from pages.components.frame import Asked
from pages.components.surveys import reading
from pages.texts import known, t

ALL = "all"  # all questions that may be compared
Control = Callable[[], None]


def rounds(asked: Asked, found: Survey | None = None) -> dict[str, str]:
    """Names of the rounds by id, the latest first."""
    rows = (found or reading.own(asked.scope, asked.view)).rounds[::-1]
    return dict(zip(rows["round_id"], rows["round_name"], strict=True))


def round_id(asked: Asked) -> str:
    """The chosen round, else the latest; "" where there is none."""
    names = rounds(asked)
    named = asked.view.pinned.round
    return named if named in names else next(iter(names), "")


def questions(asked: Asked) -> dict[str, str]:
    """Wording of the questions by thread: the latest wording, in the order of their names."""
    found = reading.own(asked.scope, asked.view)
    links = found.cells[["thread", "question_id", "questionnaire_version"]].drop_duplicates()
    texts = reading.design(asked.scope, asked.view).questions
    keys = ["questionnaire_version", "question_id"]
    rows = links.merge(texts[[*keys, "text"]], on=keys, how="left")
    rows = rows.sort_values(["thread", "questionnaire_version"], kind="stable")
    latest = rows.groupby("thread").last()
    return {
        str(thread): str(row["text"]) if isinstance(row["text"], str) else str(row["question_id"])
        for thread, row in latest.iterrows()
    }


def thread(asked: Asked) -> str:
    """The chosen question; "" for all together."""
    named = asked.view.pinned.question
    return named if named in questions(asked) else ""


def threads(asked: Asked) -> dict[str, str]:
    """Threads of the questions of the chosen round, by question."""
    cells = reading.own(asked.scope, asked.view).cells
    here = cells[cells["round_id"] == round_id(asked)][["question_id", "thread"]].drop_duplicates()
    return dict(zip(here["question_id"].map(str), here["thread"], strict=True))


def metric(asked: Asked) -> str:
    """The chosen share."""
    named = asked.view.pinned.metric
    return named if named in shares.METRICS else shares.METRICS[0]


# ---------------------------------------------------------------- lists to choose from
def round_list(asked: Asked, key: str) -> Control:
    """A list of rounds."""
    return partial(_choose, "round", rounds(asked), round_id(asked), key)


def question_list(asked: Asked, key: str, *, whole: bool = True) -> Control:
    """A list of questions, all together first if they may be chosen together."""
    named = questions(asked)
    options = {ALL: asked.teller.say("surveys.all_questions"), **named} if whole else named
    chosen = thread(asked) or next(iter(options), "")
    return partial(_choose, "question", options, chosen, key)


def metric_list(asked: Asked, key: str) -> Control:
    """A list of shares."""
    options = {name: asked.teller.short(name) for name in shares.METRICS}
    return partial(_choose, "metric", options, metric(asked), key)


def metric_and_question(asked: Asked, name: str) -> Control:
    """The lists of shares and of questions side by side, beside a picture of that name."""
    return both(metric_list(asked, f"{name}_metric"), question_list(asked, f"{name}_question"))


def named_list(name: str, options: Mapping[str, str], chosen: str, key: str) -> Control:
    """A list of anything, kept in the address under a name."""
    return partial(_choose, name, options, chosen, key)


def both(*controls: Control) -> Control:
    """Lists side by side."""

    def draw() -> None:
        with st.container(horizontal=True):
            for control in controls:
                control()

    return draw


def _choose(name: str, options: Mapping[str, str], chosen: str, key: str) -> None:
    st.session_state[key] = chosen
    st.selectbox(
        t(f"surveys.choose_{name}"),
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        on_change=lambda: permalink.change(**{name: st.session_state[key]}),
        width=260,
    )


# ---------------------------------------------------------------- names
def subject(asked: Asked, code: str) -> str:
    """What is judged, in words where the code is a usual one."""
    key = f"surveys.subject_{code}"
    return asked.teller.say(key) if known(asked.teller.lang, key) else code


def round_name(asked: Asked, code: str) -> str:
    """Name of a round."""
    return rounds(asked).get(code, code)


def wording_of(asked: Asked, round_id: str, question_id: str) -> str:
    """Wording of a question as it was put in a round; its name where none is stored."""
    design = reading.design(asked.scope, asked.view)
    version = design.rounds.loc[design.rounds["round_id"] == round_id, "questionnaire_version"]
    texts = design.questions[
        design.questions["questionnaire_version"].isin(version)
        & (design.questions["question_id"] == question_id)
    ]["text"]
    return str(texts.iloc[0]) if len(texts) else question_id
