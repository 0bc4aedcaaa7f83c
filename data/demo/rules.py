"""Which rules hold in the demo: categories, limits, weights, calendar, rounds and questions?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data import working_calendar
from data.demo import catalogue, stories
from data.demo.writer import Writer

IN_FORCE = date(2023, 1, 1)

Row = dict[str, Any]


@dataclass(frozen=True)
class Round:
    """One survey round."""

    id: str
    name: str
    opened: date
    closed: date
    version: str


@dataclass(frozen=True)
class Question:
    """One question, the first questionnaire that asks it, and how it is usually answered."""

    id: str
    subject: str
    text: str
    scale: str
    since: str
    ease: float  # on the log odds of a satisfied answer


# One or two rounds each half-year (domain.md 1, seed 000).
ROUNDS = (
    Round("2023-H2", "2023年下半年群众评价", date(2023, 11, 6), date(2023, 11, 26), "v1"),
    Round("2024-H1", "2024年上半年群众评价", date(2024, 5, 13), date(2024, 6, 2), "v1"),
    Round("2024-H2", "2024年下半年群众评价", date(2024, 11, 4), date(2024, 11, 24), "v1"),
    Round("2025-H1", "2025年上半年群众评价", date(2025, 5, 12), date(2025, 6, 1), "v1"),
    Round("2025-H2", "2025年下半年群众评价", date(2025, 11, 3), date(2025, 11, 23), "v2"),
    Round("2026-H1-1", "2026年上半年第一轮群众评价", date(2026, 3, 9), date(2026, 3, 29), "v2"),
    Round("2026-H1-2", "2026年上半年第二轮群众评价", date(2026, 6, 1), date(2026, 6, 21), "v2"),
    Round("2026-H2", "2026年下半年第一轮群众评价", date(2026, 9, 7), date(2026, 9, 27), "v2"),
)

QUESTIONS = (
    Question("branch", "branch", "您对村（社区）党组织的工作满意吗？", "five", "v1", 0.10),
    Question("committee", "committee", "您对村（居）委会的办事公开满意吗？", "five", "v1", -0.10),
    Question("service", "service", "您对上门服务和诉求办理满意吗？", "five", "v1", 0.05),
    Question("overall", "overall", "总体上，您给村（社区）打几分？", "ten", "v1", 0.0),
    Question("environment", "environment", "您对身边的环境卫生满意吗？", "five", "v2", -0.05),
)
FIVE = (
    (5, "非常满意", "Very satisfied", "satisfied"),
    (4, "满意", "Satisfied", "satisfied"),
    (3, "一般", "So-so", "neutral"),
    (2, "不满意", "Dissatisfied", "dissatisfied"),
    (1, "非常不满意", "Very dissatisfied", "dissatisfied"),
)
MOVED = "overall"  # asked last in v1 and first in v2: not comparable
SATISFIED_OF_TEN, NEUTRAL_OF_TEN = 8, 6  # lowest score that counts as such

# A local month of assessment runs from the 19th to the 18th (domain.md 2.1).
ASSESSMENT_DAY = 19


def write(writer: Writer) -> None:
    """Write the reference tables and what describes the surveys."""
    for table, rows in {
        "categories": _categories(),
        "channels": _channels(),
        "time_limits": _time_limits(),
        "score_weights": _score_weights(),
        "assessment_periods": _assessment_periods(),
        "working_calendar": _working_calendar(),
        "notes": _notes(),
    }.items():
        writer.rows("rules", table, rows)
    for table, rows in {
        "rounds": _rounds(),
        "questions": _questions(),
        "question_crosswalk": _crosswalk(),
        "answer_scales": _answer_scales(),
    }.items():
        writer.rows("survey", table, rows)


def questions(version: str) -> tuple[Question, ...]:
    """The questions of a questionnaire."""
    return tuple(q for q in QUESTIONS if q.since <= version)


def _categories() -> Iterator[Row]:
    for code, zh, en in catalogue.GROUPS:
        yield {"category_code": code, "name_zh": zh, "name_en": en, "valid_from": IN_FORCE}
    for leaf in catalogue.LEAVES:
        yield {
            "category_code": leaf.code,
            "name_zh": leaf.name_zh,
            "name_en": leaf.name_en,
            "parent_code": leaf.code[:2],
            "valid_from": IN_FORCE,
        }


def _channels() -> Iterator[Row]:
    for code, (zh, en, _) in catalogue.CHANNELS.items():
        yield {"channel": code, "name_zh": zh, "name_en": en}


def _time_limits() -> Iterator[Row]:
    for code, (amount, unit, start) in catalogue.LIMITS.items():
        yield {
            "time_limit_code": code,
            "amount": amount,
            "unit": unit,
            "start_event": start,
            "is_inclusive": False,
            "valid_from": IN_FORCE,
        }


def _score_weights() -> Iterator[Row]:
    """10 / 50 / 40, and 基本满意 counts 0.9 (domain.md 2.1)."""
    yield {
        "response_weight": 0.10,
        "resolution_weight": 0.50,
        "satisfaction_weight": 0.40,
        "basically_weight": 0.9,
        "valid_from": IN_FORCE,
    }


def _assessment_periods() -> Iterator[Row]:
    for months in range(2023 * 12 + 10, 2026 * 12 + 11):  # 2023-11 to 2026-11
        year, month = divmod(months, 12)
        before_year, before = divmod(months - 1, 12)
        yield {
            "period_id": f"{year}-{month + 1:02}",
            "period_start": date(before_year, before + 1, ASSESSMENT_DAY),
            "period_end": date(year, month + 1, ASSESSMENT_DAY - 1),
        }


def _working_calendar() -> Iterator[Row]:
    for exception in working_calendar.shipped().exceptions:
        yield {"day": exception.day, "is_workday": exception.is_workday, "name": exception.name}


def _notes() -> Iterator[Row]:
    merger, version = stories.MERGER, next(survey for survey in ROUNDS if survey.version == "v2")
    yield {
        "note_id": "merger",
        "area_code": merger.successor_code,
        "note_date": merger.last_day + timedelta(days=1),
        "text_zh": "邻村并入，户数和网格随之并入",
        "text_en": "The neighbouring village joins, with its households and grids",
        "is_new_basis": True,
    }
    yield {
        "note_id": "questionnaire-v2",
        "note_date": version.opened,
        "text_zh": "群众评价启用第二版问卷，增加环境卫生一题",
        "concerns": "surveys",
        "text_en": "Second version of the questionnaire, with a question on the surroundings",
        "is_new_basis": False,
    }


def _rounds() -> Iterator[Row]:
    for survey in ROUNDS:
        yield {
            "round_id": survey.id,
            "round_name": survey.name,
            "opened_date": survey.opened,
            "closed_date": survey.closed,
            "mode": "household",
            "selection": "census",
            "questionnaire_version": survey.version,
        }


def _questions() -> Iterator[Row]:
    for version in ("v1", "v2"):
        for question in questions(version):
            yield {
                "questionnaire_version": version,
                "question_id": question.id,
                "text": question.text,
                "subject": question.subject,
                "scale": question.scale,
            }


def _crosswalk() -> Iterator[Row]:
    """The mark for the whole was moved to the front of the form; what is new has no forerunner."""
    for question in questions("v1"):
        moved = question.id == MOVED
        yield {
            "from_version": "v1",
            "from_question": question.id,
            "to_version": "v2",
            "to_question": question.id,
            "is_comparable": not moved,
            "reason": "由问卷末尾移到开头，受前面题目的影响不同" if moved else "题目和选项未变",
            "decided_date": ROUNDS[4].opened,
        }


def _answer_scales() -> Iterator[Row]:
    for score, zh, en, counts_as in FIVE:
        yield {"scale": "five", "score": score, "meaning_zh": zh, "meaning_en": en,
               "counts_as": counts_as, "valid_from": IN_FORCE}  # fmt: skip
    for score in range(10, 0, -1):
        low = "neutral" if score >= NEUTRAL_OF_TEN else "dissatisfied"
        counts_as = "satisfied" if score >= SATISFIED_OF_TEN else low
        yield {"scale": "ten", "score": score, "meaning_zh": f"{score}分",
               "meaning_en": f"{score} points", "counts_as": counts_as,
               "valid_from": IN_FORCE}  # fmt: skip
