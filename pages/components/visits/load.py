"""How is the work of visiting shared, and is it less even than chance alone makes it?"""

from functools import partial

import pandas as pd
import streamlit as st

from analytics import visit_load
from pages.components import numbers, panels, permalink
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.visits import against, charts, reads
from pages.texts import t

METRICS = ("visits_per_grid_month", "visits_per_visitor_month")


def part(asked: Asked) -> list[Panel]:
    """Places, months, the curve of one role, and all roles side by side."""
    loads = reads.loads(asked.scope, asked.view)
    metric = against.chosen(asked, METRICS)
    shared = visit_load.shares(loads)
    curves = [_curve(asked, loads, shared), _visitors(asked, loads, shared)] if len(shared) else []
    return [
        against.places(asked, "places", METRICS),
        *against.months(asked, "months", metric),
        *curves,
    ]


def _curve(asked: Asked, loads: pd.DataFrame, shared: pd.DataFrame) -> Panel:
    told = _told(asked, shared)
    mine = loads[loads["visitor_role"] == told["visitor_role"]]
    curve = visit_load.lorenz(mine["visits"], mine["people"])
    chance = visit_load.chance_lorenz(told["mean"])
    words = {name: t(f"visits.lorenz_{name}") for name in ("across", "up", "curve", "chance")}
    rows = shared.assign(
        role_name=[against.word(asked, "visitor_role", role) for role in shared["visitor_role"]],
        kind=["chosen" if role == told["visitor_role"] else "" for role in shared["visitor_role"]],
    )
    return Panel(
        key="shares",
        heading=t("heading.shares"),
        words=_told_curve(asked, told),
        rows=rows[["role_name", *shared.columns, "kind"]],
        columns=[
            panels.text(t("table.role"), "role_name"),
            panels.counted(asked.teller, t("table.people"), "people"),
            panels.counted(asked.teller, t("table.visits"), "visits"),
            against.plain(t("table.mean"), "mean", 1),
            against.plain(t("table.median"), "median"),
            against.plain(t("table.p90"), "p90"),
            against.shared(asked, t("table.half_made_by"), "half_made_by"),
            against.plain(t("table.gini"), "gini", 2),
            against.plain(t("table.chance_gini"), "chance_gini", 2),
        ],
        figure=charts.lorenz(curve, chance, words, asked.colours),
        note=t("visits.lorenz_note"),
        controls=partial(_choose, asked, list(shared["visitor_role"])),
        narrow=True,
        beside={"curve": pd.concat([curve.assign(work="made"), chance.assign(work="chance")])},
    )


def _told_curve(asked: Asked, told: pd.Series) -> str:
    return t(
        "visits.lorenz",
        role=against.word(asked, "visitor_role", told["visitor_role"]),
        people=against.number(asked, told["people"]),
        share=against.share(asked, told["half_made_by"]),
        gini=numbers.plain(told["gini"], 2),
        chance=numbers.plain(told["chance_gini"], 2),
    )


def _visitors(asked: Asked, loads: pd.DataFrame, shared: pd.DataFrame) -> Panel:
    told = _told(asked, shared)
    role = against.word(asked, "visitor_role", told["visitor_role"])
    rows = visit_load.histogram(loads[loads["visitor_role"] == told["visitor_role"]])
    text = [
        t("visits.visitor_bar", least=str(r.least), most=str(r.most),
          count=against.number(asked, r.people))
        for r in rows.itertuples()
    ]  # fmt: skip
    return Panel(
        key="visitors",
        heading=t("heading.visitors", role=role),
        words=t(
            "visits.visitors",
            role=role,
            median=numbers.plain(told["median"]),
            p90=numbers.plain(told["p90"]),
        ),
        rows=rows.drop(columns="middle").assign(visitor_role=told["visitor_role"]),
        columns=[
            panels.counted(asked.teller, t("table.least"), "least"),
            panels.counted(asked.teller, t("table.most"), "most"),
            panels.counted(asked.teller, t("table.people"), "people"),
        ],
        figure=charts.bars(
            rows.assign(name=rows["middle"], value=rows["people"], text=text),
            asked.colours,
            across=t("visits.visits_each"),
        ),
        narrow=True,
    )


def _told(asked: Asked, shared: pd.DataFrame) -> pd.Series:
    """The row of the role that is looked at; the one with most visits unless one is chosen."""
    named = shared[shared["visitor_role"] == asked.view.pinned.by]
    return (named if len(named) else shared).iloc[0]


def _choose(asked: Asked, roles: list[str]) -> None:
    named = asked.view.pinned.by
    st.session_state["visits_role"] = named if named in roles else roles[0]
    st.selectbox(
        t("table.role"),
        roles,
        format_func=lambda role: against.word(asked, "visitor_role", role),
        key="visits_role",
        on_change=lambda: permalink.change(by=st.session_state["visits_role"]),
        label_visibility="collapsed",
        width=240,
    )
