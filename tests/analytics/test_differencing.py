"""Can the opinions of few people be worked out from two numbers that are shown together?"""

import pytest

from analytics import differencing
from tests.analytics.records import measured

METRICS = ["response_rate", "resolution_rate", "callback_satisfaction_rate", "composite_score"]
YES, NO = {}, {"resolution": "unresolved", "satisfaction": "dissatisfied"}


def states(kept: int, excluded: list[dict], smallest: int = 10) -> dict[str, str]:
    """States of what is left, when the rows of `excluded` are left out of the whole."""
    rows = [YES] * kept + [NO] * 40
    whole = measured(METRICS, rows={"callbacks": [*rows, *excluded]})
    part = measured(METRICS, rows={"callbacks": rows})
    found = differencing.hide(part, whole, smallest)
    return dict(zip(found["metric"], found["state"], strict=True))


@pytest.mark.parametrize(
    ("excluded", "hidden"),
    [
        ([], False),  # nothing was left out
        ([YES] * 3, True),  # three people
        ([YES] * 30, True),  # all of one opinion
        ([YES] * 30 + [NO] * 2, True),  # two of the other opinion
        ([YES] * 30 + [NO] * 12, False),
    ],
)
def test_what_is_left_is_shown_only_if_the_rest_tells_of_nobody(
    excluded: list[dict], hidden: bool
) -> None:
    found = states(300, excluded)
    assert found["composite_score"] == ("hidden" if hidden else "provisional")
    assert found["resolution_rate"] == found["composite_score"]
    assert found["response_rate"] == "provisional"  # a fact, no opinion


def test_no_number_is_left_where_it_is_hidden() -> None:
    whole = measured(METRICS, rows={"callbacks": [YES] * 303 + [NO] * 40})
    part = measured(METRICS, rows={"callbacks": [YES] * 300 + [NO] * 40})
    found = differencing.hide(part, whole, 10)
    hidden = found[found["state"] == "hidden"]
    assert len(hidden) == 3
    assert hidden[["numerator", "denominator", "value", "low", "high", "n"]].isna().all(axis=None)


def test_without_a_floor_nothing_is_hidden() -> None:
    assert "hidden" not in states(300, [YES], smallest=0).values()
