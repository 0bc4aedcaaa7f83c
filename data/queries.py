"""Which records does this person ask for? Every read of the dashboard, by name.

`Scope` (what a person may see) and `Filters` (what they chose) become ibis tables; nothing is
fetched here. Every table carries the same group columns, so that a metric can be grouped by any
of them: village_code, township_code, district_code, city_code, province_code, setting,
village_class, and `date`, the day that puts a record in a period.
"""

from dataclasses import dataclass
from datetime import date, datetime

import ibis
import pandas as pd
from ibis import _
from ibis.backends.duckdb import Backend

from data.access import Scope
from data.errors import DataError
from data.schema import TABLES
from data.store import Store

LEVELS = ("province", "city", "district", "township", "village")
GROUPS = (*(f"{level}_code" for level in LEVELS), "setting", "village_class")
EVENTS = tuple(c.name for c in TABLES["requests"].columns if c.event and c.name != "received_at")
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


def tables(store: Store, scope: Scope, filters: Filters) -> dict[str, ibis.Table]:
    """Every table a metric can ask for, by name, within scope and filters; lazy.

    Raises
    ------
    DataError
        If the area is unknown or outside the scope, or the snapshot is no longer kept.
    """
    backend = store.reader(filters.snapshot)
    _require_area(backend, scope, filters.area)
    villages = _villages(backend, scope, filters)
    known = _known_requests(backend, villages, filters)
    requests = known.filter(_within(_.date, filters.start, filters.end))
    return {
        "requests": requests,
        "backlog": known.filter(_within(_.date, None, filters.end)),
        "callbacks": _callbacks(backend, requests, filters),
        "visits": _visits(backend, villages, filters),
        "responses": _responses(backend, villages, filters),
        "round_coverage": _round_coverage(backend, villages, filters),
        "places": _places(villages, filters),
    }


