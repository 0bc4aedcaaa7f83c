"""How is a finding told: in a sentence made from numbers, saying no more than they allow?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.findings import Finding
from analytics.metrics import METRICS
from pages.components import days, numbers
from pages.components.numbers import Style
from pages.texts import say

MOST_NAMES = 3


@dataclass(frozen=True)
class Teller:
    """Tells findings in one language about one place and period.

    `names` are the names of places by code, `place` the one chosen, `ground` the whole whose
    parts are compared and `level` that of the parts; `before` is the label of the period compared
    with, "" where nothing is compared.
    """

    lang: str
    names: Mapping[str, str]
    place: str
    ground: str
    level: str
    before: str

    def say(self, key: str, *, n: int | None = None, **values: str) -> str:
        """Text of a key in this language."""
        return say(self.lang, key, n=n, **values)

    # ------------------------------------------------------------ the title
    def title(self, found: Sequence[Finding], cards: Sequence[str], *, judged: bool) -> str:
        """The finding of the page in one sentence.

        Parameters
        ----------
        found : sequence of Finding
            As `findings.overview` orders them.
        cards : sequence of str
            Metrics that are on the page and on record.
        judged : bool
            Whether any number is large enough to be judged.
        """
        if not judged:
            return self.say("title.few")
        moved = [f for f in found if f.metric in cards and f.code in ("better", "worse")]
        out = [f for f in found if f.metric in cards and f.code == "outside"]
        clauses = [c for c in (self._moves(moved), self._stand_out(out)) if c]
        if clauses:
            return _capital(self.say("title.join").join(clauses))
        key = "title.quiet_both" if self.before else "title.quiet_places"
        if self.place == self.ground:
            return self.say(key, before=self.previous, level=self.levels)
        return self.say(f"{key}_alone", before=self.previous, whole=self.ground)

    def _moves(self, moved: Sequence[Finding]) -> str:
        better = [f.metric for f in moved if f.code == "better"]
        worse = [f.metric for f in moved if f.code == "worse"]
        if not worse:
            return self._move("better", better) if better else ""
        told = self._move("worse", worse)
        if better:
            told += self.say("title.but") + self._move("better_too", better)
        return told

    def _move(self, key: str, metrics: Sequence[str]) -> str:
        form = "one" if len(metrics) == 1 else "many"
        return self.say(
            f"title.{key}_{form}",
            metric=self.inline(metrics[0]),
            count=str(len(metrics)),
            more=str(len(metrics) - 1),
            before=self.previous,
        )

    def _stand_out(self, out: Sequence[Finding]) -> str:
        worse = [f for f in out if f.verdict == "worse"]
        told = worse or out
        if not told:
            return ""
        places = list(dict.fromkeys(code for f in told for code in f.areas))
        if len(places) == 1:
            return self.say(
                "title.outside_one",
                place=self.name(places[0]),
                metric=self.inline(told[0].metric),
                side=self._side(told[0]),
            )
        key = "title.outside_many" if worse else "title.outside_good"
        return self.say(key, places=self.places(len(places)))

    # ------------------------------------------------------------ the lists
    def change(self, row: Mapping[str, Any]) -> str:
        """What a number was, what it is and by how much it moved: a row of `changes.compare`."""
        metric, low, high = row["metric"], row["low"], row["high"]
        style = self.style(metric, row["expected"], low, high)
        return self.say(
            f"sentence.{row['verdict']}",
            metric=self.short(metric),
            before=str(style.amount(row["expected"])),
            now=str(style.amount(row["value"])),
            verb=self.say("verb.up" if row["difference"] > 0 else "verb.down"),
            change=style.change(row["difference"]),
            interval=style.changes(low, high),
        )

    def outside(self, finding: Finding) -> str:
        """Which places stand out, the furthest first, and how far it is."""
        style = self.style(finding.metric, finding.reference)
        return self.say(
            "sentence.outside_one" if len(finding.areas) == 1 else "sentence.outside_many",
            metric=self.short(finding.metric),
            place=self.name(finding.areas[0]),
            places=self.listed(finding.areas),
            side=self._side(finding),
            whole=self.ground,
            overall=str(style.amount(finding.reference)),
            value=str(style.amount(finding.value)),
            interval=style.interval(finding.low, finding.high),
            count=numbers.count(self.lang, finding.n),
        )

    def overdue(self, finding: Finding, places: pd.DataFrame) -> str:
        """How many requests are overdue, and where most of them are."""
        rows = places[places["value"] > 0].nlargest(MOST_NAMES, "value")
        amounts = [
            self.say(
                "sentence.with_count",
                place=self.name(row.area_code),
                count=numbers.count(self.lang, row.value),
            )
            for row in rows.itertuples()
        ]
        return self.say(
            "sentence.overdue" if len(places) > 1 and amounts else "sentence.overdue_plain",
            late=numbers.count(self.lang, finding.value),
            open=numbers.count(self.lang, finding.reference),
            places=self.say("sentence.list").join(amounts),
        )

    def gate(self, finding: Finding) -> str:
        """In which villages the survey does not count as valid."""
        return self.say(
            "sentence.gate",
            places=self.count_of("village", len(finding.areas)),
            names=self.listed(finding.areas),
        )

    # ------------------------------------------------------------ words
    def name(self, code: str) -> str:
        """Name of a place."""
        return self.names.get(code, code)

    def short(self, metric: str) -> str:
        """Name of a metric as a card bears it."""
        return self.say(f"metric.{metric}.short")

    def inline(self, metric: str) -> str:
        """Name of a metric inside a sentence."""
        return self.say(f"metric.{metric}.inline")

    def style(self, metric: str, like: float, *bounds: float) -> Style:
        """How values of a metric are written beside one like this."""
        return Style.of(self.lang, METRICS[metric].unit, like, *bounds)

    def listed(self, codes: Sequence[str]) -> str:
        """Names of places, the first few of many."""
        return self.some([self.name(code) for code in codes])

    def some(self, names: Sequence[str]) -> str:
        """The first few of many names, and how many more there are."""
        first = self.say("sentence.list").join(names[:MOST_NAMES])
        more = len(names) - MOST_NAMES
        if more <= 0:
            return first
        return self.say("sentence.and_more", names=first, count=str(len(names)), more=str(more))

    def places(self, number: int) -> str:
        """So many places of the level compared."""
        return self.count_of(self.level, number)

    def count_of(self, level: str, number: int) -> str:
        """So many places of a level."""
        return self.say(f"places.{level}", n=number, count=numbers.count(self.lang, number))

    def _side(self, finding: Finding) -> str:
        return self.say("side.above" if finding.value > finding.reference else "side.below")

    @property
    def levels(self) -> str:
        """The level compared, as a plural."""
        return self.say(f"levels.{self.level}")

    @property
    def previous(self) -> str:
        """The period compared with, in words."""
        return days.period(self.lang, self.before, short=True) if self.before else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
