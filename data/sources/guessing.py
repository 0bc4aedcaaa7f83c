"""What do the texts of a column look like: times of which form, codes, coordinates?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from data import schema
from data.sources import casting
from data.sources.source_file import quoted

MOST_KINDS = 60  # more different texts than this are no list of choices
_FIGURES = re.compile(
    r"^\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})"
    r"(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?)\s*([AaPp][Mm])?)?\s*$"
)


@dataclass(frozen=True)
class DateForms:
    """Forms in which a day and a month in figures are written.

    `day_first` and `month_first` are strptime forms; `order` is "day" or "month" where the texts
    tell, "" where both are possible.
    """

    day_first: tuple[str, ...] = ()
    month_first: tuple[str, ...] = ()
    order: str = ""

    @property
    def certain(self) -> tuple[str, ...]:
        """The forms that the texts themselves prove; empty where somebody has to say."""
        return {"day": self.day_first, "month": self.month_first}.get(self.order, ())

    @property
    def is_open(self) -> bool:
        """Both orders are possible, so a person has to say which is meant."""
        return bool(self.day_first) and not self.order


def date_forms(texts: Sequence[str]) -> DateForms:
    """Find out in which order day and month stand.

    Examples
    --------
    >>> date_forms(["03/04/2024", "25/04/2024"]).certain
    ('%d/%m/%Y',)
    >>> date_forms(["03/04/2024"]).is_open
    True
    """
    day_first: dict[str, None] = {}
    month_first: dict[str, None] = {}
    first_over = second_over = False
    for text in texts:
        found = _FIGURES.match(text)
        if not found:
            continue
        first, sign, second, year, time, half = found.groups()
        first_over |= int(first) > 12
        second_over |= int(second) > 12
        tail = "%Y" if len(year) == 4 else "%y"
        if time:
            hour = "%I" if half else "%H"
            tail += f" {hour}:%M" + (":%S" if time.count(":") == 2 else "")
            tail += " %p" if half else ""
        day_first[f"%d{sign}%m{sign}{tail}"] = None
        month_first[f"%m{sign}%d{sign}{tail}"] = None
    order = "" if first_over == second_over else "day" if first_over else "month"
    return DateForms(tuple(day_first), tuple(month_first), order)


def readable(texts: Sequence[str], column: schema.Column, forms: Sequence[str]) -> float:
    """Share of the texts, 0..1, that can be read as values of the column; 0 without texts."""
    if not texts:
        return 0.0
    if column.type == "text" and not column.allowed:
        return 1.0
    value = casting.typed(column.type, quoted("text"), "UTC", forms, keeps_offsets=True)
    good = f"({value}) IS NOT NULL"
    if column.between:
        good += f" AND ({value}) BETWEEN {column.between[0]!r} AND {column.between[1]!r}"
    if column.allowed:
        listed = ", ".join(f"'{word}'" for word in column.allowed)
        good = f"lower({quoted('text')}) IN ({listed})"
    with duckdb.connect() as engine:
        engine.execute("SET enable_progress_bar = false")
        (share,) = engine.execute(
            f"SELECT avg(CASE WHEN {good} THEN 1 ELSE 0 END) FROM (SELECT unnest($1) AS text)",
            [list(texts)],
        ).fetchall()[0]
    return float(share)


def kinds(texts: Sequence[str]) -> tuple[str, ...]:
    """The different texts of a column, the most frequent first; empty where there are too many."""
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    if len(counts) > MOST_KINDS:
        return ()
    return tuple(sorted(counts, key=lambda text: (-counts[text], text)))


def distinct_share(texts: Sequence[str]) -> float:
    """How many of the texts are different, 0..1."""
    return len(set(texts)) / len(texts) if texts else 0.0
