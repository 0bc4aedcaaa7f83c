"""How do villages stand beside their benchmarks in what other programmes count? Panels."""

import html
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from analytics import indicators
from analytics.indicators import RATE
from pages.components import days, numbers, panels
from pages.components.benchmarks import cells, pictures
from pages.components.benchmarks.gap import TONES
from pages.components.benchmarks.ground import Ground
from pages.components.numbers import Style
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
    facts = ground.indicators.drop_duplicates("indicator_id").set_index("indicator_id")
    name = facts[f"name_{ground.teller.lang}"]
    told = found.assign(
        name=found["indicator_id"].map(name),
        unit=found["indicator_id"].map(facts["unit"]),
        period_end=found["indicator_id"].map(facts["period_end"]),
    )
    return [_of_village(ground, told) if ground.village else _of_all(ground, told)]


# ---------------------------------------------------------------- one village
def _of_village(ground: Ground, rows: pd.DataFrame) -> Panel:
    teller = ground.teller
    drawn = rows[(rows["kind"] == RATE) & rows["low"].notna()]
    figure = None
    if len(drawn):
        shown = drawn.assign(
            **{name: drawn[name] * 100 for name in ("difference", "low", "high")},
            name=[html.escape(text) for text in drawn["name"]], area_code="", chosen=False,
            tone=drawn["verdict"].map(TONES).fillna(""), state="ok",
            text=[html.escape(f"{r['name']} {_change(teller, r)}")
                  for r in drawn.to_dict("records")],
        )  # fmt: skip
        title = teller.say("unit.percentage_points")
        axis = pictures.Axis("+,.2~f", "", title, teller.say("gap.zero"))
        figure = pictures.rows(shown, "difference", axis, ground.asked.colours)
    return Panel(
        key="indicators",
        heading=teller.say("indicators.heading"),
        words=_words(teller, rows),
        rows=rows,
        columns=[
            panels.text(teller.say("indicators.name"), "name"),
            *_until(teller, rows),
            _amount(teller, "table.value", "value"),
            _amount(teller, "gap.benchmark_value", "benchmark_value"),
            Shown(teller.say("gap.difference"), lambda row: _change(teller, row), number=True),
            Shown(teller.say("table.interval"), lambda row: _bounds(teller, row), number=True),
            *(
                _amount(teller, key, column)
                for column, key in AROUND.items()
                if rows[column].notna().any()
            ),
            cells.plain(teller, "gap.verdict", lambda row: _judgement(teller, row)),
        ],
        figure=figure,
        note=" ".join(
            [teller.say("indicators.note"), *_period(teller, rows)]
            + [teller.say("indicators.note_lines")] * (figure is not None)
        ),
    )


def _words(teller: Teller, rows: pd.DataFrame) -> str:
    by = {name: list(rows.loc[rows["told"] == name, "name"]) for name in ("behind", "ahead")}
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
    wide = indicators.summary(rows).join(facts[["name", "unit", "period_end"]], on="indicator_id")
    judged = wide["judged"] > 0
    most = wide[judged].sort_values("behind", ascending=False).head(1)
    words = teller.say("indicators.counts", count=str(len(wide)), judged=str(int(judged.sum())))
    for row in most.to_dict("records"):
        words = f"{words} " + teller.say(
            "indicators.most", name=row["name"], behind=str(row["behind"]),
            judged=str(row["judged"]),
        )  # fmt: skip
    return Panel(
        key="indicators",
        heading=teller.say("indicators.heading_all"),
        words=words,
        rows=wide,
        columns=[
            panels.text(teller.say("indicators.name"), "name"),
            *_until(teller, wide),
            *(
                panels.counted(teller, teller.say(f"indicators.{name}"), name)
                for name in indicators.TOLD
            ),
            Shown(teller.say("indicators.middle"), lambda row: _change(teller, row), number=True),
        ],
        note=" ".join([teller.say("indicators.note_all"), *_period(teller, wide)]),
    )


# ---------------------------------------------------------------- cells
def _amount(teller: Teller, key: str, column: str) -> Shown:
    return Shown(teller.say(key), _write(teller, column), number=True)


def _until(teller: Teller, rows: pd.DataFrame) -> list[Shown]:
    """The end of each indicator's period, where they differ."""
    if rows["period_end"].nunique() == 1:
        return []
    return [
        Shown(teller.say("indicators.until"), lambda row: days.day(teller.lang, row["period_end"]))
    ]


def _period(teller: Teller, rows: pd.DataFrame) -> list[str]:
    """The same for all of them in words, where it is one."""
    ends = rows["period_end"].unique()
    day = days.day(teller.lang, ends[0])
    return [teller.say("indicators.one_period", day=day)] if len(ends) == 1 else []


def _write(teller: Teller, column: str) -> Callable[[Row], str]:
    def write(row: Row) -> str:
        value = float(row[column])
        if math.isnan(value):
            return numbers.MISSING
        if row["kind"] == RATE:
            return str(Style.of(teller.lang, "share", value).amount(value))
        return f"{_plain(value)} {row['unit']}"

    return write


def _change(teller: Teller, row: Row) -> str:
    value = float(row["difference"])
    if math.isnan(value):
        return numbers.MISSING
    if row["kind"] == RATE:
        return Style.of(teller.lang, "share", value).change(value, short=True)
    return f"{'+' if value > 0 else ''}{_plain(value)}"


def _plain(value: float) -> str:
    return numbers.plain(value, 0 if value.is_integer() else 1)


def _bounds(teller: Teller, row: Row) -> str:
    if row["kind"] != RATE or math.isnan(row["low"]):
        return ""
    return Style.of(teller.lang, "share", row["difference"]).changes(row["low"], row["high"])
