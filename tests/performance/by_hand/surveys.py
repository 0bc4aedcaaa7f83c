"""The page on surveys by hand, part by part.

All of it follows from answers counted by round, question and score, and from the households that
took part, each read once; what is made of them is arithmetic on small tables.
"""

from tests.performance.by_hand.spans import DISTRICT, HALF, LAST, NOTES, PLACES

KEYS = "round_id, subject, question_id, score, score_max"
SUMS = "sum(answers), sum(people), sum(weight), sum(squares)"
COUNTED = f"""SELECT {KEYS}, counts_as, {SUMS} FROM answer_counts
    WHERE {DISTRICT} AND date <= {LAST} GROUP BY ALL"""
TOOK_PART = f"""SELECT round_id, township_code, village_code, sum(households_eligible),
    sum(households_answered)
    FROM round_coverage JOIN rounds USING (round_id) {PLACES}
    WHERE {DISTRICT} AND closed_date <= {LAST} GROUP BY ALL"""
BY_VILLAGE = f"""SELECT township_code, village_code, {KEYS}, counts_as, {SUMS}
    FROM answer_counts
    WHERE {DISTRICT} AND round_id IN (SELECT round_id FROM rounds WHERE closed_date <= {LAST}
        ORDER BY closed_date DESC LIMIT 2) GROUP BY ALL"""
FORMS = f"""SELECT count(*), count(score), count(counts_as), count(DISTINCT form),
    count(*) FILTER (counts_as = 'satisfied'), count(*) FILTER (counts_as = 'dissatisfied'),
    count(*) FILTER (score = score_max)
    FROM responses JOIN rounds USING (round_id) {PLACES}
    WHERE {DISTRICT} AND closed_date {HALF}"""
VILLAGES = f"""SELECT village_code, households, township_code, setting, village_class
    FROM places WHERE {DISTRICT}"""
OF_ROUNDS = [COUNTED, TOOK_PART]

PARTS: dict[str, list[str]] = {
    "": [FORMS, FORMS.replace(HALF, "BETWEEN DATE '2025-01-01' AND DATE '2025-06-30'"), *OF_ROUNDS],
    "rounds": [*OF_ROUNDS, NOTES],
    "answers": OF_ROUNDS,
    "by_round": [*OF_ROUNDS, NOTES, VILLAGES],
    "village_funnel": [*OF_ROUNDS, BY_VILLAGE],
    "side_by_side": [*OF_ROUNDS, BY_VILLAGE],
    "nonresponse": OF_ROUNDS,
}
