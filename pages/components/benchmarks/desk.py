"""What lies on the reviewer's desk: villages, measures, notes, decisions, and what is saved?"""

import heapq
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

import pandas as pd
import streamlit as st

from data import reviews, store
from data.errors import DataError
from data.reviews import Decision, Review
from pages.components import filters, permalink
from pages.components.benchmarks.ground import Ground
from pages.texts import worded

DRAFT, TROUBLE = "review_draft", "review_trouble"
MOST_OFFERED = 3_000  # in a list that goes to the browser
MOST_VILLAGES = 12  # laid out at first; the reader may choose more
DECISIONS = ("keep", "change", "look_again")
HELD = ("lang", "review")  # what of the address a reader keeps of their own


@dataclass
class Draft:
    """Notes and decisions of this session, and the review they were opened from."""

    review: str = ""
    notes: str = ""
    decisions: dict[str, Decision] = field(default_factory=dict)


class Desk:
    """The villages and measures chosen, the draft, and the review that was opened."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.saved = self._opened()
        self.draft = self._draft()

    def _opened(self) -> Review | None:
        named = self.ground.view.pinned.review
        if not named:
            return None
        try:
            return reviews.load(store.default(), self.ground.scope, named)
        except DataError as mistake:
            st.session_state[TROUBLE] = worded(mistake)
            return None

    def _draft(self) -> Draft:
        """What was written in this session; that of the review once it is opened."""
        kept: Draft = st.session_state.setdefault(DRAFT, Draft())
        if self.saved and kept.review != self.saved.id:
            decided = {decision.village_code: decision for decision in self.saved.decisions}
            kept = Draft(self.saved.id, self.saved.notes, decided)
            st.session_state[DRAFT] = kept
            _fill(self.saved.name, self.saved.saved_by, self.saved.notes)
        return kept

    @property
    def villages(self) -> tuple[str, ...]:
        """Those of the address, else those whose pairs should be looked at again."""
        named = permalink.values(self.ground.view.pinned.villages)
        chosen = tuple(code for code in named if code in self.ground.inside)
        if chosen:
            return chosen
        if self.ground.village:
            return (self.ground.village,)
        listed = [*self.ground.to_review["village_code"], *self.offered]
        return tuple(dict.fromkeys(listed))[:MOST_VILLAGES]

    @property
    def offered(self) -> list[str]:
        """Villages to choose from, the first of very many; the place narrows them."""
        return heapq.nsmallest(MOST_OFFERED, self.ground.inside)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Those of the address, else the one looked at."""
        named = permalink.values(self.ground.view.pinned.metrics)
        return tuple(m for m in named if m in self.ground.metrics) or (self.ground.metric,)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Indicators of other programmes that the address names beside the measures."""
        known = set(self.ground.indicators["indicator_id"])
        named = permalink.values(self.ground.view.pinned.metrics)
        return tuple(n for n in named if n in known and n not in self.ground.metrics)

    def frame(self, name: str, computed: pd.DataFrame) -> pd.DataFrame:
        """The saved rows where the review is open as it was saved, else those worked out now."""
        if self.is_as_saved and self.saved and name in self.saved.frames:
            return self.saved.frames[name]
        return computed

    @property
    def is_as_saved(self) -> bool:
        """Whether exactly what was saved is looked at."""
        return self.saved is not None and self._same(self.saved.address)

    def _same(self, address: Mapping[str, str]) -> bool:
        """Whether the address names what was saved, be its snapshot still kept or not."""
        named = self.ground.view.pinned
        now = asdict(self.address()) | {"snapshot": named.snapshot, "as_of": named.as_of}
        return all(now[name] == value for name, value in address.items() if name not in HELD)

    def address(self) -> permalink.Address:
        """Choice that reopens this desk."""
        return filters.permanent(
            self.ground.view,
            part="workspace",
            metric=self.ground.metric,
            villages=permalink.SEPARATOR.join(self.villages),
            metrics=permalink.SEPARATOR.join([*self.metrics, *self.indicators]),
            review="",
        )

    def review(self, frames: Mapping[str, pd.DataFrame]) -> Review:
        """What would be saved now, without its name."""
        decisions = self.draft.decisions
        return Review(
            name=self.saved.name if self.saved else "",
            saved_by=self.saved.saved_by if self.saved else "",
            address=asdict(self.address()),
            villages=self.villages,
            metrics=(*self.metrics, *self.indicators),
            notes=self.draft.notes,
            decisions=tuple(decisions[code] for code in self.villages if code in decisions),
            frames=frames,
        )


def _fill(name: str, by: str, notes: str) -> None:
    """Put texts into the fields before they are drawn."""
    for key, text in (("name", name), ("by", by), ("notes", notes)):
        st.session_state[f"review_{key}"] = text


def save(review: Review) -> None:
    """Keep the review under the name and reviewer typed in; tell what is wrong otherwise."""
    named = replace(
        review,
        name=st.session_state["review_name"],
        saved_by=st.session_state["review_by"],
        notes=st.session_state["review_notes"],
    )
    st.session_state[DRAFT].notes = named.notes
    try:
        kept = reviews.save(store.default(), named)
    except DataError as mistake:
        st.session_state[TROUBLE] = worded(mistake)
        return
    st.session_state[DRAFT].review = kept.id
    permalink.change(**{**kept.address, "review": kept.id, "lang": ""})


def reopen(review: Review | None) -> None:
    """Go to what a saved review looked at, as it was known then; None clears the desk."""
    if review is None:
        st.session_state[DRAFT] = Draft()
        _fill("", "", "")
        permalink.change(review="", villages="", metrics="", snapshot="", as_of="")
        return
    permalink.change(**{**review.address, "review": review.id, "lang": ""})


def decide() -> None:
    """Take down the decision that was typed in."""
    draft: Draft = st.session_state[DRAFT]
    code = st.session_state["decide_village"]
    decision = Decision(code, st.session_state["decide_how"], st.session_state["decide_why"])
    draft.decisions = {**draft.decisions, code: decision}
