"""Are households satisfied: rounds and their gate, answers, trend with its breaks, bounds?"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import answer_disclosure, answers, crosswalk, judge, shares
from analytics.answer_disclosure import Told
from analytics.disclosure import SMALLEST_CELL
from analytics.findings import GATE
from analytics.metrics import METRICS
from analytics.shares import Drawn


@dataclass(frozen=True)
class Design:
    """What was asked: the tables rounds, questions, answer_scales and question_crosswalk."""

    rounds: pd.DataFrame
    questions: pd.DataFrame
    scales: pd.DataFrame
    crosswalk: pd.DataFrame


@dataclass(frozen=True)
class Survey:
    """All rounds of one place.

    Attributes
    ----------
    rounds
        Those with an answer or a household, oldest first: the columns of the table, previous_id,
        and segment: rounds of one segment share questions that may be compared.
    cells
        Possible answers with item and thread of their question (see `crosswalk.follow`), and
        is_kept: whether the question is asked in every round of the segment.
    opened
        By round and question: put, left open, and answers that have no weight. A question that
        the version of the round does not put is not among them.
    coverage
        Households by round and village.
    told
        What is hidden.
    drawn
        The cells of random rounds by village; None where there is no such round.
    """

    rounds: pd.DataFrame
    cells: pd.DataFrame
    opened: pd.DataFrame
    coverage: pd.DataFrame
    told: Told
    drawn: Drawn | None
    links: pd.DataFrame
    choices: pd.DataFrame
    smallest: int

    @property
    def census(self) -> pd.DataFrame:
        """Households that answered and that were asked, by census round."""
        return self._finite(["round_id"])

    @property
    def census_by_village(self) -> pd.DataFrame:
        """The same by village."""
        return self._finite(["round_id", "area_code"])

    def _finite(self, keys: list[str]) -> pd.DataFrame:
        chosen = self.rounds.loc[self.rounds["selection"] == "census", "round_id"]
        rows = self.coverage[self.coverage["round_id"].isin(chosen)]
        sums = rows.groupby(keys)[["answered", "eligible"]].sum().reset_index()
        return sums.rename(columns={"answered": "asked", "eligible": "population"})


def survey(
    counts: pd.DataFrame,
    coverage: pd.DataFrame,
    design: Design,
    smallest: int = SMALLEST_CELL,
    days: tuple[date, date] = (date.min, date.max),
    drawn: tuple[pd.DataFrame, int] | None = None,
) -> Survey:
    """Put the rounds of a place together.

    Parameters
    ----------
    counts : DataFrame
        As `answers.counted` gives them for the place.
    coverage : DataFrame
        As `answers.coverage` gives it.
    design : Design
        What was asked.
    smallest : int
        k: answers of fewer people are hidden.
    days : (date, date)
        First and last day of the period looked at, whose rounds are told together elsewhere on the
        page: what is hidden of one of them must not follow from the others.
    drawn : (DataFrame, int), optional
        Counts of random rounds by village, and how many villages the place has.
    """
    seen = set(counts["round_id"]) | set(coverage["round_id"])
    rounds = design.rounds[design.rounds["round_id"].isin(seen)]
    rounds = rounds.sort_values(["closed_date", "round_id"], ignore_index=True)
    choices = answers.options(rounds, design.questions, design.scales)
    links = crosswalk.follow(rounds, design.questions, design.crosswalk)
    cells = linked(answers.cells(counts, choices), links)
    segments = _segments(rounds, cells)
    rounds = rounds.assign(
        previous_id=rounds["round_id"].shift(),
        segment=rounds["round_id"].map({r: number for r, (number, _) in segments.items()}),
    )
    closed = pd.to_datetime(rounds["closed_date"]).dt.date
    current = set(rounds.loc[(closed >= days[0]) & (closed <= days[1]), "round_id"])
    cells = cells.assign(is_kept=_kept(cells, segments), in_period=cells["round_id"].isin(current))
    return Survey(
        rounds=rounds,
        cells=cells,
        opened=_opened(counts, design.questions),
        coverage=coverage,
        told=answer_disclosure.tell(cells, smallest),
        drawn=None if drawn is None else _drawn(*drawn, choices, links, segments),
        links=links,
        choices=choices,
        smallest=smallest,
    )


def linked(cells: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Add item and thread; a question that nobody described is a series of its own version."""
    found = cells.merge(
        links[["questionnaire_version", "question_id", "item", "thread"]],
        on=["questionnaire_version", "question_id"],
        how="left",
    )
    alone = found["question_id"] + " (" + found["questionnaire_version"] + ")"
    return found.assign(item=found["item"].fillna(alone), thread=found["thread"].fillna(alone))


