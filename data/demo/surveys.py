"""How many households answered each round of the demo, and what did they say?"""

import numpy as np
import pyarrow as pa
import pyarrow.compute

from data.demo import stories
from data.demo.chance import stream
from data.demo.district import District
from data.demo.rules import NEUTRAL_OF_TEN, ROUNDS, SATISFIED_OF_TEN, Question, Round, questions
from data.demo.writer import Writer, coded, numbered, optional

# Participation: log odds 2.75 is 94 %; a few villages fall below the gate of 80 % (domain.md 1).
TAKES_PART = 2.75
TAKES_PART_BETWEEN, TAKES_PART_WITHIN = 0.55, 0.45  # sigma between villages and between rounds
ROUND_NOISE = 0.10  # sigma of a village's log odds of satisfaction between rounds
DRIFT = 0.025  # log odds a round, all villages
FULL_OF_SATISFIED = 0.955  # so that full marks lie some 4 points below satisfied
NEUTRAL_OF_REST = 0.55
OPEN_SHARE = 0.012  # questions left open
SAME_MIND = 0.6  # share of answers that follow the mood of the form; forms are not five opinions


def write(writer: Writer, district: District) -> None:
    """Write coverage and answers, one round at a time."""
    rates = true_rates(district)
    part = _participation(district)
    for k, survey in enumerate(ROUNDS):
        rng = stream(district.seed, "responses", k)
        eligible = district.households
        answered = rng.binomial(eligible, part[k])
        village = _village_at(district, survey)
        _write_coverage(writer, district, survey, village, eligible, answered)
        _write_answers(
            writer,
            district,
            survey,
            rng,
            np.repeat(village, answered),
            np.repeat(rates[k], answered),
        )


def true_rates(district: District) -> np.ndarray:
    """Share of satisfied answers to a question of mean ease, shape (rounds, villages)."""
    rng = stream(district.seed, "satisfaction")
    count = len(district.odds)
    noise = ROUND_NOISE * rng.standard_normal((len(ROUNDS), count))
    odds = district.odds + noise + DRIFT * np.arange(len(ROUNDS))[:, None]
    rates = 1 / (1 + np.exp(-odds))
    at = district.layout.village
    rounds = [survey.id for survey in ROUNDS]
    fall = stories.FALL
    rates[:, at(fall.village_code)] = fall.before
    rates[rounds.index(fall.from_round) :, at(fall.village_code)] = fall.after
    pair = stories.UNFIT_PAIR
    rates[:, at(pair.village_code)] = pair.village_rate
    rates[:, at(pair.benchmark_code)] = pair.benchmark_before
    rates[rounds.index(pair.from_round) :, at(pair.benchmark_code)] = pair.benchmark_after
    unlucky = stories.REGRESSION
    for code in unlucky.village_codes:
        rates[:, at(code)] = unlucky.usual
        rates[rounds.index(unlucky.baseline_round), at(code)] = unlucky.baseline
    rates[:, at(stories.IMPROVEMENT.village_code)] = stories.IMPROVEMENT.rates
    return rates


def _participation(district: District) -> np.ndarray:
    rng = stream(district.seed, "participation")
    count = len(district.households)
    between = TAKES_PART_BETWEEN * rng.standard_normal(count)
    within = TAKES_PART_WITHIN * rng.standard_normal((len(ROUNDS), count))
    return 1 / (1 + np.exp(-(TAKES_PART + between + within)))


def _village_at(district: District, survey: Round) -> np.ndarray:
    """The village that each one's households count for when the round closes."""
    over = survey.closed > stories.MERGER.last_day
    return district.current_village() if over else np.arange(len(district.households))


def _write_coverage(
    writer: Writer,
    district: District,
    survey: Round,
    village: np.ndarray,
    eligible: np.ndarray,
    answered: np.ndarray,
) -> None:
    here = np.unique(village)
    writer.columns(
        "survey",
        "round_coverage",
        {
            "round_id": coded([survey.id], np.zeros(len(here))),
            "village_code": coded(district.layout.village_codes, here),
            "households_eligible": np.bincount(village, eligible)[here].astype(np.int64),
            "households_answered": np.bincount(village, answered)[here].astype(np.int64),
        },
    )


def _write_answers(
    writer: Writer,
    district: District,
    survey: Round,
    rng: np.random.Generator,
    village: np.ndarray,
    rate: np.ndarray,
) -> None:
    """Write the answers of one round; the numbers of forms say nothing about households."""
    forms = len(village)
    mood = rng.random(forms)
    reference = _padded(numbered(np.arange(forms) + 1))
    for question in questions(survey.version):
        follows = rng.random(forms) < SAME_MIND
        luck = np.where(follows, mood, rng.random(forms))
        odds = np.log(rate / (1 - rate)) + question.ease
        score, best = _scores(rng, question, luck, 1 / (1 + np.exp(-odds)))
        same = np.zeros(forms)
        writer.columns(
            "survey",
            "responses",
            {
                "round_id": coded([survey.id], same),
                "response_ref": reference,
                "village_code": coded(district.layout.village_codes, village),
                "subject": coded([question.subject], same),
                "question_id": coded([question.id], same),
                "score": optional(score.astype(float), rng.random(forms) < OPEN_SHARE),
                "score_max": np.full(forms, float(best)),
            },
        )


def _padded(numbers: pa.Array) -> pa.Array:
    """Numbers as text of equal length."""
    return pa.compute.utf8_lpad(numbers, 7, "0")


def _scores(
    rng: np.random.Generator, question: Question, luck: np.ndarray, rate: np.ndarray
) -> tuple[np.ndarray, int]:
    """Scores from best to worst as luck runs from 0 to 1, and the best score."""
    full = luck < rate * FULL_OF_SATISFIED
    satisfied = luck < rate
    neutral = luck < rate + (1 - rate) * NEUTRAL_OF_REST
    pick = rng.random(len(luck))
    if question.scale == "five":
        low = np.where(pick < 0.7, 2, 1)
        return np.select([full, satisfied, neutral], [5, 4, 3], low), 5
    high = SATISFIED_OF_TEN + (pick < 0.7)
    middle = NEUTRAL_OF_TEN + (pick < 0.6)
    low = 1 + (pick * (NEUTRAL_OF_TEN - 1)).astype(np.int64)
    return np.select([full, satisfied, neutral], [10, high, middle], low), 10
