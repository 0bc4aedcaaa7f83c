"""Is each place on its way to the target in what other programmes count?

Numbers of programmes come without their records, so only rates can be judged beyond chance; of
counts, amounts and scores it is said on which side of what is asked they stand, as counted.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import shrinkage, trajectories
from analytics.indicators import RATE, estimates
from analytics.intervals import z_value

STATES = ("on_track", "off_track", "cannot_tell", "reached", "short", "none")
Floats = NDArray[np.float64]
KEYS = ["indicator_id", "area_code"]
RESULT = (
    *KEYS, "kind", "better", "level", "baseline", "baseline_end", "now", "now_low", "now_high",
    "n", "period_end", "target", "target_year", "required", "distance", "distance_low",
    "distance_high", "change", "others_change", "others", "probability", "state",
)  # fmt: skip


def follow(courses: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Follow every place from its start towards its target, in every indicator.

    Parameters
    ----------
    courses : DataFrame
        As for `indicators.estimates`, with level (of the place), period_end, target (of the
        period) and stage: "first" and "second" (the start is learnt from them) and "now".
    targets : DataFrame
        area_code, metric (the indicator), year, value.

    Returns
    -------
    DataFrame
        One row an indicator and place with a number now: the columns `RESULT`. The baseline is
        the mean of both first periods, for rates drawn towards the places of its level. What is
        asked today (`required`) is where the path through the yearly targets runs, else the target
        of the period. `state` of a rate of enough people is that of `trajectories.follow`; of all
        else "reached" or "short", as counted, or "none" without a target. others_change is the
        median change of the other places of the level, others how many these are.

    References
    ----------
    Wilson (1927), JASA 22:209-212; Morris (1983), JASA 78:47-55.
    """
    groups = [
        _followed(rows, targets[targets["metric"] == key])
        for (key, _level), rows in courses.groupby(["indicator_id", "level"], sort=False)
        if (rows["stage"] == "now").any()
    ]
    if not groups:
        return pd.DataFrame(columns=list(RESULT))
    return pd.concat(groups, ignore_index=True)[list(RESULT)]


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """How many places stand how, for each indicator.

    Parameters
    ----------
    found : DataFrame
        The result of `follow`.

    Returns
    -------
    DataFrame
        indicator_id, places, a column each of `STATES`; in the order of the indicators.
    """
    counts = pd.crosstab(found["indicator_id"], found["state"]).reindex(columns=list(STATES))
    counts = counts.fillna(0).astype(int)
    order = found["indicator_id"].drop_duplicates()
    return counts.assign(places=counts.sum(axis=1)).loc[order].reset_index()


def _followed(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Places of one level in one indicator."""
    good = -1.0 if rows["better"].iloc[0] == "lower" else 1.0
    start, wobble = _start(rows)
    now = estimates(_at(rows, "now")).rename(
        columns={"value": "now", "value_low": "now_low", "value_high": "now_high"}
    )
    asked = _at(rows, "now")[[*KEYS, "level", "period_end", "target"]]
    found = now[now["state"] != "none"].merge(asked.rename(columns={"target": "own"}), on=KEYS)
    found = found.merge(start, on="area_code", how="left")
    ends = {
        stage: pd.Timestamp(_at(rows, stage)["period_end"].max()) for stage in ("second", "now")
    }
    first, today = (ends[stage].date() for stage in ("second", "now"))
    few = found["state"] == "few"
    found = trajectories.required(found, targets, first, today, good)
    own = found.pop("own").astype(float)
    found = found.assign(required=found["required"].fillna(own), target=found["target"].fillna(own))
    found = trajectories.held_against(found, wobble, good)
    counted = found["required"].notna() & (few | found["now_low"].isna())
    reached = good * found["distance"] >= 0
    state = found["state"].mask(counted & reached, "reached").mask(counted & ~reached, "short")
    probability = found["probability"].mask(counted)
    change = found["now"] - found["baseline"]
    return found.assign(
        baseline_end=first, state=state, probability=probability, change=change,
        **_others(change),
    )  # fmt: skip


def _at(rows: pd.DataFrame, stage: str) -> pd.DataFrame:
    return rows[rows["stage"] == stage]


def _start(rows: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """The baseline of each place, and the usual to and fro of rates beyond chance."""
    both = [estimates(_at(rows, stage)).set_index("area_code") for stage in ("first", "second")]
    codes = both[0].index.union(both[1].index)
    value = np.column_stack([one["value"].reindex(codes).to_numpy(float) for one in both])
    reach = [(one["value_high"] - one["value_low"]).reindex(codes) for one in both]
    errors = np.column_stack([one.to_numpy(float) for one in reach]) / (2 * z_value())
    level, wobble = value.mean(axis=1), 0.0
    if rows["kind"].iloc[0] == RATE and np.isfinite(errors).any():
        wobble = trajectories.usual_move(value, errors)
        drawn = np.sqrt((errors**2).sum(axis=1) + 2 * wobble**2) / 2
        shrunk = shrinkage.estimates(level, drawn)[0]
        level = np.where(np.isnan(shrunk), level, shrunk)
    return pd.DataFrame({"area_code": codes, "baseline": level}), wobble


def _others(change: pd.Series) -> dict[str, Floats]:
    """Median change of all places but one, for each one, and how many these are."""
    known = np.sort(change.dropna().to_numpy(float))
    own = change.to_numpy(float)
    count = len(known) - np.isfinite(own)
    rank = np.where(np.isfinite(own), np.searchsorted(known, own), len(known))

    def at(position: NDArray[np.int_]) -> Floats:
        """Of the sorted changes without a place's own, the one at that position."""
        there = np.clip(position + (rank <= position), 0, max(len(known) - 1, 0))
        return (
            np.where(count > 0, known[there], np.nan) if len(known) else np.full(len(own), np.nan)
        )

    return {"others_change": (at((count - 1) // 2) + at(count // 2)) / 2, "others": count}
