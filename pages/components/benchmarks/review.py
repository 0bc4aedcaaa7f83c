"""Which pairs should be looked at again, and who could take the place? Panel and sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.pairs import CANDIDATES, REVIEW
from pages.components.benchmarks import cells
from pages.components.benchmarks.ground import Ground
from pages.components.frame import Asked
from pages.components.numbers import count
from pages.components.panels import Panel
from pages.components.sentences import Teller


def panels(asked: Asked) -> Sequence[Panel]:
    """The part about pairs to review."""
    ground = Ground.of(asked)
    teller, rows = asked.teller, named(ground)
    return [
        Panel(
            key="review",
            heading=teller.say("review.heading"),
            words=words(ground, rows),
            rows=rows,
            columns=[
                cells.place(teller, "gap.village", "village_code"),
                cells.place(teller, "gap.benchmark", "benchmark_code"),
                cells.plain(teller, "review.why", lambda row: reasons(teller, row)),
                cells.word(teller, "peers.class", "village_class", "village_class"),
                cells.word(teller, "review.basis", "basis", "basis"),
                cells.change(teller, "gap.difference", "difference"),
                cells.bounds(teller, "table.interval", "low", "high", "difference"),
                cells.percent(teller, "review.closer", "closer"),
                cells.plain(teller, "review.instead", lambda row: row["candidates"]),
            ],
            note=teller.say("review.note", metric=teller.inline(ground.metric)),
            controls=cells.choose_metric(ground),
        )
    ]


def title(ground: Ground) -> str:
    """How many pairs should be looked at again."""
    teller, pairs, listed = ground.teller, len(ground.pairs), len(ground.to_review)
    if not pairs:
        return teller.say("gap.title_none", place=teller.place)
    told = {"pairs": count(teller.lang, pairs, exact=True),
            "count": count(teller.lang, listed, exact=True)}  # fmt: skip
    return teller.say(f"review.title_{'some' if listed else 'nobody'}", **told)


def named(ground: Ground) -> pd.DataFrame:
    """Pairs to review with names and the model villages that could take the place."""
    teller = ground.teller
    rows = ground.to_review.drop(columns="is_gone")
    between = teller.say("sentence.list")
    found = ground.suggested(list(rows["village_code"]), CANDIDATES + 1)
    now = dict(zip(rows["village_code"], rows["benchmark_code"], strict=True))
    found = found[found["candidate_code"] != found["village_code"].map(now)]
    found = found.groupby("village_code").head(CANDIDATES)
    names = found["candidate_code"].map(teller.name).groupby(found["village_code"]).agg(list)
    return rows.assign(
        metric=ground.metric,
        village=[teller.name(code) for code in rows["village_code"]],
        benchmark=[teller.name(code) for code in rows["benchmark_code"]],
        candidates=[between.join(names.get(code, [])) for code in rows["village_code"]],
    )


def reasons(teller: Teller, row: Mapping[str, Any]) -> str:
    """Why a pair should be looked at again."""
    told = [teller.say(f"review_reason.{code}") for code in str(row["reasons"]).split()]
    return teller.say("sentence.list").join(told)


def words(ground: Ground, rows: pd.DataFrame) -> str:
    """How many pairs, and for which reasons."""
    teller, pairs = ground.teller, len(ground.pairs)
    if not pairs:
        return teller.say("gap.no_pairs")
    if rows.empty:
        return teller.say("review.nobody", count=count(teller.lang, pairs, exact=True))
    told = []
    for rule in REVIEW:
        number = int(rows["reasons"].str.split().map(lambda codes, c=rule.code: c in codes).sum())
        if number:
            reason = teller.say(f"review_reason.{rule.code}")
            told.append(teller.say("review.counted", reason=reason, count=str(number)))
    return teller.say(
        "review.counts",
        pairs=count(teller.lang, pairs, exact=True),
        count=count(teller.lang, len(rows), exact=True),
        reasons=teller.say("sentence.list").join(told),
    )
