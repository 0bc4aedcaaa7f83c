"""How long do requests take, and for whom longer? Curves, quantiles, two clocks, ways to end."""

import pandas as pd

from analytics import curves
from analytics.curves import Curves
from analytics.funnels import JUDGED
from data.errors import DataError
from pages.components import panels
from pages.components.frame import Asked
from pages.components.numbers import MISSING
from pages.components.panels import Panel
from pages.components.requests import choices, drawings, kept, late, reading, ways, wording
from pages.components.requests.drawings import Line

SPLITS = ("place", "category", "channel", "kind", "setting")
QUANTILES = {
    "p50": "resolution_median_days",
    "p75": "resolution_p75_days",
    "p90": "resolution_p90_days",
    "within": "closed_within_7_days_rate",
}
WHOLE = ""
SMALLEST_LUCK = 0.001  # p-values below this are not told apart
MOST_ROWS = 30  # groups drawn in one chart


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    quantiles = by_group(asked)
    ends = ways.panel(asked, own_times(asked)["p90"])
    return [_curves(asked, quantiles), _quantiles(asked, quantiles), _clocks(asked), ends]


def title(asked: Asked) -> str:
    """How long requests take, as the finding of the page."""
    whole = own_times(asked)
    half, most = whole["p50"], whole["p90"]
    if pd.isna(half):
        return asked.teller.say("requests.title_open")
    if pd.isna(most):
        return asked.teller.say("requests.title_half", half=wording.days(asked, half))
    return asked.teller.say(
        "requests.title_times", half=wording.days(asked, half), most=wording.days(asked, most)
    )


def own_times(asked: Asked) -> dict[str, float]:
    """The quantiles of the place itself, by their names, and `requests`."""
    quantiles = _quantile_metrics(asked)
    rows = reading.by_whole(asked.scope, asked.view, tuple(quantiles.values()))
    found = rows.set_index("metric")["value"]
    told = {name: float(found[metric]) for name, metric in quantiles.items()}
    return told | {"requests": float(rows["denominator"].iloc[0])}


def _quantile_metrics(asked: Asked) -> dict[str, str]:
    """The metrics told of every group by their short names, with the days chosen."""
    return dict(zip(QUANTILES, choices.within(asked, list(QUANTILES.values())), strict=True))


def by_group(asked: Asked) -> pd.DataFrame:
    """One row a group: p50, p75, p90 in days, the share within those chosen; slowest first.

    Groups of which fewer than half are resolved so far stand before all others: no median is known
    of them because they are slow.
    """
    by = choices.split(asked, SPLITS)
    quantiles = _quantile_metrics(asked)
    rows = reading.by_group(asked.scope, asked.view, tuple(quantiles.values()), by)
    wide = rows.pivot(index="area_code", columns="metric", values="value")
    wide = wide.rename(columns={metric: name for name, metric in quantiles.items()})
    half = rows[rows["metric"] == QUANTILES["p50"]].set_index("area_code")
    told = half[["low", "high", "numerator", "denominator", "n", "state", "verdict", "target"]]
    found = wide.join(told).reset_index()
    found["name"] = [choices.name(asked, by, code) for code in found["area_code"]]
    return late.first(found)


# ---------------------------------------------------------------- curves
def _curves(asked: Asked, quantiles: pd.DataFrame) -> Panel:
    say, by = asked.teller.say, choices.split(asked, SPLITS)
    times = own_times(asked)
    horizon = curves.horizon(times["p90"])
    found = reading.split(asked.scope, asked.view, by, horizon, times["requests"])
    own, parts = found.whole, found.groups
    first, last = _extremes(quantiles, parts)
    rows = pd.concat([
        own.steps.assign(name=asked.teller.place, part="whole"),
        parts.steps.assign(
            name=[choices.name(asked, by, group) for group in parts.steps["group"]], part="group"
        ),
    ], ignore_index=True)  # fmt: skip
    figure = None
    if len(own.steps):
        names = ("least_resolved" if len(late.groups(quantiles)) else "slowest", "quickest")
        figure = _figure(asked, own, parts, rows, (first, last), names, horizon)
    return Panel(
        key="curves",
        heading=say("requests.curves"),
        words=_told(asked, quantiles, parts, first, last),
        rows=rows,
        columns=[
            panels.text(say("requests.column_group"), "name"),
            wording.column(asked, "after", "days", wording.days),
            wording.column(asked, "resolved_share", "share", wording.share),
            wording.interval(asked, "share"),
            wording.column(asked, "at_risk", "at_risk", wording.number),
        ],
        figure=figure,
        note=" ".join([say("requests.curves_note"), *_tested(asked, parts)]),
        controls=choices.splitter(asked, SPLITS, "by_curves"),
    )


def _tested(asked: Asked, parts: Curves) -> list[str]:
    """The test behind the sentence, for those who want to check it; none of a single group."""
    if parts.test.degrees < 1:
        return []
    luck = parts.test.p_value
    return [
        asked.teller.say(
            "requests.curves_test",
            statistic=wording.plain(asked, parts.test.statistic),
            degrees=wording.number(asked, parts.test.degrees),
            luck=f"= {luck:.3f}" if luck >= SMALLEST_LUCK else f"< {SMALLEST_LUCK}",
        )
    ]


