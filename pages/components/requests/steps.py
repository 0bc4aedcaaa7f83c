"""In which step do requests wait, and where longer than the same matters do elsewhere?"""

import pandas as pd
import plotly.graph_objects as go

from analytics import stages
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import drawings, reading, wording

RATIOS = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0)


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [_times(asked), _compared(asked), _reached(asked)]


# ---------------------------------------------------------------- times of the steps
def _times(asked: Asked) -> Panel:
    say = asked.teller.say
    rows = reading.steps(asked.scope, asked.view)
    rows["name"] = [step_name(asked, stage) for stage in rows["stage"]]
    figure = None
    if len(rows):
        drawn = rows.assign(
            area_code="", tone="", chosen=False,
            text=[_hover(asked, row) for row in rows.to_dict("records")],
        )  # fmt: skip
        ticks = [wording.tick(asked, tick) for tick in drawings.LOG_TICKS]
        untold = say("requests.step_untold")
        figure = drawings.ranges(drawn, asked.colours, log=True, ticks=ticks, untold=untold)
    return Panel(
        key="steps",
        heading=say("requests.steps"),
        words=f"{slow_sentence(asked)} {_longest(asked, rows)}".strip(),
        rows=rows,
        columns=[
            panels.text(say("requests.column_step"), "name"),
            *(wording.reached(asked, name, "requests") for name in ("p50", "p75", "p90")),
            *(
                panels.counted(asked.teller, say(f"requests.column_{name}"), name)
                for name in ("requests", "done", "skipped", "waiting")
            ),
            wording.states(asked, "requests"),
        ],
        figure=figure,
        note=say("requests.steps_note"),
    )


def _hover(asked: Asked, row: dict) -> str:
    say = asked.teller.say
    times = [
        say(f"requests.hover_step_{name}", days=wording.days(asked, row[name]))
        for name in ("p50", "p90")
        if pd.notna(row[name])
    ]
    waiting = say("requests.hover_waiting", count=wording.number(asked, row["waiting"]))
    return wording.hover(
        row["name"],
        *times,
        f"n = {wording.number(asked, row['requests'])}",
        waiting,
        wording.state(asked, row, "requests"),
    )


def _longest(asked: Asked, rows: pd.DataFrame) -> str:
    """The step that takes longest by itself, beside which the others are short."""
    say = asked.teller.say
    chain = {stage.id for stage in stages.STAGES if stage.in_chain}
    rows = rows[rows["stage"].isin(chain)]
    if rows.empty:
        return say("requests.no_steps")
    late, known = rows[rows["p50"].isna()], rows[rows["p50"].notna()]
    told = []
    if len(late):
        told.append(say("requests.steps_untold", steps=wording.names(asked, list(late["name"]))))
    if len(known):
        row = known.loc[known["p50"].idxmax()]
        days = wording.days(asked, row["p50"])
        longest = "requests.longest_other" if told else "requests.longest"
        told.append(say(longest, step=row["name"], days=days))
    return " ".join(told)


def title(asked: Asked) -> str:
    """The slow step as the finding of the page; "" if there is none."""
    found = slow(asked)
    if found is None:
        return ""
    place, step = asked.teller.name(found.area_code), step_name(asked, found.stage)
    return asked.teller.say("requests.title_slow", place=place, step=step)


def slow(asked: Asked) -> pd.Series | None:
    """The slow step of the place chosen, or of the place that stands out most; None for none.

    area_code, stage, p50 and usual_p50 (days): what is drawn, told and tested.
    """
    peers = reading.peers(asked.view)
    found = reading.steps_compared(asked.scope, asked.view)
    code = peers.code or stages.furthest(found, "area_code")
    stage = stages.slow_step(found, "area_code", code)
    if not stage:
        return None
    medians = reading.step_medians(asked.scope, asked.view, stage)
    row = medians[medians["area_code"] == code].iloc[0]
    return pd.Series({**row, "stage": stage})


def slow_sentence(asked: Asked) -> str:
    """The slow step in a sentence that tells both times, or that there is none."""
    say, peers, found = asked.teller.say, reading.peers(asked.view), slow(asked)
    if found is None and peers.code:
        return say("requests.no_slow_step_here", place=asked.teller.name(peers.code))
    if found is None:
        return say("requests.no_slow_step", level=say(f"levels.{peers.level}"))
    own = say("requests.half_take", days=wording.days(asked, found.p50))
    if pd.isna(found.p50):
        own = say("requests.step_untold")
    usual = say("requests.half_usual", days=wording.days(asked, found.usual_p50))
    if pd.isna(found.usual_p50):
        usual = say("requests.usual_untold")
    place, step = asked.teller.name(found.area_code), step_name(asked, found.stage)
    return say("requests.slow_step", place=place, step=step, own=own, usual=usual)


