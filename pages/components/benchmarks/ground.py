"""What do all parts of the page stand on: villages, pairs, targets and the metric chosen?"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analytics import gaps, indicator_ways, indicators, pairs, trajectories
from analytics.derived import DERIVED
from analytics.effects import Effect, difference_in_differences
from analytics.metrics import METRICS
from analytics.pairs import CANDIDATES
from analytics.peers import NEIGHBOURS, TRAITS, Peers, Space, declared
from analytics.periods import Period, between
from data import benchmarks, boundaries, store
from data.access import Scope
from data.filters import Filters
from data.store import Store
from pages.components import permalink, reads
from pages.components.frame import Asked
from pages.components.standing import CLOCKS
from pages.components.view import View

TABLES = ("responses", "round_coverage", "requests", "callbacks", "visits", *DERIVED)
Read = Callable[[Store, Scope, Filters], pd.DataFrame]
WEAK = "weak"  # 强基
WITHIN = {"setting": "setting", "township": "township_code", "district": "district_code"}


class Ground:
    """Frames of the page for what is looked at; each is read when it is asked for."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.scope, self.view, self.teller = asked.scope, asked.view, asked.teller

    @classmethod
    def of(cls, asked: Asked) -> "Ground":
        """The one ground of a page that is drawn: title and part work nothing out twice."""
        found: Ground = asked.shared.setdefault("ground", cls(asked))
        return found

    # ------------------------------------------------------------ what is chosen
    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """Metrics on record that have a better and a worse."""
        recorded = self.view.records.first_by_table
        return tuple(
            metric.id
            for metric in METRICS.values()
            if metric.table in TABLES
            and CLOCKS.get(metric.table, metric.table) in recorded
            and metric.better != "none"
            and metric.kind != "count"
        )

    @property
    def metric(self) -> str:
        """The metric of the address, else satisfaction, else the first on record."""
        named = self.view.pinned.metric
        usual = "satisfaction_rate" if "satisfaction_rate" in self.metrics else self.metrics[0]
        return named if named in self.metrics else usual

    @property
    def village(self) -> str:
        """The village looked at, "" where the place is none."""
        area = self.view.area
        return area if (self.villages["village_code"] == area).any() else ""

    @property
    def day(self) -> date:
        """The last day looked at; pairs are those of this day."""
        return self.view.comparison.current.end

    # ------------------------------------------------------------ frames
    def _read(self, what: Read) -> pd.DataFrame:
        return _read(what, self.scope, self.view)

    @cached_property
    def villages(self) -> pd.DataFrame:
        """All villages of the scope with their facts."""
        return self._read(benchmarks.villages)

    @cached_property
    def inside(self) -> frozenset[str]:
        """Villages of the place looked at."""
        codes = self.villages["village_code"]
        tree, area = self.view.records.tree, self.view.area
        return frozenset(codes if not area else (c for c in codes if area in tree.path(c)))

    def here(self, codes: pd.Series) -> pd.Series:
        """Whether each is a village of the place; quick for few codes in a whole country."""
        return codes.map(self.inside.__contains__).astype(bool)

    @cached_property
    def history(self) -> pd.DataFrame:
        """All pairs up to the day."""
        return self._read(benchmarks.pairs)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Pairs of the day, of the villages of the place."""
        found = gaps.in_force(self.history, self.day)
        return found[self.here(found["village_code"])].reset_index(drop=True)

    def measured(self, *metrics: str) -> pd.DataFrame:
        """Metrics in the period, by village of the whole scope."""
        filters = self.view.filters(self.view.comparison.current, area="")
        by = ("village",)
        return reads.measured(self.scope, filters, metrics, by, self.view.records.data_date)

    def whole(self, metric: str) -> pd.DataFrame:
        """A metric in the period for every place above the village, smallest first."""
        rows = []
        for code in reversed(self.view.records.tree.path(self.view.area)[:-1]):
            filters = self.view.filters(self.view.comparison.current, area=code)
            as_of = self.view.records.data_date
            rows.append(reads.measured(self.scope, filters, (metric,), (), as_of))
        return pd.concat(rows, ignore_index=True) if rows else self.measured(metric).head(0)

    def gaps(self, *metrics: str) -> pd.DataFrame:
        """Gaps of the villages of the place in the period."""
        return gaps.compare(self.measured(*metrics), self.pairs)

    @cached_property
    def half_years(self) -> Mapping[str, Period]:
        """Half-years of the plan by label: from the baseline on, over by the day."""
        first = self.view.records.first_by_table.get(
            CLOCKS.get(METRICS[self.metric].table, METRICS[self.metric].table), self.day
        )
        found = [p for p in between(first, self.day, "half_year") if p.end <= self.day]
        before = sum(p.end <= self._planned for p in found) if self._planned else 0
        start = max(0, before - trajectories.BASELINE)
        return {period.label: period for period in found[start:]}

    @property
    def _planned(self) -> date | None:
        days = pd.to_datetime(self.targets["set_date"])
        return days.min().date() if len(days) else None

    @cached_property
    def series(self) -> pd.DataFrame:
        """The metric by village and half-year, of the whole scope."""
        spans = list(self.half_years.values())
        if not spans:
            return self.measured(self.metric).head(0)
        filters = self.view.filters(Period(spans[0].start, spans[-1].end), area="")
        by = ("village", "half_year")
        rows = reads.measured(self.scope, filters, (self.metric,), by, self.view.records.data_date)
        return rows[rows["period"].isin(self.half_years)]

    @property
    def ends(self) -> dict[str, date]:
        """Last day of each half-year of the plan."""
        return {label: period.end for label, period in self.half_years.items()}

    @cached_property
    def plans(self) -> pd.DataFrame:
        """Targets of all metrics and indicators."""
        return self._read(benchmarks.targets)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """Targets of the metric."""
        return self.plans[self.plans["metric"] == self.metric].reset_index(drop=True)

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """What other programmes count, in the last period over by the day."""
        return self._read(benchmarks.indicators)

    @cached_property
    def indicator_gaps(self) -> pd.DataFrame:
        """Gaps of the villages of the place in what other programmes count."""
        near = self.neighbours if self.village else {}  # peers are told of one village only
        return indicators.compare(self.indicators, self.pairs, self.villages, near)

    @cached_property
    def indicator_ways(self) -> pd.DataFrame:
        """Places on, below and above the place looked at on their way in every indicator."""
        found = indicator_ways.follow(self._read(benchmarks.indicator_courses), self.plans)
        tree, area = self.view.records.tree, self.view.area
        above = set(tree.path(area)) if area else set()
        shown = found["area_code"].map(
            lambda code: not area or code in above or area in tree.path(code)
        )
        return found[shown.astype(bool)].reset_index(drop=True)

    # ------------------------------------------------------------ likeness
    @property
    def traits(self) -> tuple[str, ...]:
        """Traits of the address, all where none of them is one."""
        named = permalink.values(self.view.pinned.traits)
        return tuple(name for name in named if name in TRAITS) or tuple(TRAITS)

    @property
    def refused(self) -> tuple[str, ...]:
        """What the address names as traits that are none."""
        return tuple(n for n in permalink.values(self.view.pinned.traits) if n not in TRAITS)

    @property
    def within(self) -> str:
        """Where peers are looked for: everywhere, or in the same setting, township, district."""
        named = self.view.pinned.within
        return named if named in WITHIN else ""

    @cached_property
    def space(self) -> Space:
        """Villages by the traits chosen."""
        return _space(self.scope, self.view, self.traits)

    def peers(self, code: str) -> Peers:
        """The villages nearest to one."""
        among = np.ones(len(self.villages), bool)
        if self.within:
            column = self.villages[WITHIN[self.within]]
            own = column[self.villages["village_code"] == code].iloc[0]
            among = (column == own).fillna(False).to_numpy(bool)
        return self.space.peers(code, NEIGHBOURS, among)

    @cached_property
    def neighbours(self) -> dict[str, list[str]]:
        """Peers of the villages of the place, everywhere.

        Those of the one village looked at are found as in the part about peers, on the traits that
        it has; among many, villages that lack a trait have none.
        """
        if self.village:
            return {self.village: list(self.space.peers(self.village).rows["village_code"])}
        everywhere = np.ones(len(self.villages), bool)
        found = self.space.nearest(sorted(self.inside), everywhere)
        return {str(c): list(rows["peer_code"]) for c, rows in found.groupby("village_code")}

    @cached_property
    def nearest(self) -> pd.DataFrame:
        """The nearest peer of every village of the place; none where traits are missing."""
        here = self.villages[self.here(self.villages["village_code"])]
        everywhere = np.ones(len(self.villages), bool)
        found = self.space.nearest(list(here["village_code"]), everywhere, 1)
        rows = here[["village_code", "village_class"]].merge(found, on="village_code", how="left")
        rows["is_far"] = np.where(rows["is_far"].fillna(False).astype(bool), "yes", "")
        rows = rows.astype({"apart": float}).drop(columns="order")
        return rows.sort_values("apart", ascending=False, ignore_index=True)

    # ------------------------------------------------------------ judgement
    @property
    def can_follow(self) -> bool:
        """Whether there are periods enough for a baseline and something after it."""
        return len(self.half_years) > trajectories.BASELINE and len(self.series) > 0

    @cached_property
    def followed(self) -> pd.DataFrame:
        """Every village of the scope on its way."""
        return trajectories.follow(self.series, self.targets, self.ends, self.neighbours)

    def path(self, row: Mapping[str, Any]) -> pd.DataFrame:
        """Corners of the way of one village of `followed` to its targets: day, value."""
        plan = self.targets[self.targets["area_code"] == row["area_code"]]
        first = list(self.ends.values())[trajectories.BASELINE - 1]
        days, values = trajectories.path(plan, row["baseline"], first, self.metric)
        return pd.DataFrame({"day": pd.to_datetime(pd.Series(days)), "value": values})

    @cached_property
    def plan(self) -> tuple[pd.DataFrame, list[int]]:
        """The three-year table of the place, and the years that have targets."""
        here = self.villages[self.here(self.villages["village_code"])]
        rows = here[["village_code", "village_class"]].rename(columns={"village_code": "area_code"})
        now = self.pairs.rename(columns={"village_code": "area_code"})
        rows = rows.merge(now[["area_code", "benchmark_code"]], on="area_code", how="left")
        wide = self.targets.pivot(index="area_code", columns="year", values="value")
        years = [int(year) for year in wide.columns]
        wide.columns = [f"target_{year}" for year in years]
        rows = rows.merge(wide.reset_index(), on="area_code", how="left")
        known = ["area_code", "baseline", "baseline_low", "baseline_high", "now", "now_low",
                 "now_high", "n", "required", "probability", "state"]  # fmt: skip
        rows = rows.merge(self.followed[known], on="area_code", how="left")
        rows["state"] = rows["state"].fillna("none")
        return rows.assign(metric=self.metric), years

    @cached_property
    def treated(self) -> list[str]:
        """Whose change is set beside that of peers: the village, or the weak ones of the place."""
        if self.village:
            return [self.village]
        weak = self.villages[self.villages["village_class"] == WEAK]["village_code"]
        return [code for code in weak if code in self.inside]

    @cached_property
    def controls(self) -> list[str]:
        """Their peers."""
        found = [peer for code in self.treated for peer in self.neighbours.get(code, ())]
        return [peer for peer in dict.fromkeys(found) if peer not in set(self.treated)]

    @cached_property
    def effect(self) -> Effect:
        """Their change beyond that of their peers."""
        labels = list(self.half_years)
        before, after = labels[: trajectories.BASELINE], labels[trajectories.BASELINE :]
        return difference_in_differences(self.series, self.treated, self.controls, before, after)

    @cached_property
    def to_review(self) -> pd.DataFrame:
        """Pairs of the place that should be looked at again."""
        return pairs.to_review(self.pairs, self.villages, self.gaps(self.metric), self.space)

    def suggested(self, codes: Sequence[str], count: int = CANDIDATES) -> pd.DataFrame:
        """Model villages that could be the benchmark of each village."""
        points = self._read(_points)
        rows = self.measured(self.metric)
        return pairs.suggest(codes, self.villages, rows, self.space, points, count)


@reads.remembered
def _read(what: Read, scope: Scope, view: View) -> pd.DataFrame:
    """A small frame about villages everywhere: peers and benchmarks lie elsewhere."""
    return what(store.default(), scope, view.filters(view.comparison.current, area=""))


def _points(home: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    return boundaries.centres(boundaries.read(home, scope, filters, "village"))


@st.cache_resource(**{**reads.KEEP, "max_entries": 20})
def _space(scope: Scope, view: View, traits: tuple[str, ...]) -> Space:
    """Kept as it is, not copied at each use: nobody changes it."""
    return Space(_read(benchmarks.villages, scope, view), declared(traits))
