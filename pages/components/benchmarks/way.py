"""Is each village on its way to the target, and did it change more than its peers?"""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import METRICS
from analytics.trajectories import BASELINE
from pages.components import days
from pages.components.benchmarks import beside, cells, pictures, programme_ways
from pages.components.benchmarks.ground import Ground
from pages.components.frame import Asked
from pages.components.numbers import count
from pages.components.panels import Panel, Shown, counted, text
from pages.components.sentences import Teller

VERDICTS = {"improved": "better", "fell": "worse"}
STATES = ("on_track", "cannot_tell", "off_track", "none")


def panels(asked: Asked) -> Sequence[Panel]:
    """The part about the way to the target."""
    ground = Ground.of(asked)
    others = programme_ways.panel(ground)
    if not ground.can_follow:
        return [_too_short(ground), *others]
    if ground.village:
        return [_path(ground), beside.panel(ground), *others]
    return [_ways(ground), _changes(ground), beside.panel(ground), *others]


def table(asked: Asked) -> Sequence[Panel]:
    """The three-year table as officials file it."""
    ground = Ground.of(asked)
    plan = _plan(ground) if ground.can_follow else _too_short(ground)
    return [plan, *programme_ways.table(ground)]


def title(ground: Ground) -> str:
    """Whether the village is on its way, or how many of the place are not."""
    teller, metric = ground.teller, ground.teller.inline(ground.metric)
    if not ground.can_follow:
        return teller.say("way.title_short", metric=metric)
    rows = inside(ground)
    if ground.village:
        found = rows[rows["area_code"] == ground.village]
        state = found["state"].iloc[0] if len(found) else "none"
        return teller.say(f"way.title_one_{state}", place=teller.place, metric=metric)
    told = rows[rows["state"] != "none"]
    if told.empty:
        return teller.say("way.title_none", metric=metric)
    off = int((told["state"] == "off_track").sum())
    numbers = {"off": count(teller.lang, off, exact=True),
               "count": count(teller.lang, len(told), exact=True)}  # fmt: skip
    return teller.say(f"way.title_{'some' if off else 'nobody'}", metric=metric, **numbers)


def _too_short(ground: Ground) -> Panel:
    """There is not enough to follow: say so, with what there is."""
    teller = ground.teller
    rows = ground.series[ground.here(ground.series["area_code"])]
    rows = rows[["metric", "area_code", "period", "value", "low", "high", "n", "state"]]
    return Panel(
        key="series",
        heading=teller.say("way.heading", metric=teller.short(ground.metric)),
        words=teller.say("way.too_short", count=str(len(ground.half_years)),
                         needed=str(BASELINE + 1)),
        rows=rows.reset_index(drop=True),
        columns=[
            cells.place(teller, "gap.village", "area_code"),
            text(teller.say("table.period"), "period"),
            cells.amount(teller, "table.value", "value", "state"),
        ],
        controls=cells.choose_metric(ground),
    )  # fmt: skip


def inside(ground: Ground) -> pd.DataFrame:
    """Followed villages of the place, with names."""
    rows = ground.followed
    rows = rows[ground.here(rows["area_code"])]
    named = [ground.teller.name(code) for code in rows["area_code"]]
    low = np.where(rows["started_low"], "yes", "")
    return rows.assign(village=named, metric=ground.metric, started_low=low)


# ---------------------------------------------------------------- all villages
def _ways(ground: Ground) -> Panel:
    teller, metric = ground.teller, ground.metric
    rows = inside(ground).sort_values("distance", ignore_index=True)
    return Panel(
        key="ways",
        heading=teller.say("way.heading", metric=teller.short(metric)),
        words=words(teller, rows),
        rows=rows,
        columns=columns(teller),
        figure=_ordered(
            ground, rows, "distance", rows["state"].map(cells.TONES_OF_STATES), "way.zero"
        ),
        note=teller.say("way.note"),
        drills=True,
        controls=cells.choose_metric(ground),
    )


def words(teller: Teller, rows: pd.DataFrame) -> str:
    """How many are on track, off track, and cannot be told."""
    states = rows["state"].value_counts()
    numbers = {name: count(teller.lang, states.get(name, 0), exact=True) for name in STATES}
    return teller.say("way.counts", count=count(teller.lang, len(rows), exact=True), **numbers)


