"""How far is each village from its benchmark? Panels and sentences."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analytics import gaps
from analytics.changes import COMPARABLE
from analytics.metrics import METRICS
from pages.components import days
from pages.components.benchmarks import cells, pictures
from pages.components.benchmarks.ground import Ground
from pages.components.benchmarks.pictures import Axis
from pages.components.frame import Asked
from pages.components.numbers import count
from pages.components.panels import Panel, Shown, result
from pages.components.sentences import Teller

TONES = {"ahead": "better", "behind": "worse"}
DIFFERENCES = ("difference", "low", "high")


def panels(asked: Asked) -> Sequence[Panel]:
    """The part of the page about gaps: of one village, or of all of the place."""
    ground = Ground(asked)
    if ground.village:
        return [_one(ground), _profile(ground), _over_time(ground)]
    return [_all(ground)]


def sentence(ground: Ground) -> str:
    """The finding about gaps in one sentence, for the title."""
    teller, rows = ground.teller, ground.gaps(ground.metric)
    metric = teller.inline(ground.metric)
    if rows.empty:
        return teller.say("gap.title_none", place=teller.place)
    if ground.village:
        row = rows.iloc[0]
        key = row["verdict"] or ("within" if _is_judged(row) else "unjudged")
        names = {"place": teller.place, "benchmark": teller.name(row["benchmark_code"])}
        return teller.say(f"gap.title_one_{key}", metric=metric, **names)
    told = _counts(rows)
    if not told["judged"]:
        return teller.say("gap.title_unjudged", metric=metric)
    key = "some" if told["behind"] else "nobody"
    return teller.say(f"gap.title_{key}", metric=metric, **_written(teller, told))


# ---------------------------------------------------------------- all villages
def _all(ground: Ground) -> Panel:
    teller, metric = ground.teller, ground.metric
    rows = named(ground, ground.gaps(metric))
    drawn = rows[rows["difference"].notna()]
    figure = None
    if len(drawn):
        zero = teller.say("gap.zero")
        axis = cells.differences(teller, metric, _unit(ground), zero)
        figure = pictures.ordered(
            cells.scaled(marked(ground, drawn), metric, DIFFERENCES), axis, ground.asked.colours
        )
    return Panel(
        key="gaps",
        heading=teller.say("gap.heading", metric=teller.short(metric)),
        words=words(teller, rows),
        rows=rows,
        columns=columns(teller),
        figure=figure,
        note=teller.say("gap.note"),
        drills=figure is not None,
        controls=cells.choose_metric(ground),
    )


def named(ground: Ground, rows: pd.DataFrame) -> pd.DataFrame:
    """Gaps with names, furthest behind first."""
    name = ground.teller.name
    lower = METRICS[ground.metric].better == "lower"
    rows = rows.sort_values("difference", ascending=not lower, ignore_index=True)
    rows.insert(3, "village", [name(code) for code in rows["village_code"]])
    rows.insert(5, "benchmark", [name(code) for code in rows["benchmark_code"]])
    return rows.drop(columns="is_beyond_chance")


def marked(ground: Ground, rows: pd.DataFrame) -> pd.DataFrame:
    """What the markers need."""
    both = np.where(rows["state"].isin(COMPARABLE), rows["benchmark_state"], rows["state"])
    return rows.assign(
        area_code=rows["village_code"],
        tone=rows["verdict"].map(TONES).fillna(""),
        state=both,
        chosen=rows["village_code"] == ground.view.area,
        text=[_hover(ground.teller, row) for row in rows.to_dict("records")],
    )


def _hover(teller: Teller, row: Mapping[str, Any]) -> str:
    style = teller.style(row["metric"], row["value"], row["low"], row["high"])
    return teller.say(
        "gap.hover",
        village=html.escape(teller.name(row["village_code"])),
        benchmark=html.escape(teller.name(row["benchmark_code"])),
        value=str(style.amount(row["value"])),
        other=str(style.amount(row["benchmark_value"])),
        difference=style.change(row["difference"]),
        interval=style.changes(row["low"], row["high"]),
    )


def _is_judged(row: Mapping[str, Any] | pd.Series) -> bool:
    return row["state"] in COMPARABLE and row["benchmark_state"] in COMPARABLE


def _counts(rows: pd.DataFrame) -> dict[str, int]:
    judged = rows["state"].isin(COMPARABLE) & rows["benchmark_state"].isin(COMPARABLE)
    behind, ahead = (int((rows["verdict"] == verdict).sum()) for verdict in ("behind", "ahead"))
    return {
        "pairs": len(rows),
        "judged": int(judged.sum()),
        "behind": behind,
        "ahead": ahead,
        "within": int(judged.sum()) - behind - ahead,
        "unjudged": int((~judged).sum()),
    }


def _written(teller: Teller, told: Mapping[str, int]) -> dict[str, str]:
    return {name: count(teller.lang, number, exact=True) for name, number in told.items()}


def words(teller: Teller, rows: pd.DataFrame) -> str:
    """How many are behind and ahead, and who is furthest behind."""
    if rows.empty:
        return teller.say("gap.no_pairs")
    told = [teller.say("gap.counts", **_written(teller, _counts(rows)))]
    behind = rows[rows["verdict"] == "behind"].head(3).to_dict("records")
    if behind:
        names = [teller.say("gap.with", place=teller.name(row["village_code"]),
                            change=_change(teller, row)) for row in behind]  # fmt: skip
        told.append(teller.say("gap.furthest", names=teller.say("sentence.list").join(names)))
    return " ".join(told)


def _change(teller: Teller, row: Mapping[str, Any]) -> str:
    style = teller.style(row["metric"], row["value"], row["low"], row["high"])
    return style.change(row["difference"])


def _unit(ground: Ground) -> str:
    unit = METRICS[ground.metric].unit
    return ground.teller.say("unit.percentage_points" if unit == "share" else f"unit.{unit}")


def columns(teller: Teller) -> list[Shown]:
    """How a gap reads: village, benchmark, both values, the difference and the judgement."""
    return [
        cells.place(teller, "gap.village", "village_code"),
        cells.place(teller, "gap.benchmark", "benchmark_code"),
        cells.amount(teller, "table.value", "value", "state"),
        cells.amount(teller, "gap.benchmark_value", "benchmark_value", "benchmark_state"),
        cells.change(teller, "gap.difference", "difference"),
        cells.bounds(teller, "table.interval", "low", "high", "difference"),
        cells.reach(teller, "table.smallest", "smallest_difference"),
        cells.plain(teller, "gap.verdict", lambda row: _verdict(teller, row)),
    ]


def _verdict(teller: Teller, row: Mapping[str, Any]) -> str:
    if row["verdict"]:
        return teller.say(f"gap_verdict.{row['verdict']}")
    if _is_judged(row):
        return teller.say("gap_verdict.within")
    side = "" if row["state"] not in COMPARABLE else "benchmark_"
    state = row[f"{side}state"]
    if not isinstance(state, str):
        return teller.say("gap_verdict.out_of_sight")
    return teller.say(f"gap_verdict.{side}unjudged", state=teller.say(f"state.{state}"))


# ---------------------------------------------------------------- one village
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
        words=_words_of_one(ground),
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
    if not _is_judged(row):
        return teller.say("gap.one_unjudged", reason=_verdict(teller, row), **names)
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


def _profile(ground: Ground) -> Panel:
    """All metrics of the village against its benchmark, in standard deviations of villages."""
    teller = ground.teller
    rows = named(ground, ground.gaps(*ground.metrics))
    order = {metric: place for place, metric in enumerate(ground.metrics)}
    rows = rows.sort_values("metric", key=lambda ids: ids.map(order), ignore_index=True)
    sign = rows["metric"].map(lambda m: -1.0 if METRICS[m].better == "lower" else 1.0)
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
        shown = marked(ground, drawn).assign(
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
        columns=[metric, *columns(teller)[1:]],
        figure=figure,
        note=teller.say("gap.note_profile"),
    )


def _over_time(ground: Ground) -> Panel:
    """The gap by half-year, each to the benchmark of its time."""
    teller, metric = ground.teller, ground.metric
    own = ground.history[ground.history["village_code"] == ground.village]
    rows = named(ground, gaps.compare(ground.series, own, ground.ends))
    rows = rows.sort_values("period", ignore_index=True)
    drawn = rows[rows["difference"].notna()]
    figure = None
    if len(drawn) > 1:
        points = cells.timed(ground, marked(ground, drawn)).assign(chosen=False)
        points = cells.scaled(points.assign(value=drawn["difference"]), metric,
                              ("value", "low", "high"))  # fmt: skip
        axis = cells.differences(teller, metric, _unit(ground), teller.say("gap.zero"))
        figure = pictures.over_time(points, axis, ground.asked.colours)
    period = Shown(
        teller.say("table.period"), lambda row: days.period(teller.lang, row["period"], short=True)
    )
    return Panel(
        key="gap_over_time",
        heading=teller.say("gap.heading_time", metric=teller.short(metric)),
        words=_words_over_time(teller, rows),
        rows=rows,
        columns=[period, *columns(teller)[1:]],
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
