"""How is each number told on its card?"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.findings import GATE
from analytics.metrics import METRICS
from pages.components import days, numbers, states
from pages.components.cards import Card
from pages.components.numbers import Amount
from pages.components.sentences import Teller
from pages.components.sparks import Spark
from pages.components.standing import Standing


def card(
    teller: Teller,
    standing: Standing,
    metric: str,
    besides: Sequence[str] = (),
    *,
    wide: bool = False,
) -> Card:
    """The card of a metric: value, interval, n, change and series.

    Parameters
    ----------
    teller : Teller
        Language and place.
    standing : Standing
        Result frames of the place chosen.
    metric : str
        One of the metrics that are on record.
    besides : sequence of str
        What else is told beneath the number.
    wide : bool
        Whether the card fills the row.
    """
    row = standing.row(metric)
    style = teller.style(metric, row["value"])
    state = row["state"]
    silent = state in ("few", "hidden", "none")
    text, tone = ("", "") if silent else _change(teller, standing, metric)
    return Card(
        metric=metric,
        name=teller.short(metric),
        amount=Amount("", "") if state == "hidden" else style.amount(row["value"]),
        state=state,
        beneath=[*_sureness(teller, row, style), *besides],
        change=text,
        tone=tone,
        spark=_spark(teller, standing, metric),
        wide=wide,
    )


def _sureness(teller: Teller, row: Mapping[str, Any], style: numbers.Style) -> list[str]:
    """Interval and n, or why there is no number."""
    state = row["state"]
    if state == "hidden":
        return [teller.say("state.hidden")]
    if state == "none":
        return [_reason(teller, row)]
    count = teller.say("card.n", count=numbers.count(teller.lang, row["n"]))
    bounds = style.interval(row["low"], row["high"])
    lines = [teller.say("card.interval", interval=bounds) if bounds else "", count]
    if state == "few":
        lines.append(teller.say("state.few"))
    if state == "provisional":
        lines.append(teller.say("card.provisional"))
    return lines


def _reason(teller: Teller, row: Mapping[str, Any]) -> str:
    """Why a number is missing: nothing happened, or too little is resolved for a median."""
    metric = METRICS[row["metric"]]
    if states.key(row) != "none":
        return teller.say("card.unreached", reason=states.words(teller, row))
    kinds = {"responses": "rounds", "round_coverage": "rounds", "callbacks": "callbacks"}
    return teller.say(f"card.none_{kinds.get(metric.table, metric.table)}")


def gate(teller: Teller, villages: pd.DataFrame) -> list[str]:
    """How many villages fail the 80 % gate; it is judged by village, never for the whole.

    Parameters
    ----------
    teller : Teller
        Language.
    villages : DataFrame
        Result rows of survey_participation_rate by village.
    """
    asked = villages[villages["value"].notna()]
    if asked.empty:
        return []
    failed = int((asked["value"] < GATE).sum())
    if not failed:
        return [teller.say("card.gate_met")]
    return [teller.say("card.gate", n=failed, count=numbers.count(teller.lang, failed))]


def _change(teller: Teller, standing: Standing, metric: str) -> tuple[str, str]:
    """What to say of the span before, and in which tone; nothing where it cannot be compared."""
    row = standing.change(metric)
    if row is None:
        return "", ""
    if not row["is_beyond_chance"]:
        return teller.say("card.within"), ""
    style = teller.style(metric, row["expected"], row["low"], row["high"])
    verdict = row["verdict"]
    return teller.say(f"card.{verdict}", change=style.change(row["difference"])), verdict


def _spark(teller: Teller, standing: Standing, metric: str) -> Spark | None:
    series = standing.series(metric)
    drawn = series[series["value"].notna()]
    if len(drawn) < 2:
        return None
    tones = series["tone"].where(series["signal"] == "outside", "")  # the rest only in large
    signals = int((tones != "").sum())
    firm = bool(series["mean"].notna().any())
    kind = "run" if not firm else "signal" if signals else "quiet"
    words = teller.say(
        f"spark.{kind}",
        name=teller.short(metric),
        first=days.period(teller.lang, drawn["period"].iloc[0], short=True),
        last=days.period(teller.lang, drawn["period"].iloc[-1], short=True),
        count=str(signals),
    )
    mean, lower, upper = (series[name].iloc[0] for name in ("mean", "lower", "upper"))
    return Spark(list(series["value"]), list(tones), mean, lower, upper, words)
