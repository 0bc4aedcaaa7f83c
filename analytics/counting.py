"""What do the records of a table add up to, for each group?"""

from collections.abc import Mapping, Sequence

import ibis
import pandas as pd
from ibis import _

from analytics import backlog, clusters, monthly, resolution, spell_counts, spell_lists, summaries
from analytics.grouping import AREA_LEVELS, START, Grouping, keyed
from analytics.metrics import Metric
from analytics.metrics.definition import PARTS
from analytics.question import TOOK_PART, Question
from analytics.spells import TOLD, tally
from analytics.wide_frames import PARENT, fetched, joined, long, nothing, tidy

SURVEYS = ("responses", "round_coverage")  # rounds are no stream: a month without one is no gap


def count(question: Question, name: str, metrics: Sequence[Metric]) -> pd.DataFrame:
    """Counts of all metrics of one table, in one grouped query.

    Parameters
    ----------
    question : Question
        Tables, groups and days.
    name : str
        Table of records; "backlog" is accumulated, times are estimated.
    metrics : sequence of Metric
        Metrics of that table.

    Returns
    -------
    DataFrame
        One row a metric and group: metric, the key columns, the places above the area
        (prefix "parent "), numerator, denominator, people, the parts of weighted shares, pending,
        clustered (design effect of villages drawn), asked, population, value, low, high; NaN where
        a metric has none of it.
    """
    grouping = question.grouping
    wide = _stocks(question) if name == "backlog" else _aggregated(question, name, metrics)
    wide = _completed(wide, question, name)
    if any(metric.per_households for metric in metrics):
        wide = joined(wide, question.households, question.place_keys)
    if name == "responses":
        wide = clusters.counted(_with_census(wide, question), question, metrics)
    return pd.concat([long(wide, metric, grouping) for metric in metrics], ignore_index=True)


def _aggregated(question: Question, name: str, metrics: Sequence[Metric]) -> pd.DataFrame:
    """One row a group, a column for every part of every metric."""
    grouping = question.grouping
    if list(metrics) == [TOOK_PART] and question.of_rounds.keys == grouping.keys:
        return question.took_part.drop(columns="is_census")
    times = [metric for metric in metrics if metric.kind == "time"]
    left = [metric for metric in metrics if metric.kind != "time"]
    found = []
    counts = question.by_month(name)
    adding = [metric for metric in left if metric.adds_up]
    if adding and counts is not None:
        parts = {metric: monthly.parts(metric) for metric in adding}
        found.append(_summed(question, counts, name, parts, _.records.sum()))
        left = [metric for metric in left if not metric.adds_up]
    monthwise = [metric for metric in left if _goes_by_month(metric, question)]
    if monthwise and counts is not None:
        found.append(_different(question, counts, name, monthwise))
        left = [metric for metric in left if metric not in monthwise]
    if times and (durations := _durations(question, name)) is not None:
        found.append(_times(durations, times, grouping.keys))
    if question.is_at_hand(name) and (left or not found):
        table = question.records(name)
        parts = {metric: _parts(metric, table, question) for metric in left}
        found.append(_summed(question, table, name, parts, _.count()))
    if not found:
        return nothing(grouping)
    wide = found[0]
    for more in found[1:]:
        known = [c for c in more.columns if c in wide.columns and c not in grouping.keys]
        wide = joined(wide, more.drop(columns=known), grouping.keys)
    return wide


def _goes_by_month(metric: Metric, question: Question) -> bool:
    """Whether its different ones are told month by month, so that most need not be looked for."""
    if metric.settled is None or question.grouping.grain != "month":
        return False
    return question.is_at_hand(metric.table) and summaries.serves(question.records(metric.table))


def _different(
    question: Question, counts: ibis.Table, name: str, metrics: Sequence[Metric]
) -> pd.DataFrame:
    """Different ones of each month: most were counted, the few others are told apart."""
    few = question.records(name).filter(~_.is_settled.fill_null(False))
    parts = {metric: monthly.settled(metric) for metric in metrics}
    wide = _summed(question, counts, name, parts, _.records.sum())
    others = {metric: {f"{metric.id} numerator": metric.others} for metric in metrics}
    keys = list(question.grouping.keys)
    more = _summed(question, few, name, others, _.count()).drop(columns="records")
    return pd.concat([wide, more]).groupby(keys, as_index=False, dropna=False).sum()


def _summed(
    question: Question,
    table: ibis.Table,
    name: str,
    parts: Mapping[Metric, dict[str, ibis.Deferred]],
    records: ibis.Deferred,
) -> pd.DataFrame:
    """The number of records and the parts of metrics, in one query or two."""
    grouping = question.grouping
    table = keyed(table, grouping, name)
    if any(metric.settled is not None for metric in parts):
        table = summaries.dated(table, ibis.literal(question.span.start))
    sums = {"records": records}
    for metric, found in parts.items():
        if not _stands_apart(metric, question):
            sums |= found
    if any(metric.opinion for metric in parts):
        for level in _above(grouping):
            sums[PARENT + level] = _[f"{level}_code"].max()
    wide = fetched(table, grouping, sums)
    apart = [found for metric, found in parts.items() if _stands_apart(metric, question)]
    if apart:
        unknown = question.tables["places"].filter(_.households.isnull())
        known = table.anti_join(unknown, "village_code")
        merged = {name: part for found in apart for name, part in found.items()}
        wide = joined(wide, fetched(known, grouping, merged), grouping.keys)
    return wide


