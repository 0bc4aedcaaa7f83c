"""Which records does this person ask for? Every read of the dashboard, by name.

`Scope` (what a person may see) and `Filters` (what they chose) become ibis tables; nothing is
fetched here. Every table carries the same group columns, so that a metric can be grouped by any
of them: village_code, township_code, district_code, city_code, province_code, setting,
village_class, and `date`, the day that puts a record in a period.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial

import ibis
import pandas as pd
from ibis import _

from data.access import Scope
from data.errors import DataError
from data.schema import TABLES, unknown
from data.store import Store

LEVELS = ("province", "city", "district", "township", "village")
GROUPS = (*(f"{level}_code" for level in LEVELS), "setting", "village_class")
EVENTS = tuple(c.name for c in TABLES["requests"].columns if c.event and c.name != "received_at")
COHORT = (
    "source",
    "request_id",
    "grid_code",
    "category_code",
    "channel",
    "kind",
    "exclusion_code",
    "date",
    "as_of",
    *GROUPS,
)
QUESTION = ("questionnaire_version", "question_id")
USUAL_WEIGHTS = {
    "response_weight": 0.10,
    "resolution_weight": 0.50,
    "satisfaction_weight": 0.40,
    "basically_weight": 0.9,
}


@dataclass(frozen=True)
class Filters:
    """What a person chose to look at; empty means all."""

    area: str = ""
    start: date | None = None  # first day, in the business zone
    end: date | None = None  # last day, included
    categories: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    village_classes: tuple[str, ...] = ()
    exclusions: bool = True  # with the requests that are excluded from assessment
    as_of: datetime | None = None  # UTC, naive: the state of knowledge to look from
    snapshot: str = ""


class Tables(Mapping[str, ibis.Table]):
    """The tables a metric can ask for, within scope and filters; each is built when asked for.

    Building one takes the milliseconds of putting expressions together; the engine works only
    when a measure is taken.

    Raises
    ------
    DataError
        If the area is unknown or outside the scope, or the snapshot is no longer kept.
    """

    NAMES = (
        "requests",
        "backlog",
        "callbacks",
        "visits",
        "responses",
        "round_coverage",
        "places",
    )

    def __init__(self, store: Store, scope: Scope, filters: Filters) -> None:
        self._stored = partial(store.table, snapshot_id=filters.snapshot)
        self._scope = scope
        self._filters = filters
        self._is_grid = _is_grid(self._stored, scope, filters.area)
        self._built: dict[str, ibis.Table] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self.NAMES)

    def __len__(self) -> int:
        return len(self.NAMES)

    def __getitem__(self, name: str) -> ibis.Table:
        if name not in self.NAMES:
            raise KeyError(unknown("table", name, list(self.NAMES)))
        if name not in self._built:
            self._built[name] = getattr(self, f"_{name}")()
        return self._built[name]

    # ------------------------------------------------------------ places
    @cached_property
    def _villages(self) -> ibis.Table:
        return _villages(self._stored, self._scope, self._filters)

    def _places(self) -> ibis.Table:
        """Villages that exist at the end of the window: their households are the denominators."""
        if self._filters.end is None:
            return self._villages.filter(_.valid_to.isnull())
        end = ibis.literal(self._filters.end)
        open_ended = _.valid_to.isnull() | (_.valid_to >= end)
        return self._villages.filter(_.valid_from <= end, open_ended)

    def _grouped(self, table: ibis.Table) -> ibis.Table:
        """Join the group columns; records outside the villages fall away."""
        if self._is_grid and "grid_code" in table.columns:
            table = table.filter(_.grid_code == self._filters.area)
        return table.inner_join(self._villages.select(*GROUPS), "village_code")

    def _within_window(self, table: ibis.Table) -> ibis.Table:
        return table.filter(_within(self._filters.start, self._filters.end))

    # ------------------------------------------------------------ requests
    def _requests(self) -> ibis.Table:
        return self._within_window(self._known_requests)

    def _backlog(self) -> ibis.Table:
        """All that came in up to the end of the window, whenever that was."""
        return self._known_requests.filter(_within(None, self._filters.end))

    @cached_property
    def _known_requests(self) -> ibis.Table:
        """Requests as they were known at the data date, or at an earlier moment that was chosen."""
        table = self._chosen(self._stored("requests"))
        table = _with_data_date(table, self._stored("batches"))
        if self._filters.as_of is not None:
            moment = ibis.literal(self._filters.as_of)
            table = table.mutate(as_of=ibis.least(_.as_of, moment)).filter(_.received_at <= moment)
        later = {c: (table[c] > table.as_of).ifelse(None, table[c]) for c in EVENTS}
        still_open = (table.closed_at > table.as_of).fill_null(False)
        table = table.mutate(
            **later,
            is_closed=table.is_closed & ~still_open,
            outcome=still_open.ifelse(None, table.outcome),
            date=table.received_date,
        )
        return self._grouped(table)

    def _chosen(self, table: ibis.Table) -> ibis.Table:
        for column, chosen in (
            ("category_code", self._filters.categories),
            ("channel", self._filters.channels),
            ("kind", self._filters.kinds),
        ):
            if chosen:
                table = table.filter(table[column].isin(chosen))
        if not self._filters.exclusions:
            table = table.filter(_.exclusion_code.isnull())
        return table

    def _callbacks(self) -> ibis.Table:
        """Call-backs of the requests chosen: the cohort is that of the requests."""
        table = self._stored("callbacks").drop("batch_id")
        if self._filters.as_of is not None:
            table = table.filter(_.called_at <= ibis.literal(self._filters.as_of))
        joined = table.inner_join(self["requests"].select(*COHORT), ["source", "request_id"])
        weights = self._stored("score_weights")
        dated = joined.left_join(
            weights,
            (weights.valid_from <= joined.date)
            & (weights.valid_to.isnull() | (weights.valid_to >= joined.date)),
        )
        filled = {name: dated[name].coalesce(usual) for name, usual in USUAL_WEIGHTS.items()}
        return dated.mutate(**filled).drop("valid_from", "valid_to", "batch_id")

    # ------------------------------------------------------------ visits and surveys
    def _visits(self) -> ibis.Table:
        table = self._stored("visits").mutate(date=_.visited_date)
        if self._filters.as_of is not None:
            table = table.filter(_.visited_at <= ibis.literal(self._filters.as_of))
        return self._grouped(self._within_window(table))

    @cached_property
    def _rounds(self) -> ibis.Table:
        """Rounds closed inside the window and known at the chosen moment."""
        table = self._stored("rounds").mutate(date=_.closed_date).drop("batch_id")
        if self._filters.as_of is not None:
            table = table.filter(_.closed_date <= ibis.literal(self._filters.as_of.date()))
        return self._within_window(table)

    def _responses(self) -> ibis.Table:
        """Answers with what they count as; an answer its scale does not list counts as nothing."""
        answers = self._stored("responses").inner_join(self._rounds, "round_id")
        questions = self._stored("questions").select(*QUESTION, "scale")
        answers = answers.left_join(questions, list(QUESTION))
        answers = answers.drop(*(f"{name}_right" for name in QUESTION))
        scales = self._stored("answer_scales").select(
            "scale", "counts_as", "valid_from", "valid_to", scale_score=_.score
        )
        matched = answers.left_join(
            scales,
            (scales.scale == answers.scale)
            & (scales.scale_score == answers.score)
            & (scales.valid_from <= answers.date)
            & (scales.valid_to.isnull() | (scales.valid_to >= answers.date)),
        )
        return self._grouped(matched.drop("scale_right", "scale_score", "valid_from", "valid_to"))

    def _round_coverage(self) -> ibis.Table:
        return self._grouped(self._stored("round_coverage").inner_join(self._rounds, "round_id"))


def tables(store: Store, scope: Scope, filters: Filters) -> Mapping[str, ibis.Table]:
    """Every table a metric can ask for, by name; see `Tables`."""
    return Tables(store, scope, filters)


def areas(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Places within the scope, their ancestors included so that a tree can be drawn.

    Returns
    -------
    DataFrame
        area_code, area_name, level, parent_code, valid_to; in order of code. Grids are left out.
    """
    stored = partial(store.table, snapshot_id=filters.snapshot)
    table = stored("areas").filter(_.level != "grid")
    if scope.areas is not None:
        villages = _villages(stored, scope, Filters())
        chain = [villages.select(area_code=villages[f"{level}_code"]) for level in LEVELS]
        table = table.semi_join(ibis.union(*chain, distinct=True), "area_code")
    columns = ("area_code", "area_name", "level", "parent_code", "valid_to")
    return table.select(*columns).order_by("area_code").to_pandas()


