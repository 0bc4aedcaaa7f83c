"""What may a column of a table be called elsewhere, and what may its values?"""

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data.sources import names
from data.sources.own_tables import tables as own
from data.sources.profile import load_profile, shipped

PLACES = "places"  # stands for a table where levels of places are meant


@dataclass(frozen=True)
class Vocabulary:
    """Names of columns, and of their values, in normal form.

    `headers` by table (or PLACES) and column; `values` by table and column: pairs of a text, where
    "ab*" stands for texts that begin so, and what it means.
    """

    headers: dict[tuple[str, str], frozenset[str]]
    values: dict[tuple[str, str], tuple[tuple[str, str], ...]]


def vocabulary(without: Iterable[str] = ()) -> Vocabulary:
    """All that the shipped profiles and `vocabulary.toml` know.

    Parameters
    ----------
    without : iterable of str
        Profiles whose words are left out, to see how well the others do.
    """
    return _vocabulary(tuple(sorted(without)))


@functools.cache
def _vocabulary(without: tuple[str, ...]) -> Vocabulary:
    raw = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text("utf-8"))
    values = {
        (table, column): [(text, meaning) for meaning, texts in meanings.items() for text in texts]
        for table, columns in raw.pop("values").items()
        for column, meanings in columns.items()
    }
    headers: dict[tuple[str, str], set[str]] = {
        (table, column): set(listed)
        for table, columns in raw.items()
        for column, listed in columns.items()
    }
    for name in shipped():
        if name in own() or name in without:
            continue
        profile = load_profile(name)
        for level, mapping in profile.areas.levels if profile.areas else ():
            headers.setdefault((PLACES, level), set()).update(mapping.headers)
        for output in profile.outputs:
            for column, mapping in output.columns:
                if output.unpivot or mapping.derive in ("in_time", "any_true", "filled"):
                    continue
                headers.setdefault((output.table, column), set()).update(mapping.headers)
                known = values.setdefault((output.table, column), [])
                known += [(text, into) for text, into in mapping.values if text != "*" and into]
    return Vocabulary(
        {key: frozenset(names.header(h) for h in listed) for key, listed in headers.items()},
        {key: tuple(dict.fromkeys(pairs)) for key, pairs in values.items() if pairs},
    )
