"""How far is each village of the place from its benchmark? Panel and sentences."""

import html
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analytics.changes import COMPARABLE
from analytics.metrics import METRICS
from pages.components.benchmarks import cells, pictures
from pages.components.benchmarks.ground import Ground
from pages.components.numbers import count
from pages.components.panels import Panel, Shown
from pages.components.sentences import Teller

TONES = {"ahead": "better", "behind": "worse"}
DIFFERENCES = ("difference", "low", "high")
COUNTED = ("pairs", "judged", "behind", "ahead", "within", "unjudged")


def sentence(ground: Ground, found: pd.DataFrame | None = None) -> str:
    """The finding about gaps in one sentence, for the title; a saved one where it is handed in."""
    teller = ground.teller
    row = (finding(ground) if found is None else found).iloc[0].dropna().to_dict()
    benchmark = teller.name(row["benchmark_code"]) if "benchmark_code" in row else ""
    counts = {name: int(row[name]) for name in COUNTED if name in row}
    return teller.say(
        f"gap.title_{row['key']}",
        metric=teller.inline(ground.metric),
        place=teller.place,
        benchmark=benchmark,
        **_written(teller, counts),
    )


def finding(ground: Ground) -> pd.DataFrame:
    """What the title tells, as one row: which sentence, and its numbers or its benchmark."""
    rows = ground.gaps(ground.metric)
    if rows.empty:
        return pd.DataFrame([{"key": "none"}])
    if ground.village:
        row = rows.iloc[0]
        key = row["verdict"] or ("within" if is_judged(row) else "unjudged")
        return pd.DataFrame([{"key": f"one_{key}", "benchmark_code": row["benchmark_code"]}])
    told = _counts(rows)
    key = "unjudged" if not told["judged"] else "some" if told["behind"] else "nobody"
    return pd.DataFrame([{"key": key, **told}])


# ---------------------------------------------------------------- all villages
def all_villages(ground: Ground) -> Panel:
    """Every village of the place against its benchmark of the day."""
    teller, metric = ground.teller, ground.metric
    rows = named(ground, ground.gaps(metric))
    drawn = rows[rows["difference"].notna()]
    figure = None
    if len(drawn):
        zero = teller.say("gap.zero")
        axis = cells.differences(teller, metric, unit(ground), zero)
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


def is_judged(row: Mapping[str, Any] | pd.Series) -> bool:
    """Whether both sides of a gap can be judged."""
    return row["state"] in COMPARABLE and row["benchmark_state"] in COMPARABLE


def _counts(rows: pd.DataFrame) -> dict[str, int]:
    judged = rows["state"].isin(COMPARABLE) & rows["benchmark_state"].isin(COMPARABLE)
    behind, ahead = (int((rows["verdict"] == name).sum()) for name in ("behind", "ahead"))
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
    """A difference in the unit in which the table has it."""
    difference = row["difference"]
    return teller.style(row["metric"], difference, difference).change(difference)


def unit(ground: Ground) -> str:
    """Unit of differences of the metric looked at."""
    kind = METRICS[ground.metric].unit
    return ground.teller.say("unit.percentage_points" if kind == "share" else f"unit.{kind}")


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
        cells.plain(teller, "gap.verdict", lambda row: verdict(teller, row)),
    ]


def verdict(teller: Teller, row: Mapping[str, Any]) -> str:
    """What may be said of a gap, or why nothing."""
    if row["verdict"]:
        return teller.say(f"gap_verdict.{row['verdict']}")
    if is_judged(row):
        return teller.say("gap_verdict.within")
    side = "" if row["state"] not in COMPARABLE else "benchmark_"
    state = row[f"{side}state"]
    if not isinstance(state, str):
        return teller.say("gap_verdict.out_of_sight")
    return teller.say(f"gap_verdict.{side}unjudged", state=teller.say(f"state.{state}"))
