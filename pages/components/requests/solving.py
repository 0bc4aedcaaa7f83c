"""Where are matters solved, and do departments come when they are called?"""

import pandas as pd
import plotly.graph_objects as go

from analytics import funnels
from analytics.metrics.requests import SOLVED_LEVELS
from pages.components import canvas, panels
from pages.components.frame import Asked
from pages.components.look import GREYS, mixed
from pages.components.panels import Panel
from pages.components.requests import drawings, late, reading, scores, wording

ARRIVAL = "whistle_arrival_rate"


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [_levels(asked), _arrivals(asked), _hours(asked)]


def _levels(asked: Asked) -> Panel:
    say = asked.teller.say
    rows = reading.solved(asked.scope, asked.view)
    rows["name"] = [asked.teller.name(code) for code in rows["area_code"]]
    rows["level_name"] = [say(f"requests.level_{level}") for level in rows["level"]]
    found = reading.by_whole(
        asked.scope, asked.view, ("solved_at_level_share", "solved_within_township_share")
    )
    village, township = found["value"]
    words = say("requests.no_levels")
    if pd.notna(village):
        words = say("requests.levels_told", village=wording.share(asked, village),
                    township=wording.share(asked, township))  # fmt: skip
    return Panel(
        key="levels",
        heading=say("requests.levels", level=asked.teller.levels),
        words=words,
        rows=rows,
        columns=[
            panels.text(say("table.place"), "name"),
            panels.text(say("requests.column_level"), "level_name"),
            wording.column(asked, "share", "value", wording.share),
            wording.interval(asked, "share"),
            panels.counted(asked.teller, say("requests.column_solved"), "solved"),
            panels.counted(asked.teller, "n", "n"),
            wording.states(asked),
        ],
        figure=_stacked(asked, rows) if rows["n"].sum() else None,
        note=say("requests.levels_note"),
        drills=bool(rows["n"].sum()) and asked.view.has_parts,
    )


def _stacked(asked: Asked, rows: pd.DataFrame) -> go.Figure:
    """A bar a place, from near (strong) to far (faint)."""
    colours = asked.colours
    few = set(rows.loc[rows["state"] == canvas.FEW, "area_code"])
    wide = rows.pivot(index=["area_code", "name"], columns="level", values="value").reset_index()
    wide = wide.sort_values(["grid", "village"], ascending=False, ignore_index=True).fillna(0.0)
    wide["state"] = [canvas.FEW if code in few else "ok" for code in wide["area_code"]]
    for level in SOLVED_LEVELS:
        wide[f"{level}_text"] = [
            wording.hover(row["name"], asked.teller.say(f"requests.level_{level}"),
                          wording.share(asked, row[level]), wording.state(asked, row, level))
            for row in wide.to_dict("records")
        ]  # fmt: skip
    faces = [mixed(colours.ink, colours.paper, step) for step in GREYS]
    return drawings.bars(wide, SOLVED_LEVELS, faces, colours, ".0%")


# ---------------------------------------------------------------- whistles
def _arrivals(asked: Asked) -> Panel:
    say = asked.teller.say
    rows = reading.by_group(asked.scope, asked.view, (ARRIVAL,), "place")
    rows["name"] = [asked.teller.name(code) for code in rows["area_code"]]
    rows = rows.sort_values("value", ascending=False, ignore_index=True)
    drawn = rows[rows["value"].notna()]
    figure = None
    if len(drawn):
        told = drawn.assign(
            tone=drawn["verdict"].where(drawn["level"] == funnels.ALARM, ""), chosen=False,
            text=[scores.hover(asked, row) for row in drawn.to_dict("records")],
        )  # fmt: skip
        figure = drawings.dots(told, asked.colours, scores.tick(ARRIVAL))
    rows["kind"] = rows["state"]
    return Panel(
        key="arrivals",
        heading=say("requests.arrivals"),
        words=scores.outside(asked, rows, ARRIVAL) if len(drawn) else say("requests.no_whistles"),
        rows=rows,
        columns=[panels.text(say("table.place"), "name"), *panels.result(asked.teller)],
        figure=figure,
        note=say("requests.arrivals_note"),
        drills=figure is not None and asked.view.has_parts,
        narrow=True,
    )


def _hours(asked: Asked) -> Panel:
    say = asked.teller.say
    together, rows = reading.whistled(asked.scope, asked.view)
    whole = together.iloc[0]
    rows["name"] = [asked.teller.name(code) for code in rows["area_code"]]
    rows = late.first(rows, "whistles", "soon")
    figure = None
    drawn = rows[rows["whistles"] > 0]
    if drawn["p50"].notna().any():
        told = drawn.assign(
            p75=drawn["p50"], tone="", chosen=False,
            text=[
                wording.hover(row["name"], say("requests.hover_hours",
                              hours=wording.plain(asked, row["p50"])),
                              f"n = {wording.number(asked, row['whistles'])}",
                              wording.state(asked, row, "whistles"))
                for row in drawn.to_dict("records")
            ],
        )  # fmt: skip
        untold = say("requests.hours_untold")
        figure = drawings.ranges(told, asked.colours, log=False, ticks=(), untold=untold)
        figure.update_xaxes(title_text=say("requests.axis_hours"))
    return Panel(
        key="hours",
        heading=say("requests.hours"),
        words=_answered(asked, whole, rows),
        rows=rows,
        columns=[
            panels.text(say("table.place"), "name"),
            panels.counted(asked.teller, say("requests.column_whistles"), "whistles"),
            panels.counted(asked.teller, say("requests.column_called"), "called"),
            panels.counted(asked.teller, say("requests.column_arrived"), "arrived"),
            wording.reached(asked, "p50", "whistles", "hours_p50", wording.plain),
            wording.reached(asked, "p90", "whistles", "hours_p90", wording.plain),
            wording.column(asked, "soon", "soon", wording.share),
            wording.states(asked, "whistles"),
        ],
        figure=figure,
        note=say("requests.hours_note"),
        drills=figure is not None and asked.view.has_parts,
        narrow=True,
    )


def _answered(asked: Asked, whole: pd.Series, rows: pd.DataFrame) -> str:
    """How soon departments came, and where they did not even come to half of the whistles."""
    say = asked.teller.say
    if not whole["whistles"]:
        return say("requests.no_whistles")
    counts = {name: wording.number(asked, whole[name]) for name in ("whistles", "never", "waiting")}
    told = [say("requests.hours_unanswered", **counts)]
    if pd.notna(whole["p50"]):
        hours, soon = wording.plain(asked, whole["p50"]), wording.share(asked, whole["soon"])
        told = [say("requests.hours_told", hours=hours, soon=soon, **counts)]
    few = rows[rows["p50"].isna() & (rows["whistles"] > 0)]
    if len(few) and len(rows) > 1:
        told.append(say("requests.hours_late", names=wording.names(asked, list(few["name"]))))
    return " ".join(told)
