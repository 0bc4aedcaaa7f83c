"""Did villages change more than their peers, and did they so before anything could work?"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analytics.effects import Effect
from analytics.metrics import METRICS
from analytics.trajectories import BASELINE
from pages.components import days
from pages.components.benchmarks import cells, pictures
from pages.components.benchmarks.ground import Ground
from pages.components.panels import Panel, Shown, counted
from pages.components.sentences import Teller


def panel(ground: Ground) -> Panel:
    """Differences in differences with the placebo."""
    teller, metric, effect = ground.teller, ground.metric, ground.effect
    labels = list(ground.half_years)
    rows = pd.concat(
        [_means(ground, "villages", ground.treated), _means(ground, "peers", ground.controls)],
        ignore_index=True,
    )
    drawn = rows.dropna(subset=["value"])
    figure = None
    if drawn["group"].nunique() == 2 and len(drawn) > 2:
        figure = _two_lines(ground, drawn)
    return Panel(
        key="beside_peers",
        heading=teller.say("effect.heading", metric=teller.short(metric)),
        words=_words_of_effect(ground),
        rows=rows,
        columns=[
            cells.word(teller, "effect.group", "group", "effect_group"),
            Shown(teller.say("table.period"),
                  lambda row: days.period(teller.lang, row["period"], short=True)),
            cells.amount(teller, "effect.mean", "value"),
            counted(teller, teller.say("effect.villages"), "villages"),
        ],
        figure=figure,
        note=teller.say("effect.note", before=_span(teller, labels[:BASELINE]),
                        peers=str(effect.peers), left_out=str(effect.left_out)),
    )  # fmt: skip


def _means(ground: Ground, group: str, codes: Sequence[str]) -> pd.DataFrame:
    """Mean of some villages by half-year."""
    rows = ground.series[ground.series["area_code"].isin(codes)]
    found = rows.groupby("period")["value"].agg(["mean", "count"]).reindex(list(ground.half_years))
    return pd.DataFrame({
        "metric": ground.metric, "group": group, "period": found.index,
        "value": found["mean"].to_numpy(float),
        "villages": found["count"].fillna(0).to_numpy(int),
    })  # fmt: skip


def _two_lines(ground: Ground, drawn: pd.DataFrame) -> Any:
    teller, colours = ground.teller, ground.asked.colours
    own, others = (
        cells.timed(ground, drawn[drawn["group"] == group]) for group in ("villages", "peers")
    )
    points = own.assign(
        low=own["value"], high=own["value"], area_code="", tone="", state="ok", chosen=True,
        text=[str(teller.style(ground.metric, v).amount(v)) for v in own["value"]],
    )  # fmt: skip
    figure = pictures.over_time(points, cells.values(teller, ground.metric), colours)
    if len(others):
        pictures.line(figure, list(others["day"]), list(others["value"]),
                      teller.say("effect_group.peers"), colours, "dot")  # fmt: skip
    return figure


def _span(teller: Teller, labels: Sequence[str]) -> str:
    names = [days.period(teller.lang, label, short=True) for label in labels]
    return teller.say("sentence.list").join(names)


def _words_of_effect(ground: Ground) -> str:
    teller, effect = ground.teller, ground.effect
    if not ground.treated:
        return teller.say("effect.nobody")
    if np.isnan(effect.effect.low):
        return teller.say("effect.unknown")
    who = (
        teller.place
        if ground.village
        else teller.say("effect.weak", n=effect.villages, count=str(effect.villages))
    )
    key = "beyond" if effect.effect.is_beyond_chance else "within"
    style = teller.style(ground.metric, 1.0, effect.effect.low, effect.effect.high)
    told = [teller.say(
        f"effect.{key}",
        who=who,
        change=style.change(effect.change),
        peers=style.change(effect.peers_change),
        difference=style.change(effect.effect.value),
        interval=style.changes(effect.effect.low, effect.effect.high),
    )]  # fmt: skip
    told.append(_words_of_placebo(teller, ground.metric, effect))
    if ground.village:
        told.append(teller.say("effect.space", share=f"{effect.as_large:.0%}"))
        told += _words_of_both(ground)
    return " ".join(told)


def _words_of_both(ground: Ground) -> list[str]:
    """Why this comparison and the panel before it judge one village differently, where they do."""
    rows = ground.followed
    rows = rows[rows["area_code"] == ground.village]
    if rows.empty or np.isnan(rows["relative"].iloc[0]):
        return []
    found, good = ground.effect.effect, METRICS[ground.metric].better == "higher"
    here = ("improved" if (found.low > 0) == good else "fell") if found.is_beyond_chance else ""
    there = rows["verdict"].iloc[0].replace("came_back", "")
    return [ground.teller.say("effect.differs")] if here != there else []


def _words_of_placebo(teller: Teller, metric: str, effect: Effect) -> str:
    placebo = effect.placebo
    if effect.placebo_says == "none":
        return teller.say("effect.placebo_none")
    style = teller.style(metric, 1.0, placebo.low, placebo.high)
    return teller.say(
        f"effect.placebo_{effect.placebo_says}",
        difference=style.change(placebo.value),
        interval=style.changes(placebo.low, placebo.high),
    )
