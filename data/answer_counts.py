"""How many people gave each answer, and whom does each of them stand for?

Most questions about surveys ask for no more than answers by round, village, question and score, so
these are counted when a snapshot is published, with all that is asked of them beside: their day,
their places, what they count as and the weight of those who gave them.
"""

import duckdb

from data import places

COUNTED = """
CREATE OR REPLACE TEMP TABLE given AS
SELECT round_id, village_code, subject, question_id, score, score_max, count(*) AS answers,
    count(weight) AS weighed, sum(weight) AS weight, sum(weight * weight) AS squares
FROM responses
GROUP BY ALL
"""

# Whom an answer of a random round stands for, as a factor on its weight (or on 1 in a round without
# any): villages weigh as much as they have households, where all of the round's have a number, and
# the weights of a round have a mean of 1, so that rounds with other units of weight add up.
WEIGHTS = """
CREATE OR REPLACE TABLE answer_weights AS
WITH drawn AS (
    SELECT round_id, village_code, sum(answers) AS answers, sum(weighed) AS weighed,
        sum(weight) AS weight
    FROM given
    WHERE round_id IN (SELECT round_id FROM rounds WHERE selection = 'random')
    GROUP BY round_id, village_code
), told AS (
    SELECT drawn.round_id, village_code, areas.households, has_weights,
        CASE WHEN has_weights THEN weighed ELSE answers END AS used,
        CASE WHEN has_weights THEN nullif(weight, 0) ELSE answers END AS base
    FROM (
        SELECT *, sum(weighed) OVER (PARTITION BY round_id) > 0 AS has_weights FROM drawn
    ) AS drawn
    JOIN areas ON areas.area_code = village_code
)
SELECT round_id, village_code, has_weights,
    CASE WHEN bool_and(coalesce(households, 0) > 0) OVER whole
        THEN households * sum(used) OVER whole
            / (base * sum(CASE WHEN base > 0 THEN households END) OVER whole)
        ELSE sum(used) OVER whole / sum(base) OVER whole
    END AS factor
FROM told
WINDOW whole AS (PARTITION BY round_id)
"""

# People are those who have a weight, in a random round that has any. Where everybody was asked, all
# of them are as many as the answers: that stands in the view, not a million times on disk.
TOLD = f"""
CREATE OR REPLACE TABLE answer_counts AS
SELECT c.round_id, c.village_code, c.subject, c.question_id, c.score, c.score_max, c.answers,
    rounds.selection = 'random' AS is_drawn,
    CASE WHEN is_drawn AND drawn.has_weights
        THEN CASE WHEN drawn.factor IS NULL THEN 0 ELSE c.weighed END
        WHEN is_drawn THEN c.answers
    END AS people,
    CASE WHEN is_drawn AND drawn.has_weights THEN c.weight * drawn.factor
        WHEN is_drawn THEN c.answers * drawn.factor
    END AS weight,
    CASE WHEN is_drawn AND drawn.has_weights THEN c.squares * drawn.factor * drawn.factor
        WHEN is_drawn THEN c.answers * drawn.factor * drawn.factor
    END AS squares,
    s.counts_as, rounds.closed_date AS date, rounds.questionnaire_version, {places.PLACE}
FROM given AS c
JOIN rounds USING (round_id)
JOIN places USING (village_code)
LEFT JOIN answer_weights AS drawn
    ON drawn.round_id = c.round_id AND drawn.village_code = c.village_code
LEFT JOIN questions AS q
    ON q.questionnaire_version = rounds.questionnaire_version AND q.question_id = c.question_id
LEFT JOIN answer_scales AS s
    ON s.scale = q.scale AND s.score = c.score AND s.valid_from <= rounds.closed_date
    AND (s.valid_to IS NULL OR s.valid_to >= rounds.closed_date)
ORDER BY c.round_id, c.village_code, c.question_id, c.score
"""
VIEW = """
CREATE OR REPLACE VIEW known_answers AS
SELECT * REPLACE (
    CASE WHEN is_drawn THEN people ELSE answers END AS people,
    CASE WHEN is_drawn THEN weight ELSE answers END AS weight,
    CASE WHEN is_drawn THEN squares ELSE answers END AS squares
)
FROM answer_counts
"""
OF = {"rounds", "questions", "answer_scales", *places.FROM}


def rebuild(connection: duckdb.DuckDBPyConnection, touched: set[str]) -> None:
    """Count answers anew where other ones were written, or what is told of them may be another.

    A snapshot whose records stay in a lake has no answers, only their counts, and keeps these.
    """
    there = "SELECT count(*) FROM duckdb_tables() WHERE table_name = '{}'"
    has = {
        name: bool(connection.execute(there.format(name)).fetchall()[0][0])
        for name in ("answer_counts", "answer_weights")
    }
    view = "SELECT count(*) FROM duckdb_views() WHERE view_name = 'answer_weights'"
    if connection.execute(view).fetchall()[0][0]:  # of an earlier version
        connection.execute("DROP VIEW answer_weights")
    (any_answers,) = connection.execute("SELECT count(*) > 0 FROM responses").fetchall()[0]
    is_changed = "responses" in touched or (any_answers and touched & OF)
    if is_changed or not all(has.values()):
        connection.execute(COUNTED)
        connection.execute(WEIGHTS)
        if is_changed or not has["answer_counts"]:
            connection.execute(TOLD)
        connection.execute("DROP TABLE given")
    connection.execute(VIEW)
