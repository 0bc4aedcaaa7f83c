"""Is each planted story really in the records, with the size that `stories` tells?"""

import math

import pytest

from data.demo import stories
from data.demo.rules import ROUNDS
from tests.data.demo.conftest import Ask

ROUND_IDS = [survey.id for survey in ROUNDS]
# Answers of one form follow one mood, so they count for less than so many opinions.
FORMS_EFFECT = 2.5


def satisfied(ask: Ask, villages: tuple[str, ...], rounds: list[str]) -> tuple[float, float]:
    """Share of satisfied answers, and how far chance can take it from the truth."""
    ((share, answers),) = ask(
        """SELECT avg((a.counts_as = 'satisfied')::INT), count(*)
        FROM responses AS r JOIN rounds USING (round_id)
        JOIN questions AS q USING (questionnaire_version, question_id)
        JOIN answer_scales AS a ON a.scale = q.scale AND a.score = r.score
        WHERE r.village_code IN (SELECT unnest(?)) AND round_id IN (SELECT unnest(?))""",
        list(villages),
        rounds,
    )
    return share, 4 * math.sqrt(FORMS_EFFECT * share * (1 - share) / answers) + 0.005


def assert_rate(ask: Ask, villages: tuple[str, ...], rounds: list[str], truth: float) -> None:
    share, chance = satisfied(ask, villages, rounds)
    assert share == pytest.approx(truth, abs=chance)


def test_one_township_is_slow_at_dispatch_and_at_nothing_else(telling: Ask) -> None:
    story = stories.SLOW_DISPATCH
    ((dispatch, handling),) = telling(
        """SELECT median(wait) FILTER (there) / median(wait) FILTER (NOT there),
            median(work) FILTER (there) / median(work) FILTER (NOT there)
        FROM (SELECT date_diff('second', classified_at, dispatched_at) AS wait,
                date_diff('second', signed_at, closed_at) AS work, township_code = ? AS there
            FROM requests JOIN places USING (village_code)
            WHERE setting = 'rural' AND time_limit_code = 'D7')""",
        story.township_code,
    )
    assert dispatch == pytest.approx(story.factor, rel=0.15)
    assert handling == pytest.approx(1.0, rel=0.2)


def test_one_village_truly_falls(telling: Ask) -> None:
    story = stories.FALL
    turn = ROUND_IDS.index(story.from_round)
    assert_rate(telling, (story.village_code,), ROUND_IDS[:turn], story.before)
    assert_rate(telling, (story.village_code,), ROUND_IDS[turn:], story.after)


def test_one_visitor_claims_what_nobody_can_do(telling: Ask) -> None:
    story = stories.VISITOR
    in_an_hour = """SELECT visitor_ref, visited_date, count(*) AS visits,
            max(same) AS same_second, any_value(grid_code) AS grid
        FROM (SELECT *, count(*) OVER (PARTITION BY visitor_ref, visited_at) AS same FROM visits)
        GROUP BY visitor_ref, visited_date, date_trunc('hour', visited_at)"""
    found = telling(
        f"SELECT visitor_ref, visited_date, grid FROM ({in_an_hour}) "
        "WHERE visits >= ? AND same_second >= ? ORDER BY visited_date",
        story.visits,
        story.same_second,
    )
    assert len({visitor for visitor, _, _ in found}) == 1
    assert tuple(day for _, day, _ in found) == story.days
    ((others,),) = telling(
        f"SELECT max(visits) FROM ({in_an_hour}) WHERE visitor_ref <> ?", found[0][0]
    )
    assert others < story.visits / 4


def test_one_pair_no_longer_fits(telling: Ask) -> None:
    story = stories.UNFIT_PAIR
    assert telling(
        "SELECT benchmark_code FROM benchmark_pairs WHERE village_code = ? AND valid_to IS NULL",
        story.village_code,
    ) == [(story.benchmark_code,)]
    traits = telling(
        """SELECT year, collective_income_cny, migrant_share, development_model, village_class
        FROM profiles WHERE village_code = ? ORDER BY year""",
        story.benchmark_code,
    )
    before = [row for row in traits if row[0] < story.from_year]
    after = [row for row in traits if row[0] >= story.from_year]
    assert {row[4] for row in traits} == {"model"}  # its class has not told
    assert after[0][1] > 0.9 * story.income_factor * before[-1][1]
    assert after[0][2] - before[-1][2] == pytest.approx(story.migrant_share_added, abs=0.002)
    assert {row[3] for row in after} == {story.development_model}
    assert story.development_model not in {row[3] for row in before}
    turn = ROUND_IDS.index(story.from_round)
    assert_rate(telling, (story.village_code,), ROUND_IDS, story.village_rate)
    assert_rate(telling, (story.benchmark_code,), ROUND_IDS[:turn], story.benchmark_before)
    assert_rate(telling, (story.benchmark_code,), ROUND_IDS[turn:], story.benchmark_after)


