"""How long do requests take by the resident's clock, and in working time, in each group?"""

import pandas as pd
import plotly.graph_objects as go

from data.errors import DataError
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import choices, drawings, kept, reading, wording

RESIDENT = ["p50", "p75", "p90"]
WORKING = {
    "p50": "working_p50",
    "p50_low": "working_low",
    "p50_high": "working_high",
    "p75": "working_p75",
    "p90": "working_p90",
}


def panel(asked: Asked, quantiles: pd.DataFrame, own: dict[str, float]) -> Panel:
    """Both clocks of each group, in the order of the resident's, and of all together."""
    say, by = asked.teller.say, choices.split(asked, choices.SPLITS)
    into = choices.into(asked, by, choices.SPLITS)
    heading = say("requests.clocks", by=choices.split_name(asked, by))
    try:
        whole, groups = reading.working_times(asked.scope, asked.view, by)
    except DataError as mistake:
        words = say("requests.clocks_failed", message=mistake.said.within(asked.teller.lang))
        return Panel("clocks", heading, words, pd.DataFrame(), ())
    resident = {name: own[name] for name in RESIDENT}
    total = _working(whole).assign(**resident, name=asked.teller.place, kind="total")
    known = ["area_code", "name", *RESIDENT]
    rows, drawn = (
        found[known].merge(_working(groups), on="area_code")
        for found in kept.slowest(quantiles)
    )  # fmt: skip
    figure = None
    if drawn["working_p50"].notna().any():
        figure = _figure(asked, drawn, total["working_p50"].iloc[0])
    return Panel(
        key="clocks",
        heading=heading,
        words=_told(asked, total.iloc[0]),
        rows=pd.concat([rows.assign(kind=""), total], ignore_index=True),
        columns=_columns(asked),
        figure=figure,
        note=kept.note(asked, say("requests.clocks_note"), "slowest", drawn, rows),
        drills=bool(into) and figure is not None,
        into=into,
        controls=choices.splitter(asked, choices.SPLITS, "by_clocks"),
    )


def _working(times: pd.DataFrame) -> pd.DataFrame:
    """Times of the working clock under names of their own."""
    return times.filter(["area_code", *WORKING, "requests", "state"]).rename(columns=WORKING)


def _columns(asked: Asked) -> list[panels.Shown]:
    say = asked.teller.say
    return [
        panels.text(say("requests.column_group"), "name"),
        wording.reached(asked, "working_p50", "requests", "working_p50"),
        wording.interval(asked, "days", "working_low", "working_high"),
        wording.reached(asked, "working_p75", "requests", "working_p75"),
        wording.reached(asked, "working_p90", "requests", "working_p90"),
        *(wording.reached(asked, name, "requests", f"resident_{name}") for name in RESIDENT),
        panels.counted(asked.teller, say("requests.column_requests"), "requests"),
        wording.states(asked, "requests"),
    ]


def _told(asked: Asked, total: pd.Series) -> str:
    """What half of all take by each clock."""
    say = asked.teller.say
    if not total["requests"]:
        return say("requests.no_times")
    if pd.isna(total["p50"]) or pd.isna(total["working_p50"]):
        return say("requests.clocks_untold")
    return say(
        "requests.clocks_told",
        resident=wording.days(asked, total["p50"]),
        working=wording.days(asked, total["working_p50"]),
    )


def _figure(asked: Asked, drawn: pd.DataFrame, whole: float) -> go.Figure:
    say = asked.teller.say
    by = choices.split(asked, choices.SPLITS)
    drills = bool(choices.into(asked, by, choices.SPLITS))
    told = drawn.assign(
        value=drawn["working_p50"], low=drawn["working_low"], high=drawn["working_high"],
        area_code=drawn["area_code"] if drills else "", chosen=False, tone="",
        text=[_hover(asked, row) for row in drawn.to_dict("records")],
    )  # fmt: skip
    untold = say("state.unreached_50")
    figure = drawings.dots(told, asked.colours, "", second="p50", untold=untold)
    figure.update_xaxes(rangemode="tozero", title_text=say("requests.axis_clocks"))
    if pd.notna(whole):
        name = say("requests.clock_whole", days=wording.days(asked, whole))
        most = drawn[["working_high", "p50"]].max(axis=None)
        drawings.across(figure, whole, name, asked.colours, most)
    return figure


def _hover(asked: Asked, row: dict) -> str:
    say = asked.teller.say
    clocks = [(say("requests.clock_working"), "working_p50", "working_p90"),
              (say("requests.clock_resident"), "p50", "p90")]  # fmt: skip
    told = [
        say(f"requests.hover_clock_{quantile}", clock=clock, days=wording.days(asked, row[name]))
        for clock, *names in clocks
        for quantile, name in zip(("p50", "p90"), names, strict=True)
        if pd.notna(row[name])
    ]
    state = row["state"] if pd.notna(row["working_p50"]) else "unreached_50"
    n = f"n = {wording.number(asked, row['requests'])}"
    return wording.hover(row["name"], *told, n, say(f"state.{state}"))