def _segments(rounds: pd.DataFrame, cells: pd.DataFrame) -> dict[str, tuple[int, frozenset[str]]]:
    """Number of the segment of each round, and the items that all its rounds share.

    From the latest round back: a round joins while there is an item left that all share.
    """
    items = {r: frozenset(rows) for r, rows in cells.groupby("round_id")["item"]}
    groups: list[tuple[list[str], frozenset[str]]] = []
    for round_id in reversed(list(rounds["round_id"])):
        here = items.get(round_id, frozenset())
        if groups and (shared := groups[-1][1] & here):
            groups[-1] = ([*groups[-1][0], round_id], shared)
        else:
            groups.append(([round_id], here))
    groups.reverse()
    return {r: (number, kept) for number, (ids, kept) in enumerate(groups) for r in ids}


def _kept(cells: pd.DataFrame, segments: dict[str, tuple[int, frozenset[str]]]) -> list[bool]:
    pairs = zip(cells["round_id"], cells["item"], strict=True)
    return [item in segments[round_id][1] for round_id, item in pairs]


def _drawn(
    counts: pd.DataFrame,
    villages: int,
    choices: pd.DataFrame,
    links: pd.DataFrame,
    segments: dict[str, tuple[int, frozenset[str]]],
) -> Drawn:
    """Cells by village, with what tells which of them count."""
    cells = linked(answers.cells(counts, choices), links)
    return Drawn(cells.assign(is_kept=_kept(cells, segments)), villages)


