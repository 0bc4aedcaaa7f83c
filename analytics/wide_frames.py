"""Frames with a row a group and a column for every part of every metric, before they are judged."""

from collections.abc import Sequence
from typing import Any

import ibis
import numpy as np
import pandas as pd

from analytics import asking
from analytics.grouping import START, Grouping
from analytics.metrics import Metric
from analytics.metrics.definition import PARTS

PARENT = "parent "  # prefix of the columns with the places above
COUNTS = (*PARTS, "clustered", "asked", "population", "value", "low", "high")


def fetched(table: ibis.Table, grouping: Grouping, sums: dict[str, ibis.Deferred]) -> pd.DataFrame:
    """Sums over each group, or over all where there are none."""
    grouped = table.group_by(*grouping.keys) if grouping.keys else table
    return tidy(asking.fetch(grouped.agg(**sums)))


def tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Days as dates, so that frames merge by them."""
    if START in frame:
        frame[START] = pd.to_datetime(frame[START]).dt.date
    return frame


def joined(left: pd.DataFrame, right: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Left join by the keys; without keys both have one row at most, or the right one has."""
    if keys:
        return left.merge(right, on=list(keys), how="left", validate="many_to_one")
    return left.merge(right, how="cross")


def long(wide: pd.DataFrame, metric: Metric, grouping: Grouping) -> pd.DataFrame:
    """The columns of one metric, under their common names."""
    parents = [c for c in wide.columns if c.startswith(PARENT)]
    found: dict[str, Any] = {"metric": metric.id}
    found |= {key: wide[key] for key in (*grouping.keys, *parents)}
    for part in COUNTS:
        column = f"{metric.id} {part}" if f"{metric.id} {part}" in wide else part
        found[part] = wide[column].astype("float64") if column in wide else np.nan
    if metric.per_households:
        found["denominator"] = wide["households"].astype("float64").fillna(0.0)
    if metric.kind == "count" or metric.per_households:
        known = pd.Series(found["numerator"], wide.index)
        found["numerator"] = known.where(wide["has_records"])
    if not metric.opinion:
        found |= {"asked": np.nan, "population": np.nan}
    return pd.DataFrame(found, index=wide.index)


def nothing(grouping: Grouping) -> pd.DataFrame:
    """No row for any group; without groups one that tells of no record."""
    if grouping.keys:
        return pd.DataFrame({key: pd.Series(dtype="object") for key in grouping.keys} | {
            "records": pd.Series(dtype="float64")})  # fmt: skip
    return pd.DataFrame({"records": [0.0]})
