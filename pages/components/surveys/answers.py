"""What did people answer in a round: bars from best to worst, and one question score by score?"""

import pandas as pd

from analytics import answer_bars
from pages.components import panels
from pages.components.frame import Asked
from pages.components.panels import Panel
from pages.components.surveys import choices, drawings, reading, wording

ORDER = (
    "full",
    "all_satisfied",
    "satisfied",
    "neutral",
    "unrated",
    "dissatisfied",
    "together",
)
BY = ("question_id", "subject")
MOST_BARS = 30
WRAP = 12  # letters of a line; Chinese ones count for two
CLOSING = "，。？！：；、）》”"  # none of these begins a line


def draw(asked: Asked) -> list[Panel]:
    """The panels of the part."""
    return [_bars(asked), _scores(asked)]


def by(asked: Asked) -> str:
    """What each bar is about."""
    named = asked.view.pinned.by
    return named if named in BY else BY[0]


def bars(asked: Asked) -> pd.DataFrame:
    """Answers of the chosen round: the rows that are drawn."""
    found = reading.own(asked.scope, asked.view)
    rows = answer_bars.distribution(found, choices.round_id(asked), by(asked))
    return rows.assign(name=[name(asked, row) for row in rows.to_dict("records")])


def question(asked: Asked) -> str:
    """The question that is shown score by score: the chosen one, else the first."""
    here = choices.threads(asked)
    chosen = [name for name, thread in here.items() if thread == choices.thread(asked)]
    return next(iter(chosen or here), "")


def name(asked: Asked, row: dict) -> str:
    """What a row of the chosen round is about."""
    if by(asked) == "subject":
        return choices.subject(asked, row["subject"])
    return choices.wording_of(asked, choices.round_id(asked), row["question_id"])


def _bars(asked: Asked) -> Panel:
    say, rows, goes = asked.teller.say, bars(asked), by(asked) == "question_id"
    rows = rows.assign(
        label=["" if pd.isna(v) else wording.share(asked, v) for v in rows["value"]],
        answer_name=[_answer(asked, row) for row in rows.to_dict("records")],
    )
    rows["text"] = [
        wording.hover(row["name"], say("surveys.hover_answer", answer=row["answer_name"],
                      value=row["label"], count=wording.number(asked, row["answers"])))
        for row in rows.to_dict("records")
    ]  # fmt: skip
    kept = list(dict.fromkeys(rows["name"]))[:MOST_BARS]
    drawn = rows[rows["name"].isin(kept)]
    names = {a: say(f"surveys.answer_{a}") for a in ORDER if a in set(drawn["answer"])}
    shown = drawn[drawn["value"].notna()]
    figure = None
    if len(shown):
        threads = choices.threads(asked)
        codes = drawn["question_id"].map(threads).fillna("") if goes else ""
        folded = drawn.assign(name=[wrapped(name) for name in drawn["name"]], code=codes)
        figure = drawings.diverging(folded, names, asked.colours)
    options = {name: say(f"surveys.by_{name}") for name in BY}
    return Panel(
        key="answers",
        heading=say("surveys.answers", round=choices.round_name(asked, choices.round_id(asked))),
        words=_told(asked, rows),
        rows=rows.drop(columns=["label", "text"]),
        columns=[
            panels.text(say(f"surveys.column_{by(asked)}"), "name"),
            panels.text(say("surveys.column_answer"), "answer_name"),
            wording.shares(asked, "share"),
            wording.counts(asked, "answers", "answers"),
            wording.states(asked),
        ],
        figure=figure,
        note=" ".join([
            say("surveys.answers_note"),
            say("surveys.answers_more", count=str(MOST_BARS)) if len(drawn) < len(rows) else "",
        ]).strip(),
        drills=goes and figure is not None,
        into="question",
        controls=choices.both(
            choices.round_list(asked, "answers_round"),
            choices.named_list("by", options, by(asked), "answers_by"),
        ),
    )  # fmt: skip


def _answer(asked: Asked, row: dict) -> str:
    say = asked.teller.say
    if row["answer"] != answer_bars.TOGETHER:
        return say(f"surveys.answer_{row['answer']}")
    members = [say(f"surveys.answer_{name}") for name in row["members"].split("+") if name]
    return say("sentence.list").join(members) or say("surveys.answer_together")


