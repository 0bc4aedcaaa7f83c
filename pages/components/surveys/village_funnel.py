"""Which villages differ from the others, or from their own round before, by more than chance?"""

from functools import partial

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics import survey_places
from analytics.funnels import ALARM
from pages.components import charts, panels, permalink
from pages.components.charts import Wording
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import drawings as rows_of_dots
from pages.components.surveys import choices, reading, wording
from pages.texts import t

EXACT, RANKS = "exact", "ranks"  # values of the address: exact limits; ranks are shown
MOST_RANKS = 12  # at each end


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    places, limits = funnel(asked)
    listed = [_funnel(asked, places, limits), _changes(asked, places)]
    return [*listed, _ranks(asked, places)] if _by(asked) == RANKS else listed


def funnel(asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Villages against their funnel, and its limits: the rows that are drawn."""
    rows = reading.villages(asked.scope, asked.view, choices.round_id(asked), choices.thread(asked))
    places, limits = survey_places.funnel(
        rows, choices.metric(asked), overdispersed=_by(asked) != EXACT
    )
    return places.assign(name=[asked.teller.name(c) for c in places["area_code"]]), limits


def changes(places: pd.DataFrame) -> pd.DataFrame:
    """Villages that changed beyond chance since the round before, the clearest first."""
    rows = places[places["is_beyond_chance"].astype(bool)]
    clarity = rows["difference"].abs() / (rows["difference_high"] - rows["difference_low"])
    return rows.loc[clarity.sort_values(ascending=False, kind="stable").index]


def _by(asked: Asked) -> str:
    named = asked.view.pinned.by
    return named if named in (EXACT, RANKS) else ""


def _controls(asked: Asked) -> choices.Control:
    return choices.both(
        choices.round_list(asked, "funnel_round"),
        choices.metric_list(asked, "funnel_metric"),
        choices.question_list(asked, "funnel_question"),
        partial(_switch, asked),
    )


def _switch(asked: Asked) -> None:
    """Exact limits or those that allow for what villages differ anyway; ranks on demand."""
    options = ("", EXACT, RANKS)
    st.session_state["funnel_by"] = _by(asked)
    st.selectbox(
        t("surveys.choose_limits"),
        options,
        format_func=lambda name: t(f"surveys.limits_{name or 'usual'}"),
        key="funnel_by",
        on_change=lambda: permalink.change(by=st.session_state["funnel_by"]),
        width=260,
    )


def _funnel(asked: Asked, places: pd.DataFrame, limits: pd.DataFrame) -> Panel:
    say, metric = asked.teller.say, choices.metric(asked)
    drawn = places[places["value"].notna()]
    drawn = drawn.assign(
        tone=drawn["verdict"].where(drawn["level"] == ALARM, ""),
        chosen=drawn["area_code"] == asked.view.area,
    )
    drawn["text"] = [
        wording.measured(asked, row["name"], row, metric) for row in drawn.to_dict("records")
    ]
    is_counted = np.allclose(drawn["worth"], drawn["n"])
    drawn = drawn.assign(n=drawn["worth"], name=[wording.hover(name) for name in drawn["name"]])
    across = say("surveys.across_people" if is_counted else "surveys.across_worth")
    return Panel(
        key="funnel",
        heading=say("surveys.funnel", metric=asked.teller.short(metric),
                    round=choices.round_name(asked, choices.round_id(asked))),
        words=_told(asked, places),
        rows=places,
        columns=_columns(asked),
        figure=_figure(asked, drawn, limits, across) if len(drawn) > 1 else None,
        note=say("surveys.funnel_exact" if _by(asked) == EXACT else "surveys.funnel_wide"),
        place=asked.teller.ground,
        drills=len(drawn) > 1,
        controls=_controls(asked),
    )  # fmt: skip


def _figure(asked: Asked, drawn: pd.DataFrame, limits: pd.DataFrame, across: str) -> go.Figure:
    overall = float(drawn["target"].iloc[0])
    words = Wording(
        across=across,
        overall=asked.teller.say("surveys.overall", value=wording.share(asked, overall)),
        tick=",.2~%",
        suffix="",
        count=lambda size: wording.number(asked, size),
    )
    return charts.funnel(drawn, limits, overall, words, asked.colours)


def _columns(asked: Asked) -> list[panels.Shown]:
    say = asked.teller.say
    return [
        panels.text(say("table.place"), "name"),
        wording.shares(asked, "share"),
        wording.bounds(asked, "interval"),
        wording.counts(asked, "n", "n"),
        wording.coded(asked, "band", "band", "surveys.band_"),
        wording.shares(asked, "previous", "previous"),
        wording.differences(asked, "change"),
        wording.coded(asked, "verdict", "change", "surveys.verdict_"),
        wording.shares(asked, "participation", "participation"),
        wording.states(asked),
    ]


def _told(asked: Asked, places: pd.DataFrame) -> str:
    say = asked.teller.say
    judged = places[places["band"] != "unjudged"] if len(places) else places
    if judged.empty:
        return say("surveys.none_judged")
    far = judged[judged["level"] == ALARM]
    told = [
        say(f"surveys.outside_{side}", names=asked.teller.listed(list(rows["area_code"])))
        for side, rows in (
            ("worse", far[far["verdict"] == "worse"].sort_values("value")),
            ("better", far[far["verdict"] == "better"].sort_values("value", ascending=False)),
        )
        if len(rows)
    ] or [say("surveys.all_within")]
    hidden = int((places["state"] == "hidden").sum())
    if hidden:
        told.append(say("surveys.villages_hidden", n=hidden,
                        count=asked.teller.count_of("village", hidden)))  # fmt: skip
    return " ".join(told)


def _changes(asked: Asked, places: pd.DataFrame) -> Panel:
    say, moved = asked.teller.say, changes(places)
    figure = None
    if len(moved):
        drawn = moved.head(2 * MOST_RANKS)
        drawn = wording.as_points(asked, drawn).assign(
            tone=drawn["change"], chosen=drawn["area_code"] == asked.view.area,
            name=[wording.hover(name) for name in drawn["name"]],
            text=[wording.hover(row["name"], wording.points(
                asked, row["difference"], row["difference_low"], row["difference_high"]))
                for row in drawn.to_dict("records")],
        )  # fmt: skip
        figure = rows_of_dots.dots(drawn, asked.colours, "+,.2~f")
        rows_of_dots.across(wording.on_axis(asked, figure), 0, "", asked.colours)
    return Panel(
        key="changes",
        heading=say("surveys.changes"),
        words=_told_changes(asked, places, moved),
        rows=moved,
        columns=[c for c in _columns(asked) if c.title != say("surveys.column_band")],
        figure=figure,
        note=say("surveys.changes_note"),
        place=asked.teller.ground,
        drills=figure is not None,
    )


def _told_changes(asked: Asked, places: pd.DataFrame, moved: pd.DataFrame) -> str:
    say = asked.teller.say
    compared = int(places["difference"].notna().sum())
    if not compared:
        return say("surveys.no_changes")
    chance = survey_places.expected_by_chance(places)
    if moved.empty:
        return say("surveys.none_changed", total=asked.teller.count_of("village", compared))
    return say(
        "surveys.changed",
        n=len(moved),
        count=asked.teller.count_of("village", len(moved)),
        total=wording.number(asked, compared),
        chance=wording.number(asked, round(chance)),
        names=asked.teller.listed(list(moved["area_code"])),
    )


def _ranks(asked: Asked, places: pd.DataFrame) -> Panel:
    say = asked.teller.say
    rows = survey_places.ranked(places)
    ends = pd.concat([rows.head(MOST_RANKS), rows.tail(MOST_RANKS)]).drop_duplicates("area_code")
    drawn = pd.concat([ends, rows[rows["area_code"] == asked.view.area]])
    drawn = drawn.drop_duplicates("area_code").sort_values(["rank", "area_code"])
    figure = None
    if len(drawn) > 1:
        drawn = drawn.assign(
            value=drawn["rank"], low=drawn["first_rank"], high=drawn["last_rank"], tone="",
            chosen=drawn["area_code"] == asked.view.area,
            name=[wording.hover(name) for name in drawn["name"]],
            text=[wording.hover(row["name"], _rank(asked, row))
                  for row in drawn.to_dict("records")],
        )  # fmt: skip
        figure = rows_of_dots.dots(drawn, asked.colours, ",d")
    width = (rows["last_rank"] - rows["first_rank"]).median() if len(rows) else float("nan")
    words = say("surveys.no_ranks") if len(rows) < 2 else say(
        "surveys.ranks_told", total=wording.number(asked, len(rows)),
        width=wording.number(asked, width))  # fmt: skip
    return Panel(
        key="ranks",
        heading=say("surveys.ranks"),
        words=words,
        rows=rows,
        columns=[
            panels.text(say("table.place"), "name"),
            wording.shares(asked, "share"),
            wording.counts(asked, "n", "n"),
            wording.counts(asked, "rank", "rank"),
            panels.Shown(say("surveys.column_ranks"), partial(_rank, asked), number=True),
        ],
        figure=figure,
        note=say("surveys.ranks_note"),
        place=asked.teller.ground,
        drills=figure is not None,
    )


def _rank(asked: Asked, row) -> str:
    return asked.teller.say(
        "surveys.rank_between",
        first=wording.number(asked, row["first_rank"]),
        last=wording.number(asked, row["last_rank"]),
    )
