"""Which mappings has this store made for its own sources, beside those that are shipped?"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomli_w

from data.errors import DataError
from data.sources.grammar import Grammar
from data.sources.mapping import Fit, Profile
from data.sources.profile import load_profile, recognise, shipped

FOLDER = "profiles"
NAME = re.compile(r"[\w-]{1,60}")


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
        raise DataError(
            f"{name} cannot be the name of a mapping; allowed are up to 60 letters, figures, _ "
            "and -"
        )
    if name in shipped():
        raise DataError(f"{name} is the name of a shipped profile; choose another one")
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return write(folder / f"{name}.toml", {"name": name, **raw})


def saved(home: Path) -> dict[str, Path]:
    """Files of the mappings that were saved, by name."""
    return {path.stem: path for path in sorted((home / FOLDER).glob("*.toml"))}


def suiting(home: Path, columns: Sequence[str]) -> tuple[tuple[str, Fit], ...]:
    """Saved and shipped profiles that suit the headers of a file, saved ones and the best first.

    A saved one is given as the path of its file, as the command line takes it.
    """
    own = []
    for path in saved(home).values():
        fit = load_profile(path).fit(columns)
        if fit.outputs and not fit.missing:
            own.append((str(path), fit))
    own.sort(key=lambda one: (len(one[1].unused), -one[1].found))
    return (*own, *recognise(columns))
