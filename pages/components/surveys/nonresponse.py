"""What could those think who did not answer, and which questions are left open most?"""

import pandas as pd

from analytics import satisfaction
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.surveys import choices, drawings, left_open, reading, wording


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [_bounds(asked), left_open.panel(asked)]


def bounds(asked: Asked) -> pd.DataFrame:
    """The chosen share round by round with its bounds: the rows that are drawn, latest first."""
    found = reading.own(asked.scope, asked.view)
    rows = satisfaction.levels(found, choices.thread(asked))
    rows = rows[rows["metric"] == choices.metric(asked)]
    named = rows.merge(found.rounds[["round_id", "round_name", "closed_date"]], on="round_id")
    return named.sort_values("closed_date", ascending=False, ignore_index=True)


def _bounds(asked: Asked) -> Panel:
    say, rows = asked.teller.say, bounds(asked)
    drawn = rows[rows["lowest"].notna()]
    figure = None
    if len(drawn):
        texts = [
            wording.hover(row["round_name"], wording.share(asked, row["value"]),
                          say("surveys.hover_bounds", bounds=wording.interval(
                              asked, row["lowest"], row["highest"])))
            for row in drawn.to_dict("records")
        ]  # fmt: skip
        names = [wording.hover(name) for name in drawn["round_name"]]
        figure = drawings.ranges(drawn.assign(name=names, text=texts), asked.colours)
    metric = asked.teller.short(choices.metric(asked))
    return Panel(
        key="bounds",
        heading=say("surveys.bounds", metric=metric),
        words=_told(asked, rows),
        rows=rows,
        columns=[
            panels.text(say("surveys.column_round"), "round_name"),
            wording.shares(asked, "share"),
            wording.bounds(asked, "interval"),
            wording.bounds(asked, "bounds", "lowest", "highest"),
            wording.counts(asked, "n", "n"),
            wording.states(asked),
        ],
        figure=figure,
        note=say("surveys.bounds_note"),
        controls=choices.metric_and_question(asked, "bounds"),
    )


def _told(asked: Asked, rows: pd.DataFrame) -> str:
    say = asked.teller.say
    if rows.empty:
        return say("surveys.no_answers")
    row = rows.iloc[0]
    if row["state"] == "hidden":
        return say("surveys.latest_hidden", round=row["round_name"])
    if pd.isna(row["lowest"]):
        return say("surveys.no_bounds", round=row["round_name"])
    return say(
        "surveys.bounds_told",
        round=row["round_name"],
        value=wording.share(asked, row["value"]),
        metric=asked.teller.inline(row["metric"]),
        lowest=wording.share(asked, row["lowest"]),
        highest=wording.share(asked, row["highest"]),
    )