def _changes(ground: Ground) -> Panel:
    teller, metric = ground.teller, ground.metric
    rows = inside(ground).sort_values("relative", ignore_index=True)
    told = []
    for verdict in ("improved", "fell", "came_back"):
        codes = list(rows.loc[rows["verdict"] == verdict, "area_code"])
        if codes:
            told.append(teller.say(
                f"change.{verdict}", n=len(codes), count=str(len(codes)), names=teller.listed(codes)
            ))  # fmt: skip
    return Panel(
        key="changes",
        heading=teller.say("change.heading", metric=teller.short(metric)),
        words=" ".join(told) or teller.say("change.nobody"),
        rows=rows,
        columns=_change_columns(teller),
        figure=_ordered(ground, rows, "relative", rows["verdict"].map(VERDICTS), "change.zero"),
        note=teller.say("change.note"),
        drills=True,
    )


def _ordered(ground: Ground, rows: pd.DataFrame, column: str, tones: pd.Series, zero: str) -> Any:
    """Villages in order of a difference; None where there is none."""
    teller, metric = ground.teller, ground.metric
    drawn = rows.assign(
        difference=rows[column], low=rows[f"{column}_low"], high=rows[f"{column}_high"],
        tone=tones.fillna(""), state="ok", chosen=False,
    )  # fmt: skip
    drawn = drawn[drawn["difference"].notna() & drawn["low"].notna()]
    if drawn.empty:
        return None
    drawn["text"] = [_hover(teller, row) for row in drawn.to_dict("records")]
    unit = METRICS[metric].unit
    title = teller.say("unit.percentage_points" if unit == "share" else f"unit.{unit}")
    axis = cells.differences(teller, metric, title, teller.say(zero))
    return pictures.ordered(
        cells.scaled(drawn, metric, ("difference", "low", "high")), axis, ground.asked.colours
    )


def _hover(teller: Teller, row: Mapping[str, Any]) -> str:
    style = teller.style(row["metric"], row["now"], row["low"], row["high"])
    return teller.say(
        "way.hover",
        village=html.escape(row["village"]),
        value=str(style.amount(row["now"])),
        difference=style.change(row["difference"]),
        interval=style.changes(row["low"], row["high"]),
    )


def columns(teller: Teller) -> list[Shown]:
    """How the way of a village reads: start, now, where it should be, and the judgement."""
    return [
        cells.place(teller, "gap.village", "area_code"),
        cells.amount(teller, "way.baseline", "baseline"),
        cells.amount(teller, "way.now", "now"),
        cells.range_(teller, "table.interval", "now_low", "now_high", "now"),
        cells.amount(teller, "way.required", "required"),
        cells.change(teller, "way.distance", "distance"),
        cells.percent(teller, "way.probability", "probability"),
        cells.word(teller, "table.state", "state", "way_state"),
    ]


def _change_columns(teller: Teller) -> list[Shown]:
    return [
        cells.place(teller, "gap.village", "area_code"),
        cells.change(teller, "change.own", "change"),
        cells.change(teller, "change.peers", "peers_change"),
        cells.change(teller, "change.relative", "relative"),
        cells.bounds(teller, "table.interval", "relative_low", "relative_high", "relative"),
        cells.change(teller, "change.late", "late"),
        cells.bounds(teller, "change.late_interval", "late_low", "late_high", "late"),
        cells.plain(teller, "change.started_low",
                    lambda row: teller.say("peers.yes") if row["started_low"] else ""),
        cells.word(teller, "gap.verdict", "verdict", "change_verdict"),
    ]  # fmt: skip


# ---------------------------------------------------------------- one village
def _path(ground: Ground) -> Panel:
    """The village by half-year, the path to its target and its peers' mean."""
    teller, metric = ground.teller, ground.metric
    series = ground.series[ground.series["area_code"] == ground.village]
    rows = series.sort_values("period", ignore_index=True)
    peers = _mean_of_peers(ground)
    rows = rows.assign(peers_mean=rows["period"].map(peers))
    rows = rows[["metric", "area_code", "period", "value", "low", "high", "numerator",
                 "denominator", "n", "state", "peers_mean"]]  # fmt: skip
    followed = inside(ground)
    found = followed[followed["area_code"] == ground.village]
    told = found.iloc[0].to_dict() if len(found) else None
    return Panel(
        key="way",
        heading=teller.say("way.heading_one", metric=teller.short(metric)),
        words=_words_of_one(ground, told),
        rows=rows,
        columns=[
            Shown(teller.say("table.period"),
                  lambda row: days.period(teller.lang, row["period"], short=True)),
            cells.amount(teller, "table.value", "value", "state"),
            cells.range_(teller, "table.interval", "low", "high", "value"),
            cells.amount(teller, "way.peers_mean", "peers_mean"),
            counted_or_nothing(teller, "table.n", "n"),
            cells.plain(teller, "table.state", lambda row: teller.say(f"state.{row['state']}")),
        ],
        figure=_drawn(ground, rows, told),
        note=teller.say("way.note_one"),
        controls=cells.choose_metric(ground),
    )  # fmt: skip


