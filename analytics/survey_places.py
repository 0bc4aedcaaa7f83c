"""Which villages differ, which changed, and how far does a comparison of two reach?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics import answer_disclosure, answers, funnels, ranks, shares
from analytics.metrics import METRICS
from analytics.satisfaction import Survey, linked, participation

POINTS = 60  # of the curves of a funnel
CHANCE = 0.05  # of the changes are beyond 95 % chance where nothing has changed


def villages(found: Survey, counts: pd.DataFrame, round_id: str, thread: str = "") -> pd.DataFrame:
    """Measure every village in a round and in the one before, on questions that both share.

    Parameters
    ----------
    found : Survey
        All rounds of the place that the villages lie in.
    counts : DataFrame
        As `answers.counted` gives them by village, at least for the round and the one before.
    round_id : str
        Which round.
    thread : str
        One question; without it all that the two rounds share.

    Returns
    -------
    DataFrame
        metric, area_code, the columns of `shares.measured`, participation, is_valid (of the
        round), previous, previous_state, difference, difference_low, difference_high,
        smallest_difference, is_beyond_chance, verdict; a village that took part in the round
        before only has no row.
    """
    previous = _previous(found, round_id)
    cells = linked(answers.cells(counts, found.choices), found.links)
    shared = _shared(cells, round_id, previous)
    cells = cells.assign(is_shared=cells["item"].isin(shared))
    now, before = (_measured(found, cells, r, thread) for r in (round_id, previous))
    both = now.merge(
        before, on=["metric", "area_code"], how="left", suffixes=("", "_before"), indicator="seen"
    )
    then = both[[f"{name}_before" for name in ("value", "worth", "state")]]
    then = then.set_axis(["value", "worth", "state"], axis=1)
    differences = shares.differences(both, then)
    taken_part = participation(found)
    taken_part = taken_part[taken_part["round_id"] == round_id].set_index("area_code")
    return now.assign(
        participation=both["area_code"].map(taken_part["value"]),
        is_valid=both["area_code"].map(taken_part["is_valid"]),
        previous=then["value"],
        previous_state=then["state"].fillna("none"),
        **{name: differences[name] for name in differences.columns},
        verdict=_verdicts(both["metric"], differences),
    )


def funnel(
    rows: pd.DataFrame, metric: str, *, overdispersed: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Set the villages against what chance allows for as many people as answered there.

    Parameters
    ----------
    rows : DataFrame
        As `villages` gives them.
    metric : str
        One of `shares.METRICS`.
    overdispersed : bool
        Widen the limits by what villages differ beyond chance as a rule; else they are exact.

    Returns
    -------
    places, limits : DataFrame
        The rows of the metric with the columns of `funnels.place` (target: the share of all
        villages that may be told; verdict of the funnel, while that of the change is `change`),
        and the limits for villages of any size: n, low95, high95, low998, high998.
    """
    chosen = rows[rows["metric"] == metric].reset_index(drop=True)
    numbers = ["metric", "area_code", "numerator", "denominator", "value", "low", "high", "state"]
    real = chosen[numbers].assign(n=chosen["worth"])
    sizes = chosen.loc[chosen["worth"] > 0, "worth"]
    smallest, largest = (sizes.min() * 0.9, sizes.max() * 1.1) if len(sizes) else (1.0, 1.0)
    drawn = np.geomspace(smallest, largest, POINTS if len(sizes) else 0)
    made = pd.DataFrame({"metric": metric, "area_code": "", "state": "none", "n": drawn})
    placed = funnels.place(pd.concat([real, made], ignore_index=True), overdispersed=overdispersed)
    added = [name for name in placed.columns if name not in chosen.columns]
    places = chosen.rename(columns={"verdict": "change"}).join(placed[[*added, "verdict"]])
    return places, placed[len(real) :][["n", "low95", "high95", "low998", "high998"]]


def ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Rank of every village that can be judged, with its interval, best first.

    Parameters
    ----------
    rows : DataFrame
        Rows of one metric, as `villages` or `funnel` gives them.

    Returns
    -------
    DataFrame
        The rows that can be judged, with rank, first_rank and last_rank (95 % for all villages at
        once, see `ranks.rank_intervals`).
    """
    judged = rows[rows["state"].isin(funnels.JUDGED)]
    if judged.empty:
        return judged.assign(rank=np.nan, first_rank=np.nan, last_rank=np.nan)
    higher = METRICS[str(judged["metric"].iloc[0])].better == "higher"
    first, last = ranks.rank_intervals(
        judged["value"] * judged["worth"], judged["worth"], higher_is_first=higher
    )
    place = judged["value"].rank(ascending=not higher, method="min")
    found = judged.assign(rank=place, first_rank=first, last_rank=last)
    return found.sort_values(["rank", "area_code"], ignore_index=True)


def expected_by_chance(rows: pd.DataFrame) -> float:
    """How many villages would seem to have changed if none had."""
    return CHANCE * float(rows["difference"].notna().sum())


def compare(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Set one village or round against another, metric by metric: first minus second.

    Parameters
    ----------
    first, second : DataFrame
        One row a metric, of `villages` or `satisfaction.levels`.

    Returns
    -------
    DataFrame
        metric, value, low, high, n, state, the same with the prefix other_, difference,
        difference_low, difference_high, smallest_difference (that so many people would show in
        four of five cases, allowing for the design effect), is_beyond_chance, verdict (of the
        first: better or worse).
    """
    names = ["value", "low", "high", "n", "worth", "state"]
    pair = first[["metric", *names]].merge(
        second[["metric", *names]], on="metric", suffixes=("", "_other")
    )
    other = pair[[f"{name}_other" for name in names]].set_axis(names, axis=1)
    found = shares.differences(pair, other)
    told = pair[["metric", "value", "low", "high", "n", "state"]]
    beside = {f"other_{name}": other[name] for name in ("value", "low", "high", "n", "state")}
    return told.assign(
        **beside,
        **{name: found[name] for name in found.columns},
        verdict=_verdicts(pair["metric"], found),
    )


def _previous(found: Survey, round_id: str) -> str:
    """The round before; "" where there is none."""
    row = found.rounds[found.rounds["round_id"] == round_id]
    name = row["previous_id"].iloc[0] if len(row) else None
    return name if isinstance(name, str) else ""


def _shared(cells: pd.DataFrame, round_id: str, previous: str) -> set[str]:
    """Items that both rounds ask; those of the round where the one before shares none."""
    here = set(cells.loc[cells["round_id"] == round_id, "item"])
    both = here & set(cells.loc[cells["round_id"] == previous, "item"])
    return both or here


def _measured(found: Survey, cells: pd.DataFrame, round_id: str, thread: str) -> pd.DataFrame:
    """Shares by village in one round.

    What is hidden is found over all questions, whichever is asked for: who looks at one after the
    other shall not be wiser.
    """
    rows = cells[cells["round_id"] == round_id]
    told = answer_disclosure.tell(_without_scores(rows), found.smallest, found.told)
    wanted = rows["thread"] == thread if thread else rows["is_shared"].astype(bool)
    keys = ["area_code", "round_id", "question_id" if thread else "is_shared"]
    frame = shares.measured(
        rows.loc[wanted.to_numpy(bool)], keys, told, coverage=found.census_by_village
    )
    return frame.drop(columns=keys[1:])


def _without_scores(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells without scores, which are told of the whole place only."""
    keys = ["parent", "area_code", "round_id", "is_shared", "subject", "question_id", "counts_as",
            "is_full"]  # fmt: skip
    return cells.groupby(keys)["people"].sum().reset_index()


def _verdicts(metrics: pd.Series, found: pd.DataFrame) -> Sequence[str]:
    better = metrics.map(lambda name: METRICS[name].better)
    good = np.where(better == "higher", found["difference"] > 0, found["difference"] < 0)
    return list(np.where(found["is_beyond_chance"], np.where(good, "better", "worse"), ""))
