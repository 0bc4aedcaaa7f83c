"""Can anybody work out a hidden cell from what is shown?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.disclosure import hidden_cells
from tests.analytics.records import measured

COUNTS = ["n", "yes", "no"]


def cells(*rows: tuple[int, int], **keys: Sequence[str]) -> pd.DataFrame:
    """Satisfied and others, one row a cell."""
    frame = pd.DataFrame(rows, columns=["yes", "no"]).assign(**keys)
    return frame.assign(n=frame.yes + frame.no)


def hide(frame: pd.DataFrame, *hierarchies: list[str]) -> list[bool]:
    return hidden_cells(frame, hierarchies, COUNTS, 10).tolist()


@pytest.mark.parametrize(
    ("yes", "no", "hidden"),
    [
        (50, 10, False),
        (50, 9, True),  # the unhappy are few
        (9, 50, True),  # the happy are few
        (60, 0, True),  # all are happy: each of them is
        (0, 60, True),
        (5, 4, True),
        (0, 0, False),  # nobody answered: there is no opinion to hide
    ],
)
def test_a_cell_is_hidden_by_numerator_complement_and_n(yes: int, no: int, hidden: bool) -> None:
    assert hide(cells((yes, no))) == [hidden]


def test_the_smallest_neighbour_is_hidden_too() -> None:
    frame = cells((90, 20), (40, 15), (70, 15), (48, 2), village=list("abcd"))
    assert hide(frame, ["village"]) == [False, True, False, True]


def test_hidden_cells_are_not_few_together_either() -> None:
    """Two villages with one unhappy household each: their sum would tell of two."""
    frame = cells((60, 1), (70, 1), (90, 30), (95, 30), village=list("abcd"))
    assert hide(frame, ["village"]) == [True, True, True, False]


def test_every_township_protects_its_own() -> None:
    frame = cells(
        (90, 20), (40, 15), (48, 2), (90, 20), (80, 20),
        township=["t", "t", "t", "u", "u"], village=list("abcde"),
    )  # fmt: skip
    assert hide(frame, ["township", "village"]) == [False, True, True, False, False]


def test_a_township_hidden_beside_another_has_a_hidden_village() -> None:
    """T is hidden for its own sake, U to protect it: the villages of U must not add up to it."""
    frame = cells(
        (40, 2), (50, 3), (90, 20), (95, 25), (900, 200), (950, 250),
        township=["t", "t", "u", "u", "v", "v"], village=list("abcdef"),
    )  # fmt: skip
    assert hide(frame, ["township", "village"]) == [True, True, True, False, False, False]


def test_periods_are_lines_as_well() -> None:
    """Both months of a village are hidden, or the year minus one month would tell the other."""
    frame = cells(
        (48, 2), (60, 30), (80, 40), (90, 30),
        village=["a", "a", "b", "b"], month=["1", "2", "1", "2"],
    )  # fmt: skip
    assert hide(frame, ["village"], ["month"]) == [True, True, True, True]


def test_two_rows_for_one_cell_are_refused() -> None:
    with pytest.raises(ValueError, match="name the same cell"):
        hide(cells((1, 2), (3, 4), village=["a", "a"]), ["village"])


counts_strategy = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=12, max_size=12
)


@settings(max_examples=50, deadline=None)
@given(counts_strategy)
def test_hidden_stays_hidden_by_subtraction(counts: list[tuple[int, int]]) -> None:
    """Somebody who knows every shown cell and every total that is shown learns no small cell."""
    keys = {
        "township": [t for t in "tu" for _ in range(6)],
        "village": [t + v for t in "tu" for v in "abc" for _ in range(2)],
        "month": ["1", "2"] * 6,
    }
    frame = cells(*counts, **keys)
    places, months = ["township", "village"], ["month"]
    shown = ~np.array(hide(frame, places, months))
    small = (frame.n > 0) & (frame[COUNTS] < 10).any(axis=1)
    assert not (shown & small).any()
    known = shown | (frame.n == 0).to_numpy()
    lines = _shown_totals(frame, places, months)
    for _ in range(len(frame)):  # subtract as long as that tells another cell
        for line in lines:
            if (line & ~known).sum() == 1:
                known |= line
    assert not (known & small.to_numpy()).any()


def _shown_totals(frame: pd.DataFrame, places: list[str], months: list[str]) -> list[np.ndarray]:
    """Which cells every total adds up that another frame of the same numbers shows."""
    lines = []
    for place in ([], places[:1], places):
        for month in ([], months):
            keys = place + month
            margin = (
                frame.groupby(keys)[COUNTS].sum().reset_index()
                if keys
                else frame[COUNTS].sum().to_frame().T
            )
            hierarchies = [h for h in (place, month) if h]
            hidden = np.array(hidden_cells(margin, hierarchies, COUNTS, 10))
            for row in margin[~hidden].to_dict("records"):
                same = [frame[key] == row[key] for key in keys]
                lines.append(np.logical_and.reduce([*same, np.ones(len(frame), bool)]))
    return lines


def test_a_hidden_opinion_has_no_number_left() -> None:
    rows = {
        "responses": [
            {"response_ref": f"{village}{i}", "village_code": village,
             "counts_as": "satisfied" if i < happy else "neutral"}
            for village, happy in (("V1", 58), ("V2", 30), ("V3", 40))
            for i in range(60)
        ]
    }  # fmt: skip
    frame = measured("satisfaction_rate", ["village"], rows, smallest_cell=10)
    assert frame.state.tolist() == ["hidden", "hidden", "ok"]
    numbers = ["numerator", "denominator", "value", "low", "high", "n"]
    assert frame.loc[:1, numbers].isna().all(axis=None)


def test_answers_are_scaled_to_people() -> None:
    """Twelve unhappy answers on forms of six questions may be those of two people."""
    rows = {
        "responses": [
            {"response_ref": str(form), "question_id": str(question),
             "counts_as": "dissatisfied" if form < 2 else "satisfied"}
            for form in range(60) for question in range(6)
        ]
    }  # fmt: skip
    assert measured("satisfaction_rate", rows=rows, smallest_cell=10).state.tolist() == ["hidden"]
    assert measured("satisfaction_rate", rows=rows, smallest_cell=2).state.tolist() == ["ok"]


def test_the_score_is_hidden_with_the_rates_it_is_made_of() -> None:
    """With response, resolution and the score one could work out satisfaction."""
    rows = {
        "callbacks": [
            {"was_contacted": i % 2 == 0, "resolution": "resolved" if i % 2 else "partly",
             "satisfaction": "satisfied" if i < 95 else "dissatisfied"}
            for i in range(100)
        ]
    }  # fmt: skip
    wanted = ["response_rate", "resolution_rate", "composite_score"]
    frame = measured(wanted, rows=rows, smallest_cell=10)
    assert frame.state.tolist() == ["provisional", "hidden", "hidden"]
    assert frame.metric.tolist() == wanted
    assert "hidden" not in set(measured(wanted, rows=rows, smallest_cell=5).state)


def test_requests_and_visits_are_never_hidden() -> None:
    frame = measured(
        ["requests_received", "household_coverage_rate"],
        ["village"],
        {"visits": [{"household_ref": "a"}]},
        smallest_cell=10,
    )
    assert "hidden" not in set(frame.state)


def test_a_group_that_nobody_knows_is_a_group() -> None:
    """Villages without a setting, where no village has one."""
    cells = pd.DataFrame({"village": list("abc"), "setting": [None] * 3, "n": [90.0, 60.0, 50.0],
                          "happy": [70.0, 45.0, 48.0], "rest": [20.0, 15.0, 2.0]})  # fmt: skip
    found = hidden_cells(cells, [["village"], ["setting"]], ["n", "happy", "rest"])
    assert found.tolist() == [False, True, True]