def _told(asked: Asked, rows: pd.DataFrame) -> str:
    """Which question stands best and which worst by those that are not satisfied, if told."""
    say = asked.teller.say
    if rows.empty:
        return say("surveys.no_answers")
    if rows["value"].isna().all():
        return say("surveys.answers_hidden")
    unhappy = rows[(rows["answer"] == "dissatisfied") & rows["value"].notna()]
    if len(unhappy) < 2:
        full = rows[rows["answer"].isin(["full", "all_satisfied"])]
        if full.empty:
            return say("surveys.answers_some_hidden")
        first = full.sort_values("value").iloc[0]
        return say("surveys.answers_lowest", name=first["name"], answer=first["answer_name"],
                   value=wording.share(asked, first["value"]))  # fmt: skip
    most = unhappy.sort_values("value").iloc[-1]
    least = unhappy.sort_values("value").iloc[0]
    return say(
        "surveys.answers_told",
        most=most["name"],
        most_value=wording.share(asked, most["value"]),
        least=least["name"],
        least_value=wording.share(asked, least["value"]),
    )


def _scores(asked: Asked) -> Panel:
    say, name = asked.teller.say, question(asked)
    round_id = choices.round_id(asked)
    rows = answer_bars.scores(reading.own(asked.scope, asked.view), round_id, name)
    meaning = rows["meaning_zh" if asked.teller.lang == "zh" else "meaning_en"]
    rows = rows.assign(
        name=[m if isinstance(m, str) else wording.number(asked, s)
              for m, s in zip(meaning, rows["score"], strict=True)],
        label=[say("surveys.locked") if state == "hidden" else wording.share(asked, value)
               for state, value in zip(rows["state"], rows["value"], strict=True)],
    )  # fmt: skip
    rows["text"] = [wording.hover(row["name"], row["label"]) for row in rows.to_dict("records")]
    figure = None
    if rows["value"].notna().any():
        figure = drawings.scores(rows.assign(value=rows["value"].fillna(0)), asked.colours)
    return Panel(
        key="scores",
        heading=say("surveys.scores", question=choices.wording_of(asked, round_id, name)),
        words=_told_scores(asked, rows),
        rows=rows.drop(columns=["label", "text"]),
        columns=[
            wording.counts(asked, "score", "score"),
            panels.text(say("surveys.column_meaning"), "name"),
            wording.coded(asked, "counts_as", "counts_as", "surveys.answer_"),
            wording.shares(asked, "share"),
            wording.counts(asked, "answers", "answers"),
            wording.states(asked),
        ],
        figure=figure,
        note=say("surveys.scores_note"),
        controls=choices.question_list(asked, "scores_question", whole=False),
    )


def _told_scores(asked: Asked, rows: pd.DataFrame) -> str:
    say = asked.teller.say
    if rows.empty:
        return say("surveys.no_answers")
    hidden = int((rows["state"] == "hidden").sum())
    if hidden == len(rows):
        return say("surveys.answers_hidden")
    first = rows[rows["value"].notna()].iloc[0]
    told = say(
        "surveys.scores_told", name=first["name"], value=wording.share(asked, first["value"])
    )
    if hidden:
        told += " " + say("surveys.scores_hidden", n=hidden, count=str(hidden))
    return told


def wrapped(name: str) -> str:
    """A long name in lines, so that bars keep their room."""
    lines, line, width = [], "", 0
    for word in _words(name):
        size = sum(1 if letter.isascii() else 2 for letter in word)
        if line and width + size > 2 * WRAP:
            lines.append(line.strip())
            line, width = "", 0
        line, width = line + word, width + size
    return "<br>".join([*lines, line.strip()])


def _words(name: str) -> list[str]:
    """Words with the space behind them; each Chinese letter is one, with what closes behind it."""
    if name.isascii():
        return [f"{word} " for word in name.split()]
    found: list[str] = []
    for letter in name:
        if letter in CLOSING and found:
            found[-1] += letter
        else:
            found.append(letter)
    return found
