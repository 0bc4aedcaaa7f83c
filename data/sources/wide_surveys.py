"""Which columns of a file are questions of a survey, and on which scale are they answered?

In wide form a row is a form and a column a question. Questions are told from other columns by what
they have in common: many columns in blocks (q1_01, q1_02 ...) hold the same few figures or words.
A scale runs from 1 without gaps; figures beyond it (9, 99) stand for no answer.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.sources import names
from data.sources.mapping import ANSWER, QUESTION

SHORTEST, LONGEST = 3, 10  # answers of a scale
FEWEST = 2  # columns of a block
SUBJECT = "service"  # what is judged, where nobody says it
EMPTY = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "/", "无"})
CODES = frozenset({-9, -8, -7, -1, 0, 7, 8, 9, 66, 77, 88, 96, 97, 98, 99, 999})
UNSURE = frozenset(
    {"不清楚", "不了解", "不知道", "说不清", "弃权", "don't know", "no opinion", "refused", "nsp"}
)
JUDGING = re.compile(r"满意|评价|评分|打分|satisf|rating|rate$|score")
# The worst answer first, in normal form.
WORDS = (
    ("不满意", "基本满意", "满意"),
    ("不满意", "一般", "满意"),
    ("不满意", "基本满意", "满意", "非常满意"),
    ("非常不满意", "不满意", "一般", "满意", "非常满意"),
    ("很不满意", "不满意", "一般", "满意", "很满意"),
    ("差", "一般", "好"),
    ("很差", "差", "一般", "好", "很好"),
    ("insatisfaction", "equilibre", "satisfaction"),
    ("dissatisfied", "neutral", "satisfied"),
    ("very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"),
    ("poor", "fair", "good", "excellent"),
    ("poor", "fair", "good", "very good", "excellent"),
    ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
)


@dataclass(frozen=True)
class Questions:
    """The questions of a file.

    Attributes
    ----------
    headers : tuple of str
        Their columns, in the order of the file.
    best : int
        The best answer; the worst is 1.
    unanswered : tuple of str
        Texts that stand for no answer.
    scores : mapping of str to str
        Answer by text, where they are words; empty where they are figures.
    """

    headers: tuple[str, ...]
    best: int
    unanswered: tuple[str, ...] = ()
    scores: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Column:
    header: str
    scale: tuple[str, ...] | int  # words, or the best figure
    open: frozenset[str]

    @property
    def block(self) -> str:
        return re.sub(r"\d+$", "", self.header)


def find(texts: Mapping[str, Sequence[str]]) -> Questions | None:
    """The questions among the columns of a file; None where there are none.

    texts: the cells that are not empty, by header.
    """
    columns = [c for header, cells in texts.items() if (c := _column(header, cells))]
    by_scale = defaultdict(list)
    for column in columns:
        by_scale[column.scale].append(column)
    found = [kept for alike in by_scale.values() if (kept := _asked(alike))]
    if not found:
        return None
    most = max(found, key=len)
    scale, headers = most[0].scale, tuple(column.header for column in most)
    unanswered = tuple(sorted(set().union(*(column.open for column in most))))
    if isinstance(scale, int):
        return Questions(headers, scale, unanswered)
    kinds = {cell for header in headers for cell in texts[header]}
    place = {word: str(score) for score, word in enumerate(scale, 1)}
    scores = {k: place[names.normal(k)] for k in sorted(kinds) if names.normal(k) in place}
    return Questions(headers, len(scale), unanswered, scores)


def written(asked: Questions, chosen: Mapping[str, str], name: str) -> dict[str, Any]:
    """The parts of a profile that load the answers, as its TOML would have them.

    Parameters
    ----------
    asked : Questions
        What was found.
    chosen : mapping of str to str
        Headers of other columns of `responses`.
    name : str
        Of the round, its questionnaire and its scale. When the round was held and how people were
        chosen no answer tells, so its row lacks that until somebody fills it in.
    """
    score: dict[str, Any] = {"from": ANSWER}
    score |= {"missing": list(asked.unanswered)} if asked.unanswered else {}
    score |= {"values": dict(asked.scores)} if asked.scores else {}
    columns = {
        **chosen,
        "round_id": {"constant": name},
        "subject": {"constant": SUBJECT},
        "question_id": QUESTION,
        "score": score,
        "score_max": {"constant": str(asked.best)},
    }
    rounds = [{"round_id": name, "round_name": name, "questionnaire_version": name}]
    questions = [
        {"questionnaire_version": name, "question_id": header, "text": header, "subject": SUBJECT,
         "scale": name}
        for header in asked.headers
    ]  # fmt: skip
    return {
        "output": [{"table": "responses", "unpivot": list(asked.headers), "columns": columns}],
        "provide": [
            {"table": "rounds", "rows": rounds},
            {"table": "questions", "rows": questions},
            {"table": "answer_scales", "rows": scale(name, asked.best)},
        ],
    }


def scale(name: str, best: int) -> list[dict[str, Any]]:
    """What the answers 1 to `best` count as: the middle one is neutral, what is above satisfied.

    Examples
    --------
    >>> [row["counts_as"] for row in scale("three", 3)]
    ['dissatisfied', 'neutral', 'satisfied']
    """
    middle = (best + 1) / 2
    kinds = {-1: "dissatisfied", 0: "neutral", 1: "satisfied"}
    return [
        {"scale": name, "score": score, "valid_from": "1970-01-01",
         "counts_as": kinds[(score > middle) - (score < middle)]}
        for score in range(1, best + 1)
    ]  # fmt: skip


def _column(header: str, cells: Sequence[str]) -> _Column | None:
    kinds = {cell for cell in cells if names.normal(cell) not in EMPTY}
    if not kinds or len(kinds) > LONGEST + 4:
        return None
    if all(re.fullmatch(r"-?\d{1,3}", kind) for kind in kinds):
        return _figures(header, {int(kind) for kind in kinds})
    words = {names.normal(kind): kind for kind in kinds}
    answers = words.keys() - UNSURE
    suiting = [scale for scale in WORDS if len(answers) > 1 and answers <= set(scale)]
    if not suiting:
        return None
    return _Column(header, suiting[0], frozenset(words[w] for w in words.keys() & UNSURE))


def _figures(header: str, kinds: set[int]) -> _Column | None:
    best = next((n - 1 for n in range(1, LONGEST + 2) if n not in kinds), LONGEST)
    beyond = {n for n in kinds if not 1 <= n <= best}
    if best < SHORTEST or not beyond <= CODES or best + 1 in beyond:
        return None
    return _Column(header, best, frozenset(str(n) for n in beyond))


def _asked(alike: Sequence[_Column]) -> list[_Column]:
    """Of columns on one scale those that are questions: in blocks, or judging by their words.

    A block whose figures for no answer are others than usual asks something else, such as which
    item is the most important.
    """
    usual = Counter(code for column in alike for code in column.open)
    coded = sum(1 for column in alike if column.open)
    most = {code for code, count in usual.items() if 2 * count > coded}
    plain = [column for column in alike if column.open <= most]
    blocks = Counter(column.block for column in plain)
    return [
        column
        for column in plain
        if blocks[column.block] >= FEWEST
        or not isinstance(column.scale, int)
        or JUDGING.search(names.normal(column.header))
    ]
