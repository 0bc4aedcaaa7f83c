"""How is this said in the reader's language? Every word on screen."""

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from analytics.metrics.requests import WEEK, WITHIN_DAYS, within_id
from data.errors import DataError
from data.sentences import Sentence

LANGUAGES = {"zh": "中文", "en": "English"}
DEFAULT = "en"
_KEPT = "language"


@functools.cache
def catalogue(lang: str) -> dict[str, str]:
    """Every text of one language by its dotted key, from all its files, one a page.

    Raises
    ------
    ValueError
        If the language has no texts, or two files give the same key.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no texts in {lang!r}; there are {', '.join(LANGUAGES)}")
    texts: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob(f"*{lang}.toml")):
        with path.open("rb") as file:
            found = _flatten(tomllib.load(file))
        if twice := texts.keys() & found:
            raise ValueError(f"{path.name} says again: {', '.join(sorted(twice))}")
        texts |= found
    return texts | _other_days(texts)


def _other_days(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts of the shares resolved within other days than a week: those of a week, renumbered."""

    def words(days: int) -> str:
        return texts[f"requests.days.{'one' if days == 1 else 'other'}"].format(count=days)

    listed = f"metric.{within_id(WEEK)}."
    return {
        f"metric.{within_id(days)}.{key.removeprefix(listed)}": text.replace(
            words(WEEK), words(days)
        )
        for key, text in texts.items()
        for days in WITHIN_DAYS
        if key.startswith(listed) and days != WEEK
    }


def _flatten(table: dict, prefix: str = "") -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, entry in table.items():
        key = f"{prefix}{name}"
        texts |= _flatten(entry, f"{key}.") if isinstance(entry, dict) else {key: entry}
    return texts


def say(lang: str, key: str, *, n: int | None = None, **values: str) -> str:
    """Text of a key with its blanks filled.

    Parameters
    ----------
    lang : str
        "zh" or "en".
    key : str
        Dotted key of the TOML files.
    n : int, optional
        A number that decides between the forms `<key>.one` and `<key>.other`.
    **values : str
        Words and formatted numbers for the blanks.

    Raises
    ------
    ValueError
        If there is no such text.
    """
    texts = catalogue(lang)
    if n is not None:
        key = f"{key}.{'one' if n == 1 else 'other'}"
    if key not in texts:
        raise ValueError(f"no text {key!r} in {lang}")
    return texts[key].format(**values) if values else texts[key]


def literal(text: str) -> str:
    """Text for Markdown that stays as it is: a name in a file or a link draws no image."""
    return re.sub(r"([\\`*_\[\]<$~])", r"\\\1", text)


def known(lang: str, key: str) -> bool:
    """Whether there is a text of that key."""
    return key in catalogue(lang)


def worded(said: DataError | Sentence) -> str:
    """A mistake or a sentence of `data` in the session's language."""
    sentence = said.said if isinstance(said, DataError) else said
    return sentence.within(language())


def preferred(locale: str | None) -> str:
    """Language for a browser's locale: Chinese for any Chinese one, else English."""
    return "zh" if (locale or "").lower().startswith("zh") else DEFAULT


def use(lang: str) -> None:
    """Set the language of this session."""
    st.session_state[_KEPT] = lang


def language() -> str:
    """Language of this session: what was chosen, else the browser's."""
    return st.session_state.get(_KEPT) or preferred(st.context.locale)


def t(key: str, *, n: int | None = None, **values: str) -> str:
    """Text of a key in the session's language; see `say`."""
    return say(language(), key, n=n, **values)
