"""What does the dashboard say when a person, not the program, made the mistake?"""

from collections.abc import Mapping
from typing import Any

from data.sentences import Value, say


class DataError(Exception):
    """A mistake in a file, a name or a choice, told in one sentence that also says what to do.

    Its text is English; `said` is the sentence in both languages.
    """

    def __init__(self, name: str, /, **values: Value) -> None:
        """Take the sentence of that name; see `data.sentences.say`."""
        self.said = say(name, **values)
        super().__init__(self.said)

    def __reduce__(self) -> tuple[Any, ...]:
        """What another process needs to raise it anew."""
        return _anew, (type(self), self.__dict__)


def _anew(kind: type[DataError], kept: Mapping[str, Any]) -> DataError:
    mistake = kind.__new__(kind, kept["said"])
    mistake.__dict__.update(kept)
    return mistake


class ElsewhereError(DataError):
    """A question that only records can answer, of a snapshot whose records stay in a lake."""
