"""How is one thing said in English and in Chinese, out of one table of templates?

Whoever finds a mistake names what is wrong and gives the values; both languages are put together
from `sentences.toml` at once, because nobody knows yet who will read it. A sentence is its English
text, for the command line and for stored reports, and knows its Chinese.
"""

import functools
import tomllib
from collections.abc import Sequence
from pathlib import Path
from string import Formatter

LANGUAGES = ("en", "zh")
BETWEEN = {"en": ", ", "zh": "、"}
MOST_NAMED = 5
# Stand for the texts of one row, put in by the engine when the rows are told.
VALUE, OTHER, QUESTION = "{value}", "{other}", "{question}"
Value = str | int | float | Sequence[str]


class Sentence(str):
    """An English text that knows its Chinese, `zh`."""

    zh: str

    def __new__(cls, english: str, chinese: str) -> "Sentence":
        """Both texts as they are; `say` puts them together from a template."""
        made = super().__new__(cls, english)
        made.zh = chinese
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """What a copy is made from."""
        return str(self), self.zh

    def within(self, lang: str) -> str:
        """The text in "en" or "zh"."""
        return self.zh if lang == "zh" else str(self)


def say(name: str, /, **values: Value) -> Sentence:
    """The sentence of that name with its blanks filled.

    Parameters
    ----------
    name : str
        Dotted name in sentences.toml.
    **values : str, number or sequence of str
        What stands in the blanks; sentences are put in in each language, sequences as lists.

    Raises
    ------
    KeyError
        If there is no such sentence, or a blank gets no value.
    """
    template = templates()[name]
    english, chinese = (
        template[lang].format_map({key: _worded(value, lang) for key, value in values.items()})
        for lang in LANGUAGES
    )
    return Sentence(english, chinese)


def either(names: Sequence[str]) -> Sentence:
    """One of several names."""
    return Sentence(" or ".join(names), " 或 ".join(names))


def both(names: Sequence[str]) -> Sentence:
    """All of several names."""
    return Sentence(" and ".join(names), " 和 ".join(names))


def listed(names: Sequence[str]) -> Sentence:
    """The first few of many names, and how many more there are."""
    if len(names) <= MOST_NAMED:
        return say("list.all", names=names)
    return say("list.more", names=names[:MOST_NAMED], more=len(names) - MOST_NAMED)


def rule(name: str) -> Sentence:
    """What a rule for rows is called."""
    return say(f"rule.{name}")


def fields(template: str) -> frozenset[str]:
    """Names of the blanks of a template."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


@functools.cache
def templates() -> dict[str, dict[str, str]]:
    """The two templates of every sentence, by its dotted name."""
    groups = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))
    return {
        f"{group}.{name}": pair for group, told in groups.items() for name, pair in told.items()
    }


def _worded(value: Value, lang: str) -> str | int | float:
    if isinstance(value, Sentence):
        return value.within(lang)
    if isinstance(value, str | int | float):
        return value
    return BETWEEN[lang].join(str(_worded(one, lang)) for one in value)
