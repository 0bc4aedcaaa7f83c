"""What did households raise, and what became of it?"""

import html

import pandas as pd
import plotly.graph_objects as go

from analytics import issues_raised
from pages.components import panels
from pages.components import reads as shared_reads
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.visits import against, charts, reads
from pages.texts import language, t

RAISED = "issues_per_100_visits"
RATES = ("issue_solved_rate", "issue_to_request_rate", RAISED)
MOST_CATEGORIES = 12
STATIONS = ("raised", "handed_on", "untraced", *issues_raised.FATES)


def part(asked: Asked) -> list[Panel]:
    """The flow, the categories, places, months."""
    named = asked.view.pinned.metric
    metric = named if named in RATES else RAISED  # others take four times as long: on demand
    return [
        _flow(asked),
        *_categories(asked),
        against.places(asked, "places", RATES),
        *against.months(asked, "months", metric),
    ]


def _flow(asked: Asked) -> Panel:
    view = asked.view
    filters = view.filters(view.comparison.current, area=view.area)
    found = shared_reads.measured(
        asked.scope, filters, RATES, (), view.records.data_date
    ).set_index("metric")
    counted = issues_raised.stations(
        found.loc["issue_solved_rate"], reads.categories(asked.scope, view)
    )
    rows = counted.assign(station_name=[t(f"station.{name}") for name in counted["station"]])
    amounts = counted.set_index("station")["matters"]
    if not amounts["raised"] > 0:
        return Panel("flow", t("heading.flow"), t("visits.nothing_raised"), rows.head(0), ())
    return Panel(
        key="flow",
        heading=t("heading.flow"),
        words=_told_flow(asked, rows.set_index("station"), found),
        rows=rows[["station", "station_name", "matters", "share"]],
        columns=[
            panels.text(t("table.station"), "station_name"),
            panels.counted(asked.teller, t("table.matters"), "matters"),
            against.shared(asked, t("table.share_of_raised"), "share"),
        ],
        figure=_drawn_flow(asked, rows),
        note=t("visits.flow_note"),
    )


def _drawn_flow(asked: Asked, rows: pd.DataFrame) -> go.Figure:
    amounts = rows.set_index("station")["matters"]
    position = {name: place for place, name in enumerate(STATIONS)}
    ends = [("raised", "handed_on"), ("raised", "untraced")]
    ends += [("handed_on", fate) for fate in issues_raised.FATES]
    streams = pd.DataFrame(
        [
            {"source": position[first], "target": position[last], "value": amounts[last],
             "text": t("visits.stream", name=t(f"station.{last}"),
                       count=against.number(asked, amounts[last]))}
            for first, last in ends if amounts[last] > 0
        ]
    )  # fmt: skip
    colours = asked.colours
    tints = {"solved": colours.better, "open_still": colours.worse, "raised": colours.ink}
    nodes = [  # in two lines: on a telephone one would lie across the next station
        f"{t(f'station.{name}')}<br>{against.number(asked, amounts[name])}" for name in STATIONS
    ]
    tones = [tints.get(name, colours.quiet) for name in STATIONS]
    return charts.flow(nodes, streams, tones, colours)


def _told_flow(asked: Asked, rows: pd.DataFrame, found: pd.DataFrame) -> str:
    solved = found.loc["issue_solved_rate"]
    interval = asked.teller.style("issue_solved_rate", solved["value"])
    return t(
        "visits.flow",
        raised=against.number(asked, rows.loc["raised", "matters"]),
        handed=against.number(asked, rows.loc["handed_on", "matters"]),
        solved=against.number(asked, rows.loc["solved", "matters"]),
        share=against.share(asked, solved["value"]),
        interval=interval.interval(solved["low"], solved["high"]),
        open=against.number(asked, rows.loc["open_still", "matters"]),
        untraced=against.number(asked, rows.loc["untraced", "matters"]),
    )


def _categories(asked: Asked) -> list[Panel]:
    view = asked.view
    found = reads.categories(asked.scope, view)
    if found.empty:
        return []
    filters = view.filters(view.comparison.current, area=view.area)
    labels = shared_reads.names(asked.scope, filters, "categories").set_index("code")
    names = labels[f"name_{language()}"].to_dict()
    rows = found.assign(category_name=[names.get(c, c) for c in found["category_code"]])
    first = rows.head(MOST_CATEGORIES)
    drawn = first.melt(["category_name"], list(issues_raised.FATES), "part", "value")
    drawn["name"] = drawn["category_name"].map(html.escape)
    drawn["text"] = [
        t("visits.fate", category=row["name"], fate=t(f"station.{row['part']}"),
          count=against.number(asked, row["value"]))
        for row in drawn.to_dict("records")
    ]  # fmt: skip
    colours = asked.colours
    tints = {"solved": colours.better, "open_still": colours.worse, "otherwise": colours.faint}
    parts = {fate: (t(f"station.{fate}"), tints[fate]) for fate in issues_raised.FATES}
    top = rows.iloc[0]
    return [
        Panel(
            key="categories",
            heading=t("heading.raised_categories"),
            words=t(
                "visits.categories",
                category=top["category_name"],
                count=against.number(asked, top["requests"]),
                all=against.number(asked, rows["requests"].sum()),
            ),
            rows=rows[["category_name", *found.columns]],
            columns=[
                panels.text(t("filters.category_code"), "category_name"),
                panels.counted(asked.teller, t("table.requests"), "requests"),
                *(
                    panels.counted(asked.teller, t(f"station.{fate}"), fate)
                    for fate in issues_raised.FATES
                ),
            ],
            figure=charts.stacked(drawn, parts, colours, tick=",d"),
            note=t("visits.categories_note", count=str(len(first))),
        )
    ]