def areas(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Places within the scope, their ancestors included so that a tree can be drawn.

    Returns
    -------
    DataFrame
        area_code, area_name, level, parent_code, valid_to; in order of code. Grids are left out.
    """
    backend = store.reader(filters.snapshot)
    table = backend.table("areas").filter(_.level != "grid")
    if scope.areas is not None:
        villages = _villages(backend, scope, Filters())
        chain = [villages.select(area_code=villages[f"{level}_code"]) for level in LEVELS]
        table = table.semi_join(ibis.union(*chain, distinct=True), "area_code")
    columns = ("area_code", "area_name", "level", "parent_code", "valid_to")
    return table.select(*columns).order_by("area_code").to_pandas()


def batches(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """The loads behind the records, oldest first: the columns of `batches`.

    Loads are facts about files, not about places, so every scope sees them.
    """
    del scope
    table = store.reader(filters.snapshot).table("batches")
    return table.order_by("batch_id").to_pandas()


def names(store: Store, scope: Scope, filters: Filters, table: str) -> pd.DataFrame:
    """Names of codes: table "categories" or "channels"; code, name_zh, name_en."""
    del scope
    code = {"categories": "category_code", "channels": "channel"}[table]
    rows = store.reader(filters.snapshot).table(table)
    return rows.select(code=_[code], name_zh=_.name_zh, name_en=_.name_en).to_pandas()


def data_dates(store: Store, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Which days the records in scope span, and up to when their sources can speak.

    Returns
    -------
    DataFrame
        One row a table (requests, visits, round_coverage): table, first_date, last_date, as_of
        (UTC, the latest data date of its loads); a table without records has no row.
    """
    backend = store.reader(filters.snapshot)
    villages = _villages(backend, scope, Filters())
    rounds = backend.table("rounds").select("round_id", date=_.closed_date)
    clocks = {
        "requests": backend.table("requests").mutate(date=_.received_date),
        "visits": backend.table("visits").mutate(date=_.visited_date),
        "round_coverage": backend.table("round_coverage").join(rounds, "round_id"),
    }
    spans = []
    for name, table in clocks.items():
        inside = table.semi_join(villages, "village_code").group_by("batch_id")
        spans.append(
            inside.agg(first_date=_.date.min(), last_date=_.date.max()).mutate(
                table=ibis.literal(name)
            )
        )
    loads = backend.table("batches").select("batch_id", "as_of")
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


# ---------------------------------------------------------------- places
def _villages(backend: Backend, scope: Scope, filters: Filters) -> ibis.Table:
    """Villages within scope and filters with the group columns."""
    table = backend.table("places")
    codes = [table[f"{level}_code"] for level in LEVELS]
    if scope.areas is not None:
        allowed = sorted(scope.areas)
        table = table.filter(ibis.or_(*(c.isin(allowed) for c in codes)) if allowed else False)
    if filters.area:
        chosen = ibis.or_(*(c == filters.area for c in codes))
        grids = backend.table("areas").filter(_.level == "grid", _.area_code == filters.area)
        table = table.filter(chosen | _.village_code.isin(grids.parent_code))
    if filters.settings:
        table = table.filter(_.setting.isin(filters.settings))
    if filters.village_classes:
        table = table.filter(_.village_class.isin(filters.village_classes))
    return table


def _places(villages: ibis.Table, filters: Filters) -> ibis.Table:
    """Villages that exist at the end of the window: their households are the denominators."""
    if filters.end is None:
        return villages.filter(_.valid_to.isnull())
    end = ibis.literal(filters.end)
    return villages.filter(_.valid_from <= end, _.valid_to.isnull() | (_.valid_to >= end))


def _require_area(backend: Backend, scope: Scope, area: str) -> None:
    if not area:
        return
    found = backend.table("areas").filter(_.area_code == area).count().to_pyarrow().as_py()
    seen = _villages(backend, scope, Filters(area=area)).count().to_pyarrow().as_py()
    if not found or not seen:
        raise DataError(
            f"area {area} is not among the places you may see; choose one from the list of places"
        )


def _in_grid(table: ibis.Table, backend: Backend, filters: Filters) -> ibis.Table:
    """Keep one grid's records if a grid was chosen."""
    if not filters.area:
        return table
    grids = backend.table("areas").filter(_.level == "grid", _.area_code == filters.area)
    is_grid = grids.count().to_pyarrow().as_py() > 0
    return table.filter(_.grid_code == filters.area) if is_grid else table


def _grouped(table: ibis.Table, villages: ibis.Table) -> ibis.Table:
    """Join the group columns; records outside the villages fall away."""
    return table.inner_join(villages.select(*GROUPS), "village_code")


def _within(day: ibis.Value, start: date | None, end: date | None) -> list[ibis.Value]:
    bounds = []
    if start is not None:
        bounds.append(day >= ibis.literal(start))
    if end is not None:
        bounds.append(day <= ibis.literal(end))
    return bounds or [ibis.literal(True)]


# ---------------------------------------------------------------- requests
def _known_requests(backend: Backend, villages: ibis.Table, filters: Filters) -> ibis.Table:
    """Requests as they were known at the data date, or at an earlier moment that was chosen."""
    table = _in_grid(backend.table("requests"), backend, filters)
    for column, chosen in (
        ("category_code", filters.categories),
        ("channel", filters.channels),
        ("kind", filters.kinds),
    ):
        if chosen:
            table = table.filter(table[column].isin(chosen))
    if not filters.exclusions:
        table = table.filter(_.exclusion_code.isnull())
    table = _with_data_date(table, backend)
    if filters.as_of is not None:
        moment = ibis.literal(filters.as_of)
        table = table.mutate(as_of=ibis.least(_.as_of, moment)).filter(_.received_at <= moment)
    later = {c: (table[c] > table.as_of).ifelse(None, table[c]) for c in EVENTS}
    reopened = (table.closed_at > table.as_of).fill_null(False)
    table = table.mutate(
        **later,
        is_closed=table.is_closed & ~reopened,
        outcome=reopened.ifelse(None, table.outcome),
        date=table.received_date,
    )
    return _grouped(table, villages)


def _with_data_date(table: ibis.Table, backend: Backend) -> ibis.Table:
    """Add `as_of`: the latest data date of the record's source, else that of its own load."""
    loads = backend.table("batches")
    by_source = loads.group_by("source").agg(source_as_of=_.as_of.max())
    by_load = loads.select("batch_id", load_as_of=_.as_of)
    joined = table.left_join(by_source, "source").drop("source_right")
    joined = joined.left_join(by_load, "batch_id").drop("batch_id_right")
    return joined.mutate(as_of=_.source_as_of.coalesce(_.load_as_of)).drop(
        "source_as_of", "load_as_of"
    )


def _callbacks(backend: Backend, requests: ibis.Table, filters: Filters) -> ibis.Table:
    """Call-backs of the requests chosen: the cohort is that of the requests."""
    table = backend.table("callbacks").drop("batch_id")
    if filters.as_of is not None:
        table = table.filter(_.called_at <= ibis.literal(filters.as_of))
    cohort = ("source", "request_id", "grid_code", "category_code", "channel", "kind", "date")
    parents = requests.select(*cohort, "exclusion_code", "as_of", *GROUPS)
    joined = table.inner_join(parents, ["source", "request_id"])
    weights = backend.table("score_weights")
    dated = joined.left_join(
        weights,
        (weights.valid_from <= joined.date)
        & (weights.valid_to.isnull() | (weights.valid_to >= joined.date)),
    )
    filled = {name: dated[name].coalesce(usual) for name, usual in USUAL_WEIGHTS.items()}
    return dated.mutate(**filled).drop("valid_from", "valid_to", "batch_id")


# ---------------------------------------------------------------- visits and surveys
def _visits(backend: Backend, villages: ibis.Table, filters: Filters) -> ibis.Table:
    table = _in_grid(backend.table("visits"), backend, filters).mutate(date=_.visited_date)
    if filters.as_of is not None:
        table = table.filter(_.visited_at <= ibis.literal(filters.as_of))
    return _grouped(table.filter(_within(_.date, filters.start, filters.end)), villages)


def _rounds(backend: Backend, filters: Filters) -> ibis.Table:
    """Rounds closed inside the window and known at the chosen moment."""
    table = backend.table("rounds").mutate(date=_.closed_date).drop("batch_id")
    if filters.as_of is not None:
        table = table.filter(_.closed_date <= ibis.literal(filters.as_of.date()))
    return table.filter(_within(_.date, filters.start, filters.end))


def _responses(backend: Backend, villages: ibis.Table, filters: Filters) -> ibis.Table:
    """Answers with what they count as; an answer that its scale does not list counts as nothing."""
    answers = backend.table("responses").inner_join(_rounds(backend, filters), "round_id")
    questions = backend.table("questions").select("questionnaire_version", "question_id", "scale")
    answers = answers.left_join(questions, ["questionnaire_version", "question_id"]).drop(
        "questionnaire_version_right", "question_id_right"
    )
    scales = backend.table("answer_scales").select(
        "scale", "counts_as", "valid_from", "valid_to", scale_score=_.score
    )
    matched = answers.left_join(
        scales,
        (scales.scale == answers.scale)
        & (scales.scale_score == answers.score)
        & (scales.valid_from <= answers.date)
        & (scales.valid_to.isnull() | (scales.valid_to >= answers.date)),
    )
    return _grouped(matched.drop("scale_right", "scale_score", "valid_from", "valid_to"), villages)


def _round_coverage(backend: Backend, villages: ibis.Table, filters: Filters) -> ibis.Table:
    table = backend.table("round_coverage").inner_join(_rounds(backend, filters), "round_id")
    return _grouped(table, villages)
