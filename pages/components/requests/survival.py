"""How large a share is resolved by when, and of which groups sooner? Curves, numbers at risk."""

from collections.abc import Mapping

import pandas as pd

from analytics import curves
from analytics.curves import Curves
from analytics.funnels import JUDGED
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import choices, drawings, late, reading, wording
from pages.components.requests.drawings import Line

OWN = "whole\n"  # the curve of the whole among those of its groups
SMALLEST_LUCK = 0.001  # p-values below this are not told apart


def panel(asked: Asked, quantiles: pd.DataFrame, times: Mapping[str, float]) -> Panel:
    """Curves of the place and its groups.

    `quantiles` are those of the groups as `times.by_group` gives them, `times` those of the place.
    """
    say, by = asked.teller.say, choices.split(asked, choices.SPLITS)
    into = choices.into(asked, by, choices.SPLITS)
    horizon = curves.horizon(times["p90"])
    found = reading.split(asked.scope, asked.view, by, horizon, times["requests"])
    own, parts = found.whole, found.groups
    first, last = _extremes(quantiles, parts)
    rows, risk = (
        _together(asked, by, getattr(own, told), getattr(parts, told))
        for told in ("steps", "at_risk")
    )
    figure = None
    if len(own.steps):
        names = ("least_resolved" if len(late.groups(quantiles)) else "slowest", "quickest")
        figure = _figure(asked, own, rows, risk, (first, last), names, horizon)
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
        drills=bool(into) and figure is not None and len(parts.steps) > 0,
        into=into,
        controls=choices.splitter(asked, choices.SPLITS, "by_curves"),
        beside={"at_risk": risk, "open": own.marks.drop(columns="group")},
    )


def _together(asked: Asked, by: str, own: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Rows of the place and of its groups, named."""
    names = [choices.name(asked, by, group) for group in groups["group"]]
    whole = own.assign(name=asked.teller.place, part="whole")
    return pd.concat([whole, groups.assign(name=names, part="group")], ignore_index=True)


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


def _figure(asked, own, rows, risk, extremes, names, horizon):
    colours, say, by = asked.colours, asked.teller.say, choices.split(asked, choices.SPLITS)
    steps = _apart(rows).assign(
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
    groups = dict.fromkeys(rows.loc[rows["part"] == "group", "group"])
    others = [group for group in groups if group not in named]
    goes = bool(choices.into(asked, by, choices.SPLITS))
    lines = [Line(group, "", colours.faint, code=group if goes else "") for group in others]
    for code, face, which in zip(named, (colours.worse, colours.better), names, strict=False):
        name = say(f"requests.{which}", name=choices.name(asked, by, code))
        lines.append(Line(code, name, face, banded=True, width=1.6, code=code if goes else ""))
    lines.append(Line(OWN, asked.teller.place, colours.ink, banded=True, width=2.2))
    figure = drawings.curves(steps, lines, horizon, say("requests.axis_days"), colours)
    drawings.mark_open(figure, _marks(asked, own), colours)
    told = _apart(risk).assign(text=[wording.number(asked, n) for n in risk["at_risk"]])
    drawings.count_at_risk(figure, told, lines, say("requests.at_risk"), colours)
    drawings.name_curves(figure, lines)
    return figure


def _apart(rows: pd.DataFrame) -> pd.DataFrame:
    """The whole as a group of its own, which no code of a group can be taken for."""
    return rows.assign(group=rows["group"].where(rows["part"] == "group", OWN))


def _marks(asked: Asked, own: Curves) -> pd.DataFrame:
    say = asked.teller.say
    return own.marks.assign(
        text=[
            say("requests.hover_open", count=wording.number(asked, row.open_still),
                days=wording.days(asked, row.days))
            for row in own.marks.itertuples()
        ]
    )  # fmt: skip
