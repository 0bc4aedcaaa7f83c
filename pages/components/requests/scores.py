"""How do residents judge what was done for them, with and without what is excluded?"""

import pandas as pd
import plotly.graph_objects as go

from analytics import funnels
from analytics.metrics import METRICS
from pages.components import panels, states
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import assessed, choices, drawings, kept, reading, wording

RATES = ("response_rate", "resolution_rate", "callback_satisfaction_rate", "composite_score")
OFFERED = (*RATES[::-1], "on_time_rate", "excluded_share", "refused_share")
SPLITS = ("place", "unit", "category", "channel")
MOST_ROWS = 40  # groups drawn in one chart
FEWER_ROWS = 12  # in a narrow one


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [
        _by_group(asked),
        _with_and_without(asked),
        _excluded(asked),
        assessed.panel(asked, choices.metric(asked, OFFERED)),
    ]


def _by_group(asked: Asked) -> Panel:
    say = asked.teller.say
    by, metric = choices.split(asked, SPLITS), choices.metric(asked, OFFERED)
    rows = reading.by_group(asked.scope, asked.view, (metric,), by)
    rows["name"] = [choices.name(asked, by, code) for code in rows["area_code"]]
    rows = rows.sort_values("value", ascending=False, ignore_index=True)
    rows["kind"] = rows["state"]
    known, drawn = _drawn(rows, MOST_ROWS)
    into = choices.into(asked, by, SPLITS)
    figure = _figure(asked, drawn, metric, into)
    return Panel(
        key="scores",
        heading=say("requests.scores", metric=asked.teller.short(metric),
                    by=choices.split_name(asked, by)),
        words=outside(asked, rows, metric),
        rows=rows,
        columns=[panels.text(say("requests.column_group"), "name"), *panels.result(asked.teller)],
        figure=figure,
        note=kept.note(asked, say("requests.scores_note"), "furthest", drawn, known),
        drills=bool(into) and figure is not None,
        into=into,
        controls=choices.both(
            choices.splitter(asked, SPLITS, "by_scores"),
            choices.chooser(asked, OFFERED, "metric_scores"),
        ),
    )  # fmt: skip


def outside(asked: Asked, rows: pd.DataFrame, metric: str) -> str:
    """Which groups lie outside what chance allows, and how many are not shown."""
    say = asked.teller.say
    judged = rows[rows["band"] != "unjudged"]
    hidden = int((rows["state"] == "hidden").sum())
    beyond = judged[judged["level"] == funnels.ALARM]
    words = say("requests.too_few")
    if len(judged):
        overall = asked.teller.style(metric, rows["target"].iloc[0]).amount(rows["target"].iloc[0])
        words = say("requests.all_within", overall=str(overall))
        if len(beyond):
            words = say("requests.some_outside", overall=str(overall), names=wording.names(
                asked, [_sided(asked, row) for row in beyond.to_dict("records")]
            ))  # fmt: skip
    if hidden:
        words = f"{words} {say('requests.hidden', count=wording.number(asked, hidden))}"
    return words


def _sided(asked: Asked, row: dict) -> str:
    value = asked.teller.style(row["metric"], row["value"]).amount(row["value"])
    return asked.teller.say("requests.name_and_value", name=row["name"], value=str(value))


