"""What is asked of the records, whichever metrics are wanted?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import ibis
import pandas as pd
from ibis import _

from analytics import asking, monthly
from analytics.derived import BY_MONTH, DERIVED
from analytics.grouping import Grouping, keyed
from analytics.metrics import METRICS
from analytics.periods import Period
from analytics.wide_frames import fetched, tidy

OF_ANSWERS = ("subject", "question")  # groups of answers that rounds do not have
TOOK_PART = METRICS["survey_participation_rate"]


@dataclass(frozen=True)
class Question:
    """What is asked of the records, whichever metrics are wanted."""

    tables: Mapping[str, ibis.Table]
    grouping: Grouping
    span: Period
    reached: date  # last day that the records can cover

    def records(self, name: str) -> ibis.Table:
        """A table handed in, or one that is made of those handed in."""
        if name in DERIVED:
            build = DERIVED[name]
            if self.grouping.grain:
                build = BY_MONTH.get(name, build)
            return build(self.tables, self.span, self.reached)
        return self.tables[name]

    def is_at_hand(self, name: str) -> bool:
        """Whether the records of a table can be asked; of some only counts may have been kept."""
        elsewhere: frozenset[str] = getattr(self.tables, "elsewhere", frozenset())
        return ("visits" if name in DERIVED else name) not in elsewhere

    def by_month(self, name: str) -> ibis.Table | None:
        """Counts of villages and months, where they tell what the records of a table would."""
        if not monthly.suits(self.grouping, name):
            return None
        return self.tables.get(monthly.name(name))

    def is_of_one_part(self, name: str) -> bool:
        """Whether counts by parts of the whole, as handed in, are those of a single part."""
        alone: frozenset[str] = getattr(self.tables, "of_one_part", frozenset())
        return name in alone

    @cached_property
    def place_keys(self) -> tuple[str, ...]:
        """Keys that the list of places has; grids are listed where there is a register."""
        keys = self.grouping.place_keys
        listed = self.grouping.area == "grid" and "grids" in self.tables
        return ("area_code", *keys) if listed else keys

    @cached_property
    def households(self) -> pd.DataFrame:
        """Registered households and villages by the keys that places have; unknown ones apart."""
        keys = self.grouping.place_keys
        if self.place_keys != keys:
            return self._by_grid()
        area = self.grouping.area if "area_code" in keys else ""
        only = Grouping(area, None, tuple(key for key in keys if key != "area_code"))
        table = keyed(self.tables["places"], only, "places")
        sums = {
            "households": _.households.sum(),
            "unknown": _.households.isnull().sum(),
            "villages": _.count(),
        }
        frame = fetched(table, only, sums)
        if self.grouping.area == "grid":
            frame["households"] = 0.0  # nobody registers them by grid
        return frame

    @cached_property
    def of_rounds(self) -> Grouping:
        """The grouping without what only answers have."""
        others = self.grouping.others
        return replace(self.grouping, others=tuple(k for k in others if k not in OF_ANSWERS))

    @cached_property
    def took_part(self) -> pd.DataFrame:
        """What rounds add up to: the metric of who took part, and whether everybody was asked.

        Limits of all that was answered ask for it as well.
        """
        table = keyed(self.tables["round_coverage"], self.of_rounds, "round_coverage")
        sums = {f"{TOOK_PART.id} {part}": value for part, value in TOOK_PART.parts.items()}
        sums |= {"records": _.count(), "is_census": (_.selection == "census").all()}
        return fetched(table, self.of_rounds, sums)

    def _by_grid(self) -> pd.DataFrame:
        """The same for grids: the households that the register has in each."""
        shown = tuple(key for key in self.place_keys if key != "area_code")
        grids = keyed(self.tables["grids"], Grouping("grid", None, shown), "grids")
        homes = self.tables["households"].group_by("grid_code").agg(households=_.count())
        joined = grids.left_join(homes, "grid_code")
        sums = {"households": _.households.sum().fill_null(0), "unknown": ibis.literal(0)}
        return tidy(asking.fetch(joined.group_by(*self.place_keys).agg(**sums)))
