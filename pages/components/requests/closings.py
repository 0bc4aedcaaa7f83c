"""Which closings look as if nothing had been done, and which matters come back?"""

import pandas as pd
import plotly.graph_objects as go

from analytics import closure_quality
from analytics.closure_quality import FLAGS
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import choices, drawings, kept, reading, wording

SPLITS = ("unit", "category", "channel", "place")
JUDGED = ("quick", "midnight", "batch")
MOST_ROWS = 15  # groups drawn in one chart


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [_flags(asked), _groups(asked), _repeats(asked), _reports(asked)]


def unusual(asked: Asked, flag: str) -> pd.DataFrame:
    """Groups by how often their closings bear a flag, those beyond chance marked.

    What was never handed to a unit, or bears no category, is no group that could be asked why.
    """
    by = choices.split(asked, SPLITS)
    counted = reading.flags(asked.scope, asked.view, by)
    named = counted[counted["group"] != choices.UNKNOWN]
    found = closure_quality.unusual(named, "group", flag)
    found["name"] = [choices.name(asked, by, code) for code in found["group"]]
    return found


def _flags(asked: Asked) -> Panel:
    say = asked.teller.say
    by = choices.split(asked, SPLITS)
    counted = reading.flags(asked.scope, asked.view, by)[["closed", *FLAGS]].sum()
    rows = pd.DataFrame({"flag": FLAGS, "flagged": [float(counted[flag]) for flag in FLAGS]})
    rows["closed"] = float(counted["closed"])
    rows = reading.judged(closure_quality.shares(rows).assign(n=rows["closed"]))
    rows["name"] = [say(f"requests.flag_{flag}") for flag in rows["flag"]]
    concerned = [
        say("requests.flag_concerned", flag=say(f"requests.flag_{flag}"),
            names=wording.names(asked, list(found["name"])))
        for flag in JUDGED
        if len(found := unusual(asked, flag).query("unusual"))
    ]  # fmt: skip
    words = say("requests.no_closings")
    if counted["closed"]:
        words = " ".join(concerned) or say("requests.flags_usual")
    figure = None
    if counted["closed"]:
        drawn = rows.assign(
            area_code="", tone="", chosen=False,
            text=[
                wording.hover(row["name"], wording.number(asked, row["flagged"]),
                              wording.share(asked, row["value"]), wording.state(asked, row))
                for row in rows.to_dict("records")
            ],
        )  # fmt: skip
        figure = drawings.dots(drawn, asked.colours, ".1~%")
        figure.update_xaxes(rangemode="tozero")
    return Panel(
        key="flags",
        heading=say("requests.flags"),
        words=words,
        rows=rows,
        columns=[
            panels.text(say("requests.column_flag"), "name"),
            panels.counted(asked.teller, say("requests.column_flagged"), "flagged"),
            panels.counted(asked.teller, say("requests.column_closed"), "closed"),
            wording.column(asked, "share", "value", wording.share),
            wording.interval(asked, "share"),
            wording.states(asked),
        ],
        figure=figure,
        note=say("requests.flags_note"),
    )


# ---------------------------------------------------------------- who bears a flag
def _groups(asked: Asked) -> Panel:
    say, by = asked.teller.say, choices.split(asked, SPLITS)
    flag, into = choices.metric(asked, JUDGED), choices.into(asked, by, SPLITS)
    rows = reading.judged(unusual(asked, flag))
    drawn = kept.foremost(rows, MOST_ROWS, rows["unusual"], rows["value"])
    odd = rows[rows["unusual"]]
    words = say("requests.too_few")
    if len(rows):
        words = say("requests.groups_usual", flag=say(f"requests.flag_{flag}"))
    if len(odd):
        first = odd.iloc[0]
        words = say(
            "requests.groups_unusual",
            names=wording.names(asked, list(odd["name"])),
            name=first["name"],
            flagged=wording.number(asked, first["flagged"]),
            closed=wording.number(asked, first["n"]),
            share=wording.share(asked, first["value"]),
            overall=wording.share(asked, first["overall"]),
        )
    return Panel(
        key="flagged",
        heading=say("requests.flagged", flag=say(f"requests.flag_{flag}"),
                    by=choices.split_name(asked, by)),
        words=words,
        rows=rows,
        columns=[
            panels.text(say("requests.column_group"), "name"),
            wording.column(asked, "share", "value", wording.share),
            wording.interval(asked, "share"),
            panels.counted(asked.teller, say("requests.column_flagged"), "flagged"),
            panels.counted(asked.teller, say("requests.column_closed"), "n"),
            wording.states(asked),
        ],
        figure=_figure(asked, drawn, into) if len(rows) else None,
        note=kept.note(asked, say("requests.flagged_note"), "flagged", drawn, rows),
        controls=choices.both(
            choices.splitter(asked, SPLITS, "by_flags"),
            choices.chooser(asked, JUDGED, "flag", lambda flag: say(f"requests.flag_{flag}")),
        ),
        drills=bool(into) and len(rows) > 0,
        into=into,
    )  # fmt: skip


