"""How far is one village from its benchmark, its peers and the places above? Panels."""

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analytics import gaps, ranks
from analytics.changes import COMPARABLE, asked_again
from analytics.metrics import METRICS
from pages.components import days
from pages.components.benchmarks import cells, gap, pictures
from pages.components.benchmarks.ground import Ground
from pages.components.benchmarks.pictures import Axis
from pages.components.panels import Panel, Shown, result
from pages.components.sentences import Teller


def panels(ground: Ground) -> Sequence[Panel]:
    """The village by the measure looked at, by all measures, and over time."""
    return [_one(ground), _profile(ground), _over_time(ground)]


def _one(ground: Ground) -> Panel:
    """The village, its benchmark, its peers and the places above, one line each."""
    teller, metric = ground.teller, ground.metric
    rows = _standing(ground)
    drawn = rows[rows["value"].notna()]
    figure = None
    if len(drawn):
        shown = drawn.assign(
            name=[html.escape(name) for name in drawn["name"]],
            tone="",
            chosen=drawn["area_code"] == ground.village,
            text=[html.escape(f"{row.name_} {row.value_}") for row in _told(teller, drawn)],
        )
        axis = cells.values(teller, metric)
        figure = pictures.rows(shown, "value", axis, ground.asked.colours)
    return Panel(
        key="gap",
        heading=teller.say("gap.heading_one", metric=teller.short(metric)),
        words=" ".join([_words_of_one(ground), *_pair(ground), *_rank(ground)]),
        rows=rows,
        columns=[Shown(teller.say("table.place"), lambda row: row["name"]), *result(teller)],
        figure=figure,
        note=teller.say("gap.note_one"),
        controls=cells.choose_metric(ground),
    )


def _told(teller: Teller, rows: pd.DataFrame) -> list[Any]:
    style = teller.style(rows["metric"].iloc[0], float(rows["value"].iloc[0]))
    written = [str(style.amount(value)) for value in rows["value"]]
    named = pd.DataFrame({"name_": rows["name"], "value_": written})
    return list(named.itertuples())


def _standing(ground: Ground) -> pd.DataFrame:
    """Result rows of the village, its benchmark, its peers' median and the places above."""
    teller, metric = ground.teller, ground.metric
    rows = ground.measured(metric)
    by_code = rows.set_index("area_code", drop=False)
    codes = [ground.village, *ground.pairs["benchmark_code"]]
    chosen = by_code.reindex([code for code in codes if code in by_code.index])
    labels = [teller.place, *(teller.say("gap.its_benchmark", place=teller.name(code))
                              for code in chosen["area_code"].iloc[1:])]  # fmt: skip
    peers = by_code.reindex(ground.neighbours.get(ground.village, ()))
    judged = peers[peers["state"].isin(COMPARABLE)]
    value, low, high = gaps.median(judged["value"])
    middle = pd.DataFrame([{
        "metric": metric, "area_code": "", "value": value, "low": low, "high": high,
        "n": float(len(judged)), "state": "ok" if len(judged) else "none",
        "name": teller.say("gap.peers", count=str(len(judged))),
    }])  # fmt: skip
    above = ground.whole(metric)
    named = above.assign(name=[teller.name(code) for code in above["area_code"]])
    found = pd.concat([chosen.assign(name=labels), middle, named], ignore_index=True)
    columns = ["metric", "area_code", "name", "value", "low", "high", "numerator", "denominator",
               "n", "state"]  # fmt: skip
    return found[columns]


def _words_of_one(ground: Ground) -> str:
    teller, rows = ground.teller, ground.gaps(ground.metric)
    if rows.empty:
        return teller.say("gap.title_none", place=teller.place)
    row = rows.iloc[0].to_dict()
    names = {"place": teller.place, "benchmark": teller.name(row["benchmark_code"])}
    if not gap.is_judged(row):
        return teller.say("gap.one_unjudged", reason=gap.verdict(teller, row), **names)
    style = teller.style(row["metric"], row["value"], row["low"], row["high"])
    return teller.say(
        f"gap.one_{row['verdict'] or 'within'}",
        metric=teller.inline(row["metric"]),
        value=str(style.amount(row["value"])),
        other=str(style.amount(row["benchmark_value"])),
        difference=style.change(row["difference"]),
        interval=style.changes(row["low"], row["high"]),
        smallest=style.change(row["smallest_difference"]).lstrip("+"),
        **names,
    )


def _pair(ground: Ground) -> list[str]:
    """Since when the pair is in force, and why it was chosen."""
    teller = ground.teller
    return [
        teller.say(
            "gap.pair" if pd.isna(row["reason"]) else "gap.pair_reason",
            day=days.day(teller.lang, row["valid_from"]),
            basis=teller.say(f"basis.{row['basis']}"),
            reason=row["reason"],
        )
        for row in ground.pairs.to_dict("records")
    ]