# ---------------------------------------------------------------- places by step
def _compared(asked: Asked) -> Panel:
    say, peers = asked.teller.say, reading.peers(asked.view)
    rows = reading.steps_compared(asked.scope, asked.view)
    order = [stage.id for stage in stages.STAGES]
    rows = rows[rows["ended"] > 0].sort_values("stage", key=lambda ids: ids.map(order.index))
    rows = rows.reset_index(drop=True)
    rows["step"] = [step_name(asked, stage) for stage in rows["stage"]]
    rows["place"] = [asked.teller.name(code) for code in rows["area_code"]]
    slow = rows[rows["verdict"] == "worse"].sort_values("ratio")
    listed = [
        say("requests.place_and_step", place=row.place, step=row.step) for row in slow.itertuples()
    ]
    words = say("requests.steps_alike")
    if listed:
        words = say("requests.steps_differ", names=wording.names(asked, listed))
    return Panel(
        key="steps_compared",
        heading=say("requests.steps_compared", level=say(f"levels.{peers.level}")),
        words=words,
        rows=rows,
        columns=[
            panels.text(say("requests.column_step"), "step"),
            panels.text(say("table.place"), "place"),
            wording.column(asked, "ratio", "ratio", wording.plain),
            wording.interval(asked, "each"),
            panels.counted(asked.teller, say("requests.column_requests"), "n"),
            wording.states(asked),
        ],
        figure=_strip(asked, rows, peers.code) if rows["area_code"].nunique() > 1 else None,
        note=say("requests.steps_compared_note"),
        place=asked.teller.name(peers.ground) if peers.ground else asked.teller.ground,
        drills=rows["area_code"].nunique() > 1,
    )


def _strip(asked: Asked, rows: pd.DataFrame, chosen: str) -> go.Figure:
    say = asked.teller.say
    drawn = rows.assign(
        row=rows["step"], value=rows["ratio"], tone=rows["verdict"],
        chosen=rows["area_code"] == chosen,
        label=rows["place"].where((rows["verdict"] == "worse") | (rows["area_code"] == chosen), ""),
        text=[
            wording.hover(
                row["place"], row["step"],
                say("requests.hover_ratio", ratio=wording.plain(asked, row["ratio"])),
                f"n = {wording.number(asked, row['n'])}", say(f"state.{row['state']}"),
            )
            for row in rows.to_dict("records")
        ],
    )  # fmt: skip
    ticks = [(ratio, wording.plain(asked, ratio)) for ratio in RATIOS]
    figure = drawings.strip(drawn, asked.colours, ticks)
    figure.update_xaxes(title_text=say("requests.axis_ratio"))
    return figure


# ---------------------------------------------------------------- how far they came
def _reached(asked: Asked) -> Panel:
    say = asked.teller.say
    rows = reading.steps_reached(asked.scope, asked.view)
    rows = rows[rows["requests"] > 0].reset_index(drop=True)
    rows["name"] = [say(f"requests.reached_{step}") for step in rows["step"]]
    count = rows.set_index("step")["requests"]
    words = say("requests.no_times")
    if len(rows):
        words = say(
            "requests.reached_told",
            received=wording.number(asked, count["received_at"]),
            closed=wording.number(asked, count.get("closed_at", 0.0)),
            urged=wording.number(asked, count.get("supervised_at", 0.0)),
        )
    figure = None
    if len(rows):
        drawn = rows.assign(
            area_code="",
            requests_text=[
                wording.hover(row["name"], wording.number(asked, row["requests"]),
                              wording.share(asked, row["share"]))
                for row in rows.to_dict("records")
            ],
        )  # fmt: skip
        figure = drawings.bars(drawn, ("requests",), (asked.colours.faint,), asked.colours)
    return Panel(
        key="reached",
        heading=say("requests.reached"),
        words=words,
        rows=rows,
        columns=[
            panels.text(say("requests.column_step"), "name"),
            panels.counted(asked.teller, say("requests.column_requests"), "requests"),
            wording.column(asked, "share", "share", wording.share),
        ],
        figure=figure,
        note=say("requests.reached_note"),
    )


def step_name(asked: Asked, stage: str) -> str:
    """What a step is called: from classification to dispatch."""
    return asked.teller.say(f"requests.step_{stage}")
