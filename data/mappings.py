"""Which mappings has this store made for its own sources, beside those that are shipped?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from data import uploads
from data.errors import DataError
from data.sentences import Sentence
from data.sources import strangers
from data.sources.grammar import Grammar
from data.sources.mapping import Fit, Profile
from data.sources.profile import load_profile, recognise, shipped
from data.sources.source_file import ReadOptions
from data.uploads import Look

FOLDER = "profiles"
NAME = re.compile(r"[\w-]{1,60}")


@dataclass(frozen=True)
class Seen:
    """What is found out about a file that was handed in.

    `refusal` says why it cannot be read, and then `look` is None, or why it holds no records;
    `suits` has the names of the profiles that suit it, best first, as the command line takes them.
    """

    look: Look | None
    refusal: Sentence | None
    suits: tuple[str, ...]


def see(home: Path, path: Path) -> Seen:
    """Look at a file and at which profiles suit it; one may know a way to read it."""
    look, refusal = None, None
    try:
        look = uploads.look(path)
    except DataError as mistake:
        refusal = mistake.said
    suits = tuple(name for name, _ in suiting(home, look.columns if look else (), path))
    if suits and look is None:
        look, refusal = uploads.look(path, load_profile(suits[0]).read_options()), None
    if look and not suits:
        refusal = strangers.refusal(path.name, look.columns)
    return Seen(look, refusal, suits)


def made(raw: dict[str, Any], name: str = "mapping") -> Profile:
    """The profile that a mapping describes; DataError in one sentence where it does not hold."""
    return Grammar(f"{name}.toml").profile(raw, name)


def write(path: Path, raw: dict[str, Any]) -> Path:
    """Write a mapping as the profile file that the command line takes too."""
    made(raw, path.stem)
    path.write_text(tomli_w.dumps(raw), encoding="utf-8")
    return path


def save(home: Path, name: str, raw: dict[str, Any]) -> Path:
    """Keep a mapping in the store under a name of its own.

    Raises
    ------
    DataError
        If the name cannot be that of a file, or is that of a shipped profile.
    """
    if not NAME.fullmatch(name):
        raise DataError("profile.bad_name", name=name)
    if name in shipped():
        raise DataError("profile.taken_name", name=name)
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return write(folder / f"{name}.toml", {"name": name, **raw})


def saved(home: Path) -> dict[str, Path]:
    """Files of the mappings that were saved, by name."""
    return {path.stem: path for path in sorted((home / FOLDER).glob("*.toml"))}


def suiting(
    home: Path, columns: Sequence[str], path: Path | None = None
) -> tuple[tuple[str, Fit], ...]:
    """Saved and shipped profiles that suit the headers of a file, saved ones and the best first.

    A saved one is given as the path of its file, as the command line takes it. Profiles that read
    a file in a way of their own, such as objects inside objects, are tried on the file itself.
    """
    own = []
    for path in saved(home).values():
        fit = load_profile(path).fit(columns)
        if fit.outputs and not fit.missing:
            own.append((str(path), fit))
    own.sort(key=lambda one: (len(one[1].unused), -one[1].found))
    found = (*own, *recognise(columns))
    return found if found or path is None else _in_their_way(home, path)


def _in_their_way(home: Path, path: Path) -> tuple[tuple[str, Fit], ...]:
    """Profiles that suit a file when it is read as they say."""
    found = []
    for name in (*map(str, saved(home).values()), *shipped()):
        profile = load_profile(name)
        if profile.read == ReadOptions(known=profile.headers):
            continue
        try:
            fit = profile.fit(uploads.columns(path, profile.read_options()))
        except DataError:  # it is no file of that kind
            continue
        if fit.outputs and not fit.missing:
            found.append((name, fit))
    return tuple(found)
