"""How do two villages, or two rounds, compare, and how small a difference could be seen?"""

from dataclasses import replace

import pandas as pd

from analytics import satisfaction, survey_places
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.requests import drawings as rows_of_dots
from pages.components.surveys import choices, reading, wording

DIFFERENCE = ("difference", "difference_low", "difference_high")


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [_villages(asked), _rounds(asked)]


def villages(asked: Asked) -> tuple[pd.DataFrame, tuple[str, str], list[str]]:
    """Two villages of the chosen round, metric by metric; their codes, and those to choose from."""
    rows = reading.villages(asked.scope, asked.view, choices.round_id(asked), choices.thread(asked))
    codes = sorted(set(rows["area_code"]))
    held = asked.view.pinned
    pair = _pair(codes, held.beside or asked.view.area, held.against)
    first, second = (rows[rows["area_code"] == code] for code in pair)
    return survey_places.compare(first, second), pair, codes


def rounds(asked: Asked) -> tuple[pd.DataFrame, tuple[str, str]]:
    """Two rounds of the place looked at, metric by metric, and their ids.

    There are no rows where the rounds put other questions, or questions that may not be compared.
    """
    found = reading.own(asked.scope, asked.view)
    pair = _pair(list(choices.rounds(asked)), choices.round_id(asked), asked.view.pinned.before)
    rows = satisfaction.levels(found, choices.thread(asked))
    first, second = (rows[rows["round_id"] == name] for name in pair)
    same = set(first["item"]) & set(second["item"])
    return survey_places.compare(
        first[first["item"].isin(same)], second[second["item"].isin(same)]
    ), pair


def _pair(codes: list[str], first: str, second: str) -> tuple[str, str]:
    """Two different ones of those there are: the named ones, else the first there are."""
    left = first if first in codes else next((c for c in codes if c != second), "")
    others = [code for code in codes if code != left]
    return left, second if second in others else next(iter(others), "")


def _villages(asked: Asked) -> Panel:
    rows, pair, codes = villages(asked)
    names = {code: asked.teller.name(code) for code in codes}
    controls = choices.both(
        choices.named_list("beside", names, pair[0], "compare_beside"),
        choices.named_list("against", names, pair[1], "compare_against"),
        choices.round_list(asked, "compare_round"),
        choices.question_list(asked, "compare_question"),
    )
    return _panel(asked, "two_villages", rows, [names.get(code, "") for code in pair], controls)


def _rounds(asked: Asked) -> Panel:
    rows, pair = rounds(asked)
    names = choices.rounds(asked)
    controls = choices.both(
        choices.named_list("round", names, pair[0], "compare_now"),
        choices.named_list("before", names, pair[1], "compare_before"),
    )
    return _panel(asked, "two_rounds", rows, [names.get(code, "") for code in pair], controls)


def _panel(
    asked: Asked, key: str, rows: pd.DataFrame, names: list[str], controls: choices.Control
) -> Panel:
    say = asked.teller.say
    rows = rows.assign(name=[asked.teller.short(metric) for metric in rows["metric"]])
    known = rows[rows["difference"].notna()]
    figure = None
    if len(known):
        drawn = wording.as_points(asked, known).assign(
            tone=known["verdict"], chosen=False, area_code="",
            text=[wording.hover(row["name"], wording.points(asked, *(row[c] for c in DIFFERENCE)))
                  for row in known.to_dict("records")],
        )  # fmt: skip
        figure = rows_of_dots.dots(drawn, asked.colours, "+,.2~f")
        rows_of_dots.across(wording.on_axis(asked, figure), 0, "", asked.colours)
    return Panel(
        key=key,
        heading=say(f"surveys.{key}", first=names[0], second=names[1]),
        words=_told(asked, key, rows, names),
        rows=rows,
        columns=[
            panels.text(say("surveys.column_metric"), "name"),
            _named(wording.shares(asked, "share"), names[0]),
            wording.bounds(asked, "interval"),
            wording.counts(asked, "n", "n"),
            _named(wording.shares(asked, "share", "other_value"), names[1]),
            wording.bounds(asked, "interval", "other_low", "other_high"),
            wording.counts(asked, "n", "other_n"),
            wording.differences(asked, "difference"),
            wording.sizes(asked, "smallest", "smallest_difference"),
        ],
        figure=figure,
        note=say("surveys.compare_note", first=names[0], second=names[1]),
        place=asked.teller.ground if key == "two_villages" else "",
        controls=controls,
    )


def _named(column: panels.Shown, title: str) -> panels.Shown:
    return replace(column, title=title)


def _told(asked: Asked, key: str, rows: pd.DataFrame, names: list[str]) -> str:
    """What differs beyond chance, and how small a difference could have been seen."""
    say = asked.teller.say
    if not all(names):
        return say(f"surveys.{key}_none")
    if rows.empty:
        return say("surveys.not_comparable")
    known = rows[rows["difference"].notna()]
    if known.empty:
        return say("surveys.compare_hidden")
    apart = known[known["is_beyond_chance"].astype(bool)]
    sentences = [
        say("surveys.compare_beyond", metric=row["name"], first=names[0], second=names[1],
            value=wording.share(asked, row["value"]),
            other=wording.share(asked, row["other_value"]),
            change=wording.points(asked, *(row[c] for c in DIFFERENCE)))
        for row in apart.to_dict("records")
    ] or [say("surveys.compare_alike", first=names[0], second=names[1])]  # fmt: skip
    first = known.iloc[0]
    sentences.append(
        say("surveys.smallest", metric=first["name"],
            smallest=wording.size(asked, first["smallest_difference"]))
    )  # fmt: skip
    return " ".join(sentences)
