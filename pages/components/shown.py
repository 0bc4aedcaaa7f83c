"""Which numbers are on screen? One frame, from which both the tables and the files are made."""

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from analytics.metrics import METRICS
from data.export import Export
from pages.components import days, filters, kinds, numbers, permalink, states
from pages.components.board import Board
from pages.components.sentences import Teller
from pages.components.standing import Standing
from pages.components.tables import Column, Row
from pages.components.view import View

RESULT = ("numerator", "denominator", "value", "low", "high", "n", "state")
COMPARED = ("previous", "difference", "difference_low", "difference_high", "smallest_difference")
PLACED = ("limit_low", "limit_high")
LIMITS = {"low998": "limit_low", "high998": "limit_high"}
VERDICT = "verdict"
NAMES = {"metric": "metric.{}.name", "part": "part.{}"}  # texts of what a page lets choose


def frame(teller: Teller, board: Board, metric: str) -> pd.DataFrame:
    """Every number on screen.

    Parameters
    ----------
    teller : Teller
        Language and place.
    board : Board
        Result frames of the page.
    metric : str
        The metric that is drawn large.

    Returns
    -------
    DataFrame
        part ("cards", "places", "months"), metric, metric_name, area_code, area_name, period, the
        columns of the result frame, then the change against the span before (cards) and the
        99.8 % limits of chance (places); verdict is "better", "worse", "changed" or "".
    """
    parts = {
        "cards": cards(board, board.stocks),
        "places": _places(board, metric),
        "months": board.series(metric).rename(
            columns={"lower": "limit_low", "upper": "limit_high", "tone": VERDICT}
        ),
    }
    whole = pd.concat([rows.assign(part=part) for part, rows in parts.items()], ignore_index=True)
    whole["metric_name"] = whole["metric"].map(teller.short)
    whole["area_name"] = [
        teller.name(code) if code else teller.place for code in whole["area_code"]
    ]
    named = ["part", "metric", "metric_name", "area_code", "area_name", "period"]
    return whole.reindex(columns=[*named, *RESULT, *COMPARED, *PLACED, VERDICT])


def cards(standing: Standing, besides: tuple[str, ...] = ()) -> pd.DataFrame:
    """Rows of the cards, and of metrics told beside them, with the change of each."""
    rows = standing.headline[standing.headline["metric"].isin((*standing.recorded, *besides))]
    changes = standing.compared.rename(columns={"low": "difference_low", "high": "difference_high"})
    return rows.merge(changes[["metric", *COMPARED, VERDICT]], on="metric", how="left")


def _places(board: Board, metric: str) -> pd.DataFrame:
    rows = board.places[board.places["metric"] == metric].rename(columns=LIMITS)
    return rows.sort_values(["value", "area_code"], ascending=False, na_position="last")


# ---------------------------------------------------------------- as tables
def columns(teller: Teller, part: str) -> list[Column]:
    """Titles of the table of one part."""
    first = {"cards": "metric", "places": "place", "months": "period"}[part]
    titles = [Column(teller.say(f"table.{first}"))]
    titles += [
        Column(teller.say(f"table.{name}"), number=True)
        for name in ("value", "interval", "numerator", "denominator", "n", *_extra(part))
    ]
    return [*titles, Column(teller.say("table.state"))]


def rows(teller: Teller, shown: pd.DataFrame, part: str, chosen: str) -> list[Row]:
    """Rows of the table of one part, every cell as it is read."""
    first = {"cards": "metric_name", "places": "area_name", "months": "period"}[part]
    told = []
    for row in shown[shown["part"] == part].to_dict("records"):
        title = row[first] if part != "months" else days.period(teller.lang, row[first])
        mark = part == "places" and row["area_code"] == chosen
        told.append(Row([title, *cells(teller, row, part)], "chosen" if mark else row["state"]))
    return told


def cells(teller: Teller, row: Mapping[str, Any], part: str) -> list[str]:
    """The numbers of one row as they are read."""
    style = teller.style(row["metric"], row["value"])
    told = [
        "🔒\ufe0e" if row["state"] == "hidden" else str(style.amount(row["value"])),
        style.interval(row["low"], row["high"]),
        *(_count(teller, row[name]) for name in ("numerator", "denominator", "n")),
    ]
    if part == "cards":
        finer = teller.style(row["metric"], row["value"], row["difference"])
        told += [
            _or_dash(row["previous"], style.amount),
            _or_dash(row["difference"], partial(finer.change, short=True)),
            _or_dash(row["smallest_difference"], partial(finer.change, short=True)).lstrip("+"),
        ]
    else:
        told.append(style.interval(row["limit_low"], row["limit_high"]))
    notes = [states.words(teller, row), _verdict(teller, row)]
    return [*told, teller.say("sentence.list").join(note for note in notes if note)]


def _extra(part: str) -> tuple[str, ...]:
    if part == "cards":
        return ("previous", "change", "smallest")
    return ("limits",) if part == "places" else ("usual",)


def _count(teller: Teller, value: float) -> str:
    return "" if math.isnan(value) else numbers.count(teller.lang, value, exact=True)


def _or_dash(value: float, told: Callable[[float], object]) -> str:
    return numbers.MISSING if math.isnan(value) else str(told(value))


def _verdict(teller: Teller, row: Mapping[str, Any]) -> str:
    verdict = row[VERDICT]
    return teller.say(f"verdict.{verdict}") if isinstance(verdict, str) and verdict else ""


# ---------------------------------------------------------------- as a file
def export(
    teller: Teller,
    view: View,
    shown: pd.DataFrame,
    metric: str,
    notes: str,
    batches: pd.DataFrame,
) -> Export:
    """What is on screen with all that explains it; `notes` tell what is provisional."""
    return Export(
        data={"data": shown},
        definitions=definitions(teller, list(dict.fromkeys(shown["metric"]))),
        filters=[*chosen(teller, view, metric=metric), (teller.say("export.notes"), notes)],
        batches=batches,
    )


def definitions(teller: Teller, metrics: list[str]) -> pd.DataFrame:
    """One row a metric: what it means, what it does not say, its unit, clock and source."""
    entries = []
    for metric_id in metrics:
        metric = METRICS[metric_id]
        entries.append(
            {
                "metric": metric_id,
                "name": teller.say(f"metric.{metric_id}.name"),
                "definition": teller.say(f"metric.{metric_id}.definition"),
                "caution": teller.say(f"metric.{metric_id}.caution"),
                "unit": metric.unit,
                "better": metric.better,
                "clock": metric.clock,
                "source": metric.source,
                "since": metric.since,
            }
        )
    return pd.DataFrame(entries)


def chosen(teller: Teller, view: View, **named: str) -> list[tuple[str, str]]:
    """What was chosen, as pairs of a label and a value; `named` are choices of the page itself."""
    current, previous = view.comparison.current, view.comparison.previous
    told = {
        "place": f"{teller.place} {view.place}".strip(),
        "period": view.period.label,
        "days": f"{current.start} – {current.end}",
        "compared": f"{previous.start} – {previous.end}" if teller.before else "",
        "kinds": "; ".join(kinds.told(teller, view)),
        "data_date": permalink.stamp(view.records.data_date),
        "zone": view.records.zone,
        "snapshot": view.records.snapshot,
        **{name: teller.say(NAMES[name].format(value)) for name, value in named.items()},
        "link": filters.permanent_link(view, **named),
    }
    return [(teller.say(f"export.{name}"), value) for name, value in told.items()]