def _rank(ground: Ground) -> list[str]:
    """Between which ranks chance leaves the village; a rank alone would be no finding."""
    rows = ground.measured(ground.metric)
    judged = rows[rows["state"].isin(COMPARABLE)].reset_index(drop=True)
    here = judged.index[judged["area_code"] == ground.village]
    if not len(here):
        return []
    value, low, high = (judged[name].to_numpy(float) for name in ("value", "low", "high"))
    first, last = ranks.of_estimates(
        *asked_again(judged["metric"], (value, low, high), judged["n"]),
        higher_is_first=METRICS[ground.metric].better == "higher",
    )
    if np.isnan(first[here[0]]):
        return []
    return [ground.teller.say(
        "gap.rank",
        first=str(int(first[here[0]])),
        last=str(int(last[here[0]])),
        count=str(int(np.isfinite(first).sum())),
    )]  # fmt: skip


def _profile(ground: Ground) -> Panel:
    """All metrics of the village against its benchmark, in standard deviations of villages."""
    teller = ground.teller
    rows = gap.named(ground, ground.gaps(*ground.metrics))
    order = {metric: place for place, metric in enumerate(ground.metrics)}
    rows = rows.sort_values("metric", key=lambda ids: ids.map(order), ignore_index=True)
    lower = [METRICS[metric].better == "lower" for metric in rows["metric"]]
    sign = pd.Series(np.where(lower, -1.0, 1.0), rows.index)
    spread = sign * rows["standardised"] / rows["difference"].where(rows["difference"] != 0)
    ends = pd.DataFrame({"a": rows["low"] * spread, "b": rows["high"] * spread})
    rows = rows.assign(
        standardised=sign * rows["standardised"],
        standardised_low=ends.min(axis=1, skipna=False),
        standardised_high=ends.max(axis=1, skipna=False),
    )
    drawn = rows[rows["standardised_low"].notna()]
    figure = None
    if len(drawn):
        shown = gap.marked(ground, drawn).assign(
            name=[teller.short(metric) for metric in drawn["metric"]],
            low=drawn["standardised_low"], high=drawn["standardised_high"], chosen=False,
        )  # fmt: skip
        axis = Axis("+.1f", "", teller.say("gap.spread"), teller.say("gap.zero"))
        figure = pictures.rows(shown, "standardised", axis, ground.asked.colours)
    worse, better = (list(rows.loc[rows["verdict"] == v, "metric"]) for v in ("behind", "ahead"))
    names = teller.say("sentence.list")
    key = "both" if worse and better else "behind" if worse else "ahead" if better else "neither"
    words = teller.say(
        f"gap.profile_{key}",
        behind=names.join(teller.inline(m) for m in worse),
        ahead=names.join(teller.inline(m) for m in better),
    )
    metric = Shown(teller.say("table.metric"), lambda row: teller.short(row["metric"]))
    return Panel(
        key="profile",
        heading=teller.say("gap.heading_profile"),
        words=words,
        rows=rows,
        columns=[metric, *gap.columns(teller)[1:]],
        figure=figure,
        note=teller.say("gap.note_profile"),
    )


def _over_time(ground: Ground) -> Panel:
    """The gap by half-year, each to the benchmark of its time."""
    teller, metric = ground.teller, ground.metric
    own = ground.history[ground.history["village_code"] == ground.village]
    rows = gap.named(ground, gaps.compare(ground.series, own, ground.ends))
    rows = rows.sort_values("period", ignore_index=True)
    drawn = rows[rows["difference"].notna()]
    figure = None
    if len(drawn) > 1:
        points = cells.timed(ground, gap.marked(ground, drawn)).assign(chosen=False)
        points = cells.scaled(points.assign(value=drawn["difference"]), metric,
                              ("value", "low", "high"))  # fmt: skip
        axis = cells.differences(teller, metric, gap.unit(ground), teller.say("gap.zero"))
        figure = pictures.over_time(points, axis, ground.asked.colours)
    period = Shown(
        teller.say("table.period"), lambda row: days.period(teller.lang, row["period"], short=True)
    )
    return Panel(
        key="gap_over_time",
        heading=teller.say("gap.heading_time", metric=teller.short(metric)),
        words=_words_over_time(teller, rows),
        rows=rows,
        columns=[period, *gap.columns(teller)[1:]],
        figure=figure,
        note=teller.say("gap.note_time"),
    )


def _words_over_time(teller: Teller, rows: pd.DataFrame) -> str:
    known = rows[rows["difference"].notna()]
    if len(known) < 2:
        return teller.say("gap.time_short")
    told = [teller.say(
        "gap.time",
        count=str(len(known)),
        behind=str(int((known["verdict"] == "behind").sum())),
        ahead=str(int((known["verdict"] == "ahead").sum())),
    )]  # fmt: skip
    names = list(dict.fromkeys(rows["benchmark_code"]))
    if len(names) > 1:
        told.append(teller.say("gap.time_changed", names=teller.listed(names)))
    return " ".join(told)
