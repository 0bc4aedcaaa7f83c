"""Which question do people leave open, more often than the others?"""

import pandas as pd
import plotly.graph_objects as go

from analytics import left_open
from analytics.funnels import JUDGED
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import drawings as rows_of_dots
from pages.components.surveys import answers, choices, reading, wording

MOST_DOTS = 30
LINE = 15  # pixels of a line of a name
BETWEEN = 12  # pixels between two names


def rows(asked: Asked) -> pd.DataFrame:
    """Questions of the chosen round, or subjects, the one left open most first; then all of them.

    The last row, of kind "total", is that of all questions together.
    """
    found, round_id = reading.own(asked.scope, asked.view), choices.round_id(asked)
    keys = ["subject"] if answers.by(asked) == "subject" else ["subject", "question_id"]
    parts = left_open.by(found, round_id, keys)
    whole = left_open.by(found, round_id, [])
    names = [answers.name(asked, row) for row in parts.to_dict("records")]
    total = whole.assign(kind="total", name=asked.teller.say("surveys.left_all"))
    return pd.concat([parts.assign(kind="", name=names), total], ignore_index=True)


def panel(asked: Asked) -> Panel:
    """How often each question of the chosen round was left open."""
    say, shown = asked.teller.say, rows(asked)
    parts = shown[shown["kind"] != "total"]
    known = parts[parts["value"].notna()]
    drawn = known.head(MOST_DOTS)
    options = {name: say(f"surveys.by_{name}") for name in answers.BY}
    more = say("surveys.left_more", count=str(MOST_DOTS)) if len(drawn) < len(known) else ""
    return Panel(
        key="left_open",
        heading=say("surveys.left_open", round=choices.round_name(asked, choices.round_id(asked))),
        words=_told(asked, shown),
        rows=shown,
        columns=[
            panels.text(say(f"surveys.column_{answers.by(asked)}"), "name"),
            wording.shares(asked, "left_share"),
            wording.bounds(asked, "interval"),
            wording.counts(asked, "left_open", "numerator"),
            wording.counts(asked, "put", "denominator"),
            wording.counts(asked, "n", "n"),
            wording.states(asked),
        ],
        figure=_figure(asked, drawn, shown) if len(drawn) else None,
        note=" ".join(filter(None, [say("surveys.left_note"), more])),
        controls=choices.both(
            choices.round_list(asked, "left_round"),
            choices.named_list("by", options, answers.by(asked), "left_by"),
        ),
    )


def _figure(asked: Asked, drawn: pd.DataFrame, shown: pd.DataFrame) -> go.Figure:
    names = [answers.wrapped(name) for name in drawn["name"]]
    told = drawn.assign(
        name=names,
        area_code="",
        chosen=False,
        tone=["worse" if clear else "" for clear in drawn["is_clear"]],
        text=[wording.measured(asked, row["name"], row, left_open.METRIC)
              for row in drawn.to_dict("records")],
    )  # fmt: skip
    figure = rows_of_dots.dots(told, asked.colours, ",.2~%")
    lines = max(name.count("<br>") + 1 for name in names)
    margins = rows_of_dots.TOP + rows_of_dots.BOTTOM
    height = len(names) * (LINE * lines + BETWEEN) + margins
    figure.update_layout(height=max(figure.layout.height, height))
    figure.update_xaxes(rangemode="tozero")
    figure.update_yaxes(range=[-0.6, len(names) - 0.4])
    whole = shown.loc[shown["kind"] == "total", "value"].iloc[0]
    if pd.notna(whole):
        name = asked.teller.say("surveys.overall", value=wording.share(asked, whole))
        rows_of_dots.across(figure, whole, name, asked.colours, drawn["high"].max())
    return figure


def _told(asked: Asked, shown: pd.DataFrame) -> str:
    """The question left open most often, if it stands out; how many others do."""
    say = asked.teller.say
    parts = shown[shown["kind"] != "total"]
    if parts.empty:
        return say("surveys.no_answers")
    if parts["value"].isna().all():
        return say("surveys.left_hidden")
    if not parts["state"].isin(JUDGED).any():
        round_id = choices.round_id(asked)
        return say("surveys.latest_few", round=choices.round_name(asked, round_id))
    whole = shown[shown["kind"] == "total"].iloc[0]
    if whole["numerator"] == 0:
        return say("surveys.left_none")
    overall = wording.share(asked, whole["value"])
    clear = parts[parts["is_clear"].astype(bool)]
    if clear.empty:
        return say(f"surveys.left_alike_{answers.by(asked)}", overall=overall)
    first, others = clear.iloc[0], len(clear) - 1
    told = say(
        f"surveys.left_most_{answers.by(asked)}",
        name=first["name"],
        value=wording.share(asked, first["value"]),
        interval=wording.interval(asked, first["low"], first["high"]),
        overall=overall,
    )
    return f"{told} {say('surveys.left_others', n=others, count=str(others))}" if others else told
