"""How does the clerk say which columns are questions, and of which round the answers are?"""

from typing import Any

import streamlit as st

from data import schema
from data.sources.suggesting import ASKED, SURVEY
from data.sources.wide_surveys import Questions, written
from pages.components.intake.held import Held
from pages.texts import t

USUAL_BEST = 5
FIELDS = ("round_id", "round_name", "opened_date", "closed_date", "mode", "selection")


def draw(held: Held, raw: dict[str, Any]) -> None:
    """The questions, their scale and the round; writes them into the mapping `raw`."""
    suggested = held.suggestion.raw["output"][0]
    score = suggested["columns"].get("score", {})
    headers = st.multiselect(
        t("asked.questions"),
        held.look.columns,
        suggested.get("unpivot", []),
        key=f"asked_questions_{held.version}",
        help=t("asked.questions_help"),
    )
    with st.container(horizontal=True):
        best = st.number_input(
            t("asked.best"),
            2,
            100,
            int(suggested["columns"].get("score_max", {}).get("constant", USUAL_BEST)),
            key=f"asked_best_{held.version}",
            help=t("asked.best_help"),
            width=200,
        )
        unanswered = st.text_input(
            t("asked.unanswered"),
            " ".join(score.get("missing", ())),
            key=f"asked_unanswered_{held.version}",
            help=t("asked.unanswered_help"),
            width=272,
        )
    row = _round(held)
    asked = Questions(tuple(headers), best, tuple(unanswered.split()), score.get("values", {}))
    columns = raw["output"][0]["columns"]
    chosen = {name: entry for name, entry in columns.items() if name not in ASKED}
    raw |= written(asked, chosen, row["round_id"])
    raw["provide"][0]["rows"][0] |= row


def _round(held: Held) -> dict[str, str]:
    """What only a person knows of the round; what is not said yet is left out."""
    with st.container(horizontal=True):
        name = st.text_input(
            t("asked.round"), held.path.stem, key=f"asked_round_{held.version}", width=200
        )
        days = {
            column: st.date_input(
                t(f"asked.{column}"),
                None,
                min_value="1990-01-01",
                key=f"asked_{column}_{held.version}",
                width=150,
            )
            for column in ("opened_date", "closed_date")
        }
        choices = {
            column: st.selectbox(
                t(f"asked.{column}"),
                schema.table("rounds").column(column).allowed,
                index=None,
                format_func=lambda value, column=column: t(f"asked.{column}_{value}"),
                placeholder="",
                key=f"asked_{column}_{held.version}",
                width=200,
            )
            for column in ("mode", "selection")
        }
    said = {
        "round_id": name.strip() or SURVEY,
        "round_name": name.strip() or SURVEY,
        **{column: day.isoformat() for column, day in days.items() if day},
        **{column: choice for column, choice in choices.items() if choice},
    }
    if len(said) < len(FIELDS):
        st.caption(t("asked.round_gaps"))
    return said