def _drawn(rows: pd.DataFrame, most: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows with a value, and those drawn: beyond chance, or furthest from the whole."""
    known = rows[rows["value"].notna()]
    gap = (known["value"] - known["target"]).abs()
    return known, kept.foremost(known, most, known["level"] == funnels.ALARM, gap)


def _figure(asked: Asked, drawn: pd.DataFrame, metric: str, into: str) -> go.Figure | None:
    if drawn.empty:
        return None
    drawn = drawn.assign(
        tone=drawn["verdict"].where(drawn["level"] == funnels.ALARM, ""), chosen=False,
        area_code=drawn["area_code"] if into else "",
        text=[hover(asked, row) for row in drawn.to_dict("records")],
    )  # fmt: skip
    figure = drawings.dots(drawn, asked.colours, tick(metric))
    target = float(drawn["target"].iloc[0])
    if pd.notna(target):
        overall = str(asked.teller.style(metric, target).amount(target))
        drawings.across(figure, target, overall, asked.colours)
    return figure


def hover(asked: Asked, row: dict) -> str:
    """What appears over the point of a result row."""
    style = asked.teller.style(row["metric"], row["value"])
    return wording.hover(
        row["name"],
        f"{asked.teller.short(row['metric'])} {style.amount(row['value'])}",
        style.interval(row["low"], row["high"]),
        f"n = {wording.number(asked, row['n'])}",
        states.words(asked.teller, row),
    )


def tick(metric: str) -> str:
    """Format of a metric's values on an axis."""
    return ".1~%" if METRICS[metric].unit == "share" else ",.3~f"


# ---------------------------------------------------------------- with and without
def _with_and_without(asked: Asked) -> Panel:
    say = asked.teller.say
    rows = reading.without_excluded(asked.scope, asked.view, RATES, ()).reset_index(drop=True)
    rows["kind"] = rows["state"]
    rows["name"] = [asked.teller.short(metric) for metric in rows["metric"]]
    rows["who"] = [say(f"requests.counted_{choice}") for choice in rows["counted"]]
    score = rows[rows["metric"] == "composite_score"].set_index("counted")
    words = say("requests.no_callbacks")
    if score["value"].notna().all():
        style = asked.teller.style("composite_score", score.loc["all", "value"])
        words = say(
            "requests.with_without",
            all=str(style.amount(score.loc["all", "value"])),
            without=str(style.amount(score.loc["without", "value"])),
        )
    elif (score["state"] == "hidden").any():
        words = say("requests.with_without_hidden")
    return Panel(
        key="exclusions",
        heading=say("requests.exclusions"),
        words=words,
        rows=rows,
        columns=[
            panels.text(say("table.metric"), "name"),
            panels.text(say("requests.column_counted"), "who"),
            *panels.result(asked.teller),
        ],
        figure=_pairs(asked, rows),
        note=say("requests.exclusions_note"),
        narrow=True,
    )


def _pairs(asked: Asked, rows: pd.DataFrame) -> go.Figure | None:
    """One row a rate: a dot with all requests, a stroke without the excluded ones."""
    known = rows[rows["value"].notna() & (rows["metric"] != "composite_score")]
    wide = known.pivot(index="metric", columns="counted", values="value")
    first = known[known["counted"] == "all"].copy()
    if first.empty:
        return None
    first["without"] = first["metric"].map(wide.get("without", {}))
    drawn = first.assign(
        area_code="", chosen=False, tone="",
        text=[hover(asked, row) for row in first.to_dict("records")],
    )  # fmt: skip
    return drawings.dots(drawn, asked.colours, ".1~%", second="without")


def _excluded(asked: Asked) -> Panel:
    say, by = asked.teller.say, choices.split(asked, SPLITS)
    rows = reading.by_group(asked.scope, asked.view, ("excluded_share",), by)
    rows["name"] = [choices.name(asked, by, code) for code in rows["area_code"]]
    rows = rows.sort_values("value", ascending=False, ignore_index=True)
    rows["kind"] = rows["state"]
    known, drawn = _drawn(rows, FEWER_ROWS if asked.view.exclusions else 0)
    into = choices.into(asked, by, SPLITS)
    figure = _figure(asked, drawn, "excluded_share", into)
    words = outside(asked, rows, "excluded_share")
    if not asked.view.exclusions:
        words = say("requests.excluded_are_out")
    return Panel(
        key="excluded",
        heading=say("requests.excluded", by=choices.split_name(asked, by)),
        words=words,
        rows=rows,
        columns=[panels.text(say("requests.column_group"), "name"), *panels.result(asked.teller)],
        figure=figure,
        note=kept.note(asked, say("requests.excluded_note"), "furthest", drawn, known),
        drills=bool(into) and figure is not None,
        into=into,
        narrow=True,
    )