def _parts(metric: Metric, table: ibis.Table, question: Question) -> dict[str, ibis.Deferred]:
    """The aggregates of a metric, named so that those of other metrics may stand beside them."""
    parts = dict(metric.parts)
    if "numerator" in parts:
        parts["numerator"] = summaries.numerator(metric, table, question.grouping)
    if "people" in parts:
        parts["people"] = summaries.people(metric, question.grouping, question.span)
    return {f"{metric.id} {part}": value for part, value in parts.items()}


def _stands_apart(metric: Metric, question: Question) -> bool:
    """Villages without a number of households would count only above the line: leave them out."""
    return metric.per_households and bool((question.households["unknown"] > 0).any())


def _durations(question: Question, name: str) -> ibis.Table | None:
    """Requests by duration: counted before, from the records, or None if neither is at hand.

    Of villages and grids they are listed (`analytics.spell_lists`).
    """
    counts = question.by_month(spell_counts.TIMES.name)
    found = None
    if counts is not None:
        alone = question.is_of_one_part(spell_counts.TIMES.name)
        found = spell_counts.grouped(counts, question.grouping, of_one_part=alone)
    if found is not None or not question.is_at_hand(name):
        return found
    keys = question.grouping.keys
    told = resolution.lifetimes(keyed(question.records(name), question.grouping, name), keys)
    if question.grouping.area in ("village", "grid"):
        return spell_lists.listed(told, keys, TOLD)
    return tally(told, keys, TOLD)


def _times(durations: ibis.Table, metrics: Sequence[Metric], keys: Sequence[str]) -> pd.DataFrame:
    """Quantiles and shares of the time to resolve, as parts of the metrics."""
    quantiles = [m.quantile for m in metrics if m.quantile is not None]
    within = [m.within_days for m in metrics if m.within_days is not None]
    found = tidy(resolution.summary(durations, keys, quantiles, within))
    columns = {"records": found["requests"] + found["unknown"]}
    for metric in metrics:
        if metric.quantile is not None:
            column, seen = resolution.quantile_column(metric.quantile), "resolved"
        else:
            column = resolution.within_column(metric.within_days or 0.0)
            seen = f"{column}_resolved"
        sources = (seen, "requests", column, f"{column}_low", f"{column}_high")
        parts = ("numerator", "denominator", "value", "low", "high")
        for part, source in zip(parts, sources, strict=True):
            columns[f"{metric.id} {part}"] = found[source]
    return found[list(keys)].assign(**columns)


def _stocks(question: Question) -> pd.DataFrame:
    """Backlog at the end of the periods inside the span."""
    last = min(question.span.end, question.reached)
    counts = question.by_month("backlog") if last == question.span.end else None
    if counts is not None:
        wide = tidy(backlog.carried(counts, question.grouping, last))
    elif not question.is_at_hand("backlog"):
        wide = nothing(question.grouping)
    else:
        wide = tidy(backlog.stocks(question.tables["backlog"], question.grouping, last))
    wide = wide.rename(columns={name: f"{name} numerator" for name in backlog.STOCKS})
    if question.grouping.grain and len(wide):
        ends = [question.grouping.starting(start).end for start in wide[START]]
        wide = wide[[end >= question.span.start for end in ends]]
    return wide


def _with_census(wide: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Add the households that answered and that were asked, where every round is a census."""
    keys, found = list(question.of_rounds.keys), question.took_part
    parts = {"numerator": "asked", "denominator": "population"}
    known = found[[f"{TOOK_PART.id} {part}" for part in parts]].astype("float64")
    known = known.where(found["is_census"].fillna(False).astype(bool))
    return joined(wide, found[keys].join(known.set_axis(list(parts.values()), axis=1)), keys)


def _completed(wide: pd.DataFrame, question: Question, name: str) -> pd.DataFrame:
    """Add rows for places and periods without a record; their counts are 0."""
    grouping = question.grouping
    has_records = bool(wide["records"].sum() > 0)
    if grouping.keys:
        keys = _all_keys(wide, question, name)
        wide = joined(keys, wide, grouping.keys)
    counts = [c for c in wide.columns if c == "records" or c.endswith(PARTS)]
    wide[counts] = wide[counts].astype("float64").fillna(0.0)
    return wide.assign(has_records=has_records)


def _all_keys(wide: pd.DataFrame, question: Question, name: str) -> pd.DataFrame:
    """Every combination of places, periods and observed other groups."""
    grouping = question.grouping
    place_keys = list(question.place_keys)
    others = [k for k in grouping.keys if k not in place_keys and k != START]
    parts = []
    if place_keys:
        parts.append(question.households[place_keys])
    if grouping.grain:
        starts = pd.DataFrame({START: wide[START].drop_duplicates()})
        if name not in SURVEYS and len(starts):
            last = min(question.span.end, question.reached)
            steps = grouping.between(starts[START].min(), max(last, starts[START].max()))
            starts = pd.DataFrame({START: [step.start for step in steps]})
        parts.append(starts)
    if others:
        parts.append(wide[others].drop_duplicates())
    full = parts[0]
    for part in parts[1:]:
        full = full.merge(part, how="cross")
    keys = list(grouping.keys)
    return pd.concat([full[keys], wide[keys]], ignore_index=True).drop_duplicates(keys)


def _above(grouping: Grouping) -> tuple[str, ...]:
    """Area levels above the one that numbers are split by."""
    return AREA_LEVELS[: AREA_LEVELS.index(grouping.area)] if grouping.area else ()
