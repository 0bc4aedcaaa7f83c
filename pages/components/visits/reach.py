"""Which households were reached: where, when, by whom and for what?"""

import html
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from analytics import implausible
from pages.components import canvas, days, panels, permalink, trends
from pages.components import reads as shared_reads
from pages.components.canvas import Dated
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.visits import against, charts, reads
from pages.texts import t

METRICS = ("household_coverage_rate", "was_met_rate")
REACHED = "household_coverage_rate"
KINDS = {"purpose": "purpose", "role": "visitor_role", "mode": "mode"}  # groups and their texts


def part(asked: Asked) -> list[Panel]:
    """Places, months, days and kinds of visits; grids inside a village."""
    metric = against.chosen(asked, METRICS)
    compared = against.places(asked, "places", METRICS)
    if doubt := _doubt(asked):
        compared = replace(compared, words=f"{compared.words} {doubt}")
    grids = [] if asked.view.has_parts else _grids(asked)
    return [compared, *grids, *against.months(asked, "months", metric), _days(asked), _kinds(asked)]


def _doubt(asked: Asked) -> str:
    """What coverage rests on records that cannot be as written down; it would look better."""
    view = asked.view
    found = reads.doubt(asked.scope, view)
    if found is None:
        return ""
    filters = view.filters(view.comparison.current, area=view.area)
    as_of = view.records.data_date
    whole = shared_reads.measured(asked.scope, filters, (REACHED,), (), as_of).iloc[0]
    if not whole["denominator"] > 0:
        return t(
            "visits.doubt_plain", place=asked.teller.place, count=against.number(asked, found[0])
        )
    share = against.share(asked, implausible.share(found[1], whole["denominator"]))
    now = against.share(asked, whole["value"])
    return t(
        "visits.doubt_same" if share == now else "visits.doubt",
        place=asked.teller.place,
        count=against.number(asked, found[0]),
        share=share,
        now=now,
    )


# ---------------------------------------------------------------- days
def _days(asked: Asked) -> Panel:
    teller = asked.teller
    frame = reads.days(asked.scope, asked.view)
    text = [
        t(
            "visits.day",
            day=days.day(teller.lang, row.date),
            count=against.number(asked, row.visits),
        )
        for row in frame.itertuples()
    ]
    weekdays = [t(f"weekday.{number}") for number in range(7)]
    notes = trends.notes(asked.scope, asked.view, REACHED)
    dated = canvas.between(notes, pd.to_datetime(frame["date"]))
    figure = charts.calendar(frame.assign(text=text), weekdays, asked.colours)
    canvas.mark_days(figure, [_in_its_week(event) for event in dated], asked.colours)
    return Panel(
        key="days",
        heading=t("heading.visit_days"),
        words=" ".join([_told_days(asked, frame), *_late(asked)]),
        rows=frame[["date", "visits", "met", "is_known"]],
        columns=[
            panels.text(t("table.day"), "date"),
            against.plain(t("table.visits"), "visits"),
            against.plain(t("table.met"), "met"),
        ],
        figure=figure,
        note=t("visits.days_note"),
        dated=dated,
    )


def _in_its_week(event: Dated) -> Dated:
    """Before the column of its week, which stands for seven days."""
    return replace(event, day=event.day - pd.Timedelta(days=event.day.weekday() + 3.5))


def _told_days(asked: Asked, frame: pd.DataFrame) -> str:
    known = frame[frame["is_known"]]
    empty = known[known["visits"] == 0]
    told = t(
        "visits.days_with",
        days=str(len(known) - len(empty)),
        known=str(len(known)),
        count=against.number(asked, known["visits"].sum()),
    )
    if len(empty) and len(empty) < len(known):
        first = days.day(asked.teller.lang, empty["date"].iloc[0])
        return told + t("visits.days_without", n=len(empty), count=str(len(empty)), first=first)
    return told


def _late(asked: Asked) -> list[str]:
    """Whose reports of the last days seem to be late."""
    late = reads.late(asked.scope, asked.view)
    if late.empty:
        return []
    first = late.iloc[0]
    return [
        t(
            "visits.late",
            names=asked.teller.listed(list(late["area_code"])),
            place=asked.teller.name(first["area_code"]),
            share=against.share(asked, first["share"]),
        )
    ]