def _figure(asked: Asked, drawn: pd.DataFrame, into: str) -> go.Figure:
    told = drawn.assign(
        area_code=drawn["group"] if into else "", chosen=False,
        tone=["worse" if odd else "" for odd in drawn["unusual"]],
        text=[
            wording.hover(row["name"], wording.share(asked, row["value"]),
                          f"{wording.number(asked, row['flagged'])} / "
                          f"{wording.number(asked, row['n'])}", wording.state(asked, row))
            for row in drawn.to_dict("records")
        ],
    )  # fmt: skip
    figure = drawings.dots(told, asked.colours, ".1~%")
    overall = float(drawn["overall"].iloc[0])
    drawings.across(figure, overall, wording.share(asked, overall), asked.colours)
    return figure


# ---------------------------------------------------------------- repeats
def _repeats(asked: Asked) -> Panel:
    say = asked.teller.say
    rows = reading.reported_again(asked.scope, asked.view, "category")
    rows["name"] = [choices.name(asked, "category", code) for code in rows["group"]]
    rows = rows[rows["repeats"] > 0].sort_values("repeats", ascending=False, ignore_index=True)
    whole = reading.reported_again(asked.scope, asked.view, "").iloc[0]
    words = say("requests.no_repeats")
    if whole["repeats"]:
        words = say(
            "requests.repeats_told",
            requests=wording.number(asked, whole["requests"]),
            matters=wording.number(asked, whole["matters"]),
            share=wording.share(asked, whole["value"]),
            names=wording.names(asked, list(rows["name"])),
        )
    figure = None
    drawn = rows.head(MOST_ROWS)
    if len(drawn):
        told = drawn.assign(
            area_code=drawn["group"], tone="", chosen=False,
            text=[
                wording.hover(row["name"], say("requests.hover_repeats",
                              count=wording.number(asked, row["repeats"])),
                              wording.share(asked, row["value"]),
                              wording.state(asked, row, "requests"))
                for row in drawn.to_dict("records")
            ],
        )  # fmt: skip
        figure = drawings.dots(told, asked.colours, ".0%")
        figure.update_xaxes(rangemode="tozero")
    return Panel(
        key="repeats",
        heading=say("requests.repeats"),
        words=words,
        rows=rows,
        columns=[
            panels.text(say("requests.column_group"), "name"),
            panels.counted(asked.teller, say("requests.column_requests"), "requests"),
            panels.counted(asked.teller, say("requests.column_matters"), "matters"),
            panels.counted(asked.teller, say("requests.column_repeats"), "repeats"),
            wording.column(asked, "share", "value", wording.share),
            wording.interval(asked, "share"),
            wording.states(asked, "requests"),
        ],
        figure=figure,
        note=kept.note(asked, say("requests.repeats_note"), "repeats", drawn, rows),
        drills=figure is not None,
        into="category_code",
        narrow=True,
    )


def _reports(asked: Asked) -> Panel:
    say = asked.teller.say
    rows = reading.reports(asked.scope, asked.view)
    last = rows["reports"].max()
    rows["name"] = [
        say("requests.reports_more" if n == last else "requests.reports_n",
            count=wording.number(asked, n))
        for n in rows["reports"]
    ]  # fmt: skip
    again = rows[rows["reports"] > 1]
    words = say("requests.no_repeats")
    figure = None
    if again["matters"].sum():
        words = say("requests.reports_told", matters=wording.number(asked, again["matters"].sum()),
                    often=wording.number(asked, again["matters"].iloc[1:].sum()))  # fmt: skip
        drawn = again.assign(
            area_code="",
            matters_text=[wording.hover(row["name"], wording.number(asked, row["matters"]))
                          for row in again.to_dict("records")],
        )  # fmt: skip
        figure = drawings.bars(drawn, ("matters",), (asked.colours.faint,), asked.colours)
    return Panel(
        key="reports",
        heading=say("requests.reports"),
        words=words,
        rows=rows,
        columns=[
            panels.text(say("requests.column_reports"), "name"),
            panels.counted(asked.teller, say("requests.column_matters"), "matters"),
            panels.counted(asked.teller, say("requests.column_requests"), "requests"),
        ],
        figure=figure,
        note=say("requests.reports_note"),
        narrow=True,
    )
