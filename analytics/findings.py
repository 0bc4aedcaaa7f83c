"""What should one know first? Findings in order of weight, as codes and numbers without words."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

GATE = 0.80  # a survey round with a smaller share of households is not valid
Code = Literal["worse", "better", "changed", "outside", "overdue", "gate", "provisional", "quiet"]
NAN = float("nan")


@dataclass(frozen=True)
class Finding:
    """One thing worth a sentence.

    Attributes
    ----------
    code
        worse, better, changed: against the span before, beyond chance; outside: places outside
        their funnel; overdue: requests past their limit; gate: villages whose survey is not
        valid; provisional: numbers that may still move; quiet: nothing is beyond chance.
    metric, verdict, area_code
        What it is about; verdict is "better", "worse" or "".
    value, reference, low, high, n
        In the metric's unit. Reference is the value before, of the whole, of the gate, or for
        overdue all that is open; low and high belong to the difference for changes.
    areas, metrics
        Places, or for provisional metrics, it is about, most striking first.
    total
        Out of how many places.
    """

    code: Code
    metric: str = ""
    area_code: str = ""
    verdict: str = ""
    value: float = NAN
    reference: float = NAN
    low: float = NAN
    high: float = NAN
    n: float = NAN
    areas: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    total: int = 0


def overview(
    headline: pd.DataFrame,
    changes: pd.DataFrame,
    placed: pd.DataFrame,
    participation: pd.DataFrame,
) -> tuple[Finding, ...]:
    """Findings for the overview, most weighty first.

    Parameters
    ----------
    headline : DataFrame
        Result rows of the place chosen, not split; overdue_backlog and open_backlog among them if
        they are to be told.
    changes : DataFrame
        The result of `changes.compare` for the place chosen.
    placed : DataFrame
        The result of `funnels.place` for the places below it.
    participation : DataFrame
        Result rows of survey_participation_rate by village.

    Returns
    -------
    tuple of Finding
        Worse, places outside on the bad side, overdue, gate, better, places outside on the good
        side, neutral changes, provisional. Where nothing changed and nothing is outside, `quiet`
        comes first.
    """
    moved, out = changed(changes), outside(placed)
    bad = [f for f in (*moved, *out) if f.verdict == "worse"]
    rest = [f for f in (*moved, *out) if f.verdict != "worse"]
    found = [*bad, *overdue(headline), *gate(participation), *rest, *provisional(headline)]
    if not moved and not out:
        found.insert(0, Finding("quiet"))
    return tuple(found)


def changed(changes: pd.DataFrame) -> tuple[Finding, ...]:
    """Changes beyond chance, the clearest first: by distance from zero in half-intervals."""
    told = changes[changes["is_beyond_chance"].astype(bool)]
    clarity = told["difference"].abs() / ((told["high"] - told["low"]) / 2)
    ordered = told.loc[clarity.sort_values(ascending=False, kind="stable").index]
    return tuple(
        Finding(
            code=row["verdict"],
            verdict="" if row["verdict"] == "changed" else row["verdict"],
            reference=float(row["expected"]),
            **_shown(row),
        )
        for row in ordered.to_dict("records")
    )


def outside(placed: pd.DataFrame) -> tuple[Finding, ...]:
    """Places outside the 99.8 % limits of their funnel, one finding a metric and side."""
    far = placed[(placed["level"] == 0.998) & (placed["verdict"] != "")]
    found = []
    for _, rows in far.groupby(["metric", "verdict"], sort=False):
        distance = (rows["value"] - rows["target"]).abs()
        ordered = rows.loc[distance.sort_values(ascending=False, kind="stable").index]
        worst = ordered.iloc[0].to_dict()
        found.append(
            Finding(
                code="outside",
                reference=float(worst["target"]),
                areas=tuple(ordered["area_code"]),
                total=int((placed["metric"] == worst["metric"]).sum()),
                verdict=worst["verdict"],
                **_shown(worst),
            )
        )
    return tuple(found)


def overdue(headline: pd.DataFrame) -> tuple[Finding, ...]:
    """Requests past their limit, beside all that are open; nothing if there are none."""
    late, open_still = _row(headline, "overdue_backlog"), _row(headline, "open_backlog")
    if late is None or not late["value"] > 0:
        return ()
    return (
        Finding(
            code="overdue",
            verdict="worse",
            reference=NAN if open_still is None else float(open_still["value"]),
            **_shown(late),
        ),
    )


def gate(participation: pd.DataFrame) -> tuple[Finding, ...]:
    """Villages in which too few households took part for the survey to be valid."""
    asked = participation[participation["value"].notna()]
    failed = asked[asked["value"] < GATE].sort_values("value", kind="stable")
    if failed.empty:
        return ()
    worst = failed.iloc[0].to_dict()
    return (
        Finding(
            code="gate",
            verdict="worse",
            reference=GATE,
            **_shown(worst),
            areas=tuple(failed["area_code"]),
            total=len(asked),
        ),
    )


def provisional(headline: pd.DataFrame) -> tuple[Finding, ...]:
    """Which numbers may still move."""
    metrics = headline.loc[headline["state"] == "provisional", "metric"]
    return (Finding("provisional", metrics=tuple(metrics)),) if len(metrics) else ()


def _shown(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    """What a finding takes from a result row, as plain numbers."""
    codes = {name: row[name] for name in ("metric", "area_code")}
    return codes | {name: float(row[name]) for name in ("value", "low", "high", "n")}


def _row(headline: pd.DataFrame, metric: str) -> Mapping[Hashable, Any] | None:
    rows = headline[headline["metric"] == metric].to_dict("records")
    return rows[0] if rows else None