def _extremes(quantiles: pd.DataFrame, parts: Curves) -> tuple[str | None, str | None]:
    """The slowest and the quickest group, if groups differ beyond chance and both can be judged."""
    known = quantiles["state"].isin(JUDGED) & quantiles["p50"].notna()
    judged = pd.concat([late.groups(quantiles), quantiles[known]])
    if not parts.test.beyond_chance or len(judged) < 2 or not known.any():
        return None, None
    return judged["area_code"].iloc[0], judged["area_code"].iloc[-1]


def _told(
    asked: Asked, quantiles: pd.DataFrame, parts: Curves, first: str | None, last: str | None
) -> str:
    say = asked.teller.say
    if len(parts.steps) == 0:
        return say("requests.no_times")
    if parts.test.degrees < 1:
        return say("requests.curves_one")
    few = late.groups(quantiles)
    if first is None or last is None:
        differ = parts.test.beyond_chance and len(few) > 1
        return say("requests.curves_untold" if differ else "requests.curves_alike")
    rows = quantiles.set_index("area_code")
    quickest = {
        "quick": rows.loc[last, "name"],
        "quick_days": wording.days(asked, rows.loc[last, "p50"]),
    }
    if len(few):
        return say("requests.curves_late", names=late.named(asked, few), **quickest)
    slow, days = rows.loc[first, "name"], wording.days(asked, rows.loc[first, "p50"])
    return say("requests.curves_differ", slow=slow, slow_days=days, **quickest)


def _figure(asked, own, parts, rows, extremes, names, horizon):
    colours, say, by = asked.colours, asked.teller.say, choices.split(asked, SPLITS)
    steps = rows.assign(
        group=rows["group"].where(rows["part"] == "group", "whole\n"),
        text=[
            wording.hover(
                row.name_,
                say("requests.hover_after", days=wording.days(asked, row.days)),
                say("requests.hover_resolved", share=wording.share(asked, row.share),
                    interval=wording.share_interval(asked, row.low, row.high)),
            )
            for row in rows.rename(columns={"name": "name_"}).itertuples()
        ],
    )  # fmt: skip
    named = [code for code in extremes if code is not None]
    others = [g for g in dict.fromkeys(parts.steps["group"]) if g not in named]
    lines = [Line(group, "", colours.faint) for group in others]
    for code, face, which in zip(named, (colours.worse, colours.better), names, strict=False):
        name = say(f"requests.{which}", name=choices.name(asked, by, code))
        lines.append(Line(code, name, face, banded=True, width=1.6))
    lines.append(Line("whole\n", asked.teller.place, colours.ink, banded=True, width=2.2))
    figure = drawings.curves(steps, lines, horizon, say("requests.axis_days"), colours)
    drawings.mark_open(figure, _marks(asked, own), colours)
    risk = pd.concat([own.at_risk.assign(group="whole\n"), parts.at_risk])
    risk["text"] = [wording.number(asked, value) for value in risk["at_risk"]]
    drawings.count_at_risk(figure, risk, lines, say("requests.at_risk"), colours)
    drawings.name_curves(figure, lines)
    return figure


def _marks(asked: Asked, own: Curves) -> pd.DataFrame:
    say = asked.teller.say
    return own.marks.assign(
        text=[
            say("requests.hover_open", count=wording.number(asked, row.open_still),
                days=wording.days(asked, row.days))
            for row in own.marks.itertuples()
        ]
    )  # fmt: skip


# ---------------------------------------------------------------- quantiles
def _quantiles(asked: Asked, quantiles: pd.DataFrame) -> Panel:
    say, by = asked.teller.say, choices.split(asked, SPLITS)
    within = f"within_{choices.days(asked)}_days"
    rows, drawn = _drawn(quantiles)
    figure = None
    if drawn["p50"].notna().any():
        told = drawn.assign(
            chosen=False, tone=drawn["verdict"], text=[_hover(asked, row) for row in _rows(drawn)]
        )
        if by != "place":
            told["area_code"] = ""
        untold = say("state.unreached_50")
        figure = drawings.ranges(told, asked.colours, log=False, ticks=(), untold=untold)
        figure.update_xaxes(title_text=say("requests.axis_days"))
    return Panel(
        key="quantiles",
        heading=say("requests.quantiles", by=choices.split_name(asked, by)),
        words=" ".join([_slower(asked, quantiles), *_soon(asked)]),
        rows=quantiles.rename(columns={"within": within}),
        columns=[
            panels.text(say("requests.column_group"), "name"),
            wording.reached(asked, "p50", "n"),
            wording.interval(asked, "days"),
            wording.reached(asked, "p75", "n"),
            wording.reached(asked, "p90", "n"),
            _within(asked, within),
            panels.counted(asked.teller, say("requests.column_requests"), "n"),
        ],
        figure=figure,
        note=kept.note(asked, say("requests.quantiles_note"), "slowest", drawn, rows),
        drills=by == "place" and figure is not None,
        controls=choices.both(
            choices.splitter(asked, SPLITS, "by_quantiles"),
            choices.day_list(asked, "days_quantiles"),
        ),
    )


