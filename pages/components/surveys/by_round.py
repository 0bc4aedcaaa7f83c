"""How did satisfaction move from round to round, and where may rounds not be compared?"""

import pandas as pd

from analytics import satisfaction
from pages.components import canvas, panels, trends
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.surveys import choices, drawings, partial, reading, wording


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [_trend(asked)]


def trend(asked: Asked, metric: str = "") -> pd.DataFrame:
    """The chosen share of the chosen question, round by round: the rows that are drawn."""
    found = reading.own(asked.scope, asked.view)
    return satisfaction.trend(found, metric or choices.metric(asked), choices.thread(asked))


def latest(rows: pd.DataFrame) -> pd.Series | None:
    """The latest round; None where there is none."""
    return rows.iloc[-1] if len(rows) else None


def _trend(asked: Asked) -> Panel:
    say, metric = asked.teller.say, choices.metric(asked)
    rows = trend(asked, metric)
    drawn = rows[rows["value"].notna()]
    dated = ()
    figure = None
    if len(drawn) > 1:
        drawn = drawn.assign(
            day=pd.to_datetime(drawn["closed_date"]),
            tone=drawn["verdict"],
            area_code="",
            chosen=False,
            text=[_hover(asked, row) for row in drawn.to_dict("records")],
        )
        figure = drawings.rounds(drawn, asked.colours)
        dated = canvas.between(trends.notes(asked.scope, asked.view, metric), drawn["day"])
        canvas.mark_days(figure, dated, asked.colours)
    return Panel(
        key="trend",
        heading=say("surveys.trend", metric=asked.teller.short(metric)),
        words=told(asked, rows),
        rows=rows,
        columns=_columns(asked),
        figure=figure,
        note=" ".join(
            [*partial.notes(asked, rows, metric), say("surveys.trend_note"), *_breaks(asked, rows)]
        ),
        controls=choices.metric_and_question(asked, "trend"),
        dated=dated,
    )


def _columns(asked: Asked) -> list[panels.Shown]:
    say = asked.teller.say
    return [
        panels.text(say("surveys.column_round"), "round_name"),
        wording.shares(asked, "share"),
        wording.bounds(asked, "interval"),
        wording.counts(asked, "n", "n"),
        wording.differences(asked, "change"),
        wording.coded(asked, "verdict", "verdict", "surveys.verdict_"),
        wording.differences(asked, "since", "since_"),
        panels.text(say("surveys.column_version"), "questionnaire_version"),
        wording.states(asked),
    ]


def told(asked: Asked, rows: pd.DataFrame) -> str:
    """What moved beyond chance: since the round before, and since the first that compares."""
    say = asked.teller.say
    row = latest(rows)
    if row is None:
        return say("surveys.no_answers")
    if row["state"] in ("hidden", "few", "none"):
        return say(f"surveys.latest_{row['state']}", round=row["round_name"])
    value, interval = (
        wording.share(asked, row["value"]),
        wording.interval(asked, row["low"], row["high"]),
    )
    sentences = [say("surveys.latest", round=row["round_name"], value=value, interval=interval)]
    if row["verdict"]:
        sentences.append(say(f"surveys.moved_{row['verdict']}", change=_change(asked, row, "")))
    elif not pd.isna(row["difference"]):
        sentences.append(say("surveys.not_moved", smallest=wording.size(
            asked, row["smallest_difference"])))  # fmt: skip
    first = rows[rows["series"] == row["series"]].iloc[0]
    if row["since_verdict"] and first["round_id"] != row["round_id"]:
        sentences.append(say(f"surveys.since_{row['since_verdict']}", round=first["round_name"],
                             change=_change(asked, row, "since_")))  # fmt: skip
    return " ".join(sentences)


def _change(asked: Asked, row: pd.Series, prefix: str) -> str:
    ends = ("difference", "difference_low", "difference_high")
    return wording.points(asked, *(row[prefix + end] for end in ends))


def _breaks(asked: Asked, rows: pd.DataFrame) -> list[str]:
    """Where the series breaks, and why."""
    say = asked.teller.say
    listed = []
    for row in rows[rows["is_break"]].to_dict("records"):
        key = "surveys.break_reason" if row["reason"] else "surveys.break"
        listed.append(say(key, round=row["round_name"], reason=row["reason"]))
    return listed


def _hover(asked: Asked, row: dict) -> str:
    said = wording.measured(asked, row["round_name"], row, row["metric"])
    if not row["verdict"]:
        return said
    ends = ("difference", "difference_low", "difference_high")
    change = wording.points(asked, *(row[end] for end in ends))
    return f"{said}<br>{wording.hover(change)}"