def _opened(counts: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """By round and question: how often it was put, left open, and answers that stand for nobody.

    A file of several versions has empty cells where a version has no such question: one that the
    version does not list and nobody answered was not put.
    """
    is_open = counts["score"].isna()
    named = counts.assign(
        put=counts["answers"],
        open=counts["answers"].where(is_open, 0.0),
        weightless=(counts["answers"] - counts["people"]).where(~is_open, 0.0),
    )
    keys = ["round_id", "questionnaire_version", "subject", "question_id"]
    found = named.groupby(keys)[["put", "open", "weightless"]].sum().reset_index()
    version = ["questionnaire_version", "question_id"]
    listed = pd.MultiIndex.from_frame(questions[version])
    is_listed = pd.MultiIndex.from_frame(found[version]).isin(listed)
    return found[is_listed | (found["open"] < found["put"])].reset_index(drop=True)


# ---------------------------------------------------------------- frames of the page
def rounds(found: Survey) -> pd.DataFrame:
    """Rounds with participation against the gate, oldest first.

    Returns
    -------
    DataFrame
        metric (survey_participation_rate), round_id, round_name, closed_date, mode, selection,
        questionnaire_version, segment, numerator, denominator, value, low, high, n, state,
        villages, below_gate (villages whose round is not valid), put, open, item_nonresponse,
        weightless, design_effect (of the satisfied share).
    """
    households = found.coverage.groupby("round_id")[["answered", "eligible"]].sum()
    villages = participation(found)
    counts = villages[villages["value"].notna()].groupby("round_id")["is_valid"]
    frame = found.rounds.merge(_participation(households.reset_index()), on="round_id", how="left")
    frame = frame.assign(
        metric="survey_participation_rate",
        state=frame["state"].fillna("none"),
        villages=frame["round_id"].map(counts.size()).fillna(0).astype(int),
        below_gate=frame["round_id"].map(counts.size() - counts.sum()).fillna(0).astype(int),
    )
    opened = found.opened.groupby("round_id")[["put", "open", "weightless"]].sum()
    frame = frame.merge(opened.reset_index(), on="round_id", how="left")
    with np.errstate(invalid="ignore"):
        frame["item_nonresponse"] = frame["open"] / frame["put"]
    satisfied = shares.measured(
        found.cells, ["round_id"], found.told, drawn=found.drawn, metrics=["satisfaction_rate"]
    )
    return frame.merge(satisfied[["round_id", "design_effect"]], on="round_id", how="left")


def participation(found: Survey) -> pd.DataFrame:
    """Participation by round and village; one below the gate is not valid, and stays.

    Returns
    -------
    DataFrame
        metric, area_code, round_id, numerator, denominator, value, low, high, n, state, is_valid.
    """
    frame = _participation(found.coverage)
    return frame.assign(is_valid=frame["value"] >= GATE)


def _participation(households: pd.DataFrame) -> pd.DataFrame:
    metric = "survey_participation_rate"
    counted = households.rename(columns={"answered": "numerator", "eligible": "denominator"})
    empty = dict.fromkeys(("people", *shares.FINITE), np.nan)
    frame = judge.with_values(counted.assign(metric=metric, pending=0.0, **empty))
    frame["state"] = judge.states(frame, np.ones(len(frame), dtype=bool))
    keys = [name for name in ("area_code", "parent", "round_id") if name in frame]
    numbers = ["numerator", "denominator", "value", "low", "high", "n", "state"]
    return frame[["metric", *keys, *numbers]]


def levels(found: Survey, thread: str = "") -> pd.DataFrame:
    """Satisfied, full marks and dissatisfied by round, with bounds for those who did not answer.

    Parameters
    ----------
    found : Survey
        The rounds.
    thread : str
        One question through its versions; without it all questions that a segment keeps.

    Returns
    -------
    DataFrame
        metric, round_id, item, the columns of `shares.measured`, lowest, highest (bounds for
        non-response; hidden with the value).
    """
    cells, keys = counting(found.cells, thread)
    drawn = found.drawn
    if drawn is not None:
        drawn = replace(drawn, cells=counting(drawn.cells, thread)[0])
    frame = shares.measured(cells, keys, found.told, coverage=found.census, drawn=drawn)
    items = cells.groupby("round_id")["item"].first() if thread else pd.Series(dtype=object)
    segments = found.rounds.set_index("round_id")["segment"]
    frame["item"] = frame["round_id"].map(items if thread else segments.astype(str))
    households = found.coverage.groupby("round_id")[["answered", "eligible"]].sum()
    households = households.reindex(frame["round_id"])
    known = np.fmin(_answers_each(cells, frame), households["answered"].to_numpy(float))
    lowest, highest = shares.bounds(
        frame["value"].to_numpy(float), known, households["eligible"].to_numpy(float)
    )
    return frame.assign(lowest=lowest, highest=highest)


def _answers_each(cells: pd.DataFrame, frame: pd.DataFrame) -> NDArray[np.float64]:
    """How many answered a question, over all questions: who left one open said nothing there."""
    counted = [shares.parts(cells, metric, ["round_id"]) for metric in shares.METRICS]
    answers = pd.concat(counted).set_index(["metric", "round_id"])["answers"]
    questions = cells.groupby("round_id")["question_id"].nunique()
    rows = pd.MultiIndex.from_frame(frame[["metric", "round_id"]])
    asked = questions.reindex(frame["round_id"]).to_numpy(float)
    return answers.reindex(rows).to_numpy(float) / asked


def counting(cells: pd.DataFrame, thread: str) -> tuple[pd.DataFrame, list[str]]:
    """The cells that count in a series, and what splits them: one question, or all that is kept."""
    if thread:
        return cells[cells["thread"] == thread], ["round_id", "question_id"]
    return cells[cells["is_kept"].to_numpy(bool)], ["round_id", "is_kept"]


def trend(found: Survey, metric: str, thread: str = "") -> pd.DataFrame:
    """One share round by round, each tested against the round before and the first of its series.

    Parameters
    ----------
    found : Survey
        The rounds.
    metric : str
        One of `shares.METRICS`.
    thread : str
        As for `levels`.

    Returns
    -------
    DataFrame
        Rows of `levels` for that metric with round_name, closed_date, series (rounds of one number
        may be compared), is_break (another question, or another set of them, than in the row
        before), reason, difference, difference_low, difference_high, smallest_difference,
        is_beyond_chance and verdict against the row before of the same series, and the same with
        the prefix since_ against the first row of the series.
    """
    rows = levels(found, thread)
    rows = rows[rows["metric"] == metric].merge(
        found.rounds[["round_id", "round_name", "closed_date", "questionnaire_version"]],
        on="round_id",
    )
    rows = rows.sort_values("closed_date", kind="stable", ignore_index=True)
    breaks = (rows["item"] != rows["item"].shift()) & (rows.index > 0)
    rows = rows.assign(
        is_break=breaks, series=breaks.cumsum(), reason=_reasons(found, rows, breaks)
    )
    before = rows.shift().where(~breaks)
    first = rows.groupby("series").transform("first").reindex(columns=rows.columns)
    return rows.assign(
        **_judged(metric, shares.differences(rows, before)),
        **{f"since_{k}": v for k, v in _judged(metric, shares.differences(rows, first)).items()},
    )


def _judged(metric: str, found: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns of differences, and which way they go where chance does not explain them."""
    good = (
        found["difference"] > 0 if METRICS[metric].better == "higher" else found["difference"] < 0
    )
    told = np.where(good, "better", "worse")
    verdict = pd.Series(np.where(found["is_beyond_chance"], told, ""), index=found.index)
    return {name: found[name] for name in found.columns} | {"verdict": verdict}


def _reasons(found: Survey, rows: pd.DataFrame, breaks: pd.Series) -> list[str]:
    """Why a series breaks, where somebody wrote it down."""
    told = found.links.set_index(["questionnaire_version", "item"])["reason"]
    listed = []
    for version, item, broken in zip(
        rows["questionnaire_version"], rows["item"], breaks, strict=True
    ):
        listed.append(str(told.get((version, item), "")) if broken else "")
    return listed
