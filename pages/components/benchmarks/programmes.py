"""How do villages stand beside their benchmarks in what other programmes count? Panels."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analytics import indicators
from pages.components import panels
from pages.components.benchmarks import cells, indicator_cells
from pages.components.benchmarks.gap import TONES
from pages.components.benchmarks.ground import Ground
from pages.components.panels import Panel, Shown
from pages.components.sentences import Teller

Row = Mapping[str, Any]
AROUND = {
    "peers_value": "indicators.peers",
    "township_value": "level.township",
    "district_value": "level.district",
}


def panel(ground: Ground) -> Sequence[Panel]:
    """Indicators of the village, or of all villages of the place; nothing without any."""
    found = ground.indicator_gaps
    if found.empty:
        return []
    told = indicator_cells.named(ground, found)
    return [_of_village(ground, told) if ground.village else _of_all(ground, told)]


# ---------------------------------------------------------------- one village
def _of_village(ground: Ground, rows: pd.DataFrame) -> Panel:
    teller = ground.teller
    figure = indicator_cells.distances(ground, rows, "difference", rows["verdict"].map(TONES))
    return Panel(
        key="indicators",
        heading=teller.say("indicators.heading"),
        words=_words(teller, rows),
        rows=rows,
        columns=columns(teller, rows),
        figure=figure,
        note=" ".join(
            [teller.say("indicators.note"), *indicator_cells.period(teller, rows)]
            + [teller.say("indicators.note_lines")] * (figure is not None)
        ),
    )


def columns(teller: Teller, rows: pd.DataFrame) -> list[Shown]:
    """How a gap in an indicator reads: both values, the difference, what is around, the verdict."""
    return [
        indicator_cells.names(teller),
        *indicator_cells.until(teller, rows),
        indicator_cells.amount(teller, "table.value", "value"),
        indicator_cells.amount(teller, "gap.benchmark_value", "benchmark_value"),
        indicator_cells.change(teller, "gap.difference", "difference"),
        indicator_cells.bounds(teller, "table.interval", "low", "high", "difference"),
        *(
            indicator_cells.amount(teller, key, column)
            for column, key in AROUND.items()
            if rows[column].notna().any()
        ),
        cells.plain(teller, "gap.verdict", lambda row: _judgement(teller, row)),
    ]


def _words(teller: Teller, rows: pd.DataFrame) -> str:
    names = rows[f"name_{teller.lang}"]
    by = {told: list(names[rows["told"] == told]) for told in ("behind", "ahead")}
    if not rows["told"].isin(["behind", "ahead", "within"]).any():
        return teller.say("indicators.untold")
    between = teller.say("sentence.list")
    key = "both" if by["behind"] and by["ahead"] else next((n for n in by if by[n]), "neither")
    return teller.say(
        f"gap.profile_{key}", behind=between.join(by["behind"]), ahead=between.join(by["ahead"])
    )


def _judgement(teller: Teller, row: Row) -> str:
    if row["told"] == "one_place":
        return teller.say("indicators.told_one_place", place=teller.name(row["place_code"]))
    told = teller.say(f"indicators.told_{row['told']}")
    if row["level"] == "village":
        return told
    names = {"place": teller.name(row["place_code"]),
             "benchmark": teller.name(row["benchmark_place_code"])}  # fmt: skip
    return teller.say("indicators.of_places", told=told, **names)


# ---------------------------------------------------------------- all villages
def _of_all(ground: Ground, rows: pd.DataFrame) -> Panel:
    teller = ground.teller
    facts = rows.drop_duplicates("indicator_id").set_index("indicator_id")
    wide = indicators.summary(rows).join(
        facts[["name_zh", "name_en", "unit", "period_end"]], on="indicator_id"
    )
    return Panel(
        key="indicators",
        heading=teller.say("indicators.heading_all"),
        words=words(teller, rows),
        rows=wide,
        columns=[
            indicator_cells.names(teller),
            *indicator_cells.until(teller, wide),
            *(
                panels.counted(teller, teller.say(f"indicators.{name}"), name)
                for name in indicators.TOLD
            ),
            indicator_cells.change(teller, "indicators.middle", "difference"),
        ],
        note=" ".join([teller.say("indicators.note_all"), *indicator_cells.period(teller, wide)]),
    )


def words(teller: Teller, rows: pd.DataFrame) -> str:
    """How many indicators tell pairs apart, and in which most are behind."""
    wide = indicators.summary(rows)
    judged = wide["judged"] > 0
    told = [teller.say("indicators.counts", count=str(len(wide)), judged=str(int(judged.sum())))]
    names = rows.drop_duplicates("indicator_id").set_index("indicator_id")
    for row in wide[wide["behind"] > 0].nlargest(1, "behind").to_dict("records"):
        name = indicator_cells.name(teller, names.loc[row["indicator_id"]])
        told.append(teller.say("indicators.most", name=name, behind=str(row["behind"]),
                               judged=str(row["judged"])))  # fmt: skip
    return " ".join(told)