def _drawn(quantiles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Groups with requests, and the slowest of them, not more than half without a median."""
    rows = quantiles[quantiles["n"] > 0]
    if len(rows) <= MOST_ROWS:
        return rows, rows
    untold, known = rows[rows["p50"].isna()], rows[rows["p50"].notna()]
    room = max(MOST_ROWS - len(known), MOST_ROWS // 2)
    untold = untold.head(room)
    return rows, pd.concat([untold, known.head(MOST_ROWS - len(untold))])


def _within(asked: Asked, name: str) -> panels.Shown:
    """The column of the share resolved within the days chosen."""
    days = choices.within_days(asked, choices.days(asked))

    def cell(row: dict) -> str:
        return MISSING if pd.isna(row[name]) else wording.share(asked, row[name])

    return panels.Shown(asked.teller.say("requests.within", days=days), cell, number=True)


def _soon(asked: Asked) -> list[str]:
    """The share of all that is resolved within the days chosen; none where nobody can know."""
    share = own_times(asked)["within"]
    if pd.isna(share):
        return []
    days = choices.within_days(asked, choices.days(asked))
    told = {"days": days, "share": wording.share(asked, share)}
    return [asked.teller.say("requests.soon_told", **told)]


def _slower(asked: Asked, quantiles: pd.DataFrame) -> str:
    say, few = asked.teller.say, late.groups(quantiles)
    told = [say("requests.late_groups", names=late.named(asked, few))] if len(few) else []
    slow = quantiles.loc[quantiles["verdict"] == "worse", "name"]
    known = quantiles["state"].isin(JUDGED) & quantiles["p50"].notna()
    if not known.any():
        return " ".join(told) or say("requests.too_few")
    if pd.isna(quantiles["target"].iloc[0]):
        return " ".join([*told, say("requests.whole_untold")])
    overall = wording.days(asked, quantiles["target"].iloc[0])
    if len(slow):
        names = wording.names(asked, list(slow))
        return " ".join([*told, say("requests.some_slower", names=names, overall=overall)])
    none = "requests.others_none_slower" if told else "requests.none_slower"
    return " ".join([*told, say(none, overall=overall)])


def _hover(asked: Asked, row: dict) -> str:
    say = asked.teller.say
    return wording.hover(
        row["name"],
        *(
            say(f"requests.hover_{name}", days=wording.days(asked, row[name]))
            for name in ("p50", "p75", "p90")
            if pd.notna(row[name])
        ),
        *_hover_within(asked, row),
        f"n = {wording.number(asked, row['n'])}",
        say(f"state.{row['state']}") if pd.notna(row["p50"]) else say("state.unreached_50"),
    )


def _hover_within(asked: Asked, row: dict) -> list[str]:
    if pd.isna(row.get("within")):
        return []
    days = choices.within_days(asked, choices.days(asked))
    share = wording.share(asked, row["within"])
    return [asked.teller.say("requests.soon_told", days=days, share=share)]


def _rows(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")


# ---------------------------------------------------------------- two clocks
def _clocks(asked: Asked) -> Panel:
    say = asked.teller.say
    heading, note = say("requests.clocks"), say("requests.clocks_note")
    try:
        working = reading.working_times(asked.scope, asked.view).iloc[0]
    except DataError as mistake:
        words = say("requests.clocks_failed", message=mistake.said.within(asked.teller.lang))
        return Panel("clocks", heading, words, pd.DataFrame(), (), narrow=True)
    columns = ["clock", "p50", "p75", "p90", "requests"]
    clocks = [{**own_times(asked), "clock": "resident"}, {**working, "clock": "working"}]
    found = pd.DataFrame(clocks, columns=columns)
    found["name"] = [say(f"requests.clock_{clock}") for clock in found["clock"]]
    resident, worked = found["p50"]
    known = found["p50"].notna().all()
    words = say("requests.clocks_untold" if found["requests"].any() else "requests.no_times")
    if known:
        words = say(
            "requests.clocks_told",
            resident=wording.days(asked, resident),
            working=wording.days(asked, worked),
        )
    figure = None
    if known:
        drawn = found.assign(
            area_code="", state="ok", tone="", chosen=False,
            text=[_hover(asked, {**row, "n": row["requests"], "state": "ok"})
                  for row in _rows(found)],
        )  # fmt: skip
        figure = drawings.ranges(drawn, asked.colours, log=False, ticks=())
        figure.update_xaxes(title_text=say("requests.axis_days"))
    return Panel(
        key="clocks",
        heading=heading,
        words=words,
        rows=found,
        columns=[
            panels.text(say("requests.column_clock"), "name"),
            *(wording.reached(asked, name, "requests") for name in ("p50", "p75", "p90")),
            panels.counted(asked.teller, say("requests.column_requests"), "requests"),
        ],
        figure=figure,
        note=note,
        narrow=True,
    )
