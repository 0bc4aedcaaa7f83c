"""What is still open, for how long, and where is it overdue?"""

import pandas as pd
import plotly.graph_objects as go

from analytics.backlog import STOCKS
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import drawings, reading, wording

PARTS = ("overdue_backlog", "in_time")


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [_ages(asked), *([_places(asked)] if asked.view.has_parts else [])]


def _ages(asked: Asked) -> Panel:
    say = asked.teller.say
    rows = _parted(reading.open_by_age(asked.scope, asked.view))
    rows["name"] = [_band(asked, row) for row in rows.to_dict("records")]
    rows["area_code"] = ""
    words = say("requests.nothing_open")
    total = rows[list(STOCKS)].sum()
    if total["open_backlog"]:
        oldest = rows.iloc[-1]
        words = say(
            "requests.open_told",
            open=wording.number(asked, total["open_backlog"]),
            overdue=wording.number(asked, total["overdue_backlog"]),
            old=wording.number(asked, oldest["open_backlog"]),
            days=wording.number(asked, oldest["from_days"]),
        )
    return _panel(asked, "ages", say("requests.ages"), words, rows, say("requests.column_age"))


def _places(asked: Asked) -> Panel:
    say = asked.teller.say
    found = reading.ages(asked.scope, asked.view, by_place=True)
    sums = found.groupby("area_code", as_index=False)[list(STOCKS)].sum()
    rows = _parted(sums).sort_values("overdue_backlog", ascending=False, ignore_index=True)
    rows["name"] = [asked.teller.name(code) for code in rows["area_code"]]
    first = [
        asked.teller.say("requests.name_and_value", name=row.name_,
                         value=wording.number(asked, row.overdue_backlog))
        for row in rows[rows["overdue_backlog"] > 0].rename(columns={"name": "name_"}).itertuples()
    ]  # fmt: skip
    words = say("requests.nothing_overdue")
    if first:
        words = say("requests.overdue_in", names=wording.names(asked, first))
    heading = say("requests.overdue_places", level=asked.teller.levels)
    return _panel(asked, "overdue", heading, words, rows, say("table.place"), drills=True)


def _parted(rows: pd.DataFrame) -> pd.DataFrame:
    """Open requests in two parts that add up: overdue, and in time or without a limit."""
    return rows.assign(in_time=rows["open_backlog"] - rows["overdue_backlog"])


def _panel(
    asked: Asked, key: str, heading: str, words: str, rows: pd.DataFrame, title: str, *,
    drills: bool = False,
) -> Panel:  # fmt: skip
    say = asked.teller.say
    figure = _figure(asked, rows) if rows["open_backlog"].sum() else None
    return Panel(
        key=key,
        heading=heading,
        words=words,
        rows=rows,
        columns=[
            panels.text(title, "name"),
            panels.counted(asked.teller, say("requests.column_open"), "open_backlog"),
            panels.counted(asked.teller, say("requests.column_overdue"), "overdue_backlog"),
        ],
        figure=figure,
        note=say("requests.open_note"),
        drills=drills and figure is not None,
    )


def _figure(asked: Asked, rows: pd.DataFrame) -> go.Figure:
    say, colours = asked.teller.say, asked.colours
    drawn = rows.assign(
        **{
            f"{part}_text": [
                wording.hover(row["name"], say(f"requests.hover_{part}",
                              count=wording.number(asked, row[part])))
                for row in rows.to_dict("records")
            ]
            for part in PARTS
        }
    )  # fmt: skip
    return drawings.bars(drawn, PARTS, (colours.worse, colours.faint), colours)


def _band(asked: Asked, row: dict) -> str:
    first, last = row["from_days"], row["to_days"]
    if pd.isna(last):
        return asked.teller.say("requests.band_open", first=wording.number(asked, first))
    return asked.teller.say(
        "requests.band", first=wording.number(asked, first), last=wording.number(asked, last)
    )
