"""How is a number written in the reader's language?"""

import math
from dataclasses import dataclass, replace

from pages.texts import say

MINUS = "−"
MISSING = "—"
HOURS_A_DAY, MINUTES_A_DAY = 24, 1440
PARTS_OF_A_DAY = (1, HOURS_A_DAY)  # what is shorter than an hour is written in minutes
UNITS = {HOURS_A_DAY: "hours", MINUTES_A_DAY: "minutes"}
HAVE_ONE = ("days", "hours", "minutes", "points", "count")  # another word where there is one
LARGE = ((100_000_000, "亿"), (10_000, "万"))
MOST_DECIMALS = 3


@dataclass(frozen=True)
class Amount:
    """A number and its unit, apart, because the unit is set smaller."""

    text: str
    unit: str

    def __str__(self) -> str:
        return f"{self.text}{_space(self.unit)}{self.unit}"


FRACTIONS = ("share", "days", "points", "per_100", "each")  # written with decimals


@dataclass(frozen=True)
class Style:
    """How values of one metric are written, so that a value, its bounds and its change agree.

    `unit` is the metric's; `parts` is how many parts of a day its days are written in: 24 for
    hours, 1440 for minutes.
    """

    lang: str
    unit: str
    parts: int = 1
    decimals: int = 1

    @classmethod
    def of(cls, lang: str, unit: str, like: float, *bounds: float) -> "Style":
        """Style for values like this one, fine enough that no bound of a difference reads zero."""
        size = abs(like) if unit == "days" else 1.0
        parts = next((n for n in PARTS_OF_A_DAY if not size < 1 / n), MINUTES_A_DAY)
        style = cls(lang, unit, parts)
        finest = min((abs(style.shown(b)) for b in bounds if b and not math.isnan(b)), default=1.0)
        decimals = next((d for d in (1, 2) if round(finest, d) > 0), MOST_DECIMALS)
        return cls(lang, unit, parts, decimals)

    def shown(self, value: float) -> float:
        """The value in the unit it is written in."""
        if self.unit == "share":
            return value * 100
        return value * self.parts

    def amount(self, value: float) -> Amount:
        """A value with its unit; a dash where there is none."""
        if math.isnan(value):
            return Amount(MISSING, "")
        digits = self._digits(value)
        return Amount(digits, self._unit("%", is_one=digits == "1"))

    def interval(self, low: float, high: float) -> str:
        """Bounds of a value, such as 92.1–93.4%; empty where there are none."""
        if math.isnan(low):
            return ""
        if not math.isfinite(high):
            return say(self.lang, "unit.at_least", low=str(self.amount(low)))
        finer = replace(self, decimals=self.decimals + 1)
        alike = self._digits(low) == self._digits(high) and self.decimals < MOST_DECIMALS
        return finer.interval(low, high) if alike and low < high else self._range(low, high)

    def _range(self, low: float, high: float) -> str:
        return f"{self._digits(low)}–{self.amount(high)}"

    def change(self, value: float, *, short: bool = False) -> str:
        """A difference with its sign; shares differ by percentage points, never by percent."""
        points = say(self.lang, "unit.pp" if short else "unit.percentage_points")
        return str(Amount(self._signed(value), self._unit(points)))

    def changes(self, low: float, high: float) -> str:
        """Bounds of a difference, each with its sign, in the unit of the difference beside it."""
        if math.isnan(low) or math.isnan(high):
            return ""
        return say(self.lang, "unit.range", low=self._signed(low), high=self._signed(high))

    def _signed(self, value: float) -> str:
        digits = self._digits(value)
        return f"+{digits}" if value > 0 and digits.strip("0.") else digits

    def _digits(self, value: float) -> str:
        if self.unit in FRACTIONS:
            return plain(self.shown(value), self.decimals)
        return count(self.lang, value)

    def _unit(self, share: str, *, is_one: bool = False) -> str:
        if self.unit == "share":
            return share
        name = UNITS.get(self.parts, self.unit)
        return say(self.lang, f"unit{'_one' if is_one and name in HAVE_ONE else ''}.{name}")


def plain(value: float, decimals: int = 0) -> str:
    """Digits with thousands separators and a true minus sign; never −0."""
    text = f"{value:,.{decimals}f}"
    if not text.strip("-0.,"):
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def count(lang: str, value: float, *, exact: bool = False) -> str:
    """A number of things: 29,612 in English; 2.96万 in Chinese, 2.9612万 where exactness counts."""
    if math.isnan(value):
        return MISSING
    size, sign = next(((s, w) for s, w in LARGE if lang == "zh" and abs(value) >= s), (1, ""))
    decimals = len(str(size)) + 1 if exact else 2  # two of the unit itself: scores are weighted
    text = f"{value / size:,.{decimals if exact or sign else 0}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS).replace(",", "" if lang == "zh" else ",") + sign


def _space(unit: str) -> str:
    """Between a number and its unit: none before a percent sign or a Chinese word."""
    return " " if unit.isascii() and unit not in ("%", "") else ""
