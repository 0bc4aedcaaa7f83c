"""Where must one look, and what changed? Findings as sentences, one below the other."""

import streamlit as st

from pages.components import cards
from pages.components.board import Board
from pages.components.sentences import Teller
from pages.components.view import View
from pages.texts import t

MOST_SENTENCES = 6


def where(teller: Teller, view: View, numbers: Board) -> None:
    """Places outside their funnel, overdue requests, surveys that are not valid."""
    st.subheader(t("heading.where"), anchor=False)
    told = []
    late = numbers.places[numbers.places["metric"] == "overdue_backlog"]
    for finding in numbers.found:
        if finding.code == "outside":
            told.append((teller.outside(finding), finding.verdict))
        elif finding.code == "overdue":
            told.append((teller.overdue(finding, late if view.has_parts else late.head(0)), ""))
        elif finding.code == "gate":
            told.append((teller.gate(finding), ""))
    if not any(verdict for _, verdict in told):
        quiet = "no_outside" if view.has_parts else "within"
        words = teller.say(f"sentence.{quiet}", level=teller.levels, whole=teller.ground)
        told.insert(0, (words, ""))
    cards.sentences(told)


def changed(teller: Teller, numbers: Board) -> None:
    """Changes beyond chance, the bad ones first; that there are none, where there are none."""
    st.subheader(t("heading.changed"), anchor=False)
    rows = numbers.compared.set_index("metric", drop=False)
    told = [
        (teller.change(rows.loc[finding.metric]), finding.verdict)
        for finding in numbers.found
        if finding.code in ("better", "worse", "changed")
    ]
    if len(told) > MOST_SENTENCES:
        more = teller.say("sentence.more", count=str(len(told) - MOST_SENTENCES))
        told = [*told[:MOST_SENTENCES], (more, "")]
    if not told:
        key = "no_change" if teller.before else "not_compared"
        told = [(teller.say(f"sentence.{key}", before=teller.previous), "")]
    cards.sentences(told)