# ---------------------------------------------------------------- kinds of visits
def _kinds(asked: Asked) -> Panel:
    view, by = asked.view, _by(asked)
    filters = view.filters(view.comparison.current, area=view.area)
    found = shared_reads.measured(
        asked.scope, filters, (REACHED, "was_met_rate"), (by,), view.records.data_date
    )
    rows = found.assign(kind_of=[against.word(asked, KINDS[by], code) for code in found[by]])
    reached = rows[rows["metric"] == REACHED].sort_values("numerator", ascending=False)
    drawn = reached[reached["value"].notna()]
    figure = None
    if len(drawn):
        text = [against.hover(asked, row["kind_of"], row) for row in drawn.to_dict("records")]
        drawn = drawn.assign(name=drawn["kind_of"].map(html.escape), series="", text=text)
        figure = charts.shares(drawn, {"": ""}, asked.colours)
    order = {name: place for place, name in enumerate(reached["kind_of"])}
    rows = rows.sort_values("kind_of", key=lambda names: names.map(order), kind="stable")
    return Panel(
        key="kinds",
        heading=t("heading.visit_kinds"),
        words=_told_kinds(asked, reached),
        rows=rows[["kind_of", *found.columns.drop(["area_code"])]].reset_index(drop=True),
        columns=[
            panels.text(t(f"visits.by_{by}"), "kind_of"),
            panels.Shown(t("table.metric"), lambda row: asked.teller.short(row["metric"])),
            *panels.result(asked.teller),
        ],
        figure=figure,
        note=t("visits.kinds_note"),
        controls=partial(_choose, asked),
    )


def _told_kinds(asked: Asked, reached: pd.DataFrame) -> str:
    if reached.empty or not reached["numerator"].iloc[0] > 0:
        return t("visits.kinds_none")
    first = reached.iloc[0]
    return t(
        "visits.kinds_first",
        kind=first["kind_of"],
        count=against.number(asked, first["numerator"]),
    )


def _by(asked: Asked) -> str:
    named = asked.view.pinned.by
    return named if named in KINDS else next(iter(KINDS))


def _choose(asked: Asked) -> None:
    st.session_state["visits_by"] = _by(asked)
    st.segmented_control(
        t("visits.by"),
        list(KINDS),
        format_func=lambda by: t(f"visits.by_{by}"),
        required=True,
        key="visits_by",
        on_change=lambda: permalink.change(by=st.session_state["visits_by"]),
        label_visibility="collapsed",
    )


# ---------------------------------------------------------------- grids of a village
def _grids(asked: Asked) -> list[Panel]:
    view = asked.view
    filters = view.filters(view.comparison.current, area=view.area)
    found = shared_reads.measured(
        asked.scope, filters, (REACHED,), ("grid",), view.records.data_date
    )
    names = reads.grid_names(asked.scope, view)
    found = found.assign(grid_name=found["area_code"].map(names).fillna(found["area_code"]))
    drawn = found[found["value"].notna()].sort_values("value", ascending=False)
    if drawn.empty:
        return []
    text = [against.hover(asked, row["grid_name"], row) for row in drawn.to_dict("records")]
    drawn = drawn.assign(name=drawn["grid_name"].map(html.escape), series="", text=text)
    low = drawn.iloc[-1]
    words = t(
        "visits.grids",
        count=str(len(drawn)),
        low=against.share(asked, low["value"]),
        grid=low["grid_name"],
        high=against.share(asked, drawn["value"].iloc[0]),
    )
    return [
        Panel(
            key="grids",
            heading=t("heading.visit_grids"),
            words=words,
            rows=drawn[["grid_name", *found.columns.drop("grid_name")]].reset_index(drop=True),
            columns=[panels.text(t("table.grid"), "grid_name"), *panels.result(asked.teller)],
            figure=charts.shares(drawn, {"": ""}, asked.colours),
            note=t("visits.grids_note"),
        )
    ]
