"""Which file is on the desk, and how far has it got? Kept in the session until it is put away."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from data import aside, mappings, store, uploads
from data.errors import DataError
from data.jobs import Job, Outcome
from data.sentences import Sentence
from data.sources.mapping import Profile
from data.sources.profile import load_profile
from data.sources.suggesting import Sample, Suggestion, suggest
from data.uploads import Look
from pages.texts import t

KEY = "intake"
SUGGESTED = "suggested"  # stands for a profile where a mapping is made on screen
MAPPING_FILE = "mapping.toml"


@dataclass
class Held:
    """A file that was handed in."""

    path: Path
    size: int
    look: Look | None = None
    refusal: Sentence | None = None
    suits: tuple[str, ...] = ()
    profile: str = ""
    suggestion: Suggestion | None = None
    raw: dict[str, Any] = field(default_factory=dict)
    version: int = 0  # of the suggestion: widgets begin anew with another one
    job: Job | None = None
    outcome: Outcome | None = None

    @property
    def is_mapped(self) -> bool:
        """Whether the mapping is made on screen."""
        return self.profile == SUGGESTED

    @property
    def mark(self) -> str:
        """What tells two ways of reading the file apart."""
        return f"{self.profile} {json.dumps(self.raw)}"

    def chosen(self) -> Profile:
        """The profile by which the file will be read; DataError where the mapping has gaps."""
        if self.is_mapped:
            return mappings.made(self.raw)
        return load_profile(self.profile)

    def order_profile(self) -> str:
        """The profile as the command takes it."""
        if not self.is_mapped:
            return self.profile
        return str(mappings.write(self.path.parent / MAPPING_FILE, self.raw))


def current() -> Held | None:
    """The file on the desk."""
    return st.session_state.get(KEY)


def take(path: Path) -> None:
    """Put a file that has arrived on the desk, and look at it."""
    home = store.default()
    held = Held(path, path.stat().st_size)
    st.session_state[KEY] = held
    try:
        seen = aside.ask(mappings.see, home.home.resolve(), path.resolve())
    except DataError as mistake:  # it broke off
        held.refusal = mistake.said
        return
    held.look, held.refusal, held.suits = seen.look, seen.refusal, seen.suits
    if held.refusal:
        return
    held.profile = held.suits[0] if held.suits else SUGGESTED
    if held.is_mapped:
        propose(held)


def propose(held: Held, table: str = "") -> None:
    """Suggest a mapping for the file on the desk, for a table if one is named."""
    if held.look is None:
        return
    home = store.default()
    areas = home.table("areas").select("area_code", "area_name").to_pandas()
    stem = held.path.stem
    sample = Sample(
        held.look.texts,
        known_areas=frozenset(areas["area_code"]),
        known_names=frozenset(areas["area_name"]),
        title=stem,
        source=stem,
        zone=home.zone(),
        unlocated=t("mapping.unlocated"),
    )
    held.suggestion = aside.ask(suggest, sample, table)
    held.raw = held.suggestion.raw
    held.version += 1


def put_away() -> None:
    """Take the file from the desk and from the disk, and give up what is at work on it."""
    held = st.session_state.pop(KEY, None)
    if held is None:
        return
    if held.job and held.job.is_running:
        held.job.stop()
    uploads.drop(store.default().home, held.path)
