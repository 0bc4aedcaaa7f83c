"""What is to be said of one measure? Rows of its entry, from the metric list and the texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from analytics import asking, judge
from analytics.measure import measure
from analytics.metrics import METRICS, Metric, changes
from data import queries, settings, store
from data.access import Scope
from data.filters import Filters
from pages.components import numbers, reads
from pages.components.numbers import Style
from pages.texts import LANGUAGES, say

PARTS = ("numerator", "denominator")


@dataclass(frozen=True)
class Measured:
    """The result row of a metric in the Scope, and the SQL of everything it took."""

    row: Mapping[str, Any]
    sql: tuple[str, ...]
    scope: str  # place, period and data date in words


@dataclass(frozen=True)
class Row:
    """One line of an entry; `code` lines are formulas as the engine was asked."""

    label: str
    text: str
    code: tuple[tuple[str, str], ...] = ()


@reads.remembered
def asked(
    scope: Scope, filters: Filters, metric: str, as_of: datetime
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Measure one metric and keep the words of every question that it took."""
    home = store.default()
    with asking.listening() as heard:
        frame = measure(
            queries.tables(home, scope, filters, counted=False),  # as it is defined
            [metric],
            as_of=as_of,
            window=(filters.start, filters.end),
            area_code=filters.area,
            zone=home.zone(filters.snapshot),
            smallest_cell=settings.smallest_cell(),
        )
    return frame, tuple(heard)


def rows(lang: str, metric_id: str, measured: Measured | None) -> list[Row]:
    """The entry of a metric, in one language.

    Parameters
    ----------
    lang : str
        "zh" or "en".
    metric_id : str
        One of METRICS.
    measured : Measured, optional
        Its present value; None while there are no records.
    """
    metric = METRICS[metric_id]
    told = {
        "sentence": Row("", say(lang, f"metric.{metric_id}.definition")),
        "caution": Row("", say(lang, f"metric.{metric_id}.caution")),
        "value": Row("", _value(lang, metric, measured)),
        "formula": _formula(lang, metric, measured),
        "clock": Row("", say(lang, f"glossary.clock.{metric.table}")),
        "better": Row("", say(lang, f"glossary.better.{metric.better}")),
        "unit": Row("", say(lang, f"glossary.unit.{metric.unit}")),
        "interval": Row("", say(lang, f"glossary.interval.{metric.interval}")),
        "judged": Row("", _judged(lang, metric)),
        "suppression": Row("", _suppression(lang, metric)),
        "source": Row("", metric.source),
        "since": Row("", _since(lang, metric)),
    }
    return [
        Row(say(lang, f"glossary.row.{name}"), row.text, row.code) for name, row in told.items()
    ]


def other_name(lang: str, metric_id: str) -> str:
    """The name in the other language, and the id by which files and commands know the metric."""
    (other,) = (known for known in LANGUAGES if known != lang)
    return say(
        lang, "glossary.other_name", name=say(other, f"metric.{metric_id}.name"), id=metric_id
    )


def records(lang: str, metric_id: str) -> str:
    """The kind of records that a metric is made of."""
    return say(lang, f"glossary.records.{METRICS[metric_id].table}")


def _value(lang: str, metric: Metric, measured: Measured | None) -> str:
    if measured is None:
        return say(lang, "glossary.no_records")
    row = measured.row
    if row["state"] in ("hidden", "none"):
        return say(lang, f"glossary.value.{row['state']}", scope=measured.scope)
    style = Style.of(lang, metric.unit, row["value"])
    interval = style.interval(row["low"], row["high"])
    note = say(lang, f"state.{row['state']}")
    told = {
        "value": str(style.amount(row["value"])),
        "count": numbers.count(lang, row["n"], exact=True),
        "scope": measured.scope,
        "state": f" – {note}" if note else "",
    }
    if interval:
        return say(lang, "glossary.value.whole", interval=interval, **told)
    return say(lang, "glossary.value.bare", **told)


def _formula(lang: str, metric: Metric, measured: Measured | None) -> Row:
    parts = asking.formulas(measured.sql, metric.id) if measured else {}
    code = tuple(
        (say(lang, f"glossary.formula.{part}"), parts[part]) for part in PARTS if part in parts
    )
    row = measured.row if measured and measured.row["state"] not in ("hidden", "none") else None
    if metric.kind == "time":
        return Row("", _curve(lang, metric, row))
    if metric.kind == "count":
        return Row("", say(lang, "glossary.formula.number"), code)
    factor = f"{metric.scale:,.0f}"
    scale = say(lang, "glossary.formula.scale", factor=factor) if metric.scale != 1 else ""
    told = say(lang, "glossary.formula.quotient", scale=scale)
    if row is None:
        return Row("", told, code)
    counts = {part: numbers.count(lang, row[part], exact=True) for part in PARTS}
    told = f"{told} {say(lang, 'glossary.formula.numbers', **counts)}{scale}"
    if metric.per_households:
        named = say(lang, "glossary.formula.households", count=counts["denominator"])
        code = (*code, (say(lang, "glossary.formula.denominator"), named))
    return Row("", told, code)


def _curve(lang: str, metric: Metric, row: Mapping[str, Any] | None) -> str:
    counts = {
        "resolved": numbers.count(lang, row["numerator"], exact=True) if row else numbers.MISSING,
        "requests": numbers.count(lang, row["denominator"], exact=True) if row else numbers.MISSING,
    }
    if metric.quantile is not None:
        share = str(Style(lang, "share", decimals=0).amount(metric.quantile))
        return say(lang, "glossary.formula.curve", share=share, **counts)
    return say(lang, "glossary.formula.within", days=f"{metric.within_days:g}", **counts)


def _judged(lang: str, metric: Metric) -> str:
    width = say(lang, "glossary.judged.width_none")
    if metric.unit in ("share", "points"):
        width = say(
            lang,
            "glossary.judged.width_share",
            share=numbers.plain(Style(lang, "share").shown(judge.WIDE_SHARE)),
        )
    elif metric.unit == "days":
        width = say(lang, "glossary.judged.width_ratio", ratio=numbers.plain(judge.WIDE_RATIO, 1))
    told = say(lang, "glossary.judged.few", few=str(judge.FEW), width=width)
    days = metric.matures_days
    later = say(lang, "glossary.judged.matures", days=str(days)) if days else ""
    return say(lang, "glossary.join").join([told, later or say(lang, "glossary.judged.over")])


def _since(lang: str, metric: Metric) -> str:
    """Since when the number has its formula, and what has come to count otherwise since then."""
    told = [say(lang, "glossary.since.told", day=metric.since)]
    told += [
        say(lang, "glossary.since.changed", day=c.day, what=say(lang, f"glossary.change.{c.name}"))
        for c in changes.of(metric.id)
    ]
    if len(told) == 1:
        told.append(say(lang, "glossary.since.unchanged"))
    return say(lang, "glossary.join").join(told)


def _suppression(lang: str, metric: Metric) -> str:
    if not metric.opinion:
        return say(lang, "glossary.suppression.none")
    told = say(lang, "glossary.suppression.opinion", smallest=str(settings.smallest_cell()))
    others = [name for name in metric.hidden_with if name != metric.id]
    if not others:
        return told
    names = say(lang, "sentence.list").join(say(lang, f"metric.{o}.short") for o in others)
    together = say(lang, "glossary.suppression.together", names=names)
    return say(lang, "glossary.join").join([told, together])
