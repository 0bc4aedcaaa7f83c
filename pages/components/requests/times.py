"""How long do requests take, and for whom longer? Curves, quantiles, two clocks, ways to end."""

import pandas as pd

from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import (
    choices,
    clocks,
    late,
    quantiles,
    reading,
    survival,
    ways,
    wording,
)

QUANTILES = {
    "p50": "resolution_median_days",
    "p75": "resolution_p75_days",
    "p90": "resolution_p90_days",
    "within": "closed_within_7_days_rate",
}


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    groups, own = by_group(asked), own_times(asked)
    return [
        survival.panel(asked, groups, own),
        quantiles.panel(asked, groups, own),
        clocks.panel(asked, groups, own),
        ways.panel(asked, own["p90"]),
    ]


def title(asked: Asked) -> str:
    """How long requests take, as the finding of the page."""
    whole = own_times(asked)
    half, most = whole["p50"], whole["p90"]
    if pd.isna(half):
        return asked.teller.say("requests.title_open")
    if pd.isna(most):
        return asked.teller.say("requests.title_half", half=wording.days(asked, half))
    return asked.teller.say(
        "requests.title_times", half=wording.days(asked, half), most=wording.days(asked, most)
    )


def own_times(asked: Asked) -> dict[str, float]:
    """The quantiles of the place itself, by their names, and `requests`."""
    metrics = _metrics(asked)
    rows = reading.by_whole(asked.scope, asked.view, tuple(metrics.values()))
    found = rows.set_index("metric")["value"]
    told = {name: float(found[metric]) for name, metric in metrics.items()}
    return told | {"requests": float(rows["denominator"].iloc[0])}


def _metrics(asked: Asked) -> dict[str, str]:
    """The metrics told of every group by their short names, with the days chosen."""
    return dict(zip(QUANTILES, choices.within(asked, list(QUANTILES.values())), strict=True))


def by_group(asked: Asked) -> pd.DataFrame:
    """One row a group: p50, p75, p90 in days, the share within those chosen; slowest first.

    Groups of which fewer than half are resolved so far stand before all others: no median is known
    of them because they are slow.
    """
    by = choices.split(asked, choices.SPLITS)
    metrics = _metrics(asked)
    rows = reading.by_group(asked.scope, asked.view, tuple(metrics.values()), by)
    wide = rows.pivot(index="area_code", columns="metric", values="value")
    wide = wide.reindex(columns=list(metrics.values())).set_axis(list(metrics), axis="columns")
    half = rows[rows["metric"] == QUANTILES["p50"]].set_index("area_code")
    told = half[["low", "high", "numerator", "denominator", "n", "state", "verdict", "target"]]
    found = wide.join(told).reset_index()
    found["name"] = [choices.name(asked, by, code) for code in found["area_code"]]
    return late.first(found)
