"""How do places compare in a measure of visits, and how did it move? The panels parts share."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics import METRICS
from pages.components import comparison, days, figures, numbers, panels, permalink, trends
from pages.components.comparison import Comparison
from pages.components.frame import Asked
from pages.components.numbers import Style
from pages.components.panels import Panel, Shown
from pages.components.visits import reads
from pages.texts import known, t

TIMELESS = ("links", "promises")  # no visit of the last days bears on them
LIMITS = {"low998": "limit_low", "high998": "limit_high"}
PLACED = ["metric", "area_code", "area_name", "period", "numerator", "denominator", "value", "low",
          "high", "n", "state", "limit_low", "limit_high", "verdict", "kind"]  # fmt: skip
SERIES = ["metric", "period", "numerator", "denominator", "value", "low", "high", "n", "state",
          "mean", "lower", "upper", "signal"]  # fmt: skip


def chosen(asked: Asked, metrics: Sequence[str]) -> str:
    """The measure that the address names, if the part has it; else the first."""
    named = asked.view.pinned.metric
    return named if named in metrics else metrics[0]


def places(asked: Asked, key: str, metrics: Sequence[str]) -> Panel:
    """Places below the one chosen against what chance allows, in one of some measures."""
    teller, view = asked.teller, asked.view
    metric = chosen(asked, metrics)
    parts = _marked(asked, comparison.read(asked.scope, view, (metric,)), metric)
    picture = figures.places(teller, parts, metric, view.area, asked.colours)
    rows = parts.places.rename(columns=LIMITS).sort_values(
        ["value", "area_code"], ascending=False, na_position="last"
    )
    told = rows["verdict"].where(rows["level"] == figures.ALARM, "")
    rows = rows.assign(
        area_name=[teller.name(code) for code in rows["area_code"]],
        verdict=told,
        kind=["chosen" if code == view.area else "" for code in rows["area_code"]],
    )
    return Panel(
        key=key,
        heading=t("heading.places", metric=teller.short(metric), level=teller.levels),
        words=picture.words,
        rows=rows[PLACED].reset_index(drop=True),
        columns=[panels.text(t("table.place"), "area_name"), *panels.result(teller)],
        figure=picture.figure,
        note=picture.note if picture.figure is not None else "",
        place=teller.ground,
        drills=picture.figure is not None,
        controls=partial(_choose, asked, key, metrics) if len(metrics) > 1 else None,
    )


def _marked(asked: Asked, parts: Comparison, metric: str) -> Comparison:
    """The comparison, where numbers of places with late reports are provisional."""
    if METRICS[metric].table in TIMELESS:
        return parts
    late = reads.late(asked.scope, asked.view)["area_code"]
    if late.empty:
        return parts
    waits = parts.places["area_code"].isin(late) & (parts.places["state"] == "ok")
    state = parts.places["state"].mask(waits, "provisional")
    return replace(parts, places=parts.places.assign(state=state))


def months(asked: Asked, key: str, metric: str) -> list[Panel]:
    """A measure month by month; nothing where fewer than two months have a number."""
    teller = asked.teller
    series = trends.read(asked.scope, asked.view, (metric,)).reset_index(drop=True)
    dated = trends.notes(asked.scope, asked.view, metric)
    picture = figures.months(teller, series, asked.colours, dated)
    if picture.figure is None:
        return []
    month = Shown(t("table.period"), lambda row: days.period(teller.lang, row["period"]))
    return [
        Panel(
            key=key,
            heading=t("heading.months", metric=teller.short(metric)),
            words=picture.words,
            rows=series[SERIES],
            columns=[month, *panels.result(teller)],
            figure=picture.figure,
            dated=picture.dated,
        )
    ]


def share(asked: Asked, value: float) -> str:
    """A share in words: 74.1%."""
    return str(Style.of(asked.teller.lang, "share", value).amount(value))


def shared(asked: Asked, title: str, name: str) -> Shown:
    """A column of shares."""
    return Shown(title, lambda row: share(asked, row[name]), number=True)


def number(asked: Asked, value: float) -> str:
    """A count in words."""
    return numbers.count(asked.teller.lang, value)


def plain(title: str, name: str, decimals: int = 0) -> Shown:
    """A column of plain numbers; a dash where there is none."""

    def write(row: Mapping[str, Any]) -> str:
        missing = pd.isna(row[name])
        return numbers.MISSING if missing else numbers.plain(float(row[name]), decimals)

    return Shown(title, write, number=True)


def hover(asked: Asked, title: str, row: Mapping[str, Any]) -> str:
    """What a point says of a result row."""
    teller, metric = asked.teller, row["metric"]
    style = teller.style(metric, row["value"])
    state = teller.say(f"state.{row['state']}")
    return teller.say(
        "chart.hover",
        title=html.escape(title),
        metric=teller.short(metric),
        value=str(style.amount(row["value"])),
        interval=style.interval(row["low"], row["high"]),
        count=numbers.count(teller.lang, row["n"]),
        state=f"<br>{state}" if state else "",
    )


def word(asked: Asked, group: str, value: object) -> str:
    """What a value of a column is called; itself, where the operator chose it."""
    if pd.isna(value):
        return t("visits.unnamed")
    key = f"{group}.{value}"
    return t(key) if known(asked.teller.lang, key) else str(value)


def _choose(asked: Asked, key: str, metrics: Sequence[str]) -> None:
    """Choose the measure that is compared."""
    name = f"{key}_metric"
    st.session_state[name] = chosen(asked, metrics)
    st.selectbox(
        t("filters.metric"),
        list(metrics),
        format_func=asked.teller.short,
        key=name,
        on_change=lambda: permalink.change(metric=st.session_state[name]),
        label_visibility="collapsed",
        width=320,
    )
