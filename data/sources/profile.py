"""How does one source system name its columns, values, places and times?"""

import difflib
import tomllib
from collections.abc import Sequence
from pathlib import Path

from data.errors import DataError
from data.sentences import say
from data.sources import own_tables
from data.sources.grammar import Grammar
from data.sources.mapping import Fit, Mapping, Output, Profile

__all__ = ["Fit", "Mapping", "Output", "Profile", "load_profile", "recognise", "shipped"]

FOLDER = Path(__file__).with_name("profiles")


def shipped() -> tuple[str, ...]:
    """Names of the profiles that come with the dashboard: own tables first, then source systems."""
    return own_tables.tables() + tuple(sorted(p.stem for p in FOLDER.glob("*.toml")))


def load_profile(name: str | Path) -> Profile:
    """Load a shipped profile, or the one in a .toml file of one's own.

    Parameters
    ----------
    name : str or Path
        One of shipped(), or a path that ends in .toml.

    Raises
    ------
    DataError
        If there is no such profile, or its TOML is wrong; the sentence names file and key.
    """
    path = Path(name)
    if path.suffix.lower() == ".toml":
        return _read(path)
    if str(name) in own_tables.tables():
        return own_tables.profile(str(name))
    path = FOLDER / f"{name}.toml"
    if str(name) not in shipped():
        near = difflib.get_close_matches(str(name), shipped(), 1)
        hint = (
            say("unknown.near", near=near[0]) if near else say("profile.shipped", names=shipped())
        )
        raise DataError("profile.unknown", name=str(name), hint=hint)
    return _read(path)


def _read(path: Path) -> Profile:
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise DataError("profile.absent", path=str(path)) from error
    except (UnicodeDecodeError, OSError) as error:
        raise DataError("profile.no_text", name=path.name) from error
    except tomllib.TOMLDecodeError as error:
        raise DataError("profile.no_toml", name=path.name, detail=str(error)) from error
    return Grammar(path.name).profile(raw, path.stem)


def recognise(headers: Sequence[str]) -> tuple[tuple[str, Fit], ...]:
    """Shipped profiles that suit the headers of a file, the best first.

    The best leaves fewest columns unexplained; nothing that it needs is missing.
    """
    fits = [(name, load_profile(name).fit(headers)) for name in shipped()]
    suiting = [(name, fit) for name, fit in fits if fit.outputs and not fit.missing]
    return tuple(sorted(suiting, key=lambda one: (len(one[1].unused), -one[1].found)))
