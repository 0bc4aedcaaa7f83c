"""How long does each step of a request take, and which one is slow for the same matters?

The steps are those of 收集–分类–流转–督办–反馈 with sign-in and first contact. A request that waits
in a step at the data date is censored there, one that was closed without taking the step competes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import pandas as pd
from ibis import _

from analytics import resolution, standardisation
from analytics.metrics.requests import ended_otherwise
from analytics.spells import (
    OPEN_STILL,
    OTHERWISE,
    RESOLVED,
    TOLD,
    UNKNOWN,
    Grain,
    seconds,
    spells,
    tally,
)


@dataclass(frozen=True)
class Stage:
    """One step: the moments it runs between; `in_chain` if it is a part of the whole time."""

    id: str
    start: str
    end: str
    in_chain: bool = True


STAGES = (
    Stage("classify", "received_at", "classified_at"),
    Stage("dispatch", "classified_at", "dispatched_at"),
    Stage("sign", "dispatched_at", "signed_at"),
    Stage("contact", "dispatched_at", "contacted_at", in_chain=False),
    Stage("handle", "signed_at", "closed_at"),
    Stage("feedback", "closed_at", "feedback_at"),
)
REACHED = ("received_at", "classified_at", "dispatched_at", "signed_at", "contacted_at",
           "supervised_at", "closed_at", "feedback_at")  # fmt: skip
SLOW = 0.8  # pace, by the side of the whole, from which a step is worth naming
MIX = "category_code"  # what standardisation allows for


def reached(requests: ibis.Table) -> pd.DataFrame:
    """How many requests have come to each step.

    Returns
    -------
    DataFrame
        step, requests, share (of those received, 0..1; NaN without any); in the order of steps.
        Supervision is for those that were urged, so it is a part and no gate.
    """
    sums = {step: _[step].notnull().sum() for step in REACHED}
    row = requests.agg(**sums).to_pandas().iloc[0].fillna(0)
    frame = pd.DataFrame({"step": REACHED, "requests": [float(row[step]) for step in REACHED]})
    received = frame["requests"].iloc[0]
    frame["share"] = frame["requests"] / received if received else float("nan")
    return frame


def times(requests: ibis.Table) -> pd.DataFrame:
    """Times of all steps.

    Parameters
    ----------
    requests : ibis.Table
        Moments of the steps, closed_at, is_closed, outcome, as_of.

    Returns
    -------
    DataFrame
        stage, start, end, requests (that came to the step), done, skipped, waiting, unknown, p50,
        p75, p90 in days with p50_low, p50_high and so on (NaN where the share is not reached);
        only steps that the records tell of, in their order.
    """
    frame = resolution.summary(durations(requests), ["stage"], within_days=())
    frame = frame.rename(
        columns={"resolved": "done", "otherwise": "skipped", "open_still": "waiting"}
    )
    frame = frame[frame["done"] > 0]
    order = {stage.id: stage for stage in STAGES}
    frame = frame.sort_values("stage", key=lambda ids: ids.map(list(order).index))
    frame["start"] = frame["stage"].map(lambda stage: order[stage].start)
    frame["end"] = frame["stage"].map(lambda stage: order[stage].end)
    first = ["stage", "start", "end", "requests", "done", "skipped", "waiting", "unknown"]
    return frame[[*first, *(c for c in frame.columns if c not in first)]].reset_index(drop=True)


def compared(counted: pd.DataFrame, place: str) -> pd.DataFrame:
    """Times of the steps of every place against those of the same matters in the whole.

    Parameters
    ----------
    counted : DataFrame
        The result of `spell_counts.of_steps`, fetched.
    place : str
        Column of the places.

    Returns
    -------
    DataFrame
        The columns of `standardisation.times`, by stage and place.
    """
    return standardisation.times(counted, [place], ["stage"], MIX)


def slow_step(found: pd.DataFrame, place: str, code: str) -> str:
    """The step at which a place is slowest, by the side of the same matters in the whole.

    Parameters
    ----------
    found : DataFrame
        The result of `compared`.
    place, code : str
        Column of the places, and the place.

    Returns
    -------
    str
        Of the steps that are slower there than chance allows, by a fifth of the pace at least,
        the one with the smallest ratio; "" if none is.
    """
    rows = _slow(found)
    rows = rows[rows[place] == code]
    return "" if rows.empty else str(rows["stage"].iloc[int(rows["ratio"].to_numpy().argmin())])


def furthest(found: pd.DataFrame, place: str) -> str:
    """The place with the slowest of all slow steps; "" if there is none."""
    rows = _slow(found)
    return "" if rows.empty else str(rows[place].iloc[int(rows["ratio"].to_numpy().argmin())])


def _slow(found: pd.DataFrame) -> pd.DataFrame:
    return found[(found["verdict"] == "worse") & (found["ratio"] <= SLOW)]


def medians(counted: pd.DataFrame, place: str, stage: str) -> pd.DataFrame:
    """Median of one step by place, beside that of the same matters in the whole, in days.

    `counted` is as for `compared`; columns are those of `standardisation.medians`.
    """
    return standardisation.medians(counted[counted["stage"] == stage], place, MIX)


def durations(
    requests: ibis.Table,
    keys: Sequence[str] = (),
    grain: Grain = TOLD,
    apart: Sequence[str] = (),
) -> ibis.Table:
    """How many requests took how long in each step, by group.

    Parameters
    ----------
    requests : ibis.Table
        As for `times`, with the keys.
    keys : sequence of str
        Columns to split by.
    grain : Grain
        As for `spells.tally`.
    apart : sequence of str
        Columns of `spells.spells` to split by as well.

    Returns
    -------
    ibis.Table
        stage and the columns of `spells.tally`.

    Notes
    -----
    One count a step, for each looks at few columns: to unfold a record into its steps costs the
    engine half as much again.
    """
    counted = [
        tally(_laps(requests, keys, stage), [*keys, *apart], grain).mutate(
            stage=ibis.literal(stage.id)
        )
        for stage in STAGES
    ]
    return ibis.union(*counted)


def _laps(requests: ibis.Table, keys: Sequence[str], stage: Stage) -> ibis.Table:
    """One row for each request that came to a step: how long it took, and how that ended."""
    begun = requests.select(
        *keys,
        "closed_at",
        "is_closed",
        "as_of",
        start=requests[stage.start],
        end=requests[stage.end],
        closed=(requests.is_closed & requests.closed_at.notnull()).fill_null(False),
        aside=ended_otherwise(requests.outcome),
    ).filter(_.start.notnull())
    if stage.start == "closed_at":
        begun = begun.filter(_.closed)
        done = begun.end.notnull()
        until = done.ifelse(begun.end, begun.as_of)
        fate = done.ifelse(RESOLVED, OPEN_STILL)
    else:
        closes = stage.end == "closed_at"
        done = (begun.closed & ~begun.aside) if closes else begun.end.notnull()
        until = ibis.cases((done, begun.end), (begun.closed, begun.closed_at), else_=begun.as_of)
        fate = ibis.cases(
            (done, RESOLVED), (begun.closed, OTHERWISE), (begun.is_closed, UNKNOWN),
            else_=OPEN_STILL,
        )  # fmt: skip
    return spells(begun, keys, seconds(begun.start, until), fate)