def counted_or_nothing(teller: Teller, key: str, name: str) -> Shown:
    """A count, nothing where there is none."""
    shown = counted(teller, teller.say(key), name)
    return Shown(shown.title, lambda row: "" if pd.isna(row[name]) else shown.write(row), True)


def _mean_of_peers(ground: Ground) -> pd.Series:
    codes = ground.neighbours.get(ground.village, [])
    rows = ground.series[ground.series["area_code"].isin(codes)]
    return rows.groupby("period")["value"].mean()


def _drawn(ground: Ground, rows: pd.DataFrame, told: Mapping[str, Any] | None) -> Any:
    teller, colours = ground.teller, ground.asked.colours
    drawn = rows[rows["value"].notna()]
    if len(drawn) < 2:
        return None
    points = cells.timed(ground, drawn).assign(
        tone="", chosen=True,
        text=[_point(teller, row) for row in drawn.to_dict("records")],
    )  # fmt: skip
    figure = pictures.over_time(points, cells.values(teller, ground.metric), colours)
    peers = drawn[drawn["peers_mean"].notna()]
    if len(peers) > 1:
        there = [pd.Timestamp(ground.ends[label]) for label in peers["period"]]
        pictures.line(figure, there, list(peers["peers_mean"]), teller.say("way.peers"), colours,
                      "dot")  # fmt: skip
    if told and not np.isnan(told["required"]):
        path = ground.path(told)
        pictures.line(
            figure, list(path["day"]), list(path["value"]), teller.say("way.path"), colours
        )
    return figure


def _point(teller: Teller, row: Mapping[str, Any]) -> str:
    style = teller.style(row["metric"], row["value"])
    return teller.say(
        "way.point",
        period=days.period(teller.lang, row["period"], short=True),
        value=str(style.amount(row["value"])),
        interval=style.interval(row["low"], row["high"]),
    )


def _words_of_one(ground: Ground, row: Mapping[str, Any] | None) -> str:
    teller = ground.teller
    if row is None:
        return teller.say("way.none", place=teller.place)
    style = teller.style(row["metric"], row["now"])
    if row["state"] == "none":
        told = [teller.say("way.no_target", place=teller.place)]
    else:
        told = [teller.say(
            f"way.one_{row['state']}",
            place=teller.place,
            now=str(style.amount(row["now"])),
            required=str(style.amount(row["required"])),
            target=str(style.amount(row["target"])),
            year=str(int(row["target_year"])),
            probability=f"{row['probability']:.0%}",
        )]  # fmt: skip
    if not np.isnan(row["relative"]):
        finer = teller.style(row["metric"], row["now"], row["relative_low"], row["relative_high"])
        told.append(teller.say(
            f"change.one_{row['verdict'] or 'within'}",
            change=finer.change(row["change"]),
            peers=finer.change(row["peers_change"]),
            relative=finer.change(row["relative"]),
            interval=finer.changes(row["relative_low"], row["relative_high"]),
        ))  # fmt: skip
    if row["started_low"]:
        told.append(teller.say("change.warning"))
    return " ".join(told)


# ---------------------------------------------------------------- three years
def _plan(ground: Ground) -> Panel:
    """Class, benchmark, baseline, targets by year, actual and state, a village a line."""
    teller = ground.teller
    rows, years = ground.plan
    rows = rows.assign(
        village=[teller.name(code) for code in rows["area_code"]],
        benchmark=[teller.name(c) if isinstance(c, str) else "" for c in rows["benchmark_code"]],
    )
    return Panel(
        key="plan",
        heading=teller.say("plan.heading", metric=teller.short(ground.metric)),
        words=words(teller, rows) if len(rows) else teller.say("way.none_at_all"),
        rows=rows,
        columns=[
            cells.place(teller, "gap.village", "area_code"),
            cells.word(teller, "peers.class", "village_class", "village_class"),
            cells.place(teller, "gap.benchmark", "benchmark_code"),
            cells.amount(teller, "way.baseline", "baseline"),
            *(_target(teller, year) for year in years),
            cells.amount(teller, "way.now", "now"),
            cells.range_(teller, "table.interval", "now_low", "now_high", "now"),
            cells.word(teller, "table.state", "state", "way_state"),
        ],
        note=teller.say("plan.note"),
        controls=cells.choose_metric(ground),
    )


def _target(teller: Teller, year: int) -> Shown:
    name = f"target_{year}"

    def write(row: Mapping[str, Any]) -> str:
        return str(teller.style(row["metric"], row[name]).amount(row[name]))

    return Shown(teller.say("plan.target", year=str(year)), write, number=True)
