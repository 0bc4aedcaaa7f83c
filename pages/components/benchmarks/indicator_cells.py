"""How do indicators of other programmes read: names, amounts with their unit, periods?"""

import html
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.indicators import RATE
from pages.components import days, numbers
from pages.components.benchmarks import pictures
from pages.components.benchmarks.ground import Ground
from pages.components.numbers import Amount, Style
from pages.components.panels import Shown
from pages.components.sentences import Teller
from pages.texts import known

Row = Mapping[str, Any]


def named(ground: Ground, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of indicators with both names, unit and the end of the period they are of.

    Saved rows can be read in either language and after the indicator is gone.
    """
    facts = ground.indicators.drop_duplicates("indicator_id").set_index("indicator_id")
    facts = facts.assign(period_end=pd.to_datetime(facts["period_end"]).dt.date)
    return rows.assign(**{
        column: rows["indicator_id"].map(facts[column])
        for column in ("name_zh", "name_en", "unit", "period_end")
    })  # fmt: skip


def name(teller: Teller, row: Row) -> str:
    """Name of the indicator of a row, in the language of the page."""
    return str(row[f"name_{teller.lang}"])


def names(teller: Teller) -> Shown:
    """The column of these names."""
    return Shown(teller.say("indicators.name"), lambda row: name(teller, row))


def until(
    teller: Teller, rows: pd.DataFrame, key: str = "indicators.until", column: str = "period_end"
) -> list[Shown]:
    """The end of each indicator's period, where they differ."""
    if rows[column].nunique() == 1:
        return []
    return [Shown(teller.say(key), lambda row: days.day(teller.lang, row[column]))]


def period(
    teller: Teller,
    rows: pd.DataFrame,
    key: str = "indicators.one_period",
    column: str = "period_end",
) -> list[str]:
    """The end of the period of all of them in words, where it is one."""
    ends = [days.day(teller.lang, end) for end in rows[column].unique()]
    return [teller.say(key, day=ends[0])] if len(ends) == 1 else []


def amount(teller: Teller, key: str, column: str, **said: str) -> Shown:
    """A value of an indicator with its unit; `said` fills the text of the title."""

    def write(row: Row) -> str:
        value = float(row[column])
        if math.isnan(value):
            return numbers.MISSING
        if row["kind"] == RATE:
            return str(Style.of(teller.lang, "share", value).amount(value))
        return str(Amount(_plain(value), _unit(teller, row["unit"])))

    return Shown(teller.say(key, **said), write, number=True)


def _unit(teller: Teller, unit: str) -> str:
    """A unit in words where there are any; programmes write theirs in one language."""
    key = f"indicator_unit.{unit}"
    return teller.say(key) if known(teller.lang, key) else unit


def change(teller: Teller, key: str, column: str) -> Shown:
    """A difference with its sign."""
    return Shown(teller.say(key), lambda row: told_change(teller, row, column), number=True)


def told_change(teller: Teller, row: Row, column: str) -> str:
    """A difference with its sign; rates differ by percentage points."""
    value = float(row[column])
    if math.isnan(value):
        return numbers.MISSING
    if row["kind"] == RATE:
        return Style.of(teller.lang, "share", value).change(value, short=True)
    return f"{'+' if value > 0 else ''}{_plain(value)}"


def bounds(teller: Teller, key: str, low: str, high: str, about: str) -> Shown:
    """The interval of a difference; nothing where there is none."""

    def write(row: Row) -> str:
        if row["kind"] != RATE or math.isnan(row[low]):
            return ""
        return Style.of(teller.lang, "share", row[about]).changes(row[low], row[high])

    return Shown(teller.say(key), write, number=True)


def _plain(value: float) -> str:
    return numbers.plain(value, 0 if value.is_integer() else 1)


def distances(ground: Ground, rows: pd.DataFrame, column: str, tones: pd.Series) -> Any:
    """Rates with their distances and intervals, one line each; None where there is none.

    Parameters
    ----------
    rows : DataFrame
        Named rows with the column, low and high.
    column : str
        The distance, 0..1.
    tones : Series
        "better", "worse" or "" of every row.
    """
    drawn = rows[(rows["kind"] == RATE) & rows["low"].notna() & rows[column].notna()]
    if drawn.empty:
        return None
    teller = ground.teller
    written = [
        (html.escape(name(teller, row)), html.escape(told_change(teller, row, column)))
        for row in drawn.to_dict("records")
    ]
    shown = drawn.assign(
        **{bound: drawn[bound] * 100 for bound in (column, "low", "high")},
        name=[label for label, _ in written], text=[" ".join(both) for both in written],
        area_code="", chosen=False, tone=tones.reindex(drawn.index).fillna(""), state="ok",
    )  # fmt: skip
    zero = teller.say("gap.zero" if column == "difference" else "indicator_ways.zero")
    axis = pictures.Axis("+,.2~f", "", teller.say("unit.percentage_points"), zero)
    return pictures.rows(shown, column, axis, ground.asked.colours)