def test_unlucky_villages_come_back_by_themselves(telling: Ask) -> None:
    story = stories.REGRESSION
    others = [name for name in ROUND_IDS if name != story.baseline_round]
    assert_rate(telling, story.village_codes, [story.baseline_round], story.baseline)
    assert_rate(telling, story.village_codes, others[:1], story.usual)
    assert_rate(telling, story.village_codes, others, story.usual)
    classes = telling(
        """SELECT year >= ?, village_class FROM profiles
        WHERE village_code IN (SELECT unnest(?)) GROUP BY ALL ORDER BY ALL""",
        story.weak_from_year,
        list(story.village_codes),
    )
    assert classes == [(False, "improving"), (True, "weak")]


def test_one_weak_village_truly_improves(telling: Ask) -> None:
    story = stories.IMPROVEMENT
    for name, truth in zip(ROUND_IDS, story.rates, strict=True):
        assert_rate(telling, (story.village_code,), [name], truth)
    assert telling(
        "SELECT DISTINCT village_class FROM profiles WHERE village_code = ?", story.village_code
    ) == [("weak",)]


def test_two_villages_merge(telling: Ask) -> None:
    story = stories.MERGER
    assert telling(
        "SELECT valid_to, successor_code FROM areas WHERE area_code = ?", story.village_code
    ) == [(story.last_day, story.successor_code)]
    for table, day in (("requests", "received_date"), ("visits", "visited_date")):
        (before, after, later) = telling(
            f"""SELECT count(*) FILTER (village_code = $1 AND {day} <= $3),
                count(*) FILTER (village_code = $1 AND {day} > $3),
                count(*) FILTER (village_code = $2 AND {day} > $3)
                    / count(*) FILTER (village_code = $2 AND {day} <= $3)
            FROM {table}""",
            story.village_code,
            story.successor_code,
            story.last_day,
        )[0]
        assert before > 0
        assert after == 0
        assert later > 1  # 477 days after, 618 before
    eligible = telling(
        """SELECT closed_date <= ?, village_code, max(households_eligible)
        FROM round_coverage JOIN rounds USING (round_id)
        WHERE village_code IN (?, ?) GROUP BY ALL ORDER BY ALL""",
        story.last_day,
        story.village_code,
        story.successor_code,
    )
    counts = {(before, village): households for before, village, households in eligible}
    own, taken = counts[True, story.successor_code], counts[True, story.village_code]
    assert counts[False, story.successor_code] == own + taken
    assert (False, story.village_code) not in counts
    households = "SELECT households FROM areas WHERE area_code = ?"
    assert telling(households, story.successor_code) == [(own + taken,)]
    assert telling(
        "SELECT max(valid_to) FROM benchmark_pairs WHERE village_code = ?", story.village_code
    ) == [(story.last_day,)]


def test_the_last_days_of_some_townships_are_not_all_in(telling: Ask) -> None:
    story = stories.LATE_REPORTS
    ((ratio,),) = telling(
        """WITH days AS (
            SELECT village_code, received_date AS day FROM requests
            UNION ALL SELECT village_code, visited_date FROM visits
        ), counts AS (
            SELECT township_code IN (SELECT unnest($1)) AS late, day >= $2 AS tail
            FROM days JOIN places USING (village_code)
        )
        SELECT (count(*) FILTER (late AND tail) / count(*) FILTER (NOT late AND tail))
            / (count(*) FILTER (late AND NOT tail) / count(*) FILTER (NOT late AND NOT tail))
        FROM counts""",
        list(story.township_codes),
        story.first_day,
    )
    assert ratio == pytest.approx(story.kept_share, abs=0.06)


def test_one_unit_closes_within_minutes(telling: Ask) -> None:
    story = stories.QUICK_CLOSURES
    quick = f"coalesce(date_diff('second', received_at, closed_at) <= {story.minutes} * 60, false)"
    ((there, elsewhere, before),) = telling(
        f"""SELECT avg({quick}::INT) FILTER (mine AND during), avg({quick}::INT) FILTER (NOT mine),
            avg({quick}::INT) FILTER (mine AND NOT during)
        FROM (SELECT *, lead_unit = $1 AS mine, received_date BETWEEN $2 AND $3 AS during
            FROM requests)""",
        story.lead_unit,
        story.first_day,
        story.last_day,
    )
    assert there == pytest.approx(story.share, abs=0.12)
    assert elsewhere < 0.01
    assert before < 0.01
    ((resolved, others),) = telling(
        f"""SELECT avg((resolution = 'resolved')::INT) FILTER (lead_unit = ? AND {quick}),
            avg((resolution = 'resolved')::INT) FILTER (NOT {quick})
        FROM callbacks JOIN requests USING (source, request_id)
        WHERE is_valid AND category_code = ?""",
        story.lead_unit,
        story.category_code,
    )
    assert resolved == pytest.approx(story.resolved_share, abs=0.2)
    assert others > 0.9
