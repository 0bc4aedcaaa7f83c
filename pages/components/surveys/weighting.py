"""How far does weighting move the result of a random round, and what is it worth?"""

import pandas as pd

from analytics import survey_weights
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import drawings as rows_of_dots
from pages.components.surveys import choices, reading, wording


def panel(asked: Asked) -> list[Panel]:
    """One random round, counted three ways; nothing where no round was drawn at random."""
    rows = ways(asked)
    return [_panel(asked, rows)] if len(rows) else []


def ways(asked: Asked) -> pd.DataFrame:
    """The chosen round unweighted, weighted and raked, else the latest that was drawn at random."""
    found = reading.own(asked.scope, asked.view)
    random = tuple(found.rounds.loc[found.rounds["selection"] == "random", "round_id"])
    if not random:
        return pd.DataFrame()
    chosen = choices.round_id(asked)
    villages = reading.places(asked.scope, asked.view, asked.view.area)
    rows = survey_weights.weighings(found, villages, choices.metric(asked), choices.thread(asked))
    held = rows[rows["round_id"] == (chosen if chosen in random else random[-1])]
    return held.assign(name=[asked.teller.say(f"surveys.way_{way}") for way in held["way"]])


def _panel(asked: Asked, rows: pd.DataFrame) -> Panel:
    say = asked.teller.say
    metric = asked.teller.short(choices.metric(asked))
    drawn = rows.assign(
        tone="", chosen=False, area_code="",
        text=[wording.measured(asked, row["name"], row, row["metric"])
              for row in rows.to_dict("records")],
    )  # fmt: skip
    return Panel(
        key="weighing",
        heading=say("surveys.weighing", metric=metric,
                    round=choices.round_name(asked, rows["round_id"].iloc[0])),
        words=_told(asked, rows),
        rows=rows,
        columns=[
            panels.text(say("surveys.column_way"), "name"),
            wording.shares(asked, "share"),
            wording.bounds(asked, "interval"),
            wording.counts(asked, "n", "n"),
            _decimals(asked, "kish", 2),
            _decimals(asked, "design_effect", 1),
            wording.counts(asked, "worth", "worth"),
        ],
        figure=rows_of_dots.dots(drawn, asked.colours, ",.2~%"),
        note=_note(asked, rows),
        controls=choices.metric_and_question(asked, "weighing"),
    )  # fmt: skip


def _decimals(asked: Asked, name: str, digits: int) -> panels.Shown:
    def cell(row: dict) -> str:
        return f"{row[name]:.{digits}f}"

    return panels.Shown(asked.teller.say(f"surveys.column_{name}"), cell, number=True)


def _told(asked: Asked, rows: pd.DataFrame) -> str:
    """The three results, what the weights cost, and what the draw of villages costs."""
    say, held = asked.teller.say, rows.set_index("way")
    is_raked = bool(held.loc["raked", "margins"])
    told = [
        say(
            "surveys.weighing_raked" if is_raked else "surveys.weighing_told",
            **{way: wording.share(asked, row["value"]) for way, row in held.iterrows()},
        )
    ]
    weighted, raked = held.loc["weighted"], held.loc["raked"]
    told.append(
        say(
            "surveys.weighing_worth",
            kish=f"{weighted['kish']:.2f}",
            people=wording.number(asked, weighted["n"]),
            worth=wording.number(asked, round(weighted["n"] / weighted["kish"])),
        )
    )
    if raked["answering"] < raked["villages"]:
        told.append(
            say(
                "surveys.weighing_drawn",
                answering=wording.number(asked, raked["answering"]),
                villages=asked.teller.count_of("village", int(raked["villages"])),
                worth=wording.number(asked, raked["worth"]),
            )
        )
    return " ".join(told)


def _note(asked: Asked, rows: pd.DataFrame) -> str:
    say, raked = asked.teller.say, rows[rows["way"] == "raked"].iloc[0]
    names = [say(f"surveys.trait_{trait}") for trait in raked["margins"].split("+") if trait]
    traits = say("surveys.raked_to", traits=say("sentence.list").join(names))
    return " ".join([
        traits if names else say("surveys.not_raked"),
        say("surveys.weighing_note", step=wording.share(asked, raked["step"])),
    ])  # fmt: skip
