"""What was raised in visits, and is nothing of it lost on the way?"""

import pytest

from analytics import issues_raised
from analytics.intervals import byar, wilson
from analytics.periods import Period
from tests.analytics.records import WINDOW, measured, one, tables


def visit(number: int, raised: int, **more: object) -> dict[str, object]:
    return {"visit_id": str(number), "issues_raised": raised, **more}


def request(number: int, fate: str, **more: object) -> dict[str, object]:
    ends = {"open": (False, None), "solved": (True, "resolved"), "closed": (True, None)}
    closed, outcome = ends.get(fate, (True, fate))
    return {"visit_id": str(number), "is_closed": closed, "outcome": outcome, **more}


def test_matters_of_the_pilot_of_xiaolin() -> None:
    """1,170 raised and 910 solved are 77.8 %; the rest is open or never became a request."""
    rows = {
        "visits": [visit(i, 1) for i in range(1170)] + [visit(9999, 0)] * 30,
        "raised": [request(i, "solved" if i < 910 else "open") for i in range(1000)],
    }
    solved, handed = measured(["issue_solved_rate", "issue_to_request_rate"], rows=rows).iloc
    assert (solved.numerator, solved.denominator) == (910, 1170)
    assert solved.value == pytest.approx(0.778, abs=0.0005)
    assert (solved.low, solved.high) == tuple(b[0] for b in wilson([910], [1170]))
    assert (handed.numerator, handed.denominator) == (1000, 1170)
    assert solved.state == "provisional"  # 90 are open still
    assert handed.state == "ok"


def test_two_matters_of_one_visit_are_one_visit_to_chance() -> None:
    rows = {
        "visits": [visit(i, 2) for i in range(40)],
        "raised": [request(i % 40, "solved") for i in range(80)],
    }
    row = measured("issue_solved_rate", rows=rows).iloc[0]
    assert (row.numerator, row.denominator, row.n) == (80, 80, 40)


def test_requests_that_nobody_noted_as_raised_are_matters_too() -> None:
    rows = {
        "visits": [visit(1, 0), visit(2, 3)],
        "raised": [request(1, "open"), request(2, "open")],
    }
    table = issues_raised.matters(tables(**rows), Period(*WINDOW), WINDOW[1])
    frame = table.order_by("visit_id").to_pandas()
    columns = ["matters", "requests", "solved", "open_still", "otherwise"]
    assert frame[columns].to_numpy().tolist() == [[1, 1, 0, 1, 0], [3, 1, 0, 1, 0]]


def test_withdrawn_merged_and_refused_are_neither_solved_nor_open() -> None:
    fates = ["withdrawn", "merged", "refused", "explained", "closed", "solved", "open"]
    rows = {
        "visits": [visit(i, 1) for i in range(7)],
        "raised": [request(i, fate) for i, fate in enumerate(fates)],
    }
    row = one("issue_solved_rate", **rows)
    assert (row.numerator, row.denominator) == (3, 7)
    flow = issues_raised.flow(tables(**rows)["raised"])
    assert flow.to_numpy().tolist() == [["roads", 7, 3, 1, 3]]


def test_the_same_number_in_two_systems_is_two_visits() -> None:
    rows = {
        "visits": [visit(1, 1, source="a"), visit(1, 1, source="b")],
        "raised": [request(1, "solved", source="a")],
    }
    row = one("issue_solved_rate", **rows)
    assert (row.numerator, row.denominator) == (1, 2)


def test_flow_has_the_categories_with_most_requests_first() -> None:
    raised = [request(i, "open", category_code=code) for i, code in enumerate("abbcc")]
    assert issues_raised.flow(tables(raised=raised)["raised"]).category_code.tolist() == list("bca")
    assert issues_raised.flow(tables()["raised"]).empty


def test_matters_for_every_hundred_visits() -> None:
    rows = [visit(i, 2 if i < 20 else 0, was_met=i < 150) for i in range(200)]
    issues, met = measured(["issues_per_100_visits", "was_met_rate"], rows={"visits": rows}).iloc
    low, high = byar([40])
    assert (issues.value, issues.n) == (20, 40)
    assert (issues.low, issues.high) == (pytest.approx(low[0] / 2), pytest.approx(high[0] / 2))
    assert (met.numerator, met.denominator) == (150, 200)


def test_stations_add_up_and_nothing_is_lost() -> None:
    rows = {
        "visits": [visit(i, 1) for i in range(10)],
        "raised": [request(i, fate) for i, fate in enumerate(["solved"] * 4 + ["open", "merged"])],
    }
    solved = measured("issue_solved_rate", rows=rows).iloc[0]
    told = issues_raised.stations(solved, issues_raised.flow(tables(**rows)["raised"]))
    matters = dict(zip(told.station, told.matters, strict=True))
    assert list(matters.values()) == [10, 6, 4, 4, 1, 1]
    assert matters["handed_on"] + matters["untraced"] == matters["raised"]
    assert told.share.tolist() == [1.0, 0.6, 0.4, 0.4, 0.1, 0.1]
    nothing = measured("issue_solved_rate").iloc[0]
    empty = issues_raised.stations(nothing, issues_raised.flow(tables()["raised"]))
    assert empty.matters.tolist() == [0] * 6