def batches(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """The loads behind the records, oldest first: the columns of `batches`.

    Loads are facts about files, not about places, so every scope sees them.
    """
    del scope
    table = store.table("batches", filters.snapshot)
    return table.order_by("batch_id").to_pandas()


def names(store: Store, scope: Scope, filters: Filters, table: str) -> pd.DataFrame:
    """Names of codes: table "categories" or "channels"; code, name_zh, name_en."""
    del scope
    code = {"categories": "category_code", "channels": "channel"}[table]
    rows = store.table(table, filters.snapshot)
    return rows.select(code=_[code], name_zh=_.name_zh, name_en=_.name_en).to_pandas()


def data_dates(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Which days the records in scope span, and up to when their sources can speak.

    Returns
    -------
    DataFrame
        One row a table (requests, visits, round_coverage): table, first_date, last_date, as_of
        (UTC, the latest data date of its loads); a table without records has no row.
    """
    stored = partial(store.table, snapshot_id=filters.snapshot)
    villages = _villages(stored, scope, Filters())
    rounds = stored("rounds").select("round_id", date=_.closed_date)
    clocks = {
        "requests": stored("requests").mutate(date=_.received_date),
        "visits": stored("visits").mutate(date=_.visited_date),
        "round_coverage": stored("round_coverage").join(rounds, "round_id"),
    }
    spans = []
    for name, table in clocks.items():
        inside = table.semi_join(villages, "village_code").group_by("batch_id")
        spans.append(
            inside.agg(first_date=_.date.min(), last_date=_.date.max()).mutate(
                table=ibis.literal(name)
            )
        )
    loads = stored("batches").select("batch_id", "as_of")
    frame = (
        ibis.union(*spans)
        .join(loads, "batch_id")
        .group_by("table")
        .agg(first_date=_.first_date.min(), last_date=_.last_date.max(), as_of=_.as_of.max())
        .order_by("table")
        .to_pandas()
    )
    if filters.as_of is not None:
        frame["as_of"] = frame["as_of"].clip(upper=pd.Timestamp(filters.as_of))
    return frame


# ---------------------------------------------------------------- parts
Stored = Callable[[str], ibis.Table]  # a table of the snapshot, by name


def _villages(stored: Stored, scope: Scope, filters: Filters) -> ibis.Table:
    """Villages within scope and filters with the group columns."""
    table = stored("places")
    codes = [table[f"{level}_code"] for level in LEVELS]
    if scope.areas is not None:
        allowed = sorted(scope.areas)
        table = table.filter(ibis.or_(*(c.isin(allowed) for c in codes)) if allowed else False)
    if filters.area:
        chosen = ibis.or_(*(c == filters.area for c in codes))
        grids = stored("areas").filter(_.level == "grid", _.area_code == filters.area)
        table = table.filter(chosen | _.village_code.isin(grids.parent_code))
    if filters.settings:
        table = table.filter(_.setting.isin(filters.settings))
    if filters.village_classes:
        table = table.filter(_.village_class.isin(filters.village_classes))
    return table


def _is_grid(stored: Stored, scope: Scope, area: str) -> bool:
    """Whether the area is a grid; DataError if it is not there to be seen."""
    if not area:
        return False
    seen = _villages(stored, scope, Filters(area=area)).count()
    found = stored("areas").filter(_.area_code == area).select("level", seen=seen.as_scalar())
    rows = found.to_pyarrow().to_pylist()
    if not rows or not rows[0]["seen"]:
        raise DataError(
            f"area {area} is not among the places you may see; choose one from the list of places"
        )
    return rows[0]["level"] == "grid"


def _within(start: date | None, end: date | None) -> list[ibis.Value]:
    bounds: list[ibis.Value] = [ibis.literal(True)]
    if start is not None:
        bounds.append(_.date >= ibis.literal(start))
    if end is not None:
        bounds.append(_.date <= ibis.literal(end))
    return bounds


def _with_data_date(table: ibis.Table, loads: ibis.Table) -> ibis.Table:
    """Add `as_of`: the latest data date of the record's source, else that of its own load."""
    by_source = loads.group_by("source").agg(source_as_of=_.as_of.max())
    by_load = loads.select("batch_id", load_as_of=_.as_of)
    joined = table.left_join(by_source, "source").drop("source_right")
    joined = joined.left_join(by_load, "batch_id").drop("batch_id_right")
    return joined.mutate(as_of=_.source_as_of.coalesce(_.load_as_of)).drop(
        "source_as_of", "load_as_of"
    )
