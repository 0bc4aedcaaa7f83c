"""Did enough households take part in each round, and which villages fall short of the gate?"""

import pandas as pd

from analytics import satisfaction
from analytics.findings import GATE
from pages.components import canvas, panels, trends
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.surveys import choices, drawings, reading, weighting, wording

MOST_LABELS = 3
TAKEN_PART = "survey_participation_rate"


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [_rounds(asked), *weighting.panel(asked), _villages(asked)]


def rounds(asked: Asked) -> pd.DataFrame:
    """Rounds of the place looked at."""
    return satisfaction.rounds(reading.own(asked.scope, asked.view))


def villages(asked: Asked) -> pd.DataFrame:
    """Participation of the villages compared, in the chosen round; the lowest first."""
    whole = reading.survey(asked.scope, asked.view, asked.view.ground)
    rows = satisfaction.participation(whole)
    rows = rows[(rows["round_id"] == choices.round_id(asked)) & rows["value"].notna()]
    return rows.sort_values(["value", "area_code"], ignore_index=True)


def _rounds(asked: Asked) -> Panel:
    say, rows = asked.teller.say, rounds(asked)
    drawn = rows[rows["value"].notna()]
    figure, dated = None, ()
    if len(drawn):
        drawn = drawn.assign(day=pd.to_datetime(drawn["closed_date"]))
        figure = drawings.rounds(
            drawn.assign(
                area_code="", chosen=False, series=0,
                tone=["worse" if value < GATE else "" for value in drawn["value"]],
                text=[wording.measured(asked, row["round_name"], row, TAKEN_PART)
                      for row in drawn.to_dict("records")],
            ),
            asked.colours,
        )  # fmt: skip
        canvas.level(figure, GATE, say("surveys.gate"), asked.colours)
        dated = canvas.between(trends.notes(asked.scope, asked.view, TAKEN_PART), drawn["day"])
        canvas.mark_days(figure, dated, asked.colours)
    return Panel(
        key="rounds",
        heading=say("surveys.rounds"),
        words=_told(asked, rows),
        rows=rows,
        columns=[
            panels.text(say("surveys.column_round"), "round_name"),
            wording.coded(asked, "mode", "mode", "surveys.mode_"),
            wording.coded(asked, "selection", "selection", "surveys.selection_"),
            wording.shares(asked, "participation"),
            wording.counts(asked, "answered", "numerator"),
            wording.counts(asked, "eligible", "denominator"),
            wording.counts(asked, "below_gate", "below_gate"),
            wording.shares(asked, "open", "item_nonresponse"),
            _design_effect(asked),
            panels.text(say("surveys.column_version"), "questionnaire_version"),
            wording.states(asked),
        ],
        figure=figure,
        note=" ".join([say("surveys.rounds_note"), *_weights(asked, rows)]),
        dated=dated,
    )


def _design_effect(asked: Asked) -> panels.Shown:
    def cell(row: dict) -> str:
        return "" if pd.isna(row["design_effect"]) else f"{row['design_effect']:.2f}"

    return panels.Shown(asked.teller.say("surveys.column_design_effect"), cell, number=True)


def _told(asked: Asked, rows: pd.DataFrame) -> str:
    say = asked.teller.say
    known = rows[rows["value"].notna()]
    if known.empty:
        return say("surveys.no_coverage")
    last = known.iloc[-1]
    told = say(
        "surveys.took_part",
        round=last["round_name"],
        value=wording.share(asked, last["value"]),
        answered=wording.number(asked, last["numerator"]),
        eligible=wording.number(asked, last["denominator"]),
    )
    below, total = int(last["below_gate"]), int(last["villages"])
    if total < 2:
        return told + " " + say("surveys.gate_missed" if below else "surveys.gate_met_alone")
    if not below:
        return told + " " + say("surveys.gate_met")
    return told + " " + say("surveys.gate_below", n=below, count=wording.number(asked, below))


def _weights(asked: Asked, rows: pd.DataFrame) -> list[str]:
    """What to know of weighted rounds."""
    say, drawn = asked.teller.say, rows[rows["selection"] == "random"]
    if drawn.empty:
        return []
    left_out = drawn["weightless"].sum()
    told = [say("surveys.weighted")]
    if left_out:
        told.append(say("surveys.weightless", count=wording.number(asked, left_out)))
    return told


def _villages(asked: Asked) -> Panel:
    say, rows = asked.teller.say, villages(asked)
    below = rows[~rows["is_valid"]]
    named = set(below["area_code"].head(MOST_LABELS))
    drawn = rows.assign(
        name=[asked.teller.name(code) for code in rows["area_code"]],
        chosen=rows["area_code"] == asked.view.area,
        tone=["" if valid else "worse" for valid in rows["is_valid"]],
    )
    drawn["label"] = [
        wording.hover(name) if code in named else ""
        for code, name in zip(drawn["area_code"], drawn["name"], strict=True)
    ]
    drawn["text"] = [
        wording.measured(asked, row["name"], row, TAKEN_PART) for row in drawn.to_dict("records")
    ]
    figure = None
    if len(drawn) > 1:
        figure = drawings.gate(drawn, GATE, say("surveys.gate"), say("surveys.across_households"),
                               asked.colours)  # fmt: skip
    return Panel(
        key="gate",
        heading=say(
            "surveys.villages_gate", round=choices.round_name(asked, choices.round_id(asked))
        ),
        words=_told_below(asked, rows, below),
        rows=drawn[["area_code", "name", "numerator", "denominator", "value", "is_valid", "state"]],
        columns=[
            panels.text(say("table.place"), "name"),
            wording.shares(asked, "participation"),
            wording.counts(asked, "answered", "numerator"),
            wording.counts(asked, "eligible", "denominator"),
            panels.Shown(
                say("surveys.column_valid"),
                lambda row: say("surveys.valid" if row["is_valid"] else "surveys.not_valid"),
            ),
            wording.states(asked),
        ],
        figure=figure,
        note=say("surveys.gate_note"),
        place=asked.teller.ground,
        drills=figure is not None,
        controls=choices.round_list(asked, "gate_round"),
    )


def _told_below(asked: Asked, rows: pd.DataFrame, below: pd.DataFrame) -> str:
    say = asked.teller.say
    if rows.empty:
        return say("surveys.no_coverage")
    if below.empty:
        return say("surveys.all_valid")
    names = asked.teller.listed(list(below["area_code"]))
    return say(
        "surveys.below",
        n=len(below),
        count=asked.teller.count_of("village", len(below)),
        total=wording.number(asked, len(rows)),
        names=names,
    )
