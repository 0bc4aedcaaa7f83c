"""How long does each group take until half of its requests are resolved, and nine in ten?"""

import pandas as pd

from analytics.funnels import JUDGED
from pages.components import panels
from pages.components.frame import Asked
from pages.components.numbers import MISSING
from pages.components.panels import Panel
from pages.components.requests import choices, drawings, kept, late, wording


def panel(asked: Asked, quantiles: pd.DataFrame, own: dict[str, float]) -> Panel:
    """Times of each group, and the share of all that is resolved within the days chosen."""
    say, by = asked.teller.say, choices.split(asked, choices.SPLITS)
    into = choices.into(asked, by, choices.SPLITS)
    within = f"within_{choices.days(asked)}_days"
    rows, drawn = kept.slowest(quantiles)
    figure = None
    if drawn["p50"].notna().any():
        told = drawn.assign(
            chosen=False, tone=drawn["verdict"], text=[_hover(asked, row) for row in _rows(drawn)]
        )
        if not into:
            told["area_code"] = ""
        untold = say("state.unreached_50")
        figure = drawings.ranges(told, asked.colours, log=False, ticks=(), untold=untold)
        figure.update_xaxes(title_text=say("requests.axis_days"))
    return Panel(
        key="quantiles",
        heading=say("requests.quantiles", by=choices.split_name(asked, by)),
        words=" ".join([_slower(asked, quantiles), *_soon(asked, own)]),
        rows=quantiles.rename(columns={"within": within}),
        columns=[
            panels.text(say("requests.column_group"), "name"),
            wording.reached(asked, "p50", "n"),
            wording.interval(asked, "days"),
            wording.reached(asked, "p75", "n"),
            wording.reached(asked, "p90", "n"),
            _within(asked, within),
            panels.counted(asked.teller, say("requests.column_requests"), "n"),
            wording.states(asked),
        ],
        figure=figure,
        note=kept.note(asked, say("requests.quantiles_note"), "slowest", drawn, rows),
        drills=bool(into) and figure is not None,
        into=into,
        controls=choices.both(
            choices.splitter(asked, choices.SPLITS, "by_quantiles"),
            choices.day_list(asked, "days_quantiles"),
        ),
    )


def _within(asked: Asked, name: str) -> panels.Shown:
    """The column of the share resolved within the days chosen."""
    days = choices.within_days(asked, choices.days(asked))

    def cell(row: dict) -> str:
        return MISSING if pd.isna(row[name]) else wording.share(asked, row[name])

    return panels.Shown(asked.teller.say("requests.within", days=days), cell, number=True)


def _soon(asked: Asked, own: dict[str, float]) -> list[str]:
    """The share of all that is resolved within the days chosen; none where nobody can know."""
    share = own["within"]
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
